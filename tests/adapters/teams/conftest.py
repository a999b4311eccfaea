from collections.abc import AsyncIterator

import pytest

from tests.adapters.teams.office import Office, open_office
from tests.adapters.teams.sending.connector import Connector
from tests.adapters.teams.sending.post_room import Post


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """A running endpoint."""
    async with open_office() as opened:
        yield opened


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    """A courier who knows the person's chat."""
    async with Connector().running() as connector:
        made = Post(connector)
        await made.know()
        yield made
