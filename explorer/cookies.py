"""The session of a reader is one cookie; only its name depends on how the explorer is reached."""

import os

import streamlit as st

SESSION_SECONDS = 8 * 60 * 60
"""As long as the API keeps a session at most."""


def secure() -> bool:
    """True behind TLS: cookies are bound to this host and never go over plain HTTP."""
    return os.environ.get("VERTELPUNT_SECURE_COOKIES", "").lower() in {"1", "true", "yes", "on"}


def session_name() -> str:
    """The name of the cookie that holds the session token."""
    return "__Host-vp_s" if secure() else "vp_s"


def form_name() -> str:
    """The name of the cookie that a form of ours has to know."""
    return "__Host-vp_f" if secure() else "vp_f"


def token() -> str | None:
    """The session token that came with this browser's connection."""
    return st.context.cookies.get(session_name()) or None
