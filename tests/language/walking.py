"""A case under any policy, on its way through whatever people do and whatever time passes."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from adapters.ledger.sealing.event_codec import decode, encode
from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.decide import decide, decide_opening
from core.cases.folding.evolve import evolve
from core.cases.refusals import Refusal
from core.cases.rules.due import coming_steps, due_commands, schedule
from core.cases.rules.duties.duties import open_duties, people_owing
from core.cases.rules.ladder.entry_stages import needs_date
from core.directory.model import Agency, Directory, Person, Post
from core.partnership.setting import Setting
from core.policy.model import Policy
from core.vocabulary import AgencyType, CaseStatus, Side
from tests.core.given import MONDAY, World, opening, world

AGENCIES: Final = {
    "council": AgencyType.COUNCIL,
    "health": AgencyType.HEALTH,
    "police": AgencyType.POLICE,
    "partnership": AgencyType.PARTNERSHIP,
}
STRANGER: Final = "police.practitioner"


def people_of(policy: Policy, vacant: frozenset[tuple[str, str]]) -> Directory:
    """A contact list in which every role is held in every agency, but for the vacant ones."""
    posts: list[Post] = []
    people: dict[str, Person] = {
        "partnership.coordinator": Person(
            id="partnership.coordinator", name="Coordinator", agency="partnership"
        )
    }
    for role in policy.roles:
        for agency in ("partnership",) if role.partnership else ("council", "health", "police"):
            person = f"{agency}.{role.id}"
            people[person] = Person(id=person, name=role.title, agency=agency)
            holders = () if (agency, role.id) in vacant else (person,)
            posts.append(
                Post(id=person, title=role.title, agency=agency, roles=(role.id,), holders=holders)
            )
    return Directory(
        partnership=policy.partnership,
        name=policy.partnership_name,
        agencies={one: Agency(id=one, name=one, type=kind) for one, kind in AGENCIES.items()},
        teams={},
        people=people,
        posts=tuple(posts),
        coordinators=("partnership.coordinator",),
    )


def vacancies(data: st.DataObject, policy: Policy) -> frozenset[tuple[str, str]]:
    """A few posts that nobody holds; practitioners are there, somebody raises the case."""
    roles = [one for one in policy.roles if one.id != "practitioner"]
    places = [
        (agency, role.id)
        for role in roles
        for agency in (("partnership",) if role.partnership else ("council", "health"))
    ]
    return frozenset(data.draw(st.lists(st.sampled_from(places), max_size=4)))


@dataclass(slots=True)
class Walk:
    """A case, the time, and the record it has left so far."""

    here: World
    data: st.DataObject
    now: datetime
    case: Case
    record: list[tuple[bytes, bytes | None]]

    @property
    def setting(self) -> Setting:
        """What decisions are taken in now."""
        return self.here.at(self.now)

    # --- time and deeds -----------------------------------------------------------------------

    def pass_time(self, span: timedelta) -> None:
        """Let time pass; whatever falls due on the way is done when it falls due."""
        aim = self.now + span
        for _ in range(2000):
            following = schedule(self.case, self.setting)
            if not following or following[0].at > aim:
                self.now = aim
                return
            self.now = max(self.now, following[0].at)
            due = due_commands(self.case, self.setting)
            before = self.case.sequence
            assert due, "something is due that nothing is done about"
            self.do(due[0])
            assert self.case.sequence > before, f"{due[0]} is due and has no effect"
        raise AssertionError("time does not pass")

    def do(self, asked: c.AnyCommand) -> bool:
        """Ask for something; whether it was done."""
        decided = decide(self.case, asked, self.setting)
        if isinstance(decided, Refusal):
            return False
        for event in decided:
            self.write(event)
        self.holds()
        return True

    def write(self, event: e.Event) -> None:
        """Fold one event, and hold it against what no event may ever do."""
        before, sequence = self.case, self.case.sequence + 1
        after = evolve(before, event, "c1", sequence)
        encoded = encode("c1", sequence, event, bytes(32))
        self.record.append((encoded.body, encoded.private))
        if before.visits and before.visit.number == after.visit.number:
            assert after.visit.due <= before.visit.due, "a deadline was lengthened"
        if isinstance(event, e.StageEntered) and event.why == "disposed":
            up = self.rises(before.stage, event.stage)
            assert up or event.due <= max(before.visit.due, event.at), "an exit gave more time"
        latest = {one.key: one.due for one in before.duties if one.due}
        for duty in after.duties:
            if duty.key in latest and duty.due:
                assert duty.due <= latest[duty.key], f"{duty.key} was lengthened"
        self.case = after

    def rises(self, left: str, entered: str) -> bool:
        """Whether one stage is further up the same ladder than the other."""
        policy = self.here.policy
        same = policy.track_of(left) is policy.track_of(entered)
        return same and policy.number(entered) > policy.number(left)

    def holds(self) -> None:
        """What is true of every case at every moment: it never goes quiet, and every duty has
        somebody who owes it.
        """
        following = coming_steps(self.case, self.setting)
        assert len({one.key for one in following}) == len(following)
        if self.case.status is not CaseStatus.CLOSED:
            assert following, "the case has gone quiet"
        for duty in open_duties(self.case, self.setting):
            assert people_owing(self.case, duty, self.setting), f"nobody owes {duty.key}"

    def replayed(self) -> Case | None:
        """The case folded again from what was stored."""
        case: Case | None = None
        for sequence, (body, private) in enumerate(self.record, start=1):
            case = evolve(case, decode(body, private), "c1", sequence)
        return case

    # --- what somebody might do ---------------------------------------------------------------

    def deed(self) -> c.AnyCommand:
        """Something that somebody on the case might ask for next."""
        case, policy, draw = self.case, self.here.policy, self.data.draw
        stage = policy.stage(case.stage)
        actors = tuple(dict.fromkeys((*case.people, *self.here.directory.coordinators)))
        by = draw(st.sampled_from(actors))
        held = self.now.date() - timedelta(days=draw(st.integers(0, 3)))
        moment = self.now + timedelta(days=draw(st.integers(-3, 12)))
        deeds: list[Any] = [
            c.EscalateNow(by=by, stage=case.stage, reason="because"),
            c.BringForward(by=by, stage=case.stage, protective=moment, reason="because"),
            c.NameDate(by=by, stage=case.stage, date=moment, reason="because"),
            c.AgreeDate(by=by, stage=case.stage),
            c.FlagImmediateRisk(by=by, account=draw(st.sampled_from(("", "worse")))),
            c.AcknowledgeRisk(by=by),
            c.WithdrawImmediateRisk(by=by, reason="because"),
            c.Decline(by=by, stage=case.stage, reason="because"),
            c.ProposeOutcome(
                by=by, stage=case.stage, outcome="o", outstanding="", still_at_risk=False
            ),
            c.ConfirmOutcome(by=by, stage=case.stage, still_at_risk=False),
            c.TickCopied(by=by, side=draw(st.sampled_from(tuple(Side)))),
            c.CloseCase(by=by),
            c.SayNotSatisfied(by=case.raiser, reason="because"),
            c.DecideBypass(
                by=by,
                bypass=draw(st.booleans()),
                to=draw(st.sampled_from([one.id for one in policy.ladder])),
                reason="because",
            ),
            c.ConfirmHandUp(by=by, stage=case.stage),
        ]
        deeds.extend(
            c.Accept(by=person, stage=case.stage)
            for side in Side
            for person in case.side(side).current[:1]
        )
        for duty in open_duties(case, self.setting)[:4]:
            who = people_owing(case, duty, self.setting)[0]
            deeds.append(
                c.RecordTask(
                    by=who,
                    scope=duty.scope,
                    task=duty.task,
                    side=duty.side,
                    held_on=held,
                    answers={"finding": "this"},
                )
            )
            deeds.append(
                c.SkipTask(by=who, scope=duty.scope, task=duty.task, side=duty.side, reason="no")
            )
        deeds.extend(
            c.AnswerQuestion(
                by=by, stage=case.stage, question=one.id, answer=True, reason="because"
            )
            for one in (*stage.questions, *policy.immediate_risk.questions)
        )
        unit = next(iter(case.receiving.current), by)
        exits = [
            c.Dispose(by=unit, stage=case.stage, disposition=one.id, reason="because")
            for one in (stage.dispositions.options if stage.dispositions else ())
        ]
        deeds.extend(exits * 4)
        if stage.meeting:
            deeds.extend([self._meeting(unit)] * 3)
        chosen: c.AnyCommand = draw(st.sampled_from(deeds))
        return chosen

    def _meeting(self, by: str) -> c.RecordMeeting:
        agencies = self.data.draw(st.sets(st.sampled_from(sorted(AGENCIES))))
        return c.RecordMeeting(
            by=by,
            stage=self.case.stage,
            form="",
            held_on=self.now.date(),
            agencies=tuple(sorted(agencies)),
            chair_agency=self.data.draw(st.sampled_from(sorted(AGENCIES))),
            chair="Somebody",
            decision="this",
            decided_by="the meeting",
            product="a response",
        )


def begun(policy: Policy, data: st.DataObject, *, danger: bool = False) -> Walk:
    """A case just opened between two agencies, one perhaps with vacant posts."""
    directory = people_of(policy, vacancies(data, policy))
    here = world(policy, directory)
    command = replace(
        opening(),
        by="health.practitioner",
        subject_type=data.draw(st.sampled_from(policy.subjects)),
        trigger=policy.triggers[0].id,
        category=policy.categories[0].id,
        receiving_agency="council",
        receiving_team="",
        counterpart="council.practitioner",
        protective=MONDAY + timedelta(days=7) if needs_date(policy.ladder[0]) else None,
        answers={},
        immediate=danger,
    )
    decided = decide_opening(command, here.at(MONDAY), "c1")
    case: Case | None = None
    record: list[tuple[bytes, bytes | None]] = []
    for sequence, event in enumerate(decided, start=1):
        assert not isinstance(event, Refusal), event
        encoded = encode("c1", sequence, event, bytes(32))
        record.append((encoded.body, encoded.private))
        case = evolve(case, event, "c1", sequence)
    assert case is not None
    return Walk(here, data, MONDAY, case, record)
