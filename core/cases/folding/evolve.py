"""The fold: the case after each event. Never refuses, never asks the time."""

from collections.abc import Iterable
from typing import assert_never

from core.cases import events as e
from core.cases.case import (
    Case,
    Contact,
    Informing,
    LinkedCase,
    OpenHandUp,
    Proposal,
    QuestionAnswer,
    Risk,
    SideState,
    StageVisit,
)
from core.cases.duty import AFTER_CLOSING_SCOPE
from core.cases.folding import contacts as reach
from core.cases.folding import decisions
from core.cases.folding import duties as folding
from core.cases.folding.changing import changed
from core.cases.record.seals import Entry
from core.vocabulary import AskedReason, CaseStatus, Side


def fold(entries: Iterable[Entry]) -> Case | None:
    """Return the case as of its last entry; None where there are no entries."""
    case: Case | None = None
    for entry in entries:
        case = evolve(case, entry.event, entry.case, entry.sequence)
    return case


def evolve(case: Case | None, event: e.Event, case_id: str, sequence: int) -> Case:
    """Return the case after an event. Raises ValueError if the first is not ``CaseOpened``."""
    if isinstance(event, e.CaseOpened):
        return _opened(event, case_id, sequence)
    if case is None:
        raise ValueError(f"case {case_id} does not begin with its opening")
    return _after(changed(case, sequence=sequence), event)


def _opened(event: e.CaseOpened, case_id: str, sequence: int) -> Case:
    return Case(
        id=case_id,
        sequence=sequence,
        reference=event.reference,
        partnership=event.partnership,
        edition=event.edition,
        status=CaseStatus.OPEN,
        subject_type=event.subject_type,
        statuses=event.statuses,
        trigger=event.trigger,
        category=event.category,
        raiser=event.by,
        arose_on=event.arose_on,
        opened_at=event.at,
        counterpart=event.counterpart,
        subject=event.subject,
        answers=event.answers,
        area=event.area,
        kind=event.dispute,
        route=event.route,
        parent=event.parent,
        parent_reference=event.parent_reference,
        raising=SideState(agency=event.raising_agency, team=event.raising_team),
        receiving=SideState(agency=event.receiving_agency, team=event.receiving_team),
    )


def _after(case: Case, event: e.Event) -> Case:  # noqa: PLR0915 - one case for each event
    match event:
        case e.CaseOpened() | e.DiscussionRecorded() | e.DutiesUnmet():
            return case
        case e.StageEntered():
            return _entered(case, event)
        case e.Accepted():
            return _accepted(case, event)
        case e.Declined():
            return reach.without_contact(case, event.side, event.by, event.at)
        case e.HandedToDeputy():
            passed = reach.without_contact(case, event.side, event.by, event.at)
            return _ask(passed, event.side, event.deputy, event, AskedReason.DEPUTY)
        case e.ContactLeft():
            return reach.without_contact(case, event.side, event.person, event.at, gone=True)
        case e.ContactAsked():
            return _ask(case, event.side, event.person, event, event.why)
        case e.OtherSideNamed():
            return _other_side(case, event)
        case e.DutiesOwed():
            return changed(case, duties=folding.owed(case.duties, event.duties))
        case e.TaskDone():
            done = folding.record(event, held_on=event.held_on, late=event.late)
            return reach.inform(changed(case, tasks=(*case.tasks, done)), event.told)
        case e.TaskSkipped():
            return changed(case, tasks=(*case.tasks, folding.record(event, skipped=True)))
        case e.OutcomeProposed():
            return changed(case, proposal=_proposal(case, event), confirmed_by=(event.by,))
        case e.OutcomeConfirmed():
            return changed(case, confirmed_by=(*case.confirmed_by, event.by))
        case e.OutcomeRejected():
            return changed(case, proposal=None, confirmed_by=())
        case e.CaseAgreed():
            return changed(
                case,
                status=CaseStatus.AGREED,
                agreed=case.proposal,
                proposal=None,
                agreed_at=event.at,
                late=event.late,
                raiser_told=event.by == case.raiser and not event.entered_by,
                copied=frozenset(),
            )
        case e.StageLapsed():
            return _on_visit(case, lapsed_at=event.at)
        case e.RouteTaken():
            return _linked(case, event)
        case e.EscalatedNow():
            return _on_visit(case, escalated=True)
        case e.HandUpDone():
            return _handed_up(case, event.side, event.stage)
        case e.DeadlineBroughtForward():
            return _on_visit(
                case,
                protective=min(case.visit.protective or event.protective, event.protective),
                due=event.due,
                explanation=event.explanation,
                labelled_default=case.visit.labelled_default and event.beyond_limit,
            )
        case (
            e.BypassDecided()
            | e.DateProposed()
            | e.DateAgreed()
            | e.DispositionTaken()
            | e.MeetingHeld()
        ):
            return decisions.after(case, event)
        case e.ImmediateRiskFlagged():
            number = case.flags + 1
            risk = Risk(flagged_at=event.at, by=event.by, told=event.told, number=number)
            return reach.inform(changed(case, risk=risk, flags=number), event.told)
        case e.AlertPassedOn():
            return reach.passed_on(case, event)
        case e.RiskAcknowledged():
            if not case.risk:
                return case
            known = tuple(dict.fromkeys((*case.risk.acknowledged, event.by)))
            return changed(case, risk=changed(case.risk, acknowledged=known))
        case e.ImmediateRiskWithdrawn():
            return changed(case, risk=None)
        case e.OverrideInvoked():
            over = changed(case, override=event.event, override_due=event.due)
            return reach.inform(over, event.told)
        case e.PeopleInformed():
            return _inform_by_rule(case, event)
        case e.QuestionAnswered():
            answer = QuestionAnswer(
                stage=event.stage, question=event.question, answer=event.answer, by=event.by
            )
            answered = changed(case, answered=(*case.answered, answer))
            return folding.decided(answered, event)
        case e.SupportAsked() | e.GapReported():
            return changed(
                reach.inform(case, event.told), gaps=case.gaps + isinstance(event, e.GapReported)
            )
        case e.DetailsSupplied():
            return changed(case, answers={**case.answers, **event.answers})
        case e.NoteAdded() | e.EntryCorrected() | e.EnteredOnBehalf():
            return case
        case e.CopiedToFile():
            return changed(case, copied=case.copied | {event.side})
        case e.CaseClosed():
            closed = changed(case, status=CaseStatus.CLOSED, closed_at=event.at)
            return reach.inform(closed, event.told)
        case e.CaseReopened():
            return changed(
                case,
                status=CaseStatus.OPEN,
                agreed=None,
                agreed_at=None,
                closed_at=None,
                confirmed_by=(),
                duties=tuple(one for one in case.duties if one.scope != AFTER_CLOSING_SCOPE),
                tasks=tuple(one for one in case.tasks if one.scope != AFTER_CLOSING_SCOPE),
            )
        case e.EditionChanged():
            return _on_visit(
                changed(
                    case,
                    edition=event.edition,
                    duties=tuple(x for x in case.duties if x.key not in event.dropped),
                ),
                due=event.due,
                explanation=event.explanation,
                labelled_default=event.labelled_default,
            )
        case e.Reminded():
            return reach.reminded(case, event)
        case e.ContactTold():
            return reach.told(case, event)
        case e.ContactMissed():
            return reach.missed(case, event)
        case _:
            assert_never(event)


def _entered(case: Case, event: e.StageEntered) -> Case:
    visit = StageVisit(
        number=len(case.visits) + 1,
        stage=event.stage,
        why=event.why,
        since=event.since,
        due=event.due,
        explanation=event.explanation,
        labelled_default=event.labelled_default,
        entered_at=event.at,
        protective=event.protective,
    )
    earlier = case.visits
    if earlier:
        earlier = (*earlier[:-1], changed(earlier[-1], ended_at=event.at))
    owed = tuple(
        OpenHandUp(
            stage=event.stage, side=one.side, by=one.by, due=one.due, explanation=one.explanation
        )
        for one in event.hand_ups
    )
    entered = changed(
        case,
        visits=(*earlier, visit),
        raising=_asked(case, case.raising, event.asked_raising, event),
        receiving=_asked(case, case.receiving, event.asked_receiving, event),
        hand_ups=owed,
        proposal=None,
        confirmed_by=(),
    )
    return reach.inform(entered, event.informed)


def _asked(
    case: Case, side: SideState, people: tuple[str, ...], event: e.StageEntered
) -> SideState:
    """Return a side at a new stage: new contacts, and the earlier ones as former.

    The person who raised the case owns their own side without being asked.
    """
    owner = case.raiser if case.raiser in people else ""
    return changed(
        side,
        contacts=tuple(Contact(person=p, asked_at=event.at, why=event.why) for p in people),
        owner=owner,
        accepted_at=event.at if owner else None,
        former=side.everyone,
        acted_before=side.acted,
    )


def _accepted(case: Case, event: e.Accepted) -> Case:
    side = changed(case.side(event.side), owner=event.by, accepted_at=event.at)
    return _handed_up(reach.with_side(case, event.side, side), event.side, event.stage)


def _handed_up(case: Case, side: Side, stage: str) -> Case:
    """Mark a side's hand-up to a stage as done: confirmed, or its next contact accepted."""
    return changed(
        case,
        hand_ups=tuple(
            changed(one, done=True) if (one.side, one.stage) == (side, stage) else one
            for one in case.hand_ups
        ),
    )


def _ask(case: Case, side: Side, person: str, event: e.CaseEvent, why: str) -> Case:
    state = case.side(side)
    contact = Contact(person=person, asked_at=event.at, why=why)
    return reach.with_side(case, side, changed(state, contacts=(*state.contacts, contact)))


def _other_side(case: Case, event: e.OtherSideNamed) -> Case:
    """Set the receiving side; people already asked for it stay."""
    state = case.receiving
    asked = tuple(
        Contact(person=p, asked_at=event.at, why="opened")
        for p in event.asked
        if p not in state.asked
    )
    receiving = changed(
        state,
        agency=event.receiving_agency,
        team=event.receiving_team,
        contacts=(*state.contacts, *asked),
    )
    return changed(case, receiving=receiving, counterpart=event.counterpart)


def _on_visit(case: Case, **changes: object) -> Case:
    visit = changed(case.visit, **changes)  # type: ignore[arg-type]
    return changed(case, visits=(*case.visits[:-1], visit))


def _inform_by_rule(case: Case, event: e.PeopleInformed) -> Case:
    known = case.notified.get(event.notification, Informing(at=event.at, people=(), gaps=()))
    people = tuple(dict.fromkeys((*known.people, *event.people)))
    gone_out = changed(known, people=people, gaps=event.gaps)
    only = case.by_rule_only | {person for person in people if person not in case.informed}
    return changed(
        reach.inform(case, event.people),
        notified={**case.notified, event.notification: gone_out},
        by_rule_only=only,
    )


def _proposal(case: Case, event: e.OutcomeProposed) -> Proposal:
    return Proposal(
        sequence=case.sequence,
        side=event.side,
        by=event.by,
        at=event.at,
        outcome=event.outcome,
        outstanding=event.outstanding,
    )


def _linked(case: Case, event: e.RouteTaken) -> Case:
    link = LinkedCase(route=event.route, matter=event.matter, reference=event.reference)
    return changed(case, links=(*case.links, link))
