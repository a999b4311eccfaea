"""A local Slack: its Web API for Concord, and people who press, type and submit."""

import json
from collections.abc import Mapping
from urllib.parse import urlencode

from bot.workbench.chats import Dialog, HomeTab, Json, Message, NoAnswer, NotPossible, chosen
from bot.workbench.server import ConcordAnswer
from bot.workbench.slack import payloads, reading
from bot.workbench.slack.blocks import view_faults
from bot.workbench.slack.platform import SlackPlatform
from bot.workbench.slack.state import DEEPEST_STACK, OpenView, PostedMessage, SlackPerson

SLACK_ERROR_TEXT = "We had some trouble connecting. Try again?"


class SlackStandIn(SlackPlatform):
    """Start it, give Concord ``api_url``, then ``connect`` it to Concord's address."""

    def messages(self, user: str) -> tuple[Message, ...]:
        """Return the person's direct messages with Concord, oldest first."""
        return tuple(map(reading.message, self.world.person(user).messages))

    def dialog(self, user: str) -> Dialog | None:
        """Return the topmost modal, or None."""
        return reading.dialog(self.world.person(user).modals)

    def home(self, user: str) -> HomeTab | None:
        """Return the Home last published, or None."""
        return reading.home(self.world.person(user).home)

    async def say(self, user: str, text: str) -> None:
        """Type a slash command or a message to Concord."""
        if text.startswith("/"):
            await self.slash(user, text)
            return
        person = self.world.person(user)
        posted = PostedMessage(ts=self.world.ts(), text=text, mine=True)
        person.messages.append(posted)
        inner = {"type": "message", "channel_type": "im", "text": text, "ts": posted.ts,
                 "user": person.id, "team": person.team}  # fmt: skip
        await self.happen(person, inner)

    async def slash(self, user: str, text: str) -> None:
        """Type a slash command, with its ``/``."""
        person = self.world.person(user)
        command, _, words = text.partition(" ")
        fields = payloads.slash(
            self.world.workspaces[person.team],
            person,
            self.app.id,
            command=command,
            text=words.strip(),
            trigger=self.world.trigger(person),
            response_url=self.response_url(person, ""),
        )
        answer = await self.send("slash_commands", dict(fields), urlencode(fields).encode())
        if answer.body.strip():
            self.ephemeral(person, _said(answer))
        await self.finish()

    async def open_home(self, user: str) -> None:
        """Open the app's Home tab."""
        person = self.world.person(user)
        inner: Json = {"type": "app_home_opened", "user": person.id, "channel": person.channel,
                       "tab": "home", "event_ts": self.world.ts()}  # fmt: skip
        if person.home is not None:
            inner["view"] = person.home
        await self.happen(person, inner)

    async def deactivate(self, user: str) -> None:
        """Deactivate an account as an administrator; the app gets the event of any user change."""
        person = self.world.person(user)
        person.deleted = True
        changed = {
            "id": person.id,
            "team_id": person.team,
            "name": person.name.lower().replace(" ", "."),
            "deleted": True,
        }
        await self.happen(person, {"type": "user_change", "user": changed})

    async def press(
        self,
        user: str,
        what: str,
        *,
        reference: str = "",
        message: str = "",
        values: Mapping[str, str] | None = None,
    ) -> None:
        """Press a button in the open modal, a message or the Home (see ``Chat.press``)."""
        person = self.world.person(user)
        modal = person.modals[-1] if person.modals and not message else None
        if modal is not None:
            payloads.type_in(modal, values or {})
            found = self._button(modal.view["blocks"], what)
            if found is None:
                raise NotPossible(f"the open modal has no button {what!r}")
            modal.view["state"] = payloads.state(modal)
            payload = self._view_press(person, modal.view, found)
        else:
            payload = self._press_outside(person, what, reference, message)
        await self.send("interactive", payload)
        await self.finish()

    def _press_outside(self, person: SlackPerson, what: str, reference: str, message: str) -> Json:
        for posted in reversed(person.messages):
            if message not in {"", posted.ts} or reference not in str(posted.blocks) + posted.text:
                continue
            found = self._button(posted.blocks, what)
            if found is not None:
                return payloads.message_press(
                    self.world.workspaces[person.team],
                    person,
                    self.app.id,
                    posted=posted,
                    pressed=payloads.action(found[1], found[0]["block_id"], self.world.ts()),
                    trigger=self.world.trigger(person),
                    response_url=self.response_url(person, posted.ts),
                )
        if person.home is not None and message in {"", "home"}:
            found = self._button(person.home["blocks"], what)
            if found is not None:
                return self._view_press(person, person.home, found)
        raise NotPossible(f"{person.name} sees no button {what!r} {reference}".rstrip())

    def _button(self, blocks: list[Json], what: str) -> tuple[Json, Json] | None:
        button = chosen(tuple(reading.buttons(blocks)), what)
        for block, element, at in reading.elements(blocks):
            if (button and button.at == at) or element["action_id"] == what:
                return block, element
        return None

    def _view_press(self, person: SlackPerson, view: Json, found: tuple[Json, Json]) -> Json:
        block, element = found
        return payloads.view_press(
            self.world.workspaces[person.team],
            person,
            self.app.id,
            view=view,
            pressed=payloads.action(element, block["block_id"], self.world.ts()),
            trigger=self.world.trigger(person),
        )

    async def fill(self, user: str, values: Mapping[str, str], *, press: str = "") -> None:
        """Fill in the open modal and submit it; ``press`` names another button instead."""
        if press:
            await self.press(user, press, values=values)
        else:
            await self.submit(user, values)

    async def submit(self, user: str, values: Mapping[str, str] | None = None) -> None:
        """Type values into the open modal and submit it, after Slack's own check of required
        fields.
        """
        person = self.world.person(user)
        if not person.modals or not person.modals[-1].view["submit"]:
            raise NotPossible(f"{person.name} has nothing open to submit")
        modal = person.modals[-1]
        payloads.type_in(modal, values or {})
        modal.errors = payloads.missing(modal)
        modal.warning = ""
        if not modal.errors:
            modal.view["state"] = payloads.state(modal)
            payload = payloads.submission(
                self.world.workspaces[person.team],
                person,
                self.app.id,
                view=modal.view,
                trigger=self.world.trigger(person),
            )
            try:
                answer = await self.send("interactive", payload)
            except NoAnswer:
                modal.warning = SLACK_ERROR_TEXT
                self.changed()
                raise
            self._apply(person, modal, answer)
        await self.finish()

    def _apply(self, person: SlackPerson, modal: OpenView, answer: ConcordAnswer) -> None:
        body = json.loads(answer.body) if answer.body.strip() else {}
        what = body.get("response_action")
        self.keep("views.response", body)
        if modal not in person.modals:
            return
        if what is None:
            person.modals.remove(modal)
        elif what == "clear":
            person.modals.clear()
        elif what == "errors":
            known = {block["block_id"] for block, _ in payloads.inputs(modal.view)}
            modal.errors = {str(k): str(v) for k, v in body["errors"].items()}
            if not modal.errors or set(modal.errors) - known:
                self._refuse(modal, f"errors for no input block: {set(modal.errors) - known}")
        elif what in {"update", "push"}:
            faults = view_faults(body.get("view"))
            if faults or body["view"]["type"] != "modal":
                self._refuse(modal, "; ".join(faults))
            if what == "update":
                self.world.replace(person, modal, body["view"])
            elif len(person.modals) >= DEEPEST_STACK:
                self._refuse(modal, "push_limit_reached")
            else:
                self.world.show(person, body["view"])
        else:
            self._refuse(modal, f"response_action {what!r}")

    def _refuse(self, modal: OpenView, why: str) -> None:
        modal.warning = SLACK_ERROR_TEXT
        self.changed()
        raise NoAnswer(f"Slack cannot use the answer ({why})", 200)

    async def close(self, user: str) -> None:
        """Close the topmost modal."""
        person = self.world.person(user)
        if not person.modals:
            raise NotPossible(f"{person.name} has no modal open")
        modal = person.modals.pop()
        self.changed()
        if modal.view["notify_on_close"]:
            workspace = self.world.workspaces[person.team]
            payload = payloads.closing(workspace, person, self.app.id, view=modal.view)
            await self.send("interactive", payload)
            await self.finish()


def _said(answer: ConcordAnswer) -> Json:
    if answer.content_type == "application/json":
        body: Json = json.loads(answer.body)
        return body
    return {"text": answer.body.decode()}
