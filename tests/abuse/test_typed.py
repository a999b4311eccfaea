"""Whatever somebody types is a fault at its field or stands there letter for letter."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.workbench.slack import payloads
from bot.workbench.teams import payloads as teams_payloads
from core.cases.events import NoteAdded
from tests.abuse.intruders import HEALTH
from tests.abuse.wire import SlackWire, TeamsWire
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.office import Office, office
from tests.parity.drawn import flat, slack_words, teams_words

pytestmark = pytest.mark.asyncio(loop_scope="module")

RAISER, ASKED = "marlow-winstead", "robin-haverstock"
ROBIN = "00000001-0000-4000-8000-000000000016"
LITERAL = [
    "<!channel> <@U0HOU00001> <#C1>",
    "<https://evil.example|Click here>",
    "[Click](https://evil.example) ![i](https://evil.example/i.png)",
    "*bold* _it_ ~no~ `code` :rotating_light:",
    "# Heading - not a list\n1. nor this\n- nor that",
    "&lt;!here&gt; &amp; {{DATE(2026-11-02T10:00:00Z,SHORT)}}",
    "<at>everyone</at>",
    "javascript:alert(1) =1+1 '; DROP TABLE entries; --",
    "日本語 العربية 👩\u200d👧 é",
]
UNSEEN = {
    "\u202egnp.exe\u202c": "gnp.exe",
    "a\x00b\x07c\x1b[31md": "abc[31md",
    "line\u2066hidden\u2069": "linehidden",
    "soft\u00adhyphen\ufeff": "softhyphen",
}
"""What is typed, and how it begins where it is shown: what cannot be seen is left out."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here() -> AsyncIterator[Office]:
    """A Concord in which Marlow (Slack) raised a concern with Robin (Teams)."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as running:
        await running[RAISER].raise_concern(f"person:hounslow.{ASKED}")
        await running.settle()
        yield running


async def _note(here: Office, who: str, text: str) -> str:
    """Type a note into the open case; what the record then shows on that person's platform."""
    colleague = here[who]
    await colleague.press("Open", reference=(await here.case()).reference)
    await colleague.press("Add a note")
    await colleague.fill(text=text)
    await colleague.close()
    await colleague.press("Open", reference=(await here.case()).reference)
    await colleague.press("Read the record")
    drawn = _drawn(here, who)
    await colleague.close()
    return drawn


def _drawn(here: Office, who: str) -> str:
    raw = here[who].dialog.raw
    if who == RAISER:
        view = raw.get("view", raw)
        return slack_words(view["blocks"])
    return teams_words({"content": raw.get("card", raw)})


@pytest.mark.parametrize("who", [RAISER, ASKED])
@pytest.mark.parametrize("text", LITERAL)
async def test_markup_is_shown_as_it_was_typed(here: Office, who: str, text: str) -> None:
    """No mention, link, emphasis, list, date function or entity is made of it."""
    assert flat(text) in await _note(here, who, text)


@pytest.mark.parametrize("who", [RAISER, ASKED])
@pytest.mark.parametrize("text", UNSEEN)
async def test_what_cannot_be_seen_is_left_out(here: Office, who: str, text: str) -> None:
    """Direction overrides, and control characters change nothing around them."""
    shown = await _note(here, who, text)
    assert UNSEEN[text] in shown
    assert not set("\u202e\u202c\u2066\u2069\x00\x07\x1b\u00ad\ufeff") & set(shown)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "x" * 3001, "x" * 100_000])
async def test_empty_and_overlong_notes_are_faults_at_their_field_in_slack(
    here: Office, text: str
) -> None:
    """Also where the request did not come from a form that would have refused it itself."""
    marlow, slack = here[RAISER], here.rehearsal.slack
    before = await here.events(NoteAdded)
    await marlow.press("Open", reference=(await here.case()).reference)
    await marlow.press("Add a note")
    person = slack.world.person("U0HOU00001")
    view = person.modals[-1].view
    await marlow.close()
    (asked,) = (block for block in view["blocks"] if block["type"] == "input")
    typed = {asked["element"]["action_id"]: {"type": "plain_text_input", "value": text}}
    view["state"] = {"values": {asked["block_id"]: typed}}
    workspace = slack.world.workspaces[person.team]
    payload = payloads.submission(
        workspace, person, slack.app.id, view=view, trigger=slack.world.trigger(person)
    )
    answer = await SlackWire(here).send(payloads.form(payload))
    assert answer.status == 200
    faults = json.loads(answer.body)
    assert faults["response_action"] == "errors"
    assert faults["errors"]["field-text"].startswith("Please ")
    assert await here.events(NoteAdded) == before


@pytest.mark.parametrize("text", ["", " ", "\n\t", "x" * 3001, "x" * 100_000])
async def test_empty_and_overlong_notes_are_faults_at_their_field_in_teams(
    here: Office, text: str
) -> None:
    """The form comes back with the fault under its field, in a dialog that Teams can show."""
    robin = here[ASKED]
    before = await here.events(NoteAdded)
    await robin.press("Open", reference=(await here.case()).reference)
    await robin.press("Add a note")
    (action,) = robin.dialog.raw["card"]["actions"]
    await robin.close()
    wire = TeamsWire(here, HEALTH, ROBIN)
    sent = teams_payloads.submit({**action["data"], "text": text})
    answer = await wire.send(wire.activity(**sent))
    assert answer.status == 200
    assert len(answer.body) < 28 * 1024
    card = json.loads(answer.body)["task"]["value"]["card"]
    said = teams_words(card)
    assert "Please fill this in." in said or "Please keep this to 3000 characters." in said
    assert await here.events(NoteAdded) == before
