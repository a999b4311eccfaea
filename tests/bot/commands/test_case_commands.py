"""``case ...``: what an operator sees of the record, and what it takes to see more."""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from policies.library import directory_of
from tests.bot.conftest import CHILD, RAISER, STORY, Kept
from tests.bot.typed import Typed, concord

NAME = "Robin Haverstock"
GLASS = ("--break-glass", "complaint 12", "--as", "Sam Operator")


def rows(kept: Kept, statement: str) -> list[Any]:
    """What stands in the database."""
    with closing(sqlite3.connect(kept.file)) as base:
        return base.execute(statement).fetchall()


def changed(kept: Kept, statement: str) -> None:
    """Change the database behind Concord's back, triggers and all."""
    with closing(sqlite3.connect(kept.file)) as base:
        for (name,) in base.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            base.execute(f"DROP TRIGGER {name}")
        base.execute(statement)
        base.commit()


def says_nothing_of_anybody(typed: Typed) -> bool:
    """No story, no child, no practitioner's name."""
    shown = typed.out + typed.err
    names = [person.name for person in directory_of("hounslow").people.values()]
    return not any(word in shown for word in (STORY, CHILD, RAISER, *names))


@pytest.mark.parametrize("as_json", [(), ("--json",)])
@pytest.mark.parametrize("command", [("list",), ("show", "REF"), ("verify",), ("verify", "REF")])
def test_an_operator_sees_no_story_and_no_names(
    kept: Kept, command: tuple[str, ...], as_json: tuple[str, ...]
) -> None:
    """Every command without broken glass, for people and for programs."""
    words = [kept.reference if word == "REF" else word for word in command]
    typed = concord("case", *words, *as_json, env=kept.env)
    assert typed.code == 0, typed.err
    assert says_nothing_of_anybody(typed)
    assert rows(kept, "SELECT * FROM access_log") == []


def test_the_list_says_where_each_case_stands(kept: Kept) -> None:
    """Reference, stage and due time, soonest due first."""
    (row,) = concord("case", "list", "--json", env=kept.env).data
    assert row["reference"] == kept.reference
    assert (row["partnership"], row["stage"], row["status"]) == ("hounslow", "discussion", "open")
    assert row["due"].startswith("2026-11-09T17:00")
    typed = concord("case", "list", env={**kept.env, "COLUMNS": "200"})
    assert f"{kept.reference}  hounslow: Stage 1: Talk to each other." in typed.out
    assert "Monday 9 November 2026, 5 pm" in typed.out


def test_the_list_of_another_partnership_is_refused_by_name(kept: Kept) -> None:
    """A slip of the pen is not an empty list."""
    typed = concord("case", "list", "--partnership", "hunslow", env=kept.env)
    assert typed.code == 2
    assert "Here are: hounslow." in typed.err
    assert concord("case", "list", "--partnership", "hounslow", "--json", env=kept.env).data


def test_show_gives_kinds_and_delivery_only(kept: Kept) -> None:
    """Chronology by kind; what was delivered, what was not, and the coded reason."""
    data = concord("case", "show", kept.reference, "--json", env=kept.env).data
    assert [one["kind"] for one in data["chronology"]][:2] == ["case_opened", "stage_entered"]
    assert (data["delivered"], data["not_delivered"]) == (1, 1)
    assert data["why_not"] == ["deactivated"]
    assert "story" not in data


def test_a_reference_is_understood_as_people_say_it(kept: Kept) -> None:
    """Lower case, spaces, without the prefix."""
    spoken = kept.reference.removeprefix("ESC-").replace("-", " ").lower()
    assert concord("case", "show", spoken, env=kept.env).code == 0


@pytest.mark.parametrize(
    ("reference", "said"),
    [("ESC-0000-0001", "no reference"), ("rubbish", "no reference"), ("ESC-0000-0000", "no case")],
)
def test_a_wrong_reference_is_refused_in_words(kept: Kept, reference: str, said: str) -> None:
    """A wrong check character and an unknown case are different mistakes."""
    for command in ("show", "verify"):
        typed = concord("case", command, reference, env=kept.env)
        assert (typed.code, typed.out) == (2, "")
        assert said in typed.err


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_breaking_the_glass_shows_the_story_and_is_logged(
    kept: Kept, as_json: tuple[str, ...]
) -> None:
    """Names and words appear; who and why stand in the access log."""
    env = {**kept.env, "COLUMNS": "200"}
    typed = concord("case", "show", kept.reference, *GLASS, *as_json, env=env)
    assert typed.code == 0
    for word in (STORY, CHILD, NAME):
        assert word in typed.out
    ((person, case, what),) = rows(kept, 'SELECT person, "case", what FROM access_log')
    assert (person, case) == ("Sam Operator", kept.case)
    assert what == "consulted on the command line: complaint 12"


def test_without_the_line_in_the_access_log_nothing_is_shown(kept: Kept) -> None:
    """The log comes first: where it cannot be written the glass stays whole."""
    changed(
        kept,
        "CREATE TRIGGER full BEFORE INSERT ON access_log BEGIN SELECT RAISE(FAIL, 'no'); END",
    )
    typed = concord("case", "show", kept.reference, *GLASS, env=kept.env)
    assert typed.code == 2
    assert says_nothing_of_anybody(typed)
    assert "Traceback" not in typed.err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--break-glass", "why"), "--as"),
        (("--as", "me"), "--break-glass"),
        (("--break-glass", " ", "--as", "me"), "--break-glass"),
        (("--break-glass", "x" * 300, "--as", "me"), "--break-glass"),
    ],
)
def test_half_of_breaking_the_glass_is_refused(
    kept: Kept, words: tuple[str, ...], named: str
) -> None:
    """A reason without a name, or a name without a reason, shows nothing and logs nothing."""
    typed = concord("case", "show", kept.reference, *words, env=kept.env)
    assert (typed.code, typed.out) == (2, "")
    assert named in typed.err
    assert rows(kept, "SELECT * FROM access_log") == []


def test_a_whole_record_verifies(kept: Kept) -> None:
    """One case by its reference, or all of them."""
    one = concord("case", "verify", kept.reference, "--json", env=kept.env)
    every = concord("case", "verify", "--json", env=kept.env)
    assert one.data == every.data
    assert one.data["ok"]
    assert one.data["cases"][0]["reference"] == kept.reference


@pytest.mark.parametrize(
    ("statement", "sequence"),
    [
        (
            "UPDATE entries SET body = CAST(replace(body, 'a', 'b') AS BLOB) WHERE sequence = 2",
            2,
        ),
        ("UPDATE entries SET seal = zeroblob(32) WHERE sequence = 3", 3),
        ("UPDATE entries SET body = CAST(body AS TEXT) WHERE sequence = 1", 1),
        ("DELETE FROM entries WHERE sequence = 2", 2),
        ("UPDATE entries SET private = zeroblob(64) WHERE sequence = 1", 1),
    ],
)
def test_a_changed_record_is_found_with_its_entry(
    kept: Kept, statement: str, sequence: int
) -> None:
    """Exit code 1; the entry and the reason are named, also among all cases."""
    changed(kept, statement)
    for words in ((), (kept.reference,)):
        typed = concord("case", "verify", *words, env=kept.env)
        assert typed.code == 1, typed.err
        assert f"Entry {sequence}: " in typed.out
        data = concord("case", "verify", *words, "--json", env=kept.env).data
        assert (data["ok"], data["cases"][0]["sequence"]) == (False, sequence)
        assert data["cases"][0]["why"]


def test_a_record_that_cannot_be_read_is_no_traceback(kept: Kept) -> None:
    """The list says which case and goes on; show refuses in a sentence."""
    changed(kept, "UPDATE entries SET private = zeroblob(64) WHERE sequence = 1")
    listed = concord("case", "list", "--json", env=kept.env)
    assert (listed.code, listed.data) == (1, [])
    assert listed.errors[0]["name"] == kept.case
    shown = concord("case", "show", kept.reference, env=kept.env)
    assert (shown.code, shown.out) == (2, "")
    assert "case verify" in shown.err


def exported(kept: Kept, to: Path, *more: str) -> dict[str, Any]:
    """The file that ``case export`` writes."""
    typed = concord("case", "export", kept.reference, "--to", to, *more, env=kept.env)
    assert typed.code == 0, typed.err
    record: dict[str, Any] = json.loads(to.read_text())
    return record


def test_a_stranger_verifies_an_export_with_sha256_alone(kept: Kept, tmp_path: Path) -> None:
    """Only what the file itself says is used, and a changed byte is found."""
    record = exported(kept, tmp_path / "record.json")
    previous = bytes(32)
    for entry in record["entries"]:
        assert bytes.fromhex(entry["previous"]) == previous
        digest = hashlib.sha256(previous + entry["body"].encode()).digest()
        assert digest.hex() == entry["seal"]
        previous = digest
    assert "SHA-256" in record["how_to_verify"]
    altered = record["entries"][0]["body"].replace("hounslow", "hownslow").encode()
    assert hashlib.sha256(bytes(32) + altered).hexdigest() != record["entries"][0]["seal"]


def test_an_export_holds_no_narrative_unless_the_glass_is_broken(
    kept: Kept, tmp_path: Path
) -> None:
    """Both are logged; the file is for its owner's eyes only."""
    without = tmp_path / "without.json"
    exported(kept, without)
    assert STORY not in without.read_text()
    assert CHILD not in without.read_text()
    record = exported(kept, tmp_path / "with.json", *GLASS)
    assert record["narrative"][0]["private"]["subject"] == CHILD
    assert (tmp_path / "with.json").stat().st_mode & 0o077 == 0
    log = rows(kept, "SELECT person, what FROM access_log ORDER BY id")
    assert log == [
        ("operator", "disclosed on the command line: without narrative"),
        ("Sam Operator", "disclosed on the command line: complaint 12"),
    ]


def test_an_export_never_overwrites(kept: Kept, tmp_path: Path) -> None:
    """Neither a file nor a link that leads nowhere yet."""
    there, link = tmp_path / "there.json", tmp_path / "link.json"
    there.write_text("mine")
    link.symlink_to(tmp_path / "elsewhere")
    for to in (there, link, tmp_path):
        typed = concord("case", "export", kept.reference, "--to", to, env=kept.env)
        assert typed.code == 2
        assert "exists already" in typed.err
    assert there.read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()
    typed = concord("case", "export", kept.reference, "--to", tmp_path / "no" / "x", env=kept.env)
    assert typed.code == 2
    assert "no such file" in typed.err.lower()


def test_without_keys_nothing_is_opened(kept: Kept) -> None:
    """The missing setting is named."""
    env = {k: v for k, v in kept.env.items() if k != "CONCORD_KEYS"}
    typed = concord("case", "list", "--json", env=env)
    assert (typed.code, typed.out) == (2, "")
    assert [error["name"] for error in typed.errors] == ["CONCORD_KEYS"]


def test_the_wrong_key_is_said_to_be_the_wrong_key(kept: Kept) -> None:
    """With another key under the same id the record does not open, and says why."""
    other = {**kept.env, "CONCORD_KEYS": "k1=" + "A" * 43 + "="}
    typed = concord("case", "show", kept.reference, env=other)
    assert (typed.code, typed.out) == (2, "")
    assert "CONCORD_KEYS" in typed.err


def test_a_missing_database_is_not_made(kept: Kept, tmp_path: Path) -> None:
    """Looking for cases in the wrong place leaves no empty database behind."""
    gone = tmp_path / "gone.db"
    typed = concord("case", "list", env={**kept.env, "CONCORD_DATABASE_URL": f"sqlite:///{gone}"})
    assert (typed.code, typed.out) == (2, "")
    assert str(gone) in typed.err
    assert not gone.exists()


def test_something_else_than_a_database_is_said_to_be_none(kept: Kept, tmp_path: Path) -> None:
    """A text file, a folder."""
    (tmp_path / "text.db").write_text("no database " * 100)
    (tmp_path / "folder.db").mkdir()
    for name in ("text.db", "folder.db"):
        url = {"CONCORD_DATABASE_URL": f"sqlite:///{tmp_path / name}"}
        typed = concord("case", "list", env={**kept.env, **url})
        assert (typed.code, typed.out) == (2, "")
        assert name in typed.err


def test_a_locked_database_is_said_to_be_locked(kept: Kept) -> None:
    """Within seconds, with the remedy."""
    with closing(sqlite3.connect(kept.file)) as other:
        other.execute("BEGIN EXCLUSIVE")
        typed = concord("case", "list", env=kept.env)
    assert (typed.code, typed.out) == (2, "")
    assert "locked by another program" in typed.err
    assert len(typed.err.splitlines()) == 1


def test_a_database_server_that_does_not_answer_is_named(kept: Kept) -> None:
    """PostgreSQL on a port where nobody listens."""
    url = {"CONCORD_DATABASE_URL": "postgresql+asyncpg://concord:canary@127.0.0.1:1/concord"}
    typed = concord("case", "list", env={**kept.env, **url})
    assert (typed.code, typed.out) == (2, "")
    assert "does not answer" in typed.err
    assert "canary" not in typed.err


def test_the_database_of_a_newer_concord_is_left_alone(kept: Kept) -> None:
    """Refused before anything is read."""
    changed(kept, "UPDATE alembic_version SET version_num = '9999'")
    typed = concord("case", "list", env=kept.env)
    assert (typed.code, typed.out) == (2, "")
    assert "newer Concord" in typed.err
