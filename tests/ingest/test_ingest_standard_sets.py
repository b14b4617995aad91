"""A set of standards comes out of a file whole, or everything wrong with it is told by place."""

import io
import json
import zipfile
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from openpyxl import Workbook

from ingest.standard_sets import MOST_BYTES, MOST_PROBLEMS, MOST_STANDARDS, read_set, schema
from models.errors import Rejected
from models.standard_content import SetContent, Source
from models.vocabulary import SetStatus, SetTier, SourceStatus

YAML = """\
key: Dorp
version: 1.0
name: Afspraken in het dorp
year: 2026
tier: eigen set
licence: openbaar
sources:
  - title: Raadsbesluit
    url: https://dorp.example/besluit
standards:
  - key: 1
    title: Iemand  belt terug
    description: Wie belt, krijgt antwoord.
    status: gezien
    wel: [Ze belden mij terug.]
    niet: [Ik hoorde niets.]
  - key: dorp-2
    title: Eén plan
    description: Er is één plan.
    parent: 1
    url: https://dorp.example/2
"""
HEADER = "set_sleutel;set_versie;set_naam;sleutel;titel;omschrijving"


def _plain(**fields: Any) -> dict[str, Any]:
    one = {"key": "1", "title": "T", "description": "D"}
    return {"key": "dorp", "version": "1", "name": "Dorp", "standards": [one], **fields}


def _read(text: str, name: str = "set.yaml") -> SetContent:
    return read_set(text.encode(), name=name)


def _refused(content: str | bytes, name: str = "set.yaml") -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as refused:
        read_set(content.encode() if isinstance(content, str) else content, name=name)
    return [(problem.place, problem.message) for problem in refused.value.problems]


def _book(sheets: dict[str, list[list[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_set_in_yaml_is_read_with_all_its_fields() -> None:
    found = _read(YAML)
    assert (found.key, found.version, found.year, found.short) == (
        "dorp", "1.0", "2026", "Afspraken in het dorp",
    )  # fmt: skip
    assert (found.tier, found.status, found.licence) == (
        SetTier.LOCAL, SetStatus.VERIFIED, "openbaar",
    )  # fmt: skip
    assert found.sources == (Source("Raadsbesluit", "https://dorp.example/besluit"),)
    first, second = found.standards
    assert (first.key, first.title, first.status) == (
        "dorp-1", "Iemand belt terug", SourceStatus.VERIFIED,
    )  # fmt: skip
    assert (first.met, first.unmet) == (("Ze belden mij terug.",), ("Ik hoorde niets.",))
    assert (second.key, second.parent_key) == ("dorp-2", "dorp-1")
    # What nobody says was seen, was not.
    assert second.status is SourceStatus.RECONSTRUCTED
    assert (first.place, second.place) == ("regel 11", "regel 17")


def test_json_with_tabs_and_emoji_says_what_yaml_says() -> None:
    told = json.dumps(_plain(name="Dorp 😀 \\ud83d"), indent="\t")
    assert "\\ud83d\\ude00" in told
    assert _read(told, "set.json").name == "Dorp 😀 \\ud83d"


def test_half_a_character_is_taken_out_of_json() -> None:
    assert _read(json.dumps(_plain(name="Do\ud83drp \ude00")), "set.json").name == "Dorp"


def test_a_line_end_that_only_yaml_knows_is_a_space_and_counts_for_no_line() -> None:
    wrong = _plain(name="Het\u2028[dorp]\x85\u2029nu", kleur="rood")
    told = json.dumps(wrong, ensure_ascii=False, indent=1)
    line = 1 + told.split("kleur")[0].count("\n")
    assert [place for place, _ in _refused(told, "set.json")] == [f"regel {line}, veld kleur"]
    del wrong["kleur"]
    for name in ("set.json", "set.yaml"):
        assert _read(json.dumps(wrong, ensure_ascii=False), name).name == "Het [dorp] nu"


def test_what_is_left_empty_in_a_list_of_fields_is_not_there() -> None:
    found = _read(
        "key: dorp\nversion: 1\nname: Dorp\nmissing: Alles\n"
        "sources:\n  - title:  # Naam\n    url:\n  - title: Besluit\n"
        "standards:\n  - key:\n    title:\n"
    )
    assert (found.sources, found.standards) == ((Source("Besluit"),), ())
    told = _refused("key: d\nversion: 1\nname: D\nsources:\n  - title:\n  - url: x\n")
    assert told[0][0].startswith("regel 6, veld")


def test_a_table_says_what_yaml_says() -> None:
    rows = (
        f"{HEADER};bron;wel;niet;onderdeel van;adres;set_jaar;set_soort;set_licentie;set_bron;"
        "set_bron_adres\r\n"
        "Dorp;1.0;Afspraken in het dorp;1;Iemand belt terug;Wie belt, krijgt antwoord.;gezien;"
        "Ze belden mij terug.;Ik hoorde niets.;;;2026;eigen set;openbaar;Raadsbesluit;"
        "https://dorp.example/besluit\r\n"
        ";;;2;Eén plan;Er is één plan.;;;;1;https://dorp.example/2\r\n"
    )
    for content in (rows.encode(), rows.encode("utf-8-sig"), rows.encode("cp1252")):
        found = read_set(content, name="SET.CSV")
        assert found == _read(YAML)
        assert found.digest == _read(YAML).digest
        assert [one.place for one in found.standards] == ["rij 2", "rij 3"]


def test_a_workbook_has_the_set_on_a_sheet_of_its_own() -> None:
    content = _book(
        {
            "Uitleg": [["Lees dit eerst"]],
            "Set": [
                ["Veld", "Waarde"], ["Sleutel", "dorp"], ["Versie", 1], ["Naam", "Dorp"],
                ["Jaar", 2026], ["Bron", "Besluit\nBijlage"], ["Bron adres", "\nhttps://a.example"],
            ],
            "Standaarden": [
                ["nummer", "titel", "omschrijving", "wel 1", "wel 2"],
                [1, "T", "D", "Een.", "Twee.\nDrie."],
                [None, None, None, None, None],
                [1.5, "U", "E", None, None],
            ],
        }
    )  # fmt: skip
    found = read_set(content, name="set.xlsx")
    assert (found.version, found.year) == ("1", "2026")
    assert found.sources == (Source("Besluit"), Source("Bijlage", "https://a.example"))
    assert [one.key for one in found.standards] == ["dorp-1", "dorp-1.5"]
    assert found.standards[0].met == ("Een.", "Twee.", "Drie.")
    assert found.standards[1].place == "rij 4"


def test_everything_wrong_in_yaml_is_told_at_once_and_by_line() -> None:
    wrong = """\
key: dorp
version: "1"
name: Dorp
maker: ik
standards:
  - key: 1
    title: ""
    description: D
    status: misschien
  - key: 2
    title: T
    parent: 7
    url: "javascript:alert(1)"
  - key: dorp-1
    title: T
    description: [D]
"""
    assert [place for place, _ in _refused(wrong)] == [
        "regel 4, veld maker",
        "regel 7, veld title",
        "regel 9, veld status",
        "regel 10, veld description",
        "regel 12, veld parent",
        "regel 13, veld url",
        "regel 14, veld key",
        "regel 16, veld description",
    ]


def test_standards_that_are_part_of_each_other_are_refused_by_line() -> None:
    members = [
        {"key": str(number), "title": "T", "description": "D", "parent": parent}
        for number, parent in ((1, "3"), (2, "1"), (3, "2"), (4, "1"), (5, "5"))
    ]
    told = _refused(json.dumps(_plain(standards=members), indent=1), "set.json")
    assert [place for place, _ in told] == [
        f"regel {line}, veld parent" for line in (10, 16, 22, 34)
    ]
    assert all("deel van zichzelf" in message for _, message in told)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "x" * 301), ("title", "  \u200b "), ("description", "x" * 2001),
        ("group", "x" * 121), ("key", "x" * 61), ("key", "met spatie"), ("key", "é"),
        ("url", "ftp://dorp.example"), ("url", "https://"), ("url", "https://a b.example"),
        ("url", "//dorp.example"), ("url", "https://[dorp"), ("url", "https://a.nl/" + "x" * 500),
        ("wel", "losse tekst"), ("wel", ["x" * 301]), ("niet", ["x"] * 21), ("wel", [["x"]]),
        ("status", ["gezien"]), ("status", "not_found"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_told_by_its_field(field: str, value: object) -> None:
    one = {"key": "1", "title": "T", "description": "D"} | {field: value}
    told = _refused(json.dumps(_plain(standards=[one]), indent=1), "set.json")
    assert told
    for place, _ in told:
        assert place.startswith("regel ")
        assert place.endswith(field) or field in {"wel", "niet"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", "met spatie"), ("key", "../elders"), ("version", ""), ("version", "een/twee"),
        ("version", "1" * 21), ("name", "x" * 201), ("name", None), ("tier", "klein"),
        ("status", "half"), ("status", "partial"), ("sources", "boek"), ("sources", [{"url": "x"}]),
        ("sources", [{"title": "B", "url": "mailto:a@b.example"}]), ("standards", "geen"),
        ("standards", [None]),
    ],
)  # fmt: skip
def test_a_field_of_the_set_that_does_not_fit_is_told(field: str, value: object) -> None:
    told = _refused(json.dumps(_plain(**{field: value}), indent=1), "set.json")
    assert told
    # A set that is said to be partial misses what is missing.
    wanted = "missing" if value == "partial" else field
    assert any(wanted in place or place.startswith("regel") for place, _ in told)


def test_an_empty_set_says_what_is_missing() -> None:
    empty = _plain(standards=[])
    [(place, message)] = _refused(json.dumps(empty), "set.json")
    assert place == "veld missing"
    assert "leeg" in message
    found = _read(json.dumps(empty | {"missing": "Alles"}), "set.json")
    assert (found.status, found.missing, found.standards) == (SetStatus.NOT_FOUND, "Alles", ())
    table = "set_sleutel;set_versie;set_naam;set_wat_ontbreekt\ndorp;1;Dorp;Alles\n"
    assert _read(table, "set.csv").missing == "Alles"
    [(place, _)] = _refused(table.replace(";Alles", ";"), "set.csv")
    assert place == "kolom set_wat_ontbreekt"
    assert _refused(json.dumps(empty | {"missing": "x", "status": "verified"}), "set.json")


def test_a_set_with_something_missing_is_seen_in_part() -> None:
    assert _read(json.dumps(_plain(missing="De rest")), "s.json").status is SetStatus.PARTIAL


def test_two_thousand_standards_fit_and_one_more_does_not() -> None:
    def many(count: int) -> str:
        members = [{"key": str(n), "title": "T", "description": "D"} for n in range(count)]
        return json.dumps(_plain(standards=members), indent=0)

    assert len(_read(many(MOST_STANDARDS), "set.json").standards) == MOST_STANDARDS
    with pytest.raises(Rejected, match=r"10\.000 standaarden.*hoogstens 2\.000"):
        _read(many(10_000), "set.json")
    rows = "".join(f"dorp;1;Dorp;{n};T;D\n" for n in range(10_000))
    with pytest.raises(Rejected, match=r"hoogstens 2\.000") as refused:
        _read(f"{HEADER}\n{rows}", "set.csv")
    assert refused.value.problems[0].place == "rij 2002"


def test_what_is_wrong_in_a_table_is_told_by_row_and_column() -> None:
    table = (
        f"{HEADER};wel;kleur\n"
        "dorp;1;Dorp;1;T;D;;rood\n"
        "stad;1;Dorp;1;;D;;\n"
        ';;;3;"=1+1";D;;\n'
        ";;;4;T;D;;;te;veel\n"
    )
    assert [place for place, _ in _refused(table, "set.csv")] == [
        "kop, kolom kleur",
        "rij 3, kolom set_sleutel",
        "rij 3, kolom titel",
        "rij 3, kolom sleutel",
        "rij 4, kolom titel",
        "rij 5",
        "rij 5",
    ]


@pytest.mark.parametrize("name", ["set.json", "set.csv"])
def test_nothing_invisible_of_a_name_stands_in_what_is_told(name: str) -> None:
    told = {
        "set.json": json.dumps(_plain(**{"\x1b[2Jro\u202eod": "x"})),
        "set.csv": f"{HEADER};\x1b[2Jro\u202eod\ndorp;1;Dorp;1;T;D;x\n",
    }[name]
    with pytest.raises(Rejected) as refused:
        _read(told, name)
    [problem] = refused.value.problems
    assert "[2Jrood" in problem.place
    said = f"{problem.place}{problem.message}{refused.value.message}".replace("\n", "")
    assert said.isprintable()


def test_a_long_key_that_is_there_twice_is_not_repeated_in_full() -> None:
    members = [{"key": "x" * 10_000, "title": "T", "description": "D"}] * 2
    told = _refused(json.dumps(_plain(standards=members)), "set.json")
    assert max(len(message) for _, message in told) < 200


def test_what_stands_in_a_column_without_a_name_is_told_not_lost() -> None:
    table = f"{HEADER};;wel;\ndorp;1;Dorp;1;T;D;kwijt;Ja.;\n;;;2;T;D;;;\n"
    assert [place for place, _ in _refused(table, "set.csv")] == ["rij 2, cel 7"]
    assert len(_read(table.replace("kwijt", ""), "set.csv").standards) == 2


def test_a_number_that_a_spreadsheet_made_a_date_of_is_told() -> None:
    header: list[object] = ["sleutel", "titel", "omschrijving", "onderdeel van", "opmerking"]
    day = datetime(2026, 2, 1, tzinfo=UTC).replace(tzinfo=None)
    content = _book(
        {
            "Set": [["sleutel", "dorp"], ["versie", day], ["naam", "Dorp"], ["jaar", day]],
            "Standaarden": [header, [day, "T", "D", None, day], ["2", "T", "D", day, None]],
        }
    )
    told = _refused(content, "set.xlsx")
    assert {place for place, message in told if "als tekst" in message} == {
        "blad Set, rij 2", "rij 2, kolom sleutel", "rij 3, kolom onderdeel van",
    }  # fmt: skip


def test_standards_on_a_second_sheet_are_told_not_lost() -> None:
    about: list[list[object]] = [["sleutel", "dorp"], ["versie", 1], ["naam", "Dorp"]]
    header: list[object] = ["sleutel", "titel", "omschrijving"]
    sheets: dict[str, list[list[object]]] = {
        "Set": about,
        "Aantekeningen": [["Nog navragen bij het team"]],
        "Deel 1": [header, [1, "T", "D"]],
        "Deel 2": [header, [2, "T", "D"]],
    }
    [(place, message)] = _refused(_book(sheets), "set.xlsx")
    assert place == "blad Deel 2"
    assert "blad Deel 1" in message
    del sheets["Deel 2"]
    assert [one.key for one in read_set(_book(sheets), name="set.xlsx").standards] == ["dorp-1"]


def test_a_table_without_a_column_or_with_one_twice_names_it() -> None:
    assert _refused("set_sleutel;set_versie;set_naam;sleutel;titel\nd;1;D;1;T\n", "set.csv") == [
        ("kop, kolom omschrijving", "Deze kolom ontbreekt.")
    ]
    told = _refused(f"{HEADER};Titel\nd;1;D;1;T;D;T\n", "set.csv")
    assert told[0][0] == "kop, kolom Titel"
    told = _refused("sleutel;titel;omschrijving\n1;T;D\n", "set.csv")
    assert [place for place, _ in told] == [
        "kolom set_sleutel", "kolom set_versie", "kolom set_naam",
    ]  # fmt: skip


def test_formulas_and_unknown_fields_in_a_workbook_are_told_by_sheet_row_and_column() -> None:
    content = _book(
        {
            "Set": [["sleutel", "dorp"], ["versie", "=1+1"], ["kleur", "rood"], ["naam", "Dorp"],
                    ["naam", "Dorp"]],
            "Standaarden": [["sleutel", "titel", "omschrijving"], [1, "=A1", "D"]],
        }
    )  # fmt: skip
    assert {place for place, _ in _refused(content, "set.xlsx")} == {
        "blad Set, rij 2", "blad Set, rij 3", "blad Set, rij 5", "rij 2, kolom titel",
        "kolom versie (op blad Set)",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("key: [dorp\nname: x", 2),
        ("key: dorp\n\tname: x", 2),
        ("key: &a dorp\nname: *a", 2),
        ("key: dorp\nname: !!python/object/apply:os.system [ls]", 2),
        ("key: dorp\nname: !eigen x", 2),
        ("key: dorp\nkey: stad\nversion: 1", 2),
        ("? [a, b]\n: c", 1),
        ("- key: dorp", 1),
        ("key: dorp\n---\nkey: stad", 2),
        ("[" * 5_000, 1),
        ("# niets", 1),
    ],
)
def test_yaml_that_is_broken_or_not_safe_is_told_by_line(text: str, line: int) -> None:
    told = _refused(text)
    assert told[0][0].startswith(f"regel {line}")


def test_yaml_that_would_grow_is_not_built() -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    [(place, message)] = _refused("\n".join(lines))
    assert place == "regel 2"
    assert "voluit" in message


@pytest.mark.parametrize(
    ("text", "line"),
    [('{"key": "dorp",\n "name": }', 2), ('{"a": 1,\n\n', 3), ("[" * 100_000, 1), ("[]", 1)],
)  # fmt: skip
def test_json_that_is_broken_is_told_by_line(text: str, line: int) -> None:
    assert _refused(text, "set.json")[0][0] == f"regel {line}"


def test_invisible_characters_are_taken_out() -> None:
    told = json.dumps(_plain(name="Do\u202erp\u0007\u200b", short="a\nb"))
    found = _read(told, "set.json")
    assert (found.name, found.short) == ("Dorp", "a b")
    assert _read("key: dorp\nversion: 1\nname: Do\u0007rp\nmissing: x").name == "Dorp"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "set.yaml", "import.leeg"),
        (b"key: \xff\xfe\x00\x01", "set.yaml", "import.codering"),
        (b"x", "set.pdf", "import.soort"),
        (b"x", "set", "import.soort"),
        (b"x", "set." + "x" * 300, "import.soort"),
        (b"x", "set.\x00", "import.soort"),
        (b"x", "set.xlsx", "import.soort_klopt_niet"),
        (b"PK\x03\x04 geen zip", "set.xlsx", "import.kapot"),
        (b"PK\x03\x04", "set.json", "import.soort_klopt_niet"),
        (b"a" * (MOST_BYTES + 1), "set.csv", "import.te_groot"),
        (b'sleutel;titel\n"1;T', "set.csv", "import.rij"),
    ],
    ids=["leeg", "codering", "pdf", "zonder", "lang", "nul", "geen-xlsx", "kapot", "zip", "groot",
         "rij"],
)  # fmt: skip
def test_a_file_that_cannot_be_opened_says_why(content: bytes, name: str, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        read_set(content, name=name)
    assert refused.value.code == code


def test_a_workbook_that_would_grow_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "x")
        packed.writestr("xl/worksheets/sheet1.xml", "0" * 4_000_000)
    with pytest.raises(Rejected) as refused:
        read_set(out.getvalue(), name="set.xlsx")
    assert refused.value.code == "import.onveilig"


def test_a_damaged_workbook_is_refused_not_crashed() -> None:
    sound = _book({"Set": [["sleutel", "dorp"]], "S": [["sleutel"], ["1"]]})
    for at in range(0, len(sound), 97):
        broken = bytearray(sound)
        broken[at] ^= 0xFF
        with pytest.raises(Rejected):
            read_set(bytes(broken), name="set.xlsx")


def test_the_schema_names_every_field_and_its_limits() -> None:
    found = schema()
    assert set(found["required"]) == {"key", "version", "name"}
    assert found["properties"]["standards"]["maxItems"] == MOST_STANDARDS
    members = found["$defs"]["StandardShape"]
    assert {"key", "title", "description", "parent", "wel", "niet"} <= set(members["properties"])
    assert members["additionalProperties"] is False
    assert all("description" in one for one in members["properties"].values())


def test_nothing_of_a_sentence_is_in_a_repr() -> None:
    assert "belden" not in repr(_read(YAML))


def test_no_more_places_are_told_than_somebody_can_use() -> None:
    members = [{"key": str(number)} for number in range(1_000)]
    told = _refused(json.dumps(_plain(standards=members), indent=1), "set.json")
    assert len(told) == MOST_PROBLEMS + 1
    assert told[-1][1] == "Hierna is er op nog 1500 plaatsen iets fout."


@pytest.mark.parametrize("name", ["set.yaml", "set.json", "set.csv", "set.xlsx"])
def test_whatever_is_wrong_with_a_file_it_is_a_refusal(name: str) -> None:
    sound = {
        "set.yaml": YAML.encode(),
        "set.json": json.dumps(_plain(name="Dorp 😀"), indent=1).encode(),
        "set.csv": f"{HEADER};wel;set_bron\ndorp;1;Dorp;1;T;D;x;B\n".encode(),
        "set.xlsx": _book({"Set": [["sleutel", "dorp"]], "S": [["sleutel"], ["1"]]}),
    }[name]
    chance = Random(1)
    refused = 0
    for _ in range(250):
        broken = bytearray(sound)
        for _ in range(chance.choice((1, 2, 20))):
            broken[chance.randrange(len(broken))] = chance.choice(
                b"{}[]:,-#&*!|>'\"%@\n\t\x00\xff x;="
            )
        try:
            read_set(bytes(broken), name=name)
        except Rejected:
            refused += 1
    assert refused
