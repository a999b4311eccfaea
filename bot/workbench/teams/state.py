"""The state of Teams: tenants, people, the activities in their chats, open dialogs."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime

from bot.workbench.chats import Json, NotPossible
from core.ports import Clock


@dataclass(slots=True, kw_only=True)
class Tenant:
    """An organisation with a bot registration of its own."""

    id: str
    name: str
    app_id: str
    app_password: str = "workbench-app-password"  # noqa: S105 - a stand-in's, worth nothing
    token: str = ""
    """The bearer token Concord's calls carry; generated if none is given."""
    token_works: bool = True

    def __post_init__(self) -> None:
        self.token = self.token or f"workbench-token-{self.app_id}"

    @property
    def bot(self) -> Json:
        """The bot as an account in conversations."""
        return {"id": f"28:{self.app_id}", "name": "Concord"}


@dataclass(slots=True, kw_only=True)
class ShownActivity:
    """An activity in a chat, as it is now."""

    id: str
    at: datetime
    activity: Json
    mine: bool = False
    private: bool = False
    edited: bool = False

    @property
    def card(self) -> Json | None:
        """The card it shows, or None."""
        for attachment in self.activity.get("attachments") or ():
            content: Json = attachment["content"]
            return content
        return None


@dataclass(slots=True, kw_only=True)
class OpenDialog:
    """A dialog on a person's screen."""

    id: str
    title: str
    card: Json | None = None
    text: str = ""
    """A text shown instead of a card."""
    extension: str = ""
    """The command of its message extension, or "" without one."""
    typed: dict[str, str] = field(default_factory=dict[str, str])
    errors: dict[str, str] = field(default_factory=dict[str, str])
    warning: str = ""


@dataclass(slots=True, kw_only=True)
class TeamsPerson:
    """A user of a tenant; ``id`` is the object id in the tenant's directory."""

    tenant: str
    id: str
    name: str
    installed: bool = True
    guest: bool = False
    deleted: bool = False
    """Whether the account was deleted from the tenant's directory."""
    activities: list[ShownActivity] = field(default_factory=list[ShownActivity])
    dialog: OpenDialog | None = None
    home: str = ""
    """Id of the activity that answered the last request for the Home."""

    @property
    def account(self) -> Json:
        """The person as an account in conversations."""
        return {"id": f"29:1{self.id}", "name": self.name, "aadObjectId": self.id}

    @property
    def conversation(self) -> str:
        """The id of the personal chat with Concord."""
        return f"a:1{self.tenant}.{self.id}"


class TeamsWorld:
    """All tenants; ``clock`` dates activities."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.tenants: dict[str, Tenant] = {}
        self.people: dict[tuple[str, str], TeamsPerson] = {}
        self._numbers = itertools.count(1)

    def number(self) -> int:
        """Return a number used only once."""
        return next(self._numbers)

    def activity_id(self) -> str:
        """Return a new activity id, unique even while the clock does not move."""
        return f"1:{int(self.clock.now().timestamp() * 1000)}{self.number():06d}"

    def person(self, address: str) -> TeamsPerson:
        """Return a person by ``user`` or ``tenant:user``. Raises NotPossible."""
        tenant, _, user = address.rpartition(":")
        found = [
            person
            for (its_tenant, its_user), person in self.people.items()
            if its_user == user and tenant in {"", its_tenant}
        ]
        if len(found) != 1:
            raise NotPossible(f"{len(found)} people in Teams are called {address!r}")
        return found[0]

    def member(self, tenant: str, account: str) -> TeamsPerson | None:
        """Return a tenant's user by account id or object id, or None."""
        for person in self.people.values():
            if person.tenant == tenant and account in {person.id, person.account["id"]}:
                return person
        return None

    def in_conversation(self, tenant: str, conversation: str) -> TeamsPerson | None:
        """Return whose personal chat this is, or None; a ``;messageid=`` suffix is ignored."""
        for person in self.people.values():
            if (
                person.tenant == tenant
                and person.conversation == conversation.split(";", maxsplit=1)[0]
            ):
                return person
        return None
