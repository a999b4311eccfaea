"""Names on cards: of sides, subjects, statuses, roles and stages."""

from collections.abc import Iterable
from typing import Final

from core.policy.model import Policy
from core.vocabulary import ChildStatus, Side, SubjectType

CHILD_STATUS: Final[dict[ChildStatus, str]] = {
    ChildStatus.PROTECTION_PLAN: "On a child protection plan",
    ChildStatus.LOOKED_AFTER: "Looked after",
}

SUBJECT: Final[dict[SubjectType, str]] = {
    SubjectType.CHILD: "A child or young person",
    SubjectType.ADULT: "An adult at risk",
    SubjectType.BOTH: "Both a child and an adult",
}

SIDE: Final[dict[Side, str]] = {
    Side.RAISING: "Raising side",
    Side.RECEIVING: "Receiving side",
}


def listed(words: Iterable[str]) -> str:
    """Join words as in a sentence: "a, b and c"."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def quoted(text: str) -> str:
    """Return a sentence of the policy in quotation marks, with a full stop if it has none."""
    return f'"{text}"' if text.endswith((".", "?", "!")) else f'"{text}".'


def title(role_id: str, policy: Policy) -> str:
    """Return the policy's title of a role, or the id if it has no such role."""
    return next((role.title for role in policy.roles if role.id == role_id), role_id)


def side_at(side: Side, stage_id: str, policy: Policy) -> str:
    """Return what a side is at a stage: "Receiving side"; where only posts of the partnership are
    asked on it, who belong to neither agency, their titles: "Chair of the partnership".
    """
    one = policy.stage(stage_id)
    seats = one.raising if side is Side.RAISING else one.receiving
    asked = [
        role for seat in seats if not seat.informed for role in policy.roles if role.id == seat.role
    ]
    if not asked or not all(role.partnership for role in asked):
        return SIDE[side]
    return listed(dict.fromkeys(role.title for role in asked))


def for_side(side: Side, stage_id: str, policy: Policy) -> str:
    """Return for whom somebody acts at a stage: "for the receiving side", or as which post."""
    seat = side_at(side, stage_id, policy)
    return f"for the {seat.lower()}" if seat == SIDE[side] else f"as {seat}"


def stage(stage_id: str, policy: Policy) -> str:
    """Return a stage's name: "Stage 2: Line managers"; outside the main ladder, with its track."""
    track, own = policy.track_of(stage_id), policy.stage(stage_id).name
    if track.name == own and len(track.stages) == 1:
        return own
    where = "Stage" if track.id == "main" else f"{track.name}, stage"
    return f"{where} {policy.number(stage_id)}: {own}"
