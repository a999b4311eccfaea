"""Taking a stage on: who is asked, who comes next, and who hears of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.cases import commands as c
from core.cases import events as e
from core.cases.refusals import Reason
from core.cases.wording.refusals import sentence
from core.vocabulary import AskedReason, FailureReason, Platform, Purpose, Side
from tests.core.cases.contacts.asking import NOW, STAGE, UP, managers, miss, told, without
from tests.core.given import (
    CASSIA,
    HOUNSLOW,
    LEILA,
    MAILBOX,
    MARLOW,
    MERRICK,
    MONDAY,
    NOOR,
    PRIYA,
    ROBIN,
    SMALL,
    TOBIN,
    WILF,
    World,
    apply,
    done,
    given,
    kinds,
    only,
    opened,
    opening,
    refused,
    small_opening,
)

BETHAN, ORLA = "hounslow.bethan-jessop", "hounslow.orla-radley"
"""The managers of the whole council, and the one who stands in for them."""

# --- accepting ---------------------------------------------------------------------------------


def test_the_first_to_accept_is_the_owner_and_the_others_are_told() -> None:
    """Exactly one named owner a side; raiser, counterpart and rivals hear who it is."""
    case = managers()
    events = done(case, c.Accept(by=TOBIN, stage=STAGE), NOW)
    assert kinds(events) == ["Accepted"]
    after = apply(case, events)
    assert (after.receiving.owner, after.receiving.current) == (TOBIN, (TOBIN,))
    assert told(case, events) == {
        (person, Purpose.ACCEPTED) for person in (ROBIN, PRIYA, CASSIA, MAILBOX)
    }


def test_the_second_to_accept_is_told_kindly_who_and_when() -> None:
    """Two managers press at once: the loser reads a name and a time, not an error."""
    case = given(opening(), UP, timedelta(hours=2), c.Accept(by=TOBIN, stage=STAGE))
    refusal = refused(case, c.Accept(by=PRIYA, stage=STAGE), NOW)
    assert (refusal.reason, refusal.about) == (Reason.TAKEN, TOBIN)
    assert sentence(refusal, NOW) == (
        "Tobin Zeller, Assistant Team Manager, London Borough of Hounslow accepted this on Monday "
        "2 November 2026, noon. There is nothing more for you to do."
    )


def test_accepting_twice_says_that_it_is_yours_already() -> None:
    """The owner's second press changes nothing."""
    case = given(opening(), UP, c.Accept(by=TOBIN, stage=STAGE))
    assert refused(case, c.Accept(by=TOBIN, stage=STAGE), NOW).reason is Reason.ALREADY_YOURS


def test_only_who_was_asked_at_this_stage_can_accept() -> None:
    """Earlier contacts are told it is for others, strangers that there is no such case."""
    case = managers()
    assert refused(case, c.Accept(by=MARLOW, stage=STAGE), NOW).reason is Reason.NOT_ALLOWED
    assert refused(case, c.Accept(by=WILF, stage=STAGE), NOW).reason is Reason.NOT_YOURS
    assert refused(case, c.Accept(by=TOBIN, stage="discussion"), NOW).reason is Reason.STALE


def test_accepting_settles_the_hand_up_of_that_side_alone() -> None:
    """Whoever takes it on has been handed it; the other side's line still owes its own."""
    case = given(opening(), timedelta(days=7, hours=8), c.Lapse(by="", stage="discussion"))
    assert [one.side for one in case.hand_ups_open] == list(Side)
    later = HOUNSLOW.at(MONDAY + timedelta(days=8))
    other = apply(case, done(case, c.Accept(by=TOBIN, stage=STAGE), later))
    assert [one.side for one in other.hand_ups_open] == [Side.RAISING]
    own = apply(case, done(case, c.Accept(by=CASSIA, stage=STAGE), later))
    assert [one.side for one in own.hand_ups_open] == [Side.RECEIVING]


# --- not me ------------------------------------------------------------------------------------


def test_one_of_two_declines_and_the_other_stays_asked() -> None:
    """Nobody further is asked while somebody is in reach; the raiser knows."""
    case = managers()
    events = done(case, c.Decline(by=TOBIN, stage=STAGE, reason="on leave"), NOW)
    assert kinds(events) == ["Declined"]
    assert apply(case, events).receiving.current == (PRIYA,)
    assert told(case, events) == {(ROBIN, Purpose.DECLINED)}


def test_the_last_one_declines_and_the_deputy_is_asked_at_once() -> None:
    """No time is lost: the next person is asked in the same breath."""
    case = given(opening(), UP, c.Decline(by=TOBIN, stage=STAGE, reason="on leave"))
    events = done(case, c.Decline(by=PRIYA, stage=STAGE, reason="not my team"), NOW)
    asked = only(e.ContactAsked, events)
    assert (asked.person, asked.why, asked.side) == (LEILA, AskedReason.DECLINED, Side.RECEIVING)
    assert (LEILA, Purpose.ASKED) in told(case, events)


def test_after_the_deputy_comes_the_next_stage_up() -> None:
    """Reading G12: deputies, then the post in the whole agency, then the next stage, never nobody
    while there is somebody.
    """
    case = given(
        opening(),
        UP,
        *(c.Decline(by=p, stage=STAGE, reason="no") for p in (TOBIN, PRIYA, LEILA, BETHAN, ORLA)),
    )
    assert case.receiving.current == (WILF,)


def test_an_owner_who_declines_leaves_the_others_asked_again() -> None:
    """They had been told that it was taken: now they must hear that it is not."""
    case = given(opening(), UP, c.Accept(by=TOBIN, stage=STAGE))
    events = done(case, c.Decline(by=TOBIN, stage=STAGE, reason="ill"), NOW)
    after = apply(case, events)
    assert (after.receiving.owner, after.receiving.current) == ("", (PRIYA,))
    assert (PRIYA, Purpose.ASKED) in told(case, events)


def test_from_then_on_they_have_their_time_anew() -> None:
    """What they did not answer while somebody else had it is not held against them."""
    case = given(opening(), UP, c.Accept(by=TOBIN, stage=STAGE))
    before = next(one for one in case.receiving.contacts if one.person == PRIYA)
    after = apply(case, done(case, c.Decline(by=TOBIN, stage=STAGE, reason="ill"), NOW))
    now = next(one for one in after.receiving.contacts if one.person == PRIYA)
    assert before.asked_at < now.asked_at == NOW.now


def test_an_owner_who_declines_when_nobody_else_is_left_is_replaced_at_once() -> None:
    """Priya had said no before Tobin took it on and gave it up again."""
    case = given(
        opening(),
        UP,
        c.Decline(by=PRIYA, stage=STAGE, reason="no"),
        c.Accept(by=TOBIN, stage=STAGE),
    )
    after = apply(case, done(case, c.Decline(by=TOBIN, stage=STAGE, reason="ill"), NOW))
    assert after.receiving.current == (LEILA,)


def test_declining_needs_a_reason_and_works_once() -> None:
    """An empty reason is asked for; a second "not me" changes nothing."""
    case = managers()
    empty = refused(case, c.Decline(by=TOBIN, stage=STAGE, reason="  "), NOW)
    assert (empty.reason, empty.input) == (Reason.EMPTY, "reason")
    case = given(opening(), UP, c.Decline(by=TOBIN, stage=STAGE, reason="no"))
    again = refused(case, c.Decline(by=TOBIN, stage=STAGE, reason="no"), NOW)
    assert again.reason is Reason.ALREADY_DONE


def test_the_raiser_cannot_say_not_me() -> None:
    """The raising side is never left without the one who raised it."""
    case = given(opening())
    command = c.Decline(by=ROBIN, stage="discussion", reason="no")
    assert refused(case, command, NOW).reason is Reason.NOT_ALLOWED


def test_when_nobody_is_left_the_coordinators_are_told() -> None:
    """A side that has run out of people is a coordinator's business at once."""
    lonely = without("post.team-manager", here=without("post.board-chair", here=SMALL))
    start = small_opening()
    case = apply(None, opened(start, lonely.at()))
    events = done(case, c.Decline(by="small.bob", stage="s1", reason="no"), lonely.at())
    assert kinds(events) == ["Declined"]
    assert ("small.cora", Purpose.DECLINED) in told(case, events, lonely)


# --- deputies ----------------------------------------------------------------------------------


def test_a_contact_hands_the_request_to_their_deputy() -> None:
    """The deputy is asked, the one who handed it on is not asked any more."""
    case = managers()
    events = done(case, c.HandToDeputy(by=TOBIN, stage=STAGE, deputy=LEILA), NOW)
    after = apply(case, events)
    assert after.receiving.current == (PRIYA, LEILA)
    assert (LEILA, Purpose.ASKED) in told(case, events)
    accepted = apply(after, done(after, c.Accept(by=LEILA, stage=STAGE), NOW))
    assert accepted.receiving.owner == LEILA


def test_only_a_deputy_of_ones_own_post_can_be_handed_it() -> None:
    """Anybody else is refused at the input, and who was not asked cannot hand it on."""
    case = managers()
    for deputy in (WILF, PRIYA, "nobody", ""):
        refusal = refused(case, c.HandToDeputy(by=TOBIN, stage=STAGE, deputy=deputy), NOW)
        assert (refusal.reason, refusal.input) == (Reason.NO_DEPUTY, "deputy")
    command = c.HandToDeputy(by=MARLOW, stage=STAGE, deputy=LEILA)
    assert refused(case, command, NOW).reason is Reason.NOT_ALLOWED


def both_sides(**changes: Any) -> World:
    """Hounslow with Cassia's and Tobin's posts changed alike."""
    posts = tuple(
        replace(post, **changes) if {CASSIA, TOBIN} & {*post.holders} else post
        for post in HOUNSLOW.directory.posts
    )
    return replace(HOUNSLOW, directory=replace(HOUNSLOW.directory, posts=posts))


def test_a_deputy_who_is_on_the_other_side_cannot_be_handed_it() -> None:
    """Leila stands in for both managers: whoever hands it to her first has her."""
    now = both_sides(deputies=(LEILA,)).at(NOW.now)
    case = managers()
    case = apply(case, done(case, c.HandToDeputy(by=CASSIA, stage=STAGE, deputy=LEILA), now))
    refusal = refused(case, c.HandToDeputy(by=TOBIN, stage=STAGE, deputy=LEILA), now)
    assert (refusal.reason, refusal.input) == (Reason.NO_DEPUTY, "deputy")


def test_a_deputy_who_has_left_cannot_be_handed_it_and_is_not_asked() -> None:
    """They stand on the list for the record only."""
    people = dict(HOUNSLOW.directory.people)
    people[LEILA] = replace(people[LEILA], left_on=MONDAY.date(), channels=())
    gone = replace(HOUNSLOW, directory=replace(HOUNSLOW.directory, people=people))
    now, case = gone.at(NOW.now), managers()
    refusal = refused(case, c.HandToDeputy(by=TOBIN, stage=STAGE, deputy=LEILA), now)
    assert (refusal.reason, refusal.input) == (Reason.NO_DEPUTY, "deputy")
    for person in (TOBIN, PRIYA):
        case = apply(case, done(case, c.Decline(by=person, stage=STAGE, reason="no"), now))
    assert case.receiving.current == (BETHAN,)


def test_where_the_other_side_is_named_later_nobody_of_this_side_is_asked_there() -> None:
    """Cassia was asked for the raising side, and manages the other agency's team as well."""
    now = both_sides(holders=(CASSIA, TOBIN)).at(NOW.now)
    blank = opening(receiving_agency="", receiving_team="", counterpart="", immediate=True)
    case = given(blank, UP)
    assert CASSIA in case.raising.asked
    named = c.NameOtherSide(
        by=NOOR, receiving_agency="council", receiving_team="family-help", counterpart=MARLOW
    )
    assert apply(case, done(case, named, now)).receiving.asked == (TOBIN,)


# --- missed ------------------------------------------------------------------------------------


def test_one_who_cannot_be_reached_is_replaced_and_the_coordinators_know() -> None:
    """Both contacts are out of reach: the deputy is asked, and a human hears of each."""
    case = managers()
    first = done(case, miss(TOBIN), NOW)
    assert kinds(first) == ["ContactMissed"]
    assert {(NOOR, Purpose.UNREACHED), (MERRICK, Purpose.UNREACHED)} == told(case, first)
    case = apply(case, first)
    assert case.receiving.current == (PRIYA,)
    second = done(case, miss(PRIYA), NOW)
    assert only(e.ContactAsked, second).person == LEILA
    assert only(e.ContactAsked, second).why is AskedReason.UNREACHED
    assert (LEILA, Purpose.ASKED) in told(case, second)


def test_one_whose_message_waits_too_long_is_joined_by_the_next() -> None:
    """Overdue is not refused: others are in reach, and still one more is asked."""
    case = managers()
    events = done(case, miss(TOBIN, FailureReason.OVERDUE), NOW)
    assert only(e.ContactAsked, events).why is AskedReason.UNDELIVERED


def test_a_message_that_arrives_after_all_brings_its_contact_back() -> None:
    """Missed for ten minutes, then told: they are in reach again and can accept."""
    case = apply(managers(), done(managers(), miss(TOBIN, FailureReason.OVERDUE), NOW))
    assert TOBIN not in case.receiving.current
    command = c.RecordTold(by="", person=TOBIN, purpose=Purpose.ASKED, platform=Platform.SLACK)
    case = apply(case, done(case, command, NOW))
    assert TOBIN in case.receiving.current


def test_a_reminder_that_arrives_is_not_the_request_that_did_not() -> None:
    """Only the request itself brings its contact back in reach: it has the button."""
    case = given(opening(), UP, miss(TOBIN))
    reminded = c.RecordTold(by="", person=TOBIN, purpose=Purpose.REMINDER, platform=Platform.MAIL)
    after = apply(case, done(case, reminded, NOW))
    assert TOBIN not in after.receiving.current


def test_a_miss_of_an_earlier_stage_or_an_owned_side_asks_nobody() -> None:
    """It is on the record and the coordinators know; the case has moved on."""
    case = managers()
    assert kinds(done(case, miss(MARLOW, stage="discussion"), NOW)) == ["ContactMissed"]
    owned = given(opening(), UP, c.Accept(by=PRIYA, stage=STAGE))
    for why in (FailureReason.DEACTIVATED, FailureReason.OVERDUE, FailureReason.STILL_OVERDUE):
        assert kinds(done(owned, miss(TOBIN, why), NOW)) == ["ContactMissed"]
    late = done(managers(), miss(PRIYA, FailureReason.OVERDUE, stage="discussion"), NOW)
    assert kinds(late) == ["ContactMissed"], "asked at both, and it is the earlier one that failed"


def test_watchers_who_cannot_be_reached_never_go_round_in_a_circle() -> None:
    """Both coordinators and the raiser are out of reach: the news of it comes to an end."""
    case = managers()
    waiting = [miss(TOBIN)]
    for _ in range(50):
        if not waiting:
            break
        command = waiting.pop()
        events = done(case, command, NOW)
        owed = told(case, events)
        case = apply(case, events)
        waiting += [
            c.RecordMissed(by="", person=p, purpose=Purpose.UNREACHED, why=command.why, stage=STAGE)
            for p, purpose in owed
            if purpose == Purpose.UNREACHED
        ]
    assert not waiting
    missed = [one.person for one in case.unreached if one.purpose is Purpose.UNREACHED]
    assert {NOOR, MERRICK, ROBIN} <= set(missed)


def test_a_person_known_to_be_out_of_reach_is_news_once() -> None:
    """The same person, stage and reason within a day: told once; an alert missed is news again."""
    case = apply(managers(), done(managers(), miss(TOBIN), NOW))
    again = replace(miss(TOBIN), purpose=Purpose.REMINDER)
    assert told(case, done(case, again, NOW)) == set()
    alert = replace(miss(TOBIN), purpose=Purpose.IMMEDIATE_RISK)
    assert (NOOR, Purpose.UNREACHED) in told(case, done(case, alert, NOW))
    other = replace(again, why=FailureReason.BLOCKED)
    assert (NOOR, Purpose.UNREACHED) in told(case, done(case, other, NOW))
    tomorrow = HOUNSLOW.at(NOW.now + timedelta(days=1))
    assert (NOOR, Purpose.UNREACHED) in told(case, done(case, again, tomorrow))


def test_without_coordinators_the_raiser_is_told_that_somebody_was_missed() -> None:
    """Somebody human always hears of it."""
    bare = replace(HOUNSLOW, directory=replace(HOUNSLOW.directory, coordinators=()))
    case = managers()
    events = done(case, miss(TOBIN), bare.at())
    assert (ROBIN, Purpose.UNREACHED) in told(case, events, bare)
