"""The fields that the opening form asks for, and how long an answer may be."""

from typing import Final

from core.policy.model import Field, Policy

LINE_CHARACTERS: Final = 150
TEXT_CHARACTERS: Final = 3000
"""Most characters of a line and of a text field: what both Slack and Teams accept."""


def opening_fields(policy: Policy) -> tuple[Field, ...]:
    """Return the policy's fields that are asked at opening, without derived ones."""
    return tuple(one for one in policy.fields if one.at == "opening" and one.derived is None)
