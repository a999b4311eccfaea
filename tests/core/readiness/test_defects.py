"""What wants mending: each kind of defect is found, and in the same list without it, it is not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.cases.record.delivery_history import DeliveryHistory
from core.desk.readiness.cards import DEFECTS_PER_PAGE, defects_page, on_home
from core.directory.model import Absence, Tenure, UnconfirmedAddress
from core.policy.ladder import Meeting
from core.readiness import wording as say
from core.readiness.defects import DANGER_ORDER, Defect, DefectKind
from core.readiness.monthly_check import MonthlyAnswers, ReportedDoubt
from core.routing.conflicts import Clash
from core.routing.gaps import MESSAGING_PLATFORMS, coverage_board, gaps
from core.vocabulary import AddressDoubt, FailureReason, Platform
from tests.core.given import (
    CASSIA,
    HOUNSLOW,
    IMOGEN,
    JONAS,
    LEILA,
    MARLOW,
    MERRICK,
    MONDAY,
    NOOR,
    PRIYA,
    SOREN,
    TOBIN,
    WILF,
    World,
)
from tests.core.office import words
from tests.core.readiness.checked import checked, defects, mail, with_person, with_post

MANAGER = "council.family-help.manager"
LEAD = "council.family-help.lead"
TODAY = MONDAY.date()
LONG_AGO = date(2026, 1, 5)


def having(here: World, **changes: Any) -> World:
    """The same partnership with its list changed."""
    return replace(here, directory=replace(here.directory, **changes))


def post(post_id: str, **changes: Any) -> World:
    """Hounslow with one post changed."""
    return replace(HOUNSLOW, directory=with_post(HOUNSLOW.directory, post_id, **changes))


def person(person_id: str, **changes: Any) -> World:
    """Hounslow with one person changed."""
    return replace(HOUNSLOW, directory=with_person(HOUNSLOW.directory, person_id, **changes))


def only_one(here: World, wrong: DefectKind) -> Defect:
    """The one defect of a kind, which the list as it is kept does not have."""
    assert defects(checked(HOUNSLOW), wrong) == []
    (found,) = defects(checked(here), wrong)
    return found


def sentence(here: World, one: Defect) -> str:
    """What is said of it, and what to do."""
    return say.defect_and_remedy(one, here.policy, here.directory)


# --- nobody -----------------------------------------------------------------------------------


def test_a_stage_that_nobody_owns_is_the_worst_of_all() -> None:
    """It says the role, the agency and team, the stage and since when, and what to do."""
    tenures = (
        Tenure(person=WILF, until=date(2026, 10, 26)),
        Tenure(person=JONAS, until=date(2026, 10, 20), deputy=True),
    )
    here = post(LEAD, holders=(), deputies=(), tenures=tenures)
    agency = [p for p in here.directory.posts if p.agency == "council" and p.id != LEAD]
    none = tuple(
        replace(p, holders=(), deputies=()) for p in agency if "safeguarding_lead" in p.roles
    )
    ids = {p.id for p in none}
    posts = tuple(p for p in here.directory.posts if p.id not in ids)
    here = having(here, posts=(*posts, *none))
    found = checked(here)
    first = found.defects[0]
    assert first.wrong is DefectKind.UNOWNED
    told = [sentence(here, one) for one in defects(found, DefectKind.UNOWNED)]
    assert any("Family Help Team" in one and "Stage 3" in one for one in told)
    assert all("since Tuesday 27 October 2026" in one for one in told if "Family Help" in one)
    assert all("/escalate people" in one and "directory appoint" in one for one in told)
    declared = having(here, gaps={"safeguarding_lead": "Being filled."})
    assert defects(checked(declared), DefectKind.UNOWNED) == []


def test_nobody_to_alert_is_said_before_anything_else() -> None:
    """Without a coordinator who can be messaged no human hears that everybody else failed."""
    by_mail = {
        one: replace(HOUNSLOW.directory.people[one], channels=(mail(f"{n}@x.example"),))
        for n, one in enumerate((NOOR, MERRICK))
    }
    here = having(HOUNSLOW, people={**HOUNSLOW.directory.people, **by_mail})
    assert checked(here).defects[0] == only_one(here, DefectKind.NO_WATCHER)
    sends = MESSAGING_PLATFORMS | {Platform.MAIL}
    assert defects(checked(here, sends=sends), DefectKind.NO_WATCHER) == []


def test_whoever_is_asked_first_and_has_no_way_to_be_messaged() -> None:
    """Priya has e-mail only: found where Concord sends none, and well where it does."""
    people = [one.person for one in defects(checked(HOUNSLOW), DefectKind.UNREACHABLE)]
    assert PRIYA in people
    assert TOBIN not in people
    sends = MESSAGING_PLATFORMS | {Platform.MAIL}
    assert defects(checked(HOUNSLOW, sends=sends), DefectKind.UNREACHABLE) == []


def test_a_stage_with_e_mail_only_is_owned_where_concord_sends_e_mail() -> None:
    """Whether it counts is a matter of the deployment."""
    both = {
        one: replace(HOUNSLOW.directory.people[one], channels=(mail(f"{n}@x.example"),))
        for n, one in enumerate(HOUNSLOW.directory.people)
    }
    here = having(HOUNSLOW, people=both)
    assert gaps(here.policy, here.directory)
    assert gaps(here.policy, here.directory, frozenset({Platform.MAIL})) == ()


# --- whether it has worked --------------------------------------------------------------------

AT = datetime(2026, 10, 20, 9, tzinfo=UTC)
SLACK = Platform.SLACK
WELL = DeliveryHistory(last_told=AT, last_answered=AT)
REFUSED = DeliveryHistory(last_missed=AT, why=FailureReason.REFUSED)
BROKEN = DeliveryHistory(
    last_told=AT - timedelta(days=1), last_missed=AT, why=FailureReason.NOT_INSTALLED
)


def test_a_last_message_that_failed_is_found_and_says_why() -> None:
    """And where it has worked since, it is not."""
    (found,) = defects(checked(HOUNSLOW, {(TOBIN, SLACK): BROKEN}), DefectKind.FAILING)
    assert found.person == TOBIN
    said = sentence(HOUNSLOW, found)
    assert "on Tuesday 20 October 2026: Slack refused: the app is not installed" in said
    assert defects(checked(HOUNSLOW, {(TOBIN, SLACK): WELL}), DefectKind.FAILING) == []
    elsewhere = {(TOBIN, Platform.TEAMS): BROKEN}  # not where he is messaged first
    assert defects(checked(HOUNSLOW, elsewhere), DefectKind.FAILING) == []


def test_whoever_was_never_messaged_is_named_in_one_line() -> None:
    """Whoever was is not among them."""
    (every,) = defects(checked(HOUNSLOW), DefectKind.NEVER_TRIED)
    (fewer,) = defects(checked(HOUNSLOW, {(TOBIN, SLACK): WELL}), DefectKind.NEVER_TRIED)
    assert set(every.people) - set(fewer.people) == {TOBIN}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (None, "no case has written there yet"),
        (DeliveryHistory(last_told=AT), "sent there on Tuesday 20 October 2026, never answered"),
        (WELL, "answered there on Tuesday 20 October 2026"),
        (
            REFUSED,
            "failed on Tuesday 20 October 2026: the platform refused the message",
        ),
    ],
)
def test_whether_it_has_worked_before_is_said_in_words(
    known: DeliveryHistory | None, said: str
) -> None:
    """Proof, sent but not confirmed, never, or why not."""
    assert say.delivery_words(known) == said


# --- who has it, and until when ---------------------------------------------------------------


def test_an_absence_that_leaves_a_post_to_nobody_is_found_before_it_begins() -> None:
    """With a deputy it leaves it to the deputy; far ahead it is not told yet."""
    week = (date(2026, 11, 16), date(2026, 11, 20))
    away = Absence(person=CASSIA, first=week[0], last=week[1])
    manager = next(p for p in HOUNSLOW.directory.posts if CASSIA in p.holders)
    alone = having(post(manager.id, holders=(CASSIA,), deputies=()), absences=(away,))
    (found,) = defects(checked(alone), DefectKind.AWAY_TO_NOBODY)
    assert (found.person, found.post) == (CASSIA, manager.id)
    assert "from Monday 16 November 2026 to Friday 20 November 2026" in sentence(alone, found)
    backed = having(post(manager.id, holders=(CASSIA,), deputies=(SOREN,)), absences=(away,))
    assert defects(checked(backed), DefectKind.AWAY_TO_NOBODY) == []
    before = MONDAY - timedelta(days=40)
    assert defects(checked(alone, at=before), DefectKind.AWAY_TO_NOBODY) == []
    after = MONDAY + timedelta(days=40)
    assert defects(checked(alone, at=after), DefectKind.AWAY_TO_NOBODY) == []


def test_an_interim_time_that_ends_within_thirty_days() -> None:
    """Not one that has longer to run, nor one without an end."""

    def until(day: date | None) -> World:
        tenures = (Tenure(person=TOBIN, since=LONG_AGO, until=day, interim=True),)
        return post(MANAGER, holders=(TOBIN,), tenures=tenures)

    found = only_one(until(date(2026, 11, 20)), DefectKind.ENDING)
    assert "ends on Friday 20 November 2026, and then it has nobody" in sentence(HOUNSLOW, found)
    assert defects(checked(until(date(2027, 2, 1))), DefectKind.ENDING) == []
    assert defects(checked(until(None)), DefectKind.ENDING) == []


def test_a_time_that_has_ended_with_nobody_after_it() -> None:
    """The deputy who stands in is named; with somebody new in the post nothing is wrong."""
    ended = Tenure(person=TOBIN, until=date(2026, 10, 27), interim=True)
    empty = post(MANAGER, holders=(TOBIN,), tenures=(ended,))
    found = only_one(empty, DefectKind.ENDED)
    said = sentence(empty, found)
    assert "nobody since Wednesday 28 October 2026: the time of Tobin Zeller has ended" in said
    assert "Leila Hartnell can be asked as deputy" in said
    new = post(MANAGER, holders=(TOBIN, PRIYA), tenures=(ended,))
    assert defects(checked(new), DefectKind.ENDED) == []


def test_a_post_with_deputies_only() -> None:
    """It is owned, and yet it wants somebody."""
    found = only_one(post(MANAGER, holders=()), DefectKind.VACANT)
    assert found.people == (LEILA,)


# --- one person in two places -----------------------------------------------------------------


def test_one_person_on_both_sides() -> None:
    """A lead of the trust who is also the council's; with two different people nothing is wrong."""
    found = [
        one
        for one in defects(
            checked(post(LEAD, holders=(IMOGEN,), deputies=())), DefectKind.BOTH_SIDES
        )
        if one.person == IMOGEN
    ]
    assert found
    assert defects(checked(HOUNSLOW), DefectKind.BOTH_SIDES) == []


def test_one_person_at_two_levels_of_a_side() -> None:
    """A manager who is the lead above as well, without anybody else there."""
    here = post(LEAD, holders=(TOBIN,), deputies=())
    clashes = coverage_board(here.policy, here.directory).conflicts
    found = [one for one in clashes if one.clash is Clash.TWO_LEVELS]
    assert {(one.person, one.stage, one.team) for one in found} == {
        (TOBIN, "safeguarding_leads", "family-help")
    }
    before = coverage_board(HOUNSLOW.policy, HOUNSLOW.directory).conflicts
    assert not [one for one in before if one.clash is Clash.TWO_LEVELS]


def test_somebody_who_would_be_their_own_escalation() -> None:
    """The only manager of a team: where they raise it, nobody of the stage is left."""
    alone = post(MANAGER, holders=(TOBIN,), deputies=())
    mine = [
        one for one in defects(checked(alone), DefectKind.OWN_ESCALATION) if one.person == TOBIN
    ]
    assert len(mine) == 1
    others = defects(checked(HOUNSLOW), DefectKind.OWN_ESCALATION)
    assert TOBIN not in {one.person for one in others}


def test_a_chair_who_belongs_to_a_side() -> None:
    """Only the council's director could chair: never where the council is involved."""

    def chaired(*, uninvolved: bool) -> World:
        meeting = Meeting(
            id="panel", name="Panel", text="Meet", chair="director", chair_uninvolved=uninvolved
        )
        policy = HOUNSLOW.policy
        stages = (*policy.ladder[:-1], replace(policy.ladder[-1], meeting=meeting))
        tracks = tuple(
            replace(one, stages=stages) if one.id == "main" else one for one in policy.tracks
        )
        holders = HOUNSLOW.directory.resolve("director").everyone
        directory = HOUNSLOW.directory
        for one in holders:
            directory = with_person(directory, one, agency="council")
        return replace(HOUNSLOW, policy=replace(policy, tracks=tracks), directory=directory)

    here = chaired(uninvolved=True)
    found = only_one(here, DefectKind.CHAIR_INVOLVED)
    assert "who may not where London Borough of Hounslow is involved" in sentence(here, found)
    assert defects(checked(chaired(uninvolved=False)), DefectKind.CHAIR_INVOLVED) == []


# --- what is not sure -------------------------------------------------------------------------


def test_an_address_that_waits_to_be_confirmed() -> None:
    """It says why it is not used."""
    held = (UnconfirmedAddress(address="t.zeller@other.example", why=AddressDoubt.OTHER_NAME),)
    here = person(TOBIN, held=held)
    found = only_one(here, DefectKind.HELD)
    assert "it seems to belong to somebody else" in sentence(here, found)
    assert "other.example" not in sentence(here, found)


def test_whoever_was_not_made_sure_of_for_ninety_days() -> None:
    """Ninety days are well, ninety-one are not, and never is not."""

    def verified(day: date | None) -> bool:
        (found,) = defects(checked(person(TOBIN, verified_on=day)), DefectKind.NOT_VERIFIED)
        return TOBIN not in found.people

    assert verified(TODAY - timedelta(days=90))
    assert not verified(TODAY - timedelta(days=91))
    assert not verified(None)


def test_whoever_says_that_a_post_is_not_theirs() -> None:
    """Doubtful while they are in it; no longer once somebody else is."""
    said = ReportedDoubt(person=TOBIN, on=TODAY, posts=(MANAGER,), note="Ask Leila")
    standing = MonthlyAnswers(today=TODAY, doubts=(said,))
    (found,) = defects(checked(HOUNSLOW, standing=standing), DefectKind.NOT_THEIRS)
    assert (found.person, found.post) == (TOBIN, MANAGER)
    assert "They add: “Ask Leila”" in sentence(HOUNSLOW, found)
    gone = post(MANAGER, holders=(PRIYA,))
    assert defects(checked(gone, standing=standing), DefectKind.NOT_THEIRS) == []


def test_whoever_says_that_something_has_changed_or_says_nothing() -> None:
    """Each is told to the coordinators."""
    said = ReportedDoubt(person=TOBIN, on=TODAY, note="New team")
    standing = MonthlyAnswers(today=TODAY, doubts=(said,), unanswered=(MARLOW,))
    found = checked(HOUNSLOW, standing=standing)
    (changed,) = defects(found, DefectKind.CHANGED)
    (silent,) = defects(found, DefectKind.UNANSWERED)
    assert (changed.person, changed.note, silent.people) == (TOBIN, "New team", (MARLOW,))
    for wrong in (DefectKind.CHANGED, DefectKind.UNANSWERED):
        assert defects(checked(HOUNSLOW), wrong) == []


def test_a_list_past_its_review() -> None:
    """Hounslow's was to be reviewed in September 2025; one with a date to come is well."""
    assert len(defects(checked(HOUNSLOW), DefectKind.PAST_REVIEW)) == 1
    policy = replace(HOUNSLOW.policy, next_review=date(2027, 1, 1))
    assert defects(checked(replace(HOUNSLOW, policy=policy)), DefectKind.PAST_REVIEW) == []


# --- how it is shown --------------------------------------------------------------------------


def test_the_most_dangerous_comes_first_and_a_long_list_has_pages() -> None:
    """On Home three lines and a button; every defect on exactly one page."""
    here = post(LEAD, holders=(), deputies=())
    found = checked(having(here, coordinators=()))
    kinds = [DANGER_ORDER[one.wrong] for one in found.defects]
    assert kinds == sorted(kinds)
    assert found.defects[0].wrong is DefectKind.NO_WATCHER
    pages = -(-len(found.defects) // DEFECTS_PER_PAGE)
    assert pages > 1
    shown = "\n".join(words(defects_page(found, page)) for page in range(1, pages + 1))
    for one in found.defects:
        assert shown.count(sentence(here, one)) == 1
    home = words(on_home(found))
    assert f"Contact list: {len(found.defects)} things to mend" in home
    assert home.count("\n") == 4


def test_nothing_to_mend_takes_no_room_on_home() -> None:
    """A list with nothing wrong says so where it is asked, and is silent elsewhere."""
    found = replace(checked(HOUNSLOW), defects=())
    assert on_home(found) == ()
    assert "nothing wants mending" in words(defects_page(found))
