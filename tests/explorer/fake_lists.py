"""Own lists in memory, for tests of the explorer."""

from typing import Any

import httpx

from service.schemas import (
    OwnListAdded,
    OwnListPreview,
    OwnListView,
    OwnNameView,
    ProblemPlace,
    WeighedName,
    Word,
)

KINDS = [Word(value="wijk", label="Wijk of buurt"), Word(value="school", label="School")]


class Lists:
    """What is listed. A line without a colon is wrong; 'Brug' is an ordinary word."""

    def __init__(self) -> None:
        self.names: list[OwnNameView] = []

    def listed(self) -> OwnListView:
        return OwnListView(names=self.names, kinds=KINDS)

    def preview(self, body: dict[str, Any]) -> OwnListPreview:
        lines = [line for line in body["text"].splitlines() if line.strip()]
        return OwnListPreview(
            names=[
                WeighedName(
                    kind=KINDS[0],
                    name=line.partition(":")[2].strip(),
                    known=any(line.endswith(entry.name) for entry in self.names),
                    word=line.endswith("Brug"),
                    stories=9,
                    often=line.endswith("Brug"),
                )
                for line in lines
                if ":" in line
            ],
            problems=[
                ProblemPlace(place=f"regel {at}", message="Zeg erbij wat het is.")
                for at, line in enumerate(lines, start=1)
                if ":" not in line
            ],
        )

    def add(self, body: dict[str, Any]) -> OwnListAdded:
        new = [name for name in self.preview(body).names if not name.known]
        self.names += [
            OwnNameView(
                id=len(self.names) + at,
                kind=name.kind,
                name=name.name,
                organisation="Associatie Wijkteams",
                word=name.word,
            )
            for at, name in enumerate(new, start=1)
        ]
        return OwnListAdded(added=len(new))

    def remove(self, key: str) -> httpx.Response:
        self.names = [entry for entry in self.names if entry.id != int(key)]
        return httpx.Response(204)
