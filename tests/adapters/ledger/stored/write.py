"""Writes a database as this version of Concord writes it, to be opened by every later one.

    python -m tests.adapters.ledger.stored.write NAME

writes ``NAME.sqlite3.gz``, ``NAME.postgresql.sql.gz`` (by ``pg_dump``) and ``NAME.json``, what was
seen in them, beside this file. A change of a stored format adds one; none is ever written anew.
"""

import asyncio
import gzip
import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import make_url

from adapters.clock import MovableClock
from adapters.ledger.engine import open_store
from adapters.ledger.migrate import migrate
from adapters.ledger.sealing.directory_codec import DirectoryCodec
from adapters.ledger.sql import SqlKeyValueStore, SqlLedger
from bot.workbench.faults import answer
from bot.workbench.rehearsal import rehearsing
from core.cases.events import EditionChanged
from core.cases.record.ledger import Batch
from core.directory import (
    AbsenceEnded,
    AbsenceMarked,
    AddressReleased,
    AgencyEntered,
    ChannelEnded,
    ChannelLinked,
    ContactListLog,
    CoordinatorsNamed,
    GapDeclared,
    GapWithdrawn,
    HolderAppointed,
    HolderEnded,
    ListEntry,
    ListEvent,
    PersonEntered,
    PersonLeft,
    PersonVerified,
    PostEntered,
)
from core.vocabulary import CaseStatus, Platform
from tests.adapters.ledger.stored.seen import EVERY_KIND, seen
from tests.adapters.ledger.stories import index
from tests.core.cases.test_evolve import STEPS
from tests.core.directory.lists import (
    ADA,
    BEN,
    COR,
    DAN,
    DOT,
    LIST,
    MANAGER,
    NOON,
    TODAY,
    at_slack,
    taken,
)
from tests.core.given import HOUNSLOW, REFERENCE, opened, opening
from tests.databases import PATIENCE, make_vault, serving, url_of
from tests.journeys.test_accounts import newcomer
from tests.journeys.test_everyday import _do, _escalated
from tests.office import CANARIES, MONDAY, Colleague, Office, watching

STORY = CANARIES["story"]
PARTNERSHIP = "hounslow"


async def _raised(here: Office, by: str, other: str) -> str:
    """A new case's reference."""
    ledger = here.rehearsal.concord.ledger
    before = set(await ledger.cases_in(PARTNERSHIP))
    await here[by].raise_concern(f"person:{PARTNERSHIP}.{other}")
    await here.settle()
    (fresh,) = set(await ledger.cases_in(PARTNERSHIP)) - before
    case = await here.rehearsal.concord.casework.read(fresh)
    assert case is not None
    return case.reference


async def _asked(here: Office, reference: str) -> tuple[Colleague, Colleague]:
    """One of those who are asked now, of each side, who is at a chat."""
    case = await here.case_of(reference)
    raising, receiving = (
        here.everybody(side.current)[0] for side in (case.raising, case.receiving)
    )
    return raising, receiving


async def _agreed(here: Office, reference: str) -> None:
    """Accepted by both sides, proposed by one, confirmed by the other."""
    ours, theirs = await _asked(here, reference)
    for one in (ours, theirs):
        await one.press("Accept", reference=reference)
    await here.settle()
    await _do(ours, reference, "Propose an outcome", outcome=STORY, still_at_risk="no")
    await theirs.press("Confirm the outcome", reference=f"{reference}: an outcome")
    await theirs.fill(still_at_risk="no")
    await theirs.close()
    await here.settle()


async def _lived(here: Office) -> None:
    """What happens in a partnership on some days: everything here is confirmed and sent, but for
    the question of the month to one mailbox, which says that it does not know her.
    """
    here.rehearsal.mail.refuse("ines.corriedale@cranmerelane.example", "550 5.1.1 unknown")
    first = await _raised(here, "marlow-winstead", "robin-haverstock")
    marlow, robin = here["marlow-winstead"], here["robin-haverstock"]
    await _do(marlow, first, "Record a discussion", people="A and B", account=STORY)
    await _do(robin, first, "Add a note", text=STORY)
    await _do(marlow, first, "Correct an entry", entry="1", text=STORY)
    await _do(marlow, first, "Ask for support", text=STORY)
    due = (await here.case_of(first)).due
    assert due is not None
    await here.until(due)
    await _agreed(here, first)
    second = await _raised(here, "robin-haverstock", "marlow-winstead")
    await _escalated(here, robin, second)
    await marlow.say("/escalate away")
    await marlow.fill(first="2026-11-16", last="2026-11-20")
    await marlow.close()
    await here.settle()


async def _stopped(here: Office) -> None:
    """Then Slack and a mailbox are gone: what is owed there waits, of a case and beside cases."""
    robin = here["robin-haverstock"]
    here.rehearsal.slack.script("*", None, [answer(503, times=None)])
    here.rehearsal.mail.refuse("priya.ashdown@hounslow.example", *["451 4.3.0 later"] * 20)
    await _raised(here, "robin-haverstock", "marlow-winstead")
    await robin.say("/escalate")
    await robin.press("Open")
    form = {f.id: f.options[0][0] for f in robin.dialog.fields if f.required and f.options}
    form |= {f.id: STORY for f in robin.dialog.fields if f.required and not f.options}
    form |= {"with_whom": f"person:{PARTNERSHIP}.marlow-winstead", "arose_on": "2027-11-20"}
    await robin.fill(**form)
    assert set(robin.dialog.errors) == {"arose_on"}
    await robin.close()
    new = newcomer(here, Platform.TEAMS)
    await new.asks("nobody.known@hounslow.example")
    await here.settle()
    await new.chat.close(new.user)
    await new.asks("priya.ashdown@hounslow.example")
    await here.settle()


CHANGES: tuple[ListEvent, ...] = (
    AgencyEntered(agency=next(iter(LIST.agencies.values()))),
    PersonEntered(person=replace(LIST.people[ADA], name="Ada Byron")),
    PostEntered(post=LIST.posts[0]),
    HolderAppointed(post=MANAGER, person=DOT, since=TODAY, interim=True),
    HolderEnded(post=MANAGER, person=ADA, on=TODAY),
    AbsenceMarked(person=DOT, first=TODAY, last=TODAY + timedelta(days=3)),
    AbsenceEnded(person=DOT, on=TODAY + timedelta(days=1)),
    ChannelLinked(person=DOT, channel=at_slack("UDOTTWO")[0], first=False),
    ChannelEnded(person=BEN, channel=LIST.people[BEN].channels[0]),
    AddressReleased(person=DOT, address="dot@elsewhere.example"),
    PersonVerified(person=DOT, on=TODAY),
    PersonLeft(person=BEN, on=TODAY),
    GapDeclared(role="lead", reason="Between two people."),
    GapWithdrawn(role="lead"),
    CoordinatorsNamed(people=(DAN, COR)),
)
"""One of each change of a contact list, but for the first, which takes the list."""


async def _every_kind(ledger: SqlLedger, documents: SqlKeyValueStore) -> None:
    """One case with each kind of event, and one contact list with each kind of change."""
    events = (*opened(opening(), HOUNSLOW.at()), *(event for event, _, _ in STEPS))
    about = replace(
        index(EVERY_KIND),
        reference=REFERENCE,
        partnership=PARTNERSHIP,
        edition=next(one.edition for one in events if isinstance(one, EditionChanged)),
        status=CaseStatus.CLOSED,
        due=None,
    )
    await ledger.append(Batch(case=EVERY_KIND, expected=0, events=events, index=about))
    roll = ContactListLog(documents, DirectoryCodec())
    assert await roll.append(EVERY_KIND, 0, taken())
    for number, change in enumerate(CHANGES, start=1):
        act = ListEntry(at=NOON, by=COR, why="As it happens.", changes=(change,))
        assert await roll.append(EVERY_KIND, number, act)


async def write(url: str) -> dict[str, Any]:
    """Write everything into the empty database of a URL; what is seen in it afterwards."""
    store = open_store(url, budget=PATIENCE)
    try:
        await migrate(store)
        ledger, documents = SqlLedger(store, make_vault()), SqlKeyValueStore(store, make_vault())
        with watching() as errors:
            async with rehearsing(
                ledger, documents, MovableClock(MONDAY), policies=[PARTNERSHIP], nights=True
            ) as rehearsal:
                here = Office(rehearsal, PARTNERSHIP)
                await _lived(here)
                assert not errors, errors
                await _stopped(here)
        await _every_kind(ledger, documents)
        return await seen(store, ledger, documents)
    finally:
        await store.close()


def _sqlite(name: str) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "concord.sqlite3"
        found = asyncio.run(write(url_of(path)))
        _keep(f"{name}.sqlite3.gz", path.read_bytes())
    return found


def _postgresql(name: str) -> dict[str, Any]:
    with serving() as server:
        url = server.make()
        found = asyncio.run(write(url))
        parts = make_url(url)
        dump = ["pg_dump", "--inserts", "--no-owner", "--no-privileges"]
        dump += ["-U", "postgres", "-h", str(parts.query["host"]), str(parts.database)]
        said = subprocess.run(dump, check=True, capture_output=True).stdout
    # What psql would take as its own command is none of the database's.
    kept = b"\n".join(line for line in said.splitlines() if not line.startswith(b"\\"))
    _keep(f"{name}.postgresql.sql.gz", kept)
    return found


def _keep(name: str, data: bytes) -> None:
    (HERE / name).write_bytes(gzip.compress(data, mtime=0))


HERE = Path(__file__).parent

if __name__ == "__main__":
    (given_name,) = sys.argv[1:]
    both = {"sqlite": _sqlite(given_name), "postgresql": _postgresql(given_name)}
    text = json.dumps(both, indent=1, sort_keys=True, ensure_ascii=False)
    (HERE / f"{given_name}.json").write_text(f"{text}\n")
