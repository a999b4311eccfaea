"""Acts of the roll as canonical JSON, and back: what the roll keeps in its drawer."""

import json
import re
from datetime import datetime
from typing import Any, Final, get_args

from pydantic import TypeAdapter, ValidationError

from core.cases.record.seals import canonical
from core.directory import Act, Change

_CLASSES: Final[tuple[type[Any], ...]] = get_args(Change)


def _kind(cls: type[Any]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


_READERS: Final[dict[str, TypeAdapter[Any]]] = {_kind(cls): TypeAdapter(cls) for cls in _CLASSES}


class RollPaper:
    """Implements the port ``Codec`` of the roll."""

    def write(self, act: Act) -> str:
        """Canonical JSON: sorted keys, no spaces. Raises ValueError for a time without a zone."""
        if act.at.tzinfo is None:
            raise ValueError("a time without its zone is not stored")
        changes = [
            {
                "kind": _kind(type(change)),
                **_READERS[_kind(type(change))].dump_python(change, mode="json"),
            }
            for change in act.changes
        ]
        paper = {"at": act.at.isoformat(), "by": act.by, "why": act.why, "changes": changes}
        return canonical(paper).decode()

    def read(self, text: str) -> Act:
        """The act. Raises ValueError for anything that is none."""
        try:
            paper = json.loads(text)
            return Act(
                at=datetime.fromisoformat(paper["at"]),
                by=paper["by"],
                why=paper["why"],
                changes=tuple(_change(one) for one in paper["changes"]),
            )
        except (KeyError, TypeError, ValidationError) as error:
            raise ValueError(f"not an act: {type(error).__name__}") from None


def _change(paper: dict[str, Any]) -> Change:
    said = {name: value for name, value in paper.items() if name != "kind"}
    change: Change = _READERS[paper["kind"]].validate_python(said)
    return change
