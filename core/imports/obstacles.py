"""What stands in the way of taking a list over, beside what is wrong with the list itself."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.imports.findings import Weight


class ObstacleKind(StrEnum):
    """The closed list of what an import finds where a list meets the one there is."""

    ADDRESS_OF_ANOTHER = "address_of_another"
    """An e-mail address belongs to somebody of another name: never a merge."""
    SAME_NAME_TWICE = "same_name_twice"
    """Two people of this name are in the agency, and no address tells which is meant."""
    CHANNEL_OF_ANOTHER = "channel_of_another"
    """A chat account belongs to somebody else already."""
    CHAT_STAYS = "chat_stays"
    """The list names another chat account than the one linked; the linked one stays."""
    WHICH_AGENCY = "which_agency"
    """Nothing says which agency a contact belongs to."""
    WHAT_KIND = "what_kind"
    """A new agency, and nothing says of what kind it is."""
    NEW_AGENCY = "new_agency"
    """A new agency whose kind was told by its name."""
    TAKEN_FOR = "taken_for"
    """A heading that was taken for the one agency of its kind there is."""
    TAKEN_AS_TEAM = "taken_as_team"
    """A heading that was taken for a team of an agency there is."""
    BY_ADDRESS = "by_address"
    """The agency was told by the ending of the e-mail addresses."""
    NAMESAKE = "namesake"
    """Somebody of this name is in another agency, and was taken for somebody else."""
    NOBODY_NAMED = "nobody_named"
    """A post with a telephone number and nobody in it: shown, and asked for nothing."""
    NO_POST = "no_post"
    """A row that names somebody and no post, and there is none of theirs: nobody is asked."""
    NO_ROLE = "no_role"
    """A post that fits no role of the policy: nobody is asked in it."""
    SEVERAL_ROLES = "several_roles"
    """Its stage asks several posts, and the title does not say which of them this is."""
    COORDINATOR_STAYS = "coordinator_stays"
    """A coordinator whom the list no longer names; stays until somebody else is named."""
    COORDINATORS_STAY = "coordinators_stay"
    """The list names other coordinators; an import appoints none."""
    TWO_AGENCIES = "two_agencies"
    """One person holds posts that would sit on both sides of a disagreement."""
    MANY_LEAVE = "many_leave"
    """More than half of an agency's people would leave by this list."""
    ADDRESS_CHANGED = "address_changed"
    """Another address than the confirmed one; it replaces that one."""
    ILLEGIBLE = "illegible"
    """A name that hides a character, or mixes alphabets: it may look like another's."""
    BAD_CELL = "bad_cell"
    """A cell of one of our own lists that cannot be read as what its column holds."""
    UNKNOWN_ID = "unknown_id"
    """An id of one of our own lists that stands for nothing in it."""
    UNKNOWN_ROLE = "unknown_role"
    """A role that the policy does not name."""
    LEFT_OUT = "left_out"
    """A row with an error: what there is of these people stays as it is."""


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
    """One hitch at one row."""

    where: str
    """As a person finds it; "" where it concerns the list as a whole."""
    number: int
    what: ObstacleKind
    about: str
    """Whom or what it concerns: a name, an agency, a post."""
    detail: str = ""
    """What the sentence needs besides: whose the address is, which agency, how many."""

    @property
    def weight(self) -> Weight:
        """How much it matters."""
        if self.what in _ERRORS:
            return Weight.ERROR
        return Weight.NOTE if self.what in _NOTES else Weight.WARNING
