"""Two sets and what people settled about them, as SKOS in Turtle, for other software to read.

A set is a concept scheme, a standard a concept with its title and sentence: ours, but for sets that
somebody uploaded. Names are URNs: they name, and lead nowhere, because an installation has no
public address. Only settled relations are statements. Proposals can go along as `rdf:Statement`s
that nobody asserts, marked as such. The same content gives the same bytes.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from models.crosswalk import SETTLED, Row, SetPair
from models.standards import Standard, StandardSet
from models.vocabulary import MappingRelation

if TYPE_CHECKING:
    from rdflib import Graph, URIRef

SPACE = "urn:vertelpunt:"
MEDIA_TYPE = "text/turtle; charset=utf-8"
PROPERTIES = {
    MappingRelation.EXACT: "exactMatch",
    MappingRelation.CLOSE: "closeMatch",
    MappingRelation.BROADER: "broadMatch",
    MappingRelation.NARROWER: "narrowMatch",
    MappingRelation.RELATED: "relatedMatch",
}
OURS = "Titel en omschrijving zijn van Vertelpunt, niet van de uitgever."
PROPOSED = "Voorstel van de computer. Niemand heeft hierover besloten."
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f<>\"{}|\\^`]+")


def render(
    sets: SetPair,
    members: Sequence[Sequence[Standard]],
    rows: Sequence[Row],
    *,
    with_proposals: bool,
) -> bytes:
    """The Turtle file (UTF-8).

    Args:
        sets: the two sets.
        members: the standards of each, in that order.
        rows: the pairs of standards between them.
        with_proposals: also what is proposed and not settled, as statements that nobody asserts.
    """
    from rdflib import DCTERMS, OWL, RDF, SKOS, Graph

    graph = Graph(bind_namespaces="none")
    for prefix, namespace in (("skos", SKOS), ("dcterms", DCTERMS), ("owl", OWL), ("rdf", RDF)):
        graph.bind(prefix, namespace)
    for standard_set, standards in zip((sets.source, sets.target), members, strict=True):
        _scheme(graph, standard_set)
        for standard in standards:
            _concept(graph, standard_set, standard)
    for row in rows:
        if row[0].state in SETTLED:
            _match(graph, sets, row)
        elif with_proposals:
            _proposal(graph, sets, row)
    return graph.serialize(format="turtle", encoding="utf-8")


def scheme_name(standard_set: StandardSet) -> str:
    """The URN of a set in its version."""
    return f"{SPACE}set:{_part(standard_set.key)}:{_part(standard_set.version)}"


def concept_name(standard_set: StandardSet, standard: Standard | str) -> str:
    """The URN of a standard, or of the key of one, in a version of its set."""
    key = standard if isinstance(standard, str) else standard.key
    return f"{SPACE}standaard:{_part(standard_set.key)}:{_part(standard_set.version)}:{_part(key)}"


def _scheme(graph: "Graph", standard_set: StandardSet) -> None:
    from rdflib import DCTERMS, OWL, RDF, SKOS, Literal, URIRef

    name = URIRef(scheme_name(standard_set))
    graph.add((name, RDF.type, SKOS.ConceptScheme))
    graph.add((name, DCTERMS.title, Literal(standard_set.name, lang="nl")))
    graph.add((name, DCTERMS.publisher, Literal(standard_set.publisher)))
    graph.add((name, OWL.versionInfo, Literal(standard_set.version)))
    # A set with a digest was uploaded: its words are those of who made it.
    ours = "" if standard_set.digest else OURS
    for note in (ours, standard_set.status.label, standard_set.missing):
        if note:
            graph.add((name, SKOS.note, Literal(note, lang="nl")))
    for address in _addresses(standard_set):
        _source(graph, name, address)


def _concept(graph: "Graph", standard_set: StandardSet, standard: Standard) -> None:
    from rdflib import RDF, SKOS, Literal, URIRef

    name, scheme = URIRef(concept_name(standard_set, standard)), URIRef(scheme_name(standard_set))
    graph.add((name, RDF.type, SKOS.Concept))
    graph.add((name, SKOS.inScheme, scheme))
    graph.add((name, SKOS.notation, Literal(standard.key)))
    graph.add((name, SKOS.prefLabel, Literal(standard.title, lang="nl")))
    graph.add((name, SKOS.definition, Literal(standard.description, lang="nl")))
    for note in (standard.status.label, standard.note):
        if note:
            graph.add((name, SKOS.note, Literal(note, lang="nl")))
    if standard.parent_key:
        parent = URIRef(concept_name(standard_set, standard.parent_key))
        graph.add((name, SKOS.broader, parent))
    else:
        graph.add((name, SKOS.topConceptOf, scheme))
    # A standard without an address of its own is found where its set is.
    for address in [standard.url] if standard.url else _addresses(standard_set)[:1]:
        _source(graph, name, address)


def _match(graph: "Graph", sets: SetPair, row: Row) -> None:
    from rdflib import SKOS, URIRef

    mapping, source, target = row
    if mapping.relation in PROPERTIES:
        graph.add((
            URIRef(concept_name(sets.source, source)),
            SKOS[PROPERTIES[mapping.relation]],
            URIRef(concept_name(sets.target, target)),
        ))  # fmt: skip


def _proposal(graph: "Graph", sets: SetPair, row: Row) -> None:
    from rdflib import RDF, SKOS, Literal, URIRef

    mapping, source, target = row
    if mapping.proposed not in PROPERTIES:
        return
    one, other = concept_name(sets.source, source), concept_name(sets.target, target)
    name = URIRef(f"{SPACE}voorstel:{one.removeprefix(SPACE)}:{other.removeprefix(SPACE)}")
    graph.add((name, RDF.type, RDF.Statement))
    graph.add((name, RDF.subject, URIRef(one)))
    graph.add((name, RDF.predicate, SKOS[PROPERTIES[mapping.proposed]]))
    graph.add((name, RDF.object, URIRef(other)))
    graph.add((name, SKOS.editorialNote, Literal(PROPOSED, lang="nl")))


def _addresses(standard_set: StandardSet) -> list[str]:
    return [str(source["url"]) for source in standard_set.sources if source.get("url")]


def _source(graph: "Graph", name: "URIRef", address: str) -> None:
    from rdflib import DCTERMS, URIRef

    if _ADDRESS.fullmatch(address):
        graph.add((name, DCTERMS.source, URIRef(address)))


def _part(text: str) -> str:
    return quote(text, safe="")
