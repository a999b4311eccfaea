from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient
from structlog.testing import capture_logs

from adapters.slack.connection.installations import INSTALLATIONS, STATES
from adapters.slack.settings import SlackSettings
from core.notifications.couriers import QueueDown, RetryLater
from core.notifications.wording import platforms
from tests.adapters.on_slack.conftest import Office
from tests.adapters.on_slack.desk import card
from tests.adapters.on_slack.receiving.signed import NOW, TEAM, event
from tests.adapters.on_slack.stand_in import refusing, reset
from tests.adapters.on_slack.test_courier import ANNA

GRANT = {
    "ok": True,
    "access_token": "xoxb-partner",
    "token_type": "bot",
    "scope": "chat:write,commands,im:write,users:read",
    "bot_user_id": "U0BOT",
    "app_id": "A1",
    "team": {"id": TEAM, "name": "Partner"},
    "enterprise": None,
    "authed_user": {"id": "U0ADMIN"},
}
OAUTH: dict[str, Any] = {"client_id": "1.2", "client_secret": "shh", "bot_tokens": {}}


async def begun(client: TestClient[web.Request, web.Application]) -> tuple[str, str]:
    """Start an installation; return the state and the cookie that goes with it."""
    response = await client.get("/slack/install", allow_redirects=False)
    assert response.status == 302
    query = parse_qs(urlsplit(response.headers["Location"]).query)
    assert query["client_id"] == ["1.2"]
    assert query["scope"] == ["chat:write,commands,im:write,users:read"]
    assert query["redirect_uri"] == ["https://concord.example/slack/oauth_redirect"]
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "Secure" in cookie
    return query["state"][0], cookie.partition(";")[0]


async def finished(
    client: TestClient[web.Request, web.Application], state: str, cookie: str
) -> ClientResponse:
    """Come back from Slack with a code."""
    query = {"code": "c", "state": state}
    return await client.get("/slack/oauth_redirect", params=query, headers={"Cookie": cookie})


async def test_a_workspace_installs_and_is_messaged(office: Office) -> None:
    """From the page to the first message; the token is in the key-value store and on no page."""
    client = await office.serve(**OAUTH)
    office.slack.script["oauth.v2.access"] = GRANT
    response = await finished(client, *await begun(client))
    page = await response.text()
    assert response.status == 200
    assert platforms.SLACK_INSTALLED_TITLE in page
    assert "xoxb" not in page
    assert response.headers["Cache-Control"] == "no-store"
    assert await office.documents.keys(INSTALLATIONS) == (TEAM,)
    await office.courier(**OAUTH).deliver(ANNA, card(), repeat=False)
    assert office.slack.calls[-1].token == "xoxb-partner"


async def test_a_state_serves_once_in_its_browser_for_ten_minutes(office: Office) -> None:
    """Not again, not elsewhere, not later, not made up."""
    client = await office.serve(**OAUTH)
    office.slack.script["oauth.v2.access"] = GRANT
    state, cookie = await begun(client)
    assert (await finished(client, state, "")).status == 400
    assert (await finished(client, "made-up", "slack-app-oauth-state=made-up")).status == 401
    assert (await finished(client, state, cookie)).status == 200
    assert (await finished(client, state, cookie)).status == 401
    late = await begun(client)
    office.clock.move_to(NOW + timedelta(minutes=10))
    assert (await finished(client, *late)).status == 401
    assert office.slack.methods().count("oauth.v2.access") == 1


async def test_old_states_do_not_pile_up(office: Office) -> None:
    """What has expired is deleted like every document."""
    client = await office.serve(**OAUTH)
    for _ in range(5):
        await begun(client)
    office.clock.move_to(NOW + timedelta(minutes=11))
    await begun(client)
    await office.documents.purge(office.clock.now(), 100)
    assert len(await office.documents.keys(STATES)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"team": {"id": "T0STRANGER", "name": "x"}},
        {"is_enterprise_install": True, "enterprise": {"id": "E1"}, "team": None},
    ],
)
async def test_a_workspace_that_is_not_enrolled_is_not_installed(
    office: Office, change: Mapping[str, Any]
) -> None:
    """Its token is given back and not kept."""
    client = await office.serve(**OAUTH)
    office.slack.script["oauth.v2.access"] = {**GRANT, **change}
    response = await finished(client, *await begun(client))
    assert response.status == 403
    assert platforms.SLACK_NOT_INSTALLED_TITLE in await response.text()
    assert office.slack.methods()[-1] == "auth.revoke"
    assert await office.documents.keys(INSTALLATIONS) == ()


@pytest.mark.parametrize("fault", [refusing("invalid_code"), reset, refusing("", 500)])
async def test_a_failed_exchange_is_a_page_and_no_5xx(office: Office, fault: Any) -> None:
    """And says nothing of what failed."""
    client = await office.serve(**OAUTH)
    office.slack.script["oauth.v2.access"] = fault
    with capture_logs() as logs:
        response = await finished(client, *await begun(client))
    assert 400 <= response.status < 500
    assert platforms.SLACK_NOT_INSTALLED_TITLE in await response.text()
    assert "shh" not in str(logs)


async def test_an_installer_who_declines_is_answered(office: Office) -> None:
    """With what came from outside nowhere on the page."""
    client = await office.serve(**OAUTH)
    response = await client.get("/slack/oauth_redirect", params={"error": "<script>x"})
    assert response.status == 200
    assert "<script>" not in await response.text()


async def test_without_a_client_id_there_are_no_pages(office: Office) -> None:
    """A workspace enrolled by its token alone needs none."""
    client = await office.serve()
    assert (await client.get("/slack/install")).status == 404
    assert (await client.get("/slack/oauth_redirect")).status == 404


@pytest.mark.parametrize(
    ("payload", "removed"),
    [
        (event("app_uninstalled"), True),
        (event("tokens_revoked", tokens={"bot": ["U0BOT"]}), True),
        (event("tokens_revoked", tokens={"oauth": ["U0ANNA"]}), False),
    ],
)
async def test_a_removed_app_is_forgotten_and_alarmed(
    office: Office, payload: dict[str, Any], removed: bool
) -> None:
    """The lane is shut from then on; a person's own token is none of ours."""
    await installed(office)
    await office.serve(**OAUTH)
    with capture_logs() as logs:
        await office.answer(payload)
    assert (await office.documents.keys(INSTALLATIONS) == ()) is removed
    assert ("slack_removed" in {log["event"] for log in logs}) is removed


async def installed(office: Office, hours: float | None = None) -> None:
    """Install the workspace, with a token that lives for so many hours."""
    expires = {} if hours is None else {"bot_token_expires_at": int(NOW.timestamp() + hours * 3600)}
    bot = {
        "team_id": TEAM,
        "bot_token": "xoxb-partner",
        "bot_id": "B1",
        "bot_user_id": "U0BOT",
        "bot_refresh_token": "xoxe-1" if hours is not None else None,
        "installed_at": 0.0,
        **expires,
    }
    await office.documents.put(INSTALLATIONS, TEAM, bot, None)


FRESH = {
    "ok": True,
    "access_token": "xoxb-fresh",
    "refresh_token": "xoxe-2",
    "expires_in": 43_200,
    "token_type": "bot",
}


async def test_a_token_is_refreshed_before_it_ends(office: Office) -> None:
    """Beside the work while there is time, before it when there is none; the new one is kept."""
    office.slack.script["oauth.v2.access"] = FRESH
    office.slack.teams["xoxb-fresh"] = TEAM
    await installed(office, hours=6)
    courier = office.courier(**OAUTH)
    await courier.deliver(ANNA, card(), repeat=False)
    assert "oauth.v2.access" not in office.slack.methods()
    await installed(office, hours=0.01)
    await courier.deliver(ANNA, card(), repeat=False)
    assert office.slack.last("oauth.v2.access")["refresh_token"] == "xoxe-1"
    assert office.slack.calls[-1].token == "xoxb-fresh"
    stored = await office.documents.get(INSTALLATIONS, TEAM) or {}
    assert stored["bot_refresh_token"] == "xoxe-2"
    assert stored["bot_token_expires_at"] == int(NOW.timestamp()) + 43_200


async def test_a_refresh_beside_the_work_holds_nobody_up(office: Office) -> None:
    """Slack being slow about it, or saying no, delays no message while the old token works."""
    office.slack.script["oauth.v2.access"] = refusing("internal_error")
    await installed(office, hours=1)
    courier = office.courier(**OAUTH)
    for _ in range(3):
        await courier.deliver(ANNA, card(), repeat=False)
    assert office.slack.calls[-1].token == "xoxb-partner"


@pytest.mark.parametrize(
    ("code", "kind"), [("internal_error", RetryLater), ("invalid_refresh_token", QueueDown)]
)
async def test_a_token_that_cannot_be_refreshed(office: Office, code: str, kind: Any) -> None:
    """Slack is asked again later, unless the refresh token itself is refused."""
    office.slack.script["oauth.v2.access"] = refusing(code)
    await installed(office, hours=-1)
    with pytest.raises(kind):
        await office.courier(**OAUTH).deliver(ANNA, card(), repeat=False)


async def test_another_process_may_refresh_first(office: Office) -> None:
    """Then its token is used: a refresh token serves but once."""
    office.slack.teams["xoxb-fresh"] = TEAM

    async def too_late(request: web.Request) -> web.StreamResponse:
        stored = await office.documents.get(INSTALLATIONS, TEAM) or {}
        await office.documents.put(INSTALLATIONS, TEAM, {**stored, "bot_token": "xoxb-fresh"}, None)
        return await refusing("invalid_refresh_token")(request)

    office.slack.script["oauth.v2.access"] = too_late
    await installed(office, hours=-1)
    await office.courier(**OAUTH).deliver(ANNA, card(), repeat=False)
    assert office.slack.calls[-1].token == "xoxb-fresh"


async def test_tokens_are_checked_at_the_start(office: Office) -> None:
    """What is wrong is an alarm then, not when the first child depends on it."""
    office.slack.teams["xoxb-partner"] = "T0OTHER"
    with capture_logs() as logs:
        await office.app().check_tokens()
    assert {log["code"] for log in logs} == {"team_mismatch"}


def test_settings_hide_their_secrets() -> None:
    """No repr, and so no log or trace, shows one; and without a signing secret there are none."""
    settings = SlackSettings(
        signing_secrets=("s1-secret",),
        client_secret="s2-secret",
        bot_tokens={TEAM: "xoxb-secret"},
        app_token="xapp-secret",
    )
    assert "secret" not in repr(settings).replace("signing_secrets", "")
    assert settings.api_base == "https://slack.com/api/"
    for secrets in ((), ("",), ("a", "")):
        with pytest.raises(ValueError, match="signing secret"):
            SlackSettings(signing_secrets=secrets)
