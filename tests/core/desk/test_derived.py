"""What is worked out of a case and its record, and what senior people read first."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.cases import commands as c
from core.cases.case import Case
from core.cases.folding.stage_visits import stage_visits
from core.cases.record.seals import Entry
from core.desk.cases.derived_fields import chronology, derived_value, earlier_stages
from core.desk.cases.views import case_view
from core.vocabulary import DerivedField, Platform, Purpose, Side
from tests.core.given import (
    CASSIA,
    HOUNSLOW,
    MARLOW,
    MONDAY,
    ROBIN,
    THEA,
    TOBIN,
    apply,
    done,
    opened,
    opening,
)
from tests.core.office import words
from tests.core.stories import entry

TALK = c.RecordDiscussion(
    by=ROBIN,
    stage="discussion",
    between_agencies=True,
    method="telephone",
    held_on=date(2026, 11, 2),
    people="both",
    account="Zebedee",
)
UP = c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer")


def record(*commands: c.AnyCommand, **changes: object) -> tuple[Case, tuple[Entry, ...]]:
    """A case to which all this was done at ten on Monday, with its record."""
    events = list(opened(opening(**changes), HOUNSLOW.at()))
    case = apply(None, events)
    for command in commands:
        more = done(case, command, HOUNSLOW.at())
        case = apply(case, more)
        events.extend(more)
    return case, tuple(entry(event, number) for number, event in enumerate(events, start=1))


def test_who_raised_it_from_where_and_about_whom() -> None:
    """As the contact list and the opening have it."""
    case, entries = record()

    def said(kind: DerivedField) -> str:
        return derived_value(kind, case, entries, HOUNSLOW.at())

    assert said(DerivedField.RAISER).startswith("Robin Haverstock, ")
    assert said(DerivedField.RAISING_AGENCY) == HOUNSLOW.directory.agencies["west-london"].name
    assert said(DerivedField.SUBJECT) == "A.B."
    assert said(DerivedField.STAGE_REACHED) == "Stage 1: Talk to each other"
    assert "on Teams" in said(DerivedField.CONTACT) or "on Slack" in said(DerivedField.CONTACT)


@pytest.mark.parametrize(
    ("platform", "words_of_it"),
    [(Platform.MAIL, "robin@trust.example"), (Platform.SLACK, "on Slack"), (None, "Health")],
)
def test_the_contact_is_the_first_way_the_list_has(
    platform: Platform | None, words_of_it: str
) -> None:
    """An address is given as it stands, an account as its platform; failing both, the post."""
    directory = HOUNSLOW.directory
    robin = directory.people[ROBIN]
    channel = replace(robin.channels[0], platform=platform or Platform.SLACK)
    if platform is Platform.MAIL:
        channel = replace(channel, tenant="", user="robin@trust.example")
    changed = replace(robin, channels=(channel,) if platform else ())
    here = replace(
        HOUNSLOW, directory=replace(directory, people={**directory.people, ROBIN: changed})
    )
    case, entries = record()
    assert words_of_it in derived_value(DerivedField.CONTACT, case, entries, here.at())


@pytest.mark.parametrize(
    ("arose", "later", "said"),
    [
        (date(2026, 11, 2), timedelta(), "0 working days (0 hours by the clock)"),
        (date(2026, 11, 2), timedelta(hours=1), "0 working days (1 hour by the clock)"),
        (date(2026, 11, 2), timedelta(days=1), "1 working day (24 hours by the clock)"),
        (date(2026, 10, 30), timedelta(), "1 working day (70 hours by the clock)"),
        (date(2026, 11, 2), timedelta(days=7), "5 working days (168 hours by the clock)"),
    ],
)
def test_the_time_taken_counts_working_days_from_day_0(
    arose: date, later: timedelta, said: str
) -> None:
    """The way deadlines count them, and hours by the clock; until agreed, so far."""
    case, entries = record(arose_on=arose)
    now = HOUNSLOW.at(MONDAY + later)
    assert derived_value(DerivedField.TIME_TAKEN, case, entries, now) == f"{said} so far"
    agreed = replace(case, agreed_at=MONDAY + later)
    much_later = HOUNSLOW.at(MONDAY + timedelta(days=60))
    assert derived_value(DerivedField.TIME_TAKEN, agreed, entries, much_later) == said


def test_a_chronology_is_the_records_own_lines_and_tells_no_story() -> None:
    """What people and the time did, in order; deliveries and reminders are left out."""
    sent = c.RecordTold(by="", person=MARLOW, purpose=Purpose.ASKED, platform=Platform.SLACK)
    _, entries = record(TALK, sent, UP)
    lines = chronology(entries, HOUNSLOW.at()).split("\n")
    assert lines[0] == "Monday 2 November 2026: Robin Haverstock raised a concern."
    assert any("recorded a discussion" in line for line in lines)
    assert not any("sent a message" in line for line in lines)
    assert "Zebedee" not in "".join(lines)


@pytest.mark.parametrize("room", [200, 400, 1000, 3000])
def test_a_long_chronology_is_cut_in_its_middle_to_what_a_form_holds(room: int) -> None:
    """The opening and the latest stay, and how many lines are missing is said."""
    _, entries = record(*(TALK for _ in range(40)))
    text = chronology(entries, HOUNSLOW.at(), room)
    assert len(text) <= room
    assert text.startswith("Monday 2 November 2026: Robin Haverstock raised a concern.")
    assert "left out here; the record has them all" in text


def test_a_stay_knows_who_held_it_and_how_it_ended() -> None:
    """Each stay has its own entries; together they are the record."""
    case, entries = record(c.Accept(by=MARLOW, stage="discussion"), TALK, TALK, UP)
    first, second = stage_visits(entries)
    assert first.held == {Side.RAISING: (ROBIN,), Side.RECEIVING: (MARLOW,)}
    assert (first.discussions, first.end, first.ended_at) == (2, "escalated", MONDAY)
    assert (second.stage, second.end, second.discussions) == (case.stage, "", 0)
    assert (*first.entries, *second.entries) == tuple(x.sequence for x in entries)


def test_whoever_is_asked_higher_up_reads_first_what_happened_below() -> None:
    """Who held each earlier stage, how often they talked and how it ended (HOU-54, HIL-42); it
    stands before the details, and only in the window of those who are asked.
    """
    case, entries = record(c.Accept(by=MARLOW, stage="discussion"), TALK, UP)
    ((label, text),) = earlier_stages(entries, HOUNSLOW.at())
    assert label == "Stage 1: Talk to each other"
    assert "Marlow Winstead" in text
    assert "1 discussion was recorded. It was recorded as not settled on Monday 2 Nov" in text
    for person in (TOBIN, CASSIA):
        shown = words(case_view(case, entries, person, HOUNSLOW.at()).blocks)
        assert shown.index("What happened at the earlier stages") < shown.index("Raised by")
        assert text in shown
    for person in (ROBIN, MARLOW, THEA):
        shown = words(case_view(case, entries, person, HOUNSLOW.at()).blocks)
        assert "What happened at the earlier stages" not in shown


def test_a_stage_that_lapsed_unheld_says_so() -> None:
    """Nobody accepted it, nobody talked, the time ran out."""
    case, entries = record()
    assert case.due is not None
    lapsed = done(case, c.Lapse(by="", stage="discussion"), HOUNSLOW.at(case.due))
    more = (entry(event, number) for number, event in enumerate(lapsed, start=len(entries) + 1))
    ((_, text),) = earlier_stages((*entries, *more), HOUNSLOW.at(case.due))
    assert "Receiving side: nobody accepted it. No discussion was recorded." in text
    assert "Its time ran out without an agreement" in text
