"""The fields that the opening form asks for, and how long an answer may be."""

from typing import Final

from core.policy.model import Field, Policy

LINE: Final = 150
TEXT: Final = 3000
"""Characters a field may hold: what Slack's and Teams' inputs can both carry."""


def opening_fields(policy: Policy) -> tuple[Field, ...]:
    """The policy's own fields that are asked for at opening."""
    return tuple(one for one in policy.fields if one.at == "opening" and one.derived is None)
