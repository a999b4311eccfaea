"""When open duties are chased, whom their reminders reach, and when they end."""

from dataclasses import replace
from datetime import datetime, timedelta

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.rules.due import coming_steps, due_commands
from core.policy.model import Task
from core.vocabulary import ClockStart, Purpose, Side
from tests.core.cases.duties.dutiful import DUTIFUL, MAY, MUST, SHOULD, days, dutiful
from tests.core.cases.duties.dutiful import owed as duty_of
from tests.core.cases.duties.test_duties import (
    ACCEPT,
    ANN,
    BOB,
    CHAIR,
    CORA,
    MAX,
    OPENING,
    closed,
    record,
    skip,
)
from tests.core.given import MONDAY, World, done, given, local_time, small_opening
from tests.core.office import Office, buttons, words

NINE = "09:00"


def ahead(case: Case, here: World, now: datetime = MONDAY) -> dict[str, datetime]:
    """The reminders of duties that are coming: the row of each, and when."""
    rows = (one for one in coming_steps(case, here.at(now)) if one.key.startswith(("du", "danger")))
    return {one.key.rpartition(":")[0]: one.at for one in rows}


def one(modality: object, **changes: object) -> World:
    """A stage that asks for one thing."""
    task = Task(id="one", text="Do it.", side=Side.RECEIVING, modality=MUST)
    return dutiful(replace(task, modality=modality, **changes))  # type: ignore[arg-type]


async def sent(office: Office, case: Case) -> list[tuple[str, datetime, tuple[str, ...]]]:
    """Every reminder of a duty so far: its row, when, whom."""
    entries = await office.ledger.read(case.id)
    found = (entry.event for entry in entries)
    return [
        (x.key.rpartition(":")[0], x.at, x.people)
        for x in found
        if isinstance(x, e.Reminded) and x.key.startswith(("du", "danger"))
    ]


def test_what_must_be_done_is_chased_from_its_time_on_every_working_day() -> None:
    """At its due, then at each opening of the office until it is recorded or skipped."""
    here = one(MUST, clock=days(1, ClockStart.STAGE_ENTERED))
    case = given(OPENING, ACCEPT, here=here)
    assert ahead(case, here) == {
        "duty:stage:1:one:receiving": local_time("2026-11-03 17:00"),
        "duties:case": local_time(f"2026-11-03 {NINE}"),
        "duties:stage:1": local_time(f"2026-11-04 {NINE}"),
    }
    settled = (record(duty_of(case, "one"), BOB), skip(duty_of(case, "one"), BOB))
    for step in settled:
        after = given(OPENING, ACCEPT, step, here=here)
        assert list(ahead(after, here)) == ["duties:case"]


async def test_a_must_without_a_time_is_chased_from_the_next_working_day() -> None:
    """One message a day for all of a case's, to whoever owes one of them; not at weekends."""
    office = Office(one(MUST))
    case = await office.do(await office.open(OPENING), ACCEPT)
    await office.fast_forward(to=local_time("2026-11-09 12:00"))
    rows = [(row, at) for row, at, people in await sent(office, case) if people == (BOB,)]
    days_on = ["2026-11-03", "2026-11-04", "2026-11-05", "2026-11-06", "2026-11-09"]
    assert rows == [("duties:stage:1", local_time(f"{day} {NINE}")) for day in days_on]


async def test_a_should_is_prompted_once() -> None:
    """At its time, or on the next working day where it has none; a may never (G13)."""
    for clock, row, at in (
        (None, "duties:stage:1", "2026-11-03 09:00"),
        (days(1, ClockStart.STAGE_ENTERED), "duty:stage:1:one:receiving", "2026-11-03 17:00"),
    ):
        office = Office(one(SHOULD, clock=clock))
        case = await office.do(await office.open(OPENING), ACCEPT)
        await office.fast_forward(to=local_time("2026-11-09 12:00"))
        rows = [x for x in await sent(office, case) if "stage" in x[0]]
        assert rows == [(row, local_time(at), (BOB,))]
    here = one(MAY)
    assert "duties:stage:1" not in ahead(given(OPENING, ACCEPT, here=here), here)


async def test_reminders_of_a_stage_end_with_the_stage() -> None:
    """And none is planned beyond its end."""
    here = one(MUST)
    office = Office(here)
    case = await office.do(await office.open(OPENING), ACCEPT)
    await office.fast_forward(to=local_time("2026-11-09 17:00"))
    after = await office.read(case)
    assert after.stage == "s2"
    assert not [row for row in ahead(after, here, office.clock.now()) if "stage:1" in row]
    short = given(small_opening(protective=local_time("2026-11-02 17:00")), ACCEPT, here=here)
    assert "duties:stage:1" not in ahead(short, here)


def test_what_ends_the_stage_by_its_silence_is_asked_for_that_morning() -> None:
    """While there is still time; the lapse comes at its time."""
    here = one(MUST, clock=days(2, ClockStart.STAGE_ENTERED), on_silence=True)
    case = given(OPENING, ACCEPT, here=here)
    assert ahead(case, here)["duty:stage:1:one:receiving"] == local_time(f"2026-11-04 {NINE}")
    lapse = next(one for one in coming_steps(case, here.at()) if one.lapse)
    assert lapse.at == local_time("2026-11-04 17:00")


def test_a_duty_whose_clock_has_not_started_is_not_chased() -> None:
    """It is listed, and waits for what it counts from."""
    here = one(MUST, clock=days(1, ClockStart.RISK_FLAGGED))
    assert "duties:stage:1" not in ahead(given(OPENING, ACCEPT, here=here), here)


async def test_a_post_filled_meanwhile_is_let_in_with_its_reminder() -> None:
    """Who came into the post since is informed, so that they can open what they are asked about."""
    here = one(MUST, role="boss")
    case = given(OPENING, ACCEPT, here=here)
    posts = tuple(
        replace(post, holders=("small.mo",)) if MAX in post.holders else post
        for post in here.directory.posts
    )
    new = replace(here, directory=replace(here.directory, posts=posts))
    morning = new.at(local_time(f"2026-11-03 {NINE}"))
    command = next(x for x in due_commands(case, morning) if "duties:stage" in str(x))
    events = done(case, command, morning)
    assert [type(x).__name__ for x in events] == ["PeopleInformed", "Reminded"]
    assert all(x.people == ("small.mo",) for x in events)  # type: ignore[union-attr]


async def test_an_alerts_steps_are_chased_at_its_pace_until_each_is_recorded() -> None:
    """From a quarter of an hour on; once somebody has seen the alert the hourly ones keep to office
    hours, but they go on; what should be done is named in the first alone.
    """
    office = Office(DUTIFUL)
    case = await office.do(await office.open(OPENING), ACCEPT, c.FlagImmediateRisk(by=ANN))
    case = await office.do(case, c.AcknowledgeRisk(by=MAX if MAX in case.people else BOB))
    await office.fast_forward(to=local_time("2026-11-03 09:30"))
    rows = [at for row, at, _ in await sent(office, case) if row == "danger:risk:1"]
    quarter = timedelta(minutes=15)
    close = [MONDAY + quarter * step for step in range(1, 9)]
    assert rows[:8] == close
    assert rows[8:] == [
        *(MONDAY + timedelta(hours=hour) for hour in (3, 4, 5, 6, 7)),
        local_time("2026-11-03 09:00"),
    ]
    case = await office.read(case)
    case = await office.do(
        case,
        record(duty_of(case, "tell_lead"), ANN),
        c.AnswerQuestion(by=ANN, stage="s1", question="q9", answer=False, reason="x"),
    )
    assert "danger:risk:1" not in ahead(case, DUTIFUL, office.clock.now())


async def test_a_reminder_has_a_button_for_each_thing_to_be_recorded() -> None:
    """In the policy's words, with nothing of the case in them; recorded, the message says so."""
    office = Office(one(MUST))
    case = await office.do(await office.open(OPENING), ACCEPT)
    await office.fast_forward(to=local_time(f"2026-11-03 {NINE}"))
    card = next(x for x in reversed(office.cards(BOB)) if "is to be recorded" in x.title)
    assert "Do it" in buttons(card.blocks)
    assert "The policy asks for this, and nothing is recorded yet: Do it." in words(card.blocks)
    assert "A.B." not in words(card.blocks)
    await office.do(case, record(duty_of(case, "one"), BOB))
    await office.settle()
    _, redrawn = office.slack.redrawn[-1]
    assert "This is over" in words(redrawn.blocks)
    assert "Do it" not in buttons(redrawn.blocks)


async def test_what_is_owed_after_closing_is_chased_though_the_case_is_closed() -> None:
    """Until it is recorded; the closed case is found among those of the one who owes it."""
    office = Office(DUTIFUL, at=MONDAY)
    case = await office.open(OPENING)
    for step in (
        ACCEPT,
        c.ProposeOutcome(by=BOB, stage="s1", outcome="o", outstanding="", still_at_risk=False),
        c.ConfirmOutcome(by=ANN, stage="s1", still_at_risk=False),
        c.TickCopied(by=ANN, side=Side.RAISING),
        c.TickCopied(by=BOB, side=Side.RECEIVING),
        c.CloseCase(by=ANN, learning=""),
    ):
        case = await office.do(case, step)
    await office.fast_forward(to=local_time("2026-11-18 12:00"))
    assert await sent(office, case) == [
        ("duty:after:report:both", local_time("2026-11-16 17:00"), (CHAIR,)),
        ("duties:after", local_time(f"2026-11-17 {NINE}"), (CHAIR,)),
        ("duties:after", local_time(f"2026-11-18 {NINE}"), (CHAIR,)),
    ]
    assert "Report to the board" in buttons((await office.home(CHAIR)).blocks)
    await office.do(case, record(duty_of(case, "report"), CHAIR))
    assert case.id not in await office.ledger.cases_of(CHAIR)
    assert coming_steps(await office.read(case), DUTIFUL.at(office.clock.now())) == ()


def test_nothing_of_a_closed_case_is_chased_that_is_only_offered() -> None:
    """It can be recorded, and nobody is reminded of it."""
    case = closed()
    settled = given_after(case)
    assert ahead(settled, DUTIFUL) == {}


def given_after(case: Case) -> Case:
    """The report is made."""
    from tests.core.given import apply  # noqa: PLC0415

    return apply(case, done(case, record(duty_of(case, "report"), CHAIR), DUTIFUL.at()))


async def test_where_nobody_is_in_a_post_its_duties_are_the_coordinators() -> None:
    """Nobody's duty is nobody's to chase."""
    office = Office(one(MUST, role="lead"))
    case = await office.do(await office.open(OPENING), ACCEPT)
    await office.fast_forward(to=local_time(f"2026-11-03 {NINE}"))
    assert ("duties:stage:1", local_time(f"2026-11-03 {NINE}"), (CORA,)) in await sent(office, case)
    reminders = [x for x in office.owed(CORA) if x.message.purpose is Purpose.REMINDER]
    assert reminders
