"""The partnerships that are in no source: their files, and a whole Concord that runs under one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from bot.settings.files import SourceFile
from bot.workbench.rehearsal import PartnershipFiles
from policies.policy_files.clause_list import ClauseList, load_clauses
from policies.policy_files.model import PolicyFile
from policies.yaml_reading.overlay import layered
from policies.yaml_reading.shape import validate
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.office import MONDAY, Office, office

HERE: Final = Path(__file__).parent / "policies"

FILES: Final = {
    "eastmarsh": "eastmarsh.yaml",
    "northbeck": "northbeck.yaml",
    "greywater": "greywater.yaml",
    "vale": "greywater-vale.yaml",
}
"""The policy file of each partnership."""

DOCUMENTS: Final = {"vale": "greywater"}
"""Whose clause list it is, where a partnership follows another's document."""


def text(*steps: str) -> str:
    """A file of this folder as written."""
    return HERE.joinpath(*steps).read_text(encoding="utf-8")


def beside(name: str) -> str | None:
    """The policy file of that name in this folder, for those that extend it."""
    return text(name) if name in FILES.values() else None


@cache
def clauses(partnership: str) -> ClauseList:
    """The numbered clauses of the document."""
    name = f"{DOCUMENTS.get(partnership, partnership)}.yaml"
    found = load_clauses(text("clauses", name), name)
    assert isinstance(found, ClauseList), found
    return found


def written(partnership: str) -> PolicyFile:
    """What the policy file says, before it is carried over to the model."""
    name = FILES[partnership]
    model = validate(layered(text(name), name, beside).source, PolicyFile).model
    assert model is not None
    return model


@asynccontextmanager
async def imagined(partnership: str, *, begins: datetime = MONDAY) -> AsyncIterator[Office]:
    """A Concord that knows this partnership alone, with both platforms' stand-ins."""
    files = PartnershipFiles(
        SourceFile(FILES[partnership], text(FILES[partnership]), beside),
        SourceFile(f"{partnership}.yaml", text("directories", f"{partnership}.yaml")),
    )
    async with office(
        MemoryLedger(), MemoryKeyValueStore(), partnership, begins=begins, files=files
    ) as here:
        yield here
