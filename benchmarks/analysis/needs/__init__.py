"""How many pairs an error takes, read from the rows of several sizes."""
