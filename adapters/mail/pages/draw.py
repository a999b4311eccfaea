"""Cards, views and forms as HTML, and the frame of every page; pure, without script or style."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from adapters.mail.pages.fields import draw_fields, draw_problems
from adapters.mail.pages.markup import NOTHING, Html, joined, tag, text
from core.cards import (
    Block,
    Button,
    Buttons,
    Facts,
    Form,
    FormFaults,
    Heading,
    Ladder,
    Picture,
    Rule,
    Step,
    StepState,
    Style,
    Text,
    Tone,
)
from core.notifications.wording import mail_pages as say

FINE: Final = FormFaults()

_SPOKEN: Final = {Tone.GOOD: say.DONE, Tone.WARNING: say.WARNING, Tone.DANGER: say.DANGER}
"""A tone said in words, for those who do not see its colour."""
_STYLE: Final = {Style.PLAIN: "button", Style.PRIMARY: "button primary", Style.DANGER: "button red"}

DrawButton = Callable[[Button], Html]


@dataclass(frozen=True, slots=True)
class MailPage:
    """A page before it is put into its frame."""

    title: str
    body: Html
    wrong: bool = False
    """Whether something that was typed has to be put right: the title then says so first."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page of this deployment."""

    style: str
    """Path of the style sheet."""
    icon: str = ""
    """Path of the picture for the browser's tab."""
    home: str = ""
    """Path of the person's list; "" where nobody is signed in."""
    who: Html = NOTHING
    """Who is signed in and how they sign out."""


def framed(page: MailPage, frame: Frame) -> str:
    """The whole document."""
    title = f"{say.ERROR}: {page.title}" if page.wrong else page.title
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="robots", content="noindex, nofollow, noarchive"),
        tag("title", f"{title} – {say.NAME}"),
        tag("link", rel="stylesheet", href=frame.style),
        tag("link", rel="icon", href=frame.icon, type="image/svg+xml"),
    )
    brand = tag("p", tag("b", say.NAME), " ", tag("span", say.STRAPLINE), class_="brand")
    way = tag("nav", tag("a", say.HOME_LINK, href=frame.home), aria_label=say.NAME)
    top = tag("div", brand, joined(way, frame.who) if frame.home else NOTHING, class_="wide")
    body = tag(
        "body",
        tag("a", say.SKIP, href="#main", class_="skip"),
        tag("header", top, class_="top"),
        tag("main", tag("h1", page.title), page.body, id="main", tabindex="-1"),
        tag("footer", tag("p", say.EMERGENCY), class_="wide"),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en-GB')}\n"


def draw_blocks(blocks: Iterable[Block], button: DrawButton) -> Html:
    """Blocks in order; ``button`` draws what can be pressed where they stand."""
    return joined(*(_block(block, button) for block in blocks))


def words(*sentences: str) -> Html:
    """Sentences, each a paragraph."""
    return joined(*(tag("p", sentence) for sentence in sentences))


def draw_form(
    form: Form,
    action: str,
    hidden: Mapping[str, str],
    button: DrawButton,
    *,
    values: Mapping[str, str] | None = None,
    faults: FormFaults = FINE,
) -> MailPage:
    """A form to fill in, with what was typed and what is wrong with it."""
    shown = draw_blocks(form.blocks, button)
    fields = draw_fields(form.inputs, values or {}, faults)
    problems = draw_problems(form.inputs, faults)
    asked = posting(action, hidden, fields, submit(form.submit, Style.PRIMARY))
    return MailPage(form.title, joined(problems, shown, asked), wrong=bool(problems))


def posting(action: str, hidden: Mapping[str, str], *inner: Html) -> Html:
    """A form that is posted. Browsers are kept from judging it: the page itself says what is
    wrong, in words that everybody gets.
    """
    unseen = [tag("input", type="hidden", name=name, value=value) for name, value in hidden.items()]
    return tag("form", *unseen, *inner, method="post", action=action, novalidate=True)


def submit(label: str, style: Style = Style.PLAIN, note: str = "") -> Html:
    """A button that sends the form it stands in."""
    beside = tag("span", f" ({note})", class_="note") if note else NOTHING
    return tag("button", label, beside, type="submit", class_=_STYLE[style])


def way(label: str, href: str, style: Style = Style.PLAIN) -> Html:
    """A link that looks like a button: it opens something and changes nothing."""
    return tag("a", label, href=href, class_=_STYLE[style])


def row(*inner: Html) -> Html:
    """Things to press, side by side where there is room."""
    return tag("div", *inner, class_="row")


def _block(block: Block, button: DrawButton) -> Html:
    match block:
        case Heading(words):
            return tag("h2", words)
        case Text():
            return _text(block)
        case Facts(facts):
            pairs = (tag("div", tag("dt", one.label), tag("dd", one.value)) for one in facts)
            return tag("dl", *pairs) if facts else NOTHING
        case Buttons(buttons):
            drawn = [button(one) for one in buttons]
            return row(*drawn) if any(drawn) else NOTHING
        case Picture(url, alt):
            return tag("img", src=url, alt=alt)
        case Rule():
            return tag("hr")
        case Ladder(steps):
            return tag("ol", *(_step(step) for step in steps), class_="ladder")
        case _:
            assert_never(block)


def _text(block: Text) -> Html:
    if not block.text.strip():
        return NOTHING
    match block.tone:
        case Tone.PLAIN:
            return tag("p", block.text)
        case Tone.QUIET:
            return tag("p", block.text, class_="quiet")
        case Tone.STRONG:
            return tag("p", tag("strong", block.text))
        case Tone.GOOD | Tone.WARNING | Tone.DANGER as tone:
            spoken = tag("span", f"{_SPOKEN[tone]} ", class_="unseen")
            return tag("p", spoken, block.text, class_=f"told {tone}")
        case _:
            assert_never(block.tone)


def _step(step: Step) -> Html:
    detail = joined(" ", tag("span", step.detail, class_="detail")) if step.detail else NOTHING
    state = tag("span", say.STEP[step.state], class_="state")
    here = "step" if step.state is StepState.LIVE else False
    return tag(
        "li", state, " ", tag("b", text(step.label)), detail, class_=step.state, aria_current=here
    )
