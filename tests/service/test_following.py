"""What a killed server leaves behind."""

import subprocess
import sys
import time
from pathlib import Path

KILLED = """
import os, signal, sys
from pathlib import Path
from service.settings import Settings
from service.wiring import executor

if __name__ == "__main__":
    worker = executor(Settings(data_dir=Path("."))).submit(os.getpid).result()
    Path(sys.argv[1]).write_text(str(worker))
    os.kill(os.getpid(), signal.SIGKILL)
"""
PATIENCE = 30.0


def test_a_process_for_heavy_work_ends_when_the_server_is_killed(tmp_path: Path) -> None:
    script, told = tmp_path / "killed.py", tmp_path / "worker"
    script.write_text(KILLED, encoding="utf-8")
    assert subprocess.run([sys.executable, script, told], check=False).returncode < 0
    worker = int(told.read_text())
    until = time.monotonic() + PATIENCE
    while _is_alive(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _is_alive(worker)


def _is_alive(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
