"""Obstacles to an import: conflicts between an imported list and the present one."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.imports.findings import Weight


class ObstacleKind(StrEnum):
    """The closed list of kinds of obstacles."""

    ADDRESS_OF_ANOTHER = "address_of_another"
    """An e-mail address belongs to somebody of another name; the two are never merged."""
    SAME_NAME_TWICE = "same_name_twice"
    """Two people of this name are in the agency, and no address shows which is meant."""
    CHANNEL_OF_ANOTHER = "channel_of_another"
    """A chat account is linked to somebody else."""
    CHAT_STAYS = "chat_stays"
    """The list names another chat account than the one linked; the linked one stays."""
    WHICH_AGENCY = "which_agency"
    """Nothing says which agency a contact belongs to."""
    WHAT_KIND = "what_kind"
    """A new agency of unknown kind."""
    NEW_AGENCY = "new_agency"
    """A new agency whose kind was guessed from its name."""
    TAKEN_FOR = "taken_for"
    """A heading that was taken for the only present agency of its kind."""
    TAKEN_AS_TEAM = "taken_as_team"
    """A heading that was taken for a team of a present agency."""
    BY_ADDRESS = "by_address"
    """The agency was guessed from the e-mail addresses or their domain."""
    NAMESAKE = "namesake"
    """Somebody of this name is in another agency, and was taken for a different person."""
    NOBODY_NAMED = "nobody_named"
    """A post with a telephone number and no holder: it is shown, and nobody in it is asked."""
    NO_POST = "no_post"
    """A row that names a person without a post, who holds none elsewhere: they are not asked."""
    NO_ROLE = "no_role"
    """A post that fits no role of the policy: nobody in it is asked."""
    SEVERAL_ROLES = "several_roles"
    """Its stage asks several roles, and the title does not say which of them this is."""
    COORDINATOR_STAYS = "coordinator_stays"
    """A coordinator whom the list does not name; they stay until somebody else is named."""
    COORDINATORS_STAY = "coordinators_stay"
    """The list names other coordinators; an import appoints none."""
    TWO_AGENCIES = "two_agencies"
    """A person holds posts in two agencies, and could be on both sides of a disagreement."""
    MANY_LEAVE = "many_leave"
    """More than half of an agency's people would leave by this list."""
    ADDRESS_CHANGED = "address_changed"
    """An address that replaces the confirmed one."""
    ILLEGIBLE = "illegible"
    """A name with a hidden character or mixed alphabets, which may look like another name."""
    BAD_CELL = "bad_cell"
    """A cell of a list in Concord's own layout that is not valid for its column."""
    UNKNOWN_ID = "unknown_id"
    """An id in a list in Concord's own layout that the list does not define."""
    UNKNOWN_ROLE = "unknown_role"
    """A role that the policy does not name."""
    LEFT_OUT = "left_out"
    """A row with an error: the people on it stay as they are."""


_ERRORS: Final = frozenset(
    {
        ObstacleKind.ADDRESS_OF_ANOTHER,
        ObstacleKind.SAME_NAME_TWICE,
        ObstacleKind.CHANNEL_OF_ANOTHER,
        ObstacleKind.WHICH_AGENCY,
        ObstacleKind.WHAT_KIND,
        ObstacleKind.ILLEGIBLE,
        ObstacleKind.BAD_CELL,
        ObstacleKind.UNKNOWN_ID,
        ObstacleKind.UNKNOWN_ROLE,
    }
)
_NOTES: Final = frozenset(
    {ObstacleKind.LEFT_OUT, ObstacleKind.TAKEN_AS_TEAM, ObstacleKind.BY_ADDRESS}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One obstacle, at one row."""

    where: str
    """The place in words; "" if it concerns the whole list."""
    number: int
    what: ObstacleKind
    about: str
    """What it concerns: a name, an agency, a post."""
    detail: str = ""
    """More for the sentence: whose the address is, which agency, how many."""

    @property
    def weight(self) -> Weight:
        """Return the weight of its kind."""
        if self.what in _ERRORS:
            return Weight.ERROR
        return Weight.NOTE if self.what in _NOTES else Weight.WARNING
