"""The app package asks for the personal scope, and for nothing else."""

import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from adapters.teams.receiving.read import HomeAsked, Typed, read
from tests.adapters.teams.office import TENANT

FOLDER = Path(__file__).parents[3] / "manifests" / "teams"
MANIFEST: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))


def test_it_holds_exactly_these_keys() -> None:
    """Nothing that asks for Graph, devices, teams or groups can slip in."""
    assert set(MANIFEST) == {
        "$schema", "manifestVersion", "version", "id", "developer", "name", "description", "icons",
        "accentColor", "defaultInstallScope", "bots", "composeExtensions", "validDomains",
    }  # fmt: skip
    assert MANIFEST["manifestVersion"] == "1.19"
    assert MANIFEST["$schema"].endswith("/v1.19/MicrosoftTeams.schema.json")


def test_the_bot_is_personal_only() -> None:
    """Nobody can add it to a team or a group chat."""
    (bot,) = MANIFEST["bots"]
    assert bot["scopes"] == ["personal"]
    assert [listed["scopes"] for listed in bot["commandLists"]] == [["personal"]]
    assert not any(bot[name] for name in ("supportsFiles", "supportsCalling", "supportsVideo"))


def test_every_command_of_the_list_is_understood() -> None:
    """What Teams offers to type is what the bot reads."""
    commands = MANIFEST["bots"][0]["commandLists"][0]["commands"]
    assert 1 <= len(commands) <= 10
    for command in commands:
        assert len(command["title"]) <= 32
        assert len(command["description"]) <= 128
        asked = read({"type": "message", "text": command["title"]}, TENANT).ask
        assert isinstance(asked, Typed | HomeAsked)


def test_the_message_extension_opens_a_form() -> None:
    """One action, fetched from the bot."""
    (extension,) = MANIFEST["composeExtensions"]
    (command,) = extension["commands"]
    assert (command["id"], command["type"], command["fetchTask"]) == ("escalate", "action", True)
    assert extension["botId"] == MANIFEST["bots"][0]["botId"]


def test_texts_are_within_their_limits() -> None:
    """The admin centre refuses longer ones."""
    assert len(MANIFEST["name"]["short"]) <= 30
    assert len(MANIFEST["name"]["full"]) <= 100
    assert len(MANIFEST["description"]["short"]) <= 80
    assert len(MANIFEST["description"]["full"]) <= 4000
    assert len(MANIFEST["developer"]["name"]) <= 32


def test_addresses_are_examples() -> None:
    """Nobody installs a package that points to somebody else."""
    for name in ("websiteUrl", "privacyUrl", "termsOfUseUrl"):
        assert MANIFEST["developer"][name].startswith("https://concord.example")
    assert MANIFEST["validDomains"] == ["concord.example"]


@pytest.mark.parametrize(("name", "size"), [("color", 192), ("outline", 32)])
def test_icons_have_their_size(name: str, size: int) -> None:
    """And the outline is white on nothing."""
    data = (FOLDER / MANIFEST["icons"][name]).read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    assert (width, height, depth, kind) == (size, size, 8, 6)
    at = data.index(b"IDAT")
    length = struct.unpack(">I", data[at - 4 : at])[0]
    rows = zlib.decompress(data[at + 4 : at + 4 + length])
    pixels = {
        rows[start : start + 4]
        for row in range(size)
        for start in range(row * (size * 4 + 1) + 1, (row + 1) * (size * 4 + 1), 4)
    }
    if name == "outline":
        assert {pixel[:3] for pixel in pixels} == {b"\xff\xff\xff"}
        assert {pixel[3] for pixel in pixels} == {0, 255}
    else:
        assert {pixel[3] for pixel in pixels} == {255}
