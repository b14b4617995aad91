"""Every family of patterns by itself: in any case and digits, exact, and in linear time."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.recognisers import (
    ages,
    bank,
    casenumbers,
    dates,
    handles,
    housenumbers,
    mail,
    numbers,
    phones,
    plates,
    postcodes,
    websites,
)
from ingest.recognisers.mention import Mention
from ingest.recognisers.plates import BELGIAN_SERIES, DUTCH_SERIES
from ingest.recognisers.reading import read
from ingest.recognisers.shapes import digits_of, level
from ingest.recognisers.spoken import number_rows, number_words, rank_words
from models.vocabulary import PersonalDataKind as Kind

FAMILIES: dict[str, Callable[[str], list[Mention]]] = {
    "ages": ages.find,
    "bank": bank.find,
    "casenumbers": casenumbers.find,
    "dates": dates.find,
    "handles": handles.find,
    "housenumbers": lambda text: housenumbers.find_in(read(text)),
    "mail": mail.find,
    "numbers": numbers.find,
    "phones": phones.find,
    "plates": plates.find,
    "postcodes": postcodes.find,
    "websites": websites.find,
}
# Pieces that, said again and again, send a careless pattern back over its own steps.
HOSTILE = (
    "1", "0", "a.", " ", "nul ", "nulzes", "@", "1-", "a@", "a1", "zaaknummer ", "tel ", "bsn 1 ",
    "www.", "a_", "insta is ", "12 mei ", "NL91 ", "1 en ", "ik ben 12 ", "a punt ", "(", "1/",
    "a apenstaartje ", "xx-99-", "van 8 ", "eenentwintig", "kenteken a ", "#1", "geboren op ",
    "zij is ", "\u0661", "x" * 50 + "1",
)  # fmt: skip
# Without a chance to go back a family takes four times as long; a square takes sixteen times.
MOST = 9.0


def _surfaces(found: list[Mention], text: str, kind: Kind) -> set[str]:
    return {text[mention.start : mention.end] for mention in found if mention.kind is kind}


@pytest.mark.parametrize("family", FAMILIES)
@settings(deadline=None)
@given(text=st.lists(st.sampled_from(HOSTILE) | st.text(st.characters(), max_size=4)).map("".join))
def test_mentions_lie_inside_any_text(family: str, text: str) -> None:
    for mention in FAMILIES[family](text):
        assert 0 <= mention.start < mention.end <= len(text)


@given(text=st.text(st.characters()))
def test_a_plainer_text_is_as_long_as_it_was(text: str) -> None:
    plain = level(text)
    assert len(plain) == len(text)
    assert level(plain) == plain


@pytest.mark.parametrize(
    ("written", "plain"),
    [("٠٦", "06"), ("０６", "06"), ("𝟎𝟔", "06"), ("é", "e"), ("a\u00a0b", "a b"), ("–", "-"),
     ("Łódź", "Lodz"), ("’", "'"), ("a\u200bb", "a b"), ("ß", "ß"), ("😀", "😀"), ("ab", "ab")],
)  # fmt: skip
def test_what_a_plainer_text_is(written: str, plain: str) -> None:
    assert level(written) == plain


@pytest.mark.parametrize(
    "digits", ["٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]
)
@pytest.mark.parametrize(
    ("text", "kind"),
    [("bel 0612345678 maar", Kind.PHONE), ("bsn 999990019 is het", Kind.BSN),
     ("zaaknummer 20240012 ligt stil", Kind.CASE_NUMBER), ("op 12-03-2024 kwam hij", Kind.DATE),
     ("giro 4417093 is oud", Kind.IBAN)],
)  # fmt: skip
def test_digits_of_every_script_count(digits: str, text: str, kind: Kind) -> None:
    other = text.translate({ord(str(value)): digit for value, digit in enumerate(digits)})
    found = [mention for find in FAMILIES.values() for mention in find(other)]
    assert any(
        digits_of(level(surface)) == digits_of(text) for surface in _surfaces(found, other, kind)
    )


@pytest.mark.parametrize("series", [*DUTCH_SERIES, BELGIAN_SERIES[0]])
@pytest.mark.parametrize("gap", ["-", " ", ""])
@pytest.mark.parametrize("change", [str.lower, str.upper])
def test_every_series_of_plates_near_a_vehicle(
    series: str, gap: str, change: Callable[[str], str]
) -> None:
    plate = change(series.replace("X", "V").replace("9", "4").replace("-", gap))
    text = f"die auto met {plate} stond er weer"
    assert plate in _surfaces(plates.find(text), text, Kind.LICENSE_PLATE)


@pytest.mark.parametrize(
    "text",
    ["de auto kost 12 of 14 euro", "op 12 en 14 in de bus", "wij zijn om 10 op weg in de auto",
     "de bus van 12 uur 40"],
)  # fmt: skip
def test_numbers_near_a_vehicle_are_no_plates(text: str) -> None:
    assert plates.find(text) == []


@pytest.mark.parametrize(
    ("iban", "kind"),
    [("FR14 2004 1010 0505 0001 3M02 606", "met letters"), ("gb29nwbk60161331926819", "klein"),
     ("TR33 0006 1005 1978 6457 8413 26", "lang"), ("NO93 8601 1117 947", "kort")],
)  # fmt: skip
def test_foreign_accounts_end_where_their_country_says(iban: str, kind: str) -> None:
    text = f"stort op {iban} want daar staat het ({kind})"
    assert iban in _surfaces(bank.find(text), text, Kind.IBAN)


@pytest.mark.parametrize(
    "text",
    ["bel 0800-0113 of 113", "bel 0900-8844 voor de politie", "bel 14 030", "bel 112 bij gevaar",
     "veilig thuis is 0800 2000", "de kindertelefoon: 0800-0432"],
)  # fmt: skip
def test_help_lines_stay(text: str) -> None:
    assert [mention for find in FAMILIES.values() for mention in find(text)] == []


def test_the_words_of_numbers() -> None:
    words, ranks = number_words(), rank_words()
    assert (words["drieentachtig"], words["elf"], words["honderd"]) == (83, 11, 100)
    assert (ranks["achtste"], ranks["derde"], ranks["zestigste"]) == (8, 3, 60)
    assert "drieen" not in words
    assert "drieste" not in {word for word, value in ranks.items() if value == 1}


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("nul zes twaalf", ["0612"]),
        ("dubbel vijf en drie", ["553"]),
        ("zes, zeven; acht", ["67", "8"]),
        ("zesentachtig", ["86"]),
        ("nulzestien", ["016"]),
        ("alleen zestig", ["60"]),
        ("geen", []),
    ],
)
def test_rows_of_spoken_numbers(text: str, digits: list[str]) -> None:
    rows = ["".join(part.digits for part in row) for row in number_rows(text)]
    assert rows == digits


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_takes_four_times_as_long_for_four_times_the_text(family: str) -> None:
    for seed in HOSTILE:
        ratio = min(_ratio(FAMILIES[family], seed) for _ in range(2))
        assert ratio < MOST, repr(seed)


def _ratio(find: Callable[[str], list[Mention]], seed: str) -> float:
    spent = []
    for length in (15_000, 60_000):
        text = seed * (length // len(seed))
        started = time.process_time()
        find(text)
        spent.append(max(time.process_time() - started, 0.05))
    return spent[1] / spent[0]
