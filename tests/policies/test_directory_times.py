"""What a contact list says of days, and of those it names: taken as it stands, or a located fault."""

from datetime import date

import pytest

from core.directory.model import Absence, Directory, OutOfHours, Tenure, Term, UnconfirmedAddress
from core.vocabulary import AddressDoubt
from policies.contact_list_files.loader import load_directory
from policies.yaml_reading.fault import Fault

FULL = """\
format: 1
partnership: {id: vale, name: Vale Safeguarding Partnership}
agencies:
  - id: school
    name: Vale School
    type: school
    slack_workspace: T0VALE0001
    administrators: [vale.ada]
    terms:
      - {name: Spring term, first: 2027-01-05, last: 2027-03-26}
    people:
      - id: vale.ada
        name: Ada
        slack: U0VALE0001
        phones: [020 7946 0316, 01632 960123 ext. 4]
        verified_on: 2026-10-05
      - id: vale.ben
        name: Ben
        held: [{address: ben@elsewhere.example, why: other_name}]
      - {id: vale.cel, name: Cel, left_on: 2026-06-01}
    posts:
      - id: school.head
        title: Head teacher
        roles: [head]
        holders: [vale.ada]
        deputies: [vale.ben]
        tenures:
          - {person: vale.cel, since: 2020-09-01, until: 2026-06-01}
          - {person: vale.ada, since: 2026-06-02, interim: true}
          - {person: vale.ben, since: 2026-06-02, deputy: true}
        out_of_hours: {to: vale.ben, copies: [vale.ada], phone: 020 7946 0317}
coordinators: [vale.ada]
absences:
  - {person: vale.ada, first: 2026-12-21, last: 2027-01-01}
"""


def loaded(text: str) -> Directory:
    """A list without faults."""
    found = load_directory(text, "vale.yaml")
    assert isinstance(found, Directory), found
    return found


def test_a_list_can_say_everything_that_a_coordinator_can() -> None:
    """Terms, times in posts, who is away, addresses in doubt, numbers, and who has left."""
    directory = loaded(FULL)
    agency = directory.agencies["school"]
    assert agency.administrators == ("vale.ada",)
    assert agency.terms == (
        Term(name="Spring term", first=date(2027, 1, 5), last=date(2027, 3, 26)),
    )
    ada, ben, cel = (directory.people[f"vale.{one}"] for one in ("ada", "ben", "cel"))
    assert ada.phones == ("020 7946 0316", "01632 960123 ext. 4")
    assert ada.verified_on == date(2026, 10, 5)
    assert ben.held == (
        UnconfirmedAddress(address="ben@elsewhere.example", why=AddressDoubt.OTHER_NAME),
    )
    assert (cel.left_on, cel.channels) == (date(2026, 6, 1), ())
    (post,) = directory.posts
    assert post.tenures == (
        Tenure(person="vale.cel", since=date(2020, 9, 1), until=date(2026, 6, 1)),
        Tenure(person="vale.ada", since=date(2026, 6, 2), interim=True),
        Tenure(person="vale.ben", since=date(2026, 6, 2), deputy=True),
    )
    assert post.out_of_hours == OutOfHours(
        to="vale.ben", copies=("vale.ada",), phone="020 7946 0317"
    )
    assert directory.absences == (
        Absence(person="vale.ada", first=date(2026, 12, 21), last=date(2027, 1, 1)),
    )


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("administrators: [vale.ada]", "administrators: [vale.eve]", "no person called vale.eve"),
        ("last: 2027-03-26", "last: 2026-03-26", "ends before it begins"),
        ("until: 2026-06-01", "until: 2019-06-01", "ends before it begins"),
        ("last: 2027-01-01", "last: 2026-01-01", "ends before it begins"),
        ("{person: vale.cel, since", "{person: vale.eve, since", "no person called vale.eve"),
        ("{to: vale.ben", "{to: vale.eve", "no person called vale.eve"),
        ("copies: [vale.ada]", "copies: [vale.eve]", "no person called vale.eve"),
        ("- {person: vale.ada, first", "- {person: vale.eve, first", "no person called vale.eve"),
        ("until: 2026-06-01}", "interim: true}", "is not among the holders of this post"),
        ("interim: true}", "deputy: true}", "is not among the deputies of this post"),
        ("name: Cel, left_on", "name: Cel, slack: U0VALE0003, left_on", "has left and is not"),
        ("held: [{address: ben@elsewhere.example, why: other_name}]", "phones: []", "cannot be"),
        ("why: other_name", "why: unsure", "stale_list"),
        ("verified_on: 2026-10-05", "verified_on: last week", "2026"),
    ],
)
def test_a_fault_stands_at_its_line(right: str, wrong: str, said: str) -> None:
    """One fault, with a sentence that says what to do."""
    assert FULL.count(right) >= 1
    text = FULL.replace(right, wrong, 1)
    line = next(
        number
        for number, (old, new) in enumerate(
            zip(FULL.splitlines(), text.splitlines(), strict=True), start=1
        )
        if old != new
    )
    found = load_directory(text, "vale.yaml")
    assert isinstance(found, tuple)
    (fault,) = found
    assert isinstance(fault, Fault)
    assert said in fault.message, fault
    assert abs(fault.line - line) <= 2, fault
