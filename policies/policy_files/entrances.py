"""The ways into each stage of a policy file: hand-ups, stage exits and routes."""

from policies.policy_files.model import PolicyFile


def entrances(file: PolicyFile) -> dict[str, set[str]]:
    """Return what leads to each stage: ids of stages, and ``"route "`` for routes."""
    found: dict[str, set[str]] = {}
    for track in file.tracks:
        for stage in track.stages:
            if stage.hand_up:
                found.setdefault(stage.hand_up.to, set()).add(stage.id)
            for option in stage.dispositions.options if stage.dispositions else ():
                if option.to:
                    found.setdefault(option.to, set()).add(stage.id)
    for route in file.routes:
        found.setdefault(route.to, set()).add("route ")
    return found
