"""A database that an earlier version wrote opens, folds, verifies and goes on."""

import gzip
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

import pytest

from adapters.clock import MovableClock
from adapters.ledger.carry_over import carry_over_letters
from adapters.ledger.engine import Store, open_store
from adapters.ledger.migrate import migrate
from adapters.ledger.sealing.directory_codec import DirectoryCodec
from adapters.ledger.sealing.event_codec import KINDS
from adapters.ledger.sql import SqlKeyValueStore, SqlLedger
from bot.workbench.rehearsal import rehearsing
from core.cases.events import ContactTold, EnteredOnBehalf
from core.directory import ContactListLog, ListEvent
from core.directory.model import Channel
from core.notifications.bounces import BounceResult, Bounces
from core.notifications.letter_delivery import LetterMessages
from core.notifications.letters import Letters
from core.outbox import MessageState
from core.partnership.register import Register
from core.ports import Collection
from core.vocabulary import FailureReason
from tests.adapters.ledger.stored.seen import EVERY_KIND, seen
from tests.databases import PATIENCE, connect, make_vault, url_of
from tests.office import MONDAY, Office, watching

HERE = Path(__file__).parent
WAITING, TOLD, MISSED, ATTEMPTS = (
    Collection(name, str, None)
    for name in ("letter", "letter-told", "letter-missed", "letter-attempt")
)
"""Where letters were kept before they had a row in the outbox."""
NAMES = sorted(path.stem for path in HERE.glob("*.json"))
SINCE = {"before-the-outbox": {EnteredOnBehalf}, "before-the-rooms": {EnteredOnBehalf}}
"""Kinds of event that each version did not know yet."""
WAITED = "hounslow.marlow-winstead"
"""Who had not been told, on Slack, when each database was left."""


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    """Each of the versions of which a database is kept."""
    return str(request.param)


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Each of the two databases."""
    return str(request.param)


def _kept(name: str, kind: str) -> bytes:
    return gzip.decompress((HERE / f"{name}.{kind}.gz").read_bytes())


@pytest.fixture
def place(request: pytest.FixtureRequest, name: str, kind: str, tmp_path: Path) -> str:
    """Where the database is put; on SQLite the file is there."""
    if kind == "sqlite":
        path = tmp_path / "kept.sqlite3"
        path.write_bytes(_kept(name, "sqlite3"))
        return url_of(path)
    empty: str = request.getfixturevalue("empty_postgres_url")
    return empty


@pytest.fixture
async def url(place: str, name: str, kind: str) -> str:
    """The kept database, as it was left."""
    if kind == "postgresql":
        connection = await connect(place)
        try:
            await connection.execute(_kept(name, "postgresql.sql").decode())
        finally:
            await connection.close()
    return place


@pytest.fixture
async def migrated(url: str) -> AsyncIterator[Store]:
    """The same, with today's tables."""
    opened = open_store(url, budget=PATIENCE)
    await migrate(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def store(migrated: Store) -> Store:
    """The same, brought up to date as at every start."""
    await carry_over_letters(migrated, make_vault())
    return migrated


def _noted(name: str, kind: str) -> dict[str, Any]:
    """What was seen in the database when it was written."""
    noted: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text())[kind]
    return noted


async def test_what_was_seen_is_seen(store: Store, name: str, kind: str) -> None:
    """Every case verifies and folds to what it did, every contact list too."""
    ledger, documents = SqlLedger(store, make_vault()), SqlKeyValueStore(store, make_vault())
    assert await seen(store, ledger, documents) == _noted(name, kind)


async def test_every_kind_of_event_and_of_change_is_kept_somewhere(store: Store, name: str) -> None:
    """Each database has all of its time; what was added since is in a later one."""
    entries = await SqlLedger(store, make_vault()).read(EVERY_KIND)
    assert {type(entry.event) for entry in entries} == set(KINDS) - SINCE.get(name, set())
    roll = await ContactListLog(SqlKeyValueStore(store, make_vault()), DirectoryCodec()).read(
        EVERY_KIND
    )
    changes = {type(change) for one in roll for change in one.act.changes}
    assert changes == set(get_args(ListEvent))


async def test_concord_goes_on_where_it_was_stopped(store: Store) -> None:
    """What waited is sent: a case's message, letters beside cases; nothing is an error."""
    ledger, documents = SqlLedger(store, make_vault()), SqlKeyValueStore(store, make_vault())
    clock = MovableClock(MONDAY + timedelta(days=7, hours=7, minutes=1))
    with watching() as errors:
        async with rehearsing(ledger, documents, clock, policies=["hounslow"]) as rehearsal:
            here = Office(rehearsal, "hounslow")
            await here.until(here.now + timedelta(minutes=10))
            here["marlow-winstead"].told("You are asked to take on")
            here["noor-castellan"].told("asks Concord to know them")
            for case in await ledger.cases_in("hounslow"):
                assert await ledger.verify(case) is None
                assert await ledger.waiting(case) == ()
                told = [
                    e.event.person
                    for e in await ledger.read(case)
                    if isinstance(e.event, ContactTold)
                ]
                assert WAITED in told
    assert not errors, errors


class _Heard:
    """Keeps of which channel it was told that it is not reached."""

    def __init__(self) -> None:
        self.channels: list[Channel] = []

    async def missed(self, channel: Channel, why: FailureReason) -> None:
        """Kept, with the one reason there is here."""
        assert why is FailureReason.BOUNCED
        self.channels.append(channel)

    async def reached(self, channel: Channel) -> None:
        """Of no use here."""


@pytest.mark.parametrize("name", sorted(SINCE))  # later ones kept their letters in the outbox
async def test_letters_are_carried_over_into_the_outbox(migrated: Store, name: str) -> None:
    """As they stood, once: what was sent or given up is not owed again, what waits goes on, and an
    e-mail that went out before comes back to its letter.
    """
    ledger = SqlLedger(migrated, make_vault())
    documents = SqlKeyValueStore(migrated, make_vault())
    before = {
        where: {key: await documents.get(where, key) or "" for key in await documents.keys(where)}
        for where in (WAITING, TOLD, MISSED)
    }
    assert before[WAITING]
    assert before[TOLD]
    assert bool(before[MISSED]) is (name != "before-the-rooms")
    for _ in range(2):
        await carry_over_letters(migrated, make_vault())
    for key, text in before[WAITING].items():
        kept, stored = json.loads(text), await ledger.letter(key)
        assert stored is not None
        assert stored.state is MessageState.UNKNOWN, "the answer of its attempt was lost"
        assert (stored.letter.about, stored.letter.person) == (kept["about"], kept["person"])
        assert stored.letter.expires_at.isoformat() == kept["expires_at"]
        assert stored.attempts > 0
        assert await ledger.claim_letter(key, stored.letter.owed_at, 60) is None, "not yet"
        assert await ledger.claim_letter(key, stored.letter.expires_at, 60) is not None
    for key in (*before[TOLD], *before[MISSED]):
        stored = await ledger.letter(key)
        assert stored is not None
        told = key in before[TOLD]
        assert stored.state is (MessageState.TOLD if told else MessageState.MISSED)
        assert stored.ended_at is not None
        assert await ledger.owe((stored.letter,)) == 0
        assert await ledger.claim_letter(key, stored.ended_at + timedelta(days=99), 60) is None
    for where in (WAITING, TOLD, MISSED, ATTEMPTS):
        assert await documents.keys(where) == ()
    mailed = {
        key: json.loads(text)["to"]
        for key, text in before[TOLD].items()
        if json.loads(text)["to"][0] == "mail"
    }
    key, to = next(iter(mailed.items()))
    heard = _Heard()
    register = Register({}, [], MovableClock(MONDAY))
    beside = LetterMessages(
        Letters(ledger, register), ledger, register, MovableClock(MONDAY), lambda *_: None, {}
    )
    bounces = Bounces(beside, beside, ledger, documents, heard)  # type: ignore[arg-type]
    place = f"{sha256(key.encode()).hexdigest()[:32]}:0"
    assert await bounces.record_bounce(place, "a mark") is BounceResult.RECORDED
    assert await bounces.record_bounce(place, "a mark") is BounceResult.OVER
    assert [[c.platform, c.tenant, c.user] for c in heard.channels] == [to]
    assert await bounces.record_bounce(f"{'1' * 32}:0", "a mark") is BounceResult.UNKNOWN
