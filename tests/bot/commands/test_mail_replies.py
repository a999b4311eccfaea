"""``case replies``: what people wrote to the mailbox."""

import asyncio
import sqlite3
from contextlib import closing

from adapters.clock import MovableClock
from adapters.mail.incoming.classify import read
from adapters.mail.incoming.replies import Replies
from adapters.mail.outgoing.message_ids import MessageIds
from adapters.mail.outgoing.smtp import MailServer
from adapters.vault import KeyRing
from bot.app.wiring import open_ledger
from tests.adapters.mail.incoming.mails import CANARY, HOME, letter
from tests.adapters.mail.outgoing.desk import settings
from tests.bot.conftest import _KEY, OPENED, RAISER, Kept
from tests.bot.typed import concord

GLASS = ("--break-glass", "a reply may need acting on", "--as", "Noor Castellan")


def _written(kept: Kept) -> None:
    """Robin replies to a message of the kept case."""
    asyncio.run(_write(kept))


async def _write(kept: Kept) -> None:
    opened = await open_ledger(f"sqlite+aiosqlite:///{kept.file}", KeyRing({"k1": _KEY}, "k1"))
    try:
        mark = await MessageIds(opened.documents).make(f"{kept.case}:1", HOME)
        raw = letter(CANARY, f"In-Reply-To: <{mark}.0a1b2c3d@p.example>", "Auto-Submitted: auto-x")
        replies = Replies(
            settings(25),
            MailServer(settings(25)),
            opened.documents,
            MovableClock(OPENED),
            lambda _address: (("hounslow", RAISER),),
            None,
            lambda _code, _where: None,
        )
        await replies.take(raw, read(raw, HOME))
    finally:
        await opened.close()


def _consulted(kept: Kept) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(kept.file)) as base:
        return list(base.execute("SELECT person, what FROM access_log"))


def test_nothing_kept_says_so(kept: Kept) -> None:
    """And nothing is noted as read."""
    assert concord("case", "replies", "--json", env=kept.env).data == []
    assert "Nothing that was written" in concord("case", "replies", *GLASS, env=kept.env).out
    assert _consulted(kept) == []


def test_it_says_when_from_whom_and_perhaps_in_which_case_and_no_more(kept: Kept) -> None:
    """What was written stays behind glass."""
    _written(kept)
    (row,) = concord("case", "replies", "--json", env=kept.env).data
    assert set(row) == {"key", "at", "when", "kind", "from", "reference"}
    assert row["reference"] == kept.reference
    assert row["from"][0].startswith("Robin Haverstock, ")
    typed = concord("case", "replies", env={**kept.env, "COLUMNS": "200"})
    assert kept.reference in typed.out
    assert "Robin Haverstock" in typed.out
    assert "Zebedee" not in typed.out + str(row)
    assert _consulted(kept) == []


def test_behind_broken_glass_it_says_what_was_written(kept: Kept) -> None:
    """With a line in the access log first."""
    _written(kept)
    (row,) = concord("case", "replies", "--json", *GLASS, env=kept.env).data
    assert row["text"] == CANARY
    ((person, what),) = _consulted(kept)
    assert person == "Noor Castellan"
    assert row["key"] in what


def test_what_is_kept_is_not_in_the_database_in_clear(kept: Kept) -> None:
    """Neither what was written nor the sender's address."""
    _written(kept)
    files = kept.file.parent.glob(f"{kept.file.name}*")  # the write-ahead log as well
    raw = b"".join(one.read_bytes() for one in files)
    for word in ("Zebedee", "bruises", HOME):
        assert word.encode() not in raw
