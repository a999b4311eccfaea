"""What typing at the command line gives back."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from bot.cli import app

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Typed:
    """The exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What a program reads: stdout as JSON."""
        return json.loads(self.out)

    @property
    def errors(self) -> list[dict[str, str]]:
        """What a program reads where something was wrong: stderr as JSON."""
        found: list[dict[str, str]] = json.loads(self.err)["errors"]
        return found


def concord(*words: str | Path, env: Mapping[str, str] | None = None) -> Typed:
    """Type ``concord ...`` within this process."""
    done = CliRunner().invoke(app, [str(word) for word in words], env=dict(env or {}))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Typed(done.exit_code, done.stdout, done.stderr)


def started(*words: str | Path, env: Mapping[str, str] | None = None, pipe: str = "") -> Typed:
    """Start ``python -m bot ...`` as a process of its own; ``pipe`` is put behind it."""
    command = " ".join([f"'{sys.executable}'", "-m", "bot", *(f"'{word}'" for word in words)])
    done = subprocess.run(
        ["bash", "-c", f"{command} {pipe}"] if pipe else [sys.executable, "-m", "bot", *words],
        env={**clean_environment(), **(env or {})},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    return Typed(done.returncode, done.stdout, done.stderr)


def clean_environment() -> dict[str, str]:
    """This environment without anybody's settings of Concord."""
    return {name: text for name, text in os.environ.items() if not name.startswith("CONCORD_")}
