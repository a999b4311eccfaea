"""Deadlines without a timescale, with a protective date and with caps, and their words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.policy.calendar import deadline_of
from core.policy.model import ClockRule
from core.policy.wording.deadlines import spoken_time
from core.vocabulary import SubjectType, Unit
from tests.core.policy.clocks import A_DAY, ENGLAND, FIVE_DAYS, NO_TIMESCALE, NUDGED, at, clock

# --- no timescale ----------------------------------------------------------------------------


def test_a_nudge_is_labelled() -> None:
    """Where the policy gives no timescale, ours is counted and never shown as the policy's."""
    deadline = deadline_of(NUDGED, at(2026, 4, 2), ENGLAND, now=at(2026, 4, 2))
    assert deadline.at == at(2026, 4, 13, 17)
    assert deadline.labelled_default
    assert not deadline.shortened
    assert deadline.explanation == (
        "Due Monday 13 April 2026, 5 pm: the policy gives no timescale; 5 working days from "
        "Thursday 2 April 2026 is Concord's default, not a policy timescale; "
        "Good Friday and Easter Monday not counted."
    )


@pytest.mark.parametrize("set_to", [at(2026, 4, 9, 12), at(2026, 4, 20, 12)])
@pytest.mark.parametrize("unspecified", [NUDGED, NO_TIMESCALE])
def test_a_date_replaces_a_nudge(unspecified: ClockRule, set_to: datetime) -> None:
    """Without a timescale the protective date is the deadline, sooner or later than our nudge."""
    deadline = deadline_of(
        unspecified, at(2026, 4, 2), ENGLAND, now=at(2026, 4, 2), protective=set_to
    )
    assert deadline.at == set_to
    assert not deadline.labelled_default
    assert not deadline.shortened
    assert deadline.explanation == (
        f"Due {spoken_time(set_to)}: the date set to protect the child; "
        "the policy gives no timescale."
    )


def test_nothing_to_count() -> None:
    """A clock with neither timescale, nudge, cap nor protective date is refused."""
    since = at(2026, 4, 2)
    with pytest.raises(ValueError, match="no timescale"):
        deadline_of(NO_TIMESCALE, since, ENGLAND, now=since)
    deaf = replace(NO_TIMESCALE, protective=False)
    with pytest.raises(ValueError, match="no timescale"):
        deadline_of(deaf, since, ENGLAND, now=since, protective=at(2026, 4, 9))


def test_a_cap_without_a_timescale() -> None:
    """A cap that gives no timescale is refused, even where it has a nudge: a nudge is no limit."""
    since = at(2026, 4, 2)
    with pytest.raises(ValueError, match="timescale of its own"):
        deadline_of(FIVE_DAYS, since, ENGLAND, now=since, caps=[(NUDGED, since)])


@pytest.mark.parametrize(
    "unit",
    [Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.CALENDAR_MONTHS, Unit.ELAPSED_HOURS],
)
def test_a_span_has_a_length(unit: Unit) -> None:
    """A counted span of nothing, or less, is refused."""
    since = at(2026, 4, 2)
    for value in (0, -1):
        with pytest.raises(ValueError, match="has no length"):
            deadline_of(clock(value, unit), since, ENGLAND, now=since)


@pytest.mark.parametrize("name", ["since", "now", "protective", "cap"])
def test_every_moment_has_a_zone(name: str) -> None:
    """A moment without a time zone is refused wherever it comes in."""
    moments = dict.fromkeys(("since", "now", "protective", "cap"), at(2026, 4, 2))
    moments[name] = moments[name].replace(tzinfo=None)
    with pytest.raises(ValueError, match="no time zone"):
        deadline_of(
            FIVE_DAYS,
            moments["since"],
            ENGLAND,
            now=moments["now"],
            protective=moments["protective"],
            caps=[(FIVE_DAYS, moments["cap"])],
        )


# --- the protective date and the caps --------------------------------------------------------


def test_a_sooner_date_shortens() -> None:
    """A date set to protect the child comes before the policy's limit (G2)."""
    set_to = at(2026, 4, 9, 12)
    deadline = deadline_of(
        FIVE_DAYS, at(2026, 4, 2), ENGLAND, now=at(2026, 4, 2), protective=set_to
    )
    assert deadline.at == set_to
    assert deadline.shortened
    assert deadline.explanation == (
        "Due Thursday 9 April 2026, noon: the date set to protect the child, sooner than the "
        "policy's limit of Monday 13 April 2026, 5 pm."
    )


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (SubjectType.CHILD, "to protect the child,"),
        (SubjectType.ADULT, "to protect the adult,"),
        (SubjectType.BOTH, "to protect the child and the adult,"),
    ],
)
def test_whom_the_date_protects(subject: SubjectType, words: str) -> None:
    """The explanation names whom the case is about, not always a child."""
    since = at(2026, 4, 2)
    deadline = deadline_of(
        FIVE_DAYS, since, ENGLAND, now=since, protective=at(2026, 4, 9), subject=subject
    )
    assert words in deadline.explanation


@pytest.mark.parametrize("set_to", [at(2026, 4, 13, 17), at(2026, 4, 13, 17, 1), at(2027, 1, 1)])
def test_a_later_date_changes_nothing(set_to: datetime) -> None:
    """A protective date that is no sooner than the policy's limit leaves the limit standing."""
    since = at(2026, 4, 2)
    without = deadline_of(FIVE_DAYS, since, ENGLAND, now=since)
    assert deadline_of(FIVE_DAYS, since, ENGLAND, now=since, protective=set_to) == without


def test_a_clock_deaf_to_the_protective_date() -> None:
    """A clock that the policy does not let the protective date shorten stays as it is."""
    since = at(2026, 4, 2)
    deaf = replace(FIVE_DAYS, protective=False)
    deadline = deadline_of(deaf, since, ENGLAND, now=since, protective=at(2026, 4, 7))
    assert deadline.at == at(2026, 4, 13, 17)
    assert not deadline.shortened


def test_a_date_that_has_passed_means_now() -> None:
    """A protective date in the past makes the deadline now, not earlier."""
    now = at(2026, 4, 9, 10, 5)
    deadline = deadline_of(
        FIVE_DAYS, at(2026, 4, 7), ENGLAND, now=now, protective=at(2026, 4, 8, 17)
    )
    assert deadline.at == now
    assert deadline.shortened
    assert deadline.explanation == (
        "Due now, Thursday 9 April 2026, 10.05 am: the date set to protect the child was "
        "Wednesday 8 April 2026, 5 pm."
    )


def test_a_passed_date_does_not_lengthen_a_passed_limit() -> None:
    """Where the policy's limit has passed as well, the limit stands."""
    since, now = at(2026, 4, 2), at(2026, 4, 20)
    deadline = deadline_of(FIVE_DAYS, since, ENGLAND, now=now, protective=at(2026, 4, 8))
    assert deadline == deadline_of(FIVE_DAYS, since, ENGLAND, now=now)


def test_a_cap_is_never_passed() -> None:
    """A stage that began late still ends with the cap counted from the opening (HOU-A1)."""
    opened, entered = at(2026, 11, 2), at(2026, 11, 27)
    cap = (clock(22, Unit.WORKING_DAYS), opened)
    deadline = deadline_of(FIVE_DAYS, entered, ENGLAND, now=entered, caps=[cap])
    assert deadline.at == at(2026, 12, 2, 17)
    assert deadline.since == entered
    assert not deadline.shortened
    assert deadline.explanation == (
        "Due Wednesday 2 December 2026, 5 pm: 5 working days from Friday 27 November 2026, and "
        "never beyond working day 22 from Monday 2 November 2026."
    )


def test_a_cap_names_its_own_closures() -> None:
    """A cap says which days its own count passed over."""
    opened, entered = at(2026, 3, 31), at(2026, 4, 8)
    cap = (clock(7, Unit.WORKING_DAYS), opened)
    deadline = deadline_of(FIVE_DAYS, entered, ENGLAND, now=entered, caps=[cap])
    assert deadline.at == at(2026, 4, 13, 17)
    assert deadline.explanation.endswith("; Good Friday and Easter Monday not counted.")


def test_a_cap_that_ends_with_the_clock() -> None:
    """Where clock and cap end together, the clock explains the deadline."""
    opened = at(2026, 11, 2)
    deadline = deadline_of(FIVE_DAYS, opened, ENGLAND, now=opened, caps=[(FIVE_DAYS, opened)])
    assert deadline == deadline_of(FIVE_DAYS, opened, ENGLAND, now=opened)


def test_a_month_capped_by_28_days() -> None:
    """A meeting within a month is never later than day 28 of the referral (HOU-A4)."""
    since = at(2026, 12, 1)
    deadline = deadline_of(
        clock(1, Unit.CALENDAR_MONTHS),
        since,
        ENGLAND,
        now=since,
        caps=[(clock(28, Unit.CALENDAR_DAYS), since)],
    )
    assert deadline.at == at(2026, 12, 29, 17)
    assert "never beyond 28 calendar days from Tuesday 1 December 2026." in deadline.explanation


@pytest.mark.parametrize(
    ("cap", "words"),
    [
        (A_DAY, "never beyond the end of the next working day after Monday 2 November 2026."),
        (
            clock(20, Unit.ELAPSED_HOURS),
            "never beyond 20 hours from Monday 2 November 2026, 6 pm.",
        ),
        (clock(0, Unit.IMMEDIATE), "never beyond Monday 2 November 2026, 6 pm."),
    ],
)
def test_a_cap_in_hours(cap: ClockRule, words: str) -> None:
    """A cap need not be counted in days."""
    since = at(2026, 11, 2, 18)
    deadline = deadline_of(FIVE_DAYS, since, ENGLAND, now=since, caps=[(cap, since)])
    assert deadline.explanation.endswith(words)


@pytest.mark.parametrize("unspecified", [NUDGED, NO_TIMESCALE])
def test_a_cap_on_a_clock_without_a_timescale(unspecified: ClockRule) -> None:
    """A cap is the policy's own limit, so a date that it sets is not labelled as our default."""
    opened, entered = at(2026, 11, 2), at(2026, 11, 27)
    cap = (clock(22, Unit.WORKING_DAYS), opened)
    deadline = deadline_of(unspecified, entered, ENGLAND, now=entered, caps=[cap])
    assert deadline.at == at(2026, 12, 2, 17)
    assert not deadline.labelled_default
    assert deadline.explanation == (
        "Due Wednesday 2 December 2026, 5 pm: never beyond working day 22 from "
        "Monday 2 November 2026."
    )


def test_a_cap_holds_against_a_later_date() -> None:
    """Without a timescale the protective date still cannot go beyond a cap."""
    opened = at(2026, 11, 2)
    cap = (clock(22, Unit.WORKING_DAYS), opened)
    late = deadline_of(NUDGED, opened, ENGLAND, now=opened, protective=at(2026, 12, 24), caps=[cap])
    assert late.at == at(2026, 12, 2, 17)
    soon = deadline_of(NUDGED, opened, ENGLAND, now=opened, protective=at(2026, 11, 24), caps=[cap])
    assert soon.at == at(2026, 11, 24)
    assert soon.shortened


# --- the words -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at(2026, 4, 13, 17), "Monday 13 April 2026, 5 pm"),
        (at(2026, 4, 13, 17, 30), "Monday 13 April 2026, 5.30 pm"),
        (at(2026, 4, 13, 9, 5), "Monday 13 April 2026, 9.05 am"),
        (at(2026, 4, 13, 12), "Monday 13 April 2026, noon"),
        (at(2026, 4, 13, 12, 1), "Monday 13 April 2026, 12.01 pm"),
        (at(2026, 4, 13, 0), "Monday 13 April 2026, midnight at the start of the day"),
        (at(2026, 4, 13, 0, 30), "Monday 13 April 2026, 12.30 am"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sunday 25 October 2026, 1.30 am BST"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sunday 25 October 2026, 1.30 am GMT"),
        (datetime(2026, 1, 5, 17, tzinfo=UTC), "Monday 5 January 2026, 5 pm"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Wednesday 1 July 2026, 12.30 am"),
    ],
)
def test_times_as_they_are_spoken(moment: datetime, words: str) -> None:
    """A time is written in London's local time, and cannot be taken for another."""
    assert spoken_time(moment) == words
