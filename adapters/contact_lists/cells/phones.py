"""Read telephone numbers, check them against the numbering plan, format and never correct them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import phonenumbers

from adapters.contact_lists.drafts import DraftNumber
from core.imports.findings import FindingKind

# Ofcom reserves these for fiction, so the numbering plan calls them unused ("Telephone numbers for
# use in TV and radio drama programmes").
_FICTIONAL_NUMBERS: Final = re.compile(
    r"(?:07700900|01632960|0[128]\d\d?4960|020794(?:60)|08081570|03069990)\d+"
)
_SHORT: Final = {
    "08001111": "0800 1111",  # Childline
    "0845464": "0845 46 4",
    "116123": "116 123",
    "116000": "116 000",
    "999": "999",
    "112": "112",
    "111": "111",
    "101": "101",
    "105": "105",
}
"""Valid numbers that are shorter than usual."""

_RUN: Final = re.compile(r"(?:\+|\()?\d[\d \n().\-–]{0,120}\d")
_EXTENSION: Final = re.compile(
    r"[ \n]{0,3}[,(]?[ \n]{0,3}(?:extension|extn|ext|bleep|pager|option|x)[ .:]{0,4}(\d{1,6})\)?",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"\b(?:tel|mob|telephone|mobile|phone|landline|office|direct|switchboard|work|t|m)\b",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"[ \n]{0,3}(?:/|\\|,|;|&|or|and)[ \n]{0,3}", re.IGNORECASE)
_ABBREVIATED: Final = re.compile(r"(\d(?:[\d ]{0,8}\d)?)(?![\d\w@])")

BRITISH_DIGITS: Final = 11
"""Digits of a British number, its leading 0 included."""
_SHORTEST: Final = 7
_LONGEST: Final = 13
_MOST_ABBREVIATED: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRemark:
    """A finding in a cell: its kind, its text, and further data of its sentence."""

    what: FindingKind
    raw: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phones:
    """The numbers of one cell in order, and the findings about them."""

    numbers: tuple[DraftNumber, ...] = ()
    remarks: tuple[CellRemark, ...] = ()


def phones_in(text: str) -> Phones:
    """Read every number in a text; remarks are in the order of the numbers."""
    numbers: list[DraftNumber] = []
    remarks: list[CellRemark] = []
    for number, found in _each(text):
        numbers.append(number)
        remarks.extend(found)
    # "Tel No: ... Mob No: ..." says which is which.
    if len(numbers) > 1 and len(_LABEL.findall(text)) < len(numbers):
        both = " and ".join(number.raw for number in numbers)
        remarks.insert(0, CellRemark(what=FindingKind.SEVERAL_NUMBERS, raw=both))
    return Phones(numbers=tuple(numbers), remarks=tuple(remarks))


def _each(text: str) -> Iterator[tuple[DraftNumber, tuple[CellRemark, ...]]]:
    at = 0
    while (run := _RUN.search(text, at)) is not None:
        at = run.end()
        if not _may_be_number(text, run):
            continue
        number = DraftNumber(raw="", normalised="")
        remarks: tuple[CellRemark, ...] = ()
        for raw in _apart(run.group().strip(" \n.-–")):
            if number.raw:
                yield number, remarks
            number, remarks = _checked_number(
                raw if raw.count("(") == raw.count(")") else raw.strip("()")
            )
        if (extension := _EXTENSION.match(text, at)) is not None:
            at = extension.end()
            number = replace(number, extension=extension[1])
            said = extension.group().strip(" ,()\n")
            remarks += (CellRemark(what=FindingKind.EXTENSION, raw=said, detail=number.raw),)
        yield number, remarks
        while (short := _abbreviated(text, at, number)) is not None:
            at, piece = short
            yield (
                piece,
                (
                    CellRemark(
                        what=FindingKind.ABBREVIATED_NUMBER, raw=piece.raw, detail=piece.proposed
                    ),
                ),
            )


def _may_be_number(text: str, run: re.Match[str]) -> bool:
    """Whether a run of digits may be a number: seven digits or more, or a short number that is the
    whole text; not part of a word or address.
    """
    before = text[run.start() - 1 : run.start()]
    if (
        before.isalpha()
        or before in {"@", "_", "/"}
        or text[run.end() : run.end() + 1] in {"@", "_"}
    ):
        slashed = before == "/" and _digits(text[: run.start()][-6:])
        if not slashed:
            return False
    digits = _digits(run.group())
    return len(digits) >= _SHORTEST or (digits in _SHORT and run.group() == text.strip())


def _apart(run: str) -> tuple[str, ...]:
    """Split two whole numbers with only a space between them; else return the run unchanged."""
    if len(_digits(run)) <= _LONGEST:
        return (run,)
    parts: list[list[str]] = [[]]
    for group in run.split():
        if group[0] in "0+(" and len(_digits("".join(parts[-1]))) >= BRITISH_DIGITS - 1:
            parts.append([])
        parts[-1].append(group)
    whole = all(BRITISH_DIGITS - 1 <= len(_digits("".join(part))) <= _LONGEST for part in parts)
    return tuple(" ".join(part) for part in parts) if whole else (run,)


def _abbreviated(text: str, at: int, before: DraftNumber) -> tuple[int, DraftNumber] | None:
    """Read "8861" after "020 7946 0214 /": its raw text, and the number it may stand for."""
    if not before.normalised or (between := _BETWEEN.match(text, at)) is None:
        return None
    piece = _ABBREVIATED.match(text, between.end())
    if piece is None or len(_digits(piece[1])) > _MOST_ABBREVIATED or piece[1].startswith("0"):
        return None
    whole = _digits(before.normalised)
    short = _digits(piece[1])
    proposed = _checked_number(whole[: len(whole) - len(short)] + short)[0].normalised
    return piece.end(), DraftNumber(raw=piece[1], normalised="", proposed=proposed)


def _checked_number(raw: str) -> tuple[DraftNumber, tuple[CellRemark, ...]]:
    """Check one number: return it normalised, or unusable with the reason."""
    digits = _digits(raw)
    if digits in _SHORT:
        number = DraftNumber(raw=raw, normalised=_SHORT[digits])
        return number, (
            CellRemark(what=FindingKind.SHORT_NUMBER, raw=raw, detail=number.normalised),
        )
    international = raw.lstrip(" (").startswith("+") or digits.startswith("00")
    if international:
        return _international_number(raw, digits)
    if not digits.startswith("0"):
        return _without_zero(raw, digits)
    normalised = _normalised(digits)
    if not normalised:
        return DraftNumber(raw=raw, normalised=""), (_wrong(raw, digits),)
    number = DraftNumber(raw=raw, normalised=normalised)
    if _grouped_otherwise(raw, digits):
        remark = CellRemark(what=FindingKind.GROUPED_OTHERWISE, raw=raw, detail=normalised)
        return number, (remark,)
    return number, ()


def _international_number(raw: str, digits: str) -> tuple[DraftNumber, tuple[CellRemark, ...]]:
    """Read a number with a country code; a British one is formatted as a national number."""
    whole = digits.removeprefix("00")
    if whole.startswith("44"):
        # "+44 (0)20" holds a zero that is dialled within Britain only.
        home = "0" + whole[2:].removeprefix("0")
        if normalised := _normalised(home):
            return DraftNumber(raw=raw, normalised=normalised), ()
        return DraftNumber(raw=raw, normalised=""), (_wrong(raw, home),)
    try:
        parsed = phonenumbers.parse(f"+{whole}")
    except phonenumbers.NumberParseException:
        return DraftNumber(raw=raw, normalised=""), (
            CellRemark(what=FindingKind.NOT_IN_USE, raw=raw),
        )
    if not phonenumbers.is_valid_number(parsed):
        return DraftNumber(raw=raw, normalised=""), (
            CellRemark(what=FindingKind.NOT_IN_USE, raw=raw),
        )
    shown = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return DraftNumber(raw=raw, normalised=shown), ()


def _without_zero(raw: str, digits: str) -> tuple[DraftNumber, tuple[CellRemark, ...]]:
    """Read a number without leading 0; propose it with the 0 or + that is probably missing."""
    proposed = ""
    if len(digits) == BRITISH_DIGITS - 1:
        proposed = _normalised(f"0{digits}")
    elif digits.startswith("44"):
        proposed = _normalised(f"0{digits[2:]}")
    remark = CellRemark(what=FindingKind.NO_LEADING_ZERO, raw=raw, detail=proposed)
    return DraftNumber(raw=raw, normalised="", proposed=proposed), (remark,)


def _wrong(raw: str, digits: str) -> CellRemark:
    missing = BRITISH_DIGITS - len(digits)
    if missing > 0:
        return CellRemark(what=FindingKind.DIGITS_MISSING, raw=raw, detail=str(missing))
    if missing < 0:
        return CellRemark(what=FindingKind.DIGITS_TOO_MANY, raw=raw, detail=str(-missing))
    return CellRemark(what=FindingKind.NOT_IN_USE, raw=raw)


@lru_cache(maxsize=4096)
def _normalised(digits: str) -> str:
    """Return the British number as usually written, or "" if there is no such number."""
    if not digits.startswith("0") or len(digits) > BRITISH_DIGITS:
        return ""
    try:
        parsed = phonenumbers.parse(digits, "GB")
    except phonenumbers.NumberParseException:
        return ""
    fiction = len(digits) == BRITISH_DIGITS and _FICTIONAL_NUMBERS.fullmatch(digits) is not None
    if not fiction and not phonenumbers.is_valid_number_for_region(parsed, "GB"):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def _grouped_otherwise(raw: str, digits: str) -> bool:
    """Whether the first group is shorter than the area or mobile code, as in "077 0090 0655"."""
    groups = re.findall(r"\d+", raw)
    if len(groups) == 1:
        return False
    code = 5
    if digits.startswith("02"):
        code = 3
    elif digits.startswith(("03", "07", "08", "09", "011")) or digits[3] == "1":
        code = 4
    return len(groups[0]) < code


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign in "0123456789")
