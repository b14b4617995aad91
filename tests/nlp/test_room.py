"""The room is light to enter: no module loads a model or a heavy library, nobody's warnings go."""

import subprocess
import sys
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(f"nlp.{path.stem}" for path in (ROOT / "nlp").glob("*.py") if path.stem[0] != "_")
HEAVY = ("torch", "bertopic", "spacy", "sklearn", "transformers", "umap", "numba", "simplemma")


def test_importing_the_room_loads_nothing_heavy() -> None:
    program = (
        f"import sys\nimport {', '.join(MODULES)}\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_built_in_encoder_needs_no_torch() -> None:
    program = (
        "import sys\nfrom nlp.embedding import load_embedder\n"
        "load_embedder('ingebouwd').encode(['hulp'])\nprint('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_bertopic_leaves_everybodys_warnings_alone() -> None:
    from nlp.bertopic_frame import import_bertopic

    before = list(warnings.filters)
    import_bertopic()
    assert list(warnings.filters) == before
    with pytest.warns(UserWarning, match="still heard"):
        warnings.warn("still heard", UserWarning, stacklevel=1)
