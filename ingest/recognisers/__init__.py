"""Recognisers of personal data, one family a file: text in, mentions out."""
