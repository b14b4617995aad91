"""Own lists at work: what an organisation listed goes out of every story, from the next one on."""

import threading

from ingest.pseudonymise import Pseudonymiser, settle
from ingest.recognisers.mention import Mention
from ingest.recognisers.own_list import OwnNames
from ingest.recognisers.reading import read
from models import own_names
from models.db import Database
from models.vocabulary import OwnNameKind, PersonalDataKind

KINDS = {
    OwnNameKind.QUARTER: (PersonalDataKind.LOCATION, "wijk"),
    OwnNameKind.TEAM: (PersonalDataKind.LOCATION, "wijk"),
    OwnNameKind.SCHOOL: (PersonalDataKind.ORGANISATION, "school"),
    OwnNameKind.ORGANISATION: (PersonalDataKind.ORGANISATION, ""),
    OwnNameKind.STREET: (PersonalDataKind.ADDRESS, ""),
    OwnNameKind.STAFF: (PersonalDataKind.PERSON, "medewerker"),
}
"""What a listed name is, and the word in its placeholder where that is sure."""


class WithNames:
    """A pseudonymiser with listed names before it, as they were at one moment."""

    def __init__(self, inner: Pseudonymiser, names: OwnNames) -> None:
        self._inner, self._names = inner, names
        self.name = inner.name

    def find(self, text: str) -> list[Mention]:
        """What is listed, and everything that the pseudonymiser behind it finds."""
        found = self._inner.find(text)
        listed = self._names.find_in(read(text))
        return settle(text, [*listed, *found]) if listed else found


class WithOwnLists:
    """A pseudonymiser with the lists of all organisations before it, read again when they change.

    Another process may change them, so the database is asked at every text; the question costs
    less than the reading of the text. When it cannot be asked, nothing passes.
    """

    def __init__(self, inner: Pseudonymiser, database: Database) -> None:
        """Nothing is read before the first text."""
        self._inner, self._database = inner, database
        self.name = inner.name
        self._lock = threading.Lock()
        self._state: own_names.State | None = None
        self._names = OwnNames()

    def find(self, text: str) -> list[Mention]:
        """What is listed, and everything that the pseudonymiser behind it finds."""
        return self.as_of_now().find(text)

    def as_of_now(self) -> WithNames:
        """The same with the lists as they are now, for many texts at once."""
        return WithNames(self._inner, self.current())

    def current(self) -> OwnNames:
        """The lists as they are now."""
        with self._database.reading() as session:
            state = own_names.state(session)
            with self._lock:
                if state == self._state:
                    return self._names
            every = own_names.every(session)
            names = OwnNames.of((entry.name, *KINDS[entry.kind]) for entry in every)
        with self._lock:
            self._state, self._names = state, names
        return names
