"""The Bot Connector's REST API as Concord uses it, with the connector's errors."""

from collections.abc import Mapping
from typing import Any

from bot.workbench.chats import Json
from bot.workbench.teams.cards import BIGGEST, activity_faults, size
from bot.workbench.teams.state import ShownActivity, TeamsPerson, TeamsWorld, Tenant

STATIC_TOKEN = "workbench-static-token"  # noqa: S105 - a stand-in's, worth nothing


class ConnectorError(Exception):
    """An HTTP status with the connector's error body."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message or code

    def body(self) -> Json:
        """Return the answer's JSON."""
        return {"error": {"code": self.code, "message": self.message}}


class Connector:
    """The connector's methods, called with the parts of the path."""

    def __init__(self, world: TeamsWorld) -> None:
        self.world = world
        self.static_token = STATIC_TOKEN
        """Accepted for every tenant; "" for none."""

    def tenant(self, token: str, name: str) -> Tenant:
        """Return the tenant of a call, by its path or its token. Raises ConnectorError."""
        tenants = [t for t in self.world.tenants.values() if name in {"", t.id} and t.token_works]
        for tenant in tenants:
            if token and token == tenant.token:
                return tenant
        if token and token == self.static_token and len(tenants) == 1:
            return tenants[0]
        raise ConnectorError(401, "Unauthorized", "Authorization has been denied for this request.")

    def login(self, tenant: str, form: Mapping[str, Any]) -> Json:
        """Return a token for a registration's own app id and password. Raises ConnectorError."""
        for known in self.world.tenants.values():
            ours = tenant in {known.id, "botframework.com", "common"}
            if ours and form.get("client_id") == known.app_id:
                if form.get("client_secret") != known.app_password:
                    raise ConnectorError(401, "invalid_client")
                if form.get("grant_type") != "client_credentials":
                    raise ConnectorError(400, "unsupported_grant_type")
                return {
                    "token_type": "Bearer",
                    "expires_in": 86_399,
                    "ext_expires_in": 86_399,
                    "access_token": known.token,
                }
        raise ConnectorError(400, "unauthorized_client")

    def begin(self, tenant: Tenant, body: Mapping[str, Any]) -> Json:
        """Create (or find) the personal chat with a user. Raises ConnectorError."""
        members = body.get("members") or []
        if body.get("isGroup") or len(members) != 1:
            raise ConnectorError(400, "BadSyntax", "Bad format of conversation parameters")
        named = body.get("tenantId") or (body.get("channelData") or {}).get("tenant", {}).get("id")
        if named not in {None, tenant.id}:
            raise ConnectorError(
                403, "BotNotInConversationRoster", "The bot is not in this tenant."
            )
        person = self._reachable(self.world.member(tenant.id, str(members[0].get("id", ""))))
        answer: Json = {"id": person.conversation}
        if body.get("activity"):
            answer["activityId"] = self.send(tenant, person.conversation, body["activity"])["id"]
        return answer

    def send(self, tenant: Tenant, conversation: str, activity: Json) -> Json:
        """Put an activity into a chat; typing shows nothing. Raises ConnectorError."""
        person = self._reachable(self.world.in_conversation(tenant.id, conversation))
        if activity.get("type") != "message":
            return {"id": self.world.activity_id()}
        self._check(activity)
        shown = ShownActivity(
            id=self.world.activity_id(), at=self.world.clock.now(), activity=activity
        )
        person.activities.append(shown)
        return {"id": shown.id}

    def update(self, tenant: Tenant, conversation: str, name: str, activity: Json) -> Json:
        """Replace an activity in place. Raises ConnectorError."""
        person = self._reachable(self.world.in_conversation(tenant.id, conversation))
        shown = self._own(person, name)
        self._check(activity)
        shown.activity = activity
        shown.edited = True
        return {"id": shown.id}

    def delete(self, tenant: Tenant, conversation: str, name: str) -> None:
        """Delete an activity. Raises ConnectorError."""
        person = self._reachable(self.world.in_conversation(tenant.id, conversation))
        person.activities.remove(self._own(person, name))

    def members(self, tenant: Tenant, conversation: str) -> list[Json]:
        """Return the members of a chat except the bot. Raises ConnectorError."""
        person = self._reachable(self.world.in_conversation(tenant.id, conversation), asked=True)
        mail = f"{person.name.lower().replace(' ', '.')}@{tenant.id}.example"
        role = "guest" if person.guest else "user"
        more = {"email": mail, "userPrincipalName": mail, "tenantId": tenant.id, "userRole": role}
        return [{**person.account, "objectId": person.id, **more}]

    def _own(self, person: TeamsPerson, name: str) -> ShownActivity:
        for shown in person.activities:
            if shown.id == name and not shown.mine:
                return shown
        raise ConnectorError(404, "ActivityNotFoundInConversation", "Activity not found.")

    def _reachable(self, person: TeamsPerson | None, *, asked: bool = False) -> TeamsPerson:
        """Return the person, if the bot may reach them. ``asked`` is for a request of members, not
        for a message.
        """
        if person is None:
            raise ConnectorError(404, "ConversationNotFound", "Conversation not found.")
        if person.deleted and asked:
            raise ConnectorError(404, "MemberNotFoundInConversation", "The member is not there.")
        if person.deleted:
            raise ConnectorError(404, "UserNotFound", "User not found.")
        if not person.installed:
            raise ConnectorError(
                403, "BotNotInConversationRoster", "The bot is not part of the conversation roster."
            )
        return person

    def _check(self, activity: Json) -> None:
        if size(activity) >= BIGGEST:
            raise ConnectorError(
                413, "MessageSizeTooBig", f"Message size is {size(activity)} bytes."
            )
        faults = activity_faults(activity)
        if faults:
            raise ConnectorError(400, "BadSyntax", "; ".join(faults))
