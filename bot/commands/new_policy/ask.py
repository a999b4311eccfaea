"""``policy new``: asks its questions and writes a commented policy with what belongs beside it."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

from bot.commands.answer import (
    EXIT_FINDINGS,
    EXIT_OK,
    AnswerLine,
    CommandAnswer,
    CommandMessage,
    ProblemError,
    without_control_characters,
)
from bot.commands.files import place, policy_in, read_text
from bot.commands.new_policy import wording as say
from bot.commands.new_policy.answers import NONE, AnswerError, slug
from bot.commands.new_policy.questions import AskedQuestion, Walk, walk
from bot.commands.new_policy.write import clauses, texts
from policies.contact_list_files.loader import load_directory
from policies.yaml_reading.fault import Fault

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,90}\.ya?ml")
_LEFT: Final = 130
"""Exit code of whoever left with Ctrl-C, as everywhere."""


class NewPolicyFiles(NamedTuple):
    """The three files that are written, beside one another."""

    policy: Path
    clauses: Path
    contacts: Path

    @property
    def draft(self) -> Path:
        """Where the answers are kept until then."""
        return self.policy.with_name(f"{self.policy.name}.draft.json")


def new(path: Path, answers: Path | None, *, force: bool, as_json: bool) -> CommandAnswer:
    """Ask, or take the answers of a file, and write the policy. Raises ProblemError where an answer
    is missing or wrong, or a file is in the way.
    """
    files = _files(path)
    if as_json and answers is None:
        return _listing(_kept(files.draft))
    there = [one for one in files if one.exists()]
    if there and not force:
        raise ProblemError(*(CommandMessage(say.EXISTS, str(one)) for one in there))
    if answers is not None:
        return _written(files, _from_file(answers))
    walked = _in_terminal(files.draft)
    return walked if isinstance(walked, CommandAnswer) else _written(files, walked)


def _files(path: Path) -> NewPolicyFiles:
    if not _NAME.fullmatch(path.name):
        raise ProblemError(CommandMessage(say.BAD_NAME, str(path)))
    if not path.parent.parent.is_dir():
        raise ProblemError(CommandMessage(say.NO_FOLDER, str(path.parent.parent)))
    beside = (path.parent / folder / path.name for folder in ("clauses", "directories"))
    return NewPolicyFiles(path, *beside)


# --- from a file ------------------------------------------------------------------------------


def _from_file(path: Path) -> Walk:
    answers = _answers(path, say.NOT_ANSWERS)
    walked = walk(answers, to_end=True)
    unknown = {key: say.UNKNOWN for key in answers if key not in walked.given}
    if wrong := walked.wrong or unknown:
        raise ProblemError(*(CommandMessage(said, f"{path}: {key}") for key, said in wrong.items()))
    return walked


def _answers(path: Path, otherwise: str) -> dict[str, str]:
    """Answers as text, however JSON may give them: a list, a number, true or null."""
    try:
        data: object = json.loads(read_text(path))
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise ProblemError(CommandMessage(otherwise, str(path)))
    return {key: _as_text(value) for key, value in cast("dict[str, object]", data).items()}


def _as_text(value: object) -> str:
    match value:
        case None | []:
            return NONE
        case list():
            return "; ".join(_as_text(one) for one in cast("list[object]", value))
        case _:
            return str(value)


def _kept(draft: Path) -> dict[str, str]:
    return _answers(draft, say.DRAFT_SPOILT) if draft.exists() else {}


def _listing(kept: Mapping[str, str]) -> CommandAnswer:
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
        for one in walk(kept, to_end=True).asked
    ]
    return CommandAnswer({"questions": data}, ())


# --- in the terminal --------------------------------------------------------------------------


def _in_terminal(draft: Path) -> Walk | CommandAnswer:
    """The answers typed, or what is said to whoever leaves."""
    answers = _kept(draft)
    _say(say.WELCOME)
    if answers:
        _say(say.RESUMED.format(draft=draft, count=len(answers)))
    told = ""
    try:
        while (walked := walk(answers, to_end=False)).wrong:
            one = walked.asked[-1]
            if told:
                _say(told)
            elif one.key in answers:  # an earlier answer was changed, or the draft was edited
                _say(walked.wrong[one.key])
            told = _answered(one, walked, answers, again=bool(told))
            _keep(draft, answers)
    except (KeyboardInterrupt, EOFError) as left:
        kept = say.KEPT.format(draft=draft)
        _keep(draft, answers)
        if isinstance(left, EOFError):
            raise ProblemError(CommandMessage(say.ENDED.format(kept=kept))) from None
        return CommandAnswer({"draft": str(draft)}, [AnswerLine(), AnswerLine(kept)], _LEFT)
    return walked


def _answered(one: AskedQuestion, walked: Walk, answers: dict[str, str], *, again: bool) -> str:
    """Ask one question once; what to say before it is asked again, "" where it is answered."""
    before = walked.asked[:-1]
    if one.heading and not again and one.heading not in {earlier.heading for earlier in before}:
        _say(f"\n{one.heading}")
    typed = " ".join(_typed(one).split()) or one.default
    match typed.casefold():
        case "?":
            return say.EXAMPLE.format(example=one.example)
        case "back":
            if before:
                answers.pop(before[-1].key, None)
            return "" if before else say.FIRST
        case _:
            pass
    try:
        one.read(typed, walked.values)
    except AnswerError as fault:
        answers.pop(one.key, None)
        return str(fault)
    answers[one.key] = typed
    return ""


def _typed(one: AskedQuestion) -> str:
    default = f" [{one.default}]" if one.default else ""
    sys.stdout.write(without_control_characters(f"{one.asks}{default}\n> "))
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _keep(draft: Path, answers: Mapping[str, str]) -> None:
    _put(draft, json.dumps(answers, ensure_ascii=False, indent=2) + "\n")


# --- writing ----------------------------------------------------------------------------------


def _put(path: Path, text: str) -> None:
    """Write a file: wholly or not at all."""
    half = path.with_name(f"{path.name}.half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_text(text, encoding="utf-8", newline="\n")
        half.replace(path)
    except OSError as error:
        said = say.NOT_WRITTEN.format(why=error.strerror)
        raise ProblemError(CommandMessage(said, str(path))) from None


def _written(files: NewPolicyFiles, walked: Walk) -> CommandAnswer:
    policy = slug(files.policy.stem, "-") or slug(walked.given["partnership"], "-")
    made = texts(walked, policy, files.policy.name)
    for path, text in zip(files, made, strict=True):
        _put(path, text)
    files.draft.unlink(missing_ok=True)
    loaded = {
        files.policy: policy_in(files.policy),
        files.contacts: load_directory(made[-1], str(files.contacts)),
    }
    faults = {path: one if isinstance(one, tuple) else () for path, one in loaded.items()}
    found = [fault for one in faults.values() for fault in one]
    data: dict[str, Any] = {
        "written": [str(path) for path in files],
        "not_yet": [{"key": key, "asks": asks} for key, asks in walked.open.items()],
        "faults": [{"place": place(one), "message": one.message} for one in found],
    }
    if walked.values["numbered"]:
        divide = say.WHOLE.format(file=files.policy)
    else:
        first, *_, last = 2 * tuple(clauses(walked))
        divide = say.MINTED.format(first=first, last=last, file=files.clauses)
    return CommandAnswer(
        data, _lines(files, faults, walked.open, divide), EXIT_FINDINGS if found else EXIT_OK
    )


def _lines(
    files: NewPolicyFiles,
    faults: Mapping[Path, tuple[Fault, ...]],
    left: Mapping[str, str],
    divide: str,
) -> Iterator[AnswerLine]:
    yield AnswerLine()
    yield from (AnswerLine(say.WRITTEN.format(file=path)) for path in files)
    for path, found in faults.items():
        if not found:
            yield AnswerLine(say.SOUND.format(file=path), style="green")
    if left:
        yield from (AnswerLine(), AnswerLine(say.LEFT_OPEN, style="yellow"))
        yield from (AnswerLine(asks, key) for key, asks in left.items())
    if any(faults.values()):
        yield from (AnswerLine(), AnswerLine(say.FAULTS, style="yellow"))
        for found in faults.values():
            yield from (AnswerLine(f"{place(one)}: {one.message}") for one in found)
    yield AnswerLine()
    yield from map(AnswerLine, (divide, say.PEOPLE, say.NEXT.format(file=files.policy)))
