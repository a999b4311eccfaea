"""How each kind of answer is read: typed text becomes a value, or a sentence says what is wrong."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from bot.commands.new_policy import wording as say
from core.desk.typed_text import LISTED_ADDRESS
from core.vocabulary import AgencyType

NOT_YET: Final = "not yet"
OURS: Final = "ours"
NONE: Final = "none"
KINDS: Final = tuple(kind.value for kind in AgencyType if kind is not AgencyType.PARTNERSHIP)
LONGEST: Final = 2000
"""Characters of any answer."""
_LINE: Final = 200
_TEXT: Final = 1000
_ID: Final = 32
_MANY: Final = 40
_TIME: Final = re.compile(r"(\d{1,6}) *(working|calendar)? *(hour|day|week|month)s?")
_UNITS: Final = {"hour": "elapsed_hours", "month": "calendar_months"}
_ROUTE: Final = re.compile(r"(?P<label>.+?)\s*:\s*(?P<number>[0-9][0-9 ]{1,18}[0-9])")
_AGENCY: Final = re.compile(rf"(?P<name>.+?)\s*\(\s*(?P<kind>(?i:{'|'.join(KINDS)}))\s*\)")
_COORDINATOR: Final = re.compile(rf"(?P<name>[^<>]+?)\s*<\s*(?P<mail>{LISTED_ADDRESS})\s*>")
_AGENCY_POSTS: Final = r"stage_\d_(raising|receiving)|risk_tell"
_PARTNERSHIP_POSTS: Final = r"stage_\d_partnership|told_(plan|looked_after|always)|learning"

Values = dict[str, Any]
"""What was read, by the key of the question; () where the answer was none, ours or not yet."""


class AnswerError(Exception):
    """An answer will not do; the message is what the person is told."""


class Length(NamedTuple):
    """How long a stage may take: a unit of the policy language, and how many."""

    unit: str
    value: int


def slug(name: str, dash: str = "_") -> str:
    """An id made of a name; "" where it has nothing to make one of."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    made = re.sub(r"[^a-z0-9]+", dash, plain.replace("'", "")).strip(dash)
    made = made if made[:1].isalpha() or not made else f"n{dash}{made}"
    return made if len(made) <= _ID else made[: _ID + 1].rpartition(dash)[0] or made[:_ID]


def line(text: str, most: int = _LINE) -> str:
    """Text without control characters, of at most so many characters. Raises AnswerError."""
    if any(unicodedata.category(one) in {"Cc", "Cs"} for one in text):
        raise AnswerError(say.CONTROL)
    if len(text) > most:
        raise AnswerError(say.TOO_LONG.format(most=most))
    return text


def choice(text: str, words: Mapping[str, Any]) -> Any:
    """What one of these words stands for. Raises AnswerError."""
    if text.casefold() not in words:
        raise AnswerError(say.CHOICE.format(words=", ".join(words)))
    return words[text.casefold()]


def _name(text: str) -> str:
    if not slug(line(text)):
        raise AnswerError(say.NO_LETTER.format(name=text))
    return text


def _listed(text: str) -> list[str]:
    """The parts between semicolons."""
    return [part for one in text.split(";") if (part := " ".join(one.split()))]


def _names(text: str) -> list[str]:
    """A list of names, each once, each with a letter to make an id of."""
    if text.casefold() == NONE:
        raise AnswerError(say.NEEDED)
    found = [line(one) for one in _listed(text)]
    if len(found) > _MANY:
        raise AnswerError(say.MANY.format(most=_MANY))
    seen: set[str] = set()
    for one in found:
        if slug(_name(one)) in seen:
            raise AnswerError(say.TWICE.format(name=one))
        seen.add(slug(one))
    if not found:
        raise AnswerError(say.EMPTY)
    return found


def _posts(text: str, values: Values, others: str, clash: str) -> list[str]:
    """Posts, none of which is named by an answer whose key matches ``others``."""
    taken = {slug(one) for key in values if re.fullmatch(others, key) for one in values[key]}
    found = _names(text)
    for one in found:
        if slug(one) in taken:
            raise AnswerError(clash.format(name=one))
    return found


def _each(text: str, pattern: re.Pattern[str], fault: str) -> list[dict[str, str]]:
    """A list, of each part the groups of the pattern by name."""
    found = list[dict[str, str]]()
    for part in _listed(text):
        if not (match := pattern.fullmatch(part)):
            raise AnswerError(fault.format(name=part, kinds=", ".join(KINDS)))
        found.append(match.groupdict())
    return found


def _agencies(text: str) -> list[dict[str, str]]:
    found = _each(text, _AGENCY, say.AGENCY)
    _names(text)
    return found


def _coordinators(text: str) -> list[dict[str, str]]:
    found = _each(text, _COORDINATOR, say.COORDINATOR)
    names = [one["name"] for one in found]
    if len(set(names)) < 2:
        raise AnswerError(say.COORDINATORS)
    _names(";".join(names))
    return found


def _matching(text: str, pattern: str, fault: str) -> str:
    if not re.fullmatch(pattern, text):
        raise AnswerError(fault)
    return text


def _date(text: str) -> date:
    try:
        return date.fromisoformat(_matching(text, r"\d{4}-\d\d-\d\d", say.DATE))
    except ValueError:
        raise AnswerError(say.DATE) from None


def _count(text: str, most: int) -> int:
    fault = say.NUMBER.format(least=1, most=most)
    number = int(_matching(text, r"[0-9]{1,3}", fault))
    if not 1 <= number <= most:
        raise AnswerError(fault)
    return number


def _time(text: str) -> Length:
    """A time in a unit that the policy language knows."""
    plain = " ".join(text.casefold().split())
    if plain == "same working day":
        return Length("same_working_day", 0)
    if not (found := _TIME.fullmatch(plain)):
        raise AnswerError(say.TIME)
    value, kind, unit = int(found[1]), found[2], found[3]
    if not 1 <= value <= 1000:
        raise AnswerError(say.TIME_MOST)
    if unit in _UNITS and kind != "working":
        return Length(_UNITS[unit], value)
    if unit == "day" and kind:
        return Length(f"{kind}_days", value)
    raise AnswerError(say.DAYS)


def _numbers(text: str, last: int) -> tuple[int, ...]:
    """Numbers of the document with commas between them, 3-5 for three of them."""
    if text.casefold() == OURS:
        return ()
    found = dict[int, None]()
    for part in re.split(r"[,;]| and ", text):
        span = re.fullmatch(r"\s*(\d{1,3})(?:\s*-\s*(\d{1,3}))?\s*", part)
        if not span or not 1 <= int(span[1]) <= int(span[2] or span[1]) <= last:
            raise AnswerError(say.NUMBERS.format(most=last))
        found |= dict.fromkeys(range(int(span[1]), int(span[2] or span[1]) + 1))
    return tuple(found)


READERS: Final[dict[str, Callable[[str, Values], Any]]] = {
    "line": lambda text, _: line(text),
    "text": lambda text, _: line(text, _TEXT),
    "name": lambda text, _: _name(text),
    "names": lambda text, _: _names(text),
    "agency posts": lambda text, values: _posts(text, values, _PARTNERSHIP_POSTS, say.PARTNERSHIPS),
    "partnership posts": lambda text, values: _posts(text, values, _AGENCY_POSTS, say.AGENCYS),
    "edition": lambda text, _: _matching(text, r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}", say.EDITION),
    "prefix": lambda text, _: _matching(text, r"[A-Z]{2,5}", say.PREFIX),
    "date": lambda text, _: _date(text),
    "last number": lambda text, _: int(_matching(text, r"(?!0+$)[0-9]{1,3}", say.NUMBERED)),
    "count of stages": lambda text, _: _count(text, 9),
    "stage number": lambda text, values: _count(text, values["stages"]),
    "time": lambda text, _: _time(text),
    "numbers": lambda text, values: _numbers(text, values["numbered"]),
    "routes": lambda text, _: _each(line(text, _TEXT), _ROUTE, say.ROUTE),
    "agencies": lambda text, _: _agencies(text),
    "coordinators": lambda text, _: _coordinators(text),
}
"""By the word for it in questions.yaml. Each raises AnswerError."""
