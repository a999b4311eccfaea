"""An e-mail is a pointer: plain, accessible, with one link, and nothing of the child."""

import re
from dataclasses import replace
from datetime import timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest

from adapters.mail.outgoing.draw import Envelope, draw_answer, draw_card, serialised
from core.cards import (
    Button,
    Buttons,
    Card,
    Fact,
    Facts,
    Heading,
    Ladder,
    Picture,
    Press,
    Rule,
    Step,
    StepState,
    Text,
    Tone,
)
from core.notifications.wording import mail
from core.vocabulary import Action
from tests.adapters.mail.outgoing.desk import ADDRESS, CARD, NOON

LINK = "https://concord.example/mail/abc?x=1&y=2"
ENVELOPE = Envelope(
    sender="concord@partnership.example",
    to=ADDRESS,
    message_id="<id1@partnership.example>",
    at=NOON,
)
NASTY = (
    "x\r\nBcc: thief@evil.example",
    "x\nSubject: another",
    "x\r\n\r\n<script>alert(1)</script>",
    "\x00\x1b[31m\u202egnp.exe",
    "<img src=https://evil.example/t.gif>",
    '" onmouseover="x',
    "</p><a href=https://evil.example>here</a>",
    "=?utf-8?q?=0d=0aBcc:_x@y.example?=",
    "\ud800 half",
    "é" * 300,
)


def drawn(card: Card = CARD, *, link: str = LINK, repeat: bool = False) -> EmailMessage:
    """A card as it arrives."""
    raw = serialised(draw_card(card, ENVELOPE, link=link, repeat=repeat))
    found = message_from_bytes(raw, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def part(message: EmailMessage, kind: str) -> str:
    """The text of its plain or HTML part."""
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


class Page(HTMLParser):
    """What is in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of this name."""
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def text(self) -> str:
        """What is read."""
        return " ".join(" ".join(self.words).split())


def test_the_headers_say_who_what_and_that_a_machine_wrote_it() -> None:
    """Answered by no machine, unsubscribed from by nobody, and dated by the clock we are given."""
    message = drawn()
    assert message["From"] == "Concord <concord@partnership.example>"
    assert message["To"] == ADDRESS
    assert message["Reply-To"] == "concord@partnership.example"
    assert message["Subject"] == CARD.summary
    assert message["Message-ID"] == "<id1@partnership.example>"
    assert message["Date"] == "Tue, 24 Nov 2026 12:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["MIME-Version"] == "1.0"
    for absent in (
        "List-Unsubscribe",
        "Bcc",
        "Cc",
        "Return-Receipt-To",
        "Disposition-Notification-To",
    ):
        assert message[absent] is None


def test_the_date_is_the_moment_whatever_its_zone() -> None:
    """An aware time in another zone is the same moment."""
    east = NOON.astimezone(timezone(timedelta(hours=5)))
    raw = draw_card(CARD, replace(ENVELOPE, at=east), link=LINK)
    assert raw["Date"].datetime == NOON


def test_both_parts_say_the_same_and_have_the_one_link() -> None:
    """Plain text for whoever wants no HTML; the link stands in both, once."""
    message = drawn()
    text, page = part(message, "plain"), Page(part(message, "html"))
    for words in (
        CARD.title,
        "The stage below could not settle it.",
        "ESC-7KQ4-M2XP",
        "Receiving side",
        mail.can_do(["Accept", "Open"]),
        mail.ABOUT_LINK,
        mail.FOOTER,
    ):
        assert words in " ".join(text.split())
        assert words in page.text
    assert text.count("https://") == 1
    assert LINK in text
    (link,) = page.all("a")
    assert link["href"] == LINK
    assert mail.OPEN in page.text
    assert page.open == []


def test_no_token_of_a_button_is_in_an_e_mail() -> None:
    """Whoever reads the mailbox still has to open the page: a token alone would act."""
    message = drawn()
    assert "tok-" not in part(message, "plain") + part(message, "html")


def test_the_page_can_be_read_by_everybody() -> None:
    """Its language, one first heading, others below it, a list for the ladder, words for every
    state, nothing of a fixed width, nothing smaller than the reader's own letters.
    """
    steps = tuple(Step(f"Stage {n}", "", state) for n, state in enumerate(StepState, start=1))
    card = replace(CARD, blocks=(Text("a"), Heading("Below"), Ladder(steps), *CARD.blocks))
    html = part(drawn(card), "html")
    page = Page(html)
    assert page.all("html") == [{"lang": "en-GB"}]
    assert len(page.all("h1")) == 1
    assert len(page.all("h2")) == 1
    assert len(page.all("title")) == 1
    assert len(page.all("li")) == 4
    for state in StepState:
        assert mail.STEP[state] in page.text
    assert not re.search(r"width:\s*\d+px|font-size:\s*\d+px|position:|float:", html)
    sizes = re.findall(r"font-size:(\d+)%", html)
    assert sizes
    assert min(map(int, sizes)) >= 100


def test_nothing_is_fetched_from_anywhere() -> None:
    """No picture, no style sheet, no font, no script, no pixel that tells who has read it."""
    card = replace(
        CARD, blocks=(Picture("https://concord.example/policies/x.png", "The ladder"), *CARD.blocks)
    )
    html = part(drawn(card), "html")
    page = Page(html)
    assert "The ladder" in page.text
    assert {tag for tag, _ in page.tags} <= {
        "html", "head", "meta", "title", "body", "div", "h1", "h2", "p", "strong", "br", "a", "hr",
        "ol", "li",
    }  # fmt: skip
    assert not re.search(r"src=|url\(|@import|background=", html)
    assert html.count("https://") == 1


@pytest.mark.parametrize("tone", Tone)
def test_every_tone_has_contrast_and_is_no_colour_alone(tone: Tone) -> None:
    """At least 7 to 1 on white; what is strong is marked up as strong."""
    html = part(drawn(replace(CARD, blocks=(Text("told", tone),))), "html")
    for colour in re.findall(r"(?<!background:)#([0-9a-f]{6})", html):
        assert _contrast(colour) >= 7 or colour == "ffffff"
    strong = tone in {Tone.STRONG, Tone.WARNING, Tone.DANGER}
    assert ("<strong>told</strong>" in html) is strong


def _contrast(colour: str) -> float:
    def linear(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (0, 2, 4))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


@pytest.mark.parametrize("text", NASTY)
def test_nothing_from_data_becomes_a_header_or_markup(text: str) -> None:
    """Wherever it stands: title, summary, text, fact, label of a button."""
    card = Card(
        title=text,
        summary=text,
        blocks=(
            Heading(text),
            Text(text),
            Facts((Fact(text, text),)),
            Ladder((Step(text, text, StepState.LIVE),)),
            Picture("https://concord.example/x.png", text),
            Rule(),
            Buttons((Button(label=text, press=Press(action=Action.OPEN), token="t"),)),
        ),
        place="x",
    )
    message = drawn(card)
    usual = drawn()
    assert sorted(message.keys()) == sorted(usual.keys())
    assert (message["To"], message["From"]) == (usual["To"], usual["From"])
    assert len(str(message["Subject"])) <= 200
    page = Page(part(message, "html"))
    assert [link["href"] for link in page.all("a")] == [LINK]
    assert not page.all("script")
    assert not page.all("img")
    for attributes in (attrs for _, attrs in page.tags):
        assert not any(name.startswith("on") for name in attributes)
    assert "\u202e" not in part(message, "plain") + page.text


@pytest.mark.parametrize("where", ["to", "sender"])
def test_an_address_that_would_be_two_headers_is_refused(where: str) -> None:
    """The courier asks first; the message itself would not take it either."""
    changes: dict[str, Any] = {where: "a@b.example\r\nBcc: c@d.example"}
    with pytest.raises(ValueError):  # noqa: PT011 - the library's own words
        draw_card(CARD, replace(ENVELOPE, **changes))


def test_a_repeat_is_marked_before_anything_else() -> None:
    """Right below the title, in both parts."""
    message = drawn(repeat=True)
    assert part(message, "plain").index(mail.REPEAT) < part(message, "plain").index("The stage")
    assert mail.REPEAT in Page(part(message, "html")).text
    assert mail.REPEAT not in part(drawn(), "plain")


def test_a_card_that_begins_with_a_heading_has_it_for_a_title() -> None:
    """As on the other platforms; nothing is said twice."""
    page = Page(part(drawn(replace(CARD, blocks=(Heading("Own title"), *CARD.blocks))), "html"))
    assert page.text.count("Own title") == 2
    assert CARD.title not in page.text


def test_every_line_is_short_enough_for_every_mail_server() -> None:
    """998 octets at most (RFC 5321), also of a very long text, and only ASCII on the wire."""
    long = replace(CARD, blocks=(Text("långt " * 5000), *CARD.blocks))
    raw = serialised(draw_card(long, ENVELOPE, link=LINK))
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.isascii()
    assert len(raw) < 64 * 1024
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_a_card_with_more_than_an_e_mail_holds_says_so() -> None:
    """The link, and what can be done behind it, stay."""
    message = drawn(replace(CARD, blocks=(*(Text(f"t{n}") for n in range(500)), *CARD.blocks)))
    text = part(message, "plain")
    assert mail.SHORTENED in " ".join(text.split())
    assert LINK in text
    assert "Accept" in text


def test_the_answer_says_where_to_act_and_cannot_be_answered_by_a_machine() -> None:
    """RFC 3834: it says so, and what it answers."""
    message = draw_answer(ENVELOPE, "https://concord.example", "<r1@council.example>")
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["In-Reply-To"] == message["References"] == "<r1@council.example>"
    assert message["Subject"] == mail.ANSWER_SUBJECT
    assert "999" in part(message, "plain")
    assert "https://concord.example" in part(message, "plain")
    assert mail.ABOUT_LINK not in part(message, "plain")
