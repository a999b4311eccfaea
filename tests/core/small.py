"""A policy of three stages and a contact list of a dozen people, for corners Hounslow has not."""

from datetime import time

from core.directory.model import Agency, Channel, Directory, Person, Post
from core.policy.model import (
    Area,
    Bypass,
    Choice,
    ClockRule,
    Closing,
    EmergencyRoute,
    HandUp,
    ImmediateRisk,
    Policy,
    Question,
    Role,
    Seat,
    Span,
    Stage,
    Task,
    Track,
)
from core.vocabulary import AgencyType, ClockStart, Level, Modality, Platform, SubjectType, Unit

DAY_OR_NEXT = ClockRule(
    span=Span(value=24, unit=Unit.ELAPSED_HOURS),
    since=ClockStart.STAGE_ENTERED,
    or_end_of_next_working_day=True,
)
NO_TIMESCALE = ClockRule(
    span=Span(value=0, unit=Unit.UNSPECIFIED),
    since=ClockStart.STAGE_ENTERED,
    nudge=Span(value=5, unit=Unit.WORKING_DAYS),
)
AT_ONCE = ClockRule(span=Span(value=0, unit=Unit.IMMEDIATE), since=ClockStart.UNRESOLVED_RECORDED)

SMALL_POLICY = Policy(
    id="small",
    title="Small policy",
    partnership="small",
    partnership_name="Small Partnership",
    edition="2026",
    jurisdiction="ENG",
    areas=(Area(id="smallshire", name="Smallshire"),),
    subjects=(SubjectType.CHILD, SubjectType.ADULT),
    agreed="2026",
    last_reviewed=None,
    next_review=None,
    office_opens=time(9),
    office_closes=time(17),
    triggers=(Choice(id="action", text="Something done"),),
    categories=(Choice(id="care", text="Care"),),
    roles=(
        Role(id="worker", title="Worker", level=Level.PRACTITIONER),
        Role(id="boss", title="Manager", level=Level.MANAGER),
        Role(id="board", title="Board", level=Level.PARTNERSHIP, partnership=True),
    ),
    fields=(),
    tracks=(
        Track(
            id="main",
            name="Main",
            stages=(
                Stage(
                    id="s1",
                    name="Talk",
                    level=Level.PRACTITIONER,
                    raising=(Seat(role="worker"),),
                    receiving=(Seat(role="worker"),),
                    clock=NO_TIMESCALE,
                    questions=(
                        Question(id="q1", text="Is a meeting needed?", modality=Modality.MUST),
                        Question(id="q2", text="Is advice needed?", modality=Modality.SHOULD),
                    ),
                    tasks=(Task(id="t1", text="Talk.", side=None, modality=Modality.MUST),),
                    hand_up=HandUp(to="s2", side=None, clock=AT_ONCE),
                ),
                Stage(
                    id="s2",
                    name="Managers",
                    level=Level.MANAGER,
                    raising=(Seat(role="boss"),),
                    receiving=(Seat(role="boss"),),
                    clock=DAY_OR_NEXT,
                    hand_up=HandUp(to="s3", side=None),
                ),
                Stage(
                    id="s3",
                    name="Board",
                    level=Level.PARTNERSHIP,
                    raising=(Seat(role="board"),),
                    receiving=(Seat(role="board"),),
                    clock=ClockRule(
                        span=Span(value=2, unit=Unit.WORKING_DAYS), since=ClockStart.STAGE_ENTERED
                    ),
                ),
            ),
        ),
    ),
    immediate_risk=ImmediateRisk(
        text="Act now.",
        routes=(EmergencyRoute(label="Emergency services", number="999"),),
        tell=(Seat(role="boss"), Seat(role="board")),
        clock=ClockRule(
            span=Span(value=0, unit=Unit.SAME_WORKING_DAY), since=ClockStart.STAGE_ENTERED
        ),
        questions=(Question(id="q9", text="Is the ladder left?", modality=Modality.MUST),),
        bypass=Bypass(text="Is the order of the stages left?"),
    ),
    override=None,
    notifications=(),
    closing=Closing(residual_risk_question="Still at risk?", referral_text="Refer today."),
)


def _person(key: str, agency: str, *platforms: Platform) -> Person:
    channels = tuple(
        Channel(platform=p, tenant="" if p is Platform.MAIL else "T1", user=f"U-{key}")
        for p in platforms
    )
    name = key.capitalize()
    return Person(id=f"small.{key}", name=f"{name} Small", agency=agency, channels=channels)


def _post(key: str, agency: str, role: str, holders: str, deputies: str = "") -> Post:
    return Post(
        id=f"post.{key}",
        title=key.replace("-", " ").capitalize(),
        agency=agency,
        roles=(role,),
        holders=tuple(f"small.{one}" for one in holders.split()),
        deputies=tuple(f"small.{one}" for one in deputies.split()),
    )


_PEOPLE = (
    _person("ann", "nhs", Platform.SLACK, Platform.MAIL),
    _person("mia", "nhs", Platform.TEAMS),
    _person("dee", "nhs", Platform.SLACK),
    _person("bob", "council", Platform.SLACK),
    _person("max", "council", Platform.SLACK, Platform.MAIL),
    _person("mo", "council", Platform.SLACK),
    _person("viv", "council"),
    _person("chair", "joint", Platform.SLACK),
    _person("vice", "joint", Platform.SLACK),
    _person("cora", "joint", Platform.SLACK),
    _person("stu", "school", Platform.SLACK),
)

SMALL_DIRECTORY = Directory(
    partnership="small",
    name="Small Partnership",
    agencies={
        "nhs": Agency(id="nhs", name="Small Trust", type=AgencyType.HEALTH),
        "council": Agency(id="council", name="Small Council", type=AgencyType.COUNCIL),
        "school": Agency(id="school", name="Small School", type=AgencyType.SCHOOL),
        "joint": Agency(id="joint", name="Small Partnership", type=AgencyType.PARTNERSHIP),
    },
    teams={},
    people={person.id: person for person in _PEOPLE},
    posts=(
        _post("nurse", "nhs", "worker", "ann"),
        _post("nurse-manager", "nhs", "boss", "mia", "dee"),
        _post("social-worker", "council", "worker", "bob"),
        _post("team-manager", "council", "boss", "max", "mo"),
        _post("teacher", "school", "worker", "stu"),
        _post("board-chair", "joint", "board", "chair", "vice"),
    ),
    coordinators=("small.cora",),
)
