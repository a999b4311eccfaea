"""F18, F20-F27: a platform refuses, is slow, loses answers or is gone; the other goes on, in time."""

import asyncio
import os
import random
import signal
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from adapters.clock import MovableClock
from adapters.ledger.engine import open_store
from adapters.ledger.sql import SqlLedger
from adapters.randomness import SystemRandomness
from bot.app.metrics import Metrics
from bot.app.scheduler_loop import SchedulerLoop
from bot.workbench.faults import PlatformFault, answer, delay, reset_after
from core.cases import commands as c
from core.cases.casework import Casework
from core.cases.events import ContactMissed, ContactTold, StageEntered, StageLapsed
from core.cases.record.ledger import Appended, Batch, Collision, Duplicate, Superseded
from core.cases.rules.due import schedule
from core.notifications.delivery import Delivery
from core.notifications.redrawing import Redrawing
from core.outbox import MessageState, StoredMessage
from core.vocabulary import FailureReason, Purpose
from tests.databases import PATIENCE, make_vault
from tests.faults.cases import ASKED, FIRST, RAISER, SECOND, a_seed, done, open_case, rounds
from tests.faults.town import Town, town
from tests.faults.world import REPEATS, world
from tests.office import MONDAY
from tests.pace import until

OVERDUE = rounds(150)


def _cards(here: Town, person: str, words: str) -> int:
    """How many messages of a person hold these words."""
    return sum(words in message for message in here[person].messages)


async def test_one_platform_refuses_for_an_hour() -> None:
    """Teams refuses everything for an hour: Slack's messages are on time; within ten minutes the
    record says who was not reached, a coordinator is told and the next in line is asked; when Teams
    is back it delivers what is still true and nothing else.
    """
    async with town() as here:
        casework = here.rehearsal.concord.casework
        here.rehearsal.teams.script("*", None, [answer(503, times=None)])
        stays, moves = await here.open_case(), await here.open_case()
        await here.settle()
        for case in (stays, moves):
            here[RAISER].told(case.reference)
        began = here.now
        up = c.EscalateNow(by=RAISER, stage=FIRST, reason="It cannot wait.")
        await done(casework, moves.id, (up,))
        await here.settle()
        await here.later(minutes=10)
        (missed, *_) = [e for e in await here.events(stays.id, ContactMissed) if e.person == ASKED]
        assert missed.why is FailureReason.OVERDUE
        assert missed.at - began <= timedelta(minutes=10)
        watchers = set(here.setting.directory.coordinators)
        told = [e for e in await here.events(stays.id, ContactTold) if e.person in watchers]
        assert any(e.purpose is Purpose.UNREACHED for e in told)
        assert all(e.at - began <= timedelta(minutes=10, seconds=1) for e in told)
        stands = await here.case(stays.id)
        assert len(stands.receiving.asked) > 1, "nobody else was asked"
        await here.later(minutes=50)
        here.rehearsal.teams.faults.clear()
        await here.later(minutes=16)
        here[ASKED].told(f"You are asked to take on {stays.reference}")
        here[ASKED].not_told(f"You are asked to take on {moves.reference}")
        assert _cards(here, ASKED, f"You are asked to take on {stays.reference}") == 1
        for message in here[ASKED].messages:
            assert not any(mark in message for mark in REPEATS)
        for case in (stays, moves):
            entries = [e.event for e in await here.ledger.read(case.id)]
            owing = {e.at for e in entries if not isinstance(e, ContactTold)}
            slack = [e for e in entries if isinstance(e, ContactTold) and e.platform == "slack"]
            assert slack
            assert {e.at for e in slack} <= owing, "a message on Slack was late"


class _Written(SqlLedger):
    """Remembers in which order cases were written to."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.order: list[str] = []

    async def append(self, batch: Batch) -> Appended | Collision | Duplicate | Superseded:
        """Write, and remember."""
        if any(isinstance(event, StageLapsed) for event in batch.events):
            self.order.append(batch.case)
        return await super().append(batch)


class _Mute:
    """Sends nothing: what is owed is not the point here."""

    async def send(self, owed: StoredMessage, **_: Any) -> MessageState:
        """Nothing."""
        return owed.state


async def test_three_days_down(sqlite_url: str) -> None:
    """After three days without Concord the first look records every lapse of hundreds of cases, in
    due order, each once and marked late; the next stages' time counts from when it should have been.
    """
    randomness = random.Random(a_seed())
    clock = MovableClock(MONDAY - timedelta(days=5))
    store = open_store(sqlite_url, budget=PATIENCE)
    ledger = _Written(store, make_vault())
    async with town() as here:
        setting = here.setting

        def settings(partnership: str, edition: str) -> Any:
            return replace(setting, now=clock.now())

        casework = Casework(ledger, settings, clock, SystemRandomness())
        due = {}
        looked_at = {}  # what falls due first; a duty may, before the stage
        for number in range(OVERDUE):
            if randomness.random() < 0.3:
                clock.move_to(clock.now() + timedelta(minutes=randomness.randint(1, 90)))
            case = await open_case(casework, settings("", ""))
            assert case.due is not None
            due[case.id] = (case.due, number)
            looked_at[case.id] = schedule(case, settings("", ""))[0].at
        clock.move_to(max(at for at, _ in due.values()) + timedelta(days=3))
        work = SchedulerLoop(
            ledger,
            casework,
            cast("Delivery", _Mute()),
            cast("Redrawing", _Mute()),
            clock,
            Metrics(),
        )
        while await work.look():
            pass
        await work.stop()
        firsts = list(dict.fromkeys(ledger.order))
        assert sorted(firsts) == sorted(due)
        assert [looked_at[one] for one in firsts] == sorted(looked_at.values())
        for case_id, (at, _) in due.items():
            entries = [entry.event for entry in await ledger.read(case_id)]
            lapse = [e for e in entries if isinstance(e, StageLapsed) and e.stage == FIRST]
            assert [(e.due, e.marked_late) for e in lapse] == [(at, True)]
            (second,) = [e for e in entries if isinstance(e, StageEntered) and e.stage == SECOND]
            assert second.since == at
    await store.close()


WAITS = {
    "1": (1, 2),
    "30": (30, 32),
    None: (1, 6),
    "soon": (1, 6),
    "-5": (1, 6),
    "3600": (580, 601),
}
"""Seconds from a refusal with this Retry-After to the message; a human is told after ten minutes,
so a longer wait is not obeyed beyond that."""


@pytest.mark.parametrize("retry_after", list(WAITS))
@pytest.mark.parametrize("person", [RAISER, ASKED])
async def test_retry_after_is_obeyed_within_reason(person: str, retry_after: str | None) -> None:
    """429 with a Retry-After of every kind: tried again when told to, or by our own back-off where
    that is no number, at most ten minutes later; delivered once.
    """
    least, most = WAITS[retry_after]
    async with town() as here:
        for chat, method in (
            (here.rehearsal.slack, "chat.postMessage"),
            (here.rehearsal.teams, "send"),
        ):
            chat.script(method, None, [answer(429, retry_after=retry_after)])
        case = await here.open_case()
        await here.settle()
        assert not _cards(here, person, case.reference)
        began = here.now
        while not _cards(here, person, case.reference):
            step = 1 if here.now - began < timedelta(seconds=40) else 20
            here.rehearsal.clock.move_to(here.now + timedelta(seconds=step))
            await here.settle()
            assert here.now - began < timedelta(seconds=most + 20)
        assert least <= (here.now - began).total_seconds() <= most
        await here.later(minutes=5)
        assert _cards(here, person, case.reference) == 1


LOST: list[PlatformFault] = [reset_after(), answer(500, handled=True), answer(503, handled=True)]


@pytest.mark.parametrize("fault", LOST, ids=["reset", "500", "503"])
async def test_a_lost_answer_is_repeated_once_and_marked(fault: PlatformFault) -> None:
    """The message arrived and the answer did not: after two minutes one more, marked; no third."""
    async with town() as here:
        here.rehearsal.slack.script("chat.postMessage", None, [fault])
        here.rehearsal.teams.script("send", None, [fault])
        case = await here.open_case()
        await here.settle()
        for person in (RAISER, ASKED):
            assert _cards(here, person, case.reference) == 1
        await here.later(minutes=1, seconds=30)
        for person in (RAISER, ASKED):
            assert _cards(here, person, case.reference) == 1
        await here.later(minutes=15)
        for person in (RAISER, ASKED):
            first, second = [m for m in here[person].messages if case.reference in m]
            assert not any(mark in first for mark in REPEATS)
            assert any(mark in second for mark in REPEATS)
        told = await here.events(case.id, ContactTold)
        assert Counter(e.repeat for e in told) == {True: 2}


async def test_two_lost_answers_tell_a_human() -> None:
    """If the marked repeat's answer is lost as well there is no third copy: a coordinator hears."""
    async with town() as here:
        here.rehearsal.teams.script("send", None, [reset_after(times=2)])
        case = await here.open_case()
        await here.later(minutes=20)
        assert _cards(here, ASKED, case.reference) == 2
        missed = await here.events(case.id, ContactMissed)
        assert [(e.person, e.why) for e in missed] == [(ASKED, FailureReason.UNCONFIRMED)]
        told = await here.events(case.id, ContactTold)
        assert any(e.purpose is Purpose.UNREACHED for e in told)


async def test_a_revoked_token_stops_its_lane_and_no_other() -> None:
    """One workspace's token is revoked: an alarm, and a human is told within ten minutes; every
    other queue goes on in time; with a new token what is still true arrives.
    """
    async with town() as here:
        council = next(iter(here.rehearsal.slack.world.workspaces.values()))
        queue = here[RAISER].person.channels[0]
        assert queue.tenant == council.id
        council.token_works = False
        case = await here.open_case()
        await here.settle()
        here[ASKED].told(case.reference)
        assert not _cards(here, RAISER, case.reference)
        assert 'concord_alarms_total{code="invalid_auth"}' in _page(here)
        await here.later(minutes=10)
        missed = [e for e in await here.events(case.id, ContactMissed) if e.person == RAISER]
        assert [e.why for e in missed] == [FailureReason.LANE_STOPPED]
        council.token_works = True
        await here.later(minutes=2)
        assert _cards(here, RAISER, f"{case.reference}") == 1


def _page(here: Town) -> str:
    return here.rehearsal.concord.metrics.page().decode()


async def test_sigterm_in_the_middle_of_a_request(sqlite_url: str, tmp_path: Path) -> None:
    """Told to stop while a person waits for a form: the form still opens, and the exit code is 0."""
    async with world(sqlite_url, tmp_path) as here:
        process = await here.start()
        chat, user = here.chat(RAISER)
        chat.script("views.open", None, [delay(0.8)])
        asking = asyncio.create_task(chat.say(user, "/escalate"))
        await until(lambda: not chat.faults.waiting[-1].faults)  # the form is being opened
        assert process.pid is not None
        os.kill(process.pid, signal.SIGTERM)
        await asking
        dialog = chat.dialog(user)
        assert dialog is not None
        assert dialog.submit
        await asyncio.to_thread(process.join, PATIENCE)
        assert process.exitcode == 0


async def test_sigterm_while_messages_are_being_sent(sqlite_url: str, tmp_path: Path) -> None:
    """Told to stop in the middle of a slow backlog: what is on its way is marked as told, the rest
    is put back, and the next process sends that, unmarked: nobody gets anything twice.
    """
    async with world(sqlite_url, tmp_path) as here:
        ledger = SqlLedger(here.store, make_vault())
        casework = Casework(ledger, here.register.setting, here.clock, SystemRandomness())
        for _ in range(12):
            await open_case(casework, here.register.setting("halton"))
        # Slow enough for a backlog that lasts, on a machine that stops for some seconds.
        here.slack.script("chat.postMessage", None, [delay(2.0, handled=True, times=None)])
        here.teams.script("send", None, [delay(2.0, handled=True, times=None)])
        process = await here.start()
        await here.first_sent()
        assert process.pid is not None
        os.kill(process.pid, signal.SIGTERM)
        await asyncio.to_thread(process.join, PATIENCE)
        assert process.exitcode == 0
        states = Counter(state for _, state in await here.owed())
        assert set(states) == {MessageState.TOLD.value, MessageState.PENDING.value}
        here.slack.faults.clear()
        here.teams.faults.clear()
        await here.start()
        await here.rest()
        assert await here.reckon(extra=0) == 0
        assert not any(repeat for _, repeat in here.sent())
