"""Measurements: run with `make bench`; results are copied to docs/benchmarks.md."""
