"""Whatever is asked of a contact list, by whomever and in whatever order: what must hold."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.ledger.sealing.directory_codec import DirectoryCodec
from core.directory import ListEntry, apply_event, fold
from core.directory import commands as a
from core.directory.absences import list_on_day
from core.directory.decide import decide_list_change
from core.directory.model import Directory
from core.directory.refusals import ListRefusal
from core.directory.wording.people import change_words
from tests.core.directory.lists import (
    ADA,
    BEN,
    CEL,
    COR,
    DAN,
    DOT,
    GONE,
    LEAD,
    LIST,
    MANAGER,
    NIA,
    NOON,
    OLA,
    ROLES,
    TODAY,
    TRUST,
    at_slack,
    taken,
)

COUNCIL = replace(LIST.agencies["council"], slack_workspace=at_slack("")[0].tenant)
START = replace(LIST, agencies={**LIST.agencies, "council": COUNCIL})

PEOPLE = st.sampled_from([ADA, BEN, CEL, DOT, NIA, OLA, COR, DAN, GONE, "vale.nobody"])
POSTS = st.sampled_from([MANAGER, LEAD, TRUST, "no.post"])
DAYS = st.integers(-20, 20).map(lambda n: TODAY + timedelta(days=n))
MAYBE = st.none() | DAYS
CHANNELS = st.sampled_from([*at_slack("UONE"), *at_slack("UTWO"), *at_slack("UADA")])
ASKED = st.one_of(
    st.builds(a.Appoint, by=PEOPLE, post=POSTS, person=PEOPLE, since=DAYS, until=MAYBE),
    st.builds(a.Deputise, by=PEOPLE, post=POSTS, person=PEOPLE, since=DAYS, until=MAYBE),
    st.builds(a.EndPost, by=PEOPLE, post=POSTS, person=PEOPLE, on=DAYS, deputy=st.booleans()),
    st.builds(
        a.MarkAbsent, by=PEOPLE, person=PEOPLE, first=DAYS, last=DAYS, stand_in=PEOPLE | st.just("")
    ),
    st.builds(a.EndAbsence, by=PEOPLE, person=PEOPLE, on=DAYS),
    st.builds(a.Verify, by=PEOPLE, person=PEOPLE),
    st.builds(a.LetLeave, by=PEOPLE, person=PEOPLE, on=DAYS),
    st.builds(a.ReleaseAddress, by=PEOPLE, person=PEOPLE, address=st.just("dot@elsewhere.example")),
    st.builds(a.NameCoordinators, by=PEOPLE, people=st.lists(PEOPLE, max_size=3).map(tuple)),
    st.builds(
        a.LinkChannel,
        by=PEOPLE,
        person=PEOPLE,
        account=CHANNELS.map(lambda one: one.principal),
        address=st.sampled_from(["", "dot@elsewhere.example"]),
    ),
    st.builds(a.EndChannel, by=PEOPLE | st.just(""), person=PEOPLE, channel=CHANNELS),
    st.builds(a.ConfirmChannel, by=PEOPLE, channel=CHANNELS),
)
Step = tuple[a.AnyListCommand, int]
STEPS = st.lists(st.tuples(ASKED, st.integers(0, 5)), max_size=25)
"""Commands, and how many days pass before each."""


def carried_out(steps: Iterable[Step]) -> tuple[list[ListEntry], list[Directory], date]:
    """The acts that follow, the list after each, and the day it is in the end."""
    acts, lists, now = [taken(START)], [START], NOON
    for command, days in steps:
        now += timedelta(days=days)
        decision = decide_list_change(lists[-1], command, ROLES, now.date(), acts)
        if isinstance(decision, ListRefusal):
            continue
        acts.append(ListEntry(at=now, by=command.by, why="", changes=decision))
        after: Directory | None = lists[-1]
        for change in decision:
            after = apply_event(after, change, now)
        assert after is not None
        lists.append(after)
    return acts, lists, now.date()


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_any_sequence_of_commands_folds_and_can_be_read_again(steps: list[Step]) -> None:
    """The list made step by step is the one its acts fold to, after a stay on paper too."""
    acts, lists, _ = carried_out(steps)
    paper = DirectoryCodec()
    again = [paper.read(paper.write(one)) for one in acts]
    assert again == acts
    assert fold(again) == lists[-1]
    for one in acts[1:]:
        assert all(change_words(change, lists[-1]) for change in one.changes)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_history_never_loses_anybody(steps: list[Step]) -> None:
    """Whoever once had a time in a post has it for ever, with its beginning; nobody is deleted."""
    _, lists, _ = carried_out(steps)
    for before, after in pairwise(lists):
        assert set(before.people) <= set(after.people)
        for old, new in zip(before.posts, after.posts, strict=True):
            kept = [(one.person, one.since, one.deputy) for one in new.tenures]
            for one in old.tenures:
                assert (one.person, one.since, one.deputy) in kept
            gone = {*old.holders, *old.deputies} - {*new.holders, *new.deputies}
            assert gone <= {one.person for one in new.tenures}


@settings(max_examples=150, deadline=None)
@given(STEPS, st.integers(0, 40))
def test_nobody_who_has_left_or_is_away_is_named_on_any_day(steps: list[Step], later: int) -> None:
    """Neither as holder nor as deputy nor as coordinator; nor is anybody both in one post."""
    _, lists, today = carried_out(steps)
    day = today + timedelta(days=later)
    now = list_on_day(lists[-1], day)
    left = {one.id for one in now.people.values() if one.left_on and one.left_on <= day}
    away = {one.person for one in now.absences if one.covers(day)}
    assert not left & set(now.coordinators)
    assert not any(now.people[one].channels for one in left)
    for post in now.posts:
        assert not (left | away) & {*post.holders, *post.deputies}
        assert not set(post.holders) & set(post.deputies)
        assert len(set(post.holders)) == len(post.holders)


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_somebody_always_coordinates(steps: list[Step]) -> None:
    """However many leave: the last one cannot."""
    _, lists, today = carried_out(steps)
    for later in range(0, 60, 5):
        assert list_on_day(lists[-1], today + timedelta(days=later)).coordinators


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_an_account_is_one_persons_and_a_person_has_one_in_a_workspace(steps: list[Step]) -> None:
    """Whoever links, confirms and ends, and in whatever order."""
    _, lists, _ = carried_out(steps)
    for one in lists:
        accounts = [channel for p in one.people.values() for channel in p.channels]
        assert len(accounts) == len(set(accounts))
        for person in one.people.values():
            places = [(channel.platform, channel.tenant) for channel in person.channels]
            assert len(places) == len(set(places))
