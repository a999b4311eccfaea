"""Pages for signed-in people: the home page, cases, forms and typed commands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from itertools import takewhile
from typing import Final, assert_never

from markupsafe import Markup

from adapters.mail.access.sessions import Session
from adapters.mail.pages import page_types
from adapters.mail.pages.draw import (
    NOTHING,
    DrawButton,
    MailPage,
    draw_blocks,
    draw_form,
    drawn,
    part,
    press,
    row,
    way,
)
from adapters.mail.pages.requests import (
    SESSION,
    Answer,
    GoTo,
    PageRequests,
    ShowPage,
    Visit,
    principal,
)
from adapters.mail.pages.sign_in import unreadable
from core.cards import (
    Block,
    Button,
    Form,
    FormFaults,
    Heading,
    Redraw,
    Reply,
    Say,
    ShowForm,
    ShowView,
    Style,
    Text,
    Tone,
    View,
)
from core.cases.access import changes_at_once
from core.notifications.wording import mail_pages as say
from core.notifications.wording import platforms

PRESS: Final = "/m/in/press"
FORM: Final = "/m/in/form"
WORDS: Final = "/m/in/words"
SIGN_OUT: Final = "/m/in/out"

IN_SESSION: Final = "session"
"""Name of the form field that holds the session's form token."""
_COMMANDS: Final = (
    ("policy", say.POLICY),
    ("check", say.CHECK),
    ("help", say.HELP),
)
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Answer visits of people with a session; each answer is for the session's person only."""

    at: PageRequests

    async def home(self, visit: Visit) -> Answer:
        """Return the home page: what waits for the person, and everything that can be started."""
        session = await self.at.session(visit)
        if session is None:
            return session_ended_page(visit)
        home = await self.at.desk.home(principal(session.address))
        button = _buttons(session)
        first = tuple(takewhile(_alarming, home.blocks))
        body = (
            draw_blocks(first, button)
            + row(_command(session, "now", say.IN_DANGER, Style.DANGER))
            + draw_blocks(home.blocks[len(first) :], button)
            + _commands(session)
        )
        return _shown(MailPage(say.HOME_TITLE, body), session)

    async def open(self, visit: Visit) -> Answer:
        """Open what a button leads to. A token of an acting button is refused: a GET changes
        nothing.
        """
        session = await self.at.session(visit)
        if session is None:
            return session_ended_page(visit)
        issued = await self.at.ledger.redeem(visit.token)
        if issued is not None and changes_at_once(issued.press):
            return GoTo(to=page_types.HOME)
        reply = await self.at.desk.press(principal(session.address), visit.token)
        if isinstance(reply, ShowForm):
            return _shown(_form(reply.form, session), session)
        return _answered(reply, session)

    async def press(self, visit: Visit) -> Answer:
        """Carry out a button that acts at once."""
        session = await self._posted(visit)
        if not isinstance(session, Session):
            return session
        token = visit.form.own.get("token", "")
        return _answered(await self.at.desk.press(principal(session.address), token), session)

    async def words(self, visit: Visit) -> Answer:
        """Answer words as typed after ``/escalate`` on other platforms."""
        session = await self._posted(visit)
        if not isinstance(session, Session):
            return session
        words = visit.form.own.get("words", "")[:_LONGEST]
        return _answered(await self.at.desk.command(principal(session.address), words), session)

    async def submit(self, visit: Visit) -> Answer:
        """Submit a form: save it, or show it again with its faults and what was typed."""
        session = await self._posted(visit)
        if not isinstance(session, Session):
            return session
        token, values = visit.form.own.get("token", ""), visit.form.values
        who = principal(session.address)
        reply = await self.at.desk.submit(who, token, values)
        if not isinstance(reply, FormFaults):
            saved = isinstance(reply, ShowView) and reply.view.story
            return _answered(reply, session, saved=saved, typed={} if saved else values)
        again = await self.at.desk.press(who, token)
        if not isinstance(again, ShowForm):
            return _answered(again, session, typed=values)
        # It keeps the token it was submitted with, which is its idempotency key.
        form = replace(again.form, token=token)
        unsaved = reply.form == platforms.NOT_SAVED
        status = HTTPStatus.SERVICE_UNAVAILABLE if unsaved else HTTPStatus.UNPROCESSABLE_ENTITY
        return _shown(_form(form, session, values, reply), session, status)

    async def out(self, visit: Visit) -> Answer:
        """Sign out."""
        session = await self._posted(visit)
        if not isinstance(session, Session):
            return session
        await self.at.sessions.end(session.id)
        return ShowPage(
            page=page_types.notice_with_code_link(say.OUT_TITLE, say.OUT), cookies={SESSION: ""}
        )

    async def _posted(self, visit: Visit) -> Session | Answer:
        """Return the session, if the form was posted from one of its own pages."""
        session = await self.at.session(visit)
        if session is None:
            return session_ended_page(visit)
        if not self.at.sessions.owns_form(session, visit.form.own.get(IN_SESSION, "")):
            return foreign_form_page()
        return session


def session_ended_page(visit: Visit) -> ShowPage:
    """Return the page for an ended or missing session; it shows what was typed, to be copied."""
    page = page_types.notice_with_code_link(
        say.ENDED_TITLE, say.ENDED, help_=page_types.typed_text(visit.form.values)
    )
    return ShowPage(page=page, status=HTTPStatus.FORBIDDEN, cookies={SESSION: ""})


def foreign_form_page() -> ShowPage:
    """Return the page for a form that another site posted."""
    page = page_types.notice(say.ELSEWHERE_TITLE, say.ELSEWHERE)
    return ShowPage(page=page, status=HTTPStatus.FORBIDDEN)


def signed_in_header(session: Session) -> Markup:
    """Who is signed in, and the button that ends it."""
    return part("who", session.address, press(SIGN_OUT, _hidden(session), say.SIGN_OUT))


def _answered(
    reply: Reply,
    session: Session,
    *,
    saved: bool = False,
    typed: Mapping[str, str] | None = None,
) -> Answer:
    """Return a reply as a page. A form is redirected to its own address, so that "back" works."""
    button = _buttons(session)
    kept = page_types.typed_text(typed or {})
    match reply:
        case Say(card) | Redraw(card):
            return _shown(MailPage(card.title, draw_blocks(card.blocks, button) + kept), session)
        case ShowView(view):
            done = part("saved") if saved else NOTHING
            title, blocks = _titled(view)
            return _shown(MailPage(title, done + draw_blocks(blocks, button) + kept), session)
        case ShowForm(form):
            return GoTo(to=f"{page_types.OPEN}{form.token}")
        case FormFaults():
            return unreadable()
        case _:
            assert_never(reply)


def _titled(view: View) -> tuple[str, tuple[Block, ...]]:
    """Return a view's title with its first heading, which names the case, and the other blocks."""
    heading = next((one for one in view.blocks if isinstance(one, Heading)), None)
    if heading is None:
        return view.title, view.blocks
    rest = tuple(one for one in view.blocks if one is not heading)
    return f"{view.title}: {heading.text}", rest


def _form(
    form: Form,
    session: Session,
    values: Mapping[str, str] | None = None,
    faults: FormFaults | None = None,
) -> MailPage:
    hidden = {**_hidden(session), "token": form.token}
    return draw_form(
        form, FORM, hidden, _buttons(session), values=values, faults=faults or FormFaults()
    )


def _buttons(session: Session) -> DrawButton:
    """Return a function that draws buttons: as links if they only open, as forms if they act."""

    def draw(button: Button) -> Markup:
        if page_types.opens(button):
            return way(button.label, f"{page_types.OPEN}{button.token}", button.style)
        hidden = {**_hidden(session), "token": button.token}
        return press(PRESS, hidden, button.label, button.style)

    return draw


def _commands(session: Session) -> Markup:
    """What can be asked for by a press, and a box for what is asked for by words."""
    fixed = [_command(session, words, label) for words, label in _COMMANDS]
    hidden = _hidden(session)
    return drawn("commands.html", fixed=fixed, action=WORDS, hidden=hidden, longest=_LONGEST)


def _command(session: Session, words: str, label: str, style: Style = Style.PLAIN) -> Markup:
    return press(WORDS, {**_hidden(session), "words": words}, label, style)


def _alarming(block: Block) -> bool:
    return isinstance(block, Text) and block.tone is Tone.DANGER


def _hidden(session: Session) -> dict[str, str]:
    return {IN_SESSION: session.form_token}


def _shown(page: MailPage, session: Session, status: int = HTTPStatus.OK) -> ShowPage:
    return ShowPage(page=page, status=status, session=session)
