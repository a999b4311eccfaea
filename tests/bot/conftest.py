"""A database with one case in it, whose story and child are canaries."""

import asyncio
import base64
import os
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.clock import MovableClock
from adapters.randomness import SystemRandomness
from adapters.vault import KeyRing
from bot.app.start_up import load_partnerships
from bot.app.wiring import open_ledger
from bot.settings.files import SourceFile
from bot.workbench.rehearsal import approved_by_two
from core.cases import commands as c
from core.cases.casework import Casework, Done
from core.cases.rules.fields import opening_fields
from core.vocabulary import FailureReason, Platform, Purpose, SubjectType
from policies.library import directory_text, policy_text

STORY = "canary-story-Z7Q"
CHILD = "canary-child-Z7Q"
RAISER = "hounslow.robin-haverstock"
OPENED = datetime(2026, 11, 2, 10, tzinfo=UTC)
_KEY = b"0123456789abcdef0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Kept:
    """A database on the disk with one case."""

    file: Path
    reference: str
    case: str

    @property
    def env(self) -> dict[str, str]:
        """The settings that open it."""
        return {
            "CONCORD_DATABASE_URL": f"sqlite+aiosqlite:///{self.file}",
            "CONCORD_KEYS": f"k1={base64.b64encode(_KEY).decode()}",
        }


@pytest.fixture(autouse=True)
def _no_settings_of_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [one for one in os.environ if one.startswith("CONCORD_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return asyncio.run(_keep(tmp_path_factory.mktemp("kept") / "concord.db"))


@pytest.fixture
def kept(_made: Kept, tmp_path: Path) -> Kept:
    """One open case of Hounslow: opened, one message delivered, one not; a copy of one's own."""
    return replace(_made, file=Path(shutil.copy(_made.file, tmp_path / "concord.db")))


def report_gap(kept: Kept, text: str) -> None:
    """The raiser reports a gap in the kept case."""
    asyncio.run(_report_gap(kept, text))


async def _report_gap(kept: Kept, text: str) -> None:
    opened = await open_ledger(f"sqlite+aiosqlite:///{kept.file}", KeyRing({"k1": _KEY}, "k1"))
    clock = MovableClock(OPENED)
    try:
        shelves = await load_partnerships(opened.documents, clock, [], {})
        casework = Casework(opened.ledger, shelves.register.setting, clock, SystemRandomness())
        done = await casework.carry_out(kept.case, [c.ReportGap(by=RAISER, text=text)])
        assert isinstance(done, Done)
    finally:
        await opened.close()


async def _keep(file: Path) -> Kept:
    opened = await open_ledger(f"sqlite+aiosqlite:///{file}", KeyRing({"k1": _KEY}, "k1"))
    clock = MovableClock(OPENED)
    policy, people = policy_text("hounslow"), directory_text("hounslow")
    try:
        shelves = await load_partnerships(
            opened.documents,
            clock,
            [SourceFile("hounslow.yaml", policy)],
            {"hounslow": SourceFile("directory.yaml", people)},
        )
        assert shelves.faults == ()
        await approved_by_two(opened.documents, clock, shelves)
        casework = Casework(opened.ledger, shelves.register.setting, clock, SystemRandomness())
        setting = shelves.register.setting("hounslow")
        answers = {
            one.id: one.options[0] if one.options else STORY
            for one in opening_fields(setting.policy)
        }
        done = await casework.open(
            "hounslow",
            c.OpenCase(
                by=RAISER,
                reference=SystemRandomness().reference(),
                subject_type=SubjectType.CHILD,
                statuses=(),
                trigger=setting.policy.triggers[0].id,
                category=setting.policy.categories[0].id,
                receiving_agency="council",
                receiving_team="family-help",
                counterpart="",
                arose_on=OPENED.date(),
                protective=None,
                protective_reason="",
                subject=CHILD,
                answers=answers,
            ),
            "opening",
        )
        assert isinstance(done, Done)
        told = c.RecordTold(by="", person=RAISER, purpose=Purpose.RECEIPT, platform=Platform.TEAMS)
        missed = c.RecordMissed(
            by="",
            person=done.case.receiving.asked[0],
            purpose=Purpose.ASKED,
            why=FailureReason.DEACTIVATED,
            stage=done.case.stage,
        )
        await casework.carry_out(done.case.id, [told, missed])
        return Kept(file, done.case.reference, done.case.id)
    finally:
        await opened.close()
