"""Names, ranks and posts that are written together."""

import pytest

from adapters.contact_lists.cells.names import (
    NamedPerson,
    is_instruction,
    is_person,
    is_team,
    read_name,
    read_people,
)


@pytest.mark.parametrize(
    ("text", "name", "title", "rank"),
    [
        ("Priya Jolley", "Priya Jolley", "", ""),
        ("Jolley, Priya", "Priya Jolley", "", ""),
        ("Dr Priya Jolley", "Priya Jolley", "", ""),
        ("Det/Sgt Harun Langley", "Harun Langley", "", "Det/Sgt"),
        ("DI Leila Yardley", "Leila Yardley", "", "DI"),
        ("Di Yardley", "Di Yardley", "", ""),
        ("Priya Jolley (interim)", "Priya Jolley", "interim", ""),
        ("Priya Jolley, Team Manager", "Priya Jolley", "Team Manager", ""),
    ],
)
def test_a_cell_with_a_name(text: str, name: str, title: str, rank: str) -> None:
    """Rank, post and order are told from the name."""
    assert read_name(text) == NamedPerson(name=name, title=title, rank=rank)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Edwin Netherby - Principal Manager", [("Edwin Netherby", "Principal Manager")]),
        ("Wilf Tarrant – Named Nurse", [("Wilf Tarrant", "Named Nurse")]),
        ("Viola Ashdown-Alder - Lead", [("Viola Ashdown-Alder", "Lead")]),
        ("Named Nurse - Rhian Quarles", [("Rhian Quarles", "Named Nurse")]),
        ("Duty Manager", [("", "Duty Manager")]),
        ("Viola Radley", [("Viola Radley", "")]),
    ],
)
def test_one_person_in_free_text(text: str, people: list[tuple[str, str]]) -> None:
    """There is one way only to read it."""
    lead = read_people(text)
    assert [(one.name, one.title) for one in lead.people] == people
    assert lead.certain


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tamsin Holloway or Caleb Stanton, Director", ["Tamsin Holloway", "Caleb Stanton"]),
        ("Tamsin Holloway / Caleb Stanton", ["Tamsin Holloway", "Caleb Stanton"]),
        ("Tamsin Holloway/Caleb Stanton", ["Tamsin Holloway", "Caleb Stanton"]),
        ("Tamsin Holloway and Caleb Stanton", ["Tamsin Holloway", "Caleb Stanton"]),
    ],
)
def test_several_people_in_free_text(text: str, names: list[str]) -> None:
    """All are named, and that it is not certain is said."""
    lead = read_people(text)
    assert [one.name for one in lead.people] == names
    assert not lead.certain


def test_words_of_posts_are_no_people() -> None:
    """A team is a team, an instruction an instruction, and a contact centre's manager a manager."""
    assert is_person("Priya Jolley")
    assert not is_person("Named Nurse")
    assert is_team("Trust Safeguarding Children Team")
    assert is_instruction("Please email the Safeguarding Children Team,")
    assert not is_instruction("Contact Centre Manager")
