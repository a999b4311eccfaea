"""``case gaps``: the register of gaps in policy or procedure."""

import sqlite3
from contextlib import closing

from tests.bot.conftest import Kept, report_gap
from tests.bot.typed import concord

GAP = "canary-gap-Z7Q: no procedure says who rings the school"
GLASS = ("--break-glass", "yearly review", "--as", "Sam Operator")


def consulted(kept: Kept) -> int:
    """How many lines the access log has."""
    with closing(sqlite3.connect(kept.file)) as base:
        (count,) = base.execute("SELECT COUNT(*) FROM access_log").fetchone()
    return int(count)


def test_an_empty_register_says_so(kept: Kept) -> None:
    """Nothing has been reported, and nothing is noted as read."""
    assert concord("case", "gaps", "--json", env=kept.env).data == []
    typed = concord("case", "gaps", *GLASS, env=kept.env)
    assert "No gap in policy or procedure has been reported." in typed.out
    assert consulted(kept) == 0


def test_the_register_says_which_case_and_when_and_no_more(kept: Kept) -> None:
    """What was written, and by whom, stays behind glass."""
    report_gap(kept, GAP)
    (row,) = concord("case", "gaps", "--json", env=kept.env).data
    assert set(row) == {"reference", "partnership", "reported_at", "when"}
    assert (row["reference"], row["when"]) == (kept.reference, "Monday 2 November 2026, 10 am")
    typed = concord("case", "gaps", env=kept.env)
    assert kept.reference in typed.out
    assert "canary" not in typed.out
    assert "Haverstock" not in typed.out
    assert consulted(kept) == 0


def test_behind_broken_glass_it_says_who_reported_what(kept: Kept) -> None:
    """For each case that is read so, a line in the access log."""
    report_gap(kept, GAP)
    (row,) = concord("case", "gaps", "--json", *GLASS, env=kept.env).data
    assert (row["by"], row["text"]) == ("Robin Haverstock", GAP)
    assert consulted(kept) == 1
    typed = concord("case", "gaps", *GLASS, env={**kept.env, "COLUMNS": "200"})
    assert GAP in typed.out
