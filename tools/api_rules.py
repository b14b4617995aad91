"""Hold the description of our API against the NLGov REST API Design Rules, with Spectral.

    .venv/bin/python tools/api_rules.py RULES.yaml

The ruleset is Logius' own (API-Design-Rules, `media/linter.yaml`, CC BY 4.0); it is not in this
repository. Without the ruleset there is nothing to check; without npx the check fails.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from service.api.description import describe
from service.app import create_app
from service.settings import Settings
from service.wiring import House

SPECTRAL = "@stoplight/spectral-cli@6.16.3"


def main(rules: Path) -> int:
    """The exit status of the check: 0 when no rule is broken."""
    if not rules.exists():
        sys.stdout.write(
            "De API Design Rules zijn hier niet; de beschrijving van de API is niet getoetst.\n"
        )
        return 0
    npx = shutil.which("npx")
    if npx is None:
        sys.stdout.write("Voor de toets aan de API Design Rules is npx nodig: apt install npm\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "openapi.json"
        file.write_text(json.dumps(_description()), encoding="utf-8")
        lint = (npx, "--yes", SPECTRAL, "lint", "--fail-severity=error", "-r", str(rules.resolve()))
        return subprocess.run([*lint, str(file)], cwd=folder, check=False).returncode


def _description() -> dict[str, object]:
    # The description asks no database and opens no key.
    house = House(settings=Settings(), database=None, sealer=None, pseudonymiser=None)  # type: ignore[arg-type]
    return describe(create_app(house))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
