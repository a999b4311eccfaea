"""Why a contact-list command is refused; ``core.directory.wording.refusals`` has the sentences."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ListRefusalReason(StrEnum):
    """The reasons for refusing a contact-list command."""

    NOT_ALLOWED = "not_allowed"
    NO_LIST = "no_list"
    BROKEN = "broken"
    BUSY = "busy"
    NO_POST = "no_post"
    NO_PERSON = "no_person"
    NO_AGENCY = "no_agency"
    NO_TEAM = "no_team"
    NO_ROLE = "no_role"
    NO_NAME = "no_name"
    ILLEGIBLE = "illegible"
    """The name contains a hidden character, or mixes alphabets."""
    HAS_LEFT = "has_left"
    OTHER_AGENCY = "other_agency"
    HOLDS_ALREADY = "holds_already"
    HOLDS_AND_DEPUTISES = "holds_and_deputises"
    NOT_THEIRS = "not_theirs"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    TOO_FAR_AHEAD = "too_far_ahead"
    TOO_LONG_AGO = "too_long_ago"
    TOO_LONG_AWAY = "too_long_away"
    AWAY_ALREADY = "away_already"
    NOT_AWAY = "not_away"
    STAND_IN_AWAY = "stand_in_away"
    STAND_IN_UNKNOWN = "stand_in_unknown"
    ON_THE_LIST = "on_the_list"
    OTHER_PARTNERSHIP = "other_partnership"
    POST_ELSEWHERE = "post_elsewhere"
    NO_SUCH_ADDRESS = "no_such_address"
    ADDRESS_TAKEN = "address_taken"
    CANNOT_BE_REACHED = "cannot_be_reached"
    LAST_COORDINATOR = "last_coordinator"
    NO_COORDINATOR = "no_coordinator"
    NOT_A_GAP = "not_a_gap"
    NO_REASON = "no_reason"
    NOTHING_CHANGES = "nothing_changes"
    ACCOUNT_TAKEN = "account_taken"
    """The account is linked to another person of the partnership."""
    CANNOT_BE_LINKED = "cannot_be_linked"
    """The person has left, or is a mailbox."""
    NOT_CONFIRMED = "not_confirmed"
    """The person has, or had, an account there: a code is not enough."""
    NOT_LINKED = "not_linked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRefusal:
    """A refused command: nothing was written. ``input`` names the field at fault, if any."""

    why: ListRefusalReason
    input: str = ""
    about: str = ""
    """What the sentence names: the id of a person, post or agency; a role or an address."""
    on: date | None = None
