"""Versioned data that ships with the product: forms, standard sets, example stories."""
