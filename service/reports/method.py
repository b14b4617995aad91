"""How the themes were found and how sure they are, in plain Dutch: the page a colleague checks."""

from models.vocabulary import MiningMode, Stability
from service.reports.content import ReportContent
from service.reports.numbers import LEAST_FOR_GROUP, LEAST_FOR_PERCENTAGE, listed

FIRM_FROM, FAIR_FROM = "0,75", "0,60"

STABILITY_MEANING = {
    Stability.FIRM: "komt bijna altijd terug als er verhalen of voorbeelden worden weggelaten",
    Stability.FAIR: "komt meestal terug als er verhalen of voorbeelden worden weggelaten",
    Stability.SHAKY: "komt vaak niet terug als er verhalen of voorbeelden worden weggelaten",
}


def paragraphs(content: ReportContent) -> tuple[tuple[str, str], ...]:
    """The method, as pairs of a short name and a paragraph."""
    return (
        ("Welke verhalen", _which(content)),
        ("Van verhaal naar stukje", _pieces(content)),
        ("Bekende thema's herkennen", _recognised(content)),
        ("Nieuwe thema's zoeken", _mined(content)),
        ("Stevigheid", _stability()),
        ("Tellen", _counting(content)),
        ("Kwaliteitsstandaarden", _links()),
        ("Citaten en herkenbaarheid", _quotes(content)),
    )


def limits(content: ReportContent) -> tuple[str, ...]:
    """What this report cannot say."""
    return (
        "Dit is geen steekproef. De vertellers kozen er zelf voor om te vertellen. De aantallen "
        "gelden voor deze verhalen, niet voor alle inwoners of alle medewerkers.",
        "Wie niet vertelt, ontbreekt. Kijk bij ‘De verhalen’ welke groepen weinig of niet "
        "vertelden.",
        _corrected(content),
        "Een thema is een onderwerp dat terugkomt. Het zegt niet of iets goed of slecht ging, en "
        "niet waardoor het kwam.",
        "Een klein thema is niet onbelangrijk. Eén verhaal kan genoeg zijn om iets te veranderen.",
    )


def _which(content: ReportContent) -> str:
    n = content.counts.stories
    return (
        f"Dit rapport gaat over {n} {'verhaal' if n == 1 else 'verhalen'}. Alleen verhalen waarvan "
        "de verteller de tekst zelf heeft nagekeken en ja heeft gezegd tellen mee. Zwijgen is "
        "geen ja. Namen, adressen en andere herkenbare dingen zijn eerst weggehaald."
    )


def _pieces(content: ReportContent) -> str:
    parts = [
        "De computer verdeelt elk verhaal in stukjes van een paar zinnen. Elk stukje wordt een "
        "rij getallen. Stukjes over hetzelfde onderwerp krijgen getallen die op elkaar lijken."
    ]
    if content.encoders:
        names = [f"{encoder.name} (versie {encoder.revision})" for encoder in content.encoders]
        parts.append(f"De getallen komen van het taalmodel {listed(names)}.")
    return " ".join([*parts, *content.encoder_notices])


def _recognised(content: ReportContent) -> str:
    known = content.recognition
    in_use = _plural(known.starters, "is nu één starthema", f"zijn nu {known.starters} starthema's")
    starters = (
        f"Er {in_use} in gebruik: bekend uit het werk van lokale teams."
        if known.starters
        else "Er is nu geen starthema in gebruik."
    )
    confirmed = _plural(
        known.confirmed, "stukje dat mensen hier bevestigden", "stukjes die mensen hier bevestigden"
    )
    return (
        f"{starters} Of een stukje over een bekend thema gaat, zegt een model dat leert van "
        f"voorbeelden: {known.sentences or 'geen'} "
        f"{_plural(known.sentences, 'voorbeeldzin', 'voorbeeldzinnen')}, oefenstukjes die bij "
        f"Vertelpunt horen, en {known.confirmed or 'geen'} {confirmed}. Het model geeft bij elk "
        "thema een kans. Die kans is geijkt op stukjes van schrijvers van wie het niets had "
        "gelezen. Een stukje komt in een thema als dat waarschijnlijker is dan niet, en in ten "
        "hoogste drie thema's. Bij twijfel blijft het stukje erbuiten, met de reden erbij. Hoe "
        "vaak het herkennen klopt, is gemeten op verhalen waarvan het model niet leerde; de "
        "uitkomsten, ook de slechte, staan in de documentatie van Vertelpunt."
    )


def _mined(content: ReportContent) -> str:
    parts = [
        "Wat geen bekend thema is, wordt met elkaar vergeleken. Stukjes die genoeg op elkaar "
        "lijken, uit verhalen van verschillende vertellers, worden samen een voorstel voor een "
        "thema. Zo'n thema heet “voorgesteld” tot een mens het aanneemt. Ook een naam van de "
        "computer kunnen mensen veranderen."
    ]
    for mode in content.modes:
        if mode not in (MiningMode.READ, MiningMode.KNOWN):
            parts.append(f"De manier van zoeken: “{mode.label}”.")
    seeds = sorted({run.seed for run in content.runs if run.seed})
    if seeds:
        parts.append(
            f"Waar toeval een rol speelt, ligt het vast (startgetal {listed(seeds)}): dezelfde "
            "verhalen en dezelfde besluiten van mensen geven dezelfde thema's."
        )
    parts.append("Achterin staan de gegevens om het zoeken over te doen.")
    return " ".join(parts)


def _plural(count: int, one: str, more: str) -> str:
    return one if count == 1 else more


def _stability() -> str:
    return (
        "Om te zien hoe stevig een thema is, wordt het werk vele keren herhaald. Het zoeken gaat "
        "elke keer met een ander deel van de verhalen. Het herkennen gaat met een ander deel van "
        "de voorbeelden. De waarde zegt hoeveel van het thema gemiddeld "
        "terugkomt: 0 is niets, 1 is alles (gemiddelde Jaccard-overlap, Hennig 2007). "
        f"Vanaf {FIRM_FROM} heet een thema stevig, vanaf {FAIR_FROM} redelijk, daaronder wankel. "
        "Stevig betekent dat het thema niet aan een paar verhalen of voorbeelden hangt. Het "
        "betekent niet dat "
        "het waar of belangrijk is."
    )


def _counting(content: ReportContent) -> str:
    return (
        "Een verhaal telt één keer mee in een thema, hoeveel stukjes er ook over gaan. Een "
        "verhaal kan in meer thema's zitten; tel de aantallen dus niet bij elkaar op. Achter een "
        "aantal staat het 95%-interval (Wilson): zoveel kan het aandeel door toeval schelen als "
        "net zulke vertellers nog eens zouden vertellen. Het interval zegt niets over wie niet "
        f"vertelt. Onder de {LEAST_FOR_PERCENTAGE} verhalen staat er geen percentage."
    )


def _corrected(content: ReportContent) -> str:
    machine, person = content.counts.passages_by_machine, content.counts.passages_by_person
    done = (
        f"Van de {machine + person} stukjes in een thema zijn er {person or 'geen'} door een mens "
        "geplaatst, de rest door de computer. "
        if machine + person
        else ""
    )
    return (
        f"Automatisch geteld, niet gecorrigeerd. {done}De computer plaatst een stukje soms "
        "verkeerd; het interval rekent die fouten niet mee."
    )


def _links() -> str:
    return (
        "De computer zoekt bij elk thema standaarden die over hetzelfde gaan en zegt hoe "
        "waarschijnlijk dat is. Alleen mensen bevestigen een koppeling, en alleen mensen zeggen of "
        "een standaard wordt waargemaakt. Staat er geen standaard bij een thema? Ook dat is een "
        "uitkomst: misschien ontbreekt er iets in de standaarden."
    )


def _quotes(content: ReportContent) -> str:
    closed, n = content.counts.not_quotable, content.counts.stories
    closed_words = (
        f"In {closed} van de {n} verhalen wilde de verteller dat niet. Die verhalen tellen mee, "
        "maar geven geen citaten. "
        if closed
        else ""
    )
    return (
        "Een citaat staat hier alleen als de verteller daar apart ja op heeft gezegd. "
        f"{closed_words}Bij een thema staan citaten uit verschillende verhalen die van elkaar "
        "verschillen; zij zijn geen gemiddelde. Onder een citaat staat geen team en geen maand, en "
        "een rol alleen als die vaker voorkomt. Groepen van minder dan "
        f"{LEAST_FOR_GROUP} verhalen zijn samengenomen, zodat niemand herkend kan worden."
    )
