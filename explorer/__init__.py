"""The reading room: a Streamlit client of the HTTP API."""
