"""The pages that need no session: a link's message, asking for a code, and notices. Pure."""

from collections.abc import Iterable, Mapping
from typing import Final

from adapters.mail.access.links import MailLink, Used
from adapters.mail.pages.draw import (
    MailPage,
    draw_blocks,
    draw_form,
    posting,
    row,
    submit,
    way,
    words,
)
from adapters.mail.pages.fields import draw_problems
from adapters.mail.pages.markup import NOTHING, Html, joined, tag
from core.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Form,
    FormFaults,
    Input,
    InputKind,
    Style,
    Text,
    Tone,
)
from core.cases.access import acts
from core.notifications.wording import mail_pages as say
from core.vocabulary import Action

ASK: Final = "/m/"
CODE: Final = "/m/code"
HOME: Final = "/m/in"
OPEN: Final = "/m/in/open/"

WITHOUT_CODE: Final = frozenset(
    {Action.ACCEPT, Action.ACKNOWLEDGE, Action.DECLINE, Action.STILL_ME}
)
"""Actions that a link allows without a code: they show nothing, and waiting would cost time."""

PRESS: Final = "press"
STEP: Final = "step"
TYPED: Final = "typed"
FOR_A_CODE: Final = "code"
_ADDRESS: Final = "address"
_CODE: Final = "code"


def link_path(token: str) -> str:
    """Return the path of a link's page."""
    return f"/m/{token}"


def buttons_of(card: Card) -> tuple[Button, ...]:
    """Return a message's buttons in order. The page sends their position, never their token."""
    return tuple(
        one for block in card.blocks if isinstance(block, Buttons) for one in block.buttons
    )


def message(link: MailLink, *, signed_in: bool) -> MailPage:
    """Return the page with a link's message, without the case's story, and its buttons."""
    order = {id(one): number for number, one in enumerate(buttons_of(link.card))}

    def button(one: Button) -> Html:
        free = signed_in or one.press.action in WITHOUT_CODE
        send = submit(one.label, one.style, "" if free else say.NEEDS_CODE)
        return posting(link_path(link.token), {PRESS: str(order[id(one)])}, send)

    note = say.SIGNED_IN_HERE if signed_in else say.NO_STORY
    body = joined(
        draw_blocks(link.card.blocks, button),
        tag("p", note, class_="quiet"),
        tag("p", say.sent_on(link.sent), class_="quiet"),
    )
    return MailPage(link.card.title, body)


def used(link: MailLink, use: Used) -> MailPage:
    """Return the page of a used link: when it acted, what it did, and how to sign in."""
    said = words(say.used(use.at, use.action))
    return MailPage(say.USED_TITLE, joined(said, for_a_code(link.token, say.SEND_CODE)))


def acted(link: MailLink, card: Card) -> MailPage:
    """Return the page after an action: the message as it is now, with the confirmation first."""
    first, *others = card.blocks
    if isinstance(first, Text):
        first = Text(first.text, Tone.GOOD)
    shown = draw_blocks((first, *others), _no_button)
    return MailPage(say.DID_TITLE, joined(shown, for_a_code(link.token, say.READ_AND_ACT)))


def refused(link: MailLink, blocks: Iterable[Block]) -> MailPage:
    """Return the page that says why the action was not carried out."""
    shown = draw_blocks(blocks, _no_button)
    return MailPage(say.NOTHING_DONE_TITLE, joined(shown, for_a_code(link.token, say.READ_AND_ACT)))


def declining(
    link: MailLink, number: int, form: Form, values: Mapping[str, str], wrong: FormFaults
) -> MailPage:
    """Return the form with the reason for "Not me", without drafts, as nobody has signed in."""
    hidden = {PRESS: str(number), STEP: TYPED}
    empty = {one.id: values.get(one.id, "") for one in form.inputs}
    return draw_form(form, link_path(link.token), hidden, _no_button, values=empty, faults=wrong)


def declined() -> MailPage:
    """Return the page that confirms a decline."""
    return MailPage(say.DECLINED_TITLE, words(say.DECLINED))


def for_a_code(token: str, label: str) -> Html:
    """Return the button on a link's page that asks for a code."""
    send = submit(label, Style.PRIMARY, "" if label == say.SEND_CODE else say.NEEDS_CODE)
    return row(posting(link_path(token), {PRESS: FOR_A_CODE}, send))


def asking(*, typed: str = "", fault: str = "") -> MailPage:
    """Return the page that asks for an address."""
    field = Input(id=_ADDRESS, label=say.ADDRESS, kind=InputKind.LINE, max_length=254)
    label = tag("label", say.ADDRESS, for_="f-address", class_="label")
    box = tag(
        "input", type="email", id="f-address", name=_ADDRESS, value=typed, maxlength="254",
        autocomplete="email", required=True, **_pointing("f-address", fault),
    )  # fmt: skip
    body = joined(
        draw_problems((field,), FormFaults(fields={_ADDRESS: fault} if fault else {})),
        words(say.ASK_INTRO),
        posting(
            ASK, {}, _wrong(fault, label, _fault("f-address", fault), box),
            submit(say.SEND_CODE, Style.PRIMARY),
        ),
    )  # fmt: skip
    return MailPage(say.ASK_TITLE, body, wrong=bool(fault))


def coding(intro: str, *, fault: str = "") -> MailPage:
    """Return the page that asks for the code; ``intro`` says where it was sent."""
    field = Input(id=_CODE, label=say.CODE, kind=InputKind.LINE)
    label = tag("label", say.CODE, for_="f-code", class_="label")
    hint = tag("p", say.CODE_HINT, class_="hint", id="f-code-hint")
    box = tag(
        "input", type="text", id="f-code", name=_CODE, class_="code", inputmode="numeric",
        autocomplete="one-time-code", maxlength="12", required=True,
        **_pointing("f-code", fault, "f-code-hint"),
    )  # fmt: skip
    body = joined(
        draw_problems((field,), FormFaults(fields={_CODE: fault} if fault else {})),
        words(intro),
        posting(
            CODE, {}, _wrong(fault, label, hint, _fault("f-code", fault), box),
            submit(say.CONTINUE, Style.PRIMARY),
        ),
        _other_ways(),
    )  # fmt: skip
    return MailPage(say.CODE_TITLE, body, wrong=bool(fault))


def code_over(title: str, sentence: str) -> MailPage:
    """Return the page of a code that is no longer valid, with the ways to get another one."""
    return MailPage(title, joined(words(sentence), _other_ways()), wrong=True)


def told(title: str, *sentences: str, help_: Html = NOTHING) -> MailPage:
    """Return a notice whose only way on is to ask for a code."""
    return MailPage(title, joined(words(*sentences), help_, row(way(say.SEND_CODE, ASK))))


def only(title: str, *sentences: str, blocks: Iterable[Block] = ()) -> MailPage:
    """Return a notice, with blocks if any are given."""
    return MailPage(title, joined(words(*sentences), draw_blocks(blocks, _no_button)))


def typed_kept(values: Mapping[str, str]) -> Html:
    """Return what was typed, to be copied, where its form cannot be shown; empty if nothing was."""
    texts = [text for text in values.values() if text.strip()]
    if not texts:
        return NOTHING
    shown = (tag("p", one, class_="typed") for one in texts)
    return joined(words(say.TYPED_KEPT), *shown)


def again(path: str, own: Mapping[str, str], fields: Mapping[str, str], sentence: str) -> MailPage:
    """Return the page for a request that was not saved: it shows the texts and can send again."""
    texts = [tag("p", one, class_="typed") for one in fields.values() if one.strip()]
    kept = joined(words(say.NOT_SAVED_KEPT), *texts) if texts else NOTHING
    form = posting(path, {**own, **fields}, submit(say.SUBMIT_AGAIN, Style.PRIMARY))
    shown = draw_blocks((Text(sentence),), _no_button)
    return MailPage(say.NOT_SAVED_TITLE, joined(shown, kept, form), wrong=True)


def opens(button: Button) -> bool:
    """Whether a button only opens something and so can be a link."""
    return not acts(button.press)


def _other_ways() -> Html:
    another = posting(CODE, {"again": "yes"}, submit(say.ANOTHER))
    return row(another, way(say.ANOTHER_ADDRESS, ASK))


def _no_button(_button: Button) -> Html:
    return NOTHING


def _pointing(own: str, fault: str, hint: str = "") -> dict[str, str | int]:
    described = " ".join(filter(None, (hint, f"{own}-fault" if fault else "")))
    return {"aria_describedby": described or False, "aria_invalid": "true" if fault else False}


def _fault(own: str, fault: str) -> Html:
    if not fault:
        return NOTHING
    spoken = tag("span", f"{say.ERROR}: ", class_="unseen")
    return tag("p", spoken, fault, class_="fault", id=f"{own}-fault")


def _wrong(fault: str, *inner: Html) -> Html:
    return tag("div", *inner, class_="field wrong" if fault else "field")
