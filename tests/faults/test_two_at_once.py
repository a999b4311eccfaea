"""F14-F16: two people press at the same moment, or one person twice; exactly one of them wins."""

import asyncio
from collections import Counter
from collections.abc import Awaitable

from adapters.ledger.engine import open_store
from adapters.ledger.sql import SqlLedger
from adapters.randomness import SystemRandomness
from core.cases import commands as c
from core.cases.casework import Casework, Done, Refused
from core.cases.events import (
    Accepted,
    CaseAgreed,
    EscalatedNow,
    NoteAdded,
    OutcomeProposed,
    StageEntered,
    StageLapsed,
)
from core.cases.refusals import Reason, Refusal
from core.cases.wording import refusals
from core.vocabulary import CaseStatus, Purpose
from tests.databases import PATIENCE, make_vault
from tests.faults.cases import (
    ASKED,
    FIRST,
    OWN_MANAGERS,
    RAISER,
    SECOND,
    THEIR_MANAGERS,
    WORDS,
    done,
    rounds,
    typed,
)
from tests.faults.town import Town, town
from tests.faults.world import reference_in
from tests.office import Colleague

ROUNDS = rounds(25)
FORMS = rounds(8)
"""Rounds in which each of the two first has to open a form."""
RACES = rounds(120)
"""Faster races without a platform, on each database."""
TODAY = "on Monday 2 November 2026"
CARDS = (Purpose.RECEIPT, Purpose.ASKED, Purpose.PROPOSED)
ACCEPT = c.Accept(by=ASKED, stage=FIRST)
PROPOSE = c.ProposeOutcome(
    by=RAISER, stage=FIRST, outcome=WORDS, outstanding="", still_at_risk=False
)


async def _at_once(*acts: Awaitable[object]) -> None:
    await asyncio.gather(*acts)


async def _prepared(here: Town, *commands: c.AnyCommand, number: int) -> list[str]:
    """Cases on which these commands were carried out, and only their cards delivered."""
    cases = []
    for _ in range(number):
        opened = await here.open_case()
        if commands:
            await done(here.rehearsal.concord.casework, opened.id, commands)
        cases.append(opened.id)
    await here.hush(*CARDS)
    await here.settle()
    return cases


async def _open_form(who: Colleague, reference: str, *labels: str) -> None:
    for number, label in enumerate(labels):
        await who.press(label, reference="" if number else reference)
        if who.dialog_is_closed:
            await who.press("Open")  # Teams opens dialogs from a button only
    assert who.dialog.fields, who.dialog.lines


async def _sees(who: Colleague, words: str) -> None:
    """Wait until a person has these words on the screen: in the answer, or in the card, which is
    redrawn at the next beat.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while loop.time() < end:
        if words in _seen(who):
            return
        await asyncio.sleep(0.1)
        await who.office.settle()
    raise AssertionError(f"{who.person.name} does not see {words!r}, but: {_seen(who)}")


def _clause(reason: Reason, here: Town) -> str:
    """How the refusal begins that a person reads: what happened, and when."""
    return refusals.sentence(Refusal(reason=reason, at=here.now)).split(",")[0]


def _seen(who: Colleague) -> str:
    """What a person has on the screen: what is open, and every message about the latest case."""
    lines = [] if who.dialog_is_closed else [who.dialog.error, *who.dialog.lines]
    about = next((r for m in reversed(who.messages) if (r := reference_in(m.text))), "")
    mine = (m for m in who.messages if about in m or m.private)
    return "\n".join((*lines, *(line for m in mine for line in (m.text, *m.lines))))


async def test_both_contacts_accept_and_one_owns(sql_url: str) -> None:
    """All four managers press Accept at once: one owns each side, and the other of the two is
    told who took it, and when.
    """
    up = c.EscalateNow(by=RAISER, stage=FIRST, reason=WORDS)
    async with town(sql_url) as here:
        for case in await _prepared(here, up, number=ROUNDS):
            reference = (await here.case(case)).reference
            four = [here[one] for one in (*OWN_MANAGERS, *THEIR_MANAGERS)]
            await _at_once(*(one.press("Accept", reference=reference) for one in four))
            accepted = await here.events(case, Accepted)
            assert len({one.side for one in accepted}) == len(accepted) == 2
            owners = {one.by for one in accepted}
            for pair in (OWN_MANAGERS, THEIR_MANAGERS):
                (winner,) = owners & set(pair)
                (loser,) = set(pair) - owners
                await _sees(here[loser], here[winner].person.name)
                await _sees(here[loser], f"accepted this {TODAY}")
                await _sees(here[winner], "You accepted this")
            for one in four:
                await one.close()
            told = Counter(who for who, why in await here.notices(case) if why == Purpose.ACCEPTED)
            assert max(told.values()) <= len(accepted)
            assert told[RAISER] == len(accepted)


async def test_a_proposal_against_an_escalation(sql_url: str) -> None:
    """One proposes while the other escalates: the stage is left once; a proposal that came first
    stands on the record, one that came second was refused with the reason and the time.
    """
    async with town(sql_url) as here:
        for case in await _prepared(here, ACCEPT, number=FORMS):
            reference = (await here.case(case)).reference
            ada, sorrel = here[RAISER], here[ASKED]
            await _open_form(ada, reference, "Open", "Propose an outcome")
            await _open_form(sorrel, reference, "Escalate")
            await _at_once(ada.fill(outcome=WORDS, still_at_risk="no"), sorrel.fill(reason=WORDS))
            assert len(await here.events(case, EscalatedNow)) == 1
            assert [e.stage for e in await here.events(case, StageEntered)] == [FIRST, SECOND]
            if not await here.events(case, OutcomeProposed):
                await _sees(ada, _clause(Reason.STALE, here))
            await _tidy(ada, sorrel)


async def test_a_confirmation_against_an_escalation(sql_url: str) -> None:
    """One confirms the outcome while the other escalates: agreed or gone up, never both, never
    neither; the second is told which, and when.
    """
    async with town(sql_url) as here:
        for case in await _prepared(here, ACCEPT, PROPOSE, number=FORMS):
            reference = (await here.case(case)).reference
            ada, sorrel = here[RAISER], here[ASKED]
            await _open_form(ada, reference, "Open", "Escalate")
            await _open_form(sorrel, f"{reference}: an outcome", "Confirm the outcome")
            await _at_once(ada.fill(reason=WORDS), sorrel.fill(still_at_risk="no"))
            agreed = len(await here.events(case, CaseAgreed))
            escalated = len(await here.events(case, EscalatedNow))
            assert agreed + escalated == 1
            stands = await here.case(case)
            if agreed:
                assert (stands.status, stands.stage) == (CaseStatus.AGREED, FIRST)
                await _sees(ada, _clause(Reason.AGREED, here))
            else:
                assert (stands.status, stands.stage) == (CaseStatus.OPEN, SECOND)
                await _sees(sorrel, _clause(Reason.STALE, here))
            why = Counter(why for _, why in await here.notices(case))
            assert bool(why[Purpose.AGREED]) == bool(agreed)
            assert bool(why[Purpose.ESCALATED]) == bool(escalated)
            await _tidy(ada, sorrel)


async def test_an_escalation_at_the_very_deadline(sql_url: str) -> None:
    """A press and the clock in the same moment: the stage ends as escalated or as lapsed, the next
    one opens once, and its contacts are asked once.
    """
    async with town(sql_url) as here:
        cases = await _prepared(here, ACCEPT, number=FORMS)
        due = (await here.case(cases[0])).due
        assert due is not None
        here.rehearsal.clock.move_to(due)
        for case in cases:
            sorrel = here[ASKED]
            await _open_form(sorrel, (await here.case(case)).reference, "Escalate")
            look = here.rehearsal.concord.casework.look(case)
            await _at_once(sorrel.fill(reason=WORDS), look)
            escalated = len(await here.events(case, EscalatedNow))
            lapsed = len(await here.events(case, StageLapsed))
            assert escalated + lapsed == 1
            assert [e.stage for e in await here.events(case, StageEntered)] == [FIRST, SECOND]
            (*_, entered) = await here.events(case, StageEntered)
            wanted = (ASKED, *entered.asked_raising, *entered.asked_receiving)
            asked = [who for who, why in await here.notices(case) if why == Purpose.ASKED]
            assert Counter(asked) == Counter(wanted)
            if lapsed:
                await _sees(sorrel, _clause(Reason.STALE, here))
            await _tidy(sorrel)


async def test_the_same_button_and_the_same_form_twice_at_once(sql_url: str) -> None:
    """A double click on Accept and a note handed in twice at once: one of each, and no fault."""
    async with town(sql_url) as here:
        for case in await _prepared(here, number=FORMS):
            reference = (await here.case(case)).reference
            sorrel, ada = here[ASKED], here[RAISER]
            await _at_once(*(sorrel.press("Accept", reference=reference) for _ in range(2)))
            assert len(await here.events(case, Accepted)) == 1
            await _sees(sorrel, "accepted")
            await _open_form(ada, reference, "Open", "Add a note")
            await _at_once(*(ada.fill(text=WORDS) for _ in range(2)))
            assert len(await here.events(case, NoteAdded)) == 1
            assert not ada.dialog.error
            await _tidy(ada, sorrel)


async def test_the_opening_form_twice_at_once(sql_url: str) -> None:
    """The form that raises a concern, handed in three times at once, opens one case."""
    async with town(sql_url) as here:
        ada = here[RAISER]
        for number in range(1, 6):
            await ada.say("/escalate")
            values = typed(here.setting, RAISER, ASKED)
            known = {one.id for one in ada.dialog.fields}
            values = {key: text for key, text in values.items() if key in known and text}
            await _at_once(*(ada.fill(**values) for _ in range(3)))
            assert not ada.dialog.errors
            assert "ESC-" in "".join((ada.dialog.title, *ada.dialog.lines))
            cases = await here.cases()
            assert len(cases) == number
            await ada.close()


async def _tidy(*people: Colleague) -> None:
    for one in people:
        await one.close()


async def test_many_races_of_two_processes(sql_url: str) -> None:
    """Two processes carry out rival commands on one case at once, again and again: the record
    holds one of the two legal stories, whole, and the loser's refusal names the time.
    """
    async with town(sql_url) as here:
        other = open_store(sql_url, budget=PATIENCE)
        concord = here.rehearsal.concord
        second = Casework(
            SqlLedger(other, make_vault()),
            concord.register.setting,
            here.rehearsal.clock,
            SystemRandomness(),
        )
        pairs = (
            ((c.Accept(by=ASKED, stage=FIRST),) * 2, 1),
            ((c.EscalateNow(by=RAISER, stage=FIRST, reason=WORDS),
              c.EscalateNow(by=ASKED, stage=FIRST, reason=WORDS)), 1),
            ((c.ConfirmOutcome(by=ASKED, stage=FIRST, still_at_risk=False),
              c.EscalateNow(by=RAISER, stage=FIRST, reason=WORDS)), 1),
            ((c.RejectOutcome(by=ASKED, stage=FIRST, reason=WORDS),
              c.ConfirmOutcome(by=ASKED, stage=FIRST, still_at_risk=False)), 1),
        )  # fmt: skip
        won: Counter[bool] = Counter()
        for number in range(RACES):
            (one, two), wins = pairs[number % len(pairs)]
            case = (await here.open_case()).id
            if not isinstance(one, c.Accept):
                await done(concord.casework, case, (ACCEPT, PROPOSE))
            outcomes = await asyncio.gather(
                concord.casework.carry_out(case, (one,)), second.carry_out(case, (two,))
            )
            winners = [isinstance(outcome, Done) for outcome in outcomes]
            assert sum(winners) == wins, outcomes
            won[winners[0]] += 1
            (loser,) = (o for o in outcomes if not isinstance(o, Done))
            assert isinstance(loser, Refused)
            assert loser.case is not None
            entries = await concord.ledger.read(case)
            assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
            keys = Counter(await here.notices(case))
            assert max(keys.values()) == 1, keys
        await other.close()
    assert sum(won.values()) == RACES
