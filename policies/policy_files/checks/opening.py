"""Checks of what a policy says about opening a case: kinds, areas and routes."""

from collections.abc import Iterator

from policies.policy_files.checks.checks import repeated
from policies.policy_files.cited import WhenEntry
from policies.policy_files.entrances import entrances
from policies.policy_files.model import PolicyFile
from policies.policy_files.opening_model import area_entries, area_id
from policies.yaml_reading.fault import Fault, Path
from policies.yaml_reading.source import YamlSource
from policies.yaml_reading.unknown import unknown


def check_opening(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    """Yield every fault of the parts that decide where and how a case begins."""
    yield from _areas(file, source)
    yield from repeated(source, ("kinds",), file.kinds, "kind")
    yield from repeated(source, ("exclusions",), file.exclusions, "exclusion")
    yield from repeated(source, ("routes",), file.routes, "route")
    yield from _kinds(file, source)
    yield from _routes(file, source)
    yield from _tracks(file, source)
    yield from _no_circles(file, source)


def _areas(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    path: Path = ("about", "areas")
    for place, one in enumerate(file.about.areas):
        if isinstance(one, str) and not area_id(one):
            yield source.fault(
                (*path, place),
                f"No id can be made of the name {one}. Write {{id: ..., name: {one}}}.",
            )
    yield from repeated(source, path, area_entries(file.about.areas), "area")


def _kinds(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    track = {stage.id: one.id for one in file.tracks for stage in one.stages}
    for number, kind in enumerate(file.kinds):
        path: Path = ("kinds", number)
        for place, stage in enumerate(kind.entry):
            yield from unknown(source, (*path, "entry", place), "stage", stage, track)
        if kind.last is not None:
            yield from unknown(source, (*path, "last"), "stage", kind.last, track)
    if len(file.kinds) == 1:
        yield source.fault(
            ("kinds", 0),
            "One kind alone leaves nothing to choose. Add the other kinds, the usual one first, or "
            "remove this one.",
        )
    if file.kinds and file.kinds[0].last is not None:
        yield source.fault(
            ("kinds", 0, "last"),
            "The first kind is the usual one, which people get who do not choose, so it must go "
            "the whole way. Put the usual kind first.",
        )


def _routes(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    stages = [stage.id for track in file.tracks for stage in track.stages]
    main = [stage.id for track in file.tracks if track.id == "main" for stage in track.stages]
    asked = {field.id: field.at for field in file.fields}
    roles = [role.id for role in file.roles]
    for number, route in enumerate(file.routes):
        path: Path = ("routes", number)
        yield from unknown(source, (*path, "to"), "stage", route.to, stages)
        if route.from_stage is not None:
            kind = "stage of the main track"
            yield from unknown(source, (*path, "from_stage"), kind, route.from_stage, main)
        for place, role in enumerate(route.tell):
            yield from unknown(source, (*path, "tell", place), "role", role, roles)
        for place, field in enumerate(route.fields):
            here: Path = (*path, "fields", place)
            yield from unknown(source, here, "field", field, asked)
            if asked.get(field, "route") != "route":
                yield source.fault(
                    here,
                    f"The field {field} is asked at {asked[field]}, not at a route. Leave it out "
                    "here, or change its “at”: what coincides with the case is taken over anyway.",
                )
        if main and route.to == main[0]:
            yield source.fault(
                (*path, "to"),
                f"{route.to} is where every case begins, so this is no way beside the ladder. "
                "Lead it to a track of its own, or higher up.",
            )
    used = {field for route in file.routes for field in route.fields}
    for position, one in enumerate(file.fields):
        if one.at == "route" and one.id not in used:
            yield source.fault(
                ("fields", position, "at"),
                f"The field {one.id} is asked at a route, but no route asks for it. Add it to the "
                "“fields” of the route that does.",
            )


def _tracks(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    """Check that every track but the main one is entered by its condition, a route or another
    stage.
    """
    entered = entrances(file)
    for number, track in enumerate(file.tracks):
        path: Path = ("tracks", number)
        if track.id == "main":
            if track.when != WhenEntry():
                yield source.fault(
                    (*path, "when"),
                    "The main track is for every case that fits no other, so it has no condition. "
                    "Remove “when”; give the other tracks theirs.",
                )
            continue
        own = {stage.id for stage in track.stages}
        outside = {stage for stage, leading in entered.items() if leading - own}
        if track.when == WhenEntry() and not outside & own:
            yield source.fault(
                (*path, "id"),
                f"Nothing leads to the track {track.id}. Give it a “when”, or point a route or a "
                "hand-up at one of its stages.",
            )


def _no_circles(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    """Check that a case handed up from track to track never comes back to an earlier stage."""
    up = {
        stage.id: stage.hand_up.to
        for track in file.tracks
        for stage in track.stages
        if stage.hand_up
    }
    for number, track in enumerate(file.tracks):
        own = {stage.id for stage in track.stages}
        for position, stage in enumerate(track.stages):
            to = up.get(stage.id, "")
            if not to or to in own:
                continue
            seen = {stage.id}
            while to in up and to not in seen:
                seen.add(to)
                to = up[to]
            if to in seen:
                yield source.fault(
                    ("tracks", number, "stages", position, "hand_up", "to"),
                    f"Handed up from {stage.id}, a case would come back to {to} and go round in a "
                    "circle. Hand up to a stage that leads on.",
                )
