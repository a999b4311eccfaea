"""Checks that the fields of a policy file can be asked, shown and kept as they say (S-17)."""

from collections.abc import Iterator
from typing import Final

from core.vocabulary import DerivedField, Sensitivity
from policies.policy_files.model import FieldEntry, PolicyFile
from policies.yaml_reading.fault import Fault, Path
from policies.yaml_reading.source import YamlSource
from policies.yaml_reading.unknown import unknown

_NAMES_NOBODY_CONCERNED: Final = frozenset(
    {DerivedField.RAISER, DerivedField.RAISING_AGENCY, DerivedField.STAGE_REACHED}
)
"""Derived fields whose values messages show anyway."""


def fields(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    """Yield every fault of a field, or of a place that names one."""
    at = {field.id: field.at for field in file.fields}
    carried: set[str] = set()
    for number, track in enumerate(file.tracks):
        for position, stage in enumerate(track.stages):
            for place, name in enumerate(stage.hand_up.carries if stage.hand_up else ()):
                path: Path = ("tracks", number, "stages", position, "hand_up", "carries", place)
                carried.add(name)
                yield from unknown(source, path, "field", name, at)
                if at.get(name) == "closing":
                    yield source.fault(
                        path,
                        f"The field {name} is only asked at closing, so it cannot travel with a "
                        "hand-up. Ask it at opening or hand_up, or leave it out here.",
                    )
    for place, name in enumerate(file.closing.fields):
        path = ("closing", "fields", place)
        yield from unknown(source, path, "field", name, at)
        if at.get(name, "closing") != "closing":
            yield source.fault(
                path,
                f"The field {name} is asked at {at[name]}, not at closing. "
                "Leave it out here, or change its “at”.",
            )
    for position, field in enumerate(file.fields):
        path = ("fields", position)
        if field.kind == "choice" and not field.options:
            yield source.fault(path, "A choice needs “options”: the words to choose from.")
        if field.kind != "choice" and field.options:
            yield source.fault(
                (*path, "options"), "Only a field of kind choice has options. Remove them."
            )
        if field.at == "hand_up" and field.id not in carried:
            yield source.fault(
                (*path, "at"),
                f"The field {field.id} is asked at a hand-up, but no hand-up carries it. "
                "Add it to the “carries” of the stages that ask it.",
            )
        listed_well = all(name in at for name in file.closing.fields)
        if field.at == "closing" and field.id not in file.closing.fields and listed_well:
            yield source.fault(
                (*path, "at"),
                f"The field {field.id} is asked at closing, but “closing: fields” does not "
                "list it. Add it there.",
            )
        yield from _sensitivity(field, path, source)
        yield from _derived(field, path, source)


def _sensitivity(field: FieldEntry, path: Path, source: YamlSource) -> Iterator[Fault]:
    if field.sensitivity is Sensitivity.SPECIAL_CATEGORY and field.required and not field.derived:
        yield source.fault(
            (*path, "sensitivity"),
            f"The field {field.id} holds special category data, which is never demanded. "
            "Add “required: false”.",
        )
    known = field.kind == "choice" or field.derived in _NAMES_NOBODY_CONCERNED
    if field.sensitivity is Sensitivity.CHAT_SAFE and not known:
        yield source.fault(
            (*path, "sensitivity"),
            f"Anything may be typed into the field {field.id}, so it can never stand on a card. "
            "Only a choice can be chat_safe, or who raised it, their agency and the stage. "
            "Make it store_only.",
        )


def _derived(field: FieldEntry, path: Path, source: YamlSource) -> Iterator[Fault]:
    if field.derived is None:
        return
    for key, given in (("options", field.options), ("hint", field.hint)):
        if given:
            yield source.fault(
                (*path, key),
                f"The field {field.id} is worked out from the record and never asked, so nobody "
                f"would see its “{key}”. Remove it, or remove “derived”.",
            )
