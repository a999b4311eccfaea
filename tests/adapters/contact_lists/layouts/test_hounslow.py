"""Hounslow's list: sections of teams and agencies, a row for each contact with a stage."""

from datetime import date
from typing import Final

import pytest

from core.imports.findings import FindingKind, Layout
from core.vocabulary import AddressDoubt
from tests.adapters.contact_lists.shown import at, brief, found, issues, lines_with, said, source

ALL: Final = """
    29 past_review
    202 interim
    202 several_holders
    205 no_phone
    206 header_missing
    207 digits_missing
    210 several_posts
    210 no_phone
    213 no_phone
    214 several_posts
    215 no_phone
    219 several_holders
    222 page_break
    228 no_phone
    231 interim
    231 no_phone
    232 several_holders
    236 several_holders
    240 several_holders
    243 several_posts
    244 several_posts
    244 several_holders
    247 no_phone
    248 interim
    248 several_holders
    249 no_phone
    254 several_holders
    256 page_break
    261 interim
    261 no_phone
    263 no_phone
    269 several_holders
    271 no_phone
    272 several_posts
    272 no_phone
    277 interim
    277 no_phone
    278 several_holders
    280 several_posts
    282 header_missing
    284 interim
    285 interim
    293 instruction
    293 team_not_person
    293 several_addresses
    293 several_numbers
    293 abbreviated_number
    295 page_break
    299 grouped_otherwise
    299 out_of_hours
    300 team_not_person
    300 several_addresses
    305 tags_in_header
    306 no_stage
    306 interim
    306 other_name
    310 tags_in_header
    311 team_not_person
    311 several_numbers
    313 several_holders
    317 tags_in_header
    318 other_name
    318 no_phone
    319 no_phone
    323 sentence_only
"""


def test_every_finding_and_no_other() -> None:
    """The whole list of findings, so that one that is invented shows."""
    assert brief(source("hounslow")) == [line.strip() for line in ALL.strip().split("\n")]


def test_59_contacts_in_15_sections() -> None:
    """59 rows are contacts; the continuation row is none; eleven teams and four agencies."""
    sensed = source("hounslow")
    assert sensed.layout is Layout.SECTIONS
    assert len(sensed.people) == 59
    assert len(sensed.teams) == 11
    assert sensed.agencies == (
        "West London NHS Trust",
        "NWL ICB",
        "West Middlesex University Hospital (WMUH)",
        "Police",
    )
    assert {person.agency for person in sensed.people if person.team} == {""}


def test_a_row_is_read_whole() -> None:
    """Stage, role, name, address from its link, and number, each in its place."""
    (person,) = at(source("hounslow"), 203)
    assert (person.stage, person.title, person.name) == (
        "Stage 2",
        "Assistant Team Manager",
        "Priya Ashdown",
    )
    assert [address.normalised for address in person.addresses] == [
        "priya.ashdown@hounslow.example"
    ]
    assert [(number.raw, number.normalised) for number in person.phones] == [
        ("0207 946 0814", "020 7946 0814")
    ]
    assert person.raw.startswith("Stage 2 | Assistant Team Manager | Priya Ashdown | <a href=")


def test_line_207_a_digit_is_missing() -> None:
    """The number is wrong, is not guessed, and the sentence says whom to ask."""
    sensed = source("hounslow")
    (person,) = at(sensed, 207)
    assert [(n.raw, n.normalised, n.proposed) for n in person.phones] == [("020 794 6051", "", "")]
    (issue,) = issues(sensed, FindingKind.DIGITS_MISSING)
    assert said(issue) == (
        "Line 207: 020 794 6051 has one digit too few. "
        "Ask Priya Jolley for the number, then correct the list."
    )


def test_two_ways_of_writing_a_number_are_one_number() -> None:
    """Lines 236 and 244 write the same number differently; both are normalised, and no finding."""
    sensed = source("hounslow")
    first, second = at(sensed, 236)[0].phones[0], at(sensed, 244)[0].phones[0]
    assert first.raw != second.raw
    assert first.normalised == second.normalised == "020 7946 0936"


def test_line_293_two_numbers_the_second_cut_short() -> None:
    """The short one is kept as it stands; what it may be is proposed and not applied."""
    sensed = source("hounslow")
    (team,) = at(sensed, 293)
    assert [(n.raw, n.normalised, n.proposed) for n in team.phones] == [
        ("0207 946 0214", "020 7946 0214", ""),
        ("8861", "", "020 7946 8861"),
    ]
    assert {FindingKind.SEVERAL_NUMBERS, FindingKind.ABBREVIATED_NUMBER} <= set(found(sensed, 293))


def test_line_311_two_numbers_and_a_mailbox_beside_a_name() -> None:
    """Both numbers are read; the address is a team's, so that silence there alerts again."""
    sensed = source("hounslow")
    (contact,) = at(sensed, 311)
    assert [n.normalised for n in contact.phones] == ["020 7946 0529", "07700 900887"]
    assert contact.name == "Viola Coverley"
    assert contact.mailbox
    assert {FindingKind.SEVERAL_NUMBERS, FindingKind.TEAM_NOT_PERSON} <= set(found(sensed, 311))


@pytest.mark.parametrize("number", [293, 300])
def test_two_addresses_in_a_cell(number: int) -> None:
    """Both are listed and neither is chosen: each waits for somebody to say which is right."""
    sensed = source("hounslow")
    (team,) = at(sensed, number)
    assert [address.normalised for address in team.addresses] == [
        "wlm-tr.safeguardingchildren@nhs.example",
        "safeguardingchildren@westlondon.example",
    ]
    assert {address.doubt for address in team.addresses} == {AddressDoubt.ONE_OF_SEVERAL}
    assert FindingKind.SEVERAL_ADDRESSES in found(sensed, number)


@pytest.mark.parametrize("number", [293, 300])
def test_a_team_instead_of_a_person(number: int) -> None:
    """A team's name makes a team contact."""
    sensed = source("hounslow")
    assert at(sensed, number)[0].mailbox
    assert FindingKind.TEAM_NOT_PERSON in found(sensed, number)


def test_line_293_an_instruction_in_the_role_cell() -> None:
    """It is no post; it is kept, with the rest of its sentence from beyond the page break."""
    sensed = source("hounslow")
    (team,) = at(sensed, 293)
    assert team.title == ""
    assert team.instruction == (
        "Please email the Safeguarding Children Team, "
        "who will direct the email to the most relevant for within the Trust"
    )
    assert FindingKind.INSTRUCTION in found(sensed, 293)


def test_lines_293_to_299_a_route_out_of_hours_after_a_page_break() -> None:
    """One route, with whom to send a copy to and the number, beside the contact six lines above."""
    sensed = source("hounslow")
    (route,) = sensed.routes
    assert [address.normalised for address in route.to] == ["wlm-tr.wlmhtspa@nhs.example"]
    assert [address.normalised for address in route.copies] == [
        "wlm-tr.safeguardingchildren@nhs.example"
    ]
    assert [n.normalised for n in route.phones] == ["01632 960837"]
    assert sensed.people[route.beside].number == 293
    assert route.number == 299
    assert not at(sensed, 299)
    (issue,) = issues(sensed, FindingKind.OUT_OF_HOURS)
    assert said(issue) == (
        "Line 299: Outside office hours West London Trust Safeguarding Team (line 293) is reached "
        "through wlm-tr.wlmhtSPA@nhs.example and 0163 2960 837, with a copy to "
        "wlm-tr.safeguardingchildren@nhs.example. Check that this is meant."
    )


@pytest.mark.parametrize("number", [306, 318])
def test_an_address_of_another_name(number: int) -> None:
    """It is held until somebody confirms it, and which one it is stays as the list has it."""
    sensed = source("hounslow")
    (person,) = at(sensed, number)
    assert [address.doubt for address in person.addresses] == [AddressDoubt.OTHER_NAME]
    assert lines_with(sensed, FindingKind.OTHER_NAME, FindingKind.OTHER_DOMAIN) == [306, 318]


def test_line_261_has_its_own_address() -> None:
    """In this list the address of line 261 is that of the row; nothing is invented."""
    assert FindingKind.OTHER_NAME not in found(source("hounslow"), 261)


def test_line_306_without_a_stage() -> None:
    """A dash is no stage."""
    sensed = source("hounslow")
    assert at(sensed, 306)[0].stage == ""
    assert lines_with(sensed, FindingKind.NO_STAGE) == [306]


def test_interim_and_acting_posts() -> None:
    """Every one, the one in brackets included, and nobody else."""
    sensed = source("hounslow")
    assert lines_with(sensed, FindingKind.INTERIM) == [202, 231, 248, 261, 277, 284, 285, 306]
    assert [p.number for p in sensed.people if p.interim] == [
        202, 231, 248, 261, 277, 284, 285, 306,
    ]  # fmt: skip


def test_fifteen_rows_without_a_number() -> None:
    """A blank cell, a missing one and a dash are all no number; nobody lacks an address."""
    sensed = source("hounslow")
    assert lines_with(sensed, FindingKind.NO_PHONE) == [
        205, 210, 213, 215, 228, 231, 247, 249, 261, 263, 271, 272, 277, 318, 319,
    ]  # fmt: skip
    assert not issues(sensed, FindingKind.NO_ADDRESS)


def test_several_holders_of_a_stage_in_their_order() -> None:
    """Lines 201 to 203 and 235 to 236 share a stage: all are kept in order, said once."""
    sensed = source("hounslow")
    team = [p.name for p in sensed.people if p.team == "FAMILY HELP TEAM" and p.stage == "Stage 2"]
    assert team == ["Tobin Zeller", "Leila Hartnell", "Priya Ashdown"]
    assert {202, 236} <= set(lines_with(sensed, FindingKind.SEVERAL_HOLDERS))
    assert "(lines 235 and 236)" in said(
        next(issue for issue in issues(sensed, FindingKind.SEVERAL_HOLDERS) if issue.number == 236)
    )


def test_one_person_with_many_posts() -> None:
    """Priya Orchard heads four teams: one person; said once, with every place."""
    sensed = source("hounslow")
    (group,) = [g for g in sensed.persons if sensed.people[g[0]].name == "Priya Orchard"]
    assert [sensed.people[index].number for index in group] == [205, 210, 215, 228]
    assert lines_with(sensed, FindingKind.SEVERAL_POSTS) == [210, 214, 243, 244, 272, 280]
    assert not issues(sensed, FindingKind.BOTH_SIDES)


@pytest.mark.parametrize("number", [206, 282])
def test_a_section_without_its_header(number: int) -> None:
    """It is read all the same."""
    sensed = source("hounslow")
    assert found(sensed, number) == (FindingKind.HEADER_MISSING,)
    (first,) = at(sensed, 207)
    assert (first.team, first.stage, first.title) == ("FRONT DOOR / MASH", "Stage 1", "Supervisor")


@pytest.mark.parametrize(("foot", "goes_on"), [(222, 228), (256, 260), (295, 299)])
def test_a_page_ends_within_a_section(foot: int, goes_on: int) -> None:
    """The foot of the page is no contact, and the section goes on after it."""
    sensed = source("hounslow")
    assert found(sensed, foot) == (FindingKind.PAGE_BREAK,)
    assert f"line {goes_on}" in said(next(i for i in sensed.issues if i.number == foot))
    assert at(sensed, 228)[0].team == "INTAKE TEAM WEST"
    assert at(sensed, 260)[0].team == "THROUGH CARE TEAM"


def test_tags_in_header_cells() -> None:
    """They are left out, and the columns known."""
    sensed = source("hounslow")
    assert lines_with(sensed, FindingKind.TAGS_IN_HEADER) == [305, 310, 317]
    assert at(sensed, 319)[0].title == "Detective Superintendent"


def test_schools_are_a_sentence() -> None:
    """Line 323 is no contact; it is not passed over without a word."""
    sensed = source("hounslow")
    assert found(sensed, 323) == (FindingKind.SENTENCE_ONLY,)
    assert [row.number for row in sensed.unread] == [323]


def test_past_its_review_every_address_is_held() -> None:
    """Due in September 2025: one finding for the list, and no address without a doubt."""
    sensed = source("hounslow")
    assert sensed.stale
    assert len(issues(sensed, FindingKind.PAST_REVIEW)) == 1
    routed = [a for route in sensed.routes for a in (*route.to, *route.copies)]
    doubts = {a.doubt for person in sensed.people for a in person.addresses}
    assert doubts == {AddressDoubt.STALE_LIST, AddressDoubt.OTHER_NAME, AddressDoubt.ONE_OF_SEVERAL}
    assert {a.doubt for a in routed} == {AddressDoubt.STALE_LIST}


def test_within_its_review_it_is_not() -> None:
    """On the last day of the month nothing is held for its age."""
    sensed = source("hounslow", today=date(2025, 9, 30))
    assert not sensed.stale
    assert not issues(sensed, FindingKind.PAST_REVIEW)
    assert at(sensed, 201)[0].addresses[0].doubt is None
