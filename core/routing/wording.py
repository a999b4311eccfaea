"""Sentences of the coverage board: who would be asked, for every place and stage."""

from typing import Final

from core.directory.model import Directory
from core.directory.wording.names import AGENCY_TYPE
from core.policy.model import Policy
from core.policy.wording.names import CHILD_STATUS, SIDE, SUBJECT, listed, stage
from core.routing.coverage import Circumstances, CoverageRow
from core.vocabulary import Side

TITLE: Final = "Who would be asked now"
HOW: Final = (
    "For every stage, side, agency and team: who would be asked if the stage before it lapsed now, "
    "where, and whether a message has reached them there before. Worked out by what decides in "
    "live cases."
)
COLUMNS: Final = ("Stage", "Side", "Agency and team", "Asked at once", "Asked next")
DEFECTS_HEADING: Final = "What wants mending"
NO_DEFECTS: Final = "Nothing wants mending."


def board_heading(partnership: str, edition: str, day: str) -> str:
    """Return whose board it is, under which edition, of which day."""
    return f"{partnership}. Edition {edition}. {day}."


def board_summary(unowned: int, defects: int) -> str:
    """Return the summary: how many places have nobody, and how many defects there are."""
    things = "1 thing wants" if defects == 1 else f"{defects} things want"
    if unowned:
        places = "1 place has" if unowned == 1 else f"{unowned} places have"
        return f"{places} nobody who can be messaged; {things} mending."
    return f"Every stage has somebody who can be messaged; {things} mending."


def place(reach: CoverageRow, policy: Policy, directory: Directory) -> tuple[str, str, str]:
    """Return stage, side, and agency with team and, where it matters, the kind of case."""
    agency, team = directory.agencies[reach.agency], directory.teams.get(reach.team)
    where = ", ".join(one.name for one in (team, agency) if one)
    if not reach.always:
        where = f"{where} ({listed(dict.fromkeys(map(_case, reach.when)))})"
    return stage(reach.stage, policy), SIDE[Side(reach.side)], where


def _case(one: Circumstances) -> str:
    """Return a kind of case in words."""
    parts = [
        SUBJECT[one.subject].lower() if one.subject else "",
        f"of {one.area}" if one.area else "",
        " and ".join(CHILD_STATUS[x].lower() for x in one.statuses or ()),
        f"with {AGENCY_TYPE[one.kind]}" if one.kind else "",
    ]
    return " ".join(part for part in parts if part) or "any other"
