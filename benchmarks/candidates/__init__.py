"""Users' own estimators: find and load them, run them as programs, check them, and reproduce their rows."""
