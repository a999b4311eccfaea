import json
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.app import COMMAND, EVENTS, REDIRECT
from adapters.slack.install import SCOPES

HOST = "https://concord.example"


@pytest.fixture
def manifest() -> dict[str, Any]:
    """Read the manifest as it is given to Slack."""
    path = Path(__file__).parents[3] / "manifests" / "slack" / "manifest.json"
    return dict(json.loads(path.read_text("utf-8")))


def test_four_scopes_and_no_more(manifest: dict[str, Any]) -> None:
    """Exactly what the installation asks for, and nothing on behalf of a user."""
    four = ["chat:write", "commands", "im:write", "users:read"]
    assert manifest["oauth_config"]["scopes"] == {"bot": four}
    assert list(SCOPES) == four


def test_everything_arrives_at_the_one_route(manifest: dict[str, Any]) -> None:
    """Events, commands and presses at the route that is served; installers at theirs."""
    settings = manifest["settings"]
    [command] = manifest["features"]["slash_commands"]
    urls = {
        command["url"],
        settings["interactivity"]["request_url"],
        settings["event_subscriptions"]["request_url"],
    }
    assert urls == {HOST + EVENTS}
    assert command["command"] == COMMAND
    assert command["usage_hint"]
    assert manifest["oauth_config"]["redirect_urls"] == [HOST + REDIRECT]
    assert settings["interactivity"]["is_enabled"] is True


def test_the_events_are_those_with_a_listener(manifest: dict[str, Any]) -> None:
    """No message of anybody is ever subscribed to."""
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == [
        "app_home_opened",
        "app_uninstalled",
        "tokens_revoked",
        "user_change",
    ]
    assert "user_events" not in manifest["settings"]["event_subscriptions"]


def test_the_rest_of_the_manifest(manifest: dict[str, Any]) -> None:
    """Schema 2, Home and read-only messages on; Socket Mode and whole organisations off."""
    assert manifest["_metadata"] == {"major_version": 2}
    assert manifest["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": True,
    }
    assert manifest["settings"]["socket_mode_enabled"] is False
    assert manifest["settings"]["org_deploy_enabled"] is False
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
