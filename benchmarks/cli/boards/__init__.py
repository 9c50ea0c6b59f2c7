"""The commands on public boards: `board` and `verify`."""
