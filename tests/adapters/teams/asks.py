"""What Teams sends for each kind of ask, and the cards, forms and views that tests answer with."""

from typing import Any

from core.cards import Button, Buttons, Card, Form, Input, InputKind, Press, Text, View
from core.directory.model import Principal
from core.vocabulary import Action, Platform
from tests.adapters.teams.drawing.schema import check
from tests.adapters.teams.office import TENANT, USER

ME = Principal(Platform.TEAMS, TENANT, USER)
PRESS = Press(action=Action.RAISE)
STORY = "canary: what happened to the child"
FORM = Form(
    title="Raise a concern",
    submit="Send",
    press=PRESS,
    token="form-1",
    blocks=(Text("In danger? 999."),),
    inputs=(Input(id="what", label="What", kind=InputKind.PARAGRAPH),),
)
VIEW = View(title="The case", blocks=(Text(STORY),))
CARD = Card(
    title="Asked",
    summary="You are asked.",
    blocks=(Buttons((Button(label="Accept", press=PRESS, opens=False, token="t1"),)),),
)
GROUP = {"id": "19:group", "conversationType": "groupChat", "tenantId": TENANT}
CHANNEL = {"id": "19:channel", "conversationType": "channel", "tenantId": TENANT}
TYPED = {"what": "Nobody rang back."}

SUBMITS = ["task/submit", "composeExtension/submitAction"]


def press(token: str = "t1") -> dict[str, Any]:
    """A card's button pressed."""
    action = {"type": "Action.Execute", "verb": "press", "data": {"concord": token}}
    return {"action": action, "trigger": "manual"}


def fetch(token: str = "t1") -> dict[str, Any]:
    """A dialog to be opened."""
    return {"data": {"concord": token, "type": "task/fetch"}, "context": {"theme": "default"}}


def submit(token: str = "form-1", **values: Any) -> dict[str, Any]:
    """A form submitted, from a dialog or a message extension."""
    return {"commandId": "escalate", "data": {"concord": token, **(values or TYPED)}}


def card_of(body: Any) -> dict[str, Any]:
    """The card of a dialog that stays open."""
    assert body["task"]["type"] == "continue"
    drawn: dict[str, Any] = body["task"]["value"]["card"]
    check(drawn)
    return drawn
