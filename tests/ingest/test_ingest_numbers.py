"""Numbers with a check, and what they look like when the check fails."""

import pytest

from ingest.recognisers import ages, contact, dates, numbers
from models.vocabulary import PersonalDataKind as Kind


def _found(text: str, kind: Kind) -> list[str]:
    mentions = [*numbers.find(text), *contact.find(text), *dates.find(text), *ages.find(text)]
    return sorted({text[m.start : m.end] for m in mentions if m.kind is kind})


@pytest.mark.parametrize(
    ("digits", "passes"),
    [("999990019", True), ("123456782", True), ("123456789", False), ("000000000", False),
     ("12345678", False), ("99999001x", False)],
)  # fmt: skip
def test_the_eleven_test(digits: str, *, passes: bool) -> None:
    assert numbers.passes_eleven_test(digits) is passes


@pytest.mark.parametrize(
    ("iban", "passes"),
    [("NL91ABNA0417164300", True), ("BE68 5390 0754 7034", True), ("NL92ABNA0417164300", False),
     ("XX", False)],
)  # fmt: skip
def test_the_iban_check(iban: str, *, passes: bool) -> None:
    assert numbers.passes_iban_check(iban) is passes


@pytest.mark.parametrize(
    "phone",
    ["06-12345678", "0612345678", "06 12 34 56 78", "06.12.34.56.78", "(06) 1234 5678",
     "+31 6 12345678", "0031612345678", "+31 (0)6 12345678", "030-1234567", "0512 - 12 34 56",
     "o6-12345678", "088 123 45 67"],
)  # fmt: skip
def test_telephone_in_every_spelling(phone: str) -> None:
    assert _found(f"bel {phone} graag", Kind.PHONE)[-1] == phone


@pytest.mark.parametrize(
    "plate",
    ["XX-99-99", "99-99-XX", "99-XX-99", "XX-99-XX", "XX-XX-99", "99-XX-XX", "99-XXX-9",
     "9-XXX-99", "XX-999-X", "X-999-XX", "XXX-99-X", "X-99-XXX", "9-XX-999", "999-XX-9",
     "xx-999-x"],
)  # fmt: skip
def test_number_plates_of_every_series(plate: str) -> None:
    assert _found(f"een auto, {plate}, reed weg", Kind.LICENSE_PLATE) == [plate]


@pytest.mark.parametrize(
    "text",
    ["om 06.45 uur", "groep 7-8-9", "1.250.000 euro", "€ 123456", "schooljaar 2023-2024",
     "vraag 12 en vraag 13", "in 2024 is", "bel 0800-0113 of 112", "kamer 12", "B1 en A2"],
)  # fmt: skip
def test_times_money_and_school_years_point_to_nobody(text: str) -> None:
    assert [*numbers.find(text), *contact.find(text), *dates.find(text)] == []


@pytest.mark.parametrize(
    "email",
    ["a.b-c@voorbeeld.nl", "jan punt b apenstaartje voorbeeld punt nl", "jan (at) voorbeeld.nl",
     "j_p-1970 [at] voorbeeld [punt] nl"],
)  # fmt: skip
def test_mail_addresses_also_when_spelled_out(email: str) -> None:
    assert _found(f"mail naar {email}.", Kind.EMAIL) == [email] or email in _found(
        f"{email} graag", Kind.EMAIL
    )


@pytest.mark.parametrize(
    "text",
    ["vanaf 18 jaar", "ouder dan 18 jaar", "toen ik 18 werd", "al 3 jaar ziek", "na 2 jaar",
     "twee keer per week", "het is 12 graden", "wij waren met 4"],
)  # fmt: skip
def test_legal_ages_durations_and_counts_are_no_ages(text: str) -> None:
    assert _found(text, Kind.AGE) == []
