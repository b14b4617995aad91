"""A narrator without JavaScript: reads a page's forms and sends them back, as a browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx


@dataclass
class PageForm:
    """One form on a page: where it goes, its present values, and its buttons."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._open: PageForm | None = None
        self._select: str | None = None
        self._textarea: str | None = None
        self._asleep = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # What stands in a template is there for scripts only.
        self._asleep += tag == "template"
        if self._asleep:
            return
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = PageForm(given.get("action", ""))
            self.forms.append(self._open)
        if self._open is None:
            return
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "button" or (tag == "input" and kind == "submit"):
            self._open.buttons.append((name, given.get("value", "")))
        elif tag == "input" and name:
            if kind not in {"radio", "checkbox"} or "checked" in given:
                self._add(name, given.get("value", "on"))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self._add(self._select, given.get("value", ""))
        elif tag == "textarea":
            self._textarea = name
            self._open.values.setdefault(name, [""])

    def handle_data(self, data: str) -> None:
        if self._textarea is not None and self._open is not None:
            self._open.values[self._textarea][0] += data

    def handle_endtag(self, tag: str) -> None:
        self._asleep -= tag == "template"
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            if self._textarea is not None and self._open is not None:
                # A browser leaves out the first line end after the tag.
                values = self._open.values[self._textarea]
                values[0] = values[0].removeprefix("\n")
            self._textarea = None

    def _add(self, name: str, value: str) -> None:
        assert self._open is not None
        self._open.values.setdefault(name, []).append(value)


def forms(page: httpx.Response) -> list[PageForm]:
    """All forms of a page."""
    reader = _Forms()
    reader.feed(page.text)
    return reader.forms


def send(
    client: httpx.Client,
    page: httpx.Response,
    *,
    form: int | None = None,
    button: tuple[str, str] | None = None,
    **fields: str | list[str],
) -> httpx.Response:
    """Fill in a form of a page and send it; follows redirects as a browser does.

    The n-th form, or the one that has this button, or else the first.
    """
    there = forms(page)
    with_button = (one for one in there if button in one.buttons)
    chosen = there[form] if form is not None else next(with_button, there[0])
    data: dict[str, str | list[str]] = {**chosen.values, **fields}
    if button is not None:
        data[button[0]] = button[1]
    return client.post(
        str(page.url.join(chosen.action)),
        data=data,
        headers={"Sec-Fetch-Site": "same-origin"},
        follow_redirects=True,
    )
