"""Cards, views and forms as HTML, and the frame of every page; pure, without script or style."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, assert_never

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from adapters.mail.pages.fields import ShownInput, problems
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
    Style,
    Text,
    Tone,
)
from core.desk.typed_text import plain
from core.notifications.wording import mail_pages as say

NOTHING: Final = Markup()
FINE: Final = FormFaults()


def _shown(value: object) -> object:
    """What is not markup is shown letter for letter, without what is not seen (T16)."""
    return value if isinstance(value, Markup) else plain(str(value))


_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_shown,
    auto_reload=False,
    trim_blocks=True,
)
_TEMPLATES.globals.update(
    say=say,
    # A tone said in words, for those who do not see its colour.
    SPOKEN={Tone.GOOD: say.DONE, Tone.WARNING: say.WARNING, Tone.DANGER: say.DANGER},
    STYLE={Style.PLAIN: "button", Style.PRIMARY: "button primary", Style.DANGER: "button red"},
)

DrawButton = Callable[[Button], Markup]


@dataclass(frozen=True, slots=True)
class MailPage:
    """A page before it is put into its frame."""

    title: str
    body: Markup
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
    who: Markup = NOTHING
    """Who is signed in and how they sign out."""


def framed(page: MailPage, frame: Frame) -> str:
    """The whole document."""
    return drawn("frame.html", page=page, frame=frame)


def drawn(template: str, **values: object) -> Markup:
    """A template filled in; what is not markup is escaped on its way in."""
    return Markup(_TEMPLATES.get_template(template).render(values))  # noqa: S704 - autoescaped


def part(name: str, *values: object) -> Markup:
    """A macro of ``parts.html`` filled in."""
    macro: Callable[..., Markup] = getattr(_TEMPLATES.get_template("parts.html").module, name)
    return macro(*values)


def draw_blocks(blocks: Iterable[Block], button: DrawButton) -> Markup:
    """Blocks in order; ``button`` draws what can be pressed where they stand."""
    return NOTHING.join(_block(block, button) for block in blocks)


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
    typed, wrong = values or {}, faults.fields
    fields = [
        ShownInput(input=one, value=typed.get(one.id, one.value), fault=wrong.get(one.id, ""))
        for one in form.inputs
    ]
    shown = draw_blocks(form.blocks, button)
    return form_page(
        form.title, fields, faults, shown=shown, action=action, hidden=hidden, label=form.submit
    )


def form_page(
    title: str, fields: Sequence[ShownInput], faults: FormFaults, **values: object
) -> MailPage:
    """A page of inputs; ``values`` are what else ``form.html`` wants."""
    said = problems(fields, faults)
    body = drawn("form.html", fields=fields, problems=said, **values)
    return MailPage(title, body, wrong=bool(said))


def press(
    action: str,
    hidden: Mapping[str, str],
    label: str,
    style: Style = Style.PLAIN,
    note: str = "",
) -> Markup:
    """A button that posts; ``note`` says in brackets what it needs."""
    return part("press", action, hidden, label, style, note)


def way(label: str, href: str, style: Style = Style.PLAIN) -> Markup:
    """A link that looks like a button: it opens something and changes nothing."""
    return part("way", label, href, style)


def row(*inner: Markup) -> Markup:
    """Things to press, side by side where there is room."""
    return part("row", inner)


def _block(block: Block, button: DrawButton) -> Markup:
    match block:
        case Heading(words):
            return part("heading", words)
        case Text(words, tone):
            return part("text", words, tone) if words.strip() else NOTHING
        case Facts(facts):
            return part("facts", facts) if facts else NOTHING
        case Buttons(buttons):
            pressed = tuple(filter(None, map(button, buttons)))
            return row(*pressed) if pressed else NOTHING
        case Picture(url, alt):
            return part("picture", url, alt)
        case Rule():
            return part("rule")
        case Ladder(steps):
            return part("ladder", steps)
        case _:
            assert_never(block)
