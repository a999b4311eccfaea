"""Checks of decisions: stage exits and meetings name what exists, and no case can go in a
circle.
"""

from collections.abc import Iterator

from core.vocabulary import AgencyType, Unit
from policies.policy_files.checks.checks import cited, repeated
from policies.policy_files.ladder_model import ClockEntry, MeetingEntry, StageEntry
from policies.policy_files.model import PolicyFile
from policies.yaml_reading.fault import Fault, Path
from policies.yaml_reading.source import YamlSource
from policies.yaml_reading.unknown import unknown

Place = tuple[int, int]
"""A stage, by its track's position and its own."""


def check_decisions(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    """Yield every fault of stage exits, meetings, the bypass and dates that both sides agree."""
    places = {
        stage.id: (number, position)
        for number, track in enumerate(file.tracks)
        for position, stage in enumerate(track.stages)
    }
    roles = [role.id for role in file.roles]
    titled = {kind for role in file.roles for kind in role.titles.model_fields_set}
    for number, track in enumerate(file.tracks):
        for position, stage in enumerate(track.stages):
            path: Path = ("tracks", number, "stages", position)
            yield from _dispositions(stage, places, roles, source, path)
            if stage.meeting:
                here = (*path, "meeting")
                yield from _meeting(stage.meeting, roles, titled, source, here)
            if stage.clock.unit is Unit.AGREED_BY_BOTH and not (stage.clock.nudge or stage.caps):
                yield source.fault(
                    (*path, "clock"),
                    "Both sides are to agree a date here, and until they do the case needs one. Add "
                    "“nudge: {value: 5, unit: working_days, origin: default}”, or a cap.",
                )
    for path, rule in cited(file):
        agreed = isinstance(rule, ClockEntry) and rule.unit is Unit.AGREED_BY_BOTH
        if agreed and path[-3:-2] != ("stages",):
            yield source.fault(
                (*path, "unit"),
                "Only the time of a whole stage can be left to both sides to agree. Give a time, or "
                "“unit: unspecified” with a nudge.",
            )
    yield from _circles(file, places, source)
    yield from _bypass(file, places, source)


def _dispositions(
    stage: StageEntry,
    places: dict[str, Place],
    roles: list[str],
    source: YamlSource,
    path: Path,
) -> Iterator[Fault]:
    rule = stage.dispositions
    if rule is None:
        return
    base: Path = (*path, "dispositions", "options")
    yield from repeated(source, base, rule.options, "way on")
    for place, option in enumerate(rule.options):
        here: Path = (*base, place)
        for at, role in enumerate(option.tell):
            yield from unknown(source, (*here, "tell", at), "role", role, roles)
        if option.to is None:
            continue
        yield from unknown(source, (*here, "to"), "stage", option.to, places)
        if option.to == stage.id:
            yield source.fault(
                (*here, "to"),
                f"This leads from {stage.id} to itself. Leave “to” out: then the case stays here.",
            )


def _circles(file: PolicyFile, places: dict[str, Place], source: YamlSource) -> Iterator[Fault]:
    """Check that a case sent to another track cannot come back by hand-ups or further exits; going
    back to an earlier stage of the same ladder is allowed.
    """
    ways: dict[str, set[str]] = {}
    asides: list[tuple[Path, str, str]] = []
    for number, track in enumerate(file.tracks):
        for position, stage in enumerate(track.stages):
            onward = ways.setdefault(stage.id, set())
            if stage.hand_up and places.get(stage.hand_up.to, (number, 0))[1] > position:
                onward.add(stage.hand_up.to)
            for at, option in enumerate(stage.dispositions.options if stage.dispositions else ()):
                there = places.get(option.to or "")
                if there is None or there == (number, position):
                    continue
                if there[0] != number or there[1] > position:
                    onward.add(option.to or "")
                if there[0] != number:
                    base: Path = ("tracks", number, "stages", position, "dispositions", "options")
                    asides.append(((*base, at, "to"), stage.id, option.to or ""))
    for path, stage_id, to in asides:
        if stage_id in _reached(to, ways):
            yield source.fault(
                path,
                f"From {to} the case can come back to {stage_id}, and would go round in a circle. "
                "Only a stage further down the same ladder may be gone back to; send it elsewhere.",
            )


def _reached(start: str, ways: dict[str, set[str]]) -> set[str]:
    found, left = set[str](), [start]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left.extend(ways.get(one, ()))
    return found


def _meeting(
    meeting: MeetingEntry, roles: list[str], titled: set[str], source: YamlSource, path: Path
) -> Iterator[Fault]:
    if meeting.chair:
        yield from unknown(source, (*path, "chair"), "role", meeting.chair, roles)
    for at, role in enumerate(meeting.product_to):
        yield from unknown(source, (*path, "product_to", at), "role", role, roles)
    if meeting.product_to and not meeting.product:
        yield source.fault(
            (*path, "product_to"),
            "Nothing is written here that could be sent. Add “product”: what the meeting writes.",
        )
    for at, kind in enumerate(meeting.quorum):
        like = "health" if kind is AgencyType.ICB else kind.value
        if kind in meeting.quorum[:at]:
            yield source.fault(
                (*path, "quorum", at), f"{kind.value} is named already. Remove one of the two."
            )
        elif titled and not {kind.value, like} & titled:
            yield source.fault(
                (*path, "quorum", at),
                f"No role has a title in an agency of kind {kind.value}, so nobody could sit for "
                "it. Add that title to a role, or name another kind.",
            )


def _bypass(file: PolicyFile, places: dict[str, Place], source: YamlSource) -> Iterator[Fault]:
    rule = file.immediate_risk.bypass
    named = (("targets", rule.targets), ("entry", rule.entry)) if rule else ()
    for key, at, target in ((key, *one) for key, ids in named for one in enumerate(ids)):
        path: Path = ("immediate_risk", "bypass", key, at)
        yield from unknown(source, path, "stage", target, places)
        if target in places and places[target][1] == 0:
            yield source.fault(
                path,
                f"{target} is the first stage of its ladder: nothing is passed over. Remove it.",
            )
