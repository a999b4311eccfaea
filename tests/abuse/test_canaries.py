"""Nothing of a story leaves the record but into windows opened by people on the case (T12, T26)."""

import logging
import random
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog

from adapters.vault import KeyRing
from bot.app.wiring import open_ledger
from bot.workbench.recording import Sent
from tests.abuse.walk import Walk
from tests.office import Office, office

STEPS = 150
CANARY = re.compile(r"Zeb\d{4}quill\d{6}")
FREE = ("subject", "other_practitioner", "concern", "action_taken", "outcome_sought")
"""What is typed freely where a concern is raised."""
PEOPLE = (
    "marlow-winstead",
    "robin-haverstock",
    "tobin-zeller",
    "cassia-thornbury",
    "wilf-greaves",
    "imogen-farleigh",
    "noor-castellan",
    "fern-attwater",
    "maud-pellingham",
    "ellis-brackenbury",
)
"""Both sides of three stages, a coordinator, and three from agencies with cases of their own."""


@dataclass(slots=True)
class Watch:
    """Looks at everything that left Concord since it last looked."""

    here: Office
    walk: Walk
    slack: int = 0
    teams: int = 0
    at_home: dict[str, str] = field(default_factory=dict[str, str])
    """Cases by the words that are in them."""
    shown: int = 0

    def fresh(self) -> list[Sent]:
        """What was sent since the last look."""
        slack = self.here.rehearsal.slack.recording.sent
        teams = self.here.rehearsal.teams.recording.sent
        found = [*slack[self.slack :], *teams[self.teams :]]
        self.slack, self.teams = len(slack), len(teams)
        return found

    async def look(self, who: str) -> None:
        """Assert that a story went nowhere but to the person who acted, who is on the case."""
        for sent in self.fresh():
            for canary in CANARY.findall(sent.text):
                assert sent.place == "dialog", (sent, who)
                assert await self._may_read(canary, who), (sent, who)
                self.shown += 1

    async def _may_read(self, canary: str, who: str) -> bool:
        person = self.here[who].person.id
        if self.walk.typed.get(canary) == person:
            return True  # a draft of their own
        if canary not in self.at_home:
            await self._find()
        case = await self.here.rehearsal.concord.casework.read(self.at_home[canary])
        assert case is not None
        return person in (*case.people, *self.here.setting.directory.coordinators)

    async def _find(self) -> None:
        ledger = self.here.rehearsal.concord.ledger
        for closed in (False, True):
            for case in await ledger.cases_in(self.here.partnership, closed=closed):
                record = str([entry.event for entry in await ledger.read(case)])
                self.at_home.update(dict.fromkeys(CANARY.findall(record), case))


@dataclass(slots=True)
class Overheard:
    """What was logged: how much of it, and the lines that tell a story."""

    count: int = 0
    telling: list[str] = field(default_factory=list[str])

    def line(self, text: str) -> None:
        """Read a line."""
        self.count += 1
        if CANARY.search(text):
            self.telling.append(text)


@contextmanager
def overheard() -> Iterator[Overheard]:
    """Read everything that is logged at all, by Concord or by a library, with every traceback."""
    heard = Overheard()

    def keep(_logger: object, method: str, event: Mapping[str, Any]) -> Mapping[str, Any]:
        heard.line(f"{method} {dict(event)}")
        return event

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.line(logging.Formatter().format(record))

    root = logging.getLogger()
    level, others = root.level, list(root.handlers)
    root.handlers[:] = [Keeper(logging.DEBUG)]
    root.setLevel(logging.DEBUG)
    structlog.configure(processors=[keep, *structlog.get_config()["processors"]])
    try:
        yield heard
    finally:
        root.handlers[:] = others
        root.setLevel(level)


@pytest.mark.timeout(240)
async def test_no_story_leaves_the_record(tmp_path: Path) -> None:
    """A hundred and fifty seeded steps over all actions on both platforms, every one of them scanned; at
    the end the logs at DEBUG, the metrics, and each byte of the database's files.
    """
    opened = await open_ledger(
        f"sqlite+aiosqlite:///{tmp_path / 'concord.db'}", KeyRing({"k": b"k" * 32}, current="k")
    )
    try:
        async with office(opened.ledger, opened.documents, "hounslow") as here:
            with overheard() as heard:
                watch = await _walked(here)
                metrics = await _page(f"{here.rehearsal.url}/metrics")
            assert not heard.telling
            assert heard.count > STEPS
            assert not CANARY.search(metrics)
    finally:
        await opened.close()
    assert watch.shown > 100
    _not_in_files(tmp_path, watch)


async def _walked(here: Office) -> Watch:
    walk = Walk(here, PEOPLE, random.Random(20261123))
    watch = Watch(here, walk)
    for raiser, other in (
        ("marlow-winstead", "robin-haverstock"),
        ("robin-haverstock", "marlow-winstead"),
        ("fern-attwater", "ellis-brackenbury"),
    ):
        story = {name: walk.word(here[raiser]) for name in FREE}
        await here[raiser].raise_concern(f"person:hounslow.{other}", **story)
        await watch.look(raiser)
    await here.settle()
    for _ in range(STEPS):
        await watch.look(await walk.step())
    await here.settle()
    await watch.look("")
    for done in ("Accept", "Open", "Read the record", "form: Record a discussion"):
        assert done in walk.pressed
    assert sum(one.startswith("form: ") for one in walk.pressed) >= 8, walk.pressed
    return watch


async def _page(url: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return await response.text()


def _not_in_files(folder: Path, watch: Watch) -> None:
    files = [path for path in folder.iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) > 100_000
    for path in files:
        content = path.read_bytes()
        for word in watch.walk.typed:
            for form in (word.encode(), word.encode("utf-16-le"), word.encode().hex().encode()):
                assert form not in content, (path.name, word)
