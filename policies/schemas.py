"""JSON Schemas of our files, so that an editor completes keys and marks mistakes while typing.

They are generated from the loader's models and stored in ``policies/schema``. After a change to a
model run ``python -m policies.schemas``; a test compares the stored schemas with the models.
"""

import copy
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, cast

from policies.contact_list_files.model import DirectoryFile
from policies.policy_files.model import PolicyFile
from policies.yaml_reading.merge import BEFORE, IDS, REMOVE
from policies.yaml_reading.shape import FileModel

_KEPT: Final[dict[str, tuple[type[FileModel], str]]] = {
    "policy.schema.json": (PolicyFile, "A Concord policy file"),
    "overlay.schema.json": (PolicyFile, "A Concord policy file that extends another"),
    "directory.schema.json": (DirectoryFile, "A Concord contact list"),
}
_TAKEN_AWAY: Final[dict[str, Any]] = {
    "type": "object",
    "description": "Takes away what the base says here.",
    "properties": {REMOVE: {"const": True}},
    "required": [REMOVE],
    "additionalProperties": False,
}
NAMES: Final = tuple(_KEPT)
"""File names of the schemas in ``policies/schema``."""


def schema_text(name: str) -> str:
    """Return the JSON Schema (2020-12) of one kind of file, as it should be stored."""
    model, title = _KEPT[name]
    made = model.model_json_schema()
    made.pop("title", None)
    if name.startswith("overlay"):
        made = _over(made)
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **made}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _over(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an overlay of such a file: any part of it, by key and by id, or
    removals.
    """
    made = copy.deepcopy(schema)
    entries = {held["items"].get("$ref", "") for held in _within(made) if "items" in held}
    for name, one in {"": made, **made["$defs"]}.items():
        one.pop("required", None)
        keys = one.get("properties", {})
        for key, held in keys.items():
            keys[key] = _or_taken_away(held)
        if f"#/$defs/{name}" in entries and keys.keys() & set(IDS):
            keys[REMOVE] = {"const": True, "description": "Takes this entry of the base away."}
            keys[BEFORE] = {"type": "string", "description": "A new entry stands before this one."}
    for held in tuple(_within(made)):
        held.pop("minItems", None)
        for pattern, one in held.get("patternProperties", {}).items():
            held["patternProperties"][pattern] = _or_taken_away(one)
    made["properties"]["extends"] = {
        "type": "string",
        "description": "The plain name of the file below, beside this one or kept in Concord.",
    }
    made["required"] = ["extends"]
    made["$defs"]["TakenAway"] = _TAKEN_AWAY
    return made


def _or_taken_away(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"$ref": "#/$defs/TakenAway"}]}


def _within(schema: object) -> Iterator[dict[str, Any]]:
    """Yield a schema and every schema in it."""
    if isinstance(schema, dict):
        whole = cast("dict[str, Any]", schema)
        yield whole
        for held in whole.values():
            yield from _within(held)
    elif isinstance(schema, list):
        several = cast("list[object]", schema)
        for held in several:
            yield from _within(held)


def write() -> None:
    """Write every schema to the source tree."""
    for name in NAMES:
        place = Path(str(files("policies"))) / "schema" / name
        place.write_text(schema_text(name), encoding="utf-8")


if __name__ == "__main__":
    write()
