"""What a person reads, presses and fills in, taken out of what was drawn for a platform; and what
the platforms would refuse.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cache
from html import unescape
from importlib.resources import files
from typing import Any

from jsonschema import Draft6Validator
from slack_sdk.models.blocks import Block as SlackBlock
from slack_sdk.models.views import View as SlackView

from core.cards import Block, Buttons, Facts, Heading, Input, Ladder, Picture, Rule, Text

Json = dict[str, Any]

MESSAGE_BYTES = 28 * 1024
"""What Teams takes in a message."""
SLACK_MESSAGE = 13_200
"""Characters of blocks that Slack takes in a message, as measured."""
SLACK_VIEW = 250_000
MAIL_BYTES = 100_000
"""What mail readers show without cutting it off."""

_SCHEMA = json.loads(
    (files("adaptive_cards") / "schemas" / "schema-1.5.json").read_text(encoding="utf-8")
)
_VALIDATOR = Draft6Validator(_SCHEMA)
_SAID = {"text", "title", "value", "label", "id", "errorMessage", "concord"}
"""Keys whose texts the schema takes whatever they say."""
_NOT_SHOWN = {"options", "option_groups", "element", "label", "hint", "title", "submit", "close"}


@dataclass(frozen=True, slots=True)
class Asked:
    """An input as a platform asks it."""

    id: str
    label: str
    required: bool
    options: tuple[str, ...]
    value: str


# --- the platform-free card --------------------------------------------------------------------


def words(blocks: tuple[Block, ...]) -> list[str]:
    """Every sentence, label and value of a card, in order."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Heading(text) | Text(text):
                found.append(text)
            case Facts(facts):
                found.extend(part for fact in facts for part in (fact.label, fact.value))
            case Ladder(steps):
                found.extend(part for step in steps for part in (step.label, step.detail))
            case Picture(_, alt):
                found.append(alt)
            case Buttons() | Rule():
                pass
    return [flat(one) for one in found if flat(one)]


def labels(blocks: tuple[Block, ...]) -> list[str]:
    """The labels of a card's buttons, in order."""
    return [b.label for block in blocks if isinstance(block, Buttons) for b in block.buttons]


def tokens(blocks: tuple[Block, ...]) -> list[str]:
    """The tokens of a card's buttons, in order."""
    return [b.token for block in blocks if isinstance(block, Buttons) for b in block.buttons]


def asked(inputs: tuple[Input, ...]) -> list[Asked]:
    """A form's inputs."""
    return [
        Asked(
            id=one.id,
            label=flat(one.label),
            required=one.required,
            options=tuple(option.value for group in one.groups for option in group.options),
            value=flat(one.value),
        )
        for one in inputs
    ]


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def missing(expected: list[str], shown: str) -> list[str]:
    """What of a card is not shown, in the card's order."""
    at, gone = 0, []
    for one in expected:
        found = shown.find(one, at)
        if found < 0:
            gone.append(one)
        else:
            at = found + len(one)
    return gone


# --- Slack -------------------------------------------------------------------------------------


def slack_words(blocks: list[Json]) -> str:
    """Everything that can be read in blocks, on one line."""
    return flat(" ".join(_slack_texts(blocks)))


def _slack_texts(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _slack_texts(one)
    elif isinstance(part, dict) and part.get("type") != "button":
        if isinstance(part.get("text"), str):
            yield part["text"]
        if part.get("type") == "image":
            yield part["alt_text"]
        for key, value in part.items():
            if key not in _NOT_SHOWN:
                yield from _slack_texts(value)


def slack_buttons(blocks: list[Json]) -> list[tuple[str, str]]:
    """Labels and tokens of the buttons, in order."""
    rows = (block["elements"] for block in blocks if block["type"] == "actions")
    return [(one["text"]["text"], one["value"]) for row in rows for one in row]


def slack_asked(blocks: list[Json]) -> list[Asked]:
    """The inputs of a modal."""
    return [_slack_input(block) for block in blocks if block["type"] == "input"]


def _slack_input(block: Json) -> Asked:
    element = block["element"]
    groups = [g["options"] for g in element.get("option_groups", ())] or [
        element.get("options", [])
    ]
    chosen = element.get("initial_options") or [element.get("initial_option")]
    given = (element.get(f"initial_{kind}") for kind in ("value", "date", "time"))
    value = next((one for one in given if one), "")
    return Asked(
        id=block["block_id"].removeprefix("field-"),
        label=block["label"]["text"],
        required=not block["optional"],
        options=tuple(option["value"] for group in groups for option in group),
        value=flat(value or ",".join(one["value"] for one in chosen if one)),
    )


def slack_message_faults(message: Json) -> list[str]:
    """What Slack would refuse in a message."""
    blocks = message["blocks"]
    faults = [] if len(blocks) <= 50 else [f"{len(blocks)} blocks"]
    faults += [] if message["text"] else ["no notification"]
    if (size := len(_json(blocks))) > SLACK_MESSAGE:
        faults.append(f"{size} characters in a message")
    return faults + _slack_faults(blocks)


def slack_view_faults(view: Json) -> list[str]:
    """What Slack would refuse in a modal or a Home."""
    parsed = SlackView(**view)
    parsed.validate_json()
    faults = [] if len(view["blocks"]) <= 100 else [f"{len(view['blocks'])} blocks"]
    faults += [
        f"{key} is longer than 24"
        for key in ("title", "submit", "close")
        if key in view and len(view[key]["text"]) > 24
    ]
    if len(_json(view)) > SLACK_VIEW:
        faults.append("the view is too large")
    if len(view.get("private_metadata", "")) > 3000:
        faults.append("private_metadata is too long")
    return faults + _slack_faults(view["blocks"])


def _slack_faults(blocks: list[Json]) -> list[str]:
    faults = [] if blocks else ["no blocks"]
    for parsed in SlackBlock.parse_all(blocks):
        parsed.validate_json()
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    elements = [e for block in blocks for e in _elements(block)]
    actions = [e["action_id"] for e in elements if e["type"] == "button"]
    faults += [f"twice: {one}" for one in {*ids} if ids.count(one) > 1]
    faults += [f"twice: {one}" for one in {*actions} if actions.count(one) > 1]
    for block in blocks:
        faults += [f"{block['type']}: {fault}" for fault in _too_much(block)]
    for element in elements:
        options = element.get("options", ())
        few = 10 if element["type"] in {"radio_buttons", "checkboxes"} else 100
        faults += [f"{len(options)} options"] * (len(options) > few)
        faults += ["a button's label"] * (
            element["type"] == "button" and len(element["text"]["text"]) > 75
        )
    return faults


def _too_much(block: Json) -> Iterator[str]:
    if len(block.get("fields", ())) > 10:
        yield "more than 10 fields"
    if any(len(field["text"]) > 2000 for field in block.get("fields", ())):
        yield "a field of more than 2,000 characters"
    if len(block.get("text", {}).get("text", "")) > 3000:
        yield "a section of more than 3,000 characters"
    if block["type"] == "header" and len(block["text"]["text"]) > 150:
        yield "a header of more than 150 characters"
    if block["type"] == "actions" and len(block["elements"]) > 25:
        yield "more than 25 elements"


def _elements(block: Json) -> list[Json]:
    if block["type"] == "actions":
        return list(block["elements"])
    return [block["element"]] if block["type"] == "input" else []


# --- e-mail ------------------------------------------------------------------------------------


def mail_words(message: EmailMessage) -> tuple[str, str]:
    """Everything that can be read in each part, on one line: plain text, and HTML as shown."""
    plain, page = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert page is not None
    shown = re.sub(r"<[^>]*>", " ", page.get_content().partition("<body")[2])
    return flat(plain.get_content()), flat(unescape(shown.partition(">")[2]))


def mail_faults(message: EmailMessage, raw: bytes) -> list[str]:
    """What a mail server or a reader would stumble over, in a message and in how it is sent."""
    lines = [len(line) for line in raw.split(b"\r\n") if len(line) > 998]
    faults = [f"a line of {one} octets" for one in lines]
    faults += [] if raw.isascii() else ["not plain ASCII on the wire"]
    faults += [f"{len(raw)} bytes"] * (len(raw) > MAIL_BYTES)
    links = re.findall(r'href="[^"]*"', message.get_body(("html",)).get_content())  # type: ignore[union-attr]
    return faults + [f"{len(links)} links"] * (len(links) > 1)


# --- Teams -------------------------------------------------------------------------------------


def teams_words(attachment: Json) -> str:
    """Everything that can be read on a card, on one line, as Teams shows it."""
    shown = (re.sub(r"\\(.)", r"\1", text) for text in _teams_texts(attachment["content"]["body"]))
    return flat(" ".join(shown))


def _teams_texts(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _teams_texts(one)
    elif isinstance(part, dict):
        kind = part.get("type")
        if kind == "TextBlock":
            yield part["text"]
        elif kind == "Image":
            yield part["altText"]
        elif kind == "Fact":
            yield part["title"]
            yield part["value"]
        for key in ("columns", "items", "facts"):
            yield from _teams_texts(part.get(key, []))


def teams_buttons(attachment: Json) -> list[tuple[str, str]]:
    """Labels and tokens of the buttons, in order, but for that which submits a form."""
    rows = (e["actions"] for e in attachment["content"]["body"] if e["type"] == "ActionSet")
    return [(one["title"], one["data"]["concord"]) for row in rows for one in row]


def teams_asked(attachment: Json) -> list[Asked]:
    """The inputs of a dialog."""
    body = attachment["content"]["body"]
    return [
        Asked(
            id=one["id"],
            label=flat(one["label"]),
            required=one.get("isRequired", False),
            options=tuple(choice["value"] for choice in one.get("choices", ())),
            value=flat(one.get("value", "")),
        )
        for one in body
        if one["type"].startswith("Input.")
    ]


def teams_faults(attachment: Json, *, biggest: int) -> list[str]:
    """What the official schema of Adaptive Cards 1.5, or Teams' limit, would refuse."""
    content = {key: value for key, value in attachment["content"].items() if key != "msteams"}
    faults = [*_schema_faults(_json(_shape(content)))]
    ids = [one.id for one in teams_asked(attachment)]
    faults += [f"twice: {one}" for one in {*ids} if ids.count(one) > 1]
    if (size := len(json.dumps(attachment).encode())) >= biggest:
        faults.append(f"{size} bytes")
    rows = [e["actions"] for e in attachment["content"]["body"] if e["type"] == "ActionSet"]
    return faults + [f"{len(row)} buttons in a row" for row in rows if len(row) > 6]


@cache
def _schema_faults(shape: str) -> tuple[str, ...]:
    """What the schema says of a card of this shape; asked once, for it is slow to answer."""
    faults = _VALIDATOR.iter_errors(json.loads(shape))
    return tuple(f"{list(fault.absolute_path)}: {fault.message[:200]}" for fault in faults)


def _shape(value: Any) -> Any:
    """A card without what its texts say, and equal neighbours once: the schema does not mind.

    ``filtered`` came with 1.5, but the published schema of 1.5 does not have it.
    """
    if isinstance(value, dict):
        own = "msteams" if value.get("type") == "Image" else ""  # Teams' own, unknown to the schema
        return {key: _said(key, inner) for key, inner in value.items() if key != own}
    if isinstance(value, list):
        shapes = [_shape(inner) for inner in value]
        return [one for at, one in enumerate(shapes) if one not in shapes[:at]]
    return value


def _said(key: str, value: Any) -> Any:
    if isinstance(value, str) and key in _SAID:
        return "said"
    return "compact" if (key, value) == ("style", "filtered") else _shape(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
