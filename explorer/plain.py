"""What people wrote, shown as they wrote it: text that can never become markup.

Story text itself goes on the page with `st.text`, which parses nothing. These two are for places
that Streamlit does parse: labels (markdown) and our own fragments (HTML).
"""

import html
import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Streamlit looks for emoji, icons, arrows and addresses again after the markdown has been read, so
# a backslash does not stop it. A word joiner (no width, no break) does.
_LATE = re.compile(r"(?<=[:@/])(?=\S)|(?<=www)(?=\.)|(?<=[<>=-])(?=[<>=-])", re.IGNORECASE)
_WORD_JOINER = "\u2060"


def markdown(text: str) -> str:
    """One line of text for a place that reads markdown, so that it shows exactly these characters.

    Line ends become spaces, every ASCII punctuation mark is escaped (CommonMark 2.4), and marks
    that Streamlit replaces afterwards are held apart by an invisible word joiner.
    """
    held = _LATE.sub(_WORD_JOINER, " ".join(text.split()))
    return _PUNCTUATION.sub(r"\\\1", held)


def markup(text: object) -> str:
    """Text for inside an HTML element or a quoted attribute."""
    return html.escape(str(text), quote=True)
