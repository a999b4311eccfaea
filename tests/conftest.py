"""Fixtures that every test may ask for, and what all of them have in common."""

import asyncio
import gc
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, settings

from policies.yaml_reading import source
from tests.pace import YAML_EVENTS, HeldTime

pytest_plugins = ["tests.databases"]

settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
vars(source)["events"] = YAML_EVENTS


def pytest_collection_finish() -> None:
    """What has been loaded and collected stays until the end: it need not be looked through again
    and again for what can be thrown away.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture
async def held() -> AsyncIterator[HeldTime]:
    """Hold the loop's clock. To be named last: what a test works with ends in real time again."""
    loop = asyncio.get_running_loop()
    held = HeldTime(loop.time())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "time", held.time)
        yield held
