"""Overzicht: how many stories, from whom, since when, and who is not heard."""

import streamlit as st

from explorer import charts, downloads, paper, words
from explorer.views import mining, proposals
from explorer.views.themes import IN_PROPOSAL
from explorer.visit import Visit
from service.schemas import Overview

FEW = 5
"""A role with fewer stories than this is hardly heard."""


def show(visit: Visit) -> None:
    """The first page."""
    seen = visit.reader.overview()
    paper.title("Overzicht")
    if paper.empty(seen.stories):
        return
    paper.made_up(seen.synthetic_stories, seen.stories)
    paper.encoder(seen.encoder_notices)
    paper.lead(_finding(visit, seen))
    paper.numbers(_four(seen))
    _over_time(seen)
    _not_heard(seen)
    _latest(visit, seen)
    _reports(seen)


def _finding(visit: Visit, seen: Overview) -> str:
    themes = visit.reader.themes()
    doubt = "Dit zijn de verhalen van wie wilde vertellen. Ze zeggen niet hoe vaak iets voorkomt."
    if not themes:
        return f"Er zijn {words.stories(seen.stories)}. Er zijn nog geen thema's. {doubt}"
    first = next((theme for theme in themes if theme.state.value != IN_PROPOSAL), None)
    if first is None:
        several = "voorstel" if len(themes) == 1 else "voorstellen"
        return (
            f"De computer doet {words.number(len(themes))} {several} voor een thema. "
            f"Mensen beslissen nog. {doubt}"
        )
    return (
        f"Het vaakst gaat het over “{first.label}”: "
        f"{words.of_all(first.stories, seen.stories)}. "
        f"Hoe zeker: {first.stability.label.lower()}. {doubt}"
    )


def _four(seen: Overview) -> list[tuple[str, str, str]]:
    heard = [role for role in seen.by_role if role.stories and role.value in words.ROLES]
    most = max(heard, key=lambda role: role.stories, default=None)
    return [
        ("Verhalen", words.number(seen.stories), "Goedgekeurd door wie ze vertelde."),
        (
            "Wie vertellen",
            f"{len(heard)} van {len(words.ROLES)}",
            f"soorten vertellers. Het meest: {most.label.lower()} ({most.stories})."
            if most
            else "soorten vertellers.",
        ),
        ("Periode", _years(seen), words.sentence_case(
            words.span(seen.first_period, seen.last_period)) + "."),
        (
            "In geen thema",
            words.number(seen.stories_in_no_theme),
            f"{words.of_all(seen.stories_in_no_theme, seen.stories)}, en "
            f"{words.of_all(seen.passages_in_no_theme, seen.passages, 'stukje', 'stukjes')}.",
        ),
    ]  # fmt: skip


def _years(seen: Overview) -> str:
    first, last = (seen.first_period or "")[:4], (seen.last_period or "")[:4]
    if not first or not last:
        return "onbekend"
    return first if first == last else f"{first}–{last}"


def _over_time(seen: Overview) -> None:
    paper.heading("Verhalen door de tijd")
    if not seen.by_period:
        paper.calm("Bij deze verhalen is geen maand bekend.")
        return
    dated = sum(count.stories for count in seen.by_period)
    tally = charts.by_quarter(seen.by_period)
    totals: dict[int, int] = {}
    for (_, quarter), stories in tally.items():
        totals[quarter] = totals.get(quarter, 0) + stories
    busiest = max(sorted(totals), key=lambda quarter: totals[quarter])
    summary = (
        f"Van {words.of_all(dated, seen.stories)} is de maand bekend. De meeste komen uit het "
        f"{charts.quarter_name(busiest)}: {words.number(totals[busiest])}. "
        "Hoe groter de stip, hoe meer verhalen."
    )
    paper.picture(charts.timeline(seen.by_period), summary, key="tijd")
    labels = {count.role: count.role_label for count in seen.by_period}
    rows = [
        (labels[role], charts.quarter_name(quarter), stories)
        for (role, quarter), stories in sorted(tally.items(), key=lambda item: item[0][::-1])
    ]
    paper.twin("Verhalen per kwartaal en verteller", ("Wie", "Kwartaal", "Verhalen"), rows)


def _not_heard(seen: Overview) -> None:
    paper.heading("Wie horen wij niet?")
    heard = {role.value: role.stories for role in seen.by_role}
    none = [label for role, label in words.ROLES.items() if not heard.get(role)]
    few = [
        f"{label} ({heard[role]})"
        for role, label in words.ROLES.items()
        if 0 < heard.get(role, 0) < FEW
    ]
    unknown = heard.get("onbekend", 0)
    if not none and not few:
        paper.say(f"Van elke soort verteller zijn er {FEW} of meer verhalen.")
    if none:
        paper.say(f"Nog geen enkel verhaal van: {words.listing(none).lower()}.")
    if few:
        paper.say(f"Minder dan {FEW} verhalen van: {words.listing(few).lower()}.")
    if unknown:
        paper.say(f"Bij {words.stories(unknown)} is niet verteld wie het vertelt.")
    rows = [charts.Dot(label, heard.get(role, 0)) for role, label in words.ROLES.items()]
    rows = sorted(rows, key=lambda row: -row.value)
    with st.expander("Hoeveel verhalen per verteller"):
        paper.table("Verhalen per verteller", ("Wie vertelt", "Verhalen"),
                    [(row.label, words.number(row.value)) for row in rows], figures=1)  # fmt: skip


def _latest(visit: Visit, seen: Overview) -> None:
    paper.heading("Hoe zijn de patronen gezocht?")
    run = seen.latest_run
    if run is None:
        paper.say("De computer heeft nog niet naar patronen gezocht.")
    else:
        when = words.moment(run.finished_at or run.created_at)
        paper.say(f"Laatste keer: {when}. Stand: {run.state.label.lower()}.")
        _how(visit, seen)
        if seen.encoder:
            paper.small(f"Taalmodel: {seen.encoder}.")
    proposals.count(visit)
    mining.button(visit)
    visit.go("rekenrondes", "Bekijk alle rekenrondes")


def _how(visit: Visit, seen: Overview) -> None:
    starters = sum(theme.starter for theme in visit.reader.themes())
    if starters:
        are = words.count(starters, "thema is een starthema", "thema's zijn starthema's")
        paper.say(
            f"{are}. "
            "De computer kent die van voorbeeldzinnen en herkent ze in verhalen. "
            "In wat overblijft zoekt hij naar nieuwe groepen."
        )
    if seen.mode and seen.mode.value != "bekend":
        paper.say(f"Manier van zoeken: {seen.mode.label}.")


def _reports(seen: Overview) -> None:
    paper.heading("Meenemen")
    if not seen.themes:
        paper.say("Een rapport kan zodra er thema's zijn.")
        return
    paper.say(
        "Een rapport over alle thema's, met alleen citaten van vertellers die dat goed vinden."
    )
    paper.report_links(downloads.ALL_THEMES)
