"""Sentences about decisions: bypass, agreed dates, how a stage goes on, and meetings."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from core.policy.model import Meeting, Policy
from core.policy.wording.deadlines import spoken_date, spoken_time
from core.policy.wording.names import listed

NOWHERE_ABOVE: Final = "This is the last stage: there is none above to go to."
LIMIT_MEANWHILE: Final = (
    "Until both sides agree a date, the stage is due {}; never later than that."
)
THEIR_DATE: Final = "The other side named"
TO_AGREE: Final = "Both sides are to agree by when this stage is settled. No date is named yet."
HOW_IT_GOES_ON: Final = "How it goes on"
ABSENT: Final = "Not there, though concerned"


def date_named(who: str, day: datetime) -> str:
    """Return the sentence for a date that one side named and the other has not answered."""
    return f"{who} named {spoken_time(day)}. It waits for the other side's yes."


def date_agreed(day: datetime) -> str:
    """Return the sentence for a date that both sides agreed."""
    return f"Both sides agreed {spoken_time(day)}."


def option(policy: Policy, stage: str, disposition: str) -> str:
    """Return an exit of a stage in the policy's words, without its full stop."""
    rule = policy.stage(stage).dispositions
    found = (one.text for one in (rule.options if rule else ()) if one.id == disposition)
    return next(found, disposition).rstrip(".")


def meeting_name(policy: Policy, meeting: str, kind: str = "") -> str:
    """Return what a meeting is called, and its form where it may take several."""
    found = meeting_of(policy, meeting)
    if found is None:
        return "The meeting"
    form = dict(found.kinds).get(kind, "")
    return f"{found.name} ({form})" if form else found.name


def meeting_of(policy: Policy, meeting: str) -> Meeting | None:
    """Return the meeting with that id, of any stage, or None."""
    stages = (stage for track in policy.tracks for stage in track.stages)
    return next((one.meeting for one in stages if one.meeting and one.meeting.id == meeting), None)


def meeting_sentence(
    name: str, day: date, present: Iterable[str], chair: str, absent: Iterable[str]
) -> str:
    """Return a meeting as sentences: when, who was present, who chaired, who was absent."""
    chaired = f" Chaired by {chair}." if chair else ""
    missing = listed(absent)
    lacking = f" {ABSENT}: {missing}." if missing else ""
    return f"{name} met on {spoken_date(day)}. Present: {listed(present)}.{chaired}{lacking}"
