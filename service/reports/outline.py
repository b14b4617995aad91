"""The order of the report: one list of blocks that DOCX and PDF both set in type.

A renderer decides how a block looks, never what it says.
"""

from collections.abc import Iterator, Sequence

from models.vocabulary import LinkState, Stability
from service.reports import method, theme_pages
from service.reports.blocks import (
    Block,
    Bullets,
    Figure,
    Heading,
    Paragraph,
    SmallTables,
    Table,
    TitlePage,
)
from service.reports.content import ReportContent, StoryCounts, ThemeSection
from service.reports.numbers import (
    LEAST_FOR_GROUP,
    GroupCount,
    capital,
    day,
    listed,
    month,
    of_total,
)

THEMES_IN_SUMMARY = 3


def title_page(content: ReportContent) -> TitlePage:
    """The first page: what this is, about how many stories, and whether they are made up."""
    counts = content.counts
    figures = [
        (str(counts.stories), "verhaal" if counts.stories == 1 else "verhalen"),
        (str(counts.number_of_teams), "team" if counts.number_of_teams == 1 else "teams"),
        (str(content.themes_in_use), "thema" if content.themes_in_use == 1 else "thema's"),
    ]
    return TitlePage(
        organisation=content.organisation,
        kind="Themarapport",
        title=title(content),
        on=day(content.on),
        banner=banner(counts),
        about=(
            "Dit rapport laat zien waar mensen over vertellen als het gaat over hulp en "
            "ondersteuning in hun buurt. Het is gemaakt om samen te lezen en te bespreken. "
            "Elk thema staat er met aantallen, citaten en de kwaliteitsstandaarden die erbij "
            f"horen.{_period(counts)}"
        ),
        figures=tuple(figures),
    )


def title(content: ReportContent) -> str:
    """The title of the report."""
    if content.whole or not content.themes:
        return "Thema's in verhalen over lokale teams"
    if len(content.themes) == 1:
        theme = content.themes[0]
        return f"Thema: {theme.label}" + (f" (versie {theme.version})" if theme.then else "")
    return f"{len(content.themes)} thema's in verhalen over lokale teams"


def banner(counts: StoryCounts) -> str:
    """A warning when stories are made up; empty when all are real."""
    if not counts.synthetic:
        return ""
    if counts.synthetic == counts.stories:
        return (
            "Dit rapport gaat over verzonnen voorbeeldverhalen. Niemand heeft dit echt "
            "meegemaakt. Gebruik de uitkomsten alleen om te oefenen."
        )
    return (
        "Dit rapport gaat deels over verzonnen voorbeeldverhalen: "
        f"{of_total(counts.synthetic, counts.stories)}. Bij een citaat staat of het verzonnen is."
    )


def blocks(content: ReportContent) -> list[Block]:
    """Everything after the first page, in reading order."""
    found: list[Block] = [Heading(1, "In het kort"), Bullets(_summary(content))]
    if content.counts.stories:
        found += [Heading(1, "De verhalen"), *_stories(content.counts)]
    found += [Heading(1, "Hoe is gekeken"), *_method(content)]
    found += [Heading(1, "De thema's"), *_themes(content)]
    if content.counts.stories and content.whole:
        found += [Heading(1, "Wat in geen thema past"), *_residue(content)]
    found += [Heading(1, "Verantwoording"), *_accounts(content)]
    return found


def empty_words(content: ReportContent) -> str:
    """What to say when there is no theme."""
    n = content.counts.stories
    if n == 0:
        return (
            "Er zijn nog te weinig verhalen: er is nog geen verhaal dat gelezen mag worden. Zodra "
            "vertellers ja hebben gezegd, staan hun verhalen hier."
        )
    if not content.runs:
        return f"Er zijn nog geen thema's: in deze {n} verhalen is nog niet naar patronen gezocht."
    return (
        f"Er zijn nog te weinig verhalen ({n}) om thema's te zien. Lees de verhalen zelf: ook "
        "zonder thema's hebben ze iets te zeggen."
    )


def _summary(content: ReportContent) -> tuple[str, ...]:
    total = content.counts.stories
    if not content.themes:
        return (empty_words(content),)
    lines = []
    if content.whole:
        many = (
            f"komen {len(content.themes)} thema's" if len(content.themes) > 1 else "komt één thema"
        )
        lines.append(f"In deze {total} verhalen {many} terug.")
    for theme in content.themes[:THEMES_IN_SUMMARY]:
        # Of one theme the rank says something; in a list the order already does.
        place = (
            ""
            if content.whole or not theme.rank
            else f" Plaats {theme.rank} van {content.themes_in_use}."
        )
        sure = ", ".join((theme_pages.stability(theme).lower(), *theme_pages.marks(theme)))
        many = theme_pages.amount(theme, content.counts)
        lines.append(f"“{theme.label}” ({sure}): {many}.{place}")
    lines.append(_sure(content.themes))
    links = [link for theme in content.themes for link in theme.links]
    confirmed = sum(link.by_people for link in links)
    established = sum(link.state is LinkState.ESTABLISHED for link in links)
    lines.append(
        f"Koppelingen met kwaliteitsstandaarden: {confirmed or 'geen'} bevestigd door mensen "
        f"({established or 'geen'} door twee personen vastgesteld), "
        f"{len(links) - confirmed or 'geen'} voorgesteld door de computer."
        if links
        else "Er is nog geen koppeling met een kwaliteitsstandaard."
    )
    if content.whole:
        lines.append(f"{capital(of_total(content.residue.stories, total))} past in geen thema.")
    lines.append(
        "Dit zijn de verhalen van wie wilde vertellen. De aantallen gelden voor deze verhalen."
    )
    return tuple(lines)


def _sure(themes: Sequence[ThemeSection]) -> str:
    if len(themes) == 1:
        theme = themes[0]
        return f"Het thema {theme_pages.stability_sentence(theme)}."
    parts = [
        f"{sum(theme.stability is kind for theme in themes)} {kind.label.lower()}"
        for kind in Stability
        if any(theme.stability is kind for theme in themes)
    ]
    return f"Hoe stevig zijn de thema's? {capital(listed(parts))}."


def _stories(counts: StoryCounts) -> Iterator[Block]:
    yield Paragraph(
        f"Er {'is' if counts.stories == 1 else 'zijn'} {counts.stories} "
        f"{'verhaal' if counts.stories == 1 else 'verhalen'} van "
        f"{counts.number_of_teams} {'team' if counts.number_of_teams == 1 else 'teams'}."
        f"{_period(counts)} Wie hier weinig staat, vertelde weinig; dat zegt niet dat er weinig "
        "te vertellen is."
    )
    yield SmallTables(
        (
            _groups("Wie vertelden", "Rol", counts.roles),
            _groups("Over welke teams", "Team", counts.teams),
            _groups("Hoe oud zij zijn", "Leeftijd", counts.ages),
            _groups("Wanneer het gebeurde", "Jaar", counts.years),
        )
    )
    if any("samen" in group.label for group in (*counts.roles, *counts.ages, *counts.teams)):
        yield Paragraph(
            f"Groepen van minder dan {LEAST_FOR_GROUP} verhalen zijn samengenomen.", quiet=True
        )


def _groups(caption: str, name: str, groups: Sequence[GroupCount]) -> Table:
    return Table(
        caption=caption,
        header=(name, "Verhalen"),
        rows=tuple((group.label, str(group.stories)) for group in groups),
        widths=(0.8, 0.2),
    )


def _method(content: ReportContent) -> Iterator[Block]:
    for name, text in method.paragraphs(content):
        yield Paragraph(text, name=name)
    yield Heading(2, "Wat dit rapport niet kan zeggen")
    yield Bullets(method.limits(content))


def _themes(content: ReportContent) -> Iterator[Block]:
    if not content.themes:
        yield Paragraph(empty_words(content))
        return
    if len(content.themes) > 1:
        yield _overview(content)
    if any(theme.then is None for theme in content.themes):
        yield Figure(
            "Hoeveel verhalen elk thema heeft. De stip is het aantal in deze verhalen, de lijn het "
            "95%-interval."
        )
    for theme in content.themes:
        yield from theme_pages.page(theme, content)


def _overview(content: ReportContent) -> Table:
    total = content.counts.stories
    return Table(
        caption=f"De thema's op volgorde van het aantal verhalen (van de {total})",
        header=("Plaats", "Thema", "Stevigheid", "Standaarden", "Verhalen"),
        rows=tuple(
            (
                str(theme.rank or "–"),
                _with_marks(theme),
                theme_pages.stability(theme),
                str(len(theme.links)) if theme.links else "geen",
                str(theme.stories),
            )
            for theme in content.themes
        ),
        widths=(0.1, 0.42, 0.2, 0.15, 0.13),
    )


def _with_marks(theme: ThemeSection) -> str:
    marks = theme_pages.marks(theme)
    return f"{theme.label} ({', '.join(marks)})" if marks else theme.label


def _residue(content: ReportContent) -> Iterator[Block]:
    residue, total = content.residue, content.counts.stories
    later = (
        f" Nog niet bekeken door de computer: {residue.not_looked_at}."
        if residue.not_looked_at
        else ""
    )
    yield Paragraph(
        f"{capital(of_total(residue.stories, total))} past in geen thema. Dat is geen ruis: deze "
        f"verhalen zijn het lezen waard, juist omdat ze anders zijn.{later}"
    )
    if residue.reasons:
        yield Table(
            caption="",
            header=("Reden", "Verhalen"),
            rows=tuple((reason.label, str(reason.stories)) for reason in residue.reasons),
            widths=(0.8, 0.2),
        )
    if residue.quotes:
        yield Paragraph("Stukjes die in geen thema passen:")
        yield from theme_pages.quotes(residue.quotes)


def _accounts(content: ReportContent) -> Iterator[Block]:
    yield Heading(2, "Een thema terugzien")
    yield Paragraph(
        "Bij elk thema staat een nummer met een versie. Daarmee krijgt u het thema later terug "
        "zoals het nu is: met “vertelpunt report --theme NUMMER@VERSIE”. Wat vertellers "
        "intussen terugnamen, komt niet terug."
    )
    if content.themes:
        yield Table(
            caption="",
            header=("Thema", "Nummer", "Versie"),
            rows=tuple((theme.label, theme.id, str(theme.version)) for theme in content.themes),
            widths=(0.6, 0.25, 0.15),
        )
    yield Heading(2, "Het zoeken overdoen")
    if not content.runs:
        yield Paragraph("Er is nog niet naar patronen gezocht.")
    for run in content.runs:
        yield Table(
            caption=f"Berekening {run.id}: {run.kind.lower()}, klaar op {run.finished}",
            header=("Onderdeel", "Waarde"),
            rows=run.rows or (("–", "Niets vastgelegd"),),
            widths=(0.32, 0.68),
        )
    yield Heading(2, "Eerdere namen")
    if content.names:
        yield Table(
            caption="Thema's die een andere naam kregen; hun verhalen bleven",
            header=("Datum", "Thema", "Was", "Werd"),
            rows=tuple(
                (day(change.on), change.theme_id, change.old, change.new)
                for change in content.names
            ),
            widths=(0.2, 0.2, 0.3, 0.3),
        )
    else:
        yield Paragraph("Geen thema in dit rapport heeft een andere naam gekregen.")


def _period(counts: StoryCounts) -> str:
    if not counts.first_period or not counts.last_period:
        return ""
    if counts.first_period == counts.last_period:
        return f" De verhalen gaan over {month(counts.first_period)}."
    return (
        f" De verhalen gaan over {month(counts.first_period)} tot en met "
        f"{month(counts.last_period)}."
    )
