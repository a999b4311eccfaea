import asyncio
import json
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.models.views import View as SlackView

from adapters.slack.receiving.time_budget import MODAL_SECONDS
from adapters.slack.settings import ANSWER_SECONDS, SlackSettings
from core.cards import Card, FormFaults, Picture, Redraw, Reply, Say, ShowForm, ShowView, Text, View
from core.directory.model import Principal
from core.notifications.wording import platforms
from core.ports import UNREADABLE
from core.vocabulary import Platform
from tests.adapters.on_slack.conftest import Office
from tests.adapters.on_slack.desk import card, form
from tests.adapters.on_slack.receiving.signed import (
    TEAM,
    USER,
    event,
    modal,
    pressed,
    slash,
    submitted,
)
from tests.adapters.on_slack.stand_in import refusing
from tests.pace import HeldTime, until

ANNA = Principal(Platform.SLACK, TEAM, USER)

DESK_SECONDS = ANSWER_SECONDS - MODAL_SECONDS
LONG = 60.0
"""Seconds, far beyond every limit."""


class Awaited:
    """An answer that is on its way, within the time that Slack really gives."""

    def __init__(self, office: Office, payload: dict[str, Any]) -> None:
        self._task = asyncio.create_task(self._answer(office, payload))

    async def _answer(self, office: Office, payload: dict[str, Any]) -> dict[str, Any]:
        await office.serve(answer_within=ANSWER_SECONDS)
        return await office.answer(payload)

    @property
    def here(self) -> bool:
        """Whether it has come."""
        return self._task.done()

    async def comes(self) -> dict[str, Any]:
        """The answer, without any more time passing."""
        await until(self._task.done)
        return self._task.result()


def said(answer: dict[str, Any]) -> str:
    """Return the blocks of an answer as text."""
    return str(answer["blocks"])


async def test_a_command_reaches_the_desk_and_is_answered_to_that_person_only(
    office: Office,
) -> None:
    """What is said comes back in the answer itself, visible to nobody else."""
    answer = await office.answer(slash("list"))
    assert office.desk.asked == [("command", ANNA, "list")]
    assert answer["response_type"] == "ephemeral"
    assert "ESC-7KQ4-M2XP" in said(answer)
    assert office.slack.methods() == []


@pytest.mark.parametrize("reply", [ShowForm(form()), ShowView(View(title="V", blocks=()))])
async def test_a_command_opens_its_form_within_slacks_three_seconds(
    office: Office, reply: Reply, held: HeldTime
) -> None:
    """The window is open by the time the command is acknowledged, with nothing else said."""
    office.desk.reply = reply
    asked = slash()
    assert await Awaited(office, asked).comes() == {}
    opened = office.slack.last("views.open")
    assert opened["trigger_id"] == asked["trigger_id"]
    SlackView(**opened["view"]).validate_json()


async def test_a_window_that_cannot_be_opened_is_said(office: Office) -> None:
    """A trigger that has run out does not leave somebody waiting before nothing."""
    office.desk.reply = ShowForm(form())
    office.slack.script["views.open"] = refusing("expired_trigger_id")
    answer = await office.answer(slash())
    assert platforms.NOT_OPENED in said(answer)


@pytest.mark.parametrize("code", ["invalid_arguments", "invalid_blocks"])
async def test_a_window_opens_without_a_picture_that_slack_cannot_fetch(
    office: Office, code: str
) -> None:
    """Slack refuses the whole window for it; the words beside the picture say the same."""

    async def refuse_pictures(_request: web.Request) -> web.Response:
        pictured = '"image"' in json.dumps(office.slack.last("views.open")["view"])
        return web.json_response({"ok": False, "error": code} if pictured else {"ok": True})

    blocks = (Picture("https://concord.example/policies/0.png", "The ladder"), Text("In words"))
    office.desk.reply = ShowView(View(title="Policy", blocks=blocks))
    office.slack.script["views.open"] = refuse_pictures
    assert await office.answer(slash("policy")) == {}
    assert office.slack.methods() == ["views.open", "views.open"]
    assert [b["type"] for b in office.slack.last("views.open")["view"]["blocks"]] == ["section"]


async def test_a_window_that_fails_for_another_reason_is_not_tried_twice(office: Office) -> None:
    """Only what Slack says of our blocks is a reason to leave the picture out."""
    picture = Picture("https://concord.example/policies/0.png", "The ladder")
    office.desk.reply = ShowView(View(title="Policy", blocks=(picture,)))
    office.slack.script["views.open"] = refusing("expired_trigger_id")
    assert platforms.NOT_OPENED in said(await office.answer(slash("policy")))
    assert office.slack.methods() == ["views.open"]


@pytest.mark.parametrize("stubborn", [False, True])
async def test_a_slow_desk_is_answered_for_in_time(
    office: Office, stubborn: bool, held: HeldTime
) -> None:
    """After two and a half seconds a kind sentence comes, even if the desk does not notice."""
    office.desk.seconds = LONG
    office.desk.stubborn = stubborn
    answer = Awaited(office, slash())
    await until(lambda: office.desk.asked)
    await held.passes(DESK_SECONDS - 0.1)
    assert not answer.here
    await held.passes(0.1)
    assert platforms.COMMAND_AGAIN in said(await answer.comes())
    await held.passes(LONG)  # even the stubborn one ends


def test_there_is_time_left_for_the_way_back() -> None:
    """Slack counts three seconds at its own end."""
    assert DESK_SECONDS < ANSWER_SECONDS <= 2.8
    defaults = SlackSettings(signing_secrets=("s",), allowed_teams=frozenset())
    assert defaults.answer_within == ANSWER_SECONDS


async def test_a_slow_slack_does_not_hold_up_the_answer(office: Office, held: HeldTime) -> None:
    """A window that Slack does not open in time is given up before Slack gives up on us."""
    office.desk.reply = ShowForm(form())
    office.slack.delays["views.open"] = LONG
    answer = Awaited(office, slash())
    await until(lambda: "views.open" in office.slack.methods())
    await held.passes(ANSWER_SECONDS - 0.1)
    assert not answer.here
    await held.passes(0.1)
    assert platforms.NOT_OPENED in said(await answer.comes())


async def test_a_late_submission_says_not_saved_in_the_form(office: Office, held: HeldTime) -> None:
    """The form stays open with what was typed, and says what to do."""
    office.desk.seconds = LONG
    answer = Awaited(office, submitted())
    await until(lambda: office.desk.asked)
    await held.passes(DESK_SECONDS)
    errors = {"field-why": platforms.NOT_SAVED}
    assert await answer.comes() == {"response_action": "errors", "errors": errors}


@pytest.mark.parametrize(
    ("payload", "expected"),
    [(slash(), platforms.COMMAND_AGAIN), (submitted(), platforms.NOT_SAVED), (pressed(), "")],
)
async def test_a_desk_that_raises_is_answered_for_kindly(
    office: Office, payload: dict[str, Any], expected: str
) -> None:
    """Never a 5xx, never a trace of what went wrong."""
    office.desk.error = RuntimeError("secret detail")
    answer = str(await office.answer(payload))
    assert expected in answer
    assert "secret" not in answer


async def test_a_press_opens_a_window(office: Office) -> None:
    """A button of a message opens its form, by the trigger of that press."""
    office.desk.reply = ShowForm(form())
    payload = pressed("opaque")
    assert await office.answer(payload) == {}
    assert office.desk.asked == [("press", ANNA, "opaque")]
    assert office.slack.last("views.open")["trigger_id"] == payload["trigger_id"]


async def test_a_refusal_of_a_press_is_shown_in_a_window(office: Office) -> None:
    """To that person only; never as a message that may not arrive."""
    office.desk.reply = Say(card("You are not on this case."))
    assert await office.answer(pressed()) == {}
    assert "You are not on this case." in str(office.slack.last("views.open")["view"])
    assert office.slack.methods() == ["views.open"]


async def test_a_press_redraws_its_message(office: Office) -> None:
    """In the direct message it stood in."""
    office.desk.reply = Redraw(card("Accepted."))
    await office.answer(pressed())
    updated = office.slack.last("chat.update")
    assert (updated["channel"], updated["ts"]) == ("D0ANNA", "1.1")
    assert "Accepted." in str(updated["blocks"])


@pytest.mark.parametrize(
    ("channel", "ephemeral"), [("D0ANNA", True), ("C0TEAM", True), ("C0TEAM", False)]
)
async def test_nothing_is_redrawn_outside_a_direct_message(
    office: Office, channel: str, ephemeral: bool
) -> None:
    """What only one person saw is replaced by its response URL; a channel never gets a message."""
    office.desk.reply = Redraw(card("Accepted."))
    place = {"type": "message", "message_ts": "1", "channel_id": channel}
    url = office.slack.url("/hooks")
    await office.answer(pressed(url=url, container={**place, "is_ephemeral": ephemeral}))
    assert office.slack.methods() == []
    [sent] = office.slack.hooks
    assert sent["response_type"] == "ephemeral"
    assert sent["replace_original"] is ephemeral


async def test_a_response_url_elsewhere_is_never_called(office: Office) -> None:
    """Only Slack's own host gets an answer."""
    office.desk.reply = ShowForm(form())
    office.slack.script["views.open"] = refusing("expired_trigger_id")
    hook = office.slack.url("/hooks").replace("127.0.0.1", "localhost")
    await office.answer(pressed(url=hook))
    await office.settle()
    assert office.slack.hooks == []


async def test_a_press_whose_window_fails_is_answered_below_the_message(office: Office) -> None:
    """The response URL is the way that is left; nobody waits before nothing."""
    office.desk.reply = ShowForm(form())
    office.slack.script["views.open"] = refusing("expired_trigger_id")
    await office.answer(pressed(url=office.slack.url("/hooks")))
    await office.settle()
    [sent] = office.slack.hooks
    assert platforms.NOT_OPENED in str(sent)
    assert sent["replace_original"] is False


@pytest.mark.parametrize(
    ("before", "root", "method"),
    [(None, "V1", "views.push"), ("V0", "V0", "views.push"), ("V2", "V0", "views.update")],
)
async def test_windows_stack_three_deep_and_no_deeper(
    office: Office, before: str | None, root: str, method: str
) -> None:
    """The third window is replaced: Slack refuses a fourth."""
    office.desk.reply = ShowView(View(title="More", blocks=(Text("story"),)))
    view = modal(root_view_id=root, previous_view_id=before)
    await office.answer(pressed(view=view, container={"type": "view", "view_id": "V1"}))
    assert office.slack.methods() == [method]


async def test_a_window_that_cannot_be_stacked_keeps_what_was_typed(office: Office) -> None:
    """The form below is shown again as it was, with a sentence on top."""
    office.slack.script["views.push"] = refusing("expired_trigger_id")
    view = modal("why", "who")
    await office.answer(pressed(view=view, container={"type": "view", "view_id": "V1"}))
    await office.settle()
    updated = office.slack.last("views.update")
    assert [block["block_id"] for block in updated["view"]["blocks"]] == [
        "trouble",
        "field-why",
        "field-who",
    ]
    assert updated["view"]["private_metadata"] == "form-token"


async def test_a_press_in_a_window_redraws_that_window(office: Office) -> None:
    """With the hash of what was seen, so that a newer one is not overwritten."""
    office.desk.reply = Redraw(card("Confirmed."))
    await office.answer(pressed(view=modal(), container={"type": "view", "view_id": "V1"}))
    updated = office.slack.last("views.update")
    assert (updated["view_id"], updated["hash"]) == ("V1", "1.h")


async def test_a_press_at_home_redraws_home(office: Office) -> None:
    """Home is drawn anew from the desk, whatever the card was."""
    office.desk.reply = Redraw(card("Accepted."))
    await office.answer(pressed(view={"id": "V9", "type": "home"}, container={"type": "view"}))
    assert "Nothing waits for you." in str(office.slack.last("views.publish")["view"])


async def test_a_slow_press_is_answered_for(office: Office, held: HeldTime) -> None:
    """The person hears that it may not have been done, in time."""
    office.desk.seconds = LONG
    answer = Awaited(office, pressed())
    await until(lambda: office.desk.asked)
    await held.passes(DESK_SECONDS)
    await answer.comes()
    assert platforms.PRESS_AGAIN in str(office.slack.last("views.open")["view"])


async def test_faults_stand_at_their_fields(office: Office) -> None:
    """Nothing typed is lost: the form stays, each fault at its input, the rest at the first."""
    office.desk.reply = FormFaults(
        fields={"who": "Choose an agency.", "gone": "Odd."}, form="Both."
    )
    values: dict[str, dict[str, Any]] = {
        "why": {"value": "x"},
        "who": {"selected_option": None},
    }
    answer = await office.answer(submitted(values))
    assert office.desk.asked == [("submit", ANNA, "form-token", {"why": "x", "who": ""})]
    assert answer == {
        "response_action": "errors",
        "errors": {"field-why": "Both. Odd.", "field-who": "Choose an agency."},
    }


async def test_a_form_without_inputs_shows_its_fault_on_top(office: Office) -> None:
    """And can still be submitted."""
    office.desk.reply = FormFaults(form="Somebody was quicker.")
    payload = submitted({})
    answer = await office.answer(payload)
    assert answer["response_action"] == "update"
    assert "Somebody was quicker." in str(answer["view"]["blocks"][0])
    assert answer["view"]["submit"] == payload["view"]["submit"]
    assert answer["view"]["private_metadata"] == "form-token"


@pytest.mark.parametrize(
    "reply",
    [
        ShowForm(form()),
        ShowView(View(title="Done", blocks=(Text("ESC-1"),))),
        Say(card()),
        Redraw(card()),
    ],
)
async def test_what_follows_a_form_stands_in_its_place(office: Office, reply: Reply) -> None:
    """In the answer itself: no further call that could fail."""
    office.desk.reply = reply
    answer = await office.answer(submitted())
    assert answer["response_action"] == "update"
    SlackView(**answer["view"]).validate_json()
    assert office.slack.methods() == []


async def test_an_answer_that_cannot_be_drawn_does_not_say_not_saved(office: Office) -> None:
    """The desk has done it; that must not look as if it had not."""
    broken: Any = Card(title="t", summary="s", blocks=(object(),))  # type: ignore[arg-type]
    office.desk.reply = Say(broken)
    answer = await office.answer(submitted())
    assert platforms.NOT_SHOWN in str(answer)
    await office.answer(pressed())
    assert platforms.NOT_SHOWN in str(office.slack.last("views.open")["view"])
    assert platforms.NOT_SHOWN in str(await office.answer(slash()))


async def test_home_is_drawn_when_it_is_opened(office: Office) -> None:
    """For the one who opened it."""
    await office.answer(event())
    published = office.slack.last("views.publish")
    assert published["user_id"] == USER
    assert "Nothing waits for you." in str(published["view"])


async def test_another_tab_of_the_app_asks_nothing(office: Office) -> None:
    """The messages tab is no to-do list."""
    await office.answer(event(tab="messages"))
    assert office.desk.asked == []
    assert office.slack.methods() == []


async def test_a_home_that_fails_says_so(office: Office) -> None:
    """An old list must not pass for the present one."""
    office.desk.error = RuntimeError()
    await office.answer(event())
    assert platforms.HOME_NOT_SHOWN in str(office.slack.last("views.publish")["view"])


async def test_a_repeated_delivery_has_one_effect(office: Office) -> None:
    """Slack repeats what it thinks was lost, with a new signature."""
    payload = event()
    for _ in range(20):
        await office.answer(payload)
        await asyncio.sleep(0)
    assert len(office.desk.asked) == 1


async def test_what_no_reader_understands_is_kept(office: Office) -> None:
    """Signed, so it mattered to somebody; the answer is 200, the payload is in the key-value store."""
    await office.answer(pressed(actions=[]))
    await office.answer({**submitted(), "type": "view_closed"})
    await office.answer(event("team_join"))
    assert len(await office.documents.keys(UNREADABLE)) == 3
    assert office.desk.asked == []


async def test_another_command_is_not_answered(office: Office) -> None:
    """``/escalate`` is the only one."""
    await office.answer(slash(command="/other"))
    assert office.desk.asked == []


async def test_two_workspaces_never_meet(office: Office) -> None:
    """The same user id in two workspaces is two people, each drawn with their own token."""
    other = "T0SECOND"
    office.slack.teams["xoxb-second"] = other
    await office.serve(
        allowed_teams=frozenset({TEAM, other}),
        bot_tokens={TEAM: "xoxb-partner", other: "xoxb-second"},
    )
    for team in (TEAM, other) * 50:
        await office.answer(event(team=team))
    people = [asked[1] for asked in office.desk.asked]
    assert people == [ANNA, Principal(Platform.SLACK, other, USER)] * 50
    tokens = [call.token for call in office.slack.calls if call.method == "views.publish"]
    assert tokens == ["xoxb-partner", "xoxb-second"] * 50


async def test_a_token_of_another_workspace_is_never_used(office: Office) -> None:
    """A mix-up in the settings shows nothing to anybody."""
    office.slack.teams["xoxb-partner"] = "T0OTHER"
    await office.answer(event())
    assert office.slack.methods() == []
