"""Rebuild `service/form/static/vendor/utrecht.css` from a published Utrecht package.

    npm pack @utrecht/component-library-css@9.0.4
    tar xzf utrecht-component-library-css-9.0.4.tgz
    python tools/vendor_css.py package

Only the rules whose classes our templates use are taken, unchanged except for white space.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

FORM = Path(__file__).parent.parent / "service" / "form"
VENDOR = FORM / "static" / "vendor"
CLASS = re.compile(r"\.([a-z][A-Za-z0-9_-]*)")
# States that the page never has: they would more than double the file.
UNUSED = re.compile(
    r"(?<!not\():(?:disabled|read-only|invalid|user-invalid)|::placeholder|aria-busy"
)


def main(package: Path) -> None:
    """Write the stylesheet, its licence, and a note that says where they come from."""
    source = (package / "dist" / "index.css").read_text(encoding="utf-8")
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    used = _used_classes()
    rules = [rule for rule in _rules(source) if _is_wanted(rule, used)]
    opening = f"/* @utrecht/component-library-css {version}, EUPL-1.2; see NOTICE.md */"
    style = "\n".join([opening, *(_tightened(rule) for rule in rules)]) + "\n"
    VENDOR.mkdir(parents=True, exist_ok=True)
    (VENDOR / "utrecht.css").write_text(style, encoding="utf-8")
    licence = (package / "LICENSE.md").read_text(encoding="utf-8")
    (VENDOR / "LICENSE.md").write_text(licence, encoding="utf-8")
    (VENDOR / "NOTICE.md").write_text(_notice(version, source, style), encoding="utf-8")


def _used_classes() -> set[str]:
    pages = "\n".join(
        file.read_text(encoding="utf-8")
        for folder, kind in ((FORM / "templates", "*.html"), (FORM / "static", "*.js"))
        for file in sorted(folder.glob(kind))
    )
    return set(re.findall(r"utrecht-[a-z0-9_-]+", pages))


def _rules(source: str) -> list[str]:
    """The rules outside at-rules."""
    text = re.sub(r"/\*.*?\*/", "", source, flags=re.S).replace('@charset "UTF-8";', "")
    rules, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if character == "}" and depth == 0:
            rules.append(text[start : place + 1].strip())
            start = place + 1
    return [rule for rule in rules if not rule.startswith("@")]


def _is_wanted(rule: str, used: set[str]) -> bool:
    head, _, body = rule.partition("{")
    if not body.rstrip("}").strip():
        return False
    selectors = [one for one in re.split(r",(?![^()]*\))", head) if not UNUSED.search(one)]
    return any(set(CLASS.findall(one)) <= used for one in selectors if CLASS.search(one))


def _tightened(rule: str) -> str:
    rule = re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\s+", " ", rule))
    return rule.replace(";}", "}").replace("( ", "(").replace(" )", ")")


def _notice(version: str, source: str, style: str) -> str:
    return f"""# Utrecht Component Library

`utrecht.css` is a part of `@utrecht/component-library-css` {version}, by Gemeente Utrecht and
Frameless B.V. (NL Design System community), licensed under EUPL-1.2; see LICENSE.md.

Changed by us: rules for components that the form does not use were left out, and white space was
reduced. Made by `tools/vendor_css.py`. The proprietary `@utrecht/design-tokens` are not used: the
look comes from our own `tokens.css`.

- version: {version}
- sha256 of the published `dist/index.css`: {hashlib.sha256(source.encode()).hexdigest()}
- sha256 of `utrecht.css`: {hashlib.sha256(style.encode()).hexdigest()}
"""


if __name__ == "__main__":
    main(Path(sys.argv[1]))
