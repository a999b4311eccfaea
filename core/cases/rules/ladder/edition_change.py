"""Moving an open case to the edition in force: with a reason, never to a later deadline."""

from dataclasses import replace
from datetime import datetime

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.refusals import Reason, Refusal
from core.cases.rules.duties.sources import find_task
from core.cases.rules.ladder.moving import enter
from core.partnership.setting import Edition, Setting
from core.policy.wording.deadlines import due_at_once
from core.vocabulary import ClockStart

_BEFORE_ENTERING = frozenset({ClockStart.DISAGREEMENT_AROSE, ClockStart.CASE_OPENED})


def change_edition(
    case: Case, command: c.ChangeEdition, setting: Setting
) -> tuple[e.Event, ...] | Refusal:
    """Move the case to the edition in force, at its current stage. Its duties stay owed, except
    those the edition does not have: nobody could record them.

    Refused if that edition is not the one in force, or lacks a stage of the case's history: the
    record could not be told in its words.
    """
    present = setting.present
    if present is not None and case.edition == present.digest:
        return Refusal(reason=Reason.ALREADY_DONE)
    if present is None or command.edition != present.digest:
        return Refusal(reason=Reason.NOT_IN_FORCE)
    if missing := stage_missing(case, present):
        return Refusal(reason=Reason.STAGE_GONE, about=missing)
    if not command.reason.strip():
        return Refusal(reason=Reason.EMPTY, input="reason")
    at, explanation, labelled_default = due_under(case, present, setting)
    return (
        e.EditionChanged(
            at=setting.now,
            by=command.by,
            earlier=case.edition,
            edition=present.digest,
            named=present.policy.edition,
            stage=case.stage,
            due=at,
            explanation=explanation,
            labelled_default=labelled_default,
            dropped=tuple(
                duty.key
                for duty in case.open_duties
                if find_task(duty.scope, duty.task, case, present.policy) is None
            ),
            reason=command.reason,
        ),
    )


def stage_missing(case: Case, edition: Edition) -> str:
    """Return the id of a stage of this case that an edition lacks, the latest first, or ""."""
    there = {stage.id for track in edition.policy.tracks for stage in track.stages}
    return next((one.stage for one in reversed(case.visits) if one.stage not in there), "")


def due_under(case: Case, edition: Edition, setting: Setting) -> tuple[datetime, str, bool]:
    """Return when the current stage would be due under an edition, why, and whether that is only
    our labelled default. Counted from where the stage began; never later than now due, and not
    before now. Our default never replaces a date that a policy gave or both sides agreed.
    """
    visit = case.visit
    unchanged = (visit.due, visit.explanation, visit.labelled_default)
    if case.due is None or case.due <= setting.now:  # not running, or about to lapse
        return unchanged
    began = visit.since
    if setting.policy.stage(case.stage).clock.since in _BEFORE_ENTERING:
        began = visit.entered_at
    later = replace(
        setting, policy=edition.policy, edition=edition.digest, calendar=edition.calendar
    )
    stage = edition.policy.stage(case.stage)
    try:
        entered = enter(
            case, stage, visit.why, later, unresolved_at=began, protective=visit.protective
        )
    except ValueError:  # the edition gives no timescale, and nobody set a date
        return unchanged
    now = next(one for one in entered if isinstance(one, e.StageEntered))
    ours_only = now.labelled_default and not visit.labelled_default
    if now.due >= visit.due or ours_only:
        return unchanged
    if now.due < setting.now:
        return setting.now, due_at_once(setting.now, now.due), now.labelled_default
    return now.due, now.explanation, now.labelled_default
