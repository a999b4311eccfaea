"""The command line as a process: exit codes, streams, terminals, and nothing to serve with."""

import base64
import json
import logging
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

import pytest
import structlog

from tests.bot.typed import ROOT, clean_environment, concord, started

POLICY = "policies/hounslow.yaml"
TIMELINE = ("policy", "timeline", POLICY, "--from", "2026-11-02T10:00")
SECRET = "canary-secret-Z7Q"


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """What is served within this process sets up the logs of the process."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


def serving(tmp_path: Path) -> dict[str, str]:
    """Settings that suffice to serve Slack, in a folder of the test's own."""
    return {
        "CONCORD_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'concord.db'}",
        "CONCORD_KEYS": f"a={base64.b64encode(b'k' * 32).decode()}",
        "CONCORD_POLICIES": str(ROOT / POLICY),
        "CONCORD_DIRECTORIES": str(ROOT / "policies" / "directories" / "hounslow.yaml"),
        "CONCORD_SLACK__SIGNING_SECRETS": SECRET,
        "CONCORD_SLACK__ALLOWED_TEAMS": "T0CONCORD1",
        "CONCORD_SLACK__BOT_TOKENS": f"T0CONCORD1=xoxb-{SECRET}",
        "CONCORD_SLACK__API_BASE": "http://127.0.0.1:1/",
    }


def in_force(env: Mapping[str, str]) -> dict[str, str]:
    """The same settings, once the two coordinators of Hounslow have approved their policy."""
    for person in ("hounslow.noor-castellan", "hounslow.merrick-dunmore"):
        typed = concord("policy", "activate", ROOT / POLICY, "--by", person, env=env)
        assert typed.code == 0, typed.err
    return dict(env)


def answered(url: str) -> None:
    """Wait for an answer, whatever it says: then the signals are being listened to."""
    with suppress(urllib.error.HTTPError):
        urllib.request.urlopen(url, timeout=60).close()  # noqa: S310 - our own address


def test_serving_without_credentials_names_each_and_ends_with_2() -> None:
    """Nothing on stdout, one line for each missing setting on stderr, no traceback."""
    typed = started("serve")
    assert (typed.code, typed.out) == (2, "")
    names = [line.partition(":")[0] for line in typed.err.splitlines()]
    assert names == [
        "CONCORD_KEYS",
        "CONCORD_SLACK__SIGNING_SECRETS",
        "CONCORD_TEAMS__REGISTRATIONS",
        "CONCORD_POLICIES",
        "CONCORD_DIRECTORIES",
    ]


def test_serving_reports_the_same_to_programs(tmp_path: Path) -> None:
    """JSON on stderr; a secret that was given is not in it."""
    env = {k: v for k, v in serving(tmp_path).items() if "ALLOWED" not in k}
    typed = concord("serve", "--json", env=env)
    assert (typed.code, typed.out) == (2, "")
    assert [error["name"] for error in typed.errors] == ["CONCORD_SLACK__ALLOWED_TEAMS"]
    assert SECRET not in typed.err


def test_serving_reports_every_faulty_setting_at_once() -> None:
    """Before anything is opened."""
    typed = concord("serve", env={"CONCORD_PORT": "x", "CONCORD_KEY": SECRET})
    assert (typed.code, typed.out) == (2, "")
    assert {line.partition(":")[0] for line in typed.err.splitlines()} == {
        "CONCORD_PORT",
        "CONCORD_KEY",
    }
    assert SECRET not in typed.err


def test_a_port_in_use_is_one_clear_sentence(tmp_path: Path) -> None:
    """With the remedy; exit code 2."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        env = {**serving(tmp_path), "CONCORD_PORT": str(taken.getsockname()[1])}
        typed = concord("serve", env=in_force(env))
    assert (typed.code, typed.out) == (2, "")
    assert "CONCORD_PORT: The port is in use." in typed.err
    assert "Traceback" not in typed.err
    assert SECRET not in typed.err


@pytest.mark.parametrize(("where", "said"), [("no/concord.db", "Make it"), ("", "is a folder")])
def test_a_database_in_the_wrong_place_is_one_clear_sentence(
    tmp_path: Path, where: str, said: str
) -> None:
    """Its folder does not exist, or it is a folder itself."""
    url = {"CONCORD_DATABASE_URL": f"sqlite:///{tmp_path / where}"}
    typed = concord("serve", env={**serving(tmp_path), **url})
    assert (typed.code, typed.out) == (2, "")
    assert said in typed.err
    assert len(typed.err.splitlines()) == 1


def test_a_locked_database_is_one_clear_sentence(tmp_path: Path) -> None:
    """Another program holds it: said within seconds."""
    with closing(sqlite3.connect(tmp_path / "concord.db")) as other:
        other.execute("CREATE TABLE taken (x)")
        other.commit()
        other.execute("BEGIN EXCLUSIVE")
        typed = concord("serve", env=serving(tmp_path))
    assert (typed.code, typed.out) == (2, "")
    assert "locked by another program" in typed.err
    assert len(typed.err.splitlines()) == 1


def test_a_policy_with_faults_keeps_concord_from_serving_with_its_line(tmp_path: Path) -> None:
    """Where it is the only one: the faults themselves are said, not that there are some."""
    file = tmp_path / "policy.yaml"
    file.write_text("format: 1\n")
    typed = concord("serve", env={**serving(tmp_path), "CONCORD_POLICIES": str(file)})
    assert (typed.code, typed.out) == (2, "")
    assert f"{file}:1:" in typed.err
    assert "Traceback" not in typed.err


def test_a_first_start_says_who_has_to_approve_the_policy(tmp_path: Path) -> None:
    """Nothing is in force, so nothing runs: the command and both coordinators are named."""
    typed = concord("serve", env=serving(tmp_path))
    assert (typed.code, typed.out) == (2, "")
    assert "concord policy activate" in typed.err
    assert "hounslow.noor-castellan" in typed.err
    assert "hounslow.merrick-dunmore" in typed.err
    assert len(typed.err.splitlines()) == 1


def test_concord_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    """With settings that suffice it answers on its port, and ends with 0 on SIGTERM."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    env = {**clean_environment(), **in_force(serving(tmp_path)), "CONCORD_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "--json"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        seen: list[str] = []
        while "serving" not in (line := process.stderr.readline()):
            assert line, seen
            seen.append(line)
        answered(f"http://127.0.0.1:{port}/health")
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0, err
    assert json.loads(out) == {"stopped": True, "code": 0}
    assert SECRET not in "".join(seen) + err


def test_the_workbench_says_where_it_cannot_be(tmp_path: Path) -> None:
    """A port in use, or a file where its folder should be: named by their options."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        typed = concord("workbench", "--port", port, "--folder", str(tmp_path / "kept"))
    assert (typed.code, typed.out) == (2, "")
    assert "--port: The port is in use." in typed.err
    (tmp_path / "file").write_text("")
    typed = concord("workbench", "--port", "0", "--folder", str(tmp_path / "file"))
    assert (typed.code, typed.out) == (2, "")
    assert str(tmp_path / "file") in typed.err
    assert "Traceback" not in typed.err


@pytest.mark.parametrize("words", [TIMELINE, (*TIMELINE, "--json"), ("policy", "show", POLICY)])
def test_a_reader_that_goes_away_ends_it_quietly(words: tuple[str, ...]) -> None:
    """``| head -1``: no traceback, and the exit code is that of the command."""
    typed = started(*words, pipe='| head -1 >/dev/null; echo "${PIPESTATUS[0]}"')
    assert typed.err == ""
    assert typed.out.strip() == "0"


def test_a_reader_that_goes_away_does_not_hide_faults(tmp_path: Path) -> None:
    """A faulty policy is faulty also where nobody reads on."""
    file = tmp_path / "policy.yaml"
    file.write_text("format: 7\n")
    typed = started("policy", "check", str(file), pipe='| true; echo "${PIPESTATUS[0]}"')
    assert (typed.err, typed.out.strip()) == ("", "1")


def test_without_a_terminal_there_is_no_colour_and_no_broken_line(tmp_path: Path) -> None:
    """A pipe gets each fault on one line, however long, without escape sequences."""
    file = tmp_path / "policy.yaml"
    file.write_text("format: 7\n")
    typed = started("policy", "check", str(file))
    assert "\x1b" not in typed.out
    assert all(line.startswith(str(file)) for line in typed.out.splitlines())


def test_colour_is_left_out_where_it_is_not_wanted(tmp_path: Path) -> None:
    """``NO_COLOR`` wins over a terminal that could."""
    file = tmp_path / "policy.yaml"
    file.write_text("format: 7\n")
    forced = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    assert "\x1b[31m" in started("policy", "check", str(file), env=forced).out
    plain = started("policy", "check", str(file), env={**forced, "NO_COLOR": "1"})
    assert "\x1b[31m" not in plain.out


@pytest.mark.parametrize("columns", ["20", "40", "80", "300"])
def test_a_narrow_terminal_loses_nothing(columns: str) -> None:
    """Every word of the widest answer is there at twenty columns as at three hundred."""
    wide = concord(*TIMELINE, env={"COLUMNS": "1000"})
    narrow = concord(*TIMELINE, env={"COLUMNS": columns})
    assert narrow.code == 0
    assert sorted("".join(narrow.out.split())) == sorted("".join(wide.out.split()))


def test_a_terminal_that_knows_only_ascii_is_served() -> None:
    """No encoding error: what it cannot show is replaced; JSON is escaped and stays whole."""
    env = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    shown = started("policy", "show", POLICY, env=env)
    assert (shown.code, shown.err) == (0, "")
    as_json = started("policy", "show", POLICY, "--json", env=env)
    assert as_json.data == concord("policy", "show", POLICY, "--json").data
    assert started("policy", "check", "naïve.yaml", env=env).code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("policy", "chek"),
        ("policy", "check"),
        ("policy", "timeline", POLICY),
        ("case", "export", "ESC-0000-0000"),
        ("serve", "--prot", "1"),
        ("workbench", "--port", "many"),
    ],
)
def test_wrong_use_is_said_on_stderr_for_people_and_programs(words: tuple[str, ...]) -> None:
    """Exit code 2; stdout stays empty; JSON where JSON was asked for."""
    people, programs = concord(*words), concord(*words, "--json")
    assert (people.code, people.out) == (2, "")
    assert people.err.startswith("Usage: ")
    assert (programs.code, programs.out) == (2, "")
    assert programs.errors[0]["message"]


@pytest.mark.parametrize("words", [(), ("policy",), ("case",)])
def test_no_command_shows_the_help(words: tuple[str, ...]) -> None:
    """Somebody who types only the name is told what there is."""
    typed = concord(*words)
    assert typed.code == 2
    assert "Commands:" in typed.err


@pytest.mark.parametrize(
    "words",
    [(), ("serve",), ("workbench",), ("policy", "check"), ("case", "show"), ("case", "export")],
)
def test_help_is_an_answer(words: tuple[str, ...]) -> None:
    """On stdout, exit code 0."""
    typed = concord(*words, "--help")
    assert (typed.code, typed.err) == (0, "")
    assert "--help" in typed.out


@pytest.mark.parametrize(
    "words",
    [
        ("policy", "check", POLICY, "policies/halton.yaml"),
        TIMELINE,
    ],
)
def test_json_is_valid_and_the_same_every_time(words: tuple[str, ...]) -> None:
    """Two processes with different hash seeds write the same bytes, and nothing on stderr."""
    first = started(*words, "--json", env={"PYTHONHASHSEED": "1"})
    second = started(*words, "--json", env={"PYTHONHASHSEED": "2"})
    assert json.loads(first.out)
    assert (first.out, first.err) == (second.out, "")


def test_checking_a_policy_loads_no_sdk() -> None:
    """``policy check`` starts fast: neither Slack's nor Microsoft's code, nor a database's."""
    script = (
        "import sys; from typer.testing import CliRunner; from bot.cli import app; "
        f"CliRunner().invoke(app, ['policy', 'check', '{POLICY}']); "
        "print(sorted({n.partition('.')[0] for n in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    for heavy in ("slack_bolt", "botbuilder", "sqlalchemy", "aiohttp", "apscheduler"):
        assert f"'{heavy}'" not in done.stdout
