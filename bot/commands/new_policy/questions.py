"""The questions of ``policy new``: the table of questions.yaml, gone through with the answers."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from bot.commands.new_policy import answers
from bot.commands.new_policy import wording as say
from bot.commands.new_policy.answers import KINDS, NOT_YET, OURS, AnswerError, Values
from core.vocabulary import Level

_TABLE: Final = Path(__file__).with_name("templates") / "questions.yaml"


def at_partnership(values: Values, stage: int) -> bool:
    """Whether a stage is the partnership's own."""
    return bool(values[f"stage_{stage}_level"] == Level.PARTNERSHIP)


def somebody_told(values: Values) -> bool:
    """Whether anybody at the partnership is told of cases as they go on."""
    return any(values.get(f"told_{who}") for who in ("plan", "looked_after", "always"))


_WHEN: Final[dict[str, Callable[[Values, int], bool]]] = {
    "always": lambda _values, _n: True,
    "it protects children": lambda values, _: "child" in values["subjects"],
    "the stage is the partnership's": at_partnership,
    "the stage lies between agencies": lambda values, n: not at_partnership(values, n),
    "every case is told": lambda values, _: bool(values["told_always"]),
    "somebody else is told": lambda values, _: somebody_told(values),
}
"""By the words for it in questions.yaml; with the number of the stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """One question; the head of questions.yaml says what its parts are."""

    key: str
    asks: str
    example: str
    answer: str = ""
    choices: Mapping[str, Any] | None = None
    default: str = ""
    when: str = "always"
    heading: str = ""

    @property
    def waits(self) -> bool:
        """Whether it may be answered “not yet”."""
        return self.answer.endswith(f" or {NOT_YET}")

    def read(self, text: str, values: Values) -> Any:
        """The value of an answer, () for none and not yet. Raises AnswerError."""
        kind, *words = self.answer.split(" or ")
        if not text:
            raise AnswerError(say.EMPTY)
        if text.casefold() == NOT_YET and not self.waits:
            raise AnswerError(say.NOT_NOW)
        if text.casefold() in {NOT_YET, *words}:
            return ()
        answers.line(text, answers.LONGEST)
        if self.choices:
            return answers.choice(text, self.choices)
        return answers.READERS[kind](text, values)


@dataclass(frozen=True, slots=True)
class Walk:
    """Every question that was asked, what it was answered, and what is wrong with any."""

    asked: tuple[AskedQuestion, ...]
    given: dict[str, str]
    """The answers as they were typed, by key."""
    values: Values
    wrong: dict[str, str]
    """By key; of the first one only where the walk stopped there."""

    @property
    def open(self) -> dict[str, str]:
        """By key, the questions that were answered “not yet”."""
        return {
            one.key: one.asks for one in self.asked if self.given[one.key].casefold() == NOT_YET
        }


def walk(typed: Mapping[str, str], *, to_end: bool) -> Walk:
    """Go through the questions that the answers call for, as far as they are sound; to the end, the
    default or example stands in for what is missing or wrong.
    """
    walked = Walk((), {}, {}, {})
    asked, given, values, wrong = list[AskedQuestion](), walked.given, walked.values, walked.wrong
    for one in _questions(values):
        asked.append(one)
        answer, value = " ".join(typed.get(one.key, "").split()), ()
        try:
            value = one.read(answer, values)
        except AnswerError as fault:
            unsure = any(key.endswith("_clauses") for key in wrong)  # what is left is not known
            if not (unsure and one.key.startswith("sentence_")):
                missing = say.MISSING.format(asks=one.asks)
                wrong[one.key] = str(fault) if one.key in typed else missing
                if not to_end:
                    break
            answer = one.default or one.example
            with suppress(AnswerError):
                value = one.read(answer, values)
        given[one.key], values[one.key] = answer, value
    return replace(walked, asked=tuple(asked))


@cache
def table() -> dict[str, AskedQuestion]:
    """The questions as they stand in the file, by key."""
    rows = YAML(typ="safe", pure=True).load(_TABLE.read_text(encoding="utf-8"))
    return {key: AskedQuestion(key=key, **row) for key, row in rows.items()}


def uncited(values: Values) -> tuple[int, ...]:
    """Numbers of the document that no answer rests on."""
    cited = {one for key in values if key.endswith("_clauses") for one in values[key]}
    return tuple(one for one in range(1, (values["numbered"] or 0) + 1) if one not in cited)


def _questions(values: Values) -> Iterator[AskedQuestion]:
    """Every question that the answers so far call for; a later one may hang on an earlier answer,
    which therefore has to be in ``values`` by the time it is reached.
    """
    for each, group in groupby(table().values(), lambda row: row.key.rpartition("_{n}")[0]):
        rows = tuple(group)
        for n in _numbers(each, values):
            for row in rows:
                unnumbered = row.answer.startswith("numbers") and not values["numbered"]
                if _WHEN[row.when](values, n) and not unnumbered:
                    yield _filled(row, values, n)


def _numbers(each: str, values: Values) -> tuple[int, ...]:
    """The numbers that questions with {n} are asked for."""
    match each:
        case "stage":
            return tuple(range(1, values["stages"] + 1))
        case "sentence":
            return uncited(values)
        case _:
            return (0,)


def _filled(row: AskedQuestion, values: Values, n: int) -> AskedQuestion:
    """A question of the table with what depends on the answers before it."""
    asks, example, default = row.asks, row.example, row.default
    match row.key:
        case "prefix":
            default = proposed_prefix(values["partnership"])
        case "stage_{n}_level":
            default = _likely_level(n, values["stages"])
        case _ if row.answer.startswith("numbers"):
            asks += say.NOT_YET_TOO
            example = OURS if values["numbered"] < 8 else example
        case _:
            pass
    return replace(
        row,
        key=row.key.replace("{n}", str(n)),
        asks=asks.replace("{n}", str(n)).replace("{kinds}", ", ".join(KINDS)),
        example=example,
        default=default,
    )


def _likely_level(stage: int, stages: int) -> str:
    """One level up with each stage; the last of several is the partnership's."""
    levels = [level.value for level in Level]
    return Level.PARTNERSHIP if 1 < stage == stages else levels[min(stage, len(levels)) - 1]


def proposed_prefix(partnership: str) -> str:
    """The first letters of a partnership's name, or of its first word."""
    words = re.findall(r"[A-Za-z]+", partnership)
    letters = "".join(word[0] for word in words if word.lower() not in {"and", "of", "the"})
    made = (letters if len(letters) > 1 else "".join(words)).upper()[:5]
    return made if len(made) > 1 else "POL"
