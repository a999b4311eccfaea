from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.receiving import read
from adapters.slack.receiving.read import AtHome, InMessage, InModal
from core.directory.model import Principal
from core.vocabulary import Platform
from tests.adapters.on_slack.receiving.signed import (
    TEAM,
    USER,
    event,
    modal,
    pressed,
    slash,
    submitted,
)

ANNA = Principal(Platform.SLACK, TEAM, USER)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "plain_text_input", "value": "a\nb"}, "a\nb"),
        ({"type": "plain_text_input", "value": None}, ""),
        ({"type": "static_select", "selected_option": {"value": "x"}}, "x"),
        ({"type": "static_select", "selected_option": None}, ""),
        ({"type": "radio_buttons", "selected_option": {"value": "y"}}, "y"),
        ({"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]}, "a,b"),
        ({"type": "checkboxes", "selected_options": []}, ""),
        ({"type": "multi_static_select", "selected_options": [{"value": "a"}]}, "a"),
        ({"type": "datepicker", "selected_date": "2026-11-24"}, "2026-11-24"),
        ({"type": "datepicker", "selected_date": None}, ""),
        ({"type": "timepicker", "selected_time": "17:00"}, "17:00"),
        ({"type": "plain_text_input", "value": "a\x00\ud800b"}, "a\ufffdb"),
        ({}, ""),
    ],
)
def test_every_kind_of_input_is_read_in_one_format(element: dict[str, Any], value: str) -> None:
    """The format in which the desk pre-fills it."""
    asked = read.submission(submitted({"f": element}))
    assert asked is not None
    assert asked.values == {"f": value}
    assert (asked.principal, asked.token) == (ANNA, "form-token")


def test_a_command_is_read_with_its_words() -> None:
    """And nothing else of what Slack sends along: no name, no channel."""
    asked = read.command(slash("  show ESC-1 "))
    assert asked is not None
    assert (asked.principal, asked.words) == (ANNA, "show ESC-1")


def test_a_press_is_read_with_its_place() -> None:
    """Message, Home, or a window so many deep."""

    def place(**more: Any) -> object:
        asked = read.press(pressed(**more))
        assert asked is not None
        return asked.place

    assert place() == InMessage("D0ANNA", "1.1", ephemeral=False)
    assert place(view={"type": "home", "id": "V"}) == AtHome()
    depths = [(None, "V1"), ("V0", "V0"), ("V5", "V0")]
    for depth, (before, root) in enumerate(depths, start=1):
        view = modal(previous_view_id=before, root_view_id=root)
        assert place(view=view) == InModal("V1", "1.h", depth, view)


def test_only_a_bots_token_revoked_removes() -> None:
    """A person's own token is none of ours."""
    assert read.removal(event("tokens_revoked", tokens={"bot": ["B"], "oauth": []})) == TEAM
    assert read.removal(event("tokens_revoked", tokens={"oauth": ["U"]})) == ""
    assert read.removal(event("app_uninstalled")) == TEAM


def test_a_payload_without_its_keys_is_none() -> None:
    """Each key missing in turn: None or a request, never an exception."""
    for payload in (slash(), pressed(), submitted(), event()):
        for key in payload:
            rest = {name: value for name, value in payload.items() if name != key}
            for reader in (read.command, read.press, read.submission, read.opening):
                reader(rest)
    assert read.press(pressed(user="")) is None
    assert read.press(pressed(team="")) is None
    assert read.press(pressed("")) is None
    assert read.submission({**submitted(), "view": modal(token="")}) is None
    assert read.command({**slash(), "user_id": ""}) is None


@given(
    st.dictionaries(
        st.sampled_from(
            ["type", "team", "user", "view", "actions", "event", "container", "team_id", "command"]
        ),
        JSON | st.dictionaries(st.sampled_from(["id", "team_id", "state", "type", "tokens"]), JSON),
    )
)
def test_no_payload_raises(payload: dict[str, Any]) -> None:
    """Whatever shape its parts have."""
    for reader in (read.command, read.press, read.submission, read.opening, read.removal):
        reader(payload)
    read.visitor(payload)
    read.kind_of(payload)
