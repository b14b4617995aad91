"""Theme reports as DOCX, PDF and CSV."""
