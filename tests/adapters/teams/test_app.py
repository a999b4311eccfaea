"""The whole endpoint over real HTTP with real tokens: what goes in, what people are shown."""

import json
from typing import Any

import pytest

from adapters.teams.sending.conversations import find
from core.cards import Card, Fact, Facts, FormFaults, Redraw, Reply, Say, ShowForm, ShowView
from core.notifications.wording import teams
from tests.adapters.teams.asks import (
    CARD,
    CHANNEL,
    FORM,
    GROUP,
    ME,
    STORY,
    SUBMITS,
    TYPED,
    VIEW,
    card_of,
    fetch,
    press,
    submit,
)
from tests.adapters.teams.drawing.schema import check, elements, texts
from tests.adapters.teams.office import TENANT, USER, Office, said


async def test_a_typed_command_is_answered_in_the_chat(office: Office) -> None:
    """Words in, card out, in reply to the message, as text that nothing is made of."""
    status, _ = await office.say("<at>Concord</at> escalate list *all*")
    assert status == 200
    assert office.desk.asked == [("command", ME, "list *all*")]
    (reply,) = office.connector.messages
    assert reply.path.startswith("/uk/v3/conversations/a%3Apersonal/activities/f%3A")
    check(reply.body["attachments"][0])
    assert r"You typed: list \*all\*" in texts(reply.body)
    assert reply.headers["authorization"] == "Bearer static"


async def test_a_typed_escalate_offers_its_form_behind_a_button(office: Office) -> None:
    """Teams opens no dialog by itself; the button carries the form's own token."""
    office.desk.commands[""] = ShowForm(FORM)
    await office.say("escalate")
    (reply,) = office.connector.messages
    (action,) = elements(reply.card, "Action.")
    assert action["data"] == {"concord": "form-1", "msteams": {"type": "task/fetch"}}
    assert elements(reply.card, "Input.") == []
    office.desk.presses["form-1"] = ShowForm(FORM)
    _, body = await office.invoke("task/fetch", {"data": action["data"]})
    assert body["task"]["value"]["title"] == "Raise a concern"
    assert [e["id"] for e in elements(card_of(body), "Input.")] == ["what"]


async def test_a_story_asked_for_by_words_is_shown_in_a_dialog_only(office: Office) -> None:
    """No message ever holds it: the words are asked again where it is opened."""
    office.desk.commands["show ESC-7KQ4-M2XP"] = ShowView(VIEW)
    await office.say("show ESC-7KQ4-M2XP")
    (reply,) = office.connector.messages
    assert "canary" not in json.dumps(reply.body)
    (action,) = elements(reply.card, "Action.")
    _, body = await office.invoke("task/fetch", {"data": action["data"]})
    assert office.desk.asked[-1] == ("command", ME, "show ESC-7KQ4-M2XP")
    assert STORY in texts(card_of(body))


async def test_home_is_a_card(office: Office) -> None:
    """One word away."""
    await office.say("home")
    assert office.desk.asked == [("home", ME)]
    (reply,) = office.connector.messages
    assert "What you owe" in texts(reply.body)
    assert reply.body["summary"] == teams.HOME_SUMMARY


async def test_a_pressed_button_redraws_its_card(office: Office) -> None:
    """The invoke's answer is the new card, serialised once."""
    office.desk.presses["t1"] = Redraw(CARD)
    status, body = await office.invoke("adaptiveCard/action", press())
    assert status == 200
    assert body["statusCode"] == 200
    assert body["type"] == "application/vnd.microsoft.card.adaptive"
    check({"contentType": body["type"], "content": body["value"]})
    assert office.connector.taken == []


async def test_a_refused_press_is_said_to_that_person_only(office: Office) -> None:
    """As the invoke's answer, not as a message."""
    office.desk.presses["t1"] = Say(said("Ben has accepted this already."))
    _, body = await office.invoke("adaptiveCard/action", press())
    assert body["type"] == "application/vnd.microsoft.activity.message"
    assert "Ben has accepted this already." in body["value"]


@pytest.mark.parametrize("reply", [ShowForm(FORM), ShowView(VIEW)])
async def test_what_needs_a_dialog_never_stands_in_the_chat(office: Office, reply: Reply) -> None:
    """A card with a button that opens it, and nothing of the story."""
    office.desk.presses["t1"] = reply
    _, body = await office.invoke("adaptiveCard/action", press())
    assert body["type"] == "application/vnd.microsoft.card.adaptive"
    assert "canary" not in json.dumps(body)
    assert elements(body, "Input.") == []
    assert len(elements(body, "Action.Submit")) == 1


async def test_an_old_clients_press_comes_as_a_message(office: Office) -> None:
    """The card is replaced where it stands."""
    office.desk.presses["t1"] = Redraw(CARD)
    await office.post(office.activity("message", value={"concord": "t1"}, replyToId="m41"))
    assert office.desk.asked == [("press", ME, "t1")]
    (taken,) = office.connector.messages
    assert (taken.method, taken.path) == ("PUT", "/uk/v3/conversations/a%3Apersonal/activities/m41")


async def test_a_dialog_shows_a_view(office: Office) -> None:
    """After the check on that very press."""
    office.desk.presses["t1"] = ShowView(VIEW)
    _, body = await office.invoke("task/fetch", fetch())
    assert office.desk.asked == [("press", ME, "t1")]
    assert STORY in texts(card_of(body))


async def test_a_dialog_that_is_refused_says_so(office: Office) -> None:
    """As a message in its place."""
    office.desk.presses["t1"] = Say(said("You are not on this case."))
    _, body = await office.invoke("task/fetch", fetch())
    assert body["task"]["type"] == "message"
    assert "You are not on this case." in body["task"]["value"]


@pytest.mark.parametrize("name", SUBMITS)
async def test_a_form_is_submitted(office: Office, name: str) -> None:
    """Values by input id, and the answer in the dialog's place."""
    facts = Facts((Fact("Reference", "ESC-7KQ4-M2XP"),))
    done = Card(title="Sent", summary="Sent", blocks=(facts,))
    office.desk.submits["form-1"] = Say(done)
    status, body = await office.invoke(name, submit())
    assert status == 200
    assert office.desk.asked == [("submit", ME, "form-1", TYPED)]
    assert elements(card_of(body), "FactSet")


@pytest.mark.parametrize("name", SUBMITS)
async def test_faults_are_shown_in_the_form_with_what_was_typed(office: Office, name: str) -> None:
    """The desk gives the form again for its token."""
    office.desk.submits["form-1"] = FormFaults(
        fields={"what": "Say more."}, form="One thing is missing."
    )
    office.desk.presses["form-1"] = ShowForm(FORM)
    _, body = await office.invoke(name, submit())
    drawn = card_of(body)
    (field,) = elements(drawn, "Input.")
    assert field["value"] == TYPED["what"]
    assert texts(drawn)[0] == "One thing is missing."
    assert "Say more." in texts(drawn)


async def test_a_button_within_a_dialog_is_a_press(office: Office) -> None:
    """Its token, none of the fields."""
    office.desk.presses["t2"] = ShowForm(FORM)
    _, body = await office.invoke("task/submit", submit("t2", concord_means="press", what="x"))
    assert office.desk.asked == [("press", ME, "t2")]
    assert elements(card_of(body), "Input.")


async def test_the_message_extension_opens_the_form(office: Office) -> None:
    """The same form as the word."""
    office.desk.commands[""] = ShowForm(FORM)
    _, body = await office.invoke("composeExtension/fetchTask", {"commandId": "escalate"})
    assert elements(card_of(body), "Input.")


@pytest.mark.parametrize("conversation", [GROUP, CHANNEL])
async def test_the_message_extension_works_where_others_read_along(
    office: Office, conversation: dict[str, Any]
) -> None:
    """Its dialog is that person's only; that place is not remembered as theirs."""
    office.desk.commands[""] = ShowForm(FORM)
    _, body = await office.invoke(
        "composeExtension/fetchTask", {"commandId": "escalate"}, conversation=conversation
    )
    assert elements(card_of(body), "Input.")
    assert await find(office.documents, TENANT, USER) is None


@pytest.mark.parametrize("conversation", [GROUP, CHANNEL])
async def test_where_others_read_along_nothing_is_shown(
    office: Office, conversation: dict[str, Any]
) -> None:
    """The desk is not even asked, and that place is never remembered as anybody's own."""
    await office.say("<at>Concord</at> list", conversation=conversation)
    await office.say("", value={"concord": "t1"}, conversation=conversation)
    _, body = await office.invoke("adaptiveCard/action", press(), conversation=conversation)
    assert body["value"] == teams.ONE_TO_ONE
    assert office.desk.asked == []
    for taken in office.connector.messages:
        assert teams.ONE_TO_ONE in texts(taken.body)
    assert await find(office.documents, TENANT, USER) is None
