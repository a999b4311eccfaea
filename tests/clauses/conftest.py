"""The five partnerships, each under the policy kept for it: a test asks for one by its name."""

import pytest

from policies import library
from tests.clauses.town import Town


def town(policy_id: str) -> Town:
    """A partnership under its kept policy and its example contact list."""
    return Town(library.policy_of(policy_id).policy, library.directory_of(policy_id))


@pytest.fixture
def hounslow() -> Town:
    """Hounslow on a Monday morning."""
    return town("hounslow")


@pytest.fixture
def wandsworth() -> Town:
    """Wandsworth on a Monday morning."""
    return town("wandsworth")


@pytest.fixture
def halton() -> Town:
    """Halton on a Monday morning."""
    return town("halton")


@pytest.fixture
def tri_borough() -> Town:
    """The three boroughs on a Monday morning."""
    return town("tri-borough")


@pytest.fixture
def hillingdon() -> Town:
    """Hillingdon on a Monday morning."""
    return town("hillingdon")
