"""Who tells about a theme, and when; compared only where there are enough stories."""

from explorer import charts, paper, words
from explorer.visit import Visit
from service.schemas import Count, ThemePage


def show(visit: Visit, page: ThemePage) -> None:
    """Roles and time, both with their table."""
    paper.heading("Wie dit vertellen")
    _roles(visit, page)
    _when(page)


def _roles(visit: Visit, page: ThemePage) -> None:
    here = {role.value: role for role in page.by_role if role.stories}
    if not here:
        paper.calm("Bij deze verhalen is niet verteld wie vertelt.")
        return
    everywhere = {role.value: role.stories for role in visit.reader.overview().by_role}
    ranked = sorted(here.values(), key=lambda role: (-role.stories, role.label))
    rows = [
        charts.Dot(
            role.label,
            role.stories,
            note=f"van {words.number(max(everywhere.get(role.value, 0), role.stories))}",
        )
        for role in ranked
    ]
    summary = _compare(ranked, everywhere, page)
    paper.picture(charts.dots(rows), summary, key="wie")
    paper.twin(
        "Verhalen in dit thema, van alle verhalen van die verteller",
        ("Wie vertelt", "In dit thema", "In totaal"),
        [
            (role.label, role.stories, max(everywhere.get(role.value, 0), role.stories))
            for role in ranked
        ],
        figures=2,
    )
    absent = [label for value, label in words.ROLES.items() if value not in here]
    if absent:
        paper.small(f"Niet in dit thema: {words.listing(absent).lower()}.")


def _compare(ranked: list[Count], everywhere: dict[str, int], page: ThemePage) -> str:
    """The largest difference between one role and the others, with its doubt."""
    if page.theme.stories < words.ENOUGH_TO_COMPARE:
        return (
            f"Er zijn te weinig verhalen ({page.theme.stories}) om een verschil "
            "tussen vertellers te zien."
        )
    total = page.total_stories
    best: tuple[float, Count, int] | None = None
    for role in ranked:
        whole = everywhere.get(role.value, 0)
        others = total - whole
        if whole < words.ENOUGH_TO_COMPARE or others < words.ENOUGH_TO_COMPARE:
            continue
        gap = role.stories / whole - (page.theme.stories - role.stories) / others
        if best is None or gap > best[0]:
            best = gap, role, whole
    if best is None or best[0] <= 0:
        return (
            f"{ranked[0].label} vertelt het vaakst: "
            f"{words.of_all(ranked[0].stories, page.theme.stories)} in dit thema."
        )
    _, role, whole = best
    return (
        f"{role.label}: {role.stories} van de {whole} verhalen gaan hierover, tegen "
        f"{page.theme.stories - role.stories} van de {total - whole} van de anderen. "
        "Dat kan toeval zijn; het zijn de verhalen van wie wilde vertellen."
    )


def _when(page: ThemePage) -> None:
    paper.heading("Wanneer het speelde")
    if not page.by_period:
        paper.calm("Bij deze verhalen is geen maand bekend.")
        return
    dated = sum(count.stories for count in page.by_period)
    first, last = page.by_period[0].period, page.by_period[-1].period
    summary = (
        f"Van {words.of_all(dated, page.theme.stories)} is de maand bekend: "
        f"{words.span(first, last)}. Hoe groter de stip, hoe meer verhalen."
    )
    paper.picture(charts.timeline(page.by_period), summary, key="wanneer")
    tally = charts.by_quarter(page.by_period)
    labels = {count.role: count.role_label for count in page.by_period}
    rows = [
        (labels[role], charts.quarter_name(quarter), stories)
        for (role, quarter), stories in sorted(tally.items(), key=lambda item: item[0][::-1])
    ]
    paper.twin("Verhalen per kwartaal en verteller", ("Wie", "Kwartaal", "Verhalen"), rows)
