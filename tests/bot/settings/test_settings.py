"""Settings: where they come from, every fault at once, and no secret anywhere."""

import base64
from pathlib import Path

import pytest

from bot.settings.missing import for_serving
from bot.settings.settings import Settings, load_settings
from tests.bot.typed import ROOT

SECRET = "canary-secret-Z7Q"
KEY = base64.b64encode(b"k" * 32).decode()
SLACK = {
    "CONCORD_SLACK__SIGNING_SECRETS": f"{SECRET}-1,{SECRET}-2",
    "CONCORD_SLACK__ALLOWED_TEAMS": "T0CONCORD1",
    "CONCORD_SLACK__BOT_TOKENS": f"T0CONCORD1=xoxb-{SECRET}",
}
TEAMS = {
    "CONCORD_TEAMS__REGISTRATIONS__0__APP_ID": "app",
    "CONCORD_TEAMS__REGISTRATIONS__0__SECRET": SECRET,
    "CONCORD_TEAMS__REGISTRATIONS__0__TENANT": "tenant",
}
MAIL = {
    "CONCORD_MAIL__HOST": "mail.partnership.example",
    "CONCORD_MAIL__USERNAME": "concord",
    "CONCORD_MAIL__PASSWORD": SECRET,
    "CONCORD_MAIL__FROM_ADDRESS": "concord@partnership.example",
    "CONCORD_PUBLIC_URL": "https://concord.example",
}
RUNS = {
    "CONCORD_KEYS": f"2026a={KEY}",
    "CONCORD_POLICIES": str(ROOT / "policies" / "hounslow.yaml"),
    "CONCORD_DIRECTORIES": str(ROOT / "policies" / "directories"),
}


def good(environment: dict[str, str], file: Path | None = None) -> Settings:
    """The settings of an environment that has no fault."""
    loaded = load_settings(file, environment)
    assert isinstance(loaded, Settings), loaded
    return loaded


def faults(environment: dict[str, str], file: Path | None = None) -> dict[str, str]:
    """The faults of an environment, by name."""
    loaded = load_settings(file, environment)
    assert isinstance(loaded, tuple)
    return {fault.name: fault.message for fault in loaded}


def test_nothing_set_gives_the_defaults() -> None:
    """An empty environment is well formed: SQLite here, on this machine only."""
    settings = good({})
    assert settings.database_url == "sqlite+aiosqlite:///concord.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.slack_settings() is None
    assert settings.teams_settings() is None


def test_slack_from_the_environment_reaches_the_adapter() -> None:
    """Lists are written with commas, mappings as id=value, ids keep their capitals."""
    settings = good(SLACK | {"CONCORD_PUBLIC_URL": "https://concord.example/"})
    slack = settings.slack_settings()
    assert slack is not None
    assert slack.signing_secrets == (f"{SECRET}-1", f"{SECRET}-2")
    assert slack.bot_tokens == {"T0CONCORD1": f"xoxb-{SECRET}"}
    assert slack.allowed_teams == {"T0CONCORD1"}
    assert slack.public_url == "https://concord.example"


def test_one_token_may_be_a_variable_of_its_own() -> None:
    """The part behind the last two underscores is the team id, in capitals as Slack writes it."""
    slack = good(SLACK | {"CONCORD_SLACK__BOT_TOKENS__T0SECOND": "xoxb-2"}).slack
    assert slack is not None
    assert set(slack.bot_tokens) == {"T0CONCORD1", "T0SECOND"}


def test_teams_by_number_or_as_json_is_the_same() -> None:
    """Registrations are numbered variables or one JSON list; the cloud's defaults are filled in."""
    numbered = good(TEAMS).teams_settings()
    listed = f'[{{"app_id": "app", "secret": "{SECRET}", "tenant": "tenant"}}]'
    as_json = good({"CONCORD_TEAMS__REGISTRATIONS": listed}).teams_settings()
    assert numbered == as_json
    assert numbered is not None
    assert numbered.issuer == "https://api.botframework.com"
    assert numbered.service_hosts == {"smba.trafficmanager.net"}


def test_e_mail_reaches_the_adapter() -> None:
    """Encrypted unless said otherwise; what comes back has an address of its own."""
    mail = good(MAIL | {"CONCORD_MAIL__SECURITY": "TLS"}).mail_settings()
    assert mail is not None
    assert (mail.host, mail.port, mail.security) == ("mail.partnership.example", 587, "tls")
    assert (mail.username, mail.password) == ("concord", SECRET)
    assert mail.bounce_address == "bounce@partnership.example"
    assert (mail.listen_host, mail.listen_port) == ("127.0.0.1", 8025)
    assert mail.public_url == "https://concord.example"
    assert good(MAIL).mail_settings() is not None
    assert good({}).mail_settings() is None


def test_e_mail_in_the_clear_stays_on_this_machine() -> None:
    """``none`` is a fault for any other host, whatever else is wrong."""
    clear = MAIL | {"CONCORD_MAIL__SECURITY": "none"}
    assert set(faults(clear)) == {"CONCORD_MAIL__SECURITY"}
    assert "CONCORD_MAIL__SECURITY" in faults(clear | {"CONCORD_PORT": "x"})
    assert good(clear | {"CONCORD_MAIL__HOST": "127.0.0.1"}).mail_settings() is not None


def test_addresses_that_e_mail_could_not_use_are_faults() -> None:
    """No display name, no second address, and room for the mark."""
    found = faults(
        MAIL
        | {
            "CONCORD_MAIL__FROM_ADDRESS": "Concord <concord@partnership.example>",
            "CONCORD_MAIL__BOUNCE_ADDRESS": "undeliverable@partnership.example",
            "CONCORD_MAIL__SECURITY": "perhaps",
            "CONCORD_MAIL__LISTEN_PORT": "0",
        }
    )
    assert set(found) == {
        "CONCORD_MAIL__FROM_ADDRESS",
        "CONCORD_MAIL__BOUNCE_ADDRESS",
        "CONCORD_MAIL__SECURITY",
        "CONCORD_MAIL__LISTEN_PORT",
    }
    assert "e-mail address such as" in found["CONCORD_MAIL__FROM_ADDRESS"]
    assert "before the @" in found["CONCORD_MAIL__BOUNCE_ADDRESS"]


def test_the_only_key_is_the_current_one() -> None:
    """With one key nobody has to name it; with two somebody must."""
    assert good({"CONCORD_KEYS": f"a={KEY}"}).key_ring().current == "a"
    two = {"CONCORD_KEYS": f"a={KEY},b={KEY}"}
    assert "CONCORD_CURRENT_KEY" in {fault.name for fault in for_serving(good(two))}
    assert good(two | {"CONCORD_CURRENT_KEY": "b"}).key_ring().current == "b"


def test_secrets_come_from_files_of_their_own(tmp_path: Path) -> None:
    """A file holds a list a line each, or one value; the last newline is not part of it."""
    (tmp_path / "signing").write_text(f"{SECRET}-1\n{SECRET}-2\n")
    (tmp_path / "keys").write_text(f"a={KEY}\n")
    (tmp_path / "teams").write_text(f"{SECRET}\n")
    settings = good(
        {
            "CONCORD_SLACK__SIGNING_SECRETS_FILE": str(tmp_path / "signing"),
            "CONCORD_KEYS_FILE": str(tmp_path / "keys"),
            "CONCORD_TEAMS__REGISTRATIONS__0__SECRET_FILE": str(tmp_path / "teams"),
        }
    )
    assert settings.slack is not None
    assert [one.get_secret_value() for one in settings.slack.signing_secrets] == [
        f"{SECRET}-1",
        f"{SECRET}-2",
    ]
    assert settings.key_ring().current == "a"
    assert settings.teams is not None
    secret = settings.teams.registrations[0].secret
    assert secret is not None
    assert secret.get_secret_value() == SECRET


def test_the_example_file_is_good_where_its_secrets_exist(tmp_path: Path) -> None:
    """What is handed to administrators as an example loads as it stands."""
    text = (ROOT / "concord.example.toml").read_text()
    (tmp_path / "concord.toml").write_text(text)
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "keys").write_text(f"2026a={KEY}")
    (secrets / "slack_signing_secrets").write_text(SECRET)
    (secrets / "slack_bot_tokens").write_text(f"T0CONCORD1=xoxb-{SECRET}")
    (secrets / "teams_secret").write_text(SECRET)
    (secrets / "mail_password").write_text(SECRET)
    settings = good({}, tmp_path / "concord.toml")
    assert settings.policies == (tmp_path / "policies",)
    assert list(settings.closures) == ["hounslow"]
    named = {fault.name for fault in for_serving(settings)}
    assert named == {"CONCORD_POLICIES", "CONCORD_DIRECTORIES"}  # not here, beside the copy


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """Setting by setting: what the environment does not name stays as the file says."""
    file = tmp_path / "concord.toml"
    file.write_text('port = 9000\nhost = "0.0.0.0"\n')
    settings = good({"CONCORD_PORT": "9001", "CONCORD_FILE": str(file)})
    assert (settings.host, settings.port) == ("0.0.0.0", 9001)  # noqa: S104 - as written above


def test_an_empty_variable_counts_as_not_set() -> None:
    """Container platforms pass on empty variables; they are not values."""
    assert good({"CONCORD_PORT": "", "CONCORD_SLACK__CLIENT_ID": " "}).slack is None


def test_every_fault_is_reported_at_once_by_its_name(tmp_path: Path) -> None:
    """One run names everything that is wrong: nobody repairs settings one start at a time."""
    found = faults(
        {
            "CONCORD_PORT": "99999",
            "CONCORD_LOG_LEVEL": "loud",
            "CONCORD_DATABASE_URL": "mysql://x",
            "CONCORD_KEYS": "a=short",
            "CONCORD_CURRENT_KEY": "b",
            "CONCORD_PUBLIC_URL": "http://concord.example",
            "CONCORD_SLACK__SIGNING_SECRET": "x",
            "CONCORD_SLACK__APP_TOKEN": "xoxb-x",
            "CONCORD_SLACK__CLIENT_SECRET_FILE": str(tmp_path / "none"),
            "CONCORD_TEAMS__REGISTRATIONS__0__SERVICE_URL": "https://evil.example/",
            "CONCORD_TEAMS__SERVICE_HOSTS": "[",
        }
    )
    assert set(found) == {
        "CONCORD_PORT",
        "CONCORD_LOG_LEVEL",
        "CONCORD_DATABASE_URL",
        "CONCORD_KEYS",
        "CONCORD_CURRENT_KEY",
        "CONCORD_PUBLIC_URL",
        "CONCORD_SLACK__SIGNING_SECRET",
        "CONCORD_SLACK__APP_TOKEN",
        "CONCORD_SLACK__CLIENT_SECRET_FILE",
        "CONCORD_TEAMS__REGISTRATIONS__0__SERVICE_URL",
        "CONCORD_TEAMS__SERVICE_HOSTS",
    }
    assert "did you mean CONCORD_SLACK__SIGNING_SECRETS?" in found["CONCORD_SLACK__SIGNING_SECRET"]
    assert "openssl rand -base64 32" in found["CONCORD_KEYS"]


def test_faults_of_the_file_are_named_as_the_file_names_them(tmp_path: Path) -> None:
    """Whoever wrote ``[slack]`` looks for it there, not for a variable."""
    file = tmp_path / "concord.toml"
    file.write_text('prot = 1\n[slack]\nsocket_mode = "perhaps"\nsigning_secrets_file = "gone"\n')
    found = faults({}, file)
    assert "did you mean port?" in found["prot in concord.toml"]
    assert "slack.socket_mode in concord.toml" in found
    assert "does not exist" in found["slack.signing_secrets_file in concord.toml"]


def test_both_a_secret_and_its_file_is_a_fault(tmp_path: Path) -> None:
    """Which of the two is meant is nothing to guess at."""
    (tmp_path / "keys").write_text(f"a={KEY}")
    both = {"CONCORD_KEYS": f"a={KEY}", "CONCORD_KEYS_FILE": str(tmp_path / "keys")}
    assert "keep one of the two" in faults(both)["CONCORD_KEYS_FILE"]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "is empty"), (b"\xff\xfe\x00", "not text"), (b"x" * 70_000, "64 KiB"), (None, "folder")],
)
def test_a_secret_file_that_is_none_is_named(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    """Empty, binary, far too big or a folder: each in words."""
    file = tmp_path / "secret"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    assert said in faults({"CONCORD_KEYS_FILE": str(file)})["CONCORD_KEYS_FILE"]


@pytest.mark.parametrize("text", ["port = [", "\x00", "port = 1\nport = 2"])
def test_a_file_that_is_not_toml_is_one_fault(tmp_path: Path, text: str) -> None:
    """The file is named and the rest is still read."""
    file = tmp_path / "concord.toml"
    file.write_text(text)
    found = faults({"CONCORD_PORT": "x"}, file)
    assert "not valid TOML" in found[str(file)]
    assert "CONCORD_PORT" in found


def test_a_settings_file_that_is_missing_is_a_fault(tmp_path: Path) -> None:
    """A path that was named is meant."""
    assert "does not exist" in faults({}, tmp_path / "gone.toml")[str(tmp_path / "gone.toml")]


@pytest.mark.parametrize(
    "environment",
    [
        {"CONCORD_KEYS": SECRET},
        {"CONCORD_KEYS": f"{SECRET}=a"},
        {"CONCORD_KEYS": f"a={SECRET}"},
        {"CONCORD_KEYS": f'{{"{KEY}": "a"}}'},
        {"CONCORD_KEYS": f'["{SECRET}"]'},
        {"CONCORD_KEYS": f'{{"a": ["{SECRET}"]}}'},
        {"CONCORD_SLACK__BOT_TOKENS": f"xoxb-{SECRET}=T0CONCORD1"},
        {"CONCORD_SLACK__BOT_TOKENS": f"T0CONCORD1={SECRET}"},
        {"CONCORD_SLACK__BOT_TOKENS": f'{{"xoxb-{SECRET}": 1}}'},
        {"CONCORD_SLACK__APP_TOKEN": SECRET},
        {"CONCORD_SLACK__SIGNING_SECRETS": f'["{SECRET}", 1]'},
        {"CONCORD_SLACK__SIGNING_SECRETS": f'["{SECRET}"'},
        {"CONCORD_DATABASE_URL": f"postgres://concord:{SECRET}@host/db"},
        {"CONCORD_HEARTBEAT_URL": f"ftp://{SECRET}"},
        {"CONCORD_TEAMS__REGISTRATIONS": f'[{{"secret": ["{SECRET}"]}}]'},
        {"CONCORD_TEAMS__REGISTRATIONS": f'["{SECRET}"]'},
        {"CONCORD_MAIL__PASSWORD": f'["{SECRET}"', "CONCORD_MAIL__PORT": SECRET},
        {"CONCORD_MAIL__FROM_ADDRESS": f"{SECRET}"},
        {"CONCORD_PORT": SECRET},
        {"CONCORD_PUBLIC_URL": f"https://user:{SECRET}@concord.example"},
    ],
)
def test_a_fault_never_repeats_what_was_given(environment: dict[str, str]) -> None:
    """Also where a secret stands in the wrong place: messages reach logs and screenshots."""
    loaded = load_settings(None, environment)
    assert isinstance(loaded, tuple)
    assert loaded
    shown = " ".join(f"{fault} {fault!r}" for fault in loaded)
    assert SECRET not in shown
    assert KEY not in shown


def test_no_secret_shows_in_settings_that_are_printed() -> None:
    """``repr``, ``str`` and formatting of everything, and of what the adapters are told."""
    secret_url = {
        "CONCORD_DATABASE_URL": f"postgresql://concord:{SECRET}@host/db",
        "CONCORD_HEARTBEAT_URL": f"https://heartbeat.example/{SECRET}",
    }
    settings = good(SLACK | TEAMS | MAIL | RUNS | secret_url)
    adapters = (settings.slack_settings(), settings.teams_settings(), settings.mail_settings())
    parts = (settings, *adapters, settings.key_ring())
    shown = " ".join(f"{part} {part!r}" for part in parts)
    assert SECRET not in shown
    assert KEY not in shown
    assert settings.database_url.endswith("@host/db")


@pytest.mark.parametrize("platform", [SLACK, TEAMS, SLACK | TEAMS, SLACK | TEAMS | MAIL])
def test_one_complete_platform_suffices_to_serve(platform: dict[str, str]) -> None:
    """With keys, a policy and a contact list nothing is missing."""
    assert for_serving(good(RUNS | platform)) == ()


@pytest.mark.parametrize("missing", [*RUNS, *SLACK, *TEAMS, *MAIL])
def test_each_missing_thing_is_named_and_no_other(missing: str) -> None:
    """One thing is taken away from settings that suffice: exactly it is named."""
    environment = RUNS | SLACK | TEAMS | MAIL
    named = [
        f.name for f in for_serving(good({k: v for k, v in environment.items() if k != missing}))
    ]
    assert named == [missing]


def test_nothing_set_names_everything_needed() -> None:
    """The first start of a new installation is a list of what to do."""
    named = {fault.name for fault in for_serving(good({}))}
    assert named == {
        "CONCORD_KEYS",
        "CONCORD_SLACK__SIGNING_SECRETS",
        "CONCORD_TEAMS__REGISTRATIONS",
        "CONCORD_POLICIES",
        "CONCORD_DIRECTORIES",
    }


def test_installation_pages_and_socket_mode_ask_for_what_they_need() -> None:
    """A client id needs its secret and a public address; Socket Mode an app-level token."""
    half = {"CONCORD_SLACK__CLIENT_ID": "1.2", "CONCORD_SLACK__SOCKET_MODE": "true"}
    named = [fault.name for fault in for_serving(good(RUNS | SLACK | half))]
    assert named == [
        "CONCORD_SLACK__CLIENT_SECRET",
        "CONCORD_PUBLIC_URL",
        "CONCORD_SLACK__APP_TOKEN",
    ]


def test_two_registrations_never_share_an_app_or_a_tenant() -> None:
    """The second is named."""
    second = {name.replace("__0__", "__1__"): text for name, text in TEAMS.items()}
    found = faults(TEAMS | second)
    assert set(found) == {
        "CONCORD_TEAMS__REGISTRATIONS__1__APP_ID",
        "CONCORD_TEAMS__REGISTRATIONS__1__TENANT",
    }


def test_contact_lists_are_told_apart_by_their_partnership() -> None:
    """The file's name does not matter; its own id does."""
    sources = good(RUNS).directory_sources()
    assert "hounslow" in sources
    assert sources["hounslow"].name.endswith("hounslow.yaml")


def test_a_folder_runs_what_is_laid_over_another_and_not_its_base(tmp_path: Path) -> None:
    """A base in a folder is there to be extended; it runs only where it is named itself."""
    base, ours = tmp_path / "base.yaml", tmp_path / "ours.yaml"
    base.write_text((ROOT / "policies" / "hounslow.yaml").read_text())
    ours.write_text("extends: base.yaml\n")
    folder = good(RUNS | {"CONCORD_POLICIES": str(tmp_path)})
    (source,) = folder.policy_sources()
    assert source.name == str(ours)
    assert source.bases("base.yaml") == base.read_text()
    assert source.bases("halton.yaml") == (ROOT / "policies" / "halton.yaml").read_text()
    assert source.bases("none.yaml") is None
    both = good(RUNS | {"CONCORD_POLICIES": f"{tmp_path},{base}"})
    assert {one.name for one in both.policy_sources()} == {str(base), str(ours)}
