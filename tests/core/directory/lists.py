"""What the tests of a contact list start from: a small agency or two, and acts upon them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from core.directory import ListEntry, ListEvent, ListTaken
from core.directory import commands as a
from core.directory.decide import decide_list_change
from core.directory.model import (
    Agency,
    Channel,
    Directory,
    Person,
    Post,
    Tenure,
    UnconfirmedAddress,
)
from core.directory.refusals import ListRefusal, ListRefusalReason
from core.vocabulary import AddressDoubt, AgencyType, Platform

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
TODAY = date(2026, 11, 2)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
ROLES = frozenset({"manager", "lead", "chair"})
HERE = "vale"


def at_slack(user: str) -> tuple[Channel, ...]:
    """A person's chat."""
    return (Channel(platform=Platform.SLACK, tenant="T0VALE0001", user=user),)


def _person(name: str, agency: str, **more: object) -> Person:
    slug = name.casefold().replace(" ", "-")
    user = "U" + slug.replace("-", "").upper()[:9]
    plain = Person(id=f"{HERE}.{slug}", name=name, agency=agency, channels=at_slack(user))
    return replace(plain, **more)  # type: ignore[arg-type]


ADA, BEN, CEL, DOT = f"{HERE}.ada", f"{HERE}.ben", f"{HERE}.cel", f"{HERE}.dot"
"""At the council: Ada manages, Ben stands in, Cel leads, Dot holds nothing and is in doubt."""
NIA, OLA = f"{HERE}.nia", f"{HERE}.ola"
"""At the trust: Nia manages, Ola is its administrator."""
COR, DAN = f"{HERE}.cor", f"{HERE}.dan"
"""The coordinators, of the partnership's own office."""
GONE = f"{HERE}.gone"

MANAGER, LEAD, TRUST = "council.manager", "council.lead", "trust.manager"

LIST = Directory(
    partnership=HERE,
    name="Vale Safeguarding Partnership",
    agencies={
        "council": Agency(id="council", name="Vale Council", type=AgencyType.COUNCIL),
        "trust": Agency(
            id="trust", name="Vale Trust", type=AgencyType.HEALTH, administrators=(OLA,)
        ),
        "office": Agency(id="office", name="Partnership Office", type=AgencyType.PARTNERSHIP),
    },
    teams={},
    people={
        one.id: one
        for one in (
            _person("Ada", "council"),
            _person("Ben", "council"),
            _person("Cel", "council"),
            _person(
                "Dot",
                "council",
                held=(
                    UnconfirmedAddress(
                        address="dot@elsewhere.example", why=AddressDoubt.OTHER_NAME
                    ),
                ),
            ),
            _person("Nia", "trust"),
            _person("Ola", "trust"),
            _person("Cor", "office"),
            _person("Dan", "office"),
            _person("Gone", "council", channels=(), left_on=date(2026, 6, 1)),
        )
    },
    posts=(
        Post(
            id=MANAGER,
            title="Manager",
            agency="council",
            roles=("manager",),
            holders=(ADA,),
            deputies=(BEN,),
        ),
        Post(
            id=LEAD,
            title="Lead",
            agency="council",
            roles=("lead",),
            holders=(CEL,),
            tenures=(Tenure(person=CEL, since=date(2025, 1, 6)),),
        ),
        Post(id=TRUST, title="Manager", agency="trust", roles=("manager",), holders=(NIA,)),
    ),
    coordinators=(COR, DAN),
)


def act(*changes: ListEvent, by: str = COR, at: datetime = NOON) -> ListEntry:
    """Something somebody did."""
    return ListEntry(at=at, by=by, why="", changes=changes)


def taken(directory: Directory = LIST) -> ListEntry:
    """The first act: the list is taken from a file."""
    return act(ListTaken(directory=directory, source="list.yaml"), by="settings")


def decided(command: a.ListCommand, directory: Directory = LIST) -> tuple[ListEvent, ...]:
    """What follows from a command that is not refused."""
    found = decide_list_change(directory, command, ROLES, TODAY, ())
    assert not isinstance(found, ListRefusal), found
    return found


def refused(command: a.ListCommand, directory: Directory = LIST) -> ListRefusalReason:
    """Why a command is refused."""
    found = decide_list_change(directory, command, ROLES, TODAY, ())
    assert isinstance(found, ListRefusal), found
    return found.why


def post_of(directory: Directory | None, post: str) -> Post:
    """A post of a list."""
    assert directory is not None
    return next(one for one in directory.posts if one.id == post)
