"""Immediate risk and special circumstances: nothing gates them, and nobody is left out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.notices import notices
from core.cases.refusals import Reason
from core.notifications.wording.messages import RISK_STANDS
from core.vocabulary import CaseStatus, ChildStatus, FailureReason, Purpose, Side
from tests.core.given import (
    BRAM,
    CASPER,
    CASSIA,
    FERN,
    HOUNSLOW,
    IMOGEN,
    MAILBOX,
    MARLOW,
    MERRICK,
    MONDAY,
    NOOR,
    PRIYA,
    ROBIN,
    SMALL,
    THEA,
    TOBIN,
    WILF,
    World,
    apply,
    done,
    given,
    kinds,
    local_time,
    only,
    opened,
    opening,
    refused,
    small_opening,
)
from tests.core.office import Office, words

UP = c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer")
EMPTY = opening(
    subject="",
    answers={},
    trigger="",
    category="",
    receiving_agency="",
    receiving_team="",
    counterpart="",
    immediate=True,
)


def alerted(case: Case, events: tuple[e.Event, ...], here: World = HOUNSLOW) -> set[str]:
    """Who is owed an urgent alert."""
    found: set[str] = set()
    for event in events:
        after = apply(case, [event])
        owed = notices(event, case, after, here.at(event.at))
        found |= {n.person for n in owed if n.purpose is Purpose.IMMEDIATE_RISK and n.urgent}
        case = after
    return found


def test_nothing_has_to_be_filled_in_to_open_a_case_on_the_immediate_path() -> None:
    """Only who says so: send first, chase the form afterwards (reading G9)."""
    events = opened(EMPTY, HOUNSLOW.at())
    assert kinds(events) == [
        "CaseOpened",
        "StageEntered",
        "DutiesOwed",
        "ImmediateRiskFlagged",
        "DutiesOwed",
    ]
    told = only(e.ImmediateRiskFlagged, events).told
    assert set(told) == {CASSIA, MAILBOX, IMOGEN}
    assert alerted(apply(None, events[:2]), events[2:]) == {CASSIA, MAILBOX, IMOGEN, NOOR, MERRICK}


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "x" * 5000},
        {"receiving_agency": "west-london"},
        {"receiving_agency": "moon", "counterpart": "moon"},
        {"receiving_agency": "council", "counterpart": "moon"},
        {"arose_on": MONDAY.date() + timedelta(days=400)},
        {"arose_on": MONDAY.date() - timedelta(days=4000)},
        {"entry_stage": "moon"},
        {"entry_stage": "partnership"},
        {"protective": local_time("2020-01-01 00:00")},
        {"answers": {"concern": "x" * 9000, "account": "seen by the school"}},
    ],
)
def test_nothing_odd_that_was_typed_stops_an_alert(changes: dict[str, object]) -> None:
    """A wrong choice is left out; the alert goes."""
    events = opened(replace(EMPTY, **changes), HOUNSLOW.at())  # type: ignore[arg-type]
    assert only(e.ImmediateRiskFlagged, events).told


def test_what_was_typed_on_the_immediate_path_is_with_the_alert() -> None:
    """The account is the alert's, under no raw name among the policy's fields."""
    events = opened(replace(EMPTY, answers={"account": "seen by school"}), HOUNSLOW.at())
    assert only(e.ImmediateRiskFlagged, events).account == "seen by school"
    assert "account" not in only(e.CaseOpened, events).answers


def test_without_an_agency_no_other_agency_is_told() -> None:
    """Nobody of the seven other agencies hears of a child they have nothing to do with."""
    events = opened(
        replace(EMPTY, statuses=(ChildStatus.PROTECTION_PLAN, ChildStatus.LOOKED_AFTER)),
        HOUNSLOW.at(),
    )
    case = apply(None, events)
    agencies = {HOUNSLOW.directory.people[person].agency for person in case.people}
    assert agencies == {"west-london", "partnership"}


@pytest.mark.parametrize("here", ["discussion", "line_managers", "agreed", "closed", "overdue"])
def test_it_can_be_flagged_at_any_stage_by_anybody_on_the_case(here: str) -> None:
    """Also of a case that is agreed, closed or overdue: danger does not ask."""
    case = given(opening(), UP) if here != "discussion" else given(opening())
    case = {
        "agreed": replace(case, status=CaseStatus.AGREED),
        "closed": replace(case, status=CaseStatus.CLOSED),
    }.get(here, case)
    case = replace(case, informed=(THEA,))
    for person in (*case.people, NOOR):
        events = done(case, c.FlagImmediateRisk(by=person), HOUNSLOW.at())
        flagged = only(e.ImmediateRiskFlagged, events)
        assert person not in flagged.told
        assert {NOOR, MERRICK, ROBIN} - {person} <= alerted(case, events)
    stranger = refused(case, c.FlagImmediateRisk(by=FERN), HOUNSLOW.at())
    assert stranger.reason is Reason.NOT_YOURS


def test_all_named_roles_of_the_flaggers_agency_and_all_who_hold_the_case_are_told() -> None:
    """The policy's roles, and both sides as they stand."""
    case = given(opening(), UP)
    raiser = only(e.ImmediateRiskFlagged, done(case, c.FlagImmediateRisk(by=ROBIN), HOUNSLOW.at()))
    assert set(raiser.told) == {CASSIA, MAILBOX, IMOGEN, TOBIN, PRIYA}
    other = only(e.ImmediateRiskFlagged, done(case, c.FlagImmediateRisk(by=TOBIN), HOUNSLOW.at()))
    assert set(other.told) == {PRIYA, WILF, CASSIA, MAILBOX}
    assert other.due == local_time("2026-11-02 17:00")


def test_conditional_notifications_do_not_wait_for_their_stage() -> None:
    """Looked after and on a plan: both told at once on the immediate path (HOU-A6)."""
    statuses = (ChildStatus.PROTECTION_PLAN, ChildStatus.LOOKED_AFTER)
    case = given(opening(statuses=statuses))
    events = done(case, c.FlagImmediateRisk(by=ROBIN), HOUNSLOW.at())
    informed = [x.people for x in events if isinstance(x, e.PeopleInformed)]
    assert informed == [(THEA,), (CASPER,)]


def test_those_informed_before_are_alerted_as_well() -> None:
    """The conference chair was told at the managers' stage: the alert reaches her too."""
    case = given(opening(statuses=(ChildStatus.PROTECTION_PLAN,)), UP)
    events = done(case, c.FlagImmediateRisk(by=ROBIN), HOUNSLOW.at())
    assert THEA in only(e.ImmediateRiskFlagged, events).told
    assert THEA in alerted(case, events)


def test_a_role_that_reaches_nobody_is_on_the_record_and_with_the_coordinators() -> None:
    """Reading G8: tell all that exist, record the ones that do not."""
    posts = tuple(p for p in HOUNSLOW.directory.posts if p.id != "west-london.lead")
    here = replace(HOUNSLOW, directory=replace(HOUNSLOW.directory, posts=posts))
    case = given(opening(), here=here)
    flagged = only(e.ImmediateRiskFlagged, done(case, c.FlagImmediateRisk(by=ROBIN), here.at()))
    assert flagged.gaps == ("safeguarding_lead",)
    owed = notices(flagged, case, apply(case, [flagged]), here.at())
    assert {n.person for n in owed if n.purpose is Purpose.NOBODY} == {NOOR, MERRICK}


async def test_an_alert_that_nobody_acknowledges_repeats_whatever_the_hour() -> None:
    """Every quarter of an hour at first, then every hour, all night long, until it is seen."""
    office = Office(at=MONDAY + timedelta(hours=8))
    case = await office.open(opening())
    case = await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    flagged = office.clock.now()
    await office.fast_forward(hours=5)
    entries = await office.ledger.read(case.id)
    reminded = [x.event for x in entries if isinstance(x.event, e.Reminded)]
    alerts = [one.at - flagged for one in reminded if one.key.startswith("risk:")]
    quarter, hour = timedelta(minutes=15), timedelta(hours=1)
    assert alerts == [n * quarter for n in range(1, 9)] + [2 * hour + n * hour for n in (1, 2, 3)]
    urgent = office.owed(IMOGEN, Purpose.REMINDER)
    assert len(urgent) == len(alerts)
    assert all(one.message.urgent for one in urgent)
    before = len(office.owed(IMOGEN))
    await office.do(case, c.AcknowledgeRisk(by=CASSIA))
    await office.fast_forward(hours=5)
    assert len(office.owed(IMOGEN)) == before


async def test_whoever_is_asked_while_the_alert_stands_sees_it_in_the_message_and_at_home() -> None:
    """The contacts of a stage that opens later had no alert of their own; once withdrawn, the
    message no longer says it.
    """
    office = Office()
    case = await office.open(opening())
    await office.do(case, c.FlagImmediateRisk(by=ROBIN))
    case = await office.do(case, UP)
    await office.settle()
    assert CASSIA in case.raising.asked
    (message,) = [one for one in office.cards(TOBIN) if "asked to take on" in one.title]
    assert RISK_STANDS in words(message.blocks)
    assert RISK_STANDS in words((await office.home(TOBIN)).blocks)
    await office.do(case, c.WithdrawImmediateRisk(by=ROBIN, reason="she is with her aunt"))
    await office.settle()
    redrawn = [one for _, one in office.slack.redrawn if one.title == message.title]
    assert RISK_STANDS not in words(redrawn[-1].blocks)
    assert RISK_STANDS not in words((await office.home(TOBIN)).blocks)


def test_the_one_who_raised_an_alert_cannot_silence_it_by_seeing_it_themselves() -> None:
    """It goes on until somebody else has seen it; a second look changes nothing."""
    case = given(opening(), c.FlagImmediateRisk(by=ROBIN))
    own = refused(case, c.AcknowledgeRisk(by=ROBIN), HOUNSLOW.at())
    assert own.reason is Reason.OWN_ALERT
    case = apply(case, done(case, c.AcknowledgeRisk(by=CASSIA), HOUNSLOW.at()))
    again = refused(case, c.AcknowledgeRisk(by=CASSIA), HOUNSLOW.at())
    assert again.reason is Reason.ALREADY_DONE
    none = refused(given(opening()), c.AcknowledgeRisk(by=MARLOW), HOUNSLOW.at())
    assert none.reason is Reason.NO_RISK


def test_a_second_flag_alerts_again_but_a_double_press_does_not() -> None:
    """Pressed twice in a minute it is one alert; later, by another, or with news, it is a new one."""
    case = given(opening(), c.FlagImmediateRisk(by=ROBIN))
    soon, later = (
        HOUNSLOW.at(MONDAY + timedelta(seconds=59)),
        HOUNSLOW.at(MONDAY + timedelta(minutes=2)),
    )
    assert done(case, c.FlagImmediateRisk(by=ROBIN), soon) == ()
    assert done(case, c.FlagImmediateRisk(by=MARLOW), soon)
    assert done(case, c.FlagImmediateRisk(by=ROBIN, account="he is back"), soon)
    assert done(case, c.FlagImmediateRisk(by=ROBIN), later)
    seen = apply(case, done(case, c.AcknowledgeRisk(by=MARLOW), soon))
    assert done(seen, c.FlagImmediateRisk(by=ROBIN), soon)
    again = apply(seen, done(seen, c.FlagImmediateRisk(by=ROBIN), later))
    assert again.risk is not None
    assert again.risk.acknowledged == ()


def test_the_flag_is_taken_back_only_with_a_reason_and_everybody_alerted_hears_it() -> None:
    """Reading G6."""
    case = given(opening(), c.FlagImmediateRisk(by=ROBIN))
    empty = refused(case, c.WithdrawImmediateRisk(by=ROBIN, reason=" "), HOUNSLOW.at())
    assert (empty.reason, empty.input) == (Reason.EMPTY, "reason")
    other = refused(case, c.WithdrawImmediateRisk(by=MARLOW, reason="found safe"), HOUNSLOW.at())
    assert other.reason is Reason.NOT_ALLOWED  # the other side cannot call off the danger
    events = done(case, c.WithdrawImmediateRisk(by=ROBIN, reason="found safe"), HOUNSLOW.at())
    after = apply(case, events)
    assert after.risk is None
    owed = {n.person for n in notices(events[0], case, after, HOUNSLOW.at())}
    assert owed == {CASSIA, MAILBOX, IMOGEN, MARLOW, NOOR, MERRICK}
    gone = refused(after, c.WithdrawImmediateRisk(by=ROBIN, reason="x"), HOUNSLOW.at())
    assert gone.reason is Reason.NO_RISK


def test_a_vacant_or_unreachable_contact_of_an_alert_is_reported() -> None:
    """A miss of an alert goes to the coordinators like any other, and asks nobody to own a stage."""
    case = given(opening(), c.FlagImmediateRisk(by=ROBIN))
    command = c.RecordMissed(
        by="",
        person=MARLOW,
        purpose=Purpose.IMMEDIATE_RISK,
        why=FailureReason.BLOCKED,
        stage="discussion",
    )
    events = done(case, command, HOUNSLOW.at())
    assert kinds(events) == ["ContactMissed"]
    assert MARLOW in apply(case, events).side(Side.RECEIVING).current


# --- special circumstances ---------------------------------------------------------------------


def test_special_circumstances_tell_the_director_and_the_partnership_at_once() -> None:
    """By anybody who comes to know, with nothing but which of them (HOU-67)."""
    case = given(opening(), UP)
    events = done(case, c.InvokeOverride(by=MARLOW, event="media"), HOUNSLOW.at())
    invoked = only(e.OverrideInvoked, events)
    assert invoked.told == (BRAM, NOOR)
    after = apply(case, events)
    owed = {n.person for n in notices(invoked, case, after, HOUNSLOW.at()) if n.urgent}
    assert owed == {BRAM, NOOR, MERRICK, ROBIN, TOBIN, PRIYA, CASSIA, MAILBOX}
    assert after.due == case.due


def test_an_override_is_one_of_the_policys_list_and_only_where_there_is_one() -> None:
    """An unknown event is asked for again; Small has no list."""
    unknown = refused(given(opening()), c.InvokeOverride(by=ROBIN, event="moon"), HOUNSLOW.at())
    assert (unknown.reason, unknown.input) == (Reason.UNKNOWN_CHOICE, "event")
    case = given(small_opening(), here=SMALL)
    none = refused(case, c.InvokeOverride(by="small.ann", event="media"), SMALL.at())
    assert none.reason is Reason.NO_OVERRIDE


def test_an_override_tells_the_conditional_ones_too() -> None:
    """Reading HOU-A6: override as well."""
    case = given(opening(statuses=(ChildStatus.LOOKED_AFTER,)))
    events = done(case, c.InvokeOverride(by=ROBIN, event="media"), HOUNSLOW.at())
    assert only(e.PeopleInformed, events).people == (CASPER,)
