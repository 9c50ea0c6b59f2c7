"""From rows to tables: summaries, paired differences, ranks."""
