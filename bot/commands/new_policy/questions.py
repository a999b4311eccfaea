"""The questions of ``policy new``, in their order: each follows from the answers before it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.commands.new_policy import answers as read
from bot.commands.new_policy import wording as say
from bot.commands.new_policy.answers import (
    JURISDICTIONS,
    KINDS,
    NONE,
    NOT_YET,
    OURS,
    SUBJECTS,
    GivenAnswers,
)
from core.vocabulary import Level

_LEVELS: Final = tuple(level.value for level in Level)
_TEXT: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """One question, an example of an answer, and what is wrong with one."""

    key: str
    asks: str
    example: str
    check: Callable[[str], str]
    default: str = ""
    waits: bool = False
    """It may be answered “not yet”."""
    heading: str = ""

    def wrong(self, answer: str) -> str:
        """What is wrong with an answer, "" where it will do."""
        if not answer:
            return say.EMPTY
        if answer.casefold() == NOT_YET:
            return "" if self.waits else say.NOT_NOW
        return read.line(answer, 2 * _TEXT) or self.check(answer)


def questions(given: GivenAnswers) -> Iterator[AskedQuestion]:
    """Every question that the answers so far call for; a later one may hang on an earlier answer,
    which therefore has to be in ``given`` and sound by the time it is reached.
    """
    yield from _document(given)
    yield from _raising(given)
    yield _ask("stages", lambda text: read.count(text, 9))
    for number in range(1, given.stages + 1):
        yield from _stage(given, number)
    yield from _risk(given)
    yield from _told(given)
    yield _ask("learning", _or_none(_partnership_post(given)), default=NONE)
    yield from _cited("closing_clauses", given)
    for number in uncited(given):
        yield _ask("sentence_{n}", read.line, n=number, waits=True)
    yield _ask("agencies", read.agencies, waits=True)
    yield _ask("coordinators", read.coordinators, waits=True)


def uncited(given: GivenAnswers) -> tuple[int, ...]:
    """Numbers of the document that no answer rests on."""
    cited = {one for key in given if key.endswith("_clauses") for one in given.numbers(key)}
    return tuple(one for one in range(1, given.last_number + 1) if one not in cited)


def _ask(
    key: str,
    check: Callable[[str], str],
    *,
    n: int = 0,
    default: str = "",
    waits: bool = False,
) -> AskedQuestion:
    asks, example = say.ASKS[key]
    return AskedQuestion(
        key=key.replace("{n}", str(n)),
        asks=asks.format(n=n, kinds=KINDS),
        example=example,
        check=check,
        default=default,
        waits=waits,
        heading=say.HEADINGS.get(key, ""),
    )


def _cited(key: str, given: GivenAnswers, *, n: int = 0) -> Iterator[AskedQuestion]:
    """Which numbers say so; not asked where the document has none."""
    last = given.last_number
    if last:
        one = _ask(key, lambda text: read.cites(text, last), n=n, waits=True)
        yield AskedQuestion(
            key=one.key,
            asks=one.asks + say.NOT_YET_TOO,
            example=OURS if last < 8 else one.example,
            check=one.check,
            waits=True,
            heading=one.heading,
        )


def _document(given: GivenAnswers) -> Iterator[AskedQuestion]:
    yield _ask("partnership", _with_a_letter)
    yield _ask("title", read.line)
    yield _ask("edition", _edition, default="1")
    yield _ask("agreed", read.line, default="not stated")
    yield _ask("next_review", read.review, default=NONE)
    yield _ask("jurisdiction", lambda text: read.choice(text, JURISDICTIONS), default="England")
    yield _ask("subjects", lambda text: read.choice(text, SUBJECTS))
    yield _ask("areas", read.named)
    yield _ask("numbered", _numbered)
    yield _ask("prefix", _prefix, default=proposed_prefix(given.get("partnership", "")))


def proposed_prefix(partnership: str) -> str:
    """The first letters of a partnership's name, or of its first word."""
    words = re.findall(r"[A-Za-z]+", partnership)
    letters = "".join(word[0] for word in words if word.lower() not in {"and", "of", "the"})
    made = (letters if len(letters) > 1 else "".join(words)).upper()[:5]
    return made if len(made) > 1 else "POL"


def _raising(given: GivenAnswers) -> Iterator[AskedQuestion]:
    yield _ask("categories", _or_none(read.named), default=NONE)
    yield from _cited("scope_clauses", given)
    yield _ask("records", read.named, default=say.DEFAULT_RECORDS)
    yield from _cited("records_clauses", given)


def _stage(given: GivenAnswers, number: int) -> Iterator[AskedQuestion]:
    likely = _LEVELS[min(number, len(_LEVELS)) - 1]
    if number > 1 and number == given.stages:
        likely = Level.PARTNERSHIP
    yield _ask("stage_{n}_name", _with_a_letter, n=number)
    level = _ask(
        "stage_{n}_level", lambda text: read.choice(text, _LEVELS), n=number, default=likely
    )
    yield level
    yield _ask("stage_{n}_raising", _agency_post(given), n=number)
    if given.at_partnership(number):
        yield _ask("stage_{n}_partnership", _partnership_post(given), n=number)
    else:
        yield _ask("stage_{n}_receiving", _agency_post(given), n=number)
    yield _ask("stage_{n}_time", read.time_given, n=number, waits=True)
    yield _ask("stage_{n}_tasks", _or_none(read.named), n=number, default=NONE)
    yield from _cited("stage_{n}_clauses", given, n=number)


def _risk(given: GivenAnswers) -> Iterator[AskedQuestion]:
    text = say.ASKS["risk_text"][1]
    yield _ask("risk_text", lambda typed: read.line(typed, _TEXT), default=text)
    yield _ask("risk_routes", read.routes, waits=True)
    yield _ask("risk_tell", _agency_post(given))
    yield from _cited("risk_clauses", given)


def _told(given: GivenAnswers) -> Iterator[AskedQuestion]:
    if given.get("subjects", "").casefold() != "adults":
        yield _ask("told_plan", _or_none(_partnership_post(given)), default=NONE)
        yield _ask("told_looked_after", _or_none(_partnership_post(given)), default=NONE)
    yield _ask("told_always", _or_none(_partnership_post(given)), default=NONE)
    if given.several("told_always"):
        yield _ask(
            "told_always_from", lambda text: read.count(text, given.stages or 1), default="1"
        )
    if any(given.several(f"told_{who}") for who in ("plan", "looked_after", "always")):
        yield from _cited("told_clauses", given)


def _or_none(check: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "" if text.casefold() == NONE else check(text)


def _with_a_letter(text: str) -> str:
    return read.line(text) or ("" if read.slug(text) else say.NO_LETTER.format(name=text))


def _edition(text: str) -> str:
    return "" if re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}", text) else say.EDITION


def _numbered(text: str) -> str:
    number = re.fullmatch(r"[0-9]{1,3}", text) and int(text) > 0
    return "" if number or text.casefold() == NONE else say.NUMBERED


def _prefix(text: str) -> str:
    return "" if re.fullmatch(r"[A-Z]{2,5}", text) else say.PREFIX


def _agency_post(given: GivenAnswers) -> Callable[[str], str]:
    """Posts of an agency, which are nowhere posts of the partnership."""
    return _posts(given, _PARTNERSHIPS, say.PARTNERSHIPS)


def _partnership_post(given: GivenAnswers) -> Callable[[str], str]:
    """Posts of the partnership, which are nowhere posts of an agency."""
    return _posts(given, _AGENCYS, say.AGENCYS)


_AGENCYS: Final = re.compile(r"stage_\d_(raising|receiving)|risk_tell")
_PARTNERSHIPS: Final = re.compile(r"stage_\d_partnership|told_(plan|looked_after|always)|learning")


def _posts(given: GivenAnswers, others: re.Pattern[str], words: str) -> Callable[[str], str]:
    taken = {read.slug(one) for key in given if others.fullmatch(key) for one in given.several(key)}

    def check(text: str) -> str:
        clash = [one for one in read.listed(text) if read.slug(one) in taken]
        return read.named(text) or (words.format(name=clash[0]) if clash else "")

    return check
