"""Somebody who is not on a case holds what those on it were shown: nothing is shown or changed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from core.cases.case import Case
from tests.abuse.intruders import HEALTH, POLICE, Seen, SlackIntruder, TeamsIntruder
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.office import CANARIES, Office, office

pytestmark = pytest.mark.asyncio(loop_scope="module")

RAISER, ASKED = "marlow-winstead", "robin-haverstock"
SAME_SLACK, SAME_TEAMS = "U0HOU00001", "00000001-0000-4000-8000-000000000016"
"""User ids of the raiser and of the one asked, which other people have elsewhere."""


@dataclass(slots=True)
class Scene:
    """A case between two people, all they were shown, and those whom it does not concern."""

    here: Office
    case: Case
    shown: Seen

    @property
    def intruders(self) -> dict[str, SlackIntruder | TeamsIntruder]:
        """Strangers, colleagues, and people with the same user id elsewhere, on both platforms."""
        fern, ellis = self.here["fern-attwater"], self.here["ellis-brackenbury"]
        return {
            "stranger in Slack": SlackIntruder(self.here, "U0STRANGER"),
            "stranger in Teams": TeamsIntruder(self.here, "stranger"),
            "colleague in Slack": SlackIntruder(self.here, fern.person.channels[0].user),
            "colleague in Teams": TeamsIntruder(self.here, ellis.person.channels[0].user),
            "same id in Slack": SlackIntruder(self.here, f"T0CONCORD2:{SAME_SLACK}"),
            "same id in Teams": TeamsIntruder(self.here, f"{POLICE}:{SAME_TEAMS}"),
        }

    async def unchanged(self) -> None:
        """Assert that the record is as it was."""
        assert (await self.here.case()).sequence == self.case.sequence


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene() -> AsyncIterator[Scene]:
    """Marlow (Slack) raised a concern with Robin (Teams); both have looked at everything."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        slack, teams = here.rehearsal.slack, here.rehearsal.teams
        slack.enrol("T0CONCORD1", "U0STRANGER", "Somebody Else")
        slack.enrol("T0CONCORD2", SAME_SLACK, "Marlow Winstead")
        teams.enrol(HEALTH, "stranger", "Somebody Else")
        teams.enrol(POLICE, SAME_TEAMS, "Robin Haverstock")
        await here[RAISER].raise_concern(f"person:hounslow.{ASKED}")
        await here.settle()
        seen = Seen()
        for who in (RAISER, ASKED):
            colleague = here[who]
            reference = (await here.case()).reference
            await colleague.press("Open", reference=reference)
            seen.look(here, who)
            await colleague.press("Add a note")
            seen.look(here, who)
            await colleague.close()
        await here.settle()
        yield Scene(here, await here.case(), seen)


WHO = pytest.mark.parametrize(
    "who",
    [
        f"{kind} in {where}"
        for kind in ("stranger", "colleague", "same id")
        for where in ("Slack", "Teams")
    ],
)


@WHO
async def test_forwarded_cards_and_copied_windows_show_and_do_nothing(
    scene: Scene, who: str
) -> None:
    """Every button of everything that was shown: the same refusal each time, and no change."""
    intruder = scene.intruders[who]
    told = await intruder.press_all(scene.shown)
    assert len(told) >= 6
    enrolled = who.startswith("colleague")
    refusal = "no case with that reference" if enrolled else "does not know you yet"
    for answer in told:
        assert refusal in answer
        _shows_nothing(scene, answer)
    await scene.unchanged()


@WHO
async def test_a_form_replayed_by_somebody_else_is_refused(scene: Scene, who: str) -> None:
    """The token of an open form works for nobody but the one it was made for."""
    intruder = scene.intruders[who]
    told = await intruder.submit_all(scene.shown)
    assert told
    for answer in told:
        _shows_nothing(scene, answer)
    await scene.unchanged()


@WHO
async def test_absent_and_forbidden_references_get_the_same_answer(scene: Scene, who: str) -> None:
    """Nobody can find out which references exist by asking for them."""
    intruder = scene.intruders[who]
    for verb in ("show", "when", "open"):
        real = await intruder.say(f"/escalate {verb} {scene.case.reference}")
        absent = await intruder.say(f"/escalate {verb} ESC-7KQ4-M2XW")
        malformed = await intruder.say(f"/escalate {verb} ESC-0000")
        assert real == absent == malformed
        assert "ring 999" in real or "no case with that reference" in real
        _shows_nothing(scene, real)


@WHO
async def test_home_and_list_show_nothing_of_a_case_one_is_not_on(scene: Scene, who: str) -> None:
    """Neither the Home nor the list, for strangers and colleagues alike."""
    intruder = scene.intruders[who]
    for answer in (await intruder.home(), await intruder.say("/escalate list")):
        assert answer
        _shows_nothing(scene, answer)


async def test_a_made_up_token_is_answered_as_somebody_elses(scene: Scene) -> None:
    """Whether a token exists cannot be found out by trying."""
    fern = scene.intruders["colleague in Slack"]
    real = (await fern.press_all(scene.shown))[0]
    made_up = Seen(messages=[scene.shown.messages[0]])
    for block in made_up.messages[0].blocks:
        for element in block.get("elements", ()):
            element["value"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    assert set(await fern.press_all(made_up)) == {real}


def _shows_nothing(scene: Scene, answer: str) -> None:
    assert scene.case.reference not in answer
    assert not any(canary in answer for canary in CANARIES.values())
    assert "Marlow" not in answer
    assert "Robin" not in answer
