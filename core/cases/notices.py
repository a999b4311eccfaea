"""Who must be told of what: the notices that each event causes, each to one person.

Decisions are shared with the relevant people *including the one who raised the concern* (HOU-64,
WAN-12, HAL-39, TRI-33): the raiser is on every list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, assert_never

from core.cases import events as e
from core.cases.case import Case
from core.cases.rules.contacts.informing import not_told_of_closing
from core.partnership.setting import Setting
from core.routing.stage_contacts import unique
from core.vocabulary import AskedReason, Purpose, Side

SENT_ALSO_TO_ACTOR: Final = frozenset({Purpose.RECEIPT, Purpose.ASKED, Purpose.NOBODY})
"""Sent also to the person who caused the event, because they have something to do."""
UNREACHED_REPORT_INTERVAL: Final = timedelta(days=1)
"""Somebody who could not be told that a person is unreachable is not sent another such notice for
this long.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message to one person. Holds ids only: never the subject's name or story."""

    person: str
    purpose: Purpose
    stage: str = ""
    urgent: bool = False
    """Sent first, and on the next channel at once where a platform asks to wait."""
    about: str = ""
    """What it is about: a person's id, a duty's key or a code."""


def notices(
    event: e.Event, before: Case | None, after: Case, setting: Setting
) -> tuple[Notice, ...]:
    """Return the notices of an event; except for SENT_ALSO_TO_ACTOR, none goes to who acted: the
    coordinator where it was entered for somebody else.
    """
    found = _notices(event, before or after, after, setting)
    actor = event.entered_by or event.by
    return tuple(n for n in found if n.person != actor or n.purpose in SENT_ALSO_TO_ACTOR)


def _notices(  # noqa: PLR0915 - one case for each event
    event: e.Event, before: Case, after: Case, setting: Setting
) -> tuple[Notice, ...]:
    match event:
        case e.CaseOpened():
            return ()  # the stage that opens is the notice
        case e.StageEntered():
            return _entered(event, before, after, setting)
        case e.Accepted():
            others = (after.raiser, *after.side(event.side.counterpart).current)
            rivals = tuple(p for p in after.side(event.side).asked if p != event.by)
            return _to((*others, *rivals), Purpose.ACCEPTED, after, about=event.by)
        case e.Declined():
            return _declined(event, before, after, setting)
        case e.HandedToDeputy():
            return (
                *_to((event.deputy,), Purpose.ASKED, after, about=AskedReason.DEPUTY),
                *_to((after.raiser,), Purpose.DECLINED, after, about=event.by),
            )
        case e.OtherSideNamed():
            return (
                *_to(event.asked, Purpose.ASKED, after, about="opened"),
                *_to((after.raiser,), Purpose.SHARED, after, about=event.by),
                *_side_without_contacts(Side.RECEIVING, after, setting),
            )
        case e.ContactLeft():
            return _left(event, after, setting)
        case e.ContactAsked():
            return _to((event.person,), Purpose.ASKED, after, about=event.why)
        case (
            e.DiscussionRecorded()
            | e.TaskSkipped()
            | e.QuestionAnswered()
            | e.NoteAdded()
            | e.DetailsSupplied()
            | e.EntryCorrected()
        ):
            return _to(_sharing(after), Purpose.SHARED, after, about=event.by)
        case e.TaskDone():
            return (
                *_to(
                    () if event.talked else _sharing(after), Purpose.SHARED, after, about=event.by
                ),
                *_to(event.told, Purpose.INFORMED, after, about=f"task:{event.task}"),
                *_vacant_posts(event.gaps, after, setting),
            )
        case e.DutiesOwed() | e.DutiesUnmet():
            return ()  # they are asked for the stage, informed, or reminded when due
        case e.OutcomeProposed():
            other = after.side(event.side.counterpart).current
            return _to((*other, after.raiser), Purpose.PROPOSED, after, about=event.by)
        case e.OutcomeConfirmed():
            return ()  # the agreement that follows is the notice
        case e.OutcomeRejected():
            proposer = before.proposal.by if before.proposal else ""
            people = (proposer, after.raiser, *after.side(event.side.counterpart).current)
            return _to(people, Purpose.REJECTED, after, about=event.by)
        case e.CaseAgreed():
            return _to(_concerned(after), Purpose.AGREED, after)
        case e.StageLapsed():
            return _last_stage_lapsed(event, after, setting)
        case e.EscalatedNow() | e.HandUpDone() | e.RiskAcknowledged() | e.CaseReopened():
            return ()  # the stage that opens is the notice, or none is needed
        case e.RouteTaken():
            return _to(_sharing(after), Purpose.BESIDE, after, about=event.reference)
        case e.DeadlineBroughtForward() if event.at == after.opened_at:
            return ()  # set with the opening, which is the notice
        case e.DeadlineBroughtForward():
            return _to(_sharing(after), Purpose.BROUGHT_FORWARD, after, about=event.by)
        case e.BypassDecided() | e.DispositionTaken() | e.MeetingHeld():
            return _decided(event, after, setting)
        case e.DateProposed():
            people = (*after.side(event.side.counterpart).current, after.raiser)
            return _to(people, Purpose.DATE_PROPOSED, after, about=str(after.sequence))
        case e.DateAgreed():
            return _to(_sharing(after), Purpose.DATE_AGREED, after, about=event.by)
        case e.ImmediateRiskFlagged():
            people = (*event.told, after.raiser, *setting.directory.coordinators)
            return (
                *_to(people, Purpose.IMMEDIATE_RISK, after, urgent=True, about=event.by),
                *_vacant_posts(event.gaps, after, setting, urgent=True),
            )
        case e.AlertPassedOn():
            by = after.risk.by if after.risk else ""
            return _to(event.people, Purpose.IMMEDIATE_RISK, after, urgent=True, about=by)
        case e.ImmediateRiskWithdrawn():
            told = (before.risk.by, *before.risk.told) if before.risk else ()
            people = (*told, after.raiser, *setting.directory.coordinators)
            return _to(people, Purpose.RISK_WITHDRAWN, after, about=event.by)
        case e.OverrideInvoked():
            people = (*event.told, *_concerned(after), *setting.directory.coordinators)
            return (
                *_to(people, Purpose.OVERRIDE, after, urgent=True, about=event.event),
                *_vacant_posts(event.gaps, after, setting, urgent=True),
            )
        case e.PeopleInformed():
            return (
                *_to(event.people, Purpose.INFORMED, after, about=event.notification),
                *_vacant_posts(_new_gaps(event, before), after, setting),
            )
        case e.EnteredOnBehalf():
            return _to((event.person,), Purpose.ENTERED_FOR_YOU, after, about=event.by)
        case e.GapReported():
            sharing = tuple(p for p in _sharing(after) if p not in event.told)
            return (
                *_to(event.told, Purpose.GAP, after, about=event.by),
                *_to(sharing, Purpose.SHARED, after, about=event.by),
                *_vacant_posts(event.gaps, after, setting),
            )
        case e.SupportAsked():
            return _to(event.told, Purpose.SUPPORT_WANTED, after, about=event.by)
        case e.EditionChanged():
            return _to(_sharing(after), Purpose.EDITION_CHANGED, after, about=event.by)
        case e.CopiedToFile():
            return ()
        case e.CaseClosed():
            return _to(_told_of_closing(after, setting), Purpose.CLOSED, after)
        case e.Reminded():
            urgent = event.key.startswith(("risk:", "danger:"))
            return _to(event.people, Purpose.REMINDER, after, urgent=urgent, about=event.key)
        case e.ContactTold():
            return ()
        case e.ContactMissed():
            return _unreached(event, after, setting)
        case _:
            assert_never(event)


def _to(
    people: Iterable[str],
    purpose: Purpose,
    case: Case,
    *,
    urgent: bool = False,
    about: str = "",
) -> tuple[Notice, ...]:
    return tuple(
        Notice(
            person=person,
            purpose=purpose,
            stage=case.stage if case.visits else "",
            urgent=urgent,
            about=about,
        )
        for person in unique(people)
    )


def _sharing(case: Case) -> tuple[str, ...]:
    """The raiser and the present people of both sides."""
    return unique((case.raiser, *case.raising.current, *case.receiving.current))


def _concerned(case: Case) -> tuple[str, ...]:
    """Those of ``_sharing`` and everybody who is kept informed."""
    return unique((*_sharing(case), *case.informed))


def _told_of_closing(case: Case, setting: Setting) -> tuple[str, ...]:
    """Everybody concerned and the owners of earlier stages, except people whom the policy informs
    of earlier steps only.
    """
    silent = not_told_of_closing(case, setting)
    acted = (*case.raising.acted, *case.receiving.acted)
    informed = (person for person in case.informed if person not in silent)
    return unique((*_sharing(case), *acted, *informed))


def _new_gaps(event: e.PeopleInformed, before: Case) -> tuple[str, ...]:
    """Roles without a holder that the coordinators were not told of under this rule."""
    known = before.notified.get(event.notification)
    return tuple(role for role in event.gaps if known is None or role not in known.gaps)


def _declined(event: e.Declined, before: Case, after: Case, setting: Setting) -> tuple[Notice, ...]:
    """Tell the raiser, and the coordinators where no contact is left. Where an owner withdrew, ask
    the others again: they had been told that it was taken.
    """
    left = after.side(event.side).current
    people = (after.raiser, *(() if left else setting.directory.coordinators))
    found = _to(people, Purpose.DECLINED, after, about=event.by)
    if before.side(event.side).owner != event.by:
        return found
    return (*found, *_to(left, Purpose.ASKED, after, about="declined"))


def _left(event: e.ContactLeft, after: Case, setting: Setting) -> tuple[Notice, ...]:
    """Tell the raiser, and the coordinators where no contact is left or the raiser left. Where the
    person had accepted, ask the others again: they had been told that it was taken.
    """
    left = after.side(event.side).current
    alone = not left or event.person == after.raiser
    people = (after.raiser, *(setting.directory.coordinators if alone else ()))
    news = (person for person in people if person != event.person)
    found = _to(news, Purpose.LEFT, after, about=event.person)
    return (*found, *_to(left if event.owner else (), Purpose.ASKED, after, about=AskedReason.LEFT))


def _entered(
    event: e.StageEntered, before: Case, after: Case, setting: Setting
) -> tuple[Notice, ...]:
    asked = tuple(p for p in (*event.asked_raising, *event.asked_receiving) if p != after.raiser)
    purpose = {
        "lapsed": Purpose.LAPSED,
        "reopened": Purpose.REOPENED,
        "escalated": Purpose.ESCALATED,
        "bypassed": Purpose.ESCALATED,
    }.get(event.why)
    found = list(_to(asked, Purpose.ASKED, after, about=event.why))
    if not before.visits:
        found.extend(_to((after.raiser,), Purpose.RECEIPT, after))
    elif purpose is not None:  # after a decision, the decision's own notice tells them
        earlier = (before.raiser, *before.raising.current, *before.receiving.current)
        told = tuple(p for p in (*earlier, *before.informed) if p not in asked)
        found.extend(_to(told, purpose, after, about=before.stage))
    found.extend(_to(event.informed, Purpose.INFORMED, after, about="seat"))
    found.extend(_vacant_posts(event.gaps, after, setting))
    for side in Side:
        found.extend(_side_without_contacts(side, after, setting))
    return tuple(found)


def _side_without_contacts(side: Side, after: Case, setting: Setting) -> tuple[Notice, ...]:
    """Tell the coordinators, or failing them the raiser, of a side that has no contacts."""
    if after.side(side).contacts:
        return ()
    people = setting.directory.coordinators or (after.raiser,)
    return _to(people, Purpose.NOBODY, after, urgent=True, about=f"side:{side}")


def _decided(
    event: e.BypassDecided | e.DispositionTaken | e.MeetingHeld, after: Case, setting: Setting
) -> tuple[Notice, ...]:
    """Tell those the policy names, the raiser and both sides; those kept informed too where a
    decision moved the case on.
    """
    if isinstance(event, e.BypassDecided):
        people = () if event.bypass else _sharing(after)  # the stage that opens is the notice
        about = f"bypass:{'yes' if event.bypass else 'no'}:{event.by}"
    elif isinstance(event, e.DispositionTaken):
        people = _concerned(after) if event.to else _sharing(after)
        about = f"disposition:{event.stage}:{event.disposition}"
    else:
        people, about = _sharing(after), f"meeting:{event.meeting}"
    return (
        *_to((*event.told, *people), Purpose.DECIDED, after, about=about),
        *_vacant_posts(event.gaps, after, setting),
    )


def _last_stage_lapsed(event: e.StageLapsed, after: Case, setting: Setting) -> tuple[Notice, ...]:
    """At the last stage no stage opens: tell both sides, the raiser and the coordinators."""
    if setting.policy.next_stage(event.stage, after.kind) is not None:
        return ()
    people = (*_sharing(after), *setting.directory.coordinators)
    return _to(people, Purpose.LAPSED, after, about=event.stage)


def _vacant_posts(
    gaps: tuple[str, ...], after: Case, setting: Setting, *, urgent: bool = False
) -> tuple[Notice, ...]:
    return tuple(
        notice
        for role in gaps
        for notice in _to(
            setting.directory.coordinators,
            Purpose.NOBODY,
            after,
            urgent=urgent,
            about=f"role:{role}",
        )
    )


def _known_already(event: e.ContactMissed, after: Case) -> bool:
    """Whether an unreachable person was already reported within a day, for the same reason and
    stage. Misses of an alert are counted apart from others.
    """
    alert = event.purpose is Purpose.IMMEDIATE_RISK
    return any(
        (one.person, one.why, one.stage) == (event.person, event.why, event.stage)
        and (one.purpose is Purpose.IMMEDIATE_RISK) is alert
        and event.at - one.at < UNREACHED_REPORT_INTERVAL
        for one in after.unreached[:-1]
        if one.purpose not in {Purpose.UNREACHED, Purpose.NOBODY}
    )


def _unreached(event: e.ContactMissed, after: Case, setting: Setting) -> tuple[Notice, ...]:
    """Tell the coordinators, or failing them the raiser, that somebody could not be told; never the
    person missed, and never in a loop of people who cannot be reached.
    """
    if _known_already(event, after):
        return ()
    watchers = tuple(p for p in setting.directory.coordinators if p != event.person)
    if event.purpose in {Purpose.UNREACHED, Purpose.NOBODY} or not watchers:
        watchers = (*watchers, after.raiser, *after.raising.current)
    silent = {event.person}
    if event.purpose is Purpose.UNREACHED:
        silent |= {
            one.person
            for one in after.unreached
            if one.purpose is Purpose.UNREACHED and event.at - one.at < UNREACHED_REPORT_INTERVAL
        }
    people = (p for p in unique(watchers) if p not in silent)
    about = f"{event.person}|{event.why}|{event.purpose}|{event.platform or ''}"
    return _to(people, Purpose.UNREACHED, after, urgent=True, about=about)
