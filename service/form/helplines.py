"""Whom a narrator can call now: always in small print, and at once when a story sounds alarming."""

from ingest.triage import (
    CHILD_LINE,
    EMERGENCY,
    HELP_LINES,
    SAFE_AT_HOME,
    SUICIDE_LINE,
    HelpLine,
)
from models.vocabulary import Danger

LISTENING_LINE = HelpLine("De Luisterlijn, om te praten, dag en nacht", "088-0767000")
ALWAYS = (EMERGENCY, SUICIDE_LINE, SAFE_AT_HOME, LISTENING_LINE, CHILD_LINE)


def for_alarm(kind: str | None) -> tuple[HelpLine, ...]:
    """The lines to show with a story that set off this alarm; none without an alarm."""
    if not kind:
        return ()
    # An alarm of a kind that this version does not know still deserves help.
    return HELP_LINES[Danger(kind)] if kind in set(Danger) else ALWAYS
