"""What things and people are called on cards: enrolled names, posts, agencies, stages, statuses."""

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
    """A sentence of the policy within one of ours, ending as a sentence does."""
    return f'"{text}"' if text.endswith((".", "?", "!")) else f'"{text}".'


def title(role_id: str, policy: Policy) -> str:
    """What the policy calls a post."""
    return next((role.title for role in policy.roles if role.id == role_id), role_id)


def stage(stage_id: str, policy: Policy) -> str:
    """A stage as people say it: "Stage 2: Line managers"; beside the main ladder, with its track."""
    track, own = policy.track_of(stage_id), policy.stage(stage_id).name
    if track.name == own and len(track.stages) == 1:
        return own
    where = "Stage" if track.id == "main" else f"{track.name}, stage"
    return f"{where} {policy.number(stage_id)}: {own}"
