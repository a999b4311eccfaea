"""``policy schema``: the JSON Schema with which an editor checks a file while it is written."""

import json

from bot.commands.answer import AnswerLine, CommandAnswer
from policies.schemas import schema_text


def schema(*, contacts: bool, extending: bool) -> CommandAnswer:
    """Return the JSON Schema of policy files, of contact lists, or of files that extend another."""
    kind = "directory" if contacts else "overlay" if extending else "policy"
    text = schema_text(f"{kind}.schema.json")
    return CommandAnswer(json.loads(text), [AnswerLine(line) for line in text.splitlines()])
