"""When a list was last reviewed, and when its next review is due, by its own text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from adapters.contact_lists.lines import ListRow

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_DATE: Final = (
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<month>{_MONTH})\.?,?\s+(?P<year>(?:19|20)\d\d)"
    r"|(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
    r"|(?:(?P<day2>\d{1,2})[/.])?(?P<month2>\d{1,2})[/.](?P<year2>(?:19|20)\d\d)"
)
_ANY: Final = re.compile(_DATE, re.IGNORECASE)
_NEXT: Final = re.compile(
    r"^(?:(?:date\s+of\s+)?next review(?:\s+date)?(?:\s+due)?|review (?:date|due|by|on)|valid until"
    r"|expires|to be reviewed)\b",
    re.IGNORECASE,
)
_LAST: Final = re.compile(
    r"^(?:last\s+(?:reviewed|updated|revised|review)|date\s+of\s+last\s+review|reviewed|revised"
    r"|updated|agreed|issued|published|correct (?:at|as (?:at|of))|as (?:at|of)|version date)\b",
    re.IGNORECASE,
)
_MOST_WORDS_OF_A_TITLE: Final = 12
REVIEW_INTERVAL_YEARS: Final = 1
"""Years a list is valid if it gives no next review: published policies are reviewed yearly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """The dates a list gives for itself, and the row that decides whether it is past its review."""

    last: date | None = None
    next: date | None = None
    line: ListRow | None = None
    raw: str = ""

    def is_past(self, today: date) -> bool:
        """Whether the review was due before today."""
        if self.next is not None:
            return today > self.next
        return self.last is not None and today > _years_after(self.last, REVIEW_INTERVAL_YEARS)


def is_review_line(text: str) -> bool:
    """Whether a line says when the list was or will be reviewed, as page footers do."""
    return (_NEXT.match(text) or _LAST.match(text)) is not None and _ANY.search(text) is not None


def reviewed(lines: Sequence[ListRow]) -> Reviewed:
    """Return the latest dates of next review, and of last review or issue, that the list gives.

    A title that ends with month and year gives the date of issue; a year alone does not count.
    """
    last: tuple[date, ListRow, str] | None = None
    due: tuple[date, ListRow, str] | None = None
    for line in lines:
        text = line.text
        if not text or len(text) > 200 or (day := _date_in(text)) is None:
            continue
        if _NEXT.match(text):
            if due is None or day > due[0]:
                due = (day, line, text)
        elif (_LAST.match(text) or _is_title(text)) and (last is None or day > last[0]):
            last = (day, line, text)
    deciding = due or last
    return Reviewed(
        last=last[0] if last else None,
        next=due[0] if due else None,
        line=deciding[1] if deciding else None,
        raw=deciding[2] if deciding else "",
    )


def read_date(text: str) -> date | None:
    """Return a date (day before month), or None; a month without a day means its last day."""
    found = _ANY.search(text)
    return _date_of_match(found) if found else None


def _is_title(text: str) -> bool:
    dates = tuple(_ANY.finditer(text))
    return (
        len(text.split()) <= _MOST_WORDS_OF_A_TITLE
        and bool(dates)
        and dates[-1].end() == len(text)
        and dates[-1]["month"] is not None
    )


def _date_in(text: str) -> date | None:
    found = _ANY.search(text)
    return _date_of_match(found) if found else None


def _date_of_match(found: re.Match[str]) -> date | None:
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        year = int(found["year"] or found["year2"])
        if found["month"]:
            start = found["month"][:3].casefold()
            month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(start))
        else:
            month = int(found["month2"])
        day = found["day"] or found["day2"]
        return date(year, month, int(day)) if day else _last_of(year, month)
    except (ValueError, StopIteration):
        return None


def _last_of(year: int, month: int) -> date:
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return first_of_next - timedelta(days=1)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
