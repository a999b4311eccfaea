"""Views of ``/escalate check`` and the coordinators' Home: who would be asked, and defects."""

from collections.abc import Iterable, Iterator
from typing import Final

from core.cards import Block, Button, Buttons, Card, Fact, Facts, Heading, Press, Style, Text, Tone
from core.cases.wording.labels import LABEL
from core.policy.model import Stage
from core.policy.wording.names import stage
from core.readiness import wording as say
from core.readiness.defects import Defect, DefectKind
from core.readiness.findings import Findings
from core.routing.coverage import RAISER, StageCoverage, stage_coverage, with_raiser
from core.routing.gaps import channel_of
from core.routing.stage_contacts import Parties
from core.vocabulary import Action, Side

MAX_DEFECTS_ON_HOME: Final = 3
"""Most defects on a coordinator's Home."""
DEFECTS_PER_PAGE: Final = 10
"""Most defects in one message or window; fits both platforms."""
MAX_NEXT_NAMED: Final = 3
"""Most people named among those who would be asked next."""
_GRAVE: Final = frozenset({DefectKind.NO_WATCHER, DefectKind.UNOWNED})


def own_check(person: str, found: Findings) -> tuple[Block, ...]:
    """Show who would be asked now for the person's own team, on either side of a case."""
    directory = found.today
    enrolled = directory.people.get(person)
    agency = enrolled.agency if enrolled else ""
    team = directory.team_of(person)
    raising = Parties(
        raiser=person,
        raising_agency=agency,
        raising_team=team,
        receiving_agency="",
        receiving_team="",
    )
    return (
        Heading(say.YOUR_SIDE),
        _ladder(Side.RAISING, raising, found, person),
        Heading(say.WITH_YOU),
        _ladder(Side.RECEIVING, _against(agency, team), found, person),
    )


def agency_check(agency: str, found: Findings, person: str) -> tuple[Block, ...]:
    """Show who would be asked if a concern were raised with an agency without naming a team, and
    with each of its teams.
    """
    directory = found.today
    teams = [team for team in directory.teams.values() if team.agency == agency]
    name = directory.agencies[agency].name
    blocks: list[Block] = []
    for team, called in (("", name), *((one.id, f"{one.name}, {name}") for one in teams)):
        blocks.append(Heading(say.for_agency(called)[:150]))
        blocks.append(_ladder(Side.RECEIVING, _against(agency, team), found, person))
    return tuple(blocks)


def _against(agency: str, team: str) -> Parties:
    return Parties(
        raiser=RAISER,
        raising_agency="",
        raising_team="",
        receiving_agency=agency,
        receiving_team=team,
    )


def _ladder(side: Side, parties: Parties, found: Findings, me: str) -> Facts:
    policy, directory = found.setting.policy, with_raiser(found.today)

    def fact(one: Stage) -> Fact:
        answer = stage_coverage(one, side, parties, policy, directory)
        return Fact(stage(one.id, policy), _answer(answer, found, me))

    return Facts(tuple(fact(one) for one in policy.ladder))


def _answer(answer: StageCoverage, found: Findings, me: str) -> str:
    directory = found.today

    def one(person: str) -> str:
        channel = channel_of(person, directory, found.board.sends)
        platform = channel.platform if channel else None
        known = found.reached.get((person, platform)) if platform else None
        return say.asked(person, me, directory, platform, known)

    return say.asking_order(map(one, answer.first), map(one, answer.then[:MAX_NEXT_NAMED]))


def defects_page(found: Findings, page: int = 1) -> tuple[Block, ...]:
    """Show a coordinator a page of all defects, most dangerous first."""
    defects = found.defects
    if not defects:
        return (Text(say.ALL_WELL, Tone.GOOD),)
    pages = -(-len(defects) // DEFECTS_PER_PAGE)
    page = min(max(page, 1), pages)
    shown = defects[(page - 1) * DEFECTS_PER_PAGE : page * DEFECTS_PER_PAGE]
    blocks: list[Block] = [Heading(say.defects_heading(len(defects))), *_lines(shown, found)]
    if pages > 1:
        blocks.append(Text(say.page(page, pages), Tone.QUIET))
    if page < pages:
        blocks.append(Buttons((_button(say.NEXT, found, page + 1),)))
    return tuple(blocks)


def on_home(found: Findings) -> tuple[Block, ...]:
    """Return a coordinator's part of Home; empty if there are no defects."""
    if not found.defects:
        return ()
    return (
        Heading(say.defects_heading(len(found.defects))),
        *_lines(found.defects[:MAX_DEFECTS_ON_HOME], found),
        Buttons((_button(LABEL[Action.TO_MEND], found, 1),)),
    )


def check_card(blocks: Iterable[Block]) -> Card:
    """Return the answer to ``/escalate check``."""
    return Card(title=say.CHECK_TITLE, summary=say.CHECK_TITLE, blocks=tuple(blocks))


def _lines(defects: Iterable[Defect], found: Findings) -> Iterator[Text]:
    for one in defects:
        text = say.defect_and_remedy(one, found.setting.policy, found.setting.directory)
        yield Text(text, Tone.DANGER if one.wrong in _GRAVE else Tone.PLAIN)


def _button(label: str, found: Findings, page: int) -> Button:
    target = f"{found.setting.policy.partnership}:{page}"
    return Button(label=label, press=Press(action=Action.TO_MEND, target=target), style=Style.PLAIN)
