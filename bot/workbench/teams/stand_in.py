"""A local Teams: connector, login and issuer for Concord, and people who use the app."""

import json
from collections.abc import Mapping

from bot.workbench.chats import Dialog, HomeTab, Json, Message, NoAnswer, NotPossible, chosen
from bot.workbench.server import ConcordAnswer
from bot.workbench.teams import payloads, reading
from bot.workbench.teams.cards import BIGGEST, CARD, card_faults, size, walk
from bot.workbench.teams.platform import TeamsPlatform
from bot.workbench.teams.state import OpenDialog, ShownActivity, TeamsPerson

TEAMS_ERROR_TEXT = "Something went wrong. Please try again."
REQUIRED = "This field is required."
HOME_WORD = "home"


class TeamsStandIn(TeamsPlatform):
    """Start it, give Concord its addresses, then ``connect`` it to Concord's address."""

    def messages(self, user: str) -> tuple[Message, ...]:
        """Return the person's personal chat with Concord, oldest first."""
        return tuple(map(reading.message, self.world.person(user).activities))

    def dialog(self, user: str) -> Dialog | None:
        """Return the open dialog, or None."""
        return reading.dialog(self.world.person(user).dialog)

    def home(self, user: str) -> HomeTab | None:
        """Return the card that answered the last request for the Home, or None."""
        person = self.world.person(user)
        for shown in person.activities:
            if shown.id == person.home and shown.card is not None:
                return HomeTab(
                    lines=tuple(reading.lines(shown.card)),
                    buttons=tuple(reading.buttons(shown.card)),
                    raw={"card": shown.card},
                )
        return None

    async def say(self, user: str, text: str) -> None:
        """Type a message to the bot."""
        await self.message(user, text)

    async def message(self, user: str, text: str) -> None:
        """Type a message to the bot."""
        person = self._with_app(user)
        self._mine(person, text)
        await self.send(person, payloads.text(text))
        await self.finish()

    async def open_home(self, user: str) -> None:
        """Ask for the Home."""
        person = self._with_app(user)
        before = {shown.id for shown in person.activities}
        await self.message(user, HOME_WORD)
        fresh = [s for s in person.activities if s.id not in before and not s.mine and s.card]
        if fresh:
            person.home = fresh[-1].id

    async def install(self, user: str) -> None:
        """Install the app for a person."""
        await self._installed(self.world.person(user), added=True)

    async def uninstall(self, user: str) -> None:
        """Remove the app for a person."""
        await self._installed(self.world.person(user), added=False)

    async def _installed(self, person: TeamsPerson, *, added: bool) -> None:
        person.installed = added
        for activity in payloads.installation(self.world.tenants[person.tenant], person,
                                              added=added):  # fmt: skip
            await self.send(person, activity)
        await self.finish()

    async def press(
        self,
        user: str,
        what: str,
        *,
        reference: str = "",
        message: str = "",
        values: Mapping[str, str] | None = None,
    ) -> None:
        """Press a button in the open dialog, in a message or on the Home (see ``Chat.press``)."""
        person = self._with_app(user)
        if person.dialog is not None and not message:
            self._type(person.dialog, values or {})
            await self._hand_in(person, person.dialog, what)
            return
        wanted = person.home if message == "home" else message
        for shown in reversed(person.activities):
            if wanted not in {"", shown.id} or reference not in reading.message(shown):
                continue
            button = chosen(tuple(reading.buttons(shown.card)), what)
            if button is not None and shown.card is not None:
                await self._press(person, shown, _at(shown.card, button.at))
                return
        raise NotPossible(f"{person.name} sees no button {what!r} {reference}".rstrip())

    async def _press(self, person: TeamsPerson, shown: ShownActivity, action: Json) -> None:
        data = action.get("data")
        teams = data.get("msteams") or {} if isinstance(data, dict) else {}
        if action["type"] == "Action.Execute":
            sent = payloads.execute(action, dict(data or {}), shown.id)
            self._redraw(person, shown, await self._invoke(person, sent))
        elif action["type"] != "Action.Submit":
            raise NotPossible(f"{action['type']} asks nothing of Concord")
        elif teams.get("type") in {"task/fetch", "invoke"}:
            answer = await self._invoke(person, payloads.fetch(dict(data or {}), shown.id))
            self._task(person, answer)
        else:
            text = teams.get("text") or teams.get("value") or ""
            more = payloads.text(text) if teams.get("type") in {"imBack", "messageBack"} else {}
            await self.send(person, {"type": "message", "value": data, "replyToId": shown.id}
                            | more)  # fmt: skip
        await self.finish()

    async def refresh(self, user: str, message: str) -> None:
        """View a card that refreshes itself: Teams asks for a new one."""
        person = self._with_app(user)
        for shown in person.activities:
            action = ((shown.card or {}).get("refresh") or {}).get("action")
            if shown.id == message and action:
                sent = payloads.execute(action, action.get("data") or {}, shown.id,
                                        trigger="automatic")  # fmt: skip
                self._redraw(person, shown, await self._invoke(person, sent))
                await self.finish()

    async def extension(self, user: str, command: str) -> None:
        """Choose a message extension's action under the compose box."""
        person = self._with_app(user)
        answer = await self._invoke(person, payloads.extension("fetchTask", command))
        self._task(person, answer, extension=command)
        await self.finish()

    async def fill(self, user: str, values: Mapping[str, str], *, press: str = "") -> None:
        """Fill in the open dialog and press its first button, or the one named."""
        person = self._with_app(user)
        if person.dialog is None:
            raise NotPossible(f"{person.name} has no dialog open")
        self._type(person.dialog, values)
        await self._hand_in(person, person.dialog, press)

    async def submit(self, user: str, values: Mapping[str, str] | None = None) -> None:
        """Submit the open dialog."""
        await self.fill(user, values or {})

    async def close(self, user: str) -> None:
        """Close the open dialog; Teams does not tell the bot."""
        person = self.world.person(user)
        if person.dialog is None:
            raise NotPossible(f"{person.name} has no dialog open")
        person.dialog = None
        self.changed()

    def _type(self, opened: OpenDialog, values: Mapping[str, str]) -> None:
        for name, text in values.items():
            for element in reading.inputs(opened.card):
                if name in {element["id"], element.get("label"), element.get("title")}:
                    opened.typed[element["id"]] = _typed(element, text)
                    break
            else:
                raise NotPossible(f"there is no field {name!r} in {opened.title!r}")

    async def _hand_in(self, person: TeamsPerson, opened: OpenDialog, what: str) -> None:
        card = opened.card or {}
        button = chosen(tuple(reading.buttons(card)), what) if what else reading.submit_button(card)
        if button is None:
            raise NotPossible(f"the open dialog has no button {what!r}")
        action = _at(card, button.at)
        values = {e["id"]: reading.value_of(opened, e) for e in reading.inputs(card)}
        none = action.get("associatedInputs") == "none"
        opened.errors = {} if none else {
            element["id"]: element.get("errorMessage") or REQUIRED
            for element in reading.inputs(card)
            if not _valid(element, values[element["id"]])
        }  # fmt: skip
        opened.warning = ""
        if opened.errors:
            await self.finish()
            return
        data = {**(action.get("data") or {}), **({} if none else values)}
        sent = payloads.submit(data)
        if opened.extension:
            sent = payloads.extension("submitAction", opened.extension, data)
        try:
            self._task(person, await self._invoke(person, sent), extension=opened.extension)
        except NoAnswer:
            opened.warning = TEAMS_ERROR_TEXT
            self.changed()
            raise
        await self.finish()

    async def _invoke(self, person: TeamsPerson, sent: Json) -> Json:
        answer: ConcordAnswer = await self.send(person, sent)
        if not answer.body.strip():
            return {}
        body = json.loads(answer.body)
        if not isinstance(body, dict):
            raise NoAnswer("Teams cannot read the answer (no object)", answer.status)
        self.keep("message" if "statusCode" in body else "dialog", body)
        if size(body) >= BIGGEST:
            raise NoAnswer(f"Teams cannot show the answer ({size(body)} bytes)", answer.status)
        return body

    def _redraw(self, person: TeamsPerson, shown: ShownActivity, answer: Json) -> None:
        if answer.get("statusCode") != 200:
            raise NoAnswer(f"Teams was answered {answer or 'nothing'}", 200)
        value = answer.get("value")
        if answer.get("type") == CARD:
            self._check(value, dialog=False)
            shown.activity = shown.activity | {
                "attachments": [{"contentType": CARD, "content": value}]
            }
            shown.edited = True
        elif answer.get("type") == "application/vnd.microsoft.activity.message":
            self._toast(person, str(value))
        else:
            raise NoAnswer(f"Teams cannot use an answer of type {answer.get('type')!r}", 200)

    def _task(self, person: TeamsPerson, answer: Json, *, extension: str = "") -> None:
        task = answer.get("task")
        if task is None:
            person.dialog = None
            return
        value = task.get("value")
        name = person.dialog.id if person.dialog else f"dialog-{self.world.number()}"
        if task.get("type") == "message":
            person.dialog = OpenDialog(id=name, title="Concord", text=str(value))
        elif task.get("type") == "continue" and isinstance(value, dict) and "card" in value:
            card = value["card"].get("content")
            self._check(card, dialog=True)
            person.dialog = OpenDialog(
                id=name,
                title=str(value.get("title") or ""),
                card=card,
                extension=extension,
            )
        else:
            raise NoAnswer(f"Teams cannot use a task of type {task.get('type')!r}", 200)

    def _check(self, card: object, *, dialog: bool) -> None:
        faults = card_faults(card, dialog=dialog)
        if faults:
            raise NoAnswer(f"Teams cannot draw the card ({'; '.join(faults)})", 200)

    def _toast(self, person: TeamsPerson, text: str) -> None:
        person.activities.append(
            ShownActivity(
                id=self.world.activity_id(),
                at=self.world.clock.now(),
                activity={"type": "message", "text": text},
                private=True,
            )
        )

    def _mine(self, person: TeamsPerson, text: str) -> None:
        person.activities.append(
            ShownActivity(
                id=self.world.activity_id(),
                at=self.world.clock.now(),
                activity={"type": "message", "text": text},
                mine=True,
            )
        )

    def _with_app(self, user: str) -> TeamsPerson:
        person = self.world.person(user)
        if not person.installed:
            raise NotPossible(f"{person.name} does not have the app")
        return person


def _at(card: Json, pointer: str) -> Json:
    return next(element for element, at in walk(card) if at == pointer)


def _typed(element: Json, text: str) -> str:
    if element["type"] != "Input.ChoiceSet" or not text:
        return text
    by_name = {c["title"]: c["value"] for c in element["choices"]}
    by_name |= {c["value"]: c["value"] for c in element["choices"]}
    parts = [part.strip() for part in text.split(",")] if element.get("isMultiSelect") else [text]
    for part in parts:
        if part not in by_name:
            raise NotPossible(f"there is no option {part!r}")
    return ",".join(by_name[part] for part in parts)


def _valid(element: Json, value: str) -> bool:
    if element.get("isRequired") and not value.strip():
        return False
    return len(value) <= int(element.get("maxLength") or len(value))
