"""Slack's Web API as Concord uses it: one function for each method, with Slack's errors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.workbench.chats import Json
from bot.workbench.slack.blocks import LONGEST_VIEW, blocks_faults, view_faults
from bot.workbench.slack.state import (
    DEEPEST_STACK,
    OpenView,
    PostedMessage,
    SlackPerson,
    SlackWorld,
    Workspace,
    decoded,
)
from core.cases.record.seals import canonical

LONGEST_TEXT = 40_000
"""Characters of text in a message; more is refused."""


class SlackApiError(Exception):
    """``ok: false`` with an error code of Slack."""

    def __init__(self, code: str, *messages: str) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages

    def body(self) -> Json:
        """Return the answer's JSON."""
        body: Json = {"ok": False, "error": self.code}
        if self.messages:
            body["response_metadata"] = {"messages": list(self.messages)}
        return body


@dataclass(slots=True, kw_only=True)
class StandInApp:
    """The one Slack app: its secrets, and the codes of installations."""

    id: str = "A0CONCORD0"
    client_id: str = "1000000000.2000000000"
    client_secret: str = "workbench-client-secret"  # noqa: S105 - a stand-in's, worth nothing
    signing_secret: str = "workbench-signing-secret"  # noqa: S105
    app_token: str = "xapp-workbench"  # noqa: S105
    codes: dict[str, str] = field(default_factory=dict[str, str])
    """Workspace by code of an installation."""


Method = Callable[[Workspace, Mapping[str, Any]], Json]


class WebApi:
    """The API methods, by name."""

    def __init__(self, world: SlackWorld, app: StandInApp, socket_url: Callable[[], str]) -> None:
        self.world = world
        self.app = app
        self._socket_url = socket_url
        self.with_bot_token: dict[str, Method] = {
            "auth.test": self._auth_test,
            "chat.postMessage": self._post_message,
            "chat.update": self._update_message,
            "conversations.open": self._open_conversation,
            "users.info": self._user_info,
            "views.open": self._open_view,
            "views.push": self._push_view,
            "views.update": self._update_view,
            "views.publish": self._publish_view,
        }

    def answer(self, method: str, token: str, arguments: Mapping[str, Any]) -> Json:
        """Carry out a call. Raises SlackApiError."""
        if method == "oauth.v2.access":
            return {"ok": True, **self._install(arguments)}
        if method == "apps.connections.open":
            if token != self.app.app_token:
                raise SlackApiError(
                    "not_allowed_token_type" if token.startswith("xoxb") else "invalid_auth"
                )
            return {"ok": True, "url": self._socket_url()}
        if method not in self.with_bot_token:
            raise SlackApiError("unknown_method")
        return {"ok": True, **self.with_bot_token[method](self.workspace(token), arguments)}

    def workspace(self, token: str) -> Workspace:
        """Return the workspace of a bot token. Raises SlackApiError."""
        if not token:
            raise SlackApiError("not_authed")
        for workspace in self.world.workspaces.values():
            if workspace.bot_token == token and workspace.token_works:
                return workspace
        raise SlackApiError("invalid_auth")

    def concerned(self, token: str, arguments: Mapping[str, Any]) -> SlackPerson | None:
        """Return whom a call concerns, before it is validated: for faults and recording."""
        try:
            workspace = self.workspace(token)
        except SlackApiError:
            return None
        trigger = self.world.triggers.get(str(arguments.get("trigger_id", "")))
        if trigger is not None:
            return trigger.person
        for name in ("channel", "user_id", "user", "users"):
            person = self.world.in_channel(workspace, str(arguments.get(name, "")))
            if person is not None:
                return person
        for person in self.world.people.values():
            if any(m.view["id"] == arguments.get("view_id") for m in person.modals):
                return person
        return None

    def _auth_test(self, workspace: Workspace, _: Mapping[str, Any]) -> Json:
        return {
            "url": f"https://{workspace.name.lower().replace(' ', '-')}.example/",
            "team": workspace.name,
            "team_id": workspace.id,
            "user": "concord",
            "user_id": workspace.bot_user,
            "bot_id": workspace.bot_id,
            "is_enterprise_install": False,
        }

    def _post_message(self, workspace: Workspace, arguments: Mapping[str, Any]) -> Json:
        person = self.world.in_channel(workspace, str(arguments.get("channel", "")))
        if person is None:
            raise SlackApiError("channel_not_found")
        posted = PostedMessage(ts=self.world.ts(), text="", blocks=[])
        self._write(posted, arguments)
        person.messages.append(posted)
        return {
            "channel": person.channel,
            "ts": posted.ts,
            "message": self._message(workspace, posted),
        }

    def _update_message(self, workspace: Workspace, arguments: Mapping[str, Any]) -> Json:
        person = self.world.in_channel(workspace, str(arguments.get("channel", "")))
        if person is None:
            raise SlackApiError("channel_not_found")
        for posted in person.messages:
            if posted.ts == arguments.get("ts") and not posted.private:
                if posted.mine:
                    raise SlackApiError("cant_update_message")
                self._write(posted, arguments)
                posted.edited = True
                return {
                    "channel": person.channel,
                    "ts": posted.ts,
                    "text": posted.text,
                    "message": self._message(workspace, posted),
                }
        raise SlackApiError("message_not_found")

    def _write(self, posted: PostedMessage, arguments: Mapping[str, Any]) -> None:
        text = str(arguments.get("text") or "")
        blocks = decoded(arguments.get("blocks"))
        if not text and not blocks:
            raise SlackApiError("no_text")
        if len(text) > LONGEST_TEXT:
            raise SlackApiError("msg_too_long")
        if blocks is not None:
            faults = blocks_faults(blocks, "message")
            if faults:
                raise SlackApiError("invalid_blocks", *faults)
        posted.text = text
        posted.blocks = self.world.complete_blocks(blocks) if isinstance(blocks, list) else []

    def _message(self, workspace: Workspace, posted: PostedMessage) -> Json:
        return {
            "type": "message",
            "ts": posted.ts,
            "text": posted.text,
            "blocks": posted.blocks,
            "user": workspace.bot_user,
            "bot_id": workspace.bot_id,
            "app_id": self.app.id,
            "team": workspace.id,
        }

    def _open_conversation(self, workspace: Workspace, arguments: Mapping[str, Any]) -> Json:
        users = decoded(arguments.get("users") or arguments.get("channel") or "")
        if isinstance(users, list):
            users = ",".join(map(str, users))
        if not users or "," in str(users):
            raise SlackApiError("not_enough_users" if not users else "method_not_supported")
        person = self.world.in_channel(workspace, str(users))
        if person is None:
            raise SlackApiError("user_not_found")
        if person.deleted:
            raise SlackApiError("user_disabled")
        return {"no_op": False, "already_open": False, "channel": {"id": person.channel}}

    def _user_info(self, workspace: Workspace, arguments: Mapping[str, Any]) -> Json:
        person = self.world.people.get((workspace.id, str(arguments.get("user", ""))))
        if person is None:
            raise SlackApiError("user_not_found")
        profile = {"real_name": person.name, "display_name": person.name, "team": person.team}
        return {
            "user": {
                "id": person.id,
                "team_id": person.team,
                "name": person.name.lower().replace(" ", "."),
                "real_name": person.name,
                "deleted": person.deleted,
                "is_bot": person.bot,
                "is_restricted": person.guest,
                "is_ultra_restricted": False,
                "is_stranger": person.stranger,
                "tz": "Europe/London",
                "locale": "en-GB",
                "profile": profile,
            }
        }

    def _open_view(self, workspace: Workspace, arguments: Mapping[str, Any]) -> Json:
        view = self._valid_view(arguments, "modal")
        person = self._exchange(workspace, arguments)
        person.modals.clear()
        return {"view": self.world.show(person, view)}

    def _push_view(self, workspace: Workspace, arguments: Mapping[str, Any]) -> Json:
        view = self._valid_view(arguments, "modal")
        person = self._exchange(workspace, arguments)
        if not person.modals:
            raise SlackApiError("not_found")
        if len(person.modals) >= DEEPEST_STACK:
            raise SlackApiError("push_limit_reached")
        return {"view": self.world.show(person, view)}

    def _update_view(self, workspace: Workspace, arguments: Mapping[str, Any]) -> Json:
        view = self._valid_view(arguments, "modal")
        person, modal = self._find_modal(workspace, arguments)
        if arguments.get("hash") not in {None, "", modal.view["hash"]}:
            raise SlackApiError("hash_conflict")
        return {"view": self.world.replace(person, modal, view)}

    def _find_modal(
        self, workspace: Workspace, arguments: Mapping[str, Any]
    ) -> tuple[SlackPerson, OpenView]:
        for person in self.world.people.values():
            for modal in person.modals:
                known = {modal.view["id"], modal.view["external_id"] or None}
                wanted = {arguments.get("view_id"), arguments.get("external_id")} - {None}
                if person.team == workspace.id and wanted & known:
                    return person, modal
        raise SlackApiError("not_found")

    def _publish_view(self, workspace: Workspace, arguments: Mapping[str, Any]) -> Json:
        view = self._valid_view(arguments, "home")
        person = self.world.people.get((workspace.id, str(arguments.get("user_id", ""))))
        if person is None:
            raise SlackApiError(
                "invalid_arguments", "[ERROR] user not found [json-pointer:/user_id]"
            )
        before = person.home
        if arguments.get("hash") not in {None, "", (before or {}).get("hash")}:
            raise SlackApiError("hash_conflict")
        person.home = self.world.complete(view, person, before)
        return {"view": person.home}

    def _valid_view(self, arguments: Mapping[str, Any], kind: str) -> Json:
        view = decoded(arguments.get("view"))
        faults = view_faults(view)
        if not faults and isinstance(view, dict) and view["type"] != kind:
            faults = ["[ERROR] unsupported type [json-pointer:/view/type]"]
        if faults or not isinstance(view, dict):
            raise SlackApiError("invalid_arguments", *faults)
        if len(canonical(view)) > LONGEST_VIEW:
            raise SlackApiError("view_too_large")
        return view

    def _exchange(self, workspace: Workspace, arguments: Mapping[str, Any]) -> SlackPerson:
        trigger = self.world.triggers.get(str(arguments.get("trigger_id", "")))
        if trigger is None or trigger.person.team != workspace.id:
            raise SlackApiError("invalid_trigger_id")
        if trigger.used:
            raise SlackApiError("exchanged_trigger_id")
        if self.world.ticks() > trigger.expires:
            raise SlackApiError("expired_trigger_id")
        trigger.used = True
        return trigger.person

    def _install(self, arguments: Mapping[str, Any]) -> Json:
        if arguments.get("client_id") != self.app.client_id:
            raise SlackApiError("invalid_client_id")
        if arguments.get("client_secret") != self.app.client_secret:
            raise SlackApiError("bad_client_secret")
        if arguments.get("grant_type") == "refresh_token":
            wanted = arguments.get("refresh_token")
            found = [w for w in self.world.workspaces.values() if w.refresh_token == wanted]
            if not wanted or not found:
                raise SlackApiError("invalid_refresh_token")
            workspace = found[0]
            workspace.bot_token = f"xoxe.xoxb-{workspace.id}-{self.world.number()}"
            workspace.refresh_token = f"xoxe-{workspace.id}-{self.world.number()}"
        else:
            team = self.app.codes.pop(str(arguments.get("code", "")), "")
            if not team:
                raise SlackApiError("invalid_code")
            workspace = self.world.workspaces[team]
        rotation = {"refresh_token": workspace.refresh_token, "expires_in": 43_200}
        return {
            "access_token": workspace.bot_token,
            "token_type": "bot",
            "scope": "chat:write,commands,im:write,users:read",
            "bot_user_id": workspace.bot_user,
            "app_id": self.app.id,
            "team": {"id": workspace.id, "name": workspace.name},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": "U0INSTALLER"},
            **(rotation if workspace.refresh_token else {}),
        }
