"""Limits of Adaptive Cards as Teams draws them."""

from typing import Any

import pytest

from bot.workbench.teams.cards import activity_faults, card_faults

Json = dict[str, Any]


def adaptive(*body: Json) -> Json:
    """An Adaptive Card."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body)}


@pytest.mark.parametrize(
    ("element", "fault"),
    [
        ({"type": "Input.Text"}, "id: missing"),
        ({"type": "Input.Text", "id": "a", "isRequired": True}, "errorMessage"),
        ({"type": "Input.ChoiceSet", "id": "a", "choices": []}, "must hold something"),
        ({"type": "FactSet", "facts": [{"title": "a"}]}, "value: missing"),
        ({"type": "ActionSet", "actions": [{"type": "Action.Submit"}]}, "title: missing"),
        ({"type": "Container", "items": [{"type": "TextBlock"}]}, "items/0/text: missing"),
    ],
)
def test_limits_of_cards(element: Json, fault: str) -> None:
    """What Teams would not draw is found, and said where."""
    assert fault in " ".join(card_faults(adaptive(element)))
    assert activity_faults({"type": "message"}) == ["/: neither text nor attachments"]
