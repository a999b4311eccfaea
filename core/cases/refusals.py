"""Why something asked for is refused."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why a command is not carried out; ``core.cases.wording.refusals`` has the sentences."""

    NOT_YOURS = "not_yours"
    """No such case, or not this person's: the same answer, so that neither is revealed."""
    NOT_ALLOWED = "not_allowed"
    CLOSED = "closed"
    AGREED = "agreed"
    STALE = "stale"
    TAKEN = "taken"
    ALREADY_YOURS = "already_yours"
    ALREADY_DONE = "already_done"
    LAST_STAGE = "last_stage"
    QUESTION_OPEN = "question_open"
    STILL_AT_RISK = "still_at_risk"
    NOTHING_PROPOSED = "nothing_proposed"
    OWN_PROPOSAL = "own_proposal"
    OTHER_PROPOSAL = "other_proposal"
    COPIES_OPEN = "copies_open"
    RAISER_NOT_TOLD = "raiser_not_told"
    RISK_STANDS = "risk_stands"
    NOT_AGREED = "not_agreed"
    NO_DEPUTY = "no_deputy"
    NO_SUCH_ENTRY = "no_such_entry"
    UNKNOWN_CHOICE = "unknown_choice"
    OWN_AGENCY = "own_agency"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    FUTURE = "future"
    TOO_LONG_AGO = "too_long_ago"
    DATE_NEEDED = "date_needed"
    NO_RISK = "no_risk"
    OWN_ALERT = "own_alert"
    NO_OVERRIDE = "no_override"
    NOT_IN_FORCE = "not_in_force"
    STAGE_GONE = "stage_gone"
    NO_BYPASS = "no_bypass"
    NO_DATE_TO_AGREE = "no_date_to_agree"
    OTHER_DATE = "other_date"
    OWN_DATE = "own_date"
    PAST = "past"
    BEYOND_LIMIT = "beyond_limit"
    NO_DISPOSITION = "no_disposition"
    NO_MEETING = "no_meeting"
    QUORUM = "quorum"
    CHAIR_INVOLVED = "chair_involved"
    NOTHING_TO_RECORD = "nothing_to_record"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Nothing was done, and why. ``input`` names the form input at fault, if any."""

    reason: Reason
    input: str = ""
    about: str = ""
    """What the sentence needs: a person's id, a date, a number."""
    at: datetime | None = None
