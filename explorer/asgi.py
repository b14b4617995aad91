"""The explorer as one web application: Streamlit's pages behind our own door.

Start it with `python -m uvicorn explorer.asgi:app --no-access-log`, from any folder.
"""

import logging
import traceback
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from explorer import door, downloads, shell, translation_files
from explorer.client import NOT_NOW


def say_sorry(_error: Exception) -> bool:
    """What a reader sees when our own pages have a fault."""
    st.error(NOT_NOW)
    return True


def without_text(record: logging.LogRecord) -> bool:
    """Log a fault by its kind and its place; what it says may quote a story."""
    if record.exc_info:
        kind, _, frames = record.exc_info
        places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(frames)]
        record.msg = f"{record.msg}: {kind.__name__ if kind else ''} at {', '.join(places)}"
        record.args = ()
        record.exc_info = None
        record.exc_text = None
    return True


logging.getLogger("streamlit.error_util").addFilter(without_text)

app = st.App(
    Path(__file__).parent / "app.py",
    routes=[
        *door.routes(),
        *downloads.routes(),
        *translation_files.routes(),
        *shell.asset_routes(),
    ],
    middleware=[Middleware(shell.Shell)],
    on_script_error=say_sorry,
)
