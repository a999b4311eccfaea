"""``concord directory``: coordinators at a command line, on a database that others may be using."""

from pathlib import Path

import pytest

from tests.bot.conftest import Kept
from tests.bot.test_command_line import in_force, serving
from tests.bot.typed import ROOT, concord

PEOPLE = ROOT / "policies" / "directories" / "hounslow.yaml"
NOOR, MERRICK = "hounslow.noor-castellan", "hounslow.merrick-dunmore"
TOBIN, MARLOW, ROBIN = (
    "hounslow.tobin-zeller",
    "hounslow.marlow-winstead",
    "hounslow.robin-haverstock",
)
MANAGER = "council.family-help.manager"
BY = ("--by", NOOR)


def post(kept: Kept, name: str = MANAGER, *more: str) -> dict[str, object]:
    """A post as ``directory show`` has it."""
    typed = concord("directory", "show", "--json", *more, env=kept.env)
    (found,) = [one for one in typed.data["posts"] if one["id"] == name]
    return dict(found)


def test_a_post_changes_hands_and_its_history_says_so(kept: Kept) -> None:
    """Appointed and ended by a coordinator; both are there with their dates, by whom and why."""
    done = concord(
        *("directory", "appoint", MANAGER, MARLOW, "--since", "2020-09-01", "--interim"),
        *("--until", "2099-12-31", "--why", "Cover", *BY, "--json"),
        env=kept.env,
    )
    assert done.code == 1
    assert "--until" in done.err
    done = concord(
        *("directory", "appoint", MANAGER, MARLOW, "--since", "2020-09-01", "--interim"),
        *("--why", "Cover", *BY, "--json"),
        env=kept.env,
    )
    assert (done.code, done.err) == (0, "")
    assert {one["what"] for one in done.data["noted"]} == {"in_the_past", "no_end"}
    ended = concord("directory", "end", MANAGER, TOBIN, *BY, env=kept.env)
    assert ended.code == 0
    assert "Tobin Zeller holds Assistant Team Manager" in ended.out
    now = post(kept)
    assert MARLOW in str(now["holders"])
    assert TOBIN not in str(now["holders"])
    (told,) = concord("directory", "history", MANAGER, "--json", env=kept.env).data
    assert {one["person"] for one in told["tenures"]} >= {TOBIN, MARLOW}
    assert [one["by"] for one in told["acts"]] == [NOOR, NOOR, "settings"]
    spoken = concord("directory", "history", "Tobin", env=kept.env)
    assert "By Noor Castellan" in spoken.out


def test_the_list_is_shown_as_it_was_on_a_day(kept: Kept) -> None:
    """Before it was kept there is nothing to show."""
    concord("directory", "end", MANAGER, TOBIN, *BY, env=kept.env)
    assert TOBIN in str(post(kept, MANAGER, "--on", "2026-11-03")["holders"])
    before = concord("directory", "show", "--on", "2026-10-30", env=kept.env)
    assert before.code == 2
    assert "No contact list was kept here on that day yet." in before.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("end", MANAGER, TOBIN, "--by", ROBIN), 1, "--by: This is for coordinators"),
        (("end", MANAGER, MARLOW, *BY), 1, "PERSON: Marlow Winstead does not serve here."),
        (("appoint", MANAGER, ROBIN, *BY), 1, "PERSON: Robin Haverstock does not belong"),
        (("appoint", "no.post", TOBIN, *BY), 1, "POST: There is no post no.post"),
        (("end", MANAGER, TOBIN, "--on", "soon", *BY), 2, "--on: Give a day"),
        (
            ("absent", TOBIN, "--from", "2026-12-02", "--to", "2026-12-01", *BY),
            1,
            "--to: This lies before the first day",
        ),
        (("enter", "hounslow.x", "--name", "X", "--agency", "no", *BY), 1, "--agency: There is no"),
        (
            ("enter", "hounslow.x", "--name", "X", "--agency", "council", "--mail", "x", *BY),
            2,
            "--mail: Write an e-mail address",
        ),
        (("verify", TOBIN, "--by", "halton.somebody"), 2, "--by: There is no contact list"),
        (("history", "Zebedee"), 1, "Zebedee: There is no such post or person"),
        (("show", "--agency", "no"), 2, "--agency: There is no agency no."),
        (("show", "--partnership", "halton"), 2, "--partnership: Say which partnership"),
    ],
)
def test_what_is_refused_changes_nothing(
    kept: Kept, words: tuple[str, ...], code: int, said: str
) -> None:
    """With the sentence, the option at fault and the exit code."""
    typed = concord("directory", *words, env=kept.env)
    assert (typed.code, typed.out) == (code, "")
    assert said in typed.err
    (everything,) = concord("directory", "history", "--json", env=kept.env).data
    assert len(everything["acts"]) == 1


def test_everything_a_coordinator_does_can_be_typed(kept: Kept) -> None:
    """One after the other, each on the record in its own words."""
    done = [
        ("deputise", MANAGER, MARLOW, *BY),
        ("end", MANAGER, MARLOW, "--deputy", *BY),
        ("absent", TOBIN, "--from", "2026-12-01", "--to", "2099-01-01", *BY),
        ("absent", TOBIN, "--from", "2098-12-01", "--to", "2099-01-01", *BY),
        ("absent", TOBIN, "--from", "2026-12-01", "--to", "2027-02-01", *BY),
        ("back", TOBIN, "--on", "2026-12-10", *BY),
        ("verify", TOBIN, *BY),
        (
            *("enter", "hounslow.eve-larch", "--name", "Eve Larch", "--agency", "council"),
            *("--mail", "eve.larch@hounslow.example", "--phone", "020 7946 0316", *BY),
        ),
        ("gap", "director", "--reason", "Being filled", *BY),
        ("gap", "director", "--withdraw", *BY),
        ("coordinators", MERRICK, NOOR, "hounslow.bram-ashgrove", *BY),
        ("leave", ROBIN, *BY),
        ("release", TOBIN, "t@x.example", *BY),
    ]
    codes = [concord("directory", *words, env=kept.env).code for words in done]
    assert codes == [0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    (everything,) = concord("directory", "history", "--json", env=kept.env).data
    texts = [one["text"] for one in reversed(everything["acts"])][1:]
    assert len(texts) == codes.count(0)
    assert texts[0].startswith("Marlow Winstead stands in for Assistant Team Manager")
    assert texts[-1].startswith("Robin Haverstock leaves on ")
    assert all(one["by"] == NOOR for one in everything["acts"][:-1])


def test_a_file_that_is_not_taken_is_reported_with_the_command_that_takes_it(
    tmp_path: Path,
) -> None:
    """At ``show``, exit code 1, once somebody has changed what runs."""
    own = tmp_path / "people.yaml"
    own.write_text(PEOPLE.read_text())
    env = in_force({**serving(tmp_path), "CONCORD_DIRECTORIES": str(own)})
    assert concord("directory", "verify", TOBIN, *BY, env=env).code == 0
    before = concord("directory", "show", "--json", env=env)
    assert (before.code, before.data["file_not_taken"]) == (0, None)
    own.write_text(own.read_text() + "# Another day\n")
    after = concord("directory", "show", "--json", env=env)
    assert (after.code, after.data["file_not_taken"]) == (1, str(own))
    spoken = concord("directory", "show", env=env)
    assert f"concord directory import {own} --by PERSON" in spoken.err
    assert "Tobin Zeller" in spoken.out


def test_a_post_that_nobody_holds_makes_show_end_with_one(kept: Kept) -> None:
    """It is named as vacant."""
    assert concord("directory", "show", env=kept.env).code == 0
    lead = "council.family-help.lead"
    ended = concord("directory", "end", lead, "hounslow.wilf-greaves", *BY, env=kept.env)
    assert "whoever stands in is asked" in ended.out
    shown = concord("directory", "show", "--json", env=kept.env)
    assert (shown.code, shown.data["vacant"]) == (1, [lead])
