"""Draw cards as e-mails: the same content in plain text and HTML, no remote resources. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from html import escape
from typing import Final, assert_never

from adapters.mail.text import for_header, literal, one_line
from core.cards import Block, Buttons, Card, Facts, Heading, Ladder, Picture, Rule, Text, Tone
from core.desk.typed_text import clipped, plain
from core.notifications.wording import mail

_LONGEST_SUBJECT: Final = 200
_LONGEST_TEXT: Final = 4000
_MOST_BLOCKS: Final = 200

_STRONG: Final = frozenset({Tone.STRONG, Tone.WARNING, Tone.DANGER})
_COLOUR: Final = {
    Tone.QUIET: "#484848",
    Tone.GOOD: "#0b5d1e",
    Tone.WARNING: "#6b4300",
    Tone.DANGER: "#9b1c1c",
}
"""On white each has a contrast of 7 to 1 or more; colour is never the only carrier of meaning."""
_BODY: Final = (
    "margin:0;padding:1em;background:#ffffff;color:#1c1c1c;"
    "font-family:Arial,Helvetica,sans-serif;font-size:100%;line-height:1.5"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Headers of an e-mail; none of them comes from a case."""

    sender: str
    """Address of the mailbox."""
    to: str
    message_id: str
    """With its angle brackets."""
    at: datetime
    """Time of sending, timezone-aware."""


@dataclass(frozen=True, slots=True)
class _Link:
    """The one link of a message."""

    url: str


_Part = Block | _Link


class _Headers(HeaderRegistry):
    """Makes the class of each header once; the library makes it anew for every header it meets."""

    @cache  # noqa: B019 - there is one registry
    def __getitem__(self, name: str) -> type[BaseHeader]:
        return super().__getitem__(name)


_FOLDED: Final = SMTP.clone(header_factory=_Headers())
_UNFOLDED: Final = _FOLDED.clone(max_line_length=998)


def draw_card(
    card: Card, envelope: Envelope, *, link: str = "", repeat: bool = False
) -> EmailMessage:
    """Return an e-mail of a card. ``link`` leads to the page with the card's buttons, "" for none;
    ``repeat`` marks it as a possible second copy.
    """
    labels = [one_line(b.label) for row in _rows(card.blocks) for b in row.buttons]
    titled = bool(card.blocks) and isinstance(card.blocks[0], Heading)
    first: tuple[Block, ...] = () if titled else (Heading(card.title),)
    again: tuple[Block, ...] = (Text(mail.REPEAT, Tone.STRONG),) if repeat else ()
    blocks = (*first, *again, *card.blocks)
    if len(blocks) > _MOST_BLOCKS:
        blocks = (*blocks[:_MOST_BLOCKS], Text(mail.SHORTENED, Tone.QUIET))
    parts: list[_Part] = [*blocks]
    if link:
        parts += [_Link(link), Text(mail.can_do(labels)), Text(mail.ABOUT_LINK, Tone.QUIET)]
    parts.append(Text(mail.FOOTER, Tone.QUIET))
    return _message(envelope, card.summary, tuple(parts))


def draw_answer(envelope: Envelope, home: str, replied_to: str = "") -> EmailMessage:
    """Return the answer to a message to the mailbox; ``replied_to`` is that message's id."""
    told = tuple(Text(words) for words in mail.answer(home))
    parts: tuple[_Part, ...] = (Heading(mail.ANSWER_SUBJECT), *told)
    message = _message(envelope, mail.ANSWER_SUBJECT, parts)
    message.replace_header("Auto-Submitted", "auto-replied")
    if replied_to:
        message["In-Reply-To"] = replied_to
        message["References"] = replied_to
    return message


def serialised(message: EmailMessage) -> bytes:
    """Serialise a message for SMTP. ASCII headers are not folded: the library folds directly after
    the header name, and mail programs then read a subject with a leading space.
    """
    plain_headers = all(str(value).isascii() for value in message.values())
    return message.as_bytes(policy=_UNFOLDED if plain_headers else _FOLDED)


def _message(envelope: Envelope, subject: str, parts: tuple[_Part, ...]) -> EmailMessage:
    message = EmailMessage(policy=_FOLDED)
    message["From"] = Address(display_name=mail.SENDER, addr_spec=envelope.sender)
    message["To"] = Address(addr_spec=envelope.to)
    message["Reply-To"] = Address(addr_spec=envelope.sender)
    message["Subject"] = clipped(for_header(subject), _LONGEST_SUBJECT)
    message["Date"] = format_datetime(envelope.at)
    message["Message-ID"] = envelope.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message["Content-Language"] = "en-GB"
    words = "\n\n".join(filter(None, map(_in_words, parts)))
    message.set_content(f"{words}\n", cte="quoted-printable")
    message.add_alternative(_page(parts), subtype="html", cte="quoted-printable")
    return message


# --- plain text ----------------------------------------------------------------------------------


def _in_words(part: _Part) -> str:
    match part:
        case _Link(url):
            return mail.write_out(url)
        case Heading(text) | Text(text):
            return _cut(text)
        case Facts(facts):
            return "\n".join(f"{one_line(x.label)}: {_cut(x.value)}" for x in facts)
        case Ladder(steps):
            return "\n".join(
                f"{mail.STEP[x.state]}: {_cut(x.label)}" + (f" ({_cut(x.detail)})" * bool(x.detail))
                for x in steps
            )
        case Picture(_, alt):
            return _cut(alt)
        case Buttons() | Rule():
            return ""
        case _:
            assert_never(part)


# --- HTML ----------------------------------------------------------------------------------------


def _page(parts: tuple[_Part, ...]) -> str:
    title = next((one.text for one in parts if isinstance(one, Heading)), mail.SENDER)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{literal(one_line(title))}</title>\n</head>\n"
        f'<body style="{_BODY}">\n<div style="max-width:40em" role="main">\n'
        f"{''.join(_marked_up(parts))}</div>\n</body>\n</html>\n"
    )


def _marked_up(parts: Iterable[_Part]) -> Iterator[str]:
    level = 1
    for part in parts:
        yield _element(part, level)
        if isinstance(part, Heading):
            level = 2


def _element(part: _Part, level: int) -> str:
    match part:
        case _Link(url):
            style = "font-size:110%;font-weight:bold;color:#0b3d91"
            return f'<p><a href="{escape(url)}" style="{style}">{literal(mail.OPEN)}</a></p>\n'
        case Heading(text):
            size = "140%" if level == 1 else "115%"
            words = literal(_cut(text))
            return f'<h{level} style="font-size:{size};line-height:1.3">{words}</h{level}>\n'
        case Text():
            return _paragraph(part) if part.text else ""
        case Facts(facts):
            return "".join(
                f"<p><strong>{literal(one_line(x.label))}:</strong> {literal(_cut(x.value))}</p>\n"
                for x in facts
            )
        case Ladder(steps):
            listed = "".join(
                f"<li><strong>{literal(mail.STEP[x.state])}:</strong> {literal(_cut(x.label))}"
                + (f"<br>\n{literal(_cut(x.detail))}" if x.detail else "")
                + "</li>\n"
                for x in steps
            )
            return f'<ol aria-label="{escape(mail.STEPS)}">\n{listed}</ol>\n'
        case Picture(_, alt):
            return _paragraph(Text(alt, Tone.QUIET))
        case Rule():
            return "<hr>\n"
        case Buttons():
            return ""
        case _:
            assert_never(part)


def _paragraph(text: Text) -> str:
    words = literal(_cut(text.text))
    inner = f"<strong>{words}</strong>" if text.tone in _STRONG else words
    colour = _COLOUR.get(text.tone)
    return f'<p style="color:{colour}">{inner}</p>\n' if colour else f"<p>{inner}</p>\n"


def _rows(blocks: Iterable[Block]) -> Iterator[Buttons]:
    return (block for block in blocks if isinstance(block, Buttons))


def _cut(text: str) -> str:
    return clipped(plain(text).strip(), _LONGEST_TEXT)
