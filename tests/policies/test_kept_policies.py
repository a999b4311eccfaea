"""The five policies kept here: complete, traceable to their clauses, and what their readings say."""

import re
from datetime import date

import pytest

from core.policy.model import ClockRule, Policy, Stage
from core.vocabulary import ClockStart, Modality, Origin, Side, Unit
from policies.library import POLICIES, clauses_of, policy_of, policy_text
from policies.policy_files.checks.checks import cited
from policies.policy_files.loader import digest, policy_from_json, policy_to_json
from policies.policy_files.model import PolicyFile
from policies.yaml_reading.shape import validate
from policies.yaml_reading.source import read

every_policy = pytest.mark.parametrize("policy_id", POLICIES)


def stage(policy: str, stage_id: str) -> Stage:
    """A stage of a kept policy."""
    return policy_of(policy).policy.stage(stage_id)


def clock(value: int, unit: Unit, since: ClockStart) -> tuple[int, Unit, ClockStart]:
    """A clock as a test writes it down."""
    return value, unit, since


def told(clock: ClockRule) -> tuple[int, Unit, ClockStart]:
    """A loaded clock in the same form."""
    return clock.span.value, clock.span.unit, clock.since


@every_policy
def test_each_loads_without_a_fault(policy_id: str) -> None:
    """Every policy kept here loads, under its own id, with a ladder of five or six stages."""
    policy = policy_of(policy_id).policy
    assert policy.id == policy.partnership == policy_id
    assert len(policy.ladder) == (6 if policy_id == "wandsworth" else 5)


@pytest.mark.parametrize(
    ("policy_id", "clauses", "normative"),
    [
        ("hounslow", 83, 62),
        ("wandsworth", 42, 33),
        ("halton", 40, 36),
        ("tri-borough", 53, 32),
        ("hillingdon", 60, 41),
    ],
)
def test_no_clause_is_lost(policy_id: str, clauses: int, normative: int) -> None:
    """Every numbered clause is kept by a rule or shown with a reason, and none by both."""
    listed = clauses_of(policy_id)
    assert len(listed.ids) == clauses
    assert sum(clause.kind == "normative" for clause in listed.clauses) == normative
    parsed = validate(read(policy_text(policy_id), policy_id), PolicyFile).model
    assert parsed is not None
    kept = {clause for _, rule in cited(parsed) for clause in rule.clauses}
    assert kept | set(parsed.display_only) == set(listed.ids)
    assert not kept & set(parsed.display_only)


@every_policy
def test_every_rule_says_where_it_comes_from(policy_id: str) -> None:
    """A rule cites its clause, names the reading it takes, or is marked as our own default."""
    parsed = validate(read(policy_text(policy_id), policy_id), PolicyFile).model
    assert parsed is not None
    rules = list(cited(parsed))
    assert len(rules) > 60
    assert all(rule.clauses or rule.origin is Origin.DEFAULT for _, rule in rules)


@every_policy
def test_an_edition_survives_its_own_json(policy_id: str) -> None:
    """The canonical JSON gives the same edition back, with the same identity."""
    loaded = policy_of(policy_id)
    again = policy_from_json(policy_to_json(loaded.policy))
    assert again == loaded.policy
    assert digest(again) == loaded.digest
    assert re.fullmatch("[0-9a-f]{64}", loaded.digest)


def test_five_policies_have_five_identities() -> None:
    """No two editions share a digest, and a changed word is another edition."""
    assert len({policy_of(policy_id).digest for policy_id in POLICIES}) == len(POLICIES)


@every_policy
def test_help_comes_first_and_nothing_gates_it(policy_id: str) -> None:
    """999 is the first route, somebody is told at once, and the time is today or now."""
    risk = policy_of(policy_id).policy.immediate_risk
    assert risk.routes[0].number == "999"
    assert len(risk.routes) >= 3
    assert risk.tell
    assert risk.clock.span.unit in {Unit.IMMEDIATE, Unit.SAME_WORKING_DAY}


@every_policy
def test_numbers_belong_to_nobody(policy_id: str) -> None:
    """Apart from 999 every number is one that is kept for fiction."""
    fictional = r"999|020 7946 0\d{3}|01632 960\d{3}|0151 496 0\d{3}|07700 900\d{3}"
    for route in policy_of(policy_id).policy.immediate_risk.routes:
        assert re.fullmatch(fictional, route.number), route


@every_policy
def test_a_stage_without_a_time_has_our_labelled_nudge(policy_id: str) -> None:
    """Where the document is silent the clock says so; five working days are ours alone."""
    for rung in policy_of(policy_id).policy.ladder:
        nudge = rung.clock.nudge
        assert (nudge is not None) == (rung.clock.span.unit is Unit.UNSPECIFIED)
        if nudge is not None:
            assert (nudge.value, nudge.unit) == (5, Unit.WORKING_DAYS)
            assert rung.clock.protective


@every_policy
def test_a_partnership_stage_still_has_two_named_sides(policy_id: str) -> None:
    """The partnership receives with one owner; the raising side keeps the post it had before."""
    policy = policy_of(policy_id).policy
    for below, rung in zip(policy.ladder, policy.ladder[1:], strict=False):
        owners = [seat for seat in rung.receiving if not seat.informed]
        shared = [seat for seat in owners if policy.role(seat.role).partnership]
        if shared:
            assert len(owners) == 1
            before = {seat.role for seat in below.raising if not seat.informed}
            assert {seat.role for seat in rung.raising if not seat.informed} == before


def test_hounslow_counts_to_day_22() -> None:
    """Five working days a stage, never past day 5, 10, 15 and 22 of the disagreement (HOU-A1)."""
    ladder = policy_of("hounslow").policy.ladder[:4]
    five = clock(5, Unit.WORKING_DAYS, ClockStart.STAGE_ENTERED)
    assert [told(rung.clock) for rung in ladder] == [five] * 4
    assert [[told(cap) for cap in rung.caps] for rung in ladder] == [
        [clock(day, Unit.WORKING_DAYS, ClockStart.DISAGREEMENT_AROSE)] for day in (5, 10, 15, 22)
    ]


def test_hounslow_hands_up_inside_the_next_window_except_before_stage_four() -> None:
    """24 hours or the end of the next working day (G1); two working days stand outside."""
    hand_ups = [rung.hand_up for rung in policy_of("hounslow").policy.ladder]
    found = [
        (told(up.clock), up.clock.or_end_of_next_working_day, up.inside_next)
        for up in hand_ups
        if up and up.clock
    ]
    day = clock(24, Unit.ELAPSED_HOURS, ClockStart.UNRESOLVED_RECORDED)
    two = clock(2, Unit.WORKING_DAYS, ClockStart.UNRESOLVED_RECORDED)
    now = clock(0, Unit.IMMEDIATE, ClockStart.UNRESOLVED_RECORDED)
    expected = [(day, True, True), (day, True, True), (two, False, False), (now, False, True)]
    assert found == expected


def test_hounslow_last_stage_is_28_days_within_a_month() -> None:
    """28 calendar days from the failure of stage 4; the meeting within one month (A3, A4)."""
    last = stage("hounslow", "partnership")
    assert told(last.clock) == clock(28, Unit.CALENDAR_DAYS, ClockStart.STAGE_ENTERED)
    month = clock(1, Unit.CALENDAR_MONTHS, ClockStart.PARTNERSHIP_NOTIFIED)
    assert last.meeting is not None
    assert last.meeting.clock is not None
    assert told(last.meeting.clock) == month
    assert last.hand_up is None


def test_hounslow_asks_for_a_professionals_meeting() -> None:
    """Line managers cannot leave the question of a meeting unanswered (HOU-42)."""
    (question,) = stage("hounslow", "line_managers").questions
    assert question.modality is Modality.MUST
    assert question.basis.clauses == ("HOU-42",)


def test_wandsworth_consults_without_losing_the_week() -> None:
    """Own manager and counterpart are prompted on day 0; both stages share five days (A1)."""
    first, second = policy_of("wandsworth").policy.ladder[:2]
    assert {seat.role for seat in first.raising} == {"practitioner", "line_manager"}
    assert [seat.role for seat in first.receiving if not seat.informed] == ["practitioner"]
    assert first.clock.basis.origin is Origin.DEFAULT
    week = clock(5, Unit.WORKING_DAYS, ClockStart.DISAGREEMENT_AROSE)
    assert [told(one) for one in (*first.caps, second.clock)] == [week, week]


def test_halton_tells_manager_and_designated_professional() -> None:
    """Text and flowchart name different people: both are asked, on both sides (HAL-A4)."""
    managers = stage("halton", "managers")
    for seats in (managers.raising, managers.receiving):
        assert [seat.role for seat in seats] == ["line_manager", "designated_professional"]
        assert all(seat.basis.reading == "HAL-A4" for seat in seats)


def test_tri_borough_and_hillingdon_let_the_person_choose_the_stage() -> None:
    """Only these two documents leave the stage to the person who fears immediate harm."""
    free = [one for one in POLICIES if policy_of(one).policy.immediate_risk.bypass]
    assert free == ["tri-borough", "hillingdon"]


def test_only_a_question_that_must_be_answered_is_compulsory_on_the_immediate_path() -> None:
    """MASH and the bypass are decided, with a reason, after people were told (WAN-10, TRI-26)."""
    asked = {
        one: [question.id for question in policy_of(one).policy.immediate_risk.questions]
        for one in POLICIES
    }
    assert asked["wandsworth"] == ["mash"]
    leaving = policy_of("tri-borough").policy.immediate_risk.bypass
    assert leaving is not None
    assert leaving.modality is Modality.MUST


@pytest.mark.parametrize(
    ("policy_id", "today", "words"),
    [
        ("hounslow", date(2025, 9, 30), None),
        ("hounslow", date(2025, 10, 1), "overdue"),
        ("halton", date(2025, 9, 30), "no date for its next review"),
    ],
)
def test_a_missed_review_warns_and_never_stops(
    policy_id: str, today: date, words: str | None
) -> None:
    """A policy past its review runs on, with a warning on the line that says so (HOU-A12)."""
    loaded = policy_of(policy_id)
    warnings = loaded.warnings(today)
    assert [words in warning.message for warning in warnings if words] == ([True] if words else [])
    assert all(warning.line > 1 for warning in warnings)


@every_policy
def test_names_in_the_file_are_ours_to_change(policy_id: str) -> None:
    """Titles, labels and sentences are short enough for a card."""
    policy: Policy = policy_of(policy_id).policy
    assert all(len(role.title) <= 75 for role in policy.roles)
    assert all(len(field.label) <= 75 for field in policy.fields)
    assert all(len(choice.text) <= 75 for choice in (*policy.triggers, *policy.categories))
    assert all(len(rung.name) <= 75 for rung in policy.ladder)
    assert Side.RAISING.counterpart is Side.RECEIVING
