"""Settings that Concord needs to serve and that are missing, all at once, each with what to do."""

from collections.abc import Iterator

from bot.settings.files import yaml_files
from bot.settings.mail import missing_mail
from bot.settings.settings import Settings, SlackSection, TeamsSection
from bot.settings.sources import SettingFault


def for_serving(settings: Settings) -> tuple[SettingFault, ...]:
    """Return everything that is missing before Concord can serve; empty if nothing is."""
    return tuple(
        SettingFault(name, message)
        for name, message in (
            *_missing_keys(settings),
            *_missing_platforms(settings),
            *_missing_files(settings),
        )
    )


def _missing_keys(settings: Settings) -> Iterator[tuple[str, str]]:
    if not settings.keys:
        yield (
            "CONCORD_KEYS",
            (
                "is missing. What people write is encrypted with it; set it as 2026a=<base64>, made by "
                "“openssl rand -base64 32”, and keep it outside the database and its backups."
            ),
        )
    elif not settings.current_key:
        yield ("CONCORD_CURRENT_KEY", "is missing. Name the key that locks new values.")


def _missing_platforms(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.slack is None and settings.teams is None:
        either = "Set up at least one of the two platforms."
        yield (
            "CONCORD_SLACK__SIGNING_SECRETS",
            (
                "is missing. For Slack it is needed together with CONCORD_SLACK__ALLOWED_TEAMS and "
                f"CONCORD_SLACK__BOT_TOKENS. {either}"
            ),
        )
        yield (
            "CONCORD_TEAMS__REGISTRATIONS",
            (
                "is missing. For Teams CONCORD_TEAMS__REGISTRATIONS__0__APP_ID, "
                "CONCORD_TEAMS__REGISTRATIONS__0__SECRET and CONCORD_TEAMS__REGISTRATIONS__0__TENANT "
                f"are needed. {either}"
            ),
        )
    if settings.slack is not None:
        yield from _missing_slack(settings, settings.slack)
    if settings.teams is not None:
        yield from _missing_teams(settings.teams)
    if settings.mail is not None:
        yield from missing_mail(settings.mail)
        if not settings.public_url and not (settings.slack and settings.slack.client_id):
            yield "CONCORD_PUBLIC_URL", "is missing. The link in each e-mail leads to this address."


def _missing_slack(settings: Settings, slack: SlackSection) -> Iterator[tuple[str, str]]:
    if not slack.signing_secrets:
        yield (
            "CONCORD_SLACK__SIGNING_SECRETS",
            "is missing. It is on the Slack app's page “Basic Information”.",
        )
    if not slack.allowed_teams:
        yield (
            "CONCORD_SLACK__ALLOWED_TEAMS",
            "is missing. List the team ids of the partnership's workspaces; no other is answered.",
        )
    if not (slack.bot_tokens or slack.client_id or slack.client_secret):
        yield (
            "CONCORD_SLACK__BOT_TOKENS",
            (
                "is missing. Give a bot token for each workspace (T0123ABCD=xoxb-...), or the client "
                "id and secret so that workspaces can install Concord themselves."
            ),
        )
    if bool(slack.client_id) != bool(slack.client_secret):
        lacking = "CLIENT_SECRET" if slack.client_id else "CLIENT_ID"
        yield (f"CONCORD_SLACK__{lacking}", "is missing; the client id and secret go together.")
    if slack.client_id and not settings.public_url:
        yield (
            "CONCORD_PUBLIC_URL",
            "is missing. Slack sends people who install Concord back to this address.",
        )
    if slack.socket_mode and not slack.app_token:
        yield ("CONCORD_SLACK__APP_TOKEN", "is missing; Socket Mode needs it (xapp-...).")


def _missing_teams(teams: TeamsSection) -> Iterator[tuple[str, str]]:
    if not teams.registrations:
        yield (
            "CONCORD_TEAMS__REGISTRATIONS",
            "is missing. Each tenant needs its bot registration: app id, secret and tenant.",
        )
    for position, one in enumerate(teams.registrations):
        name = f"CONCORD_TEAMS__REGISTRATIONS__{position}"
        if not one.app_id.strip():
            yield (f"{name}__APP_ID", "is missing. It is the bot's Microsoft App ID.")
        if one.secret is None or not one.secret.get_secret_value().strip():
            yield (f"{name}__SECRET", "is missing. It is the bot registration's client secret.")
        if not one.tenant.strip():
            yield (f"{name}__TENANT", "is missing. It is the tenant's directory id.")


def _missing_files(settings: Settings) -> Iterator[tuple[str, str]]:
    kinds = (
        ("CONCORD_POLICIES", "policy", settings.policies),
        ("CONCORD_DIRECTORIES", "contact list", settings.directories),
    )
    for name, kind, paths in kinds:
        if not paths:
            yield name, f"is missing. Name at least one {kind} (a YAML file, or a folder of them)."
        for path in paths:
            if not path.exists():
                yield name, f"{path} does not exist; a {kind} or a folder of them is expected."
            elif not yaml_files((path,)):
                yield name, f"{path} holds no YAML file; at least one {kind} is expected."
