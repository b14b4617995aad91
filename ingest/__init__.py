"""The gate: a raw Draft comes in, a pseudonymised story goes out."""
