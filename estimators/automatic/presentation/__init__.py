"""What a measurement rests on, and the forms in which it is shown."""
