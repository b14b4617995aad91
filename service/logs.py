"""Logging: to standard error, fixed format, configured last so that no library can widen it."""

import logging
import sys

QUIET = (
    "alembic",
    "httpx",
    "httpcore",
    "matplotlib",
    "numba",
    "PIL",
    "sqlalchemy",
    "urllib3",
    "sentence_transformers",
    "transformers",
    "BERTopic",
    "multipart",
    "python_multipart",
)


def configure(level: int = logging.INFO) -> None:
    """Set the root logger, whatever a library did to it before (DEDUCE sets it to DEBUG).

    A line that cannot be written (a full disk, a closed terminal) is lost without a word: what
    logging prints then is the traceback, and with it the text that an error was about.
    """
    logging.raiseExceptions = False
    logging.basicConfig(
        level=logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        stream=sys.stderr,
        force=True,
    )
    logging.getLogger("vertelpunt").setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
