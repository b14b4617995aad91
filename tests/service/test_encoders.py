"""Another encoder: chosen, checked, read with in the background; a missing one is never hidden."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from models import audit, curation, decisions, encoders, runs, stories, themes
from models.base import today
from models.encoders import EncoderChoice
from models.errors import Conflict, Rejected, Unavailable
from models.passages import Embedding, EncoderVersion, Passage, encoder_version
from models.runs import Run
from models.themes import Assignment, ThemeSpace
from models.vocabulary import ResidueReason, RunKind, RunState
from nlp.embedding import BUILT_IN, Kind, StaticEmbedder, Vectors, normalise
from nlp.mining import MiningParams
from service import encoder_commands, examples
from service.doctor import examine
from service.encoders import notices, settle
from service.encoders import tell as tell_of
from service.jobs import encoding, mining
from service.jobs.direct import mine_now, mine_run
from service.reports import content, method
from service.settings import Settings
from service.worker import work_once
from tests.collection import tell

if TYPE_CHECKING:
    from service.wiring import House

OTHER = "huis/klein"
STORIES = 60
BUILT_IN_NAME = "vertelpunt-static-nl-d256"


class Small:
    """The built-in encoder in another space: its first numbers only."""

    name = OTHER
    revision = "een"
    source = f"{OTHER}@een+torch"
    sha256 = "ab" * 32
    backend = "torch"
    device = "cpu"
    dimension = 240
    max_tokens = 512
    query_prefix = ""
    passage_prefix = ""

    def __init__(self, whole: StaticEmbedder) -> None:
        self._whole = whole

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> Vectors:
        return normalise(self._whole.encode(texts)[:, : self.dimension])


@dataclass
class Shelf:
    """The encoders that can be loaded, and which texts each has read."""

    whole: StaticEmbedder
    gone: set[str] = field(default_factory=set)
    read: list[tuple[str, str]] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)

    def load(self, name: str, *, store: Path | None = None, device: str = "auto") -> Any:
        key = BUILT_IN if name == BUILT_IN else OTHER
        if key in self.gone:
            raise Unavailable(f"Het taalmodel {key} is er niet.", code="encoder.onbereikbaar")
        if key == OTHER and not name.startswith(OTHER):
            raise Rejected(f"Het taalmodel {name} bestaat niet.", code="encoder.onbekend")
        self.loaded.append(name)
        inner = self.whole if key == BUILT_IN else Small(self.whole)
        return _Counting(inner, self)


class _Counting:
    """Passes everything on, and keeps which texts were read."""

    def __init__(self, inner: Any, shelf: Shelf) -> None:
        self._inner, self._shelf = inner, shelf

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage") -> Vectors:
        self._shelf.read += [(self._inner.name, text) for text in texts]
        return self._inner.encode(texts, kind=kind)


class Here:
    """An executor that does the work in this very process."""

    def __enter__(self) -> "Here":
        return self

    def __exit__(self, *_: object) -> None:
        encoding.embedder_of.cache_clear()

    def submit(self, work: Any, *given: Any) -> "Future[Any]":
        done: Future[Any] = Future()
        done.set_result(work(*given))
        return done


@pytest.fixture(scope="module")
def whole() -> StaticEmbedder:
    return StaticEmbedder.load()


@pytest.fixture
def shelf(whole: StaticEmbedder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    found = Shelf(whole)
    monkeypatch.setattr("nlp.embedding.load_embedder", found.load)
    monkeypatch.setattr(encoding, "load_embedder", found.load)
    monkeypatch.setattr(encoder_commands, "load_embedder", found.load)
    monkeypatch.setattr(encoder_commands.hub, "find", lambda *_, **__: object())
    monkeypatch.setattr(mining, "executor", lambda _: Here())
    # How stable themes are is not asked here.
    monkeypatch.setattr(mining, "MiningParams", partial(MiningParams, resamples=3))
    encoding.embedder_of.cache_clear()
    yield found
    encoding.embedder_of.cache_clear()


@pytest.fixture
def mined(api_house: "House", shelf: Shelf) -> "House":
    """Sixty example stories, mined with the built-in encoder; one theme has a name of people."""
    with api_house.database.writing() as session:
        for row in sorted(examples.read(), key=lambda row: row["id"])[:STORIES]:
            tell(session, row["id"], row["text"], title=row["title"])
    mine(api_house)
    with api_house.database.writing() as session:
        theme = themes.ranked(session)[0].theme
        curation.rename(session, theme.id, "Onze naam", version=theme.version, account_id=None)
    return api_house


def mine(house: "House") -> str:
    return mine_now(house, progress=lambda *_: None)


def use(house: "House", name: str) -> str:
    return encoder_commands.use(house, name, progress=lambda *_: None)


def work(house: "House") -> None:
    while work_once(house, "werker"):
        pass


def put(house: "House", story_id: str = "nieuw", text: str = "Ik wachtte weken op hulp.") -> None:
    with house.database.writing() as session:
        tell(session, story_id, text)
        runs.enqueue(session, RunKind.PLACE, story_id=story_id)


def vectors(house: "House", name: str) -> int:
    with house.database.reading() as session:
        query = (
            select(func.count())
            .select_from(Embedding)
            .join(EncoderVersion, EncoderVersion.id == Embedding.encoder_version_id)
            .where(EncoderVersion.name == name)
        )
        return session.scalar(query) or 0


def passages(house: "House") -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Passage)) or 0


def assigned(house: "House") -> list[tuple[int, str | None]]:
    with house.database.reading() as session:
        query = select(Assignment.passage_id, Assignment.theme_id)
        return sorted(session.execute(query).tuples(), key=repr)


def live_names(house: "House") -> dict[str, str]:
    with house.database.reading() as session:
        return {theme.id: theme.label for theme in themes.live(session)}


def reasons_of(house: "House", story_id: str) -> set[ResidueReason | None]:
    with house.database.reading() as session:
        query = select(Assignment.reason).join(Passage).where(Passage.story_id == story_id)
        return set(session.scalars(query))


def told(house: "House") -> str:
    with house.database.reading() as session:
        return " ".join(notices(session, trouble=house.encoders.trouble()))


@contextmanager
def settings_of(house: "House", **changed: Any) -> Iterator["House"]:
    """The same database under other settings, as after a restart."""
    from service.wiring import House

    yield House(
        settings=house.settings.model_copy(update=changed),
        database=house.database,
        sealer=house.sealer,
        pseudonymiser=house.pseudonymiser,
    )


def test_the_old_encoder_stays_until_the_new_space_is_stored_and_themes_keep_their_identity(
    mined: "House",
) -> None:
    before, count = live_names(mined), passages(mined)
    assert "Thema's houden hun naam" in use(mined, OTHER)
    assert mined.encoders.wanted().source == BUILT_IN
    assert f"{OTHER}" in told(mined)
    with mined.database.reading() as session:
        assert audit.walk(session).broken is None
        assert session.scalar(select(audit.AuditEvent.action)) == "taalmodel.gekozen"
    work(mined)
    assert mined.embedder.name == OTHER
    assert vectors(mined, OTHER) == vectors(mined, BUILT_IN_NAME) == count
    after = live_names(mined)
    assert "Onze naam" in after.values()
    assert len(before.keys() & after.keys()) > len(before) / 2
    with mined.database.reading() as session:
        space = encoders.space_of(session)
        assert space is not None
        assert space.name == OTHER
        assert {theme.encoder_version_id for theme in themes.live(session)} == {space.id}
        run = runs.latest_done(session, RunKind.MINE)
        assert run is not None
        assert run.provenance["encoder"]["sha256"] == Small.sha256
        assert run.provenance["full"] is True
    assert told(mined) == ""


def test_a_story_told_during_the_switch_is_placed_with_the_old_encoder(mined: "House") -> None:
    use(mined, OTHER)
    put(mined)
    with mined.database.reading() as session:
        [place] = [run for run in runs.recent(session) if run.kind is RunKind.PLACE]
    assert work_once(mined, "werker", run_id=place.id)
    assert vectors(mined, OTHER) == 0
    assert ResidueReason.NOT_YET not in reasons_of(mined, "nieuw")
    work(mined)
    assert vectors(mined, OTHER) == passages(mined)


def test_a_switch_that_fails_changes_nothing_and_says_so(mined: "House", shelf: Shelf) -> None:
    before, names = assigned(mined), live_names(mined)
    use(mined, OTHER)
    shelf.gone.add(OTHER)
    work(mined)
    with mined.database.reading() as session:
        assert runs.latest(session, RunKind.MINE).state is RunState.FAILED  # type: ignore[union-attr]
    assert (assigned(mined), live_names(mined)) == (before, names)
    assert mined.encoders.wanted().source == BUILT_IN
    assert "niet gelukt" in told(mined)


def test_a_switch_that_breaks_off_goes_on_where_it_was(
    mined: "House", shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "PART", 50)
    use(mined, OTHER)
    parts = iter(range(2))

    def breaks(order: encoding.Order, texts: Sequence[str]) -> list[bytes]:
        if next(parts, None) is None:
            raise Unavailable("Het geheugen is op.", code="proef.op")
        return whole_part(order, texts)

    whole_part = encoding.encode_elsewhere
    monkeypatch.setattr(encoding, "encode_elsewhere", breaks)
    work_once(mined, "werker")
    assert vectors(mined, OTHER) == 100
    monkeypatch.setattr(encoding, "encode_elsewhere", whole_part)
    shelf.read.clear()
    work(mined)
    assert len([name for name, _ in shelf.read if name == OTHER]) == passages(mined) - 100
    assert mined.embedder.name == OTHER


def test_what_was_read_before_is_not_read_again(mined: "House", shelf: Shelf) -> None:
    use(mined, OTHER)
    work(mined)
    shelf.read.clear()
    mine_run(mined, full=True, seed=7, progress=lambda *_: None)
    use(mined, BUILT_IN)
    work(mined)
    assert mined.encoders.wanted().source == BUILT_IN
    with mined.database.reading() as session:
        texts = {text for _, text in encoders.without_vector(session, None)}
    assert texts
    assert not texts & {text for _, text in shelf.read}


def test_the_vectors_of_a_withdrawn_story_vanish_from_every_space(mined: "House") -> None:
    use(mined, OTHER)
    work(mined)
    with mined.database.writing() as session:
        held = select(Passage.id).where(Passage.story_id == "v001")
        gone = set(session.scalars(held))
        assert gone
        decisions.withdraw(session, stories.get(session, "v001"))
    with mined.database.reading() as session:
        left = session.scalars(select(Embedding.passage_id).where(Embedding.passage_id.in_(gone)))
        assert list(left) == []
    assert vectors(mined, OTHER) == vectors(mined, BUILT_IN_NAME) == passages(mined)


def test_without_its_encoder_a_new_story_waits_and_nothing_is_hidden(
    mined: "House", shelf: Shelf, reader: TestClient
) -> None:
    use(mined, OTHER)
    work(mined)
    before = assigned(mined)
    shelf.gone.add(OTHER)
    mined.encoders.forget()
    put(mined)
    work(mined)
    assert reasons_of(mined, "nieuw") == {ResidueReason.NOT_YET}
    assert [row for row in before if row in assigned(mined)] == before
    with mined.database.reading() as session:
        assert runs.unfinished(session) == 0
        [place, *_] = runs.recent(session)
        assert place.provenance["encoder"]["missing"]
    with mined.database.writing() as session:
        report = content.build(session, None, organisation="Zuid", on=today())
    assert any("nog niet geplaatst" in said for said in report.encoder_notices)
    assert any("nog niet geplaatst" in said for _, said in method.paragraphs(report))
    seen = reader.get("/v1/overview").json()["encoderNotices"]
    assert any(OTHER in said and "werkt nu niet" in said for said in seen)
    (mined.settings.data_dir / "sleutels").touch(mode=0o600)
    said: list[str] = []
    assert not examine(mined, said.append)
    assert any(line.startswith("FOUT") and OTHER in line for line in said)
    said.clear()
    tell_of(mined.encoders, said.append)
    assert OTHER in said[0]


def test_when_the_encoder_is_back_the_waiting_story_is_placed(mined: "House", shelf: Shelf) -> None:
    use(mined, OTHER)
    work(mined)
    shelf.gone.add(OTHER)
    mined.encoders.forget()
    put(mined)
    work(mined)
    settle(mined.encoders, mined.database)
    with mined.database.reading() as session:
        assert runs.unfinished(session) == 0
    shelf.gone.clear()
    mined.encoders.forget()
    settle(mined.encoders, mined.database)
    work(mined)
    assert reasons_of(mined, "nieuw")
    assert ResidueReason.NOT_YET not in reasons_of(mined, "nieuw")
    assert told(mined) == ""


def test_after_an_update_with_newer_weights_everything_is_read_again(mined: "House") -> None:
    with mined.database.writing() as session:
        space = encoders.space_of(session)
        assert space is not None
        space.revision = "0-ouder"
    settle(mined.encoders, mined.database)
    work(mined)
    with mined.database.reading() as session:
        space = encoders.space_of(session)
        assert space is not None
        assert space.revision != "0-ouder"
    assert vectors(mined, BUILT_IN_NAME)
    assert "Onze naam" in live_names(mined).values()
    settle(mined.encoders, mined.database)
    with mined.database.reading() as session:
        assert runs.unfinished(session) == 0


def test_mining_with_a_stand_in_says_so_wherever_themes_are_shown(
    mined: "House", shelf: Shelf
) -> None:
    use(mined, OTHER)
    work(mined)
    shelf.gone.add(OTHER)
    mined.encoders.forget()
    _, provenance = mine_run(mined, full=False, seed=7, progress=lambda *_: None)
    assert provenance["encoder"]["name"] == BUILT_IN_NAME
    assert provenance["encoder"]["wanted"] == OTHER
    assert "gezocht met het ingebouwde taalmodel" in told(mined)
    assert "Onze naam" in live_names(mined).values()


def test_without_leave_nothing_stands_in(mined: "House", shelf: Shelf) -> None:
    shelf.gone.add(OTHER)
    with settings_of(mined, encoder=OTHER, encoder_fallback=False) as strict:
        with pytest.raises(Unavailable):
            strict.encoders.standing()
        put(strict)
        work(strict)
        assert reasons_of(strict, "nieuw") == {ResidueReason.NOT_YET}
        assert vectors(strict, OTHER) == 0
        assert "werkt nu niet" in told(strict)
        with strict.database.writing() as session:
            run = runs.enqueue(session, RunKind.MINE)
        work(strict)
        with strict.database.reading() as session:
            assert runs.get(session, run.id).error_code == "encoder.onbereikbaar"


def test_the_setting_goes_before_the_choice_and_asks_for_mining_in_its_space(
    mined: "House",
) -> None:
    with settings_of(mined, encoder=OTHER) as changed:
        with pytest.raises(Conflict, match="VERTELPUNT_ENCODER"):
            use(changed, BUILT_IN)
        assert changed.embedder.name == OTHER
        put(changed)
        work(changed)
        with changed.database.reading() as session:
            space = encoders.space_of(session)
        assert space is not None
        assert space.name == OTHER
        assert "Onze naam" in live_names(changed).values()
        assert ResidueReason.NOT_YET not in reasons_of(changed, "nieuw")


def test_the_first_choice_before_any_mining_counts_at_once(
    api_house: "House", shelf: Shelf
) -> None:
    assert use(api_house, OTHER) == f"Het taalmodel {OTHER} is gekozen."
    assert api_house.embedder.name == OTHER
    assert "al in gebruik" in use(api_house, OTHER)
    with api_house.database.reading() as session:
        assert runs.unfinished(session) == 0


def test_an_encoder_that_does_not_pass_is_not_chosen(
    api_house: "House", shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mixed_up(self: Small, texts: Sequence[str], *, kind: Kind = "passage") -> Vectors:
        return self._whole.encode([text[::-1] for text in texts])[:, : self.dimension]

    monkeypatch.setattr(Small, "encode", mixed_up)
    with pytest.raises(Rejected, match="niet goed") as refused:
        use(api_house, OTHER)
    assert refused.value.code == "encoder.niet_goed"
    with api_house.database.reading() as session:
        assert session.scalar(select(EncoderChoice)) is None


def test_another_model_under_the_same_name_is_refused(
    api_house: "House", shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(api_house, OTHER)
    monkeypatch.setattr(Small, "revision", "twee")
    with settings_of(api_house, encoder_fallback=False) as again:
        with pytest.raises(Rejected, match="ander model") as refused:
            again.encoders.standing()
        assert refused.value.code == "encoder.gewijzigd"


def test_a_choice_is_stored_with_its_run_and_a_second_one_waits(
    api_house: "House", shelf: Shelf
) -> None:
    with api_house.database.writing() as session:
        version = encoder_version(session, name=BUILT_IN_NAME, revision="1", dimension=256)
        run = runs.enqueue(session, RunKind.MINE)
        session.add(ThemeSpace(run_id=run.id, encoder_version_id=version.id, mean=b""))
        runs.finish(run, provenance={})
    use(api_house, OTHER)
    with pytest.raises(Conflict):
        use(api_house, OTHER)
    with api_house.database.reading() as session:
        choice = encoders.pending(session)
        assert choice is not None
        run = session.get_one(Run, choice.run_id)
        assert run.parameters == {"encoder": Small.source, "volledig": True, "seed": 7}


def test_an_encoder_is_loaded_once_and_a_failure_is_not_asked_all_the_time(
    api_house: "House", shelf: Shelf
) -> None:
    shelf.gone.add(OTHER)
    with settings_of(api_house, encoder=OTHER) as house:
        for _ in range(3):
            assert house.encoders.standing().missing
    assert shelf.loaded == [BUILT_IN]


def test_the_settings_name_the_folder_of_pulled_encoders(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path).encoders == tmp_path / "encoders"
    assert Settings(encoder_dir=tmp_path).encoders == tmp_path
    assert Settings().named_encoder == BUILT_IN
