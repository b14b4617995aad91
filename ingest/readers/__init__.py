"""Readers per file layout: bytes in, drafts and problems out."""
