"""What we know: tables, the questions asked of them, the vocabulary and the errors."""
