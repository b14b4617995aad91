"""Whether a first name nearly always belongs to a man or to a woman; silent about all others."""

from functools import lru_cache
from importlib import resources

from ingest.recognisers.lexicon import fold

_FILE = "first_names_gender.txt"
_SECTIONS = {"man": "m", "vrouw": "f"}


def gender_of(first_name: str) -> str:
    """`m`, `f`, or nothing when it may be either or is not known. The name is folded."""
    return _genders().get(first_name, "")


@lru_cache(maxsize=1)
def _genders() -> dict[str, str]:
    """Read from our own list; a name under both headings is under neither."""
    text = resources.files("ingest.recognisers.lists").joinpath(_FILE).read_text(encoding="utf-8")
    found: dict[str, str] = {}
    gender = ""
    for line in text.splitlines():
        if line.startswith("## "):
            gender = _SECTIONS[line.removeprefix("## ").strip()]
        elif not line.startswith("#"):
            for name in map(fold, line.split()):
                found[name] = gender if found.get(name, gender) == gender else ""
    return found
