"""Sentences about editions: in force, waiting, approved, missing, and what a new one changes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, assert_never

from core.directory.model import Directory
from core.directory.wording.names import name
from core.partnership.editions import (
    Activation,
    Approval,
    ApprovalReason,
    ApprovalRefused,
    Approved,
    Outcome,
)
from core.policy.edition_diff import RuleChange, RuleDifference
from core.policy.model import Policy
from core.policy.wording.deadlines import spoken_time
from core.policy.wording.names import listed, stage
from core.routing.gaps import Gap

NEEDED_FOR: Final[dict[str, str]] = {
    "immediate_risk": "Immediate risk",
    "override": "Special circumstances",
    "notifications": "Those who must be told",
    "closing": "Learning after a case is closed",
    "routes": "Ways beside the ladder",
    "gaps_to": "Gaps in the policy",
}
REACHES_NOBODY: Final = (
    "This reaches nobody, and the policy cannot be put into force without it. Put somebody who can "
    "be messaged into the contact list, or declare the gap there with its reason."
)
WHAT_TO_SUPPLY: Final = (
    "For each, put somebody who can be messaged into the contact list, or declare the gap there "
    "with its reason. Then approve again."
)
WHAT_CHANGES: Final = "What the new edition changes"
EDITIONS: Final = "Editions"
PUT_INTO_FORCE: Final = "Put into force"
APPROVALS: Final = "Approvals"
NONE_IN_FORCE: Final = "Nothing has been put into force yet."
NONE_APPROVED: Final = "Nobody has approved anything yet."
TWO: Final = "Two coordinators have to."
OPEN_CASES_STAY: Final = (
    "New cases begin under it once two coordinators have approved it. Open cases stay on the "
    "edition they began under, unless a coordinator moves them with a reason."
)
NOT_READABLE: Final = (
    "This edition cannot be read. Nothing was changed; tell whoever runs Concord for you."
)
MOVE_FIRST: Final = (
    "The case goes on at its stage under the edition in force. Everybody who holds it now and the "
    "person who raised it are told. A deadline can only become sooner by this."
)
THERE_ALREADY: Final = "This case is on the edition in force already. Nothing was changed."
STAYS_DUE: Final = "The deadline of this stage does not move."


def and_more(count: int) -> str:
    """Say that a list of changes was cut, and how many there are more."""
    return f"And {count} more: “concord policy diff” lists them all."


def moved(reference: str, policy: Policy, digest: str) -> str:
    """Say that a case was moved to another edition."""
    return (
        f"{reference} goes on under {edition_name(policy, digest)}. Everybody who holds it is told."
    )


def edition_name(policy: Policy, digest: str) -> str:
    """Return an edition's name and the first 12 characters of its digest."""
    return f"{policy.edition} ({digest[:12]})"


def gap_words(gap: Gap, policy: Policy, directory: Directory) -> str:
    """Name a gap: where the role is needed, in which agency and team, and the role's title."""
    stages = {one.id for track in policy.tracks for one in track.stages}
    where = (
        stage(gap.needed_for, policy)
        if gap.needed_for in stages
        else NEEDED_FOR.get(gap.needed_for, gap.needed_for.replace("_", " ").capitalize())
    )
    agency = directory.agencies.get(gap.agency)
    team = directory.teams.get(gap.team)
    whose = ", ".join(one.name for one in (agency, team) if one) or directory.name
    roles = " or ".join(policy.role(role).title for role in gap.roles) or "nobody is asked at all"
    return f"{where}: {whose}: {roles}"


def reaches_nobody(count: int) -> str:
    """Say that an edition has gaps and so is not put into force."""
    posts = "1 post" if count == 1 else f"{count} posts"
    return f"This edition cannot be put into force yet: it needs {posts} that reach nobody."


def in_force(activation: Activation, directory: Directory | None) -> str:
    """Say since when an edition is in force and who approved it."""
    return f"In force since {spoken_time(activation.at)}, approved by {_all(activation.by, directory)}."


def waiting_title(partnership: str) -> str:
    """Return the heading for an edition that waits for approval."""
    return f"A new edition waits for approval: {partnership}"


def was_in_force(activation: Activation, directory: Directory | None) -> str:
    """Say when an earlier edition was put into force, and by whom."""
    by = _all(activation.by, directory)
    return f"Put into force on {spoken_time(activation.at)}, approved by {by}; replaced since."


def open_cases_under(count: int) -> str:
    """Say how many open cases are under an edition."""
    return f"{count} open case{'' if count == 1 else 's'} under it."


def approved(given: Approval, directory: Directory | None) -> str:
    """Say who approved which edition."""
    return f"{_who(given.person, directory)} approved edition {given.digest[:12]}."


def waits(since: datetime) -> str:
    """Say since when an edition has been waiting."""
    return f"It has been waiting since {spoken_time(since)}."


def approvals(given: Iterable[Approval], directory: Directory | None) -> str:
    """Say who has approved so far, and when."""
    told = [f"{_who(one.person, directory)} on {spoken_time(one.at)}" for one in given]
    return f"Approved by {listed(told)}." if told else "Nobody has approved it yet."


def still_has_to(left: Iterable[str], directory: Directory | None) -> str:
    """Say who could give the approval that is missing."""
    who = _either(left, directory)
    return f"One more coordinator has to approve it: {who}." if who else NOBODY_LEFT


NOT_WAITING: Final = (
    "This edition does not wait for approval any more: another was proposed or put into force "
    "meanwhile. Nothing was changed."
)
NOBODY_LEFT: Final = (
    "One more coordinator has to approve it, and the contact list names no other. Add one."
)


def outcome(result: Outcome, policy: Policy, directory: Directory) -> tuple[str, ...]:
    """Return the outcome of an approval as sentences."""
    match result:
        case Approved():
            return (
                "Your approval is on the record.",
                approvals(result.approvals, directory),
                still_has_to(result.left, directory),
            )
        case ApprovalRefused():
            return _denied(result, policy, directory)
        case _:
            return (
                f"{policy.title} is in force. {in_force(result.activation, directory)}",
                "New cases begin under it. Open cases go on under the edition they began under.",
            )


def _denied(result: ApprovalRefused, policy: Policy, directory: Directory) -> tuple[str, ...]:
    match result.why:
        case ApprovalReason.NOT_WAITING:
            return (NOT_WAITING,)
        case ApprovalReason.NOT_COORDINATOR:
            who = _either(directory.coordinators, directory)
            return (f"Only a coordinator on the contact list can do this: {who}.",)
        case ApprovalReason.NOT_READY:
            gaps = (f"{gap_words(one, policy, directory)}." for one in result.gaps)
            return (reaches_nobody(len(result.gaps)), *gaps, WHAT_TO_SUPPLY)


def nothing_in_force(directory: Directory, policies: str) -> str:
    """Say how to put a first policy into force."""
    who = _either(directory.coordinators, directory)
    return (
        f"{directory.name} has no policy in force yet, so it does not run. Two coordinators have "
        f"to approve it, each with “concord policy activate {policies} --by PERSON”: {who}."
    )


def _either(people: Iterable[str], directory: Directory | None) -> str:
    return " or ".join(f"{_who(one, directory)} ({one})" for one in people)


def _all(people: Iterable[str], directory: Directory | None) -> str:
    return listed(_who(one, directory) for one in people)


def _who(person: str, directory: Directory | None) -> str:
    """Return a person's name, or the id if today's list does not have them."""
    if directory is None or person not in directory.people:
        return person
    return name(person, directory)


NO_DIFFERENCES: Final = "The two editions say the same."
OPEN_CASES: Final = (
    "Open cases: nothing changes for them. Each stays on the edition it began under, unless it is "
    "moved to the new one with a reason."
)


def difference_words(difference: RuleDifference) -> str:
    """Return a difference as "Stage 2, Line managers: clock: 5 working days becomes 3 ..."."""
    where = ", ".join(part for part in (difference.where, difference.what) if part)
    match difference.change:
        case RuleChange.ADDED:
            return f"Added: {where}{_in_brackets(difference.new)}"
        case RuleChange.REMOVED:
            return f"Removed: {where}{_in_brackets(difference.old)}"
        case RuleChange.CHANGED:
            return f"{where}: {_quoted(difference.old)} becomes {_quoted(difference.new)}"
        case _:
            assert_never(difference.change)


def _in_brackets(said: str) -> str:
    return f" ({said})" if said else ""


def _quoted(said: str) -> str:
    """Put whole sentences in quotation marks, to show where each ends."""
    return f"“{said}”" if said.endswith((".", "?", "!")) else said
