"""A contact list is what its acts fold to: nothing of it is lost, and each day has its own."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.directory import (
    AbsenceEnded,
    AbsenceMarked,
    AddressReleased,
    ChannelEnded,
    ChannelLinked,
    HolderAppointed,
    HolderEnded,
    PersonLeft,
    PersonVerified,
    as_of,
    fold,
)
from core.directory.absences import list_on_day
from core.directory.history import held_by, tenures_of
from core.directory.model import Absence, Tenure, Term
from core.directory.warnings import INTERIM_ENDS_WITHIN, INTERIM_REPORTED_AFTER, expiring_tenures
from core.vocabulary import Platform
from tests.core.directory.lists import (
    ADA,
    BEN,
    CEL,
    COR,
    DOT,
    LEAD,
    LIST,
    MANAGER,
    NIA,
    NOON,
    TODAY,
    TOMORROW,
    TRUST,
    YESTERDAY,
    act,
    at_slack,
    post_of,
    taken,
)


def test_before_a_list_was_taken_there_is_none() -> None:
    """Whatever else was written."""
    assert fold([act(PersonVerified(person=ADA, on=TODAY))]) is None


def test_whoever_is_ended_today_is_not_asked_any_more_and_stays_on_record() -> None:
    """The time ends with a date, also where none had begun it."""
    after = fold([taken(), act(HolderEnded(post=MANAGER, person=ADA, on=TODAY))])
    post = post_of(after, MANAGER)
    assert post.holders == ()
    assert post.tenures == (Tenure(person=ADA, until=TODAY),)


def test_whoever_is_ended_on_a_later_day_serves_until_then() -> None:
    """The last day is included; from the next one on nobody asks them."""
    after = fold([taken(), act(HolderEnded(post=LEAD, person=CEL, on=TOMORROW))])
    assert after is not None
    assert post_of(list_on_day(after, TOMORROW), LEAD).holders == (CEL,)
    assert post_of(list_on_day(after, TOMORROW + timedelta(days=1)), LEAD).holders == ()


def test_an_appointment_for_later_counts_from_its_day_on() -> None:
    """Not a day sooner."""
    later = HolderAppointed(post=LEAD, person=DOT, since=TOMORROW)
    after = fold([taken(), act(later)])
    assert after is not None
    assert post_of(list_on_day(after, TODAY), LEAD).holders == (CEL,)
    assert post_of(list_on_day(after, TOMORROW), LEAD).holders == (CEL, DOT)


def test_an_appointment_that_was_called_off_never_counts() -> None:
    """Ended before it began: it covers no day, and the record still has it."""
    later = HolderAppointed(post=LEAD, person=DOT, since=TOMORROW)
    after = fold([taken(), act(later), act(HolderEnded(post=LEAD, person=DOT, on=TODAY))])
    post = post_of(after, LEAD)
    (called_off,) = [one for one in post.tenures if one.person == DOT]
    assert not any(called_off.covers(TODAY + timedelta(days=n)) for n in range(-9, 9))
    assert after is not None
    assert post_of(list_on_day(after, TOMORROW), LEAD).holders == (CEL,)


def test_whoever_comes_back_to_a_post_has_two_times_in_it() -> None:
    """The first is not overwritten."""
    after = fold(
        [
            taken(),
            act(HolderEnded(post=LEAD, person=CEL, on=YESTERDAY)),
            act(HolderAppointed(post=LEAD, person=CEL, since=TOMORROW)),
        ]
    )
    post = post_of(after, LEAD)
    assert [(one.since, one.until) for one in post.tenures] == [
        (date(2025, 1, 6), YESTERDAY),
        (TOMORROW, None),
    ]
    assert held_by(post, YESTERDAY) == (CEL,)
    assert held_by(post, TODAY) == ()
    assert held_by(post, TOMORROW) == (CEL,)


def test_who_held_the_post_on_a_day_is_known_years_later() -> None:
    """As the list knew it at the end of that day, and as it knows it now."""
    acts = [
        taken(),
        act(
            HolderEnded(post=LEAD, person=CEL, on=TODAY),
            HolderAppointed(post=LEAD, person=DOT, since=TOMORROW, interim=True),
            at=NOON + timedelta(days=30),
        ),
    ]
    assert post_of(as_of(acts, TODAY + timedelta(days=29)), LEAD).holders == (CEL,)
    now = post_of(as_of(acts, TODAY + timedelta(days=30)), LEAD)
    assert held_by(now, TODAY) == (CEL,)
    assert held_by(now, TOMORROW) == (DOT,)
    assert as_of(acts, YESTERDAY) is None
    assert [one.person for one in tenures_of(now)] == [DOT, CEL]


def test_whoever_leaves_holds_nothing_and_acts_no_more() -> None:
    """From that day on: posts, deputising and coordinating end with it; the name stays."""
    after = fold([taken(), act(PersonLeft(person=BEN, on=TODAY), PersonLeft(person=COR, on=TODAY))])
    assert after is not None
    assert post_of(after, MANAGER).deputies == ()
    assert after.coordinators == (LIST.coordinators[1],)
    assert after.people[BEN].channels == ()
    assert after.people[BEN].name == "Ben"
    soon = fold([taken(), act(PersonLeft(person=COR, on=TOMORROW))])
    assert soon is not None
    assert COR in list_on_day(soon, TODAY).coordinators
    assert list_on_day(soon, TODAY).people[COR].channels
    assert COR not in list_on_day(soon, TOMORROW).coordinators
    assert not list_on_day(soon, TOMORROW).people[COR].channels


def test_a_link_made_after_somebody_left_reaches_nobody() -> None:
    """It can be written; it never counts."""
    linked = ChannelLinked(person=BEN, channel=at_slack("UNEWUSER")[0])
    after = fold([taken(), act(PersonLeft(person=BEN, on=TODAY)), act(linked)])
    assert after is not None
    assert list_on_day(after, TODAY).people[BEN].channels == ()


def test_whoever_is_away_is_not_asked_and_comes_back_by_themselves() -> None:
    """Deputies are; the post is still theirs; back sooner than marked, they are asked again."""
    last = TODAY + timedelta(days=7)
    acts = [taken(), act(AbsenceMarked(person=ADA, first=TODAY, last=last))]
    away = fold(acts)
    assert away is not None
    post = post_of(list_on_day(away, TODAY), MANAGER)
    assert (post.holders, post.deputies, post.away) == ((), (BEN,), (ADA,))
    assert post_of(list_on_day(away, last + timedelta(days=1)), MANAGER).holders == (ADA,)
    back = fold([*acts, act(AbsenceEnded(person=ADA, on=TOMORROW))])
    assert back is not None
    assert back.absences == (Absence(person=ADA, first=TODAY, last=TODAY),)
    assert post_of(list_on_day(back, TOMORROW), MANAGER).holders == (ADA,)


@pytest.mark.parametrize(
    ("day", "there"),
    [
        (date(2027, 1, 4), False),
        (date(2027, 1, 5), True),
        (date(2027, 3, 26), True),
        (date(2027, 3, 27), False),
    ],
)
def test_an_agency_with_terms_is_away_between_them(day: date, *, there: bool) -> None:
    """Its first and last day are included; agencies without terms are always there."""
    term = Term(name="Spring term", first=date(2027, 1, 5), last=date(2027, 3, 26))
    agencies = {**LIST.agencies, "trust": replace(LIST.agencies["trust"], terms=(term,))}
    school = replace(LIST, agencies=agencies)
    post = post_of(list_on_day(school, day), TRUST)
    assert (post.holders, post.away) == (((NIA,), ()) if there else ((), (NIA,)))
    assert post_of(list_on_day(school, day), MANAGER).holders == (ADA,)


def test_an_address_in_doubt_is_written_to_once_it_is_released() -> None:
    """In small letters, once; an address that is not held changes nothing."""
    released = AddressReleased(person=DOT, address="dot@elsewhere.example")
    after = fold([taken(), act(released), act(released)])
    assert after is not None
    mails = [one.user for one in after.people[DOT].channels if one.platform is Platform.MAIL]
    assert mails == ["dot@elsewhere.example"]
    assert after.people[DOT].held == ()
    other = fold([taken(), act(replace(released, address="x@elsewhere.example"))])
    assert other == LIST


def test_a_link_is_used_first_and_ends_for_good() -> None:
    """The same link twice stands once."""
    new = at_slack("UNEWUSER")[0]
    linked = ChannelLinked(person=ADA, channel=new)
    after = fold([taken(), act(linked), act(linked)])
    assert after is not None
    assert after.people[ADA].channels == (new, *LIST.people[ADA].channels)
    ended = fold([taken(), act(linked), act(ChannelEnded(person=ADA, channel=new))])
    assert ended is not None
    assert ended.people[ADA].channels == LIST.people[ADA].channels


def test_what_names_nobody_changes_nothing() -> None:
    """Folding never refuses: whatever was written, happened."""
    nobody = (
        PersonLeft(person="vale.nobody", on=TODAY),
        PersonVerified(person="vale.nobody", on=TODAY),
        HolderEnded(post="no.post", person=ADA, on=TODAY),
        HolderAppointed(post="no.post", person=ADA, since=TODAY),
    )
    assert fold([taken(), act(*nobody)]) == LIST


def interim(since: date, until: date | None) -> list[str]:
    """The posts to be asked about where Dot holds the lead's as interim."""
    change = HolderAppointed(post=LEAD, person=DOT, since=since, until=until, interim=True)
    after = fold([taken(), act(HolderEnded(post=LEAD, person=CEL, on=TODAY), change)])
    assert after is not None
    return [one.post for one in expiring_tenures(after, TODAY)]


def test_an_interim_term_is_asked_about_before_it_ends() -> None:
    """Two weeks before; also when it has run out and nobody else holds the post."""
    assert interim(YESTERDAY, TODAY + INTERIM_ENDS_WITHIN) == [LEAD]
    assert interim(YESTERDAY, TODAY + INTERIM_ENDS_WITHIN + timedelta(days=1)) == []
    assert interim(YESTERDAY - timedelta(days=9), YESTERDAY) == [LEAD]


def test_an_interim_term_without_an_end_is_asked_about_after_three_months() -> None:
    """It is not forgotten."""
    assert interim(TODAY - INTERIM_REPORTED_AFTER, None) == [LEAD]
    assert interim(TODAY - INTERIM_REPORTED_AFTER + timedelta(days=1), None) == []
