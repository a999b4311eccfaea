"""``policy schema``: what an editor needs to help while a policy file is written."""

import json

from bot.commands.answer import Answer, Line
from policies.schemas import schema_text


def schema(*, contacts: bool, extending: bool) -> Answer:
    """The JSON Schema of policy files, or of contact lists, or of files that extend another."""
    kind = "directory" if contacts else "overlay" if extending else "policy"
    text = schema_text(f"{kind}.schema.json")
    return Answer(json.loads(text), [Line(line) for line in text.splitlines()])
