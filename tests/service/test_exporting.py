"""An analysis for other tools: it opens there, and no story text goes along."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models import starters
from models.errors import Rejected
from service import examples
from service.exporting import to_bertopic
from service.jobs.direct import mine_now
from tests.collection import tell

if TYPE_CHECKING:
    from service.wiring import House

CANARY = "Kanariepietje"


def test_it_opens_in_plain_bertopic_with_our_labels_and_without_a_word_of_one_story(
    api_house: "House", tmp_path: Path
) -> None:
    with api_house.database.writing() as session:
        starters.install(session)
        first, *rest = sorted(examples.read(), key=lambda row: row["id"])[:30]
        # In one story only: a word of many stories would be a fair word of a theme.
        tell(session, first["id"], f"{first['text']} {CANARY} zei dat.", title=first["title"])
        for row in rest:
            tell(session, row["id"], row["text"], title=row["title"])
    mine_now(api_house, progress=lambda *_: None)
    folder = tmp_path / "model"
    count = to_bertopic(api_house, folder)
    from nlp.bertopic_frame import import_bertopic

    model = import_bertopic().BERTopic.load(folder)
    rows = model.get_topic_info()
    named = [name for topic, name in zip(rows.Topic, rows.CustomName, strict=True) if topic >= 0]
    labels = {starter.label for starter in starters.catalogue()}
    assert len(named) == count > 3
    assert labels & set(named)
    topics, _ = model.transform(["x"], embeddings=api_house.embedder.encode(["Wachten op hulp."]))
    assert np.asarray(topics).shape == (1,)
    for file in folder.rglob("*"):
        assert CANARY.lower().encode() not in file.read_bytes().lower()


def test_nothing_to_take_along_is_said(api_house: "House", tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="nog geen stukje"):
        to_bertopic(api_house, tmp_path / "model")
    assert list(tmp_path.glob("model*")) == []
