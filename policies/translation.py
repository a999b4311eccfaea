"""Carry a policy file that has passed its checks over into the core's immutable policy."""

from core.policy import (
    Always,
    Area,
    Basis,
    Bypass,
    Choice,
    Clock,
    Closing,
    Condition,
    DisplayOnly,
    Disposition,
    Dispositions,
    EmergencyRoute,
    Exclusion,
    Field,
    HandUp,
    ImmediateRisk,
    Kind,
    Meeting,
    Notification,
    Override,
    Policy,
    Principle,
    Question,
    ReadingTaken,
    Reference,
    Role,
    Route,
    Seat,
    Span,
    Stage,
    StandOff,
    Task,
    Track,
)
from core.vocabulary import AgencyType, Origin, Side, Since, Unit
from policies.cited import Cited, WhenEntry
from policies.opening_file import AreaEntry, ExclusionEntry, KindEntry, RouteEntry, area_entries
from policies.policy_file import (
    BypassEntry,
    ChoiceEntry,
    ClockEntry,
    ClosingEntry,
    DispositionsEntry,
    FieldEntry,
    HandUpEntry,
    ImmediateClockEntry,
    ImmediateRiskEntry,
    MeetingEntry,
    NotificationEntry,
    NudgeEntry,
    OverrideEntry,
    PolicyFile,
    PrincipleEntry,
    QuestionEntry,
    ReadingEntry,
    RoleEntry,
    SeatEntry,
    StageEntry,
    StandOffEntry,
    TaskEntry,
    TitlesEntry,
)


def origin_of(cited: Cited) -> Origin:
    """Where a rule comes from: as written, else a named reading, else the document itself."""
    if cited.origin is not None:
        return cited.origin
    return Origin.READING if cited.reading else Origin.SOURCE


def policy_of(file: PolicyFile, extends: str = "") -> Policy:
    """The edition a file describes; ``extends`` is the id and edition of the policy below it."""
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
        roles=tuple(_role(entry) for entry in file.roles),
        fields=tuple(_field(entry) for entry in file.fields),
        tracks=tuple(
            Track(
                id=entry.id,
                name=entry.name,
                when=_when(entry.when),
                stages=tuple(_stage(stage) for stage in entry.stages),
                basis=_basis(entry),
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
                basis=_basis(entry),
            )
            for entry in file.references
        ),
        kinds=tuple(_kind(entry) for entry in file.kinds),
        exclusions=tuple(_exclusion(entry) for entry in file.exclusions),
        routes=tuple(_route(entry) for entry in file.routes),
        always=tuple(Always(id=entry.id, basis=_basis(entry)) for entry in file.always),
        stand_off=_stand_off(file.stand_off) if file.stand_off else None,
        principles=tuple(_principle(entry) for entry in file.principles),
        display_only=tuple(
            DisplayOnly(
                clause=clause,
                shown=entry.shown,
                because=entry.because,
                basis=Basis(clauses=(clause,)),
            )
            for clause, entry in file.display_only.items()
        ),
        readings=tuple(_reading(entry) for entry in file.readings),
        extends=extends,
        basis=_basis(about),
    )


def _basis(cited: Cited) -> Basis:
    return Basis(clauses=cited.clauses, origin=origin_of(cited), reading=cited.reading or "")


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
        basis=_basis(entry),
    )


def _kind(entry: KindEntry) -> Kind:
    return Kind(
        id=entry.id,
        text=entry.text,
        advice=entry.advice or "",
        entry=entry.entry,
        within_agency=entry.within_agency,
        last=entry.last or "",
        basis=_basis(entry),
    )


def _exclusion(entry: ExclusionEntry) -> Exclusion:
    return Exclusion(id=entry.id, text=entry.text, redirect=entry.redirect, basis=_basis(entry))


def _route(entry: RouteEntry) -> Route:
    return Route(
        id=entry.id,
        text=entry.text,
        advice=entry.advice,
        to=entry.to,
        at_opening=entry.at_opening,
        from_stage=entry.from_stage or "",
        when=_when(entry.when),
        fields=entry.fields,
        tell=entry.tell,
        basis=_basis(entry),
    )


def _choices(entries: tuple[ChoiceEntry, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(id=entry.id, text=entry.text, basis=_basis(entry)) for entry in entries)


def _principle(entry: PrincipleEntry) -> Principle:
    return Principle(id=entry.id, text=entry.text, because=entry.because or "", basis=_basis(entry))


def _role(entry: RoleEntry) -> Role:
    return Role(
        id=entry.id,
        title=entry.title,
        level=entry.level,
        partnership=entry.partnership,
        titles=_titles(entry.titles),
        aliases=entry.aliases,
        basis=_basis(entry),
    )


def _titles(entry: TitlesEntry) -> tuple[tuple[AgencyType, str], ...]:
    given = {kind: getattr(entry, kind.value) for kind in AgencyType}
    return tuple((kind, title) for kind, title in given.items() if title)


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
        basis=_basis(entry),
    )


def _stage(entry: StageEntry) -> Stage:
    return Stage(
        id=entry.id,
        name=entry.name,
        level=entry.level,
        raising=tuple(_seat(seat) for seat in entry.raising),
        receiving=tuple(_seat(seat) for seat in entry.receiving),
        clock=_clock(entry.clock),
        caps=tuple(_clock(cap) for cap in entry.caps),
        tasks=tuple(_task(task) for task in entry.tasks),
        questions=tuple(_question(question) for question in entry.questions),
        dispositions=_dispositions(entry.dispositions) if entry.dispositions else None,
        meeting=_meeting(entry.meeting) if entry.meeting else None,
        hand_up=_hand_up(entry.hand_up) if entry.hand_up else None,
        text=entry.text,
        basis=_basis(entry),
    )


def _seat(entry: SeatEntry) -> Seat:
    return Seat(
        role=entry.role,
        when=_when(entry.when),
        informed=entry.informed,
        fallback=entry.fallback,
        basis=_basis(entry),
    )


def _when(entry: WhenEntry) -> Condition:
    return Condition(
        statuses=entry.child_status, agency_types=entry.agency_types, subjects=entry.subjects
    )


def _clock(entry: ClockEntry) -> Clock:
    return Clock(
        span=Span(value=entry.value, unit=entry.unit),
        since=entry.since,
        after=entry.after or "",
        or_end_of_next_working_day=entry.or_end_of_next_working_day,
        protective=entry.protective,
        strength=entry.strength,
        nudge=_nudge(entry.nudge) if entry.nudge else None,
        basis=_basis(entry),
    )


def _nudge(entry: NudgeEntry) -> Span:
    return Span(value=entry.value, unit=Unit(entry.unit))


def _immediate_clock(entry: ImmediateClockEntry) -> Clock:
    # The core has no "risk flagged" among what a clock may count from; this rule has no other.
    return Clock(span=Span(value=0, unit=entry.unit), since=Since.CASE_OPENED, basis=_basis(entry))


def _task(entry: TaskEntry) -> Task:
    return Task(
        id=entry.id,
        text=entry.text,
        side=_side(entry.side),
        modality=entry.modality,
        each=entry.each,
        role=entry.role or "",
        clock=_clock(entry.clock) if entry.clock else None,
        on_silence=entry.on_silence,
        records=entry.records,
        tell=entry.tell,
        marks=entry.marks,
        when=_when(entry.when),
        basis=_basis(entry),
    )


def _side(word: str) -> Side | None:
    return None if word == "both" else Side(word)


def _question(entry: QuestionEntry) -> Question:
    return Question(
        id=entry.id,
        text=entry.text,
        modality=entry.modality,
        when=_when(entry.when),
        basis=_basis(entry),
    )


def _hand_up(entry: HandUpEntry) -> HandUp:
    return HandUp(
        to=entry.to,
        side=_side(entry.side),
        carries=entry.carries,
        clock=_clock(entry.clock) if entry.clock else None,
        inside_next=entry.inside_next,
        basis=_basis(entry),
    )


def _dispositions(entry: DispositionsEntry) -> Dispositions:
    return Dispositions(
        text=entry.text,
        options=tuple(
            Disposition(
                id=option.id,
                text=option.text,
                to=option.to or "",
                tell=option.tell,
                when=_when(option.when),
                basis=_basis(option),
            )
            for option in entry.options
        ),
        modality=entry.modality,
        clock=_clock(entry.clock),
        basis=_basis(entry),
    )


def _meeting(entry: MeetingEntry) -> Meeting:
    return Meeting(
        id=entry.id,
        name=entry.name,
        text=entry.text,
        kinds=tuple(entry.kinds.items()),
        chair=entry.chair or "",
        chair_uninvolved=entry.chair_uninvolved,
        quorum=entry.quorum,
        parties=entry.parties,
        product=entry.product or "",
        product_to=entry.product_to,
        modality=entry.modality,
        clock=_clock(entry.clock) if entry.clock else None,
        basis=_basis(entry),
    )


def _bypass(entry: BypassEntry) -> Bypass:
    return Bypass(
        text=entry.text,
        targets=entry.targets,
        modality=entry.modality,
        at_opening=entry.at_opening,
        basis=_basis(entry),
    )


def _immediate_risk(entry: ImmediateRiskEntry) -> ImmediateRisk:
    return ImmediateRisk(
        text=entry.text,
        routes=tuple(
            EmergencyRoute(label=route.label, number=route.number, note=route.note or "")
            for route in entry.routes
        ),
        tell=tuple(_seat(seat) for seat in entry.tell),
        clock=_immediate_clock(entry.clock),
        tasks=tuple(_task(task) for task in entry.tasks),
        questions=tuple(_question(question) for question in entry.questions),
        bypass=_bypass(entry.bypass) if entry.bypass else None,
        basis=_basis(entry),
    )


def _override(entry: OverrideEntry) -> Override:
    return Override(
        text=entry.text,
        events=_choices(entry.events),
        tell=entry.tell,
        clock=_immediate_clock(entry.clock) if entry.clock else None,
        basis=_basis(entry),
    )


def _notification(entry: NotificationEntry) -> Notification:
    return Notification(
        id=entry.id,
        roles=entry.roles,
        when=_when(entry.when),
        from_stage=entry.from_stage or "",
        text=entry.text,
        modality=entry.modality,
        on=entry.on,
        on_closing=entry.on_closing,
        basis=_basis(entry),
    )


def _closing(entry: ClosingEntry) -> Closing:
    return Closing(
        residual_risk_question=entry.residual_risk_question,
        referral_text=entry.referral_text,
        learning_to=entry.learning_to,
        debrief=entry.debrief or "",
        copy_text=entry.copy_text or "",
        after=tuple(_task(task) for task in entry.after),
        fields=entry.fields,
        basis=_basis(entry),
    )


def _stand_off(entry: StandOffEntry) -> StandOff:
    return StandOff(text=entry.text, modality=entry.modality, basis=_basis(entry))
