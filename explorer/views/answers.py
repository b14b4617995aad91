"""What the narrators themselves say about their stories in one theme. It goes before analysis."""

from explorer import charts, paper, words
from explorer.visit import Visit
from service.schemas import AnswerSummary, PassageView

MIDDLE = range(45, 56)


def show(visit: Visit, answers: list[AnswerSummary], passages: list[PassageView]) -> None:
    """Every question with its answers: a triangle, a line of dots or a count."""
    paper.heading("Wat de vertellers er zelf van zeggen")
    if not any(answer.answered for answer in answers):
        paper.calm("Nog geen van deze vertellers heeft vragen beantwoord.")
        return
    titles = {passage.story_id: passage.story_title for passage in passages}
    kinds = {"triade": _triad, "dyade": _dyad, "tekst": _open}
    for answer in answers:
        if answer.answered:
            paper.part(answer.text)
            kinds.get(answer.kind, _choice)(visit, answer, titles)
            paper.small(_skipped(answer))


def _skipped(answer: AnswerSummary) -> str:
    if not answer.not_answered:
        return "Alle vertellers antwoordden."
    whole = answer.answered + answer.not_answered
    skipped = words.of_all(answer.not_answered, whole, "verteller", "vertellers")
    gave = "gaf" if answer.not_answered == 1 else "gaven"
    return f"{skipped} {gave} hier geen antwoord. Niet elk formulier vraagt dit."


def _triad(visit: Visit, answer: AnswerSummary, titles: dict[str, str]) -> None:
    corners = [option.label for option in answer.options]
    places = [charts.Place(point.story_id, point.shares) for point in answer.points]
    if len(corners) != 3 or not places:
        return
    hover = [
        ", ".join(
            f"{corner} {round(100 * share)}"
            for corner, share in zip(corners, point.shares, strict=True)
        )
        for point in answer.points
    ]
    most = max(answer.options, key=lambda option: option.stories)
    summary = (
        f"{words.of_all(most.stories, len(places))} het dichtst bij “{most.label}”. "
        "Elke stip is één verteller; het midden is: alle drie evenveel. Klik op een stip."
    )
    point = paper.chosen_in(
        charts.triangle(places, corners, hover), summary, key=f"driehoek-{_name(answer)}"
    )
    if point and point.get("customdata"):
        chosen = point["customdata"]
        story_id = str(chosen[0] if isinstance(chosen, list | tuple) else chosen)
        visit.go("verhaal", f"Lees: {titles.get(story_id, 'dit verhaal')}", key=story_id)
    rows = [
        (titles.get(point.story_id, "een verhaal"), *(round(100 * share) for share in point.shares))
        for point in answer.points
    ]
    paper.twin(
        "Elke verteller, verdeeld over honderd punten", ("Verhaal", *corners), rows, figures=3
    )


def _dyad(visit: Visit, answer: AnswerSummary, titles: dict[str, str]) -> None:
    del visit, titles
    if len(answer.options) != 2 or not answer.positions:
        return
    left, right = (option.label for option in answer.options)
    low = sum(position < MIDDLE.start for position in answer.positions)
    high = sum(position >= MIDDLE.stop for position in answer.positions)
    middle = len(answer.positions) - low - high
    summary = (
        f"Van {words.stories(len(answer.positions))}: {low} aan de kant van “{left}”, "
        f"{middle} in het midden, {high} aan de kant van “{right}”."
    )
    paper.picture(
        charts.strip(answer.positions, left, right), summary, key=f"schuif-{_name(answer)}"
    )
    rows = [(left, low), ("in het midden", middle), (right, high)]
    paper.twin("Vertellers per kant", ("Kant", "Verhalen"), rows)


def _choice(visit: Visit, answer: AnswerSummary, titles: dict[str, str]) -> None:
    del visit, titles
    given = [option for option in answer.options if option.stories]
    if not given:
        return
    most = max(given, key=lambda option: option.stories)
    label = most.label[:1].lower() + most.label[1:]
    summary = f"Het vaakst: {label} ({words.of_all(most.stories, answer.answered)})."
    if answer.kind == "meerkeuze":
        summary += " Vertellers konden meer dan één antwoord kiezen."
    rows = [charts.Dot(option.label, option.stories) for option in answer.options]
    paper.picture(charts.dots(rows), summary, key=f"{answer.kind}-{answer.question}")
    paper.twin(answer.text, ("Antwoord", "Verhalen"), [(row.label, row.value) for row in rows])


def _open(visit: Visit, answer: AnswerSummary, titles: dict[str, str]) -> None:
    del visit, titles
    wrote = words.count(answer.answered, "verteller schreef", "vertellers schreven")
    paper.say(f"{wrote} hier iets. U leest het bij het verhaal zelf.")


def _name(answer: AnswerSummary) -> str:
    """Tells two scales apart that have the same key and other ends."""
    return "-".join((answer.question, *(option.key for option in answer.options)))
