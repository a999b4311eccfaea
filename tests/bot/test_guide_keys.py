"""``docs/policy-keys.md``: every key of the language, each with an example that Concord accepts."""

import json
import re
import typing
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, TypeAdapter

from policies.contact_list_files.model import DirectoryFile
from policies.policy_files.cited import Cited
from policies.policy_files.clause_list import ClauseFile
from policies.policy_files.model import PolicyFile
from policies.yaml_reading.source import read
from tests.bot.guide import GUIDE, KEYS

_ROW = re.compile(r"\| `(?P<key>\w+)`(?P<must> \*)? \| (?P<says>.+?) \| (?P<example>.+) \|")


def models(*roots: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """Every model of a file, by name."""
    found: dict[str, type[BaseModel]] = {}

    def gather(annotation: Any) -> None:
        model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
        if model and annotation.__name__ not in found:
            found[annotation.__name__] = annotation
            for field in annotation.model_fields.values():
                gather(field.annotation)
        for inner in typing.get_args(annotation):
            gather(inner)

    for root in roots:
        gather(root)
    return found


MODELS = models(PolicyFile, DirectoryFile, ClauseFile)


def tables() -> dict[str, dict[str, re.Match[str]]]:
    """The rows of each model's table."""
    found: dict[str, dict[str, re.Match[str]]] = {"Cited": {}}
    here = "Cited"
    for line in KEYS.read_text(encoding="utf-8").splitlines():
        if line == "## The whole file":
            here = "PolicyFile"
        if named := re.match(r"<!-- (\w+) -->", line):
            here = named[1]
        if row := _ROW.fullmatch(line):
            found.setdefault(here, {})[row["key"]] = row
    return found


def own_keys(model: type[BaseModel]) -> list[str]:
    """The keys that are the model's own."""
    shared = Cited.model_fields if issubclass(model, Cited) and model is not Cited else {}
    return [key for key in model.model_fields if key not in shared]


def rows() -> Iterator[tuple[str, str, re.Match[str]]]:
    """Every row of the page."""
    for name, table in tables().items():
        for key, row in table.items():
            yield name, key, row


def test_the_reference_knows_every_part_of_the_language() -> None:
    """No part is missing, and none is explained that there is not."""
    assert set(tables()) == {*MODELS, "Cited"}


@pytest.mark.parametrize("name", [*MODELS, "Cited"])
def test_the_reference_lacks_no_key(name: str) -> None:
    """Each key has its line, in the language's order, and says whether it must be there."""
    model = MODELS.get(name, Cited)
    table = tables()[name]
    assert list(table) == own_keys(model)
    must = {key for key in own_keys(model) if model.model_fields[key].is_required()}
    assert {key for key, row in table.items() if row["must"]} == must


@pytest.mark.parametrize(
    ("name", "key", "row"), [pytest.param(*one, id=f"{one[0]}.{one[1]}") for one in rows()]
)
def test_every_example_of_the_reference_is_accepted(
    name: str, key: str, row: re.Match[str]
) -> None:
    """The line says this key, with a value of its kind; or it points to where one is."""
    if link := re.fullmatch(r"see \[.+\]\(#(.+)\)", row["example"]):
        assert f"\n## {link[1].replace('-', ' ')}\n" in KEYS.read_text().lower()
        return
    source = read(row["example"].strip("`"), "example")
    assert not source.faults
    assert isinstance(source.data, dict)
    assert list(source.data) == [key]
    field = MODELS.get(name, Cited).model_fields[key]
    held: Any = field.annotation
    for one in field.metadata:
        held = Annotated[held, one]
    TypeAdapter(held).validate_json(json.dumps(source.data[key]), strict=True)


def test_the_guide_leads_to_the_reference() -> None:
    """And back."""
    assert "(policy-keys.md)" in GUIDE.read_text()
    assert "(writing-a-policy.md)" in KEYS.read_text()
