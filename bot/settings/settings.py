"""All settings; every fault is reported at once, and no secret is ever shown.

They come from the environment (``CONCORD_PORT``, ``CONCORD_SLACK__CLIENT_ID``), from a TOML file
that ``CONCORD_FILE`` names, and, for each secret, from a file of its own
(``CONCORD_SLACK__SIGNING_SECRETS_FILE``). The environment wins over the file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from adapters.mail.settings import MailSettings
from adapters.slack.settings import SLACK_API, SlackSettings
from adapters.teams.settings import SERVICE_HOSTS, Registration, TeamsSettings, may_be_sent_to
from adapters.vault import KeyRing
from bot.settings.checks import (
    EXPECTED_DATABASE,
    EXPECTED_URL,
    SAFE_URL,
    all_filled,
    checked,
    good_app_token,
    good_keys,
    good_teams,
    good_tokens,
    is_database,
    is_safe_or_empty,
    key_bytes,
    upper,
)
from bot.settings.files import SourceFile, bases_of, partnership_of, policy_files, yaml_files
from bot.settings.mail import NOT_IN_THE_CLEAR, MailSection, in_the_clear
from bot.settings.sources import (
    FILE_VARIABLE,
    GivenSettings,
    InFile,
    Level,
    ListedFiles,
    SettingFault,
    SettingPlace,
    read_environment,
    read_file,
)
from core.routing.gaps import MESSAGING_PLATFORMS
from core.vocabulary import Platform

__all__ = [
    "MailSection",
    "RegistrationSection",
    "SettingFault",
    "Settings",
    "SlackSection",
    "TeamsSection",
    "load_settings",
]

_IN_FILE: Final = InFile()
_FILES: Final = ListedFiles()
_TEAMS: Final[dict[str, Any]] = {one.name: one.default for one in fields(TeamsSettings)}


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class SlackSection(_Section):
    """One Slack app, installed in the workspaces of the partnership's agencies."""

    signing_secrets: Annotated[tuple[SecretStr, ...], AfterValidator(all_filled), _IN_FILE] = ()
    client_id: str = ""
    client_secret: Annotated[SecretStr | None, _IN_FILE] = None
    bot_tokens: Annotated[dict[str, SecretStr], AfterValidator(good_tokens), _IN_FILE] = Field(
        default_factory=dict[str, SecretStr]
    )
    app_token: Annotated[SecretStr | None, AfterValidator(good_app_token), _IN_FILE] = None
    allowed_teams: Annotated[frozenset[str], AfterValidator(good_teams)] = frozenset()
    api_base: Annotated[str, SAFE_URL] = SLACK_API
    socket_mode: bool = False


class RegistrationSection(_Section):
    """One bot registration, for one tenant."""

    app_id: str = ""
    secret: Annotated[SecretStr | None, _IN_FILE] = None
    tenant: str = ""
    service_url: str = "https://smba.trafficmanager.net/teams/"


class TeamsSection(_Section):
    """The bot registrations, and the issuer they trust."""

    registrations: tuple[RegistrationSection, ...] = ()
    openid_metadata_url: Annotated[str, SAFE_URL] = _TEAMS["openid_metadata_url"]
    issuer: Annotated[str, Field(min_length=1)] = _TEAMS["issuer"]
    login_url: Annotated[str, SAFE_URL] = _TEAMS["login_url"]
    oauth_scope: Annotated[str, Field(min_length=1)] = _TEAMS["oauth_scope"]
    service_hosts: frozenset[str] = SERVICE_HOSTS


class Settings(_Section):
    """All settings, each well formed; ``for_serving`` says what is still missing to serve."""

    database_url: Annotated[
        str, checked(is_database, EXPECTED_DATABASE), _IN_FILE, Field(repr=False, min_length=1)
    ] = "sqlite+aiosqlite:///concord.db"
    keys: Annotated[dict[str, SecretStr], AfterValidator(good_keys), _IN_FILE] = Field(
        default_factory=dict[str, SecretStr]
    )
    current_key: str = ""
    """Id of the key that encrypts new values; an only key is current by itself."""
    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8080
    public_url: Annotated[
        str, checked(is_safe_or_empty, EXPECTED_URL), AfterValidator(lambda url: url.rstrip("/"))
    ] = ""
    policies: Annotated[tuple[Path, ...], _FILES] = ()
    directories: Annotated[tuple[Path, ...], _FILES] = ()
    closures: dict[str, dict[date, str]] = Field(default_factory=dict[str, dict[date, str]])
    """Days on which a partnership's offices are closed, with their names."""
    log_level: Annotated[Level, BeforeValidator(upper)] = "INFO"
    heartbeat_url: Annotated[
        str, checked(is_safe_or_empty, EXPECTED_URL), _IN_FILE, Field(repr=False)
    ] = ""
    slack: SlackSection | None = None
    teams: TeamsSection | None = None
    mail: MailSection | None = None

    @model_validator(mode="before")
    @classmethod
    def _only_key_is_current(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("current_key"):
            keys = data.get("keys")
            if isinstance(keys, dict) and len(keys) == 1:
                return {**data, "current_key": next(iter(keys))}
        return data

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is reached through Socket Mode, which needs no public address."""
        return self.slack is not None and self.slack.socket_mode

    @property
    def sends(self) -> frozenset[Platform]:
        """The platforms on which people can be messaged; e-mail only if it is set up."""
        return MESSAGING_PLATFORMS if self.mail is None else MESSAGING_PLATFORMS | {Platform.MAIL}

    def key_ring(self) -> KeyRing:
        """Return the key ring. Raises ValueError without any key or without a current one."""
        keys = {name: key_bytes(one.get_secret_value()) or b"" for name, one in self.keys.items()}
        return KeyRing(keys, self.current_key)

    def policy_sources(self) -> tuple[SourceFile, ...]:
        """Return every policy file. Raises OSError or UnicodeDecodeError if one cannot be read."""
        return tuple(_source(path) for path in policy_files(self.policies))

    def directory_sources(self) -> dict[str, SourceFile]:
        """Return every contact list by its partnership's id. Raises as ``policy_sources`` does."""
        sources = [_source(path) for path in yaml_files(self.directories)]
        return {partnership_of(one.text) or one.name: one for one in sources}

    def slack_settings(self) -> SlackSettings | None:
        """Return the Slack adapter's settings, or None without Slack. Raises ValueError."""
        if self.slack is None:
            return None
        given = self.slack
        return SlackSettings(
            signing_secrets=tuple(one.get_secret_value() for one in given.signing_secrets),
            client_id=given.client_id,
            client_secret=_open(given.client_secret),
            bot_tokens={team: one.get_secret_value() for team, one in given.bot_tokens.items()},
            app_token=_open(given.app_token),
            allowed_teams=given.allowed_teams,
            api_base=given.api_base,
            public_url=self.public_url,
        )

    def teams_settings(self) -> TeamsSettings | None:
        """Return the Teams adapter's settings, or None without Teams. Raises ValueError."""
        if self.teams is None:
            return None
        given = self.teams
        return TeamsSettings(
            registrations=tuple(
                Registration(
                    app_id=one.app_id,
                    secret=_open(one.secret),
                    tenant=one.tenant,
                    service_url=one.service_url,
                )
                for one in given.registrations
            ),
            openid_metadata_url=given.openid_metadata_url,
            issuer=given.issuer,
            login_url=given.login_url,
            oauth_scope=given.oauth_scope,
            service_hosts=given.service_hosts,
        )

    def mail_settings(self) -> MailSettings | None:
        """Return the mail adapter's settings, or None without e-mail. Raises ValueError."""
        return None if self.mail is None else self.mail.told(self.public_url)


def load_settings(
    file: Path | None, environment: Mapping[str, str]
) -> Settings | tuple[SettingFault, ...]:
    """Return the settings, or all their faults at once. Never raises; no message holds a secret.

    ``file`` is the one given on the command line; without it ``CONCORD_FILE`` may name one.
    """
    given = GivenSettings()
    named = environment.get(FILE_VARIABLE, "").strip()
    path = file or (Path(named) if named else None)
    if path is not None:
        read_file(given, Settings, path)
    read_environment(given, Settings, environment)
    tree = given.tree()
    wrong = [*given.faults, *_contradictions(tree, given)]
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        wrong += [SettingFault(given.name(_spot(one["loc"])), _words(one)) for one in found]
        return tuple(dict.fromkeys(wrong))
    return tuple(dict.fromkeys(wrong)) or settings


def _contradictions(tree: Mapping[str, Any], given: GivenSettings) -> Iterator[SettingFault]:
    """Return faults of values that are well formed but contradict each other, whatever else is
    wrong.
    """
    keys, current = tree.get("keys"), tree.get("current_key")
    if current and (not isinstance(keys, dict) or current not in keys):
        yield SettingFault(given.name(("current_key",)), "names no key that is in the keys.")
    if in_the_clear(tree.get("mail")):
        yield SettingFault(given.name(("mail", "security")), NOT_IN_THE_CLEAR)
    teams = tree.get("teams")
    listed = teams.get("registrations") if isinstance(teams, dict) else None
    if not isinstance(teams, dict) or not isinstance(listed, list):
        return
    hosts = frozenset(teams.get("service_hosts", SERVICE_HOSTS))
    registrations = [one if isinstance(one, dict) else {} for one in listed]
    for position, one in enumerate(registrations):
        spot: SettingPlace = ("teams", "registrations", position)
        if "service_url" in one and not may_be_sent_to(one["service_url"], hosts):
            message = "its host is not among the service hosts; messages are sent to those only."
            yield SettingFault(given.name((*spot, "service_url")), message)
        for what in ("app_id", "tenant"):
            if one.get(what) and one[what] in [x.get(what) for x in registrations[:position]]:
                message = "is the same as in another registration; each tenant has its own."
                yield SettingFault(given.name((*spot, what)), message)


def _words(error: ErrorDetails) -> str:
    message = error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    if error["type"] == "extra_forbidden":
        return "is no setting of Concord."
    if error["type"] == "value_error":
        return message
    return f"{message[0].lower()}{message[1:]}."


def _spot(loc: tuple[str | int, ...]) -> SettingPlace:
    """Return pydantic's place, cut after a mapping of secrets, since further steps may quote a
    value.
    """
    secret = {"keys", "bot_tokens"}
    end = next((n + 1 for n, step in enumerate(loc) if step in secret), len(loc))
    return loc[:end]


def _source(path: Path) -> SourceFile:
    return SourceFile(str(path), path.read_text(encoding="utf-8"), bases_of(path))


def _open(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret is not None else ""
