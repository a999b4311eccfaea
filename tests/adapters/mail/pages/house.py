"""A whole Concord whose counterpart has nothing but e-mail, its pages on a port of their own, and a
browser without script that walks through them.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html.parser import HTMLParser
from types import MappingProxyType
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from aiohttp.test_utils import unused_port

from adapters.mail.access.code_letters import CodeLetters, code_cards
from adapters.mail.access.codes import Codes
from adapters.mail.access.links import MailLinks
from adapters.mail.access.sessions import Sessions
from adapters.mail.pages.routes import mail_routes
from core.accounts.one_time_codes import OneTimeCodes
from core.cases.case import Case
from core.directory.model import Channel, Directory
from core.ports import KeyValueStore, LedgerUnavailable
from core.vocabulary import LetterKind, Platform
from tests.core.given import HOUNSLOW, MARLOW, World, opening
from tests.core.office import Office
from tests.core.stand_ins import Sent

KEY, CODE_KEY, SESSION_KEY = b"l" * 32, b"c" * 32, b"s" * 32
MARLOW_MAIL = "marlow.winstead@council.example"
CANARY = "Zebulonquill"
"""Stands wherever something of the child was typed."""
STORY = {
    "concern": f"{CANARY} was seen with bruises",
    "action_taken": f"rang about {CANARY}",
    "outcome_sought": f"see {CANARY} again",
}


def by_mail(directory: Directory, people: Mapping[str, str]) -> Directory:
    """The contact list with these people reached by e-mail only."""
    changed = {
        id_: replace(
            directory.people[id_],
            channels=(Channel(platform=Platform.MAIL, tenant="", user=address),),
        )
        for id_, address in people.items()
    }
    return replace(directory, people=MappingProxyType({**directory.people, **changed}))


MAILED: World = replace(HOUNSLOW, directory=by_mail(HOUNSLOW.directory, {MARLOW: MARLOW_MAIL}))


@dataclass
class House:
    """The office, the pages, and the e-mails that people got."""

    office: Office
    links: MailLinks
    codes: Codes
    sessions: Sessions
    url: str
    _cut: list[str] = field(default_factory=list[str])

    async def case(self) -> Case:
        """Robin raises a concern with Marlow, who is told by e-mail."""
        case = await self.office.open(opening(subject=CANARY, answers=STORY))
        await self.office.settle()
        return case

    async def link(self) -> str:
        """The link in Marlow's newest message."""
        return await self.links.issue(MARLOW_MAIL, self.mails()[-1].card)

    def mails(self) -> list[Sent]:
        """What Marlow got, oldest first; codes left out."""
        return [one for one in self.office.mail.sent if "code" not in one.card.title]

    def codes_sent(self) -> list[Sent]:
        """The e-mails with codes."""
        return [one for one in self.office.mail.sent if "code" in one.card.title]

    def cut(self, *names: str) -> None:
        """The ledger does not answer these any more; all of the key-value store's are ``documents``."""

        async def unavailable(*args: Any, **kwargs: Any) -> Any:
            raise LedgerUnavailable

        for name in names:
            if name == "documents":
                for one in ("put", "add", "get", "remove", "keys"):
                    setattr(self.office.documents, one, unavailable)
            else:
                setattr(self.office.ledger, name, unavailable)
            self._cut.append(name)

    def mend(self) -> None:
        """It answers again."""
        for name in self._cut:
            if name == "documents":
                for one in ("put", "add", "get", "remove", "keys"):
                    delattr(self.office.documents, one)
            else:
                delattr(self.office.ledger, name)
        self._cut.clear()

    def enrol(self, directory: Directory) -> None:
        """Another contact list from now on."""
        self.office.list_becomes(directory)

    def pass_time(self, **by: float) -> None:
        """Move the clock."""
        self.office.clock.move_to(self.office.clock.now() + timedelta(**by))


@asynccontextmanager
async def house(
    *worlds: World, public_url: str = "", documents: KeyValueStore | None = None
) -> AsyncIterator[House]:
    """Concord with its pages, on a port of 127.0.0.1."""
    office = Office(*(worlds or (MAILED,)))
    port = unused_port()
    url = f"http://127.0.0.1:{port}"
    kept = documents or office.documents
    links = MailLinks(KEY, kept, office.clock, public_url or url)
    one_time = OneTimeCodes(kept, office.clock, office.randomness)
    codes = Codes(CODE_KEY, kept, office.clock, one_time)
    office.makers[LetterKind.SIGN_IN_CODE] = code_cards(codes)
    sessions = Sessions(SESSION_KEY, kept, office.clock)
    app = web.Application(client_max_size=64 * 1024 * 1024)  # the pages have a limit of their own
    app.add_routes(
        mail_routes(
            desk=office.desk,
            ledger=office.ledger,
            register=office.register,
            links=links,
            codes=codes,
            sessions=sessions,
            code_letters=CodeLetters(
                office.letters, office.delivery, office.register, office.clock
            ),
            public_url=public_url or url,
        )
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield House(office, links, codes, sessions, url)
    finally:
        await runner.cleanup()


@dataclass
class FormFound:
    """A form as it stands on a page."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    labels: list[str] = field(default_factory=list[str])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FormFound] = []
        self.links: dict[str, str] = {}
        self.title = ""
        self.text: list[str] = []
        self._inside: list[str] = []
        self._href = ""
        self._option: tuple[str, bool] | None = None
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {key: value or "" for key, value in attrs}
        if tag not in {"input", "img", "meta", "link", "hr", "br"}:
            self._inside.append(tag)
        if tag == "form":
            self.forms.append(FormFound(has["action"]))
        if tag == "a":
            self._href = has["href"]
        if tag == "textarea":
            self._area = has["name"]
            self.forms[-1].fields.append((self._area, ""))
        if tag == "select":
            self.forms[-1].fields.append((has["name"], ""))
        if tag == "option" and "selected" in has:
            name, _ = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, has["value"])
        if tag == "input" and (has["type"] not in {"radio", "checkbox"} or "checked" in has):
            self.forms[-1].fields.append((has["name"], has.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self._inside.pop()

    def handle_data(self, data: str) -> None:
        if "title" in self._inside:
            self.title += data
        if "button" in self._inside:
            self.forms[-1].labels.append(data)
        if "a" in self._inside:
            self.links.setdefault(data, self._href)
        if self._inside and self._inside[-1] == "textarea":
            name, before = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, (before + data).removeprefix("\n"))
        self.text.append(data)


@dataclass
class Seen:
    """An answer, read."""

    status: int
    html: str
    headers: Mapping[str, str]
    path: str

    def __post_init__(self) -> None:
        self._read = _Reader()
        self._read.feed(self.html)

    @property
    def title(self) -> str:
        """What stands in the browser's tab."""
        return self._read.title

    @property
    def text(self) -> str:
        """Everything that can be read."""
        return "".join(self._read.text)

    @property
    def forms(self) -> list[FormFound]:
        """Every form."""
        return self._read.forms

    @property
    def links(self) -> Mapping[str, str]:
        """Where links lead, by their words."""
        return self._read.links

    def form(self, label: str) -> FormFound:
        """The form that a button sends."""
        found = [one for one in self.forms if label in one.labels]
        assert found, (label, [one.labels for one in self.forms], self.text)
        return found[0]


class Walker:
    """A browser of one person: keeps cookies, follows what is pressed, runs no script."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.everything: list[str] = []
        """Each answer as it came: status, headers, text and the address asked for."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._http.close()

    @property
    def cookies(self) -> dict[str, str]:
        """What the browser holds."""
        return {one.key: one.value for one in self._http.cookie_jar}

    async def get(self, path: str) -> Seen:
        """Open an address."""
        return await self._ask("GET", path)

    async def post(
        self,
        path: str,
        fields: Iterable[tuple[str, str]] = (),
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Seen:
        """Send a form; by itself as from our own page."""
        data = urlencode(list(fields)).encode() if body is None else body
        own = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "Origin": "null",
        }
        sent = {k: v for k, v in {**own, **(headers or {})}.items() if v}
        return await self._ask("POST", path, data=data, headers=sent)

    async def press(self, page: Seen, label: str, **values: str) -> Seen:
        """Press what stands on a page: a link, or a button with its form filled."""
        if label in page.links:
            return await self.get(page.links[label])
        form = page.form(label)
        named = {
            (key if key in {"code", "address", "words"} else f"f.{key}"): text
            for key, text in values.items()
        }
        fields = [(key, text) for key, text in form.fields if key not in named]
        return await self.post(form.action, [*fields, *named.items()])

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Seen:
        url = path if path.startswith("http") else f"{self.url}{path}"
        async with self._http.request(method, url, data=data, headers=headers) as answer:
            text = await answer.text()
            for one in (*answer.history, answer):
                self.everything.append(f"{one.status} {one.url} {dict(one.headers)}")
            self.everything.append(text)
            return Seen(answer.status, text, answer.headers, answer.url.path)

    async def sign_in(self, at: House, page: Seen, label: str = "Open") -> Seen:
        """Ask for the code behind a button, and type what came."""
        coding = await self.press(page, label)
        code = at.codes_sent()[-1].card.summary.split(" is ")[1][:6]
        return await self.press(coding, "Continue", code=code)
