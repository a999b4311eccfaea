"""``directory check``: the whole board of a contact list, and what wants mending."""

from html.parser import HTMLParser
from pathlib import Path

from tests.bot.conftest import Kept
from tests.bot.typed import concord


def test_the_board_names_everybody_who_would_be_asked(kept: Kept) -> None:
    """For programs: every stage, side, agency and team with whom, where, and whether it worked."""
    typed = concord("directory", "check", "--partnership", "hounslow", "--json", env=kept.env)
    assert (typed.code, typed.err) == (0, "")
    board = typed.data["board"]
    assert all(one["owned"] for one in board)
    (manager,) = [
        one
        for one in board
        if (one["stage"], one["side"], one["team"]) == ("line_managers", "receiving", "family-help")
    ]
    assert [one["name"] for one in manager["first"]] == ["Tobin Zeller", "Priya Ashdown"]
    assert [one["platform"] for one in manager["first"]] == ["slack", None]
    assert manager["then"][0]["name"] == "Leila Hartnell"
    told = {one["proof"] for row in board for one in row["first"]}
    assert "no case has written there yet" in told
    wrong = [one["wrong"] for one in typed.data["defects"]]
    assert "unreachable" in wrong
    assert "unowned" not in wrong


def test_people_read_what_to_mend_and_what_it_comes_to(kept: Kept) -> None:
    """The only partnership there is need not be named."""
    typed = concord("directory", "check", env={**kept.env, "COLUMNS": "400"})
    assert typed.code == 0
    assert "Priya Ashdown, Assistant Team Manager" in typed.out
    assert "Every stage has somebody who can be messaged" in typed.out


def test_a_page_is_written_for_a_sub_group(kept: Kept, tmp_path: Path) -> None:
    """A table with a row for every place, and no address in it."""
    page = tmp_path / "board.html"
    typed = concord("directory", "check", "--out", page, "--json", env=kept.env)
    text = page.read_text()
    seen: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            seen.append(tag)

    Tags().feed(text)
    assert seen.count("tr") == 1 + len(typed.data["board"])
    assert "Tobin Zeller, Assistant Team Manager, on Slack: no case has written there yet" in text
    assert "@" not in text.split("</style>")[1]


def test_what_cannot_be_answered_is_said(kept: Kept, tmp_path: Path) -> None:
    """A partnership that does not run, and a file of another kind."""
    typed = concord("directory", "check", "--partnership", "nowhere", env=kept.env)
    assert typed.code == 2
    assert "hounslow" in typed.err
    typed = concord("directory", "check", "--out", tmp_path / "board.pdf", env=kept.env)
    assert typed.code == 2
    assert ".html" in typed.err
