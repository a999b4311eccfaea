"""Parse signed bytes into a payload; pure, linear in time, and safe for any content."""

import json
import re
from typing import Any, Final, NoReturn
from urllib.parse import parse_qsl

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"

NESTING_LIMIT: Final = 40
"""Levels of nesting; a modal with all its blocks comes back some ten deep."""

_FIELDS: Final = 64
# One pass: strings are matched whole, closed or not, so that only brackets outside them count.
_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


class UnreadablePayload(Exception):  # noqa: N818 - what it is, as the gate says it
    """These bytes are not a payload."""


class TooDeep(UnreadablePayload):
    """Nested so deep that a parser could run out of stack."""


def unpack(kind: str, body: bytes) -> dict[str, Any]:
    """Return the payload of a body of media type ``FORM`` or ``JSON``.

    A form's ``payload`` field is unpacked in its place. Raises TooDeep or UnreadablePayload.
    """
    try:
        text = body.decode("utf-8")
        if kind == JSON:
            return _object(text)
        fields = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except ValueError as error:
        raise UnreadablePayload from error
    form: dict[str, Any] = {}
    for name, value in fields:
        if name in form:
            raise UnreadablePayload  # parsers differ in which of the two they take
        form[name] = value
    return _object(form["payload"]) if "payload" in form else form


def too_deep(text: str) -> bool:
    """Return whether JSON is nested deeper than any payload of Slack's, without parsing it."""
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        if depth > NESTING_LIMIT:
            return True
    return False


def _object(text: str) -> dict[str, Any]:
    if too_deep(text):
        raise TooDeep
    try:
        payload = json.loads(text, parse_constant=_refuse)
    except ValueError as error:
        raise UnreadablePayload from error
    if not isinstance(payload, dict):
        raise UnreadablePayload
    return payload


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
