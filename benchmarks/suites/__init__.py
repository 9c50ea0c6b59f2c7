"""What is run, as plain data: tasks, estimators by name, sizes, published values."""
