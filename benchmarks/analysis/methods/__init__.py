"""What a paper says of a suite: a paragraph on what was done, and the references of everything used."""
