"""A small policy at whose stages much is decided: a date of both sides, exits, a panel, a bypass."""

from dataclasses import replace

from core.directory.model import Agency
from core.policy.model import (
    Bypass,
    ClockRule,
    Condition,
    Disposition,
    Dispositions,
    HandUp,
    Meeting,
    Seat,
    Span,
    Stage,
    Track,
)
from core.vocabulary import AgencyType, ClockStart, Level, Modality, SubjectType, Unit
from tests.core.given import world
from tests.core.small import SMALL_DIRECTORY, SMALL_POLICY

DAYS_5 = Span(value=5, unit=Unit.WORKING_DAYS)
BOTH_AGREE = ClockRule(
    span=Span(value=0, unit=Unit.AGREED_BY_BOTH), since=ClockStart.STAGE_ENTERED, nudge=DAYS_5
)
BOARD = Seat(role="board")
BOSS = Seat(role="boss")

PANEL = Meeting(
    id="panel",
    name="Resolution Panel",
    text="The panel goes over the record with the agencies involved.",
    kinds=(("panel", "a panel"), ("meeting", "a meeting")),
    chair="board",
    chair_uninvolved=True,
    quorum=(AgencyType.COUNCIL, AgencyType.POLICE, AgencyType.HEALTH),
    parties=True,
    product="Written response",
    product_to=("board",),
    clock=ClockRule(span=Span(value=3, unit=Unit.WORKING_DAYS), since=ClockStart.STAGE_ENTERED),
)
WAYS_ON = Dispositions(
    text="Decide how to go on, and record it.",
    options=(
        Disposition(id="direct", text="Settle it directly."),
        Disposition(id="chair", text="Refer it to the chair.", to="a1", tell=("board",)),
        Disposition(id="back", text="Send it back to the managers.", to="s2"),
        Disposition(id="up", text="Pass it to the leaders.", to="s4"),
        Disposition(
            id="adults",
            text="Refer it to the adults' chair.",
            to="a1",
            when=Condition(subjects=(SubjectType.ADULT,)),
        ),
    ),
    modality=Modality.MUST,
    clock=ClockRule(span=Span(value=1, unit=Unit.WORKING_DAYS), since=ClockStart.STAGE_ENTERED),
)
TALK = Stage(
    id="s1",
    name="Talk",
    level=Level.PRACTITIONER,
    raising=(Seat(role="worker"),),
    receiving=(Seat(role="worker"),),
    clock=BOTH_AGREE,
    hand_up=HandUp(to="s2", side=None),
)
MANAGERS = Stage(
    id="s2",
    name="Managers",
    level=Level.MANAGER,
    raising=(BOSS,),
    receiving=(BOSS,),
    clock=ClockRule(span=DAYS_5, since=ClockStart.STAGE_ENTERED),
    hand_up=HandUp(to="s3", side=None),
)
UNIT = Stage(
    id="s3",
    name="Unit",
    level=Level.PARTNERSHIP,
    raising=(BOSS,),
    receiving=(BOARD,),
    clock=ClockRule(span=Span(value=4, unit=Unit.WORKING_DAYS), since=ClockStart.STAGE_ENTERED),
    dispositions=WAYS_ON,
    meeting=PANEL,
    hand_up=HandUp(to="s4", side=None),
)
LEADERS = Stage(
    id="s4",
    name="Leaders",
    level=Level.PARTNERSHIP,
    raising=(BOSS,),
    receiving=(BOARD,),
    clock=ClockRule(span=DAYS_5, since=ClockStart.STAGE_ENTERED),
)
CHAIR = Stage(
    id="a1",
    name="Chair",
    level=Level.PARTNERSHIP,
    raising=(BOSS,),
    receiving=(BOARD,),
    clock=ClockRule(span=Span(value=20, unit=Unit.WORKING_DAYS), since=ClockStart.STAGE_ENTERED),
)

CROSSROADS_POLICY = replace(
    SMALL_POLICY,
    id="crossroads",
    tracks=(
        Track(id="main", name="Main", stages=(TALK, MANAGERS, UNIT, LEADERS)),
        Track(id="chair", name="The chair", stages=(CHAIR,)),
    ),
    immediate_risk=replace(
        SMALL_POLICY.immediate_risk,
        questions=(),
        bypass=Bypass(
            text="Is it necessary to go straight to a higher stage?",
            targets=("s3", "s4"),
            modality=Modality.MUST,
        ),
    ),
)
CROSSROADS = world(
    CROSSROADS_POLICY,
    replace(
        SMALL_DIRECTORY,
        agencies={
            **SMALL_DIRECTORY.agencies,
            "police": Agency(id="police", name="Small Police", type=AgencyType.POLICE),
        },
    ),
)
