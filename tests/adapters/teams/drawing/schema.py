"""Checks a card against the official schema, with the two things in it that are Teams' own."""

import json
from importlib.resources import files
from typing import Any

from jsonschema import Draft6Validator

_SCHEMA = json.loads(
    (files("adaptive_cards") / "schemas" / "schema-1.5.json").read_text(encoding="utf-8")
)
_VALIDATOR = Draft6Validator(_SCHEMA)


def check(attachment: dict[str, Any]) -> None:
    """Raises AssertionError with the deepest faults where a card is not a good one."""
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    content = {k: v for k, v in attachment["content"].items() if k != "msteams"}
    faults = [line for error in _VALIDATOR.iter_errors(_plainer(content)) for line in _why(error)]
    assert not faults, "\n".join(faults[:20])
    json.dumps(attachment, ensure_ascii=False).encode()


def _plainer(value: Any) -> Any:
    """``filtered`` came with 1.5, but the published schema of 1.5 does not have it; that a picture
    may be enlarged is for Teams alone.
    """
    if isinstance(value, dict):
        return {
            k: "compact" if (k, v) == ("style", "filtered") else _plainer(v)
            for k, v in value.items()
            if not (k == "msteams" and value.get("type") == "Image")
        }
    return [_plainer(v) for v in value] if isinstance(value, list) else value


def _why(error: Any) -> list[str]:
    if not error.context:
        return [f"{list(error.absolute_path)}: {error.message[:200]}"]
    return [line for inner in error.context for line in _why(inner)]


def texts(value: Any) -> list[str]:
    """Every text that card markdown is applied to."""
    if isinstance(value, list):
        return [text for v in value for text in texts(v)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if value.get("type") == "TextBlock" else []
    fact = [value["title"], value["value"]] if value.get("type") == "Fact" else []
    return own + fact + [text for v in value.values() for text in texts(v)]


def elements(value: Any, kind: str) -> list[dict[str, Any]]:
    """Every element or action whose type starts like this."""
    if isinstance(value, list):
        return [found for v in value for found in elements(v, kind)]
    if not isinstance(value, dict):
        return []
    own = [value] if str(value.get("type", "")).startswith(kind) else []
    return own + [found for v in value.values() for found in elements(v, kind)]
