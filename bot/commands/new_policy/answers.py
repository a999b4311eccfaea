"""What ``policy new`` is answered: text by question, and how each kind of text is read.

An answer is kept as it was typed. Every reader here takes text that its check let through.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from bot.commands.new_policy import wording as say
from core.vocabulary import AgencyType

NOT_YET: Final = "not yet"
OURS: Final = "ours"
NONE: Final = "none"
KINDS: Final = ", ".join(kind.value for kind in AgencyType if kind is not AgencyType.PARTNERSHIP)
JURISDICTIONS: Final = {
    "england": "ENG",
    "wales": "WLS",
    "scotland": "SCT",
    "northern ireland": "NIR",
}
SUBJECTS: Final = {
    "children": ("child",),
    "adults": ("adult",),
    "both": ("child", "adult", "both"),
}
_LINE: Final = 200
_ID: Final = 32
_MANY: Final = 40
_TIME: Final = re.compile(r"(\d{1,6}) *(working|calendar)? *(hour|day|week|month)s?")
_UNITS: Final = {"hour": "elapsed_hours", "month": "calendar_months"}
_ROUTE: Final = re.compile(r"(.+?)\s*:\s*([0-9][0-9 ]{1,18}[0-9])")
_AGENCY: Final = re.compile(r"(.+?)\s*\(\s*([A-Za-z]+)\s*\)")
_COORDINATOR: Final = re.compile(r"([^<>]+?)\s*<\s*([^@\s<>]+@[^@\s<>]+\.[a-z]{2,})\s*>")


class Length(NamedTuple):
    """How long a stage may take: a unit of the policy language, and how many."""

    unit: str
    value: int


class GivenAnswers(dict[str, str]):
    """Answers by key, ready to be read."""

    def is_open(self, key: str) -> bool:
        """Whether it was answered with “not yet”."""
        return self.get(key, "").casefold() == NOT_YET

    def several(self, key: str) -> tuple[str, ...]:
        """A list, none where it was answered so, or is open, or was not asked."""
        text = self.get(key, "")
        return () if text.casefold() in {NONE, NOT_YET, ""} else listed(text)

    def numbers(self, key: str) -> tuple[int, ...]:
        """Numbers of the document; none where it does not say it or is not known yet."""
        text = self.get(key, "")
        return () if text.casefold() in {OURS, NOT_YET, ""} else numbers(text)

    @property
    def stages(self) -> int:
        """How many stages there are; 0 until it is answered."""
        return int(self.get("stages", "0"))

    @property
    def last_number(self) -> int:
        """The last number of a numbered document; 0 for one without."""
        text = self.get("numbered", NONE)
        return 0 if text.casefold() == NONE else int(text)

    def at_partnership(self, stage: int) -> bool:
        """Whether a stage is the partnership's own."""
        return self.get(f"stage_{stage}_level", "").casefold() == "partnership"


def listed(text: str) -> tuple[str, ...]:
    """The parts between semicolons."""
    return tuple(part for one in text.split(";") if (part := " ".join(one.split())))


def numbers(text: str) -> tuple[int, ...]:
    """Numbers with commas between them, 3-5 for three of them; empty where it is anything else."""
    found: list[int] = []
    for part in re.split(r"[,;]| and ", text):
        if not (span := re.fullmatch(r"\s*(\d{1,3})(?:\s*-\s*(\d{1,3}))?\s*", part)):
            return ()
        first = int(span[1])
        found += range(first, int(span[2] or first) + 1)
    return tuple(dict.fromkeys(found))


def length(text: str) -> Length | None:
    """A time as typed, None where it cannot be one."""
    plain = " ".join(text.casefold().split())
    if plain == "same working day":
        return Length("same_working_day", 0)
    if not (read := _TIME.fullmatch(plain)):
        return None
    value, kind, unit = int(read[1]), read[2], read[3]
    if not 1 <= value <= 1000:
        return None
    if unit in _UNITS:
        return None if kind == "working" else Length(_UNITS[unit], value)
    return Length(f"{kind}_days", value) if kind and unit == "day" else None


def route(text: str) -> tuple[str, str] | None:
    """A label and a telephone number."""
    read = _ROUTE.fullmatch(text)
    return (read[1], read[2]) if read else None


def agency(text: str) -> tuple[str, str] | None:
    """An agency's name and its kind."""
    read = _AGENCY.fullmatch(text)
    return (read[1], read[2].lower()) if read and read[2].lower() in KINDS.split(", ") else None


def coordinator(text: str) -> tuple[str, str] | None:
    """A person's name and e-mail address."""
    read = _COORDINATOR.fullmatch(text)
    return (read[1], read[2]) if read else None


def slug(name: str, dash: str = "_") -> str:
    """An id made of a name; "" where it has nothing to make one of."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    made = re.sub(r"[^a-z0-9]+", dash, plain.replace("'", "")).strip(dash)
    made = made if made[:1].isalpha() or not made else f"n{dash}{made}"
    return made if len(made) <= _ID else made[: _ID + 1].rpartition(dash)[0] or made[:_ID]


# --- checks: "" where an answer will do, else what is wrong with it ---------------------------


def line(text: str, most: int = _LINE) -> str:
    """Any text that fits."""
    if any(unicodedata.category(one) in {"Cc", "Cs"} for one in text):
        return say.CONTROL
    return say.TOO_LONG.format(most=most) if len(text) > most else ""


def named(text: str) -> str:
    """A list of names, each once, each with a letter to make an id of."""
    parts = listed(text)
    if wrong := next((found for one in parts if (found := line(one))), ""):
        return wrong
    if len(parts) > _MANY:
        return say.MANY.format(most=_MANY)
    seen: set[str] = set()
    for one in parts:
        if not slug(one):
            return say.NO_LETTER.format(name=one)
        if slug(one) in seen:
            return say.TWICE.format(name=one)
        seen.add(slug(one))
    return "" if parts else say.EMPTY


def choice(text: str, words: Mapping[str, object] | tuple[str, ...]) -> str:
    """One of these words."""
    return "" if text.casefold() in words else say.CHOICE.format(words=", ".join(words))


def review(text: str) -> str:
    """A date, or none."""
    if text.casefold() == NONE:
        return ""
    try:
        date.fromisoformat(text)
    except ValueError:
        return say.DATE
    return "" if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else say.DATE


def count(text: str, most: int, least: int = 1) -> str:
    """A whole number."""
    fits = re.fullmatch(r"[0-9]{1,3}", text) and least <= int(text) <= most
    return "" if fits else say.NUMBER.format(least=least, most=most)


def time_given(text: str) -> str:
    """A time the language knows, or none."""
    if text.casefold() == NONE or length(text):
        return ""
    if read := _TIME.fullmatch(" ".join(text.casefold().split())):
        if not 1 <= int(read[1]) <= 1000:
            return say.TIME_MOST
        return say.DAYS
    return say.TIME


def cites(text: str, last: int) -> str:
    """Numbers of the document."""
    found = numbers(text)
    fine = text.casefold() == OURS or (found and all(1 <= one <= last for one in found))
    return "" if fine else say.NUMBERS.format(most=last)


def routes(text: str) -> str:
    """Names with telephone numbers, or none."""
    if text.casefold() == NONE:
        return ""
    wrong = [one for one in listed(text) if not route(one)]
    return say.ROUTE.format(name=wrong[0]) if wrong else line(text, 1000)


def agencies(text: str) -> str:
    """Agencies, each with its kind."""
    for one in listed(text):
        if not agency(one):
            return say.AGENCY.format(name=one, kinds=KINDS)
    return named(text)


def coordinators(text: str) -> str:
    """Two people or more, each with an address."""
    parts = listed(text)
    for one in parts:
        if not coordinator(one):
            return say.COORDINATOR.format(name=one)
    if len({read[0] for one in parts if (read := coordinator(one))}) < 2:
        return say.COORDINATORS
    return named(";".join(read[0] for one in parts if (read := coordinator(one))))
