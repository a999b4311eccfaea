"""Platform-free cards, views, forms and homes, which adapters draw and people answer."""

from dataclasses import dataclass, field
from enum import StrEnum

from core.vocabulary import Action


class Tone(StrEnum):
    """How a text stands out."""

    PLAIN = "plain"
    QUIET = "quiet"
    STRONG = "strong"
    GOOD = "good"
    WARNING = "warning"
    DANGER = "danger"


class Style(StrEnum):
    """How a button looks."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What a button or form does; people only ever see its opaque action token."""

    action: Action
    case: str = ""
    stage: str = ""
    target: str = ""
    """The object of the action: a question's id, an entry's number, a partnership, a side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button. Its action token ``token`` is issued just before drawing."""

    label: str
    press: Press
    style: Style = Style.PLAIN
    opens: bool = True
    """True: opens a modal or dialog (a form or a view). False: acts at once, and the card is
    redrawn.
    """
    token: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, up to 150 characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of plain text; never markup, adapters escape it."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A list of facts."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of buttons."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of Concord's, fetched by the platform; it shows only what is public.

    Its content is also given in words, for those who do not see it.
    """

    url: str
    """An https URL (or one of this machine), up to 3,000 characters."""
    alt: str
    """The content in words, up to 2,000 characters."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line between two parts."""


class StepState(StrEnum):
    """State of a step on a ladder."""

    DONE = "done"
    LAPSED = "lapsed"
    LIVE = "live"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Step:
    """A stage as shown on a ladder."""

    label: str
    detail: str
    state: StepState


@dataclass(frozen=True, slots=True)
class Ladder:
    """The stages of a case in order, with the present one marked."""

    steps: tuple[Step, ...]


Block = Heading | Text | Facts | Buttons | Picture | Rule | Ladder


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message that points to a case and never tells its story. ``summary`` is the plain text of
    the notification.
    """

    title: str
    summary: str
    blocks: tuple[Block, ...]
    place: str = ""
    """The outbox message (``case:id``) or letter that this card belongs to, so that what bounces
    can be matched, as an e-mail can; never shown. "" for an answer.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A modal or dialog shown after an authorisation check; may contain the story."""

    title: str
    """Up to 24 characters."""
    blocks: tuple[Block, ...]
    story: bool = True
    """False if it surely contains nothing of the story (a refusal): then it may be shown to people
    who have proved less than opening a case requires.
    """


class InputKind(StrEnum):
    """Kinds of input."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a choice."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Options under a heading; ``label`` is "" if there is only one group."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A field of a form. ``value`` pre-fills it: text, ISO date, HH:MM, an option's value, or for
    CHOICES option values joined by commas.
    """

    id: str
    label: str
    kind: InputKind
    required: bool = True
    hint: str = ""
    max_length: int = 3000
    groups: tuple[OptionGroup, ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Something to fill in, in a modal or dialog."""

    title: str
    """Up to 24 characters."""
    submit: str
    press: Press
    blocks: tuple[Block, ...] = ()
    """Shown above the inputs."""
    inputs: tuple[Input, ...] = ()
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A person's to-do list."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ShowForm:
    """Open this form."""

    form: Form


@dataclass(frozen=True, slots=True)
class ShowView:
    """Open this view; after a form, in its place."""

    view: View


@dataclass(frozen=True, slots=True)
class Say:
    """Say this to that person only: a refusal, a list, help."""

    card: Card


@dataclass(frozen=True, slots=True)
class Redraw:
    """Replace the card whose button was pressed with this card."""

    card: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFaults:
    """What is wrong with what was typed: by input id, and for the form as a whole."""

    fields: dict[str, str] = field(default_factory=dict[str, str])
    form: str = ""


Reply = ShowForm | ShowView | Say | Redraw | FormFaults
