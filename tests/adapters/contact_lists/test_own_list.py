"""A contact list as a table: written out and read again nothing changes, and nothing is a formula."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from adapters.contact_lists.files.open_file import Opened, open_list
from adapters.contact_lists.own_format.read import is_own, own_list
from adapters.contact_lists.own_format.table import formula_safe, without_formula_guard
from adapters.contact_lists.own_format.write import as_csv, as_xlsx
from core.directory.model import (
    Absence,
    Channel,
    Directory,
    OutOfHours,
    Person,
    Tenure,
    Term,
    UnconfirmedAddress,
)
from core.imports import DescribedList, ObstacleKind, plan_import
from core.vocabulary import AddressDoubt, Platform
from tests.core.imports.listing import LIST, NOW, POLICY, directory_of, policy_of

WRITERS: dict[str, Callable[..., bytes]] = {"csv": as_csv, "xlsx": as_xlsx}
TOBIN = "hounslow.tobin-zeller"
DAY = date(2026, 9, 1)
HOSTILE = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "'=1", "''", "=HYPERLINK('x')")


def rich() -> Directory:
    """Hounslow's list with everything a list can have."""
    posts = []
    for post in LIST.posts:
        if post.id == "council.family-help.manager":
            times = (
                Tenure(person=TOBIN, since=DAY, until=date(2027, 1, 31), interim=True),
                Tenure(person="hounslow.leila-hartnell", since=DAY, deputy=True),
                Tenure(person="hounslow.orla-radley", until=DAY),
            )
            hours = OutOfHours(
                to="hounslow.partnership-office",
                copies=("hounslow.west-london-safeguarding-children-team",),
                phone="+44 1632 960837",
            )
            post = replace(post, tenures=times, out_of_hours=hours)  # noqa: PLW2901
        posts.append(post)
    tobin = replace(
        LIST.people[TOBIN],
        phones=("+44 20 7946 0493", "020 7946 0500 ext. 12"),
        held=(UnconfirmedAddress(address="z@hounslow.example", why=AddressDoubt.OTHER_NAME),),
        verified_on=DAY,
    )
    left = Person(id="hounslow.ada-gone", name="=Ada Gone", agency="council", left_on=DAY)
    terms = (Term(name="Autumn", first=DAY, last=date(2026, 12, 18)),)
    return replace(
        LIST,
        people={**LIST.people, TOBIN: tobin, left.id: left},
        posts=tuple(posts),
        agencies={**LIST.agencies, "council": replace(LIST.agencies["council"], terms=terms)},
        absences=(Absence(person=TOBIN, first=DAY, last=date(2026, 9, 14)),),
        gaps={"director": "-vacant since May"},
        closures={date(2026, 12, 24): "@Christmas Eve"},
    )


def read(data: bytes, ending: str, directory: Directory = LIST) -> DescribedList:
    """Our table, as it is read when imported."""
    opened = open_list(f"list.{ending}", data)
    assert isinstance(opened, Opened), opened
    assert is_own(opened.grid)
    return own_list(opened.grid, directory, policy_of(directory.partnership))


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("name", ["hounslow", "halton", "hillingdon", "tri-borough", "wandsworth"])
def test_exported_and_imported_nothing_changes(name: str, ending: str) -> None:
    """For each of the five lists, with chat accounts and without."""
    directory = directory_of(name)
    for with_ids in (True, False):
        data = WRITERS[ending](directory, with_ids=with_ids)
        plan = plan_import(read(data, ending, directory), directory, policy_of(name), NOW)
        assert (plan.empty, plan.findings) == (True, ())


@pytest.mark.parametrize("ending", WRITERS)
def test_everything_a_list_can_have_comes_back(ending: str) -> None:
    """Levels and roles, deputies, interim and ended times, holds, absences, terms, routes."""
    directory = rich()
    read_again = read(WRITERS[ending](directory, with_ids=True), ending, directory)
    plan = plan_import(read_again, directory, POLICY, NOW)
    assert plan.directory == directory
    assert read_again.directory.gaps == directory.gaps
    assert read_again.directory.closures == directory.closures
    assert read_again.directory.absences == directory.absences
    tobin = read_again.directory.people[TOBIN]
    assert tobin.phones == directory.people[TOBIN].phones


def test_chat_accounts_are_written_only_where_asked() -> None:
    """A list that is passed around gives nobody away."""
    assert b"U0HOU00002" not in as_csv(LIST, with_ids=False)
    assert b"U0HOU00002" in as_csv(LIST, with_ids=True)


def _hostile() -> Directory:
    people = {
        **LIST.people,
        **{
            f"hounslow.h{number}": Person(
                id=f"hounslow.h{number}", name=text, agency="council", phones=(text.strip(),)
            )
            for number, text in enumerate(HOSTILE)
        },
    }
    return replace(LIST, people=people, name="=cmd|' /C calc'!A0")


def test_opened_in_a_spreadsheet_nothing_is_a_formula() -> None:
    """Neither in the workbook nor in the CSV; a telephone that begins with + stays what it is."""
    directory = _hostile()
    book = load_workbook(io.BytesIO(as_xlsx(directory, with_ids=True)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len(cells) > 1000
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    text = as_csv(directory, with_ids=True).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    for ending, write in WRITERS.items():
        again = read(write(rich(), with_ids=False), ending).directory
        assert again.people[TOBIN].phones[0] == "+44 20 7946 0493"
        assert again.people["hounslow.ada-gone"].name == "=Ada Gone"


@settings(max_examples=300)
@given(st.text())
def test_any_text_made_harmless_comes_back_as_it_was(text: str) -> None:
    """And what was made harmless begins with nothing that steers a spreadsheet."""
    assert without_formula_guard(formula_safe(text)) == text
    assert not formula_safe(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def _edited(*rows: str, drop: str = "") -> bytes:
    lines = as_csv(LIST, with_ids=False).decode().splitlines()
    kept = [one for one in lines if not drop or drop not in one]
    return "\n".join([*kept, *rows]).encode()


def _typed(**cells: str) -> str:
    header = as_csv(LIST, with_ids=False).decode("utf-8-sig").splitlines()[0].split(",")
    return ",".join(cells.get(column.replace(" ", "_").replace("-", "_"), "") for column in header)


def test_a_row_typed_by_hand_needs_no_id() -> None:
    """A holder by name and address is somebody new, or whoever has that name there."""
    typed = _typed(
        Row="holder",
        Post_id="council.family-help.manager",
        Name="Ivo Larch",
        E_mail="Ivo.Larch@hounslow.example",
        Phone="020 7946 0100",
        From="2026-12-01",
        Until="2027-03-31",
        Interim="yes",
    )
    known = _typed(Row="holder", Post_id="council.family-help.lead", Name="tobin zeller")
    plan = plan_import(read(_edited(typed, known), "csv"), LIST, POLICY, NOW)
    post = next(one for one in plan.directory.posts if one.id == "council.family-help.manager")
    assert post.holders[-1] == "hounslow.ivo-larch"
    assert post.tenures == (
        Tenure(
            person="hounslow.ivo-larch",
            since=date(2026, 12, 1),
            until=date(2027, 3, 31),
            interim=True,
        ),
    )
    ivo = plan.directory.people["hounslow.ivo-larch"]
    assert [one.user for one in ivo.channels] == ["ivo.larch@hounslow.example"]
    lead = next(one for one in plan.directory.posts if one.id == "council.family-help.lead")
    assert lead.holders[-1] == TOBIN


def test_a_changed_name_beside_its_id_is_the_same_person() -> None:
    """No account and no post moves with a name."""
    text = as_csv(LIST, with_ids=False).decode().replace("Tobin Zeller", "Tobin Zeller-Marsh")
    plan = plan_import(read(text.encode(), "csv"), LIST, POLICY, NOW)
    assert plan.directory.people[TOBIN] == replace(LIST.people[TOBIN], name="Tobin Zeller-Marsh")
    assert (plan.new, plan.ended) == ((), ())


def test_a_row_taken_out_ends_somebody_and_deletes_nothing() -> None:
    """The list is complete: who is not on it leaves."""
    plan = plan_import(read(_edited(drop=TOBIN), "csv"), LIST, POLICY, NOW)
    assert plan.directory.people[TOBIN].left_on == NOW.date()
    assert [one.id for one in plan.ended] == [TOBIN]


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"Row": "holder", "Post_id": "no.such.post", "Name": "Ivo"}, ObstacleKind.UNKNOWN_ID),
        ({"Row": "person", "Agency_id": "nowhere", "Name": "Ivo"}, ObstacleKind.UNKNOWN_ID),
        (
            {"Row": "person", "Agency_id": "council", "Name": "Ivo", "E_mail": "ivo at x"},
            ObstacleKind.BAD_CELL,
        ),
        (
            {"Row": "post", "Agency_id": "council", "Title": "X", "Roles": "king"},
            ObstacleKind.UNKNOWN_ROLE,
        ),
        ({"Row": "closure", "From": "Christmas", "Name": "X"}, ObstacleKind.BAD_CELL),
        ({"Row": "king"}, ObstacleKind.BAD_CELL),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_left_out(
    cells: dict[str, str], what: ObstacleKind
) -> None:
    """With its line; the rest is read."""
    described = read(_edited(_typed(**cells)), "csv")
    (found,) = described.findings
    lines = len(as_csv(LIST, with_ids=False).decode().splitlines())
    assert (found.what, found.where) == (what, f"line {lines + 1}")
    assert plan_import(described, LIST, POLICY, NOW).empty


def test_a_chat_account_of_somebody_else_is_an_error_and_moves_nothing() -> None:
    """Nor does another account of one's own displace the linked one."""
    text = as_csv(LIST, with_ids=True).decode()
    stolen = text.replace("U0HOU00002", "U0HOU00003")
    plan = plan_import(read(stolen.encode(), "csv"), LIST, POLICY, NOW)
    assert plan.directory.people == LIST.people
    assert ObstacleKind.CHANNEL_OF_ANOTHER in {one.what for one in plan.findings}
    other = plan_import(
        read(text.replace("U0HOU00002", "U0HOU99999").encode(), "csv"), LIST, POLICY, NOW
    )
    assert other.empty
    assert ObstacleKind.CHAT_STAYS in {one.what for one in other.findings}
    assert any(
        one == Channel(platform=Platform.SLACK, tenant="T0CONCORD1", user="U0HOU00002")
        for one in other.directory.people[TOBIN].channels
    )


def test_whom_an_unreadable_row_names_stays_as_they_are() -> None:
    """In their post, with their addresses: a slip of typing ends nobody."""
    text = as_csv(LIST, with_ids=False).decode()
    slip = text.replace("tobin.zeller@hounslow.example", "tobin.zeller at hounslow")
    plan = plan_import(read(slip.encode(), "csv"), LIST, POLICY, NOW)
    assert ObstacleKind.BAD_CELL in {one.what for one in plan.findings}
    assert plan.empty
