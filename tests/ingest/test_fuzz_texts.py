"""Any text at all: never an exception, offsets exact, twice is once, and no word gets lost."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest import combinations
from ingest.drafts import Draft, clean_text
from ingest.intake import MIN_STORY_CHARACTERS, take_in
from ingest.pseudonymise import (
    PATTERN_FAMILIES,
    WORD_FAMILIES,
    Mention,
    Pseudonymised,
    Pseudonymiser,
    apply_review,
    pseudonymise,
    pseudonymise_story,
    settle,
)
from ingest.recognisers.own_list import OwnNames
from ingest.recognisers.reading import read
from ingest.triage import triage
from models.errors import Rejected
from models.vocabulary import PersonalDataKind as Kind

PIECES = (
    # names, roles and what announces them
    "mijn zoon ", "Fatima ", "fatima ", "El Amrani", "meneer ", "de ", "De ", "vries", "VRIES ",
    "juf ", "mevrouw ", "J.P. ", "van den ", "Berg", "'t ", "'s-", "Gravenhage ", "'s", "’s ",
    "Karin is mijn casemanager ", "die mevrouw van het wijkteam ", "sinds maart bij ons ", "zij ",
    "wijkteam ", "Overvecht ", "basisschool ", "Regenboog ", "Bos", "heet ", "en ", "Jan-Piet ",
    # patterned kinds, whole and in pieces
    "12 ", "maart ", "2024", "06-1234", "5678", "nul zes ", "@", "@jan", "nl", "www.", ".com ",
    "jan punt bos apenstaartje voorbeeldmail punt nl ", "mijn insta is ", "999990019 ", "bsn ",
    "NL91ABNA0417164300", "NL91 ABNA 0417 1643 00 ", "kenteken ", "XX-99-X ", "zaaknummer ",
    "A-12/34 ", "1234 AB ", "straat ", "4b ", "geboren op ", "ik ben 19 ", "jaar", "17-jarige ",
    "veertien ", "drieënveertig ", "8 maanden ",
    # placeholders, real ones and ones a narrator makes up
    "[persoon-1]", "[plaats-", "[zoon-1] ", "[moeder] ", "[12-17 jaar] ", "[jan] ", "[fatima-1] ",
    "[persoon-99999999999]", "[persoon-0]", "[PERSOON-1]", "[[persoon-1]]", "persoon-1", "]", "[",
    # signs that mislead a counter of letters
    "é", "e\u0301", "\u0301", "ı", "İ", "ß", "ŉ", "ﬁ", "ǆ", "👩‍👧", "🏳️‍🌈",
    "\u200b", "\u200d", "\ufeff",
    "\u202eJan\u202c ", "محمد ", "Ян ", "אב ", "李明 ", "ＪＡＮ ", "١٢ ", "１２ ", "²", "½", "Ⅳ",
    "\ud800", "\udfff", "\x00", "\n", "\r\n", "\t", "\xa0", "\u2028", "\u0085",
    # signs that mislead whatever comes after us
    "&amp;", "<b>", "%s", "{0}", "\\", "\\1", "(", ")", "-", "–", ". ", ", ", "…", "“", "'",
)  # fmt: skip
# Surrogates cannot be stored, and can be typed by whoever posts to us by hand.
ANY_CHARACTER = st.characters()
ANY_TEXT = st.one_of(
    st.text(ANY_CHARACTER, max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), ANY_CHARACTER), max_size=20).map("".join),
)
THOROUGH = settings(max_examples=150, deadline=None)


def _check_exact(text: str, done: Pseudonymised) -> None:
    """The output follows from the input and the replacements, and from nothing else."""
    parts, last = [], 0
    for item in done.replacements:
        assert last <= item.start < item.end <= len(text)
        assert done.text[item.out_start : item.out_end] == item.placeholder
        parts += [text[last : item.start], item.placeholder]
        last = item.end
    assert "".join([*parts, text[last:]]) == done.text


@THOROUGH
@given(text=ANY_TEXT)
@example(text="")
@example(text="[fatima-1]")
@example(text="\ud800 Fatima")
def test_offsets_are_exact_and_twice_is_once(finder: Pseudonymiser, text: str) -> None:
    done = pseudonymise(text, finder=finder)
    _check_exact(text, done)
    again = pseudonymise(done.text, finder=finder)
    assert again.text == done.text
    assert not again.replacements


@THOROUGH
@given(text=ANY_TEXT, title=st.text(ANY_CHARACTER, max_size=60))
def test_the_whole_gate_takes_any_draft_or_refuses_it_in_dutch(
    finder: Pseudonymiser, text: str, title: str
) -> None:
    draft = Draft(text=text, title=title)
    if len(clean_text(text)) < MIN_STORY_CHARACTERS:
        with pytest.raises(Rejected) as refused:
            take_in(draft, finder=finder)
        assert refused.value.code == "verhaal.leeg"
        return
    taken = take_in(draft, finder=finder)
    # What came through can be stored and sent.
    for part in (taken.title, taken.text):
        part.text.encode("utf-8")
        assert "\x00" not in part.text
        assert not pseudonymise(part.text, finder=finder).replacements


@pytest.mark.parametrize("family", PATTERN_FAMILIES, ids=lambda family: family.__module__)
@settings(max_examples=60, deadline=None)
@given(text=ANY_TEXT)
def test_a_pattern_family_stays_within_any_text(
    family: Callable[[str], list[Mention]], text: str
) -> None:
    _check_bounds(text, family(text))


@pytest.mark.parametrize("family", WORD_FAMILIES, ids=lambda family: family.__module__)
@settings(max_examples=60, deadline=None)
@given(text=ANY_TEXT)
def test_a_word_family_stays_within_any_text(
    family: Callable[..., list[Mention]], text: str
) -> None:
    _check_bounds(text, family(read(text)))


def _check_bounds(text: str, found: list[Mention]) -> None:
    for mention in found:
        assert 0 <= mention.start < mention.end <= len(text), mention


@THOROUGH
@given(
    text=ANY_TEXT,
    spans=st.lists(st.tuples(st.integers(0, 90), st.integers(1, 20), st.sampled_from(Kind))),
)
def test_whatever_a_recogniser_says_it_settles_without_overlap_or_loss(
    text: str, spans: list[tuple[int, int, Kind]]
) -> None:
    mentions = [
        Mention(start, min(start + length, len(text)), kind, "nep")
        for start, length, kind in spans
        if start < len(text)
    ]
    settled = settle(text, mentions)
    for before, after in pairwise(settled):
        assert before.end <= after.start
    kept = {at for mention in settled for at in range(mention.start, mention.end)}
    placeholders = {at for found in _PLACEHOLDERS.finditer(text) for at in range(*found.span())}
    for mention in mentions:
        for at in range(mention.start, mention.end):
            assert at in kept or at in placeholders or not text[at].isalnum()


# Wider than the grammar of placeholders: what stands between brackets may be one already.
_PLACEHOLDERS = re.compile(r"\[[^\[\]\n]*\]")


@THOROUGH
@given(data=st.data(), text=ANY_TEXT)
def test_any_correction_by_the_narrator_keeps_the_rest_in_place(
    finder: Pseudonymiser, data: st.DataObject, text: str
) -> None:
    done = pseudonymise(text, finder=finder)
    every = range(len(done.replacements))
    restored = data.draw(st.sets(st.sampled_from(every)) if every else st.just(set()))
    words = [word for word in text.split() if word]
    marked = data.draw(st.lists(st.sampled_from(words) if words else st.text(max_size=5)))
    reviewed = apply_review(text, done.replacements, restored=restored, marked=marked)
    _check_exact(text, reviewed)
    if not restored and not marked:
        assert reviewed.text == done.text


@THOROUGH
@given(text=ANY_TEXT, title=ANY_TEXT)
def test_with_what_goes_of_workers_offsets_are_exact_too(
    finder: Pseudonymiser, text: str, title: str
) -> None:
    for part, done in zip(
        (title, text),
        pseudonymise_story((title, text), finder=finder, mask_staff=True),
        strict=True,
    ):
        _check_exact(part, done)


LISTED = st.lists(
    st.tuples(
        st.lists(st.sampled_from(PIECES), max_size=3).map("".join),
        st.sampled_from((Kind.PERSON, Kind.LOCATION, Kind.ORGANISATION, Kind.ADDRESS)),
    ),
    max_size=4,
)


@THOROUGH
@given(data=st.data(), listed=LISTED)
def test_whatever_an_organisation_lists_is_found_within_the_text(
    data: st.DataObject, listed: list[tuple[str, Kind]]
) -> None:
    names = OwnNames.of((name, kind, "") for name, kind in listed)
    pieces = st.sampled_from([name for name, _ in listed] + list(PIECES[:12]))
    text = "".join(data.draw(st.lists(pieces, max_size=10)))
    _check_bounds(text, names.find_in(read(text)))


@THOROUGH
@given(text=ANY_TEXT)
def test_looking_for_danger_and_for_rare_things_never_fails(text: str) -> None:
    triage(text)
    found = combinations.find(text)
    for trait in found.traits if found else ():
        assert 0 <= trait.start < trait.end <= len(text)


@pytest.mark.parametrize(
    "typed",
    ["[jan]", "[fatima-1]", "[Fatima]", "[Fatima-1]", "[ fatima-1 ]", "[moeder fatima]"],
)
def test_a_name_between_brackets_is_no_placeholder(finder: Pseudonymiser, typed: str) -> None:
    done = pseudonymise(f"Gisteren belde {typed} van de buren mij op.", finder=finder)
    assert not re.search("fatima|jan", done.text, re.IGNORECASE)


def test_a_placeholder_that_is_typed_keeps_its_number_to_itself(finder: Pseudonymiser) -> None:
    typed = "[persoon-1] en [persoon-7] kwamen langs, met meneer Jansen en mevrouw Yilmaz."
    done = pseudonymise(typed, finder=finder)
    given_out = [item.placeholder for item in done.replacements]
    assert len(set(given_out)) == 2
    assert not {"[persoon-1]", "[persoon-7]"} & set(given_out)
