"""What leaves as CSV and as SKOS: only what people settled, the same bytes every time."""

import csv
import io
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef
from sqlalchemy.orm import Session

from models import crosswalk, mapping_decisions, mapping_proposals
from models.crosswalk import SetPair
from models.db import Database
from models.vocabulary import MappingRelation
from service import crosswalk as comparing
from service import skos
from tests.models.test_mappings import make_people, make_set, proposed

E = "urn:vertelpunt:standaard:een:1:een-"
T = "urn:vertelpunt:standaard:twee:1:twee-"
FORMULA = "=CMD|\"/c calc\"; 'x'"


@pytest.fixture
def pairs(database: Database) -> Database:
    """Six pairs: five settled in each way, one only proposed."""
    with database.writing() as session:
        one, two = make_set(session, "een"), make_set(session, "twee")
        one.standards[1].parent_key = "een-0"
        one.standards[0].url = "https://bron.example/een#0"
        one.standards[2].url = "javascript:alert(1)"
        two.standards[0].title = FORMULA
        two.standards[1].description = 'Met "aanhalingen", \\ en\nregels.'
        people = make_people(session, "anna", "bram")
        settled = {
            ("een-0", "twee-0"): MappingRelation.EXACT,
            ("een-0", "twee-1"): MappingRelation.BROADER,
            ("een-1", "twee-1"): MappingRelation.NARROWER,
            ("een-2", "twee-1"): MappingRelation.RELATED,
            ("een-2", "twee-2"): MappingRelation.NONE,
        }
        sets = crosswalk.pair(session, "een", "twee")
        mapping_proposals.store(
            session, sets, [*(proposed(*keys) for keys in settled), proposed("een-1", "twee-2")]
        )
        for mapping, source, target in crosswalk.mappings(session, sets):
            for person in people if (source.key, target.key) in settled else ():
                mapping_decisions.judge(
                    session,
                    mapping.id,
                    account_id=person,
                    relation=settled[source.key, target.key],
                )
    return database


def _turtle(database: Database, *, with_proposals: bool = False) -> bytes:
    with database.reading() as session:
        return comparing.as_file(session, "twee", "een", "ttl", with_proposals=with_proposals)


def _graph(made: bytes) -> Graph:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return Graph().parse(data=made, format="turtle")


def _matches(graph: Graph) -> set[tuple[str, str, str]]:
    kinds = [SKOS[name] for name in skos.PROPERTIES.values()]
    return {
        (str(one), kind.removeprefix(str(SKOS)), str(other))
        for kind in kinds
        for one, other in graph.subject_objects(kind)
    }


def test_what_people_settled_is_read_back_and_nothing_else(pairs: Database) -> None:
    assert _matches(_graph(_turtle(pairs))) == {
        (f"{E}0", "exactMatch", f"{T}0"),
        (f"{E}0", "broadMatch", f"{T}1"),
        (f"{E}1", "narrowMatch", f"{T}1"),
        (f"{E}2", "relatedMatch", f"{T}1"),
    }


def test_both_sets_are_schemes_with_their_concepts_in_dutch(pairs: Database) -> None:
    graph = _graph(_turtle(pairs))
    scheme = URIRef("urn:vertelpunt:set:een:1")
    assert set(graph.subjects(RDF.type, SKOS.ConceptScheme)) == {
        scheme, URIRef("urn:vertelpunt:set:twee:1"),
    }  # fmt: skip
    assert len(set(graph.subjects(SKOS.inScheme, scheme))) == 3
    assert graph.value(URIRef(f"{T}0"), SKOS.prefLabel) == Literal(FORMULA, lang="nl")
    assert graph.value(URIRef(f"{T}1"), SKOS.definition) == Literal(
        'Met "aanhalingen", \\ en\nregels.', lang="nl"
    )
    assert Literal("In de bron gezien", lang="nl") in graph.objects(URIRef(f"{E}0"), SKOS.note)
    assert graph.value(URIRef(f"{E}1"), SKOS.broader) == URIRef(f"{E}0")


def test_sources_are_addresses_and_what_is_none_stays_out(pairs: Database) -> None:
    graph = _graph(_turtle(pairs))
    assert {str(found) for found in graph.objects(None, DCTERMS.source)} == {
        "https://bron.example/een",
        "https://bron.example/een#0",
        "https://bron.example/twee",
    }
    assert not set(graph.objects(URIRef(f"{E}2"), DCTERMS.source))
    own, of_its_set = URIRef(f"{E}0"), URIRef(f"{E}1")
    assert str(graph.value(own, DCTERMS.source)) == "https://bron.example/een#0"
    assert str(graph.value(of_its_set, DCTERMS.source)) == "https://bron.example/een"


def test_proposals_assert_nothing_and_say_what_they_are(pairs: Database) -> None:
    without, with_them = _graph(_turtle(pairs)), _graph(_turtle(pairs, with_proposals=True))
    assert not set(without.subjects(RDF.type, RDF.Statement))
    assert _matches(without) == _matches(with_them)
    [statement] = with_them.subjects(RDF.type, RDF.Statement)
    assert with_them.value(statement, RDF.subject) == URIRef(f"{E}1")
    assert with_them.value(statement, RDF.predicate) == SKOS.closeMatch
    assert b"ns1:" not in _turtle(pairs, with_proposals=True)
    assert with_them.value(statement, SKOS.editorialNote) == Literal(skos.PROPOSED, lang="nl")


def test_the_same_content_gives_the_same_bytes_in_any_order(pairs: Database) -> None:
    made = _turtle(pairs, with_proposals=True)
    assert made == _turtle(pairs, with_proposals=True)
    with pairs.reading() as session:
        sets = crosswalk.pair(session, "een", "twee")
        assert _render(session, sets, backwards=True) == made


def test_a_key_with_odd_characters_is_still_one_name(database: Database) -> None:
    with database.writing() as session:
        odd = make_set(session, "raar")
        odd.standards[0].key = "a b/<c>:é"
        session.flush()
        name = skos.concept_name(odd, odd.standards[0])
    assert name == "urn:vertelpunt:standaard:raar:1:a%20b%2F%3Cc%3E%3A%C3%A9"


def test_words_of_an_uploaded_set_are_not_called_ours(database: Database) -> None:
    with database.writing() as session:
        made = {key: make_set(session, key) for key in ("een", "twee")}
        made["twee"].digest = "d" * 64
        session.flush()
        graph = _graph(_render(session, crosswalk.pair(session, "een", "twee"), backwards=False))
    ours = Literal(skos.OURS, lang="nl")
    assert set(graph.subjects(SKOS.note, ours)) == {URIRef(skos.scheme_name(made["een"]))}


@pytest.mark.parametrize("address", ["https://bron.example/a b", "https://bron.example/\x07"])
def test_an_address_that_no_name_can_be_is_left_out(database: Database, address: str) -> None:
    with database.writing() as session:
        one, _ = make_set(session, "een"), make_set(session, "twee")
        one.sources = [{"title": "Bron", "url": address}]
        session.flush()
        graph = _graph(_render(session, crosswalk.pair(session, "een", "twee"), backwards=False))
    assert list(graph.objects(URIRef(skos.scheme_name(one)), DCTERMS.source)) == []


def test_the_table_has_what_is_settled_and_runs_nothing(pairs: Database) -> None:
    with pairs.reading() as session:
        made = comparing.as_file(session, "een", "twee", "csv", with_proposals=False)
        more = comparing.as_file(session, "een", "twee", "csv", with_proposals=True)
    rows = _table(made)
    assert [(row["standaard_1"], row["standaard_2"], row["relatie"]) for row in rows] == [
        ("een-0", "twee-0", "zelfde"),
        ("een-0", "twee-1", "breder"),
        ("een-1", "twee-1", "smaller"),
        ("een-2", "twee-1", "verwant"),
        ("een-2", "twee-2", "geen"),
    ]
    assert rows[0]["titel_2"] == f"'{FORMULA}"
    assert rows[0]["besloten_door"] == "twee personen"
    assert made.startswith(b"\xef\xbb\xbf")
    [waiting] = [row for row in _table(more) if row["staat"] == "voorgesteld"]
    assert (waiting["voorstel_computer"], waiting["relatie"]) == ("bijna_zelfde", "")
    assert len(_table(more)) == 6


def test_the_day_of_a_decision_is_that_of_the_netherlands(pairs: Database) -> None:
    with pairs.writing() as session:
        sets = crosswalk.pair(session, "een", "twee")
        crosswalk.mappings(session, sets)[0][0].decided_at = datetime(
            2026, 6, 30, 22, 5, tzinfo=UTC
        )
        session.flush()
        rows = _table(comparing.as_file(session, "een", "twee", "csv", with_proposals=False))
    assert rows[0]["besloten_op"] == "2026-07-01"


def _table(made: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"), newline="")))


def _render(session: Session, sets: SetPair, *, backwards: bool) -> bytes:
    step = -1 if backwards else 1
    members: Sequence[Sequence[object]] = [
        crosswalk.standards_of(session, one)[::step] for one in (sets.source, sets.target)
    ]
    rows = crosswalk.mappings(session, sets)[::step]
    return skos.render(sets, members, rows, with_proposals=True)  # type: ignore[arg-type]
