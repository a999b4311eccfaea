"""JSON Schemas of our files, so that an editor completes keys and marks mistakes while typing.

They are made from the models that the loader uses and kept beside the files. After a change to
a model run ``python -m policies.schemas``; a test holds what is kept to what would be made.
"""

import json
from importlib.resources import files
from pathlib import Path
from typing import Final

from policies.directory_file import DirectoryFile
from policies.policy_file import PolicyFile
from policies.shape import FileModel

_KEPT: Final[dict[str, tuple[type[FileModel], str]]] = {
    "policy.schema.json": (PolicyFile, "A Concord policy file"),
    "directory.schema.json": (DirectoryFile, "A Concord contact list"),
}
NAMES: Final = tuple(_KEPT)
"""Names of the schemas, as kept in ``policies/schema``."""


def schema_text(name: str) -> str:
    """The JSON Schema (2020-12) of one kind of file, as it should be kept."""
    model, title = _KEPT[name]
    made = model.model_json_schema()
    made.pop("title", None)
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **made}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def write() -> None:
    """Write every schema to its place in the source tree."""
    for name in NAMES:
        place = Path(str(files("policies"))) / "schema" / name
        place.write_text(schema_text(name), encoding="utf-8")


if __name__ == "__main__":
    write()
