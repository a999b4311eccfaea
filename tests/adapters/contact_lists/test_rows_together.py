"""What only shows where rows are read together: the same person, an odd domain, a title, nobody."""

from adapters.contact_lists.files.pasted import grid_of_text
from adapters.contact_lists.recognise import recognise_list
from core.imports.findings import FindingKind, Layout
from core.vocabulary import AddressDoubt
from tests.adapters.contact_lists.shown import TODAY, brief, issues, said, semicolons, sheet

HEADER = "Agency;Team;Stage;Role;Name;E-mail;Phone"
ORLA = "Orla Vane;orla.vane@eastshire.example;01632 960401"


def test_a_person_of_two_agencies_is_a_conflict_and_of_two_teams_is_not() -> None:
    """The same rows, in two teams of one agency and in two agencies."""
    teams = semicolons(
        f"{HEADER}\nCouncil;East;Stage 4;Head;{ORLA}\nCouncil;West;Stage 4;Head;{ORLA}"
    )
    agencies = semicolons(
        f"{HEADER}\nCouncil;East;Stage 4;Head;{ORLA}\nTrust;West;Stage 4;Head;{ORLA}"
    )
    assert brief(recognise_list(teams, TODAY)) == ["3 several_posts"]
    sensed = recognise_list(agencies, TODAY)
    assert sensed.issues[0].what is FindingKind.BOTH_SIDES
    assert sensed.persons == ((0, 1),)


def test_two_people_of_one_name_are_not_made_one() -> None:
    """Two addresses for one name: two people until somebody says otherwise."""
    sensed = recognise_list(
        semicolons(
            f"{HEADER}\nCouncil;East;Stage 2;Head;{ORLA}\n"
            "Council;West;Stage 2;Head;Orla Vane;orla.vane2@eastshire.example;01632 960402"
        ),
        TODAY,
    )
    assert sensed.persons == ((0,), (1,))
    assert brief(sensed) == ["3 namesakes"]


def test_a_deputy_known_by_name_is_the_person_of_that_name() -> None:
    """A name without an address beside it is that of the row which has one; nothing is missing."""
    sensed = recognise_list(
        semicolons(
            "Agency;Role;Name;E-mail;Phone;Deputy\n"
            "Council;Head;Edwin Brook;edwin.brook@eastshire.example;01632 960400;Orla Vane\n"
            f"Council;Lead;{ORLA};"
        ),
        TODAY,
    )
    assert sensed.persons == ((0,), (1, 2))
    assert not issues(sensed, FindingKind.NO_ADDRESS)


def test_an_address_of_most_others_domain_is_not_doubted() -> None:
    """Only the odd one out is, unless its domain is the one with the agency's name."""
    rows = "\n".join(
        f"Eastshire Council;;Stage 2;Lead;{name};{name.replace(' ', '.').lower()}@{domain};"
        f"01632 96040{number}"
        for number, (name, domain) in enumerate(
            [
                ("Edwin Brook", "eastshire.example"),
                ("Orla Vane", "social-care.eastshire.example"),
                ("Bryn Greaves", "westshire.example"),
                ("Vesna Brook", "nhs.example"),
            ]
        )
    )
    sensed = recognise_list(semicolons(f"{HEADER}\n{rows}"), TODAY)
    assert [i.raw for i in issues(sensed, FindingKind.OTHER_DOMAIN)] == [
        "bryn.greaves@westshire.example"
    ]


def test_a_domain_that_most_share_is_the_agencys_whatever_its_name() -> None:
    """Two of three are one domain: the third is doubted. Of two that differ neither is."""
    edwin = "Widnes YOS;;Stage 2;Lead;Edwin Brook;edwin.brook@north.example;01632 960400"
    bryn = "Widnes YOS;;Stage 3;Lead;Bryn Greaves;bryn.greaves@south.example;01632 960401"
    vesna = "Widnes YOS;;Stage 4;Lead;Vesna Brook;vesna.brook@north.example;01632 960402"
    two = recognise_list(semicolons(f"{HEADER}\n{edwin}\n{bryn}"), TODAY)
    assert not issues(two, FindingKind.OTHER_DOMAIN)
    three = recognise_list(semicolons(f"{HEADER}\n{edwin}\n{bryn}\n{vesna}"), TODAY)
    assert [i.raw for i in issues(three, FindingKind.OTHER_DOMAIN)] == [
        "bryn.greaves@south.example"
    ]


def test_a_link_that_goes_elsewhere_than_it_shows() -> None:
    """Both are kept, and neither is messaged."""
    cell = '<a href="mailto:edwin.brooks@x.example">edwin.brook@x.example</a>'
    sensed = recognise_list(
        semicolons(f"{HEADER}\nCouncil;;Stage 2;Lead;Edwin Brook;{cell};01632 960400"), TODAY
    )
    assert [(a.normalised, a.doubt) for a in sensed.people[0].addresses] == [
        ("edwin.brook@x.example", AddressDoubt.ONE_OF_SEVERAL),
        ("edwin.brooks@x.example", AddressDoubt.OTHER_NAME),
    ]
    assert FindingKind.LINK_DIFFERS in [i.what for i in sensed.issues]


def test_the_title_of_a_list_is_no_agency() -> None:
    """A heading above the only header is the title, unless it names a team; later ones count."""
    header = ["Role", "Name", "E-mail", "Phone"]
    row = ["Lead", "Orla Vane", "orla.vane@eastshire.example", "01632 960401"]
    title = recognise_list(sheet(["Escalation contact list", "", "", ""], header, row), TODAY)
    assert title.people[0].agency == ""
    police = recognise_list(sheet(["Eastshire Police", "", "", ""], header, row), TODAY)
    assert police.people[0].agency == "Eastshire Police"
    after = recognise_list(sheet(header, ["Schools (continued)", "", "", ""], row), TODAY)
    assert after.people[0].agency == "Schools"


def test_vacant_is_nobody() -> None:
    """The word "vacant" is no name: the post has none."""
    sensed = recognise_list(
        semicolons(f"{HEADER}\nCouncil;;Stage 2;Lead;Vacant;;\nCouncil;;Stage 3;Head;{ORLA}"),
        TODAY,
    )
    assert sensed.people[0].name == ""
    assert brief(sensed) == ["2 no_name", "2 no_address", "2 no_phone"]


def test_a_text_that_is_no_list_says_so() -> None:
    """Nothing is made of it, and what is wanted is said."""
    sensed = recognise_list(
        grid_of_text("minutes.txt", "Minutes of the meeting\n\nNobody came."), TODAY
    )
    assert sensed.layout is Layout.UNKNOWN
    assert said(sensed.issues[0]) == (
        "Line 1: Nothing in minutes.txt looks like a contact list. "
        "Give it a header row with stage, role, name, e-mail and telephone."
    )
