"""From rows to tables: numbers of rows, summaries, leaderboards, paired differences, ranks, and information planes."""
