"""``policy schema``: what an editor needs to help while a policy file is written."""

import json

from bot.commands.answer import Answer, Line
from policies.schemas import schema_text


def schema(*, contacts: bool) -> Answer:
    """The JSON Schema of policy files, or of contact lists."""
    text = schema_text("directory.schema.json" if contacts else "policy.schema.json")
    return Answer(json.loads(text), [Line(line) for line in text.splitlines()])
