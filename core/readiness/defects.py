"""Defects of a contact list, most dangerous first; their wording is elsewhere."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from core.cases.record.delivery_history import DeliveryHistory
from core.directory.absences import list_on_day
from core.directory.model import Directory, Person, Post, Tenure
from core.policy.model import Policy
from core.readiness.monthly_check import MonthlyAnswers, ReportedDoubt
from core.routing.conflicts import Clash
from core.routing.gaps import CoverageBoard, Gap, channel_of
from core.routing.stage_contacts import unique
from core.vocabulary import FailureReason, Platform

REPORT_AHEAD: Final = timedelta(days=30)
"""How far ahead an end of tenure or an absence is reported."""
VERIFIED_FOR: Final = timedelta(days=90)
"""How long a person's entry counts as verified."""


class DefectKind(StrEnum):
    """Kinds of defect, most dangerous first."""

    NO_WATCHER = "no_watcher"
    """No coordinator can be messaged: if everything else fails, no human is alerted."""
    UNOWNED = "unowned"
    UNREACHABLE = "unreachable"
    """Somebody who would be asked first cannot be messaged."""
    FAILING = "failing"
    """The last message to somebody did not reach them."""
    AWAY_TO_NOBODY = "away_to_nobody"
    """An absence leaves a post without anybody who can be messaged."""
    NOT_THEIRS = "not_theirs"
    """Somebody says that a post is no longer theirs."""
    ENDED = "ended"
    """A tenure has ended and nobody holds the post now."""
    ENDING = "ending"
    VACANT = "vacant"
    """A post has nobody but deputies."""
    BOTH_SIDES = "both_sides"
    TWO_LEVELS = "two_levels"
    OWN_ESCALATION = "own_escalation"
    CHAIR_INVOLVED = "chair_involved"
    HELD = "held"
    """An address waits to be confirmed."""
    CHANGED = "changed"
    """Somebody says that their entry has changed."""
    PAST_REVIEW = "past_review"
    UNANSWERED = "unanswered"
    """The monthly question has had no answer for ten working days."""
    NOT_VERIFIED = "not_verified"
    NEVER_TRIED = "never_tried"


DANGER_ORDER: Final = {kind: number for number, kind in enumerate(DefectKind)}
_CLASHES: Final = {
    Clash.BOTH_SIDES: DefectKind.BOTH_SIDES,
    Clash.TWO_LEVELS: DefectKind.TWO_LEVELS,
    Clash.OWN_ESCALATION: DefectKind.OWN_ESCALATION,
    Clash.CHAIR_INVOLVED: DefectKind.CHAIR_INVOLVED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One defect of a contact list."""

    wrong: DefectKind
    person: str = ""
    post: str = ""
    stages: tuple[str, ...] = ()
    """The stages concerned, or the name of a rule."""
    agency: str = ""
    team: str = ""
    roles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    """Everybody concerned, where one line covers several people; or who is asked instead."""
    on: date | None = None
    """The day since or from which it holds."""
    until: date | None = None
    platform: Platform | None = None
    why: FailureReason | None = None
    note: str = ""
    """The person's own words, or for HELD the doubt about the address."""

    @property
    def key(self) -> str:
        """Identify the defect across days: one that was told is not new tomorrow."""
        parts = (self.wrong, self.person, self.post, "+".join(self.stages), self.agency, self.team)
        return ":".join((*parts, "+".join(self.roles), "+".join(sorted(self.people))))


def find_defects(
    policy: Policy,
    directory: Directory,
    board: CoverageBoard,
    reached: Mapping[tuple[str, Platform], DeliveryHistory],
    standing: MonthlyAnswers,
) -> tuple[Defect, ...]:
    """Return all defects of a list on a day, most dangerous first.

    ``directory`` is the whole list, with those absent or gone; ``board`` was made from the list as
    of that day.
    """
    today = standing.today
    now = list_on_day(directory, today)
    unowned = tuple(_unowned(board, directory, today))
    found = (
        *_watchers(board),
        *unowned,
        *_unreachable(board, now),
        *_failing(board, now, reached),
        *_away(directory, board, today),
        *_doubts(standing.doubts, now),
        *(
            one
            for one in _tenures(directory, today)
            if not _covered_by_unowned(one, unowned, directory)
        ),
        *_conflicts(board),
        *_held(now),
        *_review(policy, today),
        *_unanswered(standing, now),
        *_not_verified(now, today),
        *_never_tried(board, now, reached),
    )
    return tuple(sorted(found, key=lambda one: DANGER_ORDER[one.wrong]))


def _watchers(board: CoverageBoard) -> Iterator[Defect]:
    if not board.watchers:
        yield Defect(wrong=DefectKind.NO_WATCHER)


def _unowned(board: CoverageBoard, directory: Directory, today: date) -> Iterator[Defect]:
    """Yield each role that nobody fills at a place, with all the stages that need it."""
    places: dict[tuple[tuple[str, ...], str, str], list[Gap]] = {}
    for gap in board.gaps:
        places.setdefault((gap.roles, gap.agency, gap.team), []).append(gap)
    for (roles, agency, team), gaps in places.items():
        posts = [
            post
            for post in directory.posts
            if set(roles) & set(post.roles) and post.agency == (agency or post.agency)
        ]
        yield Defect(
            wrong=DefectKind.UNOWNED,
            roles=roles,
            agency=agency,
            team=team,
            post=posts[0].id if posts else "",
            stages=unique(gap.needed_for for gap in gaps),
            on=max((day for post in posts if (day := _empty_since(post, today))), default=None),
        )


def _empty_since(post: Post, today: date) -> date | None:
    """Return the first day without a holder, if the post's tenures tell."""
    ends = [one.until for one in post.tenures if not one.deputy and one.until]
    last = max(ends, default=None)
    return last + timedelta(days=1) if last is not None and last < today else None


def _covered_by_unowned(one: Defect, unowned: Iterable[Defect], directory: Directory) -> bool:
    """Whether an empty post is already covered by an unowned role."""
    post = next(post for post in directory.posts if post.id == one.post)
    return one.wrong in {DefectKind.ENDED, DefectKind.VACANT} and any(
        set(gap.roles) & set(post.roles) and gap.agency in {"", post.agency} for gap in unowned
    )


def _unreachable(board: CoverageBoard, now: Directory) -> Iterator[Defect]:
    for person in board.asked:
        known = now.people.get(person)
        if known is not None and not known.held and not channel_of(person, now, board.sends):
            stages = unique(r.stage for r in board.reaches if person in r.answer.first)
            yield Defect(wrong=DefectKind.UNREACHABLE, person=person, stages=stages)


def _failing(
    board: CoverageBoard, now: Directory, reached: Mapping[tuple[str, Platform], DeliveryHistory]
) -> Iterator[Defect]:
    for person in unique((*board.asked, *everybody_in_posts(now))):
        channel = channel_of(person, now, board.sends)
        known = reached.get((person, channel.platform)) if channel else None
        if channel and known and known.failing and known.last_missed:
            yield Defect(
                wrong=DefectKind.FAILING,
                person=person,
                platform=channel.platform,
                why=known.why,
                on=known.last_missed.date(),
            )


def everybody_in_posts(now: Directory) -> tuple[str, ...]:
    """Return every holder and deputy of the day, each once."""
    return unique(p for post in now.posts for p in (*post.holders, *post.away, *post.deputies))


def _away(directory: Directory, board: CoverageBoard, today: date) -> Iterator[Defect]:
    """Yield each post that an absence soon leaves with nobody who can be messaged."""
    for absence in directory.absences:
        day = max(absence.first, today)
        if absence.last < today or day > today + REPORT_AHEAD:
            continue
        then = list_on_day(directory, day)
        for post in then.posts:
            held = absence.person in {*post.away, *post.deputies, *_deputies(directory, post)}
            left = any(channel_of(p, then, board.sends) for p in (*post.holders, *post.deputies))
            if held and not left:
                yield Defect(
                    wrong=DefectKind.AWAY_TO_NOBODY,
                    person=absence.person,
                    post=post.id,
                    on=absence.first,
                    until=absence.last,
                )


def _deputies(directory: Directory, post: Post) -> tuple[str, ...]:
    return next((one.deputies for one in directory.posts if one.id == post.id), ())


def _doubts(doubts: Iterable[ReportedDoubt], now: Directory) -> Iterator[Defect]:
    for doubt in doubts:
        if not doubt.not_theirs:
            yield Defect(
                wrong=DefectKind.CHANGED, person=doubt.person, on=doubt.on, note=doubt.note
            )
        for post in now.posts:
            if post.id in doubt.posts and doubt.person in {
                *post.holders,
                *post.away,
                *post.deputies,
            }:
                yield Defect(
                    wrong=DefectKind.NOT_THEIRS,
                    person=doubt.person,
                    post=post.id,
                    on=doubt.on,
                    note=doubt.note,
                )


def _tenures(directory: Directory, today: date) -> Iterator[Defect]:
    now = {post.id: post for post in list_on_day(directory, today).posts}
    for post in directory.posts:
        here = now[post.id]
        if not (here.holders or here.away):
            yield from _empty(post, here, today)
        for one in post.tenures:
            if one.until and one.covers(today) and one.until <= today + REPORT_AHEAD:
                yield from _ending(directory, post, one)


def _empty(post: Post, here: Post, today: date) -> Iterator[Defect]:
    ended = [one for one in post.tenures if not one.deputy and one.until and one.until < today]
    since = _empty_since(post, today)
    if last := max(ended, key=lambda one: one.until or today, default=None):
        yield Defect(
            wrong=DefectKind.ENDED, post=post.id, person=last.person, on=since, people=here.deputies
        )
    elif post.roles:
        yield Defect(wrong=DefectKind.VACANT, post=post.id, people=here.deputies)


def _ending(directory: Directory, post: Post, one: Tenure) -> Iterator[Defect]:
    """Yield a tenure that ends soon, if it is interim or leaves the post to nobody."""
    if one.until is None or one.deputy:
        return
    after = list_on_day(directory, one.until + timedelta(days=1))
    left = next(p for p in after.posts if p.id == post.id)
    if one.interim or not (left.holders or left.away):
        yield Defect(
            wrong=DefectKind.ENDING,
            post=post.id,
            person=one.person,
            until=one.until,
            people=left.holders,
        )


def _conflicts(board: CoverageBoard) -> Iterator[Defect]:
    """Yield the conflicts that leave a stage to nobody, and every person on both sides."""
    found: dict[tuple[DefectKind, str, str], list[str]] = {}
    for one in board.conflicts:
        if not one.owned or one.clash is Clash.BOTH_SIDES:
            place = (_CLASHES[one.clash], one.person, one.agency)
            found.setdefault(place, []).append(one.stage)
    for (wrong, person, agency), stages in found.items():
        yield Defect(wrong=wrong, person=person, agency=agency, stages=unique(stages))


def _held(now: Directory) -> Iterator[Defect]:
    for person in now.people.values():
        if person.held and person.left_on is None:
            yield Defect(wrong=DefectKind.HELD, person=person.id, note=person.held[0].why.value)


def _review(policy: Policy, today: date) -> Iterator[Defect]:
    if policy.next_review and policy.next_review < today:
        yield Defect(wrong=DefectKind.PAST_REVIEW, on=policy.next_review)


def _unanswered(standing: MonthlyAnswers, now: Directory) -> Iterator[Defect]:
    there = set(everybody_in_posts(now))
    people = tuple(one for one in standing.unanswered if one in there)
    if people:
        yield Defect(wrong=DefectKind.UNANSWERED, people=people)


def _not_verified(now: Directory, today: date) -> Iterator[Defect]:
    def stale(person: Person) -> bool:
        on = person.verified_on
        return on is None or today - on > VERIFIED_FOR

    people = (now.people[one] for one in everybody_in_posts(now) if one in now.people)
    found = tuple(one.id for one in people if stale(one))
    if found:
        yield Defect(wrong=DefectKind.NOT_VERIFIED, people=found)


def _never_tried(
    board: CoverageBoard, now: Directory, reached: Mapping[tuple[str, Platform], DeliveryHistory]
) -> Iterator[Defect]:
    people = tuple(
        person
        for person in board.asked
        if (channel := channel_of(person, now, board.sends))
        and (person, channel.platform) not in reached
    )
    if people:
        yield Defect(wrong=DefectKind.NEVER_TRIED, people=people)
