"""What a report says: only what narrators allow, with the numbers of the database."""

import pytest
from sqlalchemy import select

from models import curation, link_evidence
from models.db import Database
from models.errors import NotFound
from models.passages import Passage
from models.vocabulary import (
    LinkKind,
    LinkState,
    NarratorRole,
    Origin,
    Purpose,
    ResidueReason,
    Stability,
    StoryState,
    ThemeState,
)
from service.reports import outline
from service.reports.content import ReportContent, ThemeSection, build
from service.reports.linking import NO_STORIES_LEFT
from tests.service.report_world import (
    CLOSED,
    ON,
    OPEN,
    ORGANISATION,
    add_answers,
    add_link,
    add_run,
    add_story,
    add_theme,
)

CANARY = "Kanarievogel zingt onverwacht hard in de keuken van het grote huis."


def report(database: Database, *theme_ids: str) -> ReportContent:
    with database.writing() as session:
        return build(session, theme_ids or None, organisation=ORGANISATION, on=ON)


def only(content: ReportContent) -> ThemeSection:
    assert len(content.themes) == 1
    return content.themes[0]


def everything(content: ReportContent) -> str:
    """All words of the report, as the renderers get them."""
    return f"{outline.title_page(content)} {outline.blocks(content)} {content}" + " ".join(
        block.text for block in outline.blocks(content) if hasattr(block, "text")
    )


def test_a_story_that_may_not_be_quoted_counts_but_gives_no_quote(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session)
        add_story(session, CANARY, theme=theme, purposes=CLOSED, strength=1.0)
        add_story(session, "Elke keer stond er weer iemand anders voor de deur.", theme=theme)
    content = report(database)
    theme_section = only(content)
    assert "Kanarievogel" not in everything(content)
    assert (theme_section.stories, theme_section.quotable) == (2, 1)
    assert [quote.text[:10] for quote in theme_section.quotes] == ["Elke keer "]
    assert content.counts.not_quotable == 1


@pytest.mark.parametrize("state", [state for state in StoryState if state != StoryState.APPROVED])
def test_a_story_that_is_not_approved_is_nowhere(database: Database, state: StoryState) -> None:
    with database.writing() as session:
        theme = add_theme(session)
        add_story(session, CANARY, theme=theme, state=state, role=NarratorRole.VOLUNTEER)
        add_story(session, "Elke keer stond er weer iemand anders voor de deur.", theme=theme)
    content = report(database)
    assert "Kanarievogel" not in everything(content)
    assert content.counts.stories == only(content).stories == 1


def test_a_story_for_the_own_team_only_is_nowhere(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session)
        add_story(session, CANARY, theme=theme, purposes=frozenset({Purpose.QUOTE}))
    content = report(database)
    assert content.counts.stories == 0
    assert "Kanarievogel" not in everything(content)


def test_a_residue_quote_needs_consent_too(database: Database) -> None:
    with database.writing() as session:
        add_story(session, CANARY, purposes=CLOSED)
        add_story(session, "De buurvrouw bracht soep en bleef tot het donker werd.")
        add_story(session, "Kort ding dat nergens past.", reason=ResidueReason.TOO_SHORT)
    content = report(database)
    assert content.residue.stories == 3
    assert [quote.text[:12] for quote in content.residue.quotes] == ["De buurvrouw"]
    assert {(r.label, r.stories) for r in content.residue.reasons} == {
        (ResidueReason.NO_THEME_FITS.label, 2),
        (ResidueReason.TOO_SHORT.label, 1),
    }


def test_a_story_with_three_passages_in_a_theme_counts_once(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session)
        add_story(session, "Eerst dit gebeurde. " * 9, theme=theme, passages=3)
    section = only(report(database))
    assert (section.stories, section.passages) == (1, 3)
    assert len(section.quotes) == 1


def test_themes_stand_in_the_order_of_their_stories(database: Database) -> None:
    with database.writing() as session:
        small, large = add_theme(session, "t-1", "Klein"), add_theme(session, "t-2", "Groot")
        add_theme(session, "t-3", "Leeg")
        for number in range(3):
            add_story(session, f"Verhaal {number} over wachten.", theme=large)
        add_story(session, "Eén verhaal over iets anders.", theme=small)
    content = report(database)
    assert [(s.rank, s.label, s.stories) for s in content.themes] == [
        (1, "Groot", 3),
        (2, "Klein", 1),
    ]
    assert content.themes_in_use == 2


def test_a_report_on_one_theme_keeps_its_place_among_all(database: Database) -> None:
    with database.writing() as session:
        small, large = add_theme(session, "t-1", "Klein"), add_theme(session, "t-2", "Groot")
        for number in range(3):
            add_story(session, f"Verhaal {number} over wachten.", theme=large)
        add_story(session, "Eén verhaal over iets anders.", theme=small)
    content = report(database, "t-1", "t-1")
    assert only(content).rank == 2
    assert outline.title(content) == "Thema: Klein"
    assert content.counts.stories == 4
    assert "Wat in geen thema past" not in everything(content)
    assert "Wat in geen thema past" in everything(report(database))


def test_an_unknown_theme_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        report(database, "bestaat-niet")


def test_a_theme_out_of_use_says_so(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session, state=ThemeState.RETIRED)
        add_story(session, "Dit hoorde vroeger bij een thema.", theme=theme)
    section = only(report(database, "t-1"))
    assert (section.rank, section.state, section.stories) == (None, "Vervallen", 1)
    content = report(database)
    assert content.themes == ()
    assert content.residue.reasons[0].label == "Alleen in een thema dat niet meer in gebruik is"


def test_without_stories_the_report_says_so(database: Database) -> None:
    content = report(database)
    assert "Er zijn nog te weinig verhalen" in everything(content)
    assert content.counts.stories == 0


def test_with_stories_that_were_not_mined_the_report_says_so(database: Database) -> None:
    with database.writing() as session:
        add_story(session, "Eén verhaal dat nog niemand bekeek.", placed=False)
    content = report(database)
    assert "nog niet naar patronen gezocht" in everything(content)
    assert (content.residue.stories, content.residue.not_looked_at) == (0, 1)


def test_with_too_few_stories_for_themes_the_report_says_so(database: Database) -> None:
    with database.writing() as session:
        add_run(session, seed=7)
        add_story(session, "Eén verhaal.", reason=ResidueReason.TOO_FEW_STORIES)
    content = report(database)
    assert "Er zijn nog te weinig verhalen (1) om thema's te zien." in everything(content)


def test_a_rare_role_is_not_named_under_a_quote(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session)
        add_story(
            session,
            "Ik hielp elke dinsdag bij de koffie in het buurthuis.",
            theme=theme,
            role=NarratorRole.VOLUNTEER,
            period="2026-08",
        )
        for number in range(5):
            add_story(session, f"Kort {number}.", purposes=CLOSED)
    content = report(database)
    quote = only(content).quotes[0]
    assert (quote.role, quote.period) == ("Verteller", "tweede helft van 2026")
    assert "Vrijwilliger" not in everything(content)
    assert "augustus" not in str(quote)


def test_groups_too_small_to_name_are_taken_together(database: Database) -> None:
    with database.writing() as session:
        for _ in range(7):
            add_story(session, "Verhaal van een ouder.")
        for _ in range(5):
            add_story(session, "Verhaal van een jongere.", role=NarratorRole.YOUNG_PERSON)
        add_story(session, "Verhaal van een vrijwilliger.", role=NarratorRole.VOLUNTEER)
    counts = report(database).counts
    assert [(group.label, group.stories) for group in counts.roles] == [
        ("Ouder of verzorger", 7),
        ("Andere rollen samen", 6),
    ]
    assert sum(group.stories for group in counts.roles) == counts.stories == 13


def test_quotes_come_from_different_stories_and_differ(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session)
        for strength in (0.9, 0.8):
            add_story(
                session,
                "Elke maand zat er een nieuwe medewerker op mijn bank.",
                theme=theme,
                strength=strength,
            )
        add_story(session, "Ons dossier was kwijt toen zij met verlof ging.", theme=theme)
        add_story(session, "Pas bij de zesde durfde mijn zoon weer iets te zeggen.", theme=theme)
    quotes = [quote.text for quote in only(report(database)).quotes]
    assert len(quotes) == len(set(quotes)) == 3


def test_what_a_person_placed_is_quoted_first(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session)
        add_story(session, "De computer vond dit stukje erg sterk bij elkaar passen.", theme=theme,
                  strength=0.99)  # fmt: skip
        add_story(session, "Een mens zette dit stukje hier omdat het zo hoort.", theme=theme,
                  strength=0.1, origin=Origin.PERSON)  # fmt: skip
    section = only(report(database))
    assert section.quotes[0].text.startswith("Een mens")


def test_answers_are_told_in_words(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session)
        for position in (10, 15, 20, 25, 90):
            story = add_story(session, "Wij werden snel losgelaten.", theme=theme)
            add_answers(session, story, besluit=[0.1, 0.0, 0.9], tempo=position, afloop="goed")
        add_story(session, "Deze verteller sloeg alles over.", theme=theme)
    decided, pace, end = only(report(database)).answers
    assert decided.summary.startswith("vooral: het wijkteam")
    assert "het wijkteam 90" in decided.summary
    assert "mediaan 20" in pace.summary
    assert "te snel losgelaten" in pace.summary
    assert end.summary == "goed: 5"
    assert {(a.answered, a.not_answered) for a in (decided, pace, end)} == {(5, 1)}


def test_too_few_answers_give_no_middle(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session)
        story = add_story(session, "Wij werden snel losgelaten.", theme=theme)
        add_answers(session, story, besluit=[0.1, 0.0, 0.9], tempo=10, afloop="goed")
    for answer in only(report(database)).answers:
        assert answer.summary == "te weinig antwoorden (1) om samen te vatten"
        assert answer.options == ()


def test_links_say_how_sure_they_are_in_words(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session)
        add_story(session, CANARY, theme=theme, purposes=CLOSED)
        add_link(session, theme, "tsd-jeugd-1", probability=0.85)
        add_link(session, theme, "tsd-jeugd-2", probability=0.5)
        strains = {"kind": LinkKind.STRAINS}
        add_link(session, theme, "tsd-jeugd-3", state=LinkState.CONFIRMED, **strains)
        shown = add_link(session, theme, "tsd-jeugd-5", state=LinkState.ESTABLISHED, **strains)
        passages = session.scalars(select(Passage.id)).all()
        link_evidence.replace(session, shown.id, passages, account_id=None)
        add_link(session, theme, "tsd-jeugd-4", state=LinkState.REJECTED)
    section = only(report(database))
    assert [(line.standard_key, line.certainty, line.kind) for line in section.links] == [
        ("tsd-jeugd-5", "door twee personen vastgesteld", "Schuurt met de standaard"),
        ("tsd-jeugd-3", "door één persoon bevestigd", NO_STORIES_LEFT),
        ("tsd-jeugd-1", "waarschijnlijk", ""),
        ("tsd-jeugd-2", "mogelijk", ""),
    ]
    assert section.rejected_links == 1
    assert "gezin" in section.links[0].reason
    assert "0,71" not in everything(report(database))


def test_names_that_a_theme_had_stay_in_the_report(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session, label="Oude naam")
        add_story(session, "Elke keer een ander.", theme=theme)
        curation.rename(session, "t-1", "Nieuwe naam", version=1, account_id=None)
    content = report(database)
    assert [(change.old, change.new) for change in content.names] == [("Oude naam", "Nieuwe naam")]
    assert only(content).label_by_person


def test_run_details_are_all_there(database: Database) -> None:
    with database.writing() as session:
        run_id = add_run(session, seed=11, versions={"numpy": "2.4.6"}, full=True, error=None)
        theme = add_theme(session, run_id=run_id)
        add_story(session, "Elke keer een ander.", theme=theme)
    content = report(database)
    assert [(run.id, run.seed) for run in content.runs] == [(run_id, "11")]
    rows = dict(content.runs[0].rows)
    assert rows["Versies van programma's"] == "numpy 2.4.6"
    assert rows["Alles opnieuw bekeken"] == "ja"
    words = everything(content)
    assert "proefmodel (versie 2026.1)" in words
    assert "startgetal 11" in words


def test_made_up_stories_are_marked(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session)
        add_story(session, "Dit is een verzonnen verhaal om mee te oefenen.", theme=theme,
                  synthetic=True)  # fmt: skip
        add_story(session, "Dit is een echt verhaal van een echte verteller.", theme=theme)
    content = report(database)
    assert "deels over verzonnen voorbeeldverhalen" in outline.title_page(content).banner
    marks = [b.mark for b in outline.blocks(content) if type(b).__name__ == "QuoteBlock"]
    assert sorted(marks) == ["", "verzonnen voorbeeld"]


def test_real_stories_need_no_banner(database: Database) -> None:
    with database.writing() as session:
        add_story(session, "Dit is een echt verhaal van een echte verteller.")
    assert outline.title_page(report(database)).banner == ""


def test_no_text_of_a_story_is_in_a_repr(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session)
        add_story(session, CANARY, theme=theme, purposes=OPEN)
    content = report(database)
    assert only(content).quotes[0].text == CANARY
    assert "Kanarievogel" not in repr(content)
    assert "Kanarievogel" not in repr(outline.blocks(content))


def test_a_theme_that_was_never_tested_says_so(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session, stability=Stability.UNKNOWN, stability_value=None)
        add_story(session, "Elke keer een ander.", theme=theme)
    assert "is nog niet getoetst op stevigheid" in everything(report(database))


def test_a_theme_of_a_few_stories_names_no_roles(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session)
        for number in range(4):
            add_story(session, f"Verhaal {number} van een ouder.", theme=theme)
        for number in range(8):
            add_story(session, f"Ander verhaal {number}.")
    facts = [b for b in outline.blocks(report(database)) if type(b).__name__ == "Facts"]
    assert "Wie vertellen" not in dict(facts[0].rows)
    assert "Het is nog klein" in everything(report(database))
