"""Converts a checked policy file to the core's immutable policy."""

from core.policy.model import (
    Always,
    Area,
    Basis,
    Bypass,
    Choice,
    Closing,
    DisplayOnly,
    DisputeKind,
    EmergencyRoute,
    Exclusion,
    Field,
    ImmediateRisk,
    Notification,
    Override,
    Policy,
    Principle,
    ReadingTaken,
    Reference,
    Route,
    StandOff,
    Track,
)
from policies.policy_files.ladder_translation import (
    basis_of,
    condition_of,
    immediate_clock_of,
    question_of,
    role_of,
    seat_of,
    stage_of,
    task_of,
)
from policies.policy_files.model import (
    BypassEntry,
    ChoiceEntry,
    ClosingEntry,
    FieldEntry,
    ImmediateRiskEntry,
    NotificationEntry,
    OverrideEntry,
    PolicyFile,
    PrincipleEntry,
    ReadingEntry,
    StandOffEntry,
)
from policies.policy_files.opening_model import (
    AreaEntry,
    ExclusionEntry,
    KindEntry,
    RouteEntry,
    area_entries,
)


def policy_of(file: PolicyFile, extends: str = "") -> Policy:
    """Return the edition a file describes; ``extends`` is id and edition of the policy it
    extends.
    """
    about = file.about
    return Policy(
        id=about.id,
        title=about.title,
        partnership=about.partnership.id,
        partnership_name=about.partnership.name,
        edition=about.edition,
        jurisdiction=about.jurisdiction,
        areas=tuple(_area(entry) for entry in area_entries(about.areas)),
        subjects=about.subjects,
        agreed=about.agreed,
        last_reviewed=about.last_reviewed,
        next_review=about.next_review,
        office_opens=about.office.opens,
        office_closes=about.office.closes,
        triggers=_choices(file.triggers),
        categories=_choices(file.categories),
        roles=tuple(role_of(entry) for entry in file.roles),
        fields=tuple(_field(entry) for entry in file.fields),
        tracks=tuple(
            Track(
                id=entry.id,
                name=entry.name,
                when=condition_of(entry.when),
                stages=tuple(stage_of(stage) for stage in entry.stages),
                basis=basis_of(entry),
            )
            for entry in file.tracks
        ),
        immediate_risk=_immediate_risk(file.immediate_risk),
        override=_override(file.override) if file.override else None,
        notifications=tuple(_notification(entry) for entry in file.notifications),
        closing=_closing(file.closing),
        gaps_to=file.gaps_to,
        statements=_choices(file.statements),
        references=tuple(
            Reference(
                id=entry.id,
                text=entry.text,
                superseded=entry.superseded or "",
                basis=basis_of(entry),
            )
            for entry in file.references
        ),
        kinds=tuple(_kind(entry) for entry in file.kinds),
        exclusions=tuple(_exclusion(entry) for entry in file.exclusions),
        routes=tuple(_route(entry) for entry in file.routes),
        always=tuple(Always(id=entry.id, basis=basis_of(entry)) for entry in file.always),
        stand_off=_stand_off(file.stand_off) if file.stand_off else None,
        principles=tuple(_principle(entry) for entry in file.principles),
        display_only=tuple(
            DisplayOnly(
                clause=clause,
                shown=entry.shown,
                because=entry.because,
                text=entry.text,
                at=entry.at,
                basis=Basis(clauses=(clause,)),
            )
            for clause, entry in file.display_only.items()
        ),
        readings=tuple(_reading(entry) for entry in file.readings),
        extends=extends,
        basis=basis_of(about),
    )


def _reading(entry: ReadingEntry) -> ReadingTaken:
    return ReadingTaken(
        id=entry.id,
        question=entry.question,
        taken=entry.taken,
        origin=entry.origin,
        decided_by=entry.decided_by or "",
        decided_on=entry.decided_on,
        safest=entry.safest or "",
    )


def _area(entry: AreaEntry) -> Area:
    return Area(
        id=entry.id,
        name=entry.name,
        redirect_to=entry.redirect_to or "",
        basis=basis_of(entry),
    )


def _kind(entry: KindEntry) -> DisputeKind:
    return DisputeKind(
        id=entry.id,
        text=entry.text,
        advice=entry.advice or "",
        entry=entry.entry,
        within_agency=entry.within_agency,
        last=entry.last or "",
        basis=basis_of(entry),
    )


def _exclusion(entry: ExclusionEntry) -> Exclusion:
    return Exclusion(id=entry.id, text=entry.text, redirect=entry.redirect, basis=basis_of(entry))


def _route(entry: RouteEntry) -> Route:
    return Route(
        id=entry.id,
        text=entry.text,
        advice=entry.advice,
        to=entry.to,
        at_opening=entry.at_opening,
        from_stage=entry.from_stage or "",
        when=condition_of(entry.when),
        fields=entry.fields,
        tell=entry.tell,
        basis=basis_of(entry),
    )


def _choices(entries: tuple[ChoiceEntry, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(id=entry.id, text=entry.text, basis=basis_of(entry)) for entry in entries)


def _principle(entry: PrincipleEntry) -> Principle:
    return Principle(
        id=entry.id,
        text=entry.text,
        because=entry.because or "",
        at=entry.at,
        basis=basis_of(entry),
    )


def _field(entry: FieldEntry) -> Field:
    return Field(
        id=entry.id,
        label=entry.label,
        kind=entry.kind,
        at=entry.at,
        required=entry.required and entry.derived is None,
        sensitivity=entry.sensitivity,
        derived=entry.derived,
        options=entry.options,
        hint=entry.hint or "",
        basis=basis_of(entry),
    )


def _bypass(entry: BypassEntry) -> Bypass:
    return Bypass(
        text=entry.text,
        targets=entry.targets,
        modality=entry.modality,
        at_opening=entry.at_opening,
        entry=entry.entry,
        basis=basis_of(entry),
    )


def _immediate_risk(entry: ImmediateRiskEntry) -> ImmediateRisk:
    return ImmediateRisk(
        text=entry.text,
        routes=tuple(
            EmergencyRoute(label=route.label, number=route.number, note=route.note or "")
            for route in entry.routes
        ),
        tell=tuple(seat_of(seat) for seat in entry.tell),
        clock=immediate_clock_of(entry.clock),
        tasks=tuple(task_of(task) for task in entry.tasks),
        questions=tuple(question_of(question) for question in entry.questions),
        bypass=_bypass(entry.bypass) if entry.bypass else None,
        basis=basis_of(entry),
    )


def _override(entry: OverrideEntry) -> Override:
    return Override(
        text=entry.text,
        events=_choices(entry.events),
        tell=entry.tell,
        clock=immediate_clock_of(entry.clock) if entry.clock else None,
        basis=basis_of(entry),
    )


def _notification(entry: NotificationEntry) -> Notification:
    return Notification(
        id=entry.id,
        roles=entry.roles,
        when=condition_of(entry.when),
        from_stage=entry.from_stage or "",
        text=entry.text,
        modality=entry.modality,
        on=entry.on,
        on_closing=entry.on_closing,
        basis=basis_of(entry),
    )


def _closing(entry: ClosingEntry) -> Closing:
    return Closing(
        residual_risk_question=entry.residual_risk_question,
        referral_text=entry.referral_text,
        learning_to=entry.learning_to,
        debrief=entry.debrief or "",
        copy_text=entry.copy_text or "",
        after=tuple(task_of(task) for task in entry.after),
        fields=entry.fields,
        basis=basis_of(entry),
    )


def _stand_off(entry: StandOffEntry) -> StandOff:
    return StandOff(text=entry.text, modality=entry.modality, basis=basis_of(entry))
