"""Whose an address is, and which are no addresses at all."""

import pytest

from adapters.contact_lists.cells.addresses import AddressOwner, addresses_in, normalise, owner_of
from core.imports.findings import FindingKind
from core.vocabulary import AddressDoubt


@pytest.mark.parametrize(
    ("name", "local"),
    [
        ("Priya Jolley", "priya.jolley"),
        ("Priya Jolley", "PRIYA.JOLLEY"),
        ("Priya Jolley", "jolley.priya"),
        ("Priya Jolley", "p.jolley"),
        ("Priya Jolley", "pjolley"),
        ("Priya Jolley", "jolleyp"),
        ("Priya Jolley", "priyaj"),
        ("Priya Jolley", "priyajolley"),
        ("Priya Jolley", "priya.jolley2"),
        ("Priya Jolley", "priya_jolley"),
        ("Priya Jolley", "p.a.jolley"),
        ("Priya Jolley", "priya.anne.jolley"),
        ("Priya Jolley", "priya"),
        ("Dr Priya Jolley", "priya.jolley"),
        ("DI Priya Jolley", "priya.jolley"),
        ("Viola Ashdown-Alder", "viola.ashdown-alder"),
        ("Viola Ashdown-Alder", "viola.ashdownalder"),
        ("Viola Ashdown-Alder", "viola.alder"),
        ("Viola Ashdown-Alder", "v.ashdown"),
        ("Lowri Zeller Ingram", "lowri.ingram"),
        ("Sarah-Jane Holt", "sarahjane.holt"),
        ("Sarah-Jane Holt", "sj.holt"),
        ("Zoë O’Connor", "zoe.o'connor"),
        ("Zoë O’Connor", "zoe.oconnor"),
        ("Marie van der Berg", "marie.vanderberg"),
        ("Kate Bell", "katherine.bell"),
        ("Mike Bell", "michael.bell"),
        ("Chris Bell", "christopher.bell"),
    ],
)
def test_an_address_of_the_row(name: str, local: str) -> None:
    """Initials, order, case, hyphens, accents, numbers, middle names and short forms are right."""
    assert owner_of(f"{local}@eastshire.example", [name]) is AddressOwner.THEIRS


@pytest.mark.parametrize(
    ("name", "local"),
    [
        ("Lowri Zeller Ingram", "nessa.penrose2"),
        ("Tamsin Oakden", "coverley.oakden1"),
        ("Tobin Denholm", "brook1"),
        ("Orla Coverley", "orla.kempton"),
        ("Fergus Kirkby", "jessop.kirkby"),
        ("Yanis Alder", "ivory"),
        ("Priya Jolley", "q.jolley"),
        ("Priya Jolley", "priya.jolly"),
        ("Priya Jolley", "qjolley"),
        ("Priya Jolley", "priya.jessop"),
        ("Priya Jolley", "tom.hubbard"),
    ],
)
def test_an_address_of_somebody_else(name: str, local: str) -> None:
    """One right name of two is not enough: that is how a successor's row keeps an old address."""
    assert owner_of(f"{local}@eastshire.example", [name]) is AddressOwner.ANOTHER


@pytest.mark.parametrize(
    "local",
    [
        "maternity.safeguardingwestmid",
        "lscb",
        "WSCP",
        "mash-duty",
        "wlm-tr.safeguardingchildren",
        "enquiries",
        "out-of-hours",
    ],
)
def test_an_address_of_a_team(local: str) -> None:
    """It is nobody else's, and so no doubt."""
    assert owner_of(f"{local}@eastshire.example", ["Priya Jolley"]) is AddressOwner.TEAM


@pytest.mark.parametrize("local", ["p12345", "12345", "ab1234c"])
def test_a_staff_number_says_nothing(local: str) -> None:
    """It is not held for what it does not say."""
    assert owner_of(f"{local}@eastshire.example", ["Priya Jolley"]) is AddressOwner.UNTOLD


@pytest.mark.parametrize(
    "raw",
    [
        "lscb@lbhf.exampel",
        "priya.jolley@eastshire",
        "priya.jolley@eastshire,example",
        "priya.jolley @eastshire.example",
        "priya..jolley@eastshire.example",
        "@eastshire.example",
        "priya.jolley@eastshire.ogr",
        "priya.jolley@eastshire.ukk",
    ],
)
def test_what_is_no_whole_address_is_rejected(raw: str) -> None:
    """It is kept as it stands, cannot be used, and is not mended."""
    read = addresses_in(raw)
    assert [address.normalised for address in read.addresses] == [""]
    assert [remark.what for remark in read.remarks] == [FindingKind.BROKEN_ADDRESS]


@pytest.mark.parametrize(
    "raw",
    [
        '<a href="mailto:Priya.Jolley@eastshire.example">Priya.Jolley@eastshire.example</a>',
        "<u>Priya.Jolley@eastshire.example</u>",
        "[Priya.Jolley@eastshire.example](mailto:Priya.Jolley@eastshire.example)",
        "Priya Jolley <Priya.Jolley@eastshire.example>",
        "Email: Priya.Jolley@eastshire.example.",
        '<a href="mailto:Priya.Jolley@eastshire.example">Priya Jolley</a>',
    ],
)
def test_one_address_however_it_is_marked_up(raw: str) -> None:
    """It is read once, in lower case."""
    (address,) = addresses_in(raw).addresses
    assert (address.raw, address.normalised, address.doubt) == (
        "Priya.Jolley@eastshire.example",
        "priya.jolley@eastshire.example",
        None,
    )


@pytest.mark.parametrize("between", [" ", " or ", "; ", "/", "\n", ", "])
def test_two_addresses_are_both_kept(between: str) -> None:
    """None is chosen."""
    read = addresses_in(f"a.b@eastshire.example{between}c.d@eastshire.example")
    assert [(a.normalised, a.doubt) for a in read.addresses] == [
        ("a.b@eastshire.example", AddressDoubt.ONE_OF_SEVERAL),
        ("c.d@eastshire.example", AddressDoubt.ONE_OF_SEVERAL),
    ]
    assert [remark.what for remark in read.remarks] == [FindingKind.SEVERAL_ADDRESSES]


@pytest.mark.parametrize(
    "ending", ["uk", "org", "com", "net", "ie", "example", "london", "school", "local", "test"]
)
def test_known_and_unknown_endings_are_not_slips(ending: str) -> None:
    """Only one letter off a common ending is."""
    assert normalise(f"a@eastshire.{ending}")
