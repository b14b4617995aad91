"""The only memory of the explorer: answers without story text, ten seconds, for one person only.

Streamlit's cache is shared by everybody on the server. So its key always holds who asks (a hash of
the session token), and a person's own change starts a new page in it. A test forbids any other
use of that cache.
"""

import hashlib

import streamlit as st

from explorer.client import Fetch, Remember

SECONDS = 10
MOST_ANSWERS = 512
_CHANGES = "eigen_wijzigingen"


def for_person(token: str) -> Remember:
    """A memory that only the holder of this token reads from."""
    scope = hashlib.sha256(token.encode()).hexdigest()

    def remember(path: str, fetch: Fetch) -> bytes:
        return _answer(scope, st.session_state.get(_CHANGES, 0), path, fetch)

    return remember


def forget() -> None:
    """After a change: what this person asks next is asked afresh."""
    st.session_state[_CHANGES] = st.session_state.get(_CHANGES, 0) + 1


@st.cache_data(ttl=SECONDS, max_entries=MOST_ANSWERS, show_spinner=False)
def _answer(scope: str, changes: int, path: str, _fetch: Fetch) -> bytes:
    del scope, changes, path
    return _fetch()
