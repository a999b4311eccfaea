"""Policies that no partnership ever wrote: a generator of the whole policy language.

What it makes is a policy file as a coordinator could write it. It is held to the same loader as
every other file, so a property that holds here holds for any policy, not only for the five.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

from hypothesis import strategies as st

from policies.policy_files.loader import LoadedPolicy, load_policy
from tests.language.drawing import Data, Draws

LEVELS: Final = ("practitioner", "manager", "lead", "head", "partnership")
SIDES: Final = ("raising", "receiving", "both")
MODALITIES: Final = ("must", "should", "may")
PARTNERSHIP_ROLES: Final = ("chair", "office", "reviewer")
SIDE_ROLES: Final = ("practitioner", "manager", "lead", "head", "adviser")


class Inventor(Draws):
    """Draws one policy file, part by part."""

    def __init__(self, data: st.DataObject) -> None:
        super().__init__(data)
        self.stages: list[str] = []

    # --- stages -------------------------------------------------------------------------------

    def tasks(self, prefix: str, most: int = 3) -> list[Data]:
        """What is asked beside the talking."""
        made: list[Data] = []
        for place in range(self.whole(0, most)):
            side = self.one(SIDES)
            task: Data = {
                "id": f"{prefix}_{place}",
                "text": f"Do what {prefix} {place} asks, and record it.",
                "side": side,
                "modality": self.one(MODALITIES),
                "clauses": self.clauses(),
            }
            if side == "both" and self.maybe():
                task["each"] = True
            if self.maybe():
                task["clock"] = self.task_clock([one["id"] for one in made])
                timed = task["clock"]["unit"] != "unspecified"
                if timed and task["modality"] == "must" and self.maybe(3):
                    task["on_silence"] = True
            if self.maybe(4):
                task["tell"] = [self.one(PARTNERSHIP_ROLES)]
            if self.maybe(4):
                task["marks"] = self.one(("referral_sent", "decision_received"))
            if self.maybe(5):
                task["role"] = self.one((*SIDE_ROLES[1:], *PARTNERSHIP_ROLES))
            if self.maybe(4):
                task["records"] = ["finding"]
            if when := self.when():
                task["when"] = when
            made.append(task)
        return made

    def questions(self, prefix: str) -> list[Data]:
        """Decisions to be answered."""
        return [
            {
                "id": f"{prefix}_asks_{place}",
                "text": f"Is {prefix} {place} needed?",
                "modality": self.one(MODALITIES),
                "clauses": self.clauses(),
            }
            for place in range(self.whole(0, 1))
        ]

    def seats(self, level: str, side: str) -> list[Data]:
        """Who is asked at a stage on one side."""
        role = level
        if level == "partnership":
            role = "head" if side == "raising" else "chair"
        made: list[Data] = [{"role": role, "clauses": self.clauses()}]
        if role in SIDE_ROLES[1:] and self.maybe(4):
            made[0]["fallback"] = ["adviser"]
        if self.maybe(4):
            made.append({"role": "adviser", "informed": True, "clauses": self.clauses()})
        return made

    def stage(self, stage_id: str, level: str, above: str | None, others: Sequence[str]) -> Data:
        """A rung; ``above`` is where it hands up to, ``others`` are where it may be disposed to."""
        made: Data = {
            "id": stage_id,
            "name": f"Stage {stage_id}",
            "level": level,
            "text": "Talk, and record what was said.",
            "clauses": self.clauses(),
            "raising": self.seats(level, "raising"),
            "receiving": self.seats(level, "receiving"),
            "clock": self.clock(),
            "tasks": self.tasks(stage_id),
            "questions": self.questions(stage_id),
        }
        if others and self.maybe():
            made["dispositions"] = self.dispositions(others)
        if level == "partnership" and self.maybe():
            made["meeting"] = self.meeting(stage_id)
        if above is not None:
            made["hand_up"] = {
                "to": above,
                "side": self.one(SIDES),
                "clauses": self.clauses(),
                "inside_next": self.maybe(),
            }
            if self.maybe():
                clock = self.clock(("unresolved_recorded",))
                if clock["unit"] in {"unspecified", "agreed_by_both"}:
                    clock = {**clock, "unit": "immediate"}
                    del clock["nudge"]
                made["hand_up"]["clock"] = clock
        return made

    def dispositions(self, others: Sequence[str]) -> Data:
        """Several exits from a stage."""
        options: list[Data] = [{"id": "stay", "text": "Settle it here.", "clauses": self.clauses()}]
        options.extend(
            {"id": f"to_{other}", "text": f"Go to {other}.", "to": other, "clauses": self.clauses()}
            for other in dict.fromkeys(self.one(others) for _ in range(2))
        )
        clock = self.clock(("stage_entered",))
        if clock["unit"] == "agreed_by_both":
            clock["unit"] = "unspecified"
        return {
            "text": "How does this go on?",
            "modality": self.one(MODALITIES),
            "clock": clock,
            "clauses": self.clauses(),
            "options": options,
        }

    def meeting(self, prefix: str) -> Data:
        """A panel."""
        made: Data = {
            "id": f"{prefix}_panel",
            "name": "Panel",
            "text": "The panel hears both sides.",
            "modality": self.one(MODALITIES),
            "quorum": self.some(("council", "health", "police"), 3),
            "parties": self.maybe(),
            "chair": "chair",
            "chair_uninvolved": self.maybe(),
            "clauses": self.clauses(),
        }
        if self.maybe():
            made |= {"product": "Written response", "product_to": ["office"]}
        return made

    def caps(self, stages: list[Data]) -> None:
        """Limits from day 0 that rise from stage to stage."""
        if not self.maybe(3):
            return
        day = 0
        for stage in stages:
            own = stage["clock"]
            day += max(own.get("value", 0) if own["unit"] == "working_days" else 5, 1)
            stage["caps"] = [
                {
                    "unit": "working_days",
                    "value": day,
                    "since": "disagreement_arose",
                    "clauses": self.clauses(),
                }
            ]

    # --- the rest -----------------------------------------------------------------------------

    def tracks(self) -> list[Data]:
        """The ladder, and perhaps another beside it."""
        rungs = [f"s{n}" for n in range(1, self.whole(1, 5) + 1)]
        beside = [f"b{n}" for n in range(1, self.whole(0, 2) + 1)]
        self.stages = [*rungs, *beside]
        levels = sorted((self.one(LEVELS) for _ in rungs), key=LEVELS.index)
        main = [
            self.stage(
                one,
                level,
                rungs[place + 1] if place + 1 < len(rungs) else None,
                [other for other in self.stages if other != one],
            )
            for place, (one, level) in enumerate(zip(rungs, levels, strict=True))
        ]
        self.caps(main)
        made = [{"id": "main", "name": "The ladder", "stages": main, "clauses": self.clauses()}]
        if beside:
            last = rungs[-1] if self.maybe() else None
            stages = [
                self.stage(
                    one,
                    self.one(LEVELS[1:]),
                    beside[place + 1] if place + 1 < len(beside) else last,
                    (),
                )
                for place, one in enumerate(beside)
            ]
            made.append(
                {"id": "beside", "name": "Beside it", "stages": stages, "clauses": self.clauses()}
            )
        return made

    def routes(self, tracks: list[Data]) -> list[Data]:
        """Ways beside the ladder: to a side track, and sometimes up the ladder at once."""
        made: list[Data] = []
        if len(tracks) > 1:
            made.append(self.route("beside_it", tracks[1]["stages"][0]["id"]))
        if len(tracks[0]["stages"]) > 1 and self.maybe(3):
            made.append(self.route("policy_issue", tracks[0]["stages"][-1]["id"]))
        return made

    def route(self, route_id: str, to: str) -> Data:
        """One way beside the ladder."""
        return {
            "id": route_id,
            "text": f"Ask for {route_id.replace('_', ' ')}",
            "advice": "This runs beside the case.",
            "to": to,
            "at_opening": self.maybe(),
            "tell": self.some(PARTNERSHIP_ROLES, 1),
            "clauses": self.clauses(),
        }

    def notifications(self) -> list[Data]:
        """Who else must know."""
        made: list[Data] = []
        for place in range(self.whole(0, 2)):
            on = self.one(("stage", "agreed", "closed"))
            rule: Data = {
                "id": f"tells_{place}",
                "roles": [self.one(PARTNERSHIP_ROLES)],
                "when": self.when(),
                "on": on,
                "text": "They are told.",
                "modality": self.one(MODALITIES),
                "clauses": self.clauses(),
            }
            if on == "stage":
                rule["from_stage"] = self.one([one for one in self.stages if one[0] == "s"])
            made.append(rule)
        return made

    def roles(self) -> list[Data]:
        """Every role that any part may name."""
        made: list[Data] = [
            {"id": one, "title": one.title(), "level": level, "clauses": self.clauses()}
            for one, level in zip(
                SIDE_ROLES, ("practitioner", "manager", "lead", "head", "lead"), strict=True
            )
        ]
        made.extend(
            {
                "id": one,
                "title": one.title(),
                "level": "partnership",
                "partnership": True,
                "clauses": self.clauses(),
            }
            for one in PARTNERSHIP_ROLES
        )
        return made

    def file(self) -> Data:
        """The whole file."""
        tracks = self.tracks()
        made: Data = {
            "format": 1,
            "about": {
                "id": "invented",
                "title": "An invented policy",
                "partnership": {"id": "invented", "name": "Invented Partnership"},
                "edition": "first",
                "jurisdiction": "ENG",
                "areas": ["Here", "There"] if self.maybe() else ["Here"],
                "subjects": self.one((["child"], ["adult"], ["child", "adult", "both"])),
                "agreed": "never",
                "office": {"opens": "09:00", "closes": "17:00"},
                "clause_prefix": "INV",
                "clauses": self.clauses(),
            },
            "triggers": [{"id": "action", "text": "Something done", "clauses": self.clauses()}],
            "categories": [{"id": "care", "text": "Care", "clauses": self.clauses()}],
            "roles": self.roles(),
            "fields": [
                {
                    "id": "finding",
                    "label": "What was found?",
                    "kind": "text",
                    "at": "task",
                    "required": False,
                    "clauses": self.clauses(),
                }
            ],
            "tracks": tracks,
            "routes": self.routes(tracks),
            "immediate_risk": {
                "text": "Ring 999.",
                "clauses": self.clauses(),
                "routes": [{"label": "Emergency services", "number": "999"}],
                "tell": [{"role": "lead", "clauses": self.clauses()}],
                "clock": {
                    "unit": self.one(("immediate", "same_working_day")),
                    "clauses": self.clauses(),
                },
                "tasks": self.tasks("danger", 2),
                "questions": self.questions("danger"),
            },
            "notifications": self.notifications(),
            "closing": {
                "residual_risk_question": "Still at risk?",
                "referral_text": "Refer them.",
                "after": self.tasks("after", 1),
                "clauses": self.clauses(),
            },
        }
        for task in made["closing"]["after"]:
            task.pop("on_silence", None)
        for task in made["immediate_risk"]["tasks"]:
            task.pop("on_silence", None)
        if '"finding"' not in json.dumps([tracks, made["closing"], made["immediate_risk"]]):
            made["fields"] = []
        if self.maybe(3):
            made["override"] = {
                "text": "Then the ladder is over-ridden.",
                "events": [{"id": "death", "text": "A death", "clauses": self.clauses()}],
                "tell": ["chair"],
                "clauses": self.clauses(),
            }
        if self.maybe(3):
            made["stand_off"] = {
                "text": "Nothing changes meanwhile.",
                "modality": self.one(MODALITIES),
                "clauses": self.clauses(),
            }
        if self.maybe(3):
            made["immediate_risk"]["bypass"] = {
                "text": "Leave out the lower stages?",
                "modality": self.one(("must", "may")),
                "clauses": self.clauses(),
            }
        return made


def loaded(data: st.DataObject) -> LoadedPolicy | tuple[Any, ...]:
    """A policy drawn and loaded, or the faults for which it is refused."""
    return load_policy(json.dumps(Inventor(data).file()), "invented.yaml")
