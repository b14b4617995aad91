"""A process for heavy work ends with the process that it works for, also when that was killed."""

import multiprocessing
import os
import threading


def end_with_parent() -> None:
    """Watch the parent from now on. Without this a killed server leaves its workers behind, each
    with a language model in memory.
    """
    threading.Thread(target=_wait_and_end, name="following", daemon=True).start()


def _wait_and_end() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # Nobody is there to take an answer.
