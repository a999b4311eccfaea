"""Platform-free cards, views, forms and homes: what adapters draw and what people answer."""

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
    """What a button or form stands for; people only ever see its opaque token."""

    action: Action
    case: str = ""
    stage: str = ""
    target: str = ""
    """What exactly: a question's id, an entry's number, a partnership, a side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One thing a person can press. ``token`` is minted just before drawing."""

    label: str
    press: Press
    style: Style = Style.PLAIN
    opens: bool = True
    """True: a modal or dialog opens (a form or a view); False: acts at once, the card redraws."""
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
    """A picture of ours, fetched by the platform: never of anything that is not public.

    What it shows stands in words beside it too, for those who do not see it.
    """

    url: str
    """Of https (or of this machine), up to 3,000 characters."""
    alt: str
    """What it shows, in words; up to 2,000 characters."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line between two parts."""


class StepState(StrEnum):
    """Where a step of a ladder stands."""

    DONE = "done"
    LAPSED = "lapsed"
    LIVE = "live"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Step:
    """A rung as shown on a ladder."""

    label: str
    detail: str
    state: StepState


@dataclass(frozen=True, slots=True)
class Ladder:
    """The stages of a case, in order, with the live one marked."""

    steps: tuple[Step, ...]


Block = Heading | Text | Facts | Buttons | Picture | Rule | Ladder


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message: a pointer, never the payload. ``summary`` is the notification's plain text."""

    title: str
    summary: str
    blocks: tuple[Block, ...]
    place: str = ""
    """Which owed notice (``case:id``) or letter it is the message of, for what may come back by
    itself, as an e-mail can; never shown. "" for an answer.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Something shown in a modal or dialog after an authorisation check; may hold the story."""

    title: str
    """Up to 24 characters."""
    blocks: tuple[Block, ...]
    story: bool = True
    """False where it surely holds nothing of the story (a refusal), so that it may be shown to
    whoever proved less than opening a case takes."""


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
    """Options under a heading; ``label`` is "" where there is but one group."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A field of a form. ``value`` pre-fills it: text, ISO date, HH:MM, an option's value, or for
    CHOICES option values joined by a comma.
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
    """A person's authoritative to-do list."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ShowForm:
    """Open this form."""

    form: Form


@dataclass(frozen=True, slots=True)
class ShowView:
    """Open this view (after a form: in its place)."""

    view: View


@dataclass(frozen=True, slots=True)
class Say:
    """Say this to that person only: a refusal, a list, help."""

    card: Card


@dataclass(frozen=True, slots=True)
class Redraw:
    """Put this card in the place of the one whose button was pressed."""

    card: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFaults:
    """What is wrong with what was typed: by input id, and for the form as a whole."""

    fields: dict[str, str] = field(default_factory=dict[str, str])
    form: str = ""


Reply = ShowForm | ShowView | Say | Redraw | FormFaults
