"""One theme on the page: how many, how sure, who, in whose words, and which standards."""

from collections.abc import Iterator, Sequence

from models.vocabulary import Stability
from service.reports import method
from service.reports.blocks import Block, Facts, Heading, Paragraph, QuoteBlock, Table, ThemeHead
from service.reports.citing import Then
from service.reports.content import Quote, ReportContent, StoryCounts, ThemeSection
from service.reports.linking import LinkLine
from service.reports.numbers import (
    LEAST_FOR_GROUP,
    GroupCount,
    capital,
    day,
    decimal,
    of_total,
    with_interval,
)

LINKS_SHOWN = 5
"""What people confirmed is always shown; proposals only up to this many links."""


def page(theme: ThemeSection, content: ReportContent) -> Iterator[Block]:
    """Everything about one theme, in reading order."""
    yield ThemeHead(
        rank=str(theme.rank or "–"),
        label=theme.label,
        amount=capital(amount(theme, content.counts)),
        stability=theme.stability.value,
        stability_words=" · ".join((stability(theme), *marks(theme))),
    )
    yield from _standing(theme)
    if theme.description:
        yield Paragraph(theme.description)
    if theme.include_rule:
        yield Paragraph(theme.include_rule, name="Wat hoort erbij")
    if theme.exclude_rule:
        yield Paragraph(theme.exclude_rule, name="Wat niet")
    yield Paragraph(f"Hoe zeker? Dit thema {stability_sentence(theme)}.{_still_small(theme)}")
    yield Facts(tuple(_theme_facts(theme, content.counts)))
    yield Heading(3, "In hun eigen woorden")
    yield from quotes(theme.quotes)
    yield from _not_quoted(theme)
    yield Heading(3, "Wat de vertellers zelf antwoordden")
    yield from _answers(theme)
    yield Heading(3, "Kwaliteitsstandaarden, zoals nu" if theme.then else "Kwaliteitsstandaarden")
    yield from _links(theme)


def amount(theme: ThemeSection, counts: StoryCounts) -> str:
    """How many stories; of a theme as it was no share, since how many there were is not known."""
    if theme.then is None:
        return with_interval(theme.stories, counts.stories)
    return {0: "geen verhalen", 1: "1 verhaal"}.get(theme.stories, f"{theme.stories} verhalen")


def marks(theme: ThemeSection) -> tuple[str, ...]:
    """What stands beside the name: which version of then, from where, and not yet accepted."""
    version = (f"versie {theme.version}",) if theme.then else ()
    starter = ("starthema",) if theme.starter else ()
    return version + starter + (("voorgesteld",) if theme.proposed else ())


def _standing(theme: ThemeSection) -> Iterator[Block]:
    """Which theme this is when another was asked for, from when, and whether it is in use."""
    if theme.merged_from:
        yield Paragraph(
            f"Thema {theme.merged_from} is samengevoegd. Dit is het thema waar het nu bij hoort."
        )
    if theme.then:
        yield Paragraph(_as_it_was(theme, theme.then))
    when = "was toen" if theme.then else "is"
    if theme.proposed:
        accepted = "had het toen nog niet" if theme.then else "heeft het nog niet"
        yield Paragraph(
            f"Let op: dit thema {when} voorgesteld. Een mens {accepted} aangenomen.", quiet=True
        )
    elif theme.state:
        yield Paragraph(f"Let op: dit thema {when} {theme.state.lower()}.", quiet=True)


def _as_it_was(theme: ThemeSection, then: Then) -> str:
    parts = (
        f"Dit is het thema zoals het was onder versie {theme.version}, van {day(then.on)}.",
        f"{_taken_back(then)}; de aantallen, citaten en antwoorden hieronder zijn van de verhalen "
        "die er nog zijn.",
        "De stevigheid, de koppelingen met kwaliteitsstandaarden en de andere hoofdstukken zijn "
        "zoals ze nu zijn.",
        then.now,
    )
    return " ".join(part for part in parts if part)


def _taken_back(then: Then) -> str:
    if then.passages == 0:
        return "Het had toen geen stukjes"
    if then.passages == 1:
        return f"Het had één stukje, dat {'is teruggenomen' if then.taken_back else 'er nog is'}"
    back = then.taken_back or "geen"
    return f"Vertellers namen sindsdien {back} van de {then.passages} stukjes terug"


def _theme_facts(theme: ThemeSection, counts: StoryCounts) -> Iterator[tuple[str, str]]:
    if theme.words:
        yield "Woorden", ", ".join(theme.words)
    if theme.stories >= LEAST_FOR_GROUP:
        yield "Wie vertellen", _in_line(theme.roles)
        yield "Leeftijd", _in_line(theme.ages)
    yield "Naam gegeven", given(theme)
    if theme.starter:
        yield "Starthema", "Ja, dit thema hoort bij Vertelpunt"
    yield "Verwijzing", f"thema {theme.id}, versie {theme.version}"
    if 0 < counts.synthetic < counts.stories:
        yield "Verzonnen", capital(of_total(theme.synthetic, theme.stories))


def given(theme: ThemeSection) -> str:
    """Who gave the name."""
    if theme.label_by_person:
        return "door een mens"
    return "door de makers van Vertelpunt" if theme.starter else "door de computer"


def quotes(found: Sequence[Quote]) -> Iterator[Block]:
    """Quotes with role and period; made-up ones say so."""
    for quote in found:
        yield QuoteBlock(
            text=quote.text,
            source=", ".join(part for part in (quote.role, quote.period) if part),
            mark="verzonnen voorbeeld" if quote.synthetic else "",
        )


def _not_quoted(theme: ThemeSection) -> Iterator[Block]:
    if not theme.stories:
        yield Paragraph("Er zijn geen verhalen om uit te citeren.")
    elif not theme.quotes:
        yield Paragraph("Hier staan geen citaten: geen verteller gaf daar toestemming voor.")
    elif theme.quotable < theme.stories:
        yield Paragraph(
            f"Uit {theme.stories - theme.quotable} van de {theme.stories} verhalen mag niet "
            "geciteerd worden.",
            quiet=True,
        )


def _answers(theme: ThemeSection) -> Iterator[Block]:
    if not theme.answers:
        yield Paragraph("De vertellers beantwoordden hierover geen vragen.")
        return
    yield Table(
        caption="",
        header=("Vraag", "Antwoord", "Beantwoord"),
        rows=tuple(
            (answer.question, capital(answer.summary), f"{answer.answered} van {theme.stories}")
            for answer in theme.answers
        ),
        widths=(0.27, 0.57, 0.16),
    )


def _links(theme: ThemeSection) -> Iterator[Block]:
    confirmed = [link for link in theme.links if link.by_people]
    shown = theme.links[: max(LINKS_SHOWN, len(confirmed))]
    if shown:
        yield Table(
            caption="",
            header=("Standaard", "Oordeel", "Waarom"),
            rows=tuple(_link_row(link) for link in shown),
            widths=(0.33, 0.2, 0.47),
        )
    else:
        yield Paragraph("Er is geen standaard gevonden die over dit thema gaat.")
    notes = []
    if len(shown) < len(theme.links):
        notes.append(
            f"Minder zekere voorstellen die hier niet staan: {len(theme.links) - len(shown)}."
        )
    if theme.rejected_links:
        notes.append(f"Door mensen afgewezen voorstellen: {theme.rejected_links}.")
    if notes:
        yield Paragraph(" ".join(notes), quiet=True)


def _link_row(link: LinkLine) -> tuple[str, str, str]:
    where = [f"{link.set_short}, versie {link.set_version}", link.source]
    if link.by_people:
        verdict = f"{capital(link.certainty)}. {link.kind or 'Nog geen oordeel'}."
    else:
        verdict = f"{link.state.label}: {link.certainty}"
    standard = f"{link.standard} ({'; '.join(part for part in where if part)})"
    return standard, verdict, f"{link.description} {link.reason}"


def stability(theme: ThemeSection) -> str:
    """The word and the value: 'Redelijk (0,66)'."""
    word = theme.stability.label
    return (
        f"{word} ({decimal(theme.stability_value)})" if theme.stability_value is not None else word
    )


def stability_sentence(theme: ThemeSection) -> str:
    """What comes after 'Dit thema': the word, the value and what it means."""
    if theme.stability is Stability.UNKNOWN:
        return "is nog niet getoetst op stevigheid"
    meaning = method.STABILITY_MEANING[theme.stability]
    value = "" if theme.stability_value is None else f" ({decimal(theme.stability_value)})"
    return f"is {theme.stability.label.lower()}{value}: het {meaning}"


def _still_small(theme: ThemeSection) -> str:
    if theme.stories >= LEAST_FOR_GROUP:
        return ""
    return (
        f" Het is nog klein: minder dan {LEAST_FOR_GROUP} verhalen. Lees het als een signaal, "
        "niet als een uitkomst."
    )


def _in_line(groups: Sequence[GroupCount]) -> str:
    return "; ".join(f"{_lower(group.label)}: {group.stories}" for group in groups)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
