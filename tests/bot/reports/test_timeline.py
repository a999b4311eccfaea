"""What a policy does if nobody acts: the real rules, run ahead."""

from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from core.policy.wording.deadlines import spoken_time
from policies.library import POLICIES, directory_of, policy_of
from tests.bot.typed import ROOT, concord

MONDAY = "2026-11-02T10:00"


def ahead(policy: str, *more: str, begins: str = MONDAY) -> list[dict[str, Any]]:
    """What the command says of a policy kept here."""
    file = ROOT / "policies" / f"{policy}.yaml"
    typed = concord("policy", "timeline", file, "--from", begins, "--json", *more)
    assert typed.code == 0, typed.err
    assert typed.err == ""
    found: list[dict[str, Any]] = typed.data
    return found


def lapses(moments: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Stage and local time of each lapse."""
    return [(one["stage"], one["local"][:16]) for one in moments if one["what"] == "lapse"]


def test_hounslow_lapses_on_working_days_5_10_15_and_22() -> None:
    """The published table: Monday 2 November is day 0, and each stage ends at 5 pm."""
    assert lapses(ahead("hounslow"))[:4] == [
        ("discussion", "2026-11-09T17:00"),
        ("line_managers", "2026-11-16T17:00"),
        ("safeguarding_leads", "2026-11-23T17:00"),
        ("heads_of_service", "2026-12-02T17:00"),
    ]


def test_every_moment_has_its_time_twice_and_its_words() -> None:
    """Programs read UTC and local time; people read words and the reason."""
    for one in ahead("hounslow"):
        assert {"at", "local", "stage", "what", "explanation"} <= set(one)
        assert datetime.fromisoformat(one["at"]) == datetime.fromisoformat(one["local"])
        assert one["spoken"] == spoken_time(datetime.fromisoformat(one["at"]))
        assert one["text"]


def test_a_lapse_explains_why_it_falls_then() -> None:
    """The sentence that the case itself would carry."""
    first = next(one for one in ahead("hounslow") if one["what"] == "lapse")
    assert first["explanation"] == (
        "Due Monday 9 November 2026, 5 pm: 5 working days from Monday 2 November 2026."
    )


def test_the_days_not_counted_are_named() -> None:
    """Over Easter 2026: Good Friday and Easter Monday, with their dates."""
    moments = ahead("hounslow", begins="2026-04-02T10:00")
    first = next(one for one in moments if one["what"] == "lapse")
    assert [one["day"] for one in first["not_counted"]] == ["2026-04-03", "2026-04-06"]
    assert first["local"][:16] == "2026-04-13T17:00"
    assert first["local"].endswith("+01:00")


def test_a_contact_list_brings_its_people_and_its_closed_days(tmp_path: Path) -> None:
    """A closure of the partnership's own moves the deadline and is named."""
    text = (ROOT / "policies" / "directories" / "hounslow.yaml").read_text()
    assert "closures:" not in text
    people = tmp_path / "people.yaml"
    people.write_text(f"{text}\nclosures:\n  - {{day: 2026-11-05, name: Staff day}}\n")
    moments = ahead("hounslow", "--directory", str(people))
    assert lapses(moments)[0] == ("discussion", "2026-11-10T17:00")
    assert any("Robin Haverstock" in one["text"] for one in moments)
    first = next(one for one in moments if one["what"] == "lapse")
    assert first["not_counted"] == [{"day": "2026-11-05", "name": "Staff day"}]


def test_a_protective_date_brings_the_first_stage_forward_only() -> None:
    """The date is the end of that office day; the stages after it keep their own length."""
    moments = ahead("hounslow", "--protective", "2026-11-04")
    assert lapses(moments)[:2] == [
        ("discussion", "2026-11-04T17:00"),
        ("line_managers", "2026-11-11T17:00"),
    ]
    assert "brought_forward" in {one["what"] for one in moments}


@pytest.mark.parametrize("policy", POLICIES)
def test_each_policy_runs_to_its_last_stage(policy: str) -> None:
    """Every stage of the ladder lapses once, in order, whoever is on the contact list."""
    ladder = [one.id for one in policy_of(policy).policy.ladder]
    directory_of(policy)
    people = str(ROOT / "policies" / "directories" / f"{policy}.yaml")
    for moments in (ahead(policy), ahead(policy, "--directory", people)):
        assert [stage for stage, _ in lapses(moments)] == ladder
        assert moments[0]["what"] == "opened"
        assert moments[-1]["what"] == "lapse"
        times = [datetime.fromisoformat(one["at"]) for one in moments]
        assert all(earlier <= later for earlier, later in pairwise(times))


@pytest.mark.parametrize("policy", ["halton", "hillingdon"])
def test_a_policy_that_asks_for_a_date_says_which_was_assumed(policy: str) -> None:
    """Its first stage has no timescale: what stands in for it is labelled as ours."""
    moments = ahead(policy)
    assert "Concord's default" in moments[0]["explanation"]
    given = ahead(policy, "--protective", "2026-11-04")
    assert given[0]["explanation"] == ""
    assert lapses(given)[0][1] == "2026-11-04T17:00"


def test_the_same_question_has_the_same_answer() -> None:
    """Nothing in it depends on the day it is asked, or on chance."""
    assert ahead("wandsworth") == ahead("wandsworth")


def test_a_date_alone_means_the_opening_of_the_office() -> None:
    """As the policy's office hours have it."""
    assert ahead("hounslow", begins="2026-11-02")[0]["local"][:16] == "2026-11-02T09:00"


@pytest.mark.parametrize(
    ("begins", "said"),
    [
        ("tomorrow", "Expected a date"),
        ("2026-03-29T01:30", "clocks go forward"),
        ("2041-01-01T10:00", "calendar"),
        ("0001-01-01", "calendar"),
    ],
)
def test_a_moment_that_cannot_be_used_is_refused_in_words(begins: str, said: str) -> None:
    """A time that is none, that the clocks skip, or that no calendar covers."""
    file = ROOT / "policies" / "hounslow.yaml"
    typed = concord("policy", "timeline", file, "--from", begins)
    assert (typed.code, typed.out) == (2, "")
    assert said in typed.err


def test_people_read_the_same_times_in_words() -> None:
    """Without ``--json``: dates written out, the reason once, no repetition."""
    file = ROOT / "policies" / "hounslow.yaml"
    typed = concord("policy", "timeline", file, "--from", MONDAY, env={"COLUMNS": "200"})
    assert typed.code == 0
    assert "Wednesday 2 December 2026, 5 pm" in typed.out
    assert typed.out.count("5 working days from Monday 2 November 2026") == 1
    assert str(date(2026, 12, 2)) not in typed.out
