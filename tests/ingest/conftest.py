"""One pseudonymiser for all tests of the gate: its lists take a second to read."""

import pytest

from ingest.pseudonymise import Pseudonymiser, load_pseudonymiser


@pytest.fixture(scope="session")
def finder() -> Pseudonymiser:
    return load_pseudonymiser()
