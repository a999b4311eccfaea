"""What leads to each stage of a policy file: hand-ups from below, decisions, and ways beside the ladder."""

from policies.policy_files.model import PolicyFile


def entrances(file: PolicyFile) -> dict[str, set[str]]:
    """For each stage what leads there: ids of stages, ``route`` for ways beside the ladder."""
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
