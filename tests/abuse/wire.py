"""Requests as they go over the wire, recorded from the stand-ins, spoiled, and signed anew."""

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from bot.workbench.server import ConcordAnswer
from bot.workbench.slack import payloads as slack_payloads
from bot.workbench.teams import payloads as teams_payloads
from bot.workbench.teams.state import Tenant
from tests.office import Office

FORM = slack_payloads.FORM
JSON = "application/json"


@dataclass(slots=True)
class SlackWire:
    """Sends bytes to Concord as Slack, with any header put in another's place."""

    here: Office

    async def send(
        self,
        body: bytes,
        *,
        kind: str = FORM,
        age: int = 0,
        secret: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> ConcordAnswer:
        """Sign and send; ``age`` is how many seconds old the timestamp is."""
        slack = self.here.rehearsal.slack
        timestamp = int(slack.world.seconds()) - age
        signed = slack_payloads.signed(secret or slack.app.signing_secret, timestamp, body)
        whole = signed | {"Content-Type": kind} | dict(headers or {})
        kept = {name: value for name, value in whole.items() if value}
        return await slack.post(slack.events_url, body, kept)

    def slash(self, words: str, *, team: str, user: str) -> bytes:
        """A slash command of anybody's from anywhere."""
        fields = {"command": "/escalate", "text": words, "team_id": team, "user_id": user,
                  "trigger_id": f"{self.here.rehearsal.slack.world.number()}.1"}  # fmt: skip
        return urlencode(fields).encode()


@dataclass(slots=True)
class TeamsWire:
    """Sends activities to Concord as Teams, with any claim put in another's place."""

    here: Office
    tenant: str
    user: str

    def activity(self, **more: Any) -> dict[str, Any]:
        """A proper activity of the person's, with parts put in others' places."""
        teams = self.here.rehearsal.teams
        person = teams.world.people[self.tenant, self.user]
        tenant, url = self._registered, teams.service_url(self.tenant)
        sent = payloads_text("list") | more
        return teams_payloads.activity(teams.world, tenant, person, url, **sent)

    @property
    def _registered(self) -> Tenant:
        return self.here.rehearsal.teams.world.tenants[self.tenant]

    def token(self, **claims: Any) -> str:
        """A token as Teams sends it, with claims put in others' places."""
        teams = self.here.rehearsal.teams
        proper = {
            "audience": self._registered.app_id,
            "service_url": teams.service_url(self.tenant),
        }
        return teams.issuer.token(**(proper | claims))

    async def send(
        self, activity: Any, *, token: str | None = None, kind: str = JSON, **claims: Any
    ) -> ConcordAnswer:
        """Send an activity, or bytes as they are."""
        teams = self.here.rehearsal.teams
        body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
        bearer = self.token(**claims) if token is None else token
        headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
        return await teams.post(teams.messages_url, body, headers)


def payloads_text(words: str) -> dict[str, Any]:
    """What a person typed."""
    return teams_payloads.text(words)


NASTY: tuple[Any, ...] = (
    None,
    "",
    0,
    -1,
    2**70,
    1e308,
    True,
    [],
    {},
    [[]],
    [None],
    {"id": None},
    "x" * 5000,
    "\u202egnp.exe",
    "\x00\x07\x1b[31m",
    "<!channel> <@U0ANNA>",
    "[click](https://evil.example)",
    "../../etc/passwd",
    "'; DROP TABLE entries; --",
    "\ud83d",
    {"type": "Action.Execute", "data": {"concord": 7}},
)
"""What somebody might put in the place of anything."""


def spoiled(payload: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """The payload with one or a few places spoiled: taken away, replaced, doubled."""
    spoiled_one: dict[str, Any] = json.loads(json.dumps(payload))
    for _ in range(dice.randint(1, 3)):
        holder, key = dice.choice(list(_places(spoiled_one)))
        match dice.randrange(4):
            case 0:
                del holder[key]
            case 1:
                holder[key] = [holder[key], holder[key]]
            case _:
                holder[key] = dice.choice(NASTY)
        if not spoiled_one:
            break
    return spoiled_one


def _places(part: Any) -> Iterator[tuple[Any, Any]]:
    inner = part.items() if isinstance(part, dict) else enumerate(part)
    for key, value in list(inner):
        yield part, key
        if isinstance(value, dict | list):
            yield from _places(value)


def torn(body: bytes, dice: random.Random) -> bytes:
    """The bytes with some turned over, cut off or repeated."""
    at = dice.randrange(len(body))
    match dice.randrange(3):
        case 0:
            return body[:at]
        case 1:
            return body[:at] + bytes([dice.randrange(256)]) + body[at + 1 :]
        case _:
            return body[:at] + body[at // 2 :]


def opened_up(body: bytes) -> tuple[dict[str, Any], bool]:
    """What is in a body from Slack, and whether it is an interactive payload."""
    if body[:1] == b"{":
        return json.loads(body), False
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    if "payload" in fields:
        return json.loads(fields["payload"]), True
    return fields, False


def closed_up(payload: dict[str, Any], *, interactive: bool, like: bytes) -> tuple[bytes, str]:
    """The body and content type for a payload, as the recorded one had them."""
    text = json.dumps(payload)
    if interactive:
        return urlencode({"payload": text}).encode(), FORM
    if like[:1] == b"{":
        return text.encode(), JSON
    pairs = {key: value if isinstance(value, str) else text for key, value in payload.items()}
    return urlencode(pairs, errors="replace").encode(), FORM
