"""Checks when people are told: notifications and special circumstances."""

from collections.abc import Iterator

from core.vocabulary import Occasion, Unit
from policies.policy_files.model import PolicyFile
from policies.yaml_reading.fault import Fault, Path
from policies.yaml_reading.source import YamlSource
from policies.yaml_reading.unknown import unknown


def check_notifications(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    """Yield every fault of when people are told."""
    yield from _notifications(file, source)
    clock = file.override.clock if file.override else None
    if clock and clock.unit not in {Unit.IMMEDIATE, Unit.SAME_WORKING_DAY}:
        yield source.fault(
            ("override", "clock", "unit"),
            f"Special circumstances cannot wait for {clock.unit.value}. "
            "Expected immediate or same_working_day.",
        )


def _notifications(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    known = [stage.id for track in file.tracks if track.id == "main" for stage in track.stages]
    for position, entry in enumerate(file.notifications):
        path: Path = ("notifications", position)
        if entry.on is Occasion.STAGE and entry.from_stage is None:
            yield source.fault(
                path,
                f"The notification {entry.id} goes out at a stage, but does not say from which. "
                "Add “from_stage”, or say “on: agreed” or “on: closed”.",
            )
        elif entry.on is not Occasion.STAGE and entry.from_stage is not None:
            yield source.fault(
                (*path, "from_stage"),
                f"The notification {entry.id} goes out when the case is {entry.on.value}, at "
                "whatever stage that is. Remove “from_stage”.",
            )
        elif entry.from_stage is not None:
            place = (*path, "from_stage")
            yield from unknown(source, place, "stage of the main track", entry.from_stage, known)
