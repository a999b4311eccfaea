"""Where a case begins: its ladder, and the stages at which it may enter it."""

from datetime import date, timedelta

from core.cases.case import Case
from core.partnership.setting import Setting
from core.policy.model import Condition, Policy, Stage, Track
from core.routing.stage_contacts import Parties, applies
from core.vocabulary import ClockStart, Unit


def starting_tracks(policy: Policy) -> tuple[Track, ...]:
    """Return every ladder on which a case can begin: those with a condition, then the main one."""
    always = Condition()
    chosen = tuple(track for track in policy.tracks if track.when != always)
    return (*chosen, *(track for track in policy.tracks if track.id == "main"))


def starting_track(parties: Parties, setting: Setting) -> Track:
    """Return the first ladder whose condition these parties meet, else the main one (S-03)."""
    found = (
        track
        for track in starting_tracks(setting.policy)
        if applies(track.when, parties, setting.directory)
    )
    return next(found)


def entry_stages(track: Track, kind: str, setting: Setting) -> tuple[Stage, ...]:
    """Return the stages at which a case of this kind may begin on a ladder: the first, those the
    policy opens to its kind (reading HOU-A10), and any the policy lets a bypass enter; none above
    the last stage of its kind.
    """
    stages = track.stages
    one = setting.policy.kind(kind)
    if one and one.last in {stage.id for stage in stages}:
        stages = stages[: setting.policy.number(one.last)]
    higher = set(one.entry if one else ())
    rule = setting.policy.immediate_risk.bypass
    if rule and rule.at_opening:
        higher |= set(rule.entry or rule.targets) or {stage.id for stage in stages}
    return tuple(stage for stage in stages if stage is stages[0] or stage.id in higher)


def possible_entry_stages(setting: Setting) -> tuple[Stage, ...]:
    """Return every stage at which some case may begin, of any kind and subject."""
    kinds = ("", *(kind.id for kind in setting.policy.kinds))
    found = {
        stage.id: stage
        for track in reversed(starting_tracks(setting.policy))
        for kind in kinds
        for stage in entry_stages(track, kind, setting)
    }
    order = [stage.id for track in setting.policy.tracks for stage in track.stages]
    return tuple(found[one] for one in order if one in found)


def needs_date(first: Stage) -> bool:
    """Whether the stage has no timescale of its own, so that a date must be set (S-09)."""
    return first.clock.span.unit is Unit.UNSPECIFIED


def earliest_day(first: Stage, setting: Setting) -> date:
    """Return the earliest day the disagreement may have arisen: as far back as the first stage
    lasts.

    A cap counted from that day takes precedence (Wandsworth's first two stages share a working
    week). Any earlier, the first stage would be over before it began; the person can escalate at
    once instead.
    """
    whole = [cap.span for cap in first.caps if cap.since is ClockStart.DISAGREEMENT_AROSE]
    span = whole[0] if whole else first.clock.span
    days = span.value if span.unit is Unit.WORKING_DAYS else 5
    day = setting.today
    while setting.calendar.add_working_days(day, days) >= setting.today:
        day -= timedelta(days=1)
    return day + timedelta(days=1)


def path_of_case(case: Case, setting: Setting) -> tuple[Stage, ...]:
    """Return the stages of this case's path: its ladder up to the last of its kind, and any other
    stages it has visited or leads to.
    """
    policy = setting.policy
    track = policy.track_of(case.visits[0].stage)
    kind = policy.kind(case.kind)
    ladder = [] if case.route else [stage.id for stage in track.stages]
    if kind and kind.last in ladder:
        ladder = ladder[: ladder.index(kind.last) + 1]
    way = dict.fromkeys((*ladder, *(visit.stage for visit in case.visits)))
    ahead = policy.next_stage(case.stage, case.kind)
    seen: set[str] = set()
    while ahead is not None and ahead.id not in seen:
        seen.add(ahead.id)
        way[ahead.id] = None
        ahead = policy.next_stage(ahead.id, case.kind)
    return tuple(policy.stage(one) for one in way)
