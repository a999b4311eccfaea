"""The policy as a picture in chat: the same on both platforms, fetched from Concord by its address."""

from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from core.policy.wording.diagram import alt
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.office import Colleague, Office, office


async def _shown(who: Colleague) -> str:
    """Ask for the policy, and return the address of the picture that is drawn."""
    await who.say("/escalate policy")
    if who.dialog_is_closed:
        await who.press("Open")  # Teams opens dialogs from a button only
    assert alt(who.office.setting.policy) in who.dialog.lines
    raw: Any = who.dialog.raw
    drawn = raw["blocks"] if "blocks" in raw else raw["card"]["body"]
    (url,) = (
        one.get("image_url") or one["url"] for one in drawn if one["type"] in {"image", "Image"}
    )
    return str(url)


async def _fetched(url: str) -> tuple[int, bytes, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.read(), answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("person", ["marlow-winstead", "robin-haverstock"])
async def test_the_policy_page_has_its_picture(person: str) -> None:
    """In Slack and in Teams: the picture with its content in words, and it is there to fetch."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        url = await _shown(here[person])
        assert url == f"{here.rehearsal.url}/policies/{here.setting.edition}.png"
        status, picture, kept = await _fetched(url)
    assert (status, picture[:4]) == (200, b"\x89PNG")
    assert "immutable" in kept


async def test_only_an_edition_in_force_has_a_picture() -> None:
    """Any other address is not found, and nothing is drawn for it."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        for name in ("0" * 64, here.setting.edition[:12], f"{here.setting.edition}x"):
            status, _, _ = await _fetched(f"{here.rehearsal.url}/policies/{name}.png")
            assert status == 404


async def test_a_picture_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many ask for it at once, and not again for the next one; one long gone is let go."""
    drawn: list[str] = []

    def draw(policy: Any) -> bytes:
        drawn.append(policy.id)
        return b"picture"

    monkeypatch.setattr("bot.app.pictures._draw", draw)
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        pictures = here.rehearsal.concord.pictures
        await pictures.draw_all()
        assert await pictures.png(here.setting.edition) == b"picture"
        assert drawn == ["hounslow"]
        _begin_another_edition(here)
        assert await pictures.png("f" * 64) == b"picture"
        assert list(pictures._drawn) == ["f" * 64]


def _begin_another_edition(here: Office) -> None:
    register = here.rehearsal.concord.register
    edition = register.edition(here.setting.edition)
    assert edition is not None
    register.add_edition(replace(edition, digest="f" * 64), in_force=True)
