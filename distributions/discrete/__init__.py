"""Labels, bits and counts; labels with continuous vectors."""
