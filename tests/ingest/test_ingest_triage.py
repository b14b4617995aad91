"""Alarms: what must be seen, and what must be left alone."""

import pytest

from ingest.triage import triage
from models.vocabulary import Danger

SUICIDE = [
    "Ik wil dood.",
    "Soms denk ik: ik wil niet meer leven.",
    "ik wil er een eind aan maken",
    "Het is beter als ik er niet meer ben.",
    "Mijn dochter zegt dat ze dood wil.",
    "Ik denk elke dag aan zelfmoord.",
    "Ik heb pillen gespaard.",
    "Ik zou het liefst voor de trein springen.",
    "Vroeger ging het ook slecht maar nu wil ik weer dood.",
]
CHILD = [
    "Mijn stiefvader slaat mijn zusje.",
    "Mijn vader slaat me bijna elke dag.",
    "De kinderen worden thuis mishandeld.",
    "Mijn ex misbruikt mijn dochter, dat weet ik zeker.",
    "Het jongetje had weer blauwe plekken en striemen.",
]
VIOLENCE = [
    "Mijn man slaat mij als hij gedronken heeft.",
    "Ik word bedreigd door mijn ex.",
    "Hij zegt dat hij mij gaat vermoorden, hij gaat me doodmaken.",
    "Hij dreigt met een mes.",
    "Ik ben bang dat hij me iets aandoet.",
]
HARMLESS = [
    "Ik schrok me dood toen de brief kwam.",
    "Wij lachten ons dood.",
    "Dat slaat nergens op.",
    "Mijn man is dood en sindsdien is het stil.",
    "Mijn vader sloeg mij vroeger, dat is dertig jaar geleden.",
    "Na het overlijden van mijn moeder ging het niet meer.",
    "Ik was doodmoe van al die formulieren.",
    "Ze slaat een arm om me heen.",
    "Ik wilde niet dood, ik wilde rust.",
    "Zij werkt bij 113 Zelfmoordpreventie.",
    "De wachtlijst is de dood in de pot.",
    "Mijn zoon slaat zich er wel doorheen.",
    "Niemand heeft mij ooit geslagen.",
]


@pytest.mark.parametrize("text", SUICIDE)
def test_wanting_to_die_is_seen(text: str) -> None:
    alarm = triage(text)
    assert alarm is not None
    assert alarm.kind is Danger.SUICIDE
    assert "0800-0113" in {line.number for line in alarm.help_lines}


@pytest.mark.parametrize("text", CHILD)
def test_a_child_in_danger_is_seen(text: str) -> None:
    alarm = triage(text)
    assert alarm is not None
    assert alarm.kind is Danger.CHILD
    assert {"112", "0800-2000", "0800-0432"} <= {line.number for line in alarm.help_lines}


@pytest.mark.parametrize("text", VIOLENCE)
def test_violence_is_seen(text: str) -> None:
    alarm = triage(text)
    assert alarm is not None
    assert alarm.kind is Danger.VIOLENCE
    assert {"112", "0800-2000"} <= {line.number for line in alarm.help_lines}


@pytest.mark.parametrize("text", HARMLESS)
def test_sayings_grief_and_long_ago_raise_no_alarm(text: str) -> None:
    assert triage(text) is None


def test_the_gravest_alarm_is_the_one_that_counts() -> None:
    alarm = triage("Mijn man slaat mij. Ik wil dood.")
    assert alarm is not None
    assert alarm.kind == "zelfdoding"


@pytest.mark.parametrize(
    "parts",
    [
        ("Oudere zus is betrokken", "De jongste eet bij haar pap, bij mij vertikt hij dat."),
        ("Alt, tweede rij", "Dat lukte niet, net niet ernstig genoeg."),
        ("De hond van mijn vader schreeuwt", "Ik was bang en daarna was er drank in de tuin."),
    ],
)
def test_the_end_of_one_part_says_nothing_of_the_start_of_another(parts: tuple[str, ...]) -> None:
    assert triage("\n".join(parts)) is not None
    assert triage(*parts) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((text, Danger.SUICIDE) for text in SUICIDE),
        *((text, Danger.CHILD) for text in CHILD),
        *((text, Danger.VIOLENCE) for text in VIOLENCE),
    ],
)
def test_what_is_said_outright_is_seen_in_whatever_part_it_stands(text: str, kind: Danger) -> None:
    calm = "Het wijkteam belde mij na een week terug. Daarna ging het stap voor stap beter met ons."
    for parts in ((text, calm), ("Een brief", text, "De huisarts."), ("Een brief", calm, text)):
        alarm = triage(*parts)
        assert alarm is not None
        assert alarm.kind is kind


def test_the_gravest_part_counts_and_nothing_told_is_no_alarm() -> None:
    alarm = triage("Mijn man slaat mij.", "Het was koud.", "Ik wil dood.")
    assert alarm is not None
    assert alarm.kind is Danger.SUICIDE
    assert (
        triage("Niet teruggebeld", "Er kwam een brief, en toen was het klaar.", "niemand meer")
        is None
    )
    assert triage() is None
    assert triage("", "", "") is None
