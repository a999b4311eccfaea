"""``policy new``: asks its questions and writes a commented policy with what belongs beside it."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TextIO, cast

from bot.commands.answer import FINE, WRONG, AnswerLine, CommandAnswer, ProblemError, Said, plain
from bot.commands.files import place, policy_in, read_text
from bot.commands.new_policy import answers as read
from bot.commands.new_policy import wording as say
from bot.commands.new_policy.answers import GivenAnswers
from bot.commands.new_policy.clause_basis import bases
from bot.commands.new_policy.companion_files import clauses_text, contacts_text
from bot.commands.new_policy.questions import AskedQuestion, questions
from bot.commands.new_policy.write import policy_text
from policies.contact_list_files.loader import load_directory
from policies.yaml_reading.fault import Fault

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,90}\.ya?ml")
_LEFT: Final = 130
"""Exit code of whoever left with Ctrl-C, as everywhere."""


@dataclass(frozen=True, slots=True)
class NewPolicyFiles:
    """What is written, and the draft that is kept until then."""

    policy: Path
    clauses: Path
    contacts: Path
    draft: Path


@dataclass(frozen=True, slots=True)
class Walk:
    """Every question with its answer, and what is wrong with any."""

    given: GivenAnswers
    asked: tuple[AskedQuestion, ...]
    wrong: dict[str, str]
    """By key; of the first one only where the walk stopped there."""


def new(path: Path, answers: Path | None, *, force: bool, as_json: bool) -> CommandAnswer:
    """Ask, or take the answers of a file, and write the policy. Raises ProblemError where an answer
    is missing or wrong, or a file is in the way.
    """
    files = _files(path)
    if as_json and answers is None:
        return _listing(walk(_kept(files.draft), to_end=True), _kept(files.draft))
    if not force:
        there = [one for one in (files.policy, files.clauses, files.contacts) if one.exists()]
        if there:
            raise ProblemError(*(Said(say.EXISTS, str(one)) for one in there))
    if answers is None:
        given = _in_terminal(files)
        return given if isinstance(given, CommandAnswer) else _written(files, given)
    return _written(files, _from_file(answers))


def walk(answers: Mapping[str, str], *, to_end: bool) -> Walk:
    """Go through the questions that the answers call for, as far as they are sound; to the end, the
    default or example stands in for what is missing or wrong.
    """
    given, asked, wrong = GivenAnswers(), list[AskedQuestion](), dict[str, str]()
    for one in questions(given):
        asked.append(one)
        answer = " ".join(answers.get(one.key, "").split())
        fault = one.wrong(answer)
        unsure = any(key.endswith("_clauses") for key in wrong)  # what is left over is not known
        if fault and not (unsure and one.key.startswith("sentence_")):
            missing = say.MISSING.format(asks=one.asks)
            wrong[one.key] = fault if one.key in answers else missing
            if not to_end:
                break
        given[one.key] = (one.default or one.example) if fault else answer
    return Walk(given, tuple(asked), wrong)


def _files(path: Path) -> NewPolicyFiles:
    if not _NAME.fullmatch(path.name):
        raise ProblemError(Said(say.BAD_NAME, str(path)))
    if not path.parent.parent.is_dir():
        raise ProblemError(Said(say.NO_FOLDER, str(path.parent.parent)))
    return NewPolicyFiles(
        path,
        path.parent / "clauses" / path.name,
        path.parent / "directories" / path.name,
        path.with_name(f"{path.name}.draft.json"),
    )


# --- from a file ------------------------------------------------------------------------------


def _from_file(path: Path) -> GivenAnswers:
    answers = _answers(path, say.NOT_ANSWERS)
    walked = walk(answers, to_end=True)
    wrong = dict(walked.wrong)
    if not wrong:
        known = {one.key for one in walked.asked}
        wrong = {key: say.UNKNOWN for key in answers if key not in known}
    if wrong:
        raise ProblemError(*(Said(said, f"{path}: {key}") for key, said in wrong.items()))
    return walked.given


def _answers(path: Path, otherwise: str) -> dict[str, str]:
    """Answers as text, however JSON may give them: a list, a number, true or null."""
    try:
        data: object = json.loads(read_text(path))
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise ProblemError(Said(otherwise, str(path)))
    return {key: _as_text(value) for key, value in cast("dict[str, object]", data).items()}


def _as_text(value: object) -> str:
    match value:
        case None:
            return read.NONE
        case list():
            many = "; ".join(_as_text(one) for one in cast("list[object]", value))
            return many or read.NONE
        case _:
            return str(value)


def _kept(draft: Path) -> dict[str, str]:
    return _answers(draft, say.DRAFT_SPOILT) if draft.exists() else {}


def _listing(walked: Walk, kept: Mapping[str, str]) -> CommandAnswer:
    """Every question there is to answer, as far as can be told before it is answered."""
    data = [
        {
            "key": one.key,
            "asks": one.asks,
            "example": one.example,
            "default": one.default or None,
            "may_wait": one.waits,
            "answer": kept.get(one.key),
        }
        for one in walked.asked
    ]
    return CommandAnswer({"questions": data}, ())


# --- in the terminal --------------------------------------------------------------------------


def _in_terminal(files: NewPolicyFiles) -> GivenAnswers | CommandAnswer:
    """The answers typed, or what is said to whoever leaves."""
    answers = _kept(files.draft)
    _say(say.WELCOME)
    if answers:
        _say(say.RESUMED.format(draft=files.draft, count=len(answers)))
    told = ""
    try:
        while (walked := walk(answers, to_end=False)).wrong:
            one = walked.asked[-1]
            if told:
                _say(told)
            elif one.key in answers:  # an earlier answer was changed, or the draft was edited
                _say(walked.wrong[one.key])
            told = _answered(one, walked, answers, again=bool(told))
            _keep(files.draft, answers)
    except (KeyboardInterrupt, EOFError) as left:
        kept = say.KEPT.format(draft=files.draft)
        _keep(files.draft, answers)
        if isinstance(left, EOFError):
            raise ProblemError(Said(say.ENDED.format(kept=kept))) from None
        return CommandAnswer({"draft": str(files.draft)}, [AnswerLine(), AnswerLine(kept)], _LEFT)
    return walked.given


def _answered(one: AskedQuestion, walked: Walk, answers: dict[str, str], *, again: bool) -> str:
    """Ask one question once; what to say before it is asked again, "" where it is answered."""
    above = {earlier.heading for earlier in walked.asked[:-1]}
    if one.heading not in above | {""} and not again:
        _say(f"\n{one.heading}")
    typed = " ".join(_typed(one).split()) or one.default
    if typed == "?":
        return say.EXAMPLE.format(example=one.example)
    if typed.casefold() == "back":
        before = [earlier.key for earlier in walked.asked[:-1]]
        for key in before[-1:]:
            answers.pop(key, None)
        return "" if before else say.FIRST
    if wrong := one.wrong(typed):
        answers.pop(one.key, None)
        return wrong
    answers[one.key] = typed
    return ""


def _typed(one: AskedQuestion) -> str:
    default = f" [{one.default}]" if one.default else ""
    sys.stdout.write(plain(f"{one.asks}{default}\n> "))
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line


def _say(text: str, to: TextIO | None = None) -> None:
    (to or sys.stdout).write(f"{text}\n")


def _keep(draft: Path, answers: Mapping[str, str]) -> None:
    """Keep the answers so far: wholly or not at all."""
    _put(draft, json.dumps(answers, ensure_ascii=False, indent=2) + "\n")


# --- writing ----------------------------------------------------------------------------------


def _put(path: Path, text: str) -> None:
    half = path.with_name(f"{path.name}.half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_text(text, encoding="utf-8", newline="\n")
        half.replace(path)
    except OSError as error:
        said = f"This file cannot be written: {error.strerror}."
        raise ProblemError(Said(said, str(path))) from None


def _written(files: NewPolicyFiles, given: GivenAnswers) -> CommandAnswer:
    held = bases(given)
    policy = read.slug(files.policy.stem, "-") or read.slug(given["partnership"], "-")
    name = files.policy.name
    _put(files.policy, policy_text(given, held, policy, name))
    _put(files.clauses, clauses_text(given, held, policy, name))
    _put(files.contacts, contacts_text(given, policy, name))
    files.draft.unlink(missing_ok=True)
    faults = {path: _faults(path, files) for path in (files.policy, files.contacts)}
    left = {one.key: one.asks for one in _asked(given) if given.is_open(one.key)}
    found = [fault for one in faults.values() for fault in one]
    data: dict[str, Any] = {
        "written": [str(files.policy), str(files.clauses), str(files.contacts)],
        "not_yet": [{"key": key, "asks": asks} for key, asks in left.items()],
        "faults": [{"place": place(one), "message": one.message} for one in found],
    }
    lines = list(_lines(files, faults, left))
    if given.last_number:
        handed = say.WHOLE.format(file=files.policy)
    else:
        first, *_, last = (*held.texts, *held.texts)
        handed = say.MINTED.format(first=first, last=last, file=files.clauses)
    lines[-2:-2] = [AnswerLine(handed)]
    return CommandAnswer(data, lines, WRONG if found else FINE)


def _asked(given: GivenAnswers) -> tuple[AskedQuestion, ...]:
    return walk(given, to_end=True).asked


def _faults(path: Path, files: NewPolicyFiles) -> tuple[Fault, ...]:
    """What the check finds in a file by itself."""
    if path == files.policy:
        loaded = policy_in(path)
        return loaded if isinstance(loaded, tuple) else ()
    directory = load_directory(read_text(path), str(path))
    return directory if isinstance(directory, tuple) else ()


def _lines(
    files: NewPolicyFiles, faults: Mapping[Path, tuple[Fault, ...]], left: Mapping[str, str]
) -> Iterator[AnswerLine]:
    yield AnswerLine()
    for path in (files.policy, files.clauses, files.contacts):
        yield AnswerLine(say.WRITTEN.format(file=path))
    for path, found in faults.items():
        if not found:
            yield AnswerLine(say.SOUND.format(file=path), style="green")
    if left:
        yield AnswerLine()
        yield AnswerLine(say.LEFT_OPEN, style="yellow")
        for key, asks in left.items():
            yield AnswerLine(asks, key)
    if any(faults.values()):
        yield AnswerLine()
        yield AnswerLine(say.FAULTS, style="yellow")
        for found in faults.values():
            for one in found:
                yield AnswerLine(f"{place(one)}: {one.message}")
    yield AnswerLine()
    yield AnswerLine(say.PEOPLE)
    yield AnswerLine(say.NEXT.format(file=files.policy))
