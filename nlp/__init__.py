"""The workshop: strings and arrays in, frozen dataclasses out."""
