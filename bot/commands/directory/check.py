"""``directory check``: who would be asked now, for every stage and side, and the list's defects."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.commands.answer import (
    EXIT_FINDINGS,
    EXIT_OK,
    AnswerLine,
    CommandAnswer,
    CommandMessage,
    ProblemError,
)
from bot.commands.open_ledger import CaseArchive, LedgerCommand
from bot.reports.page import page
from core.directory.wording.names import name
from core.policy.wording.deadlines import spoken_date
from core.readiness import wording as say
from core.readiness.defects import Defect, DefectKind
from core.readiness.findings import Findings, ReadinessCheck
from core.routing import wording as words
from core.routing.coverage import RAISER, CoverageRow
from core.routing.gaps import channel_of, has_reachable_owner


def checking(partnership: str | None, out: Path | None) -> LedgerCommand:
    """Check one partnership's list, or that of the only one. Raises ProblemError for a partnership
    that does not run here, or a file that cannot be written.
    """
    if out is not None and out.suffix != ".html":
        raise ProblemError(CommandMessage("Expected a file that ends in .html.", str(out)))

    async def answer(archive: CaseArchive) -> CommandAnswer:
        here = _which(partnership, archive.register.partnerships)
        boards = ReadinessCheck(
            archive.ledger, archive.documents, archive.register, archive.settings.sends
        )
        found = await boards.findings(here)
        if out is not None:
            _write(out, _page(found))
        wrong = any(
            one.wrong in {DefectKind.UNOWNED, DefectKind.NO_WATCHER} for one in found.defects
        )
        return CommandAnswer(_data(found), _lines(found, out), EXIT_FINDINGS if wrong else EXIT_OK)

    return answer


def _which(wanted: str | None, running: tuple[str, ...]) -> str:
    if wanted in running:
        return wanted
    if wanted is None and len(running) == 1:
        return running[0]
    if not running:
        raise ProblemError(
            CommandMessage("No partnership has a policy in force here.", "--partnership")
        )
    which = ", ".join(running)
    raise ProblemError(
        CommandMessage(f"Name one of those that run here: {which}.", "--partnership")
    )


def _write(out: Path, text: str) -> None:
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        said = f"This file cannot be written: {error.strerror}."
        raise ProblemError(CommandMessage(said, str(out))) from None


def _summed(found: Findings) -> str:
    unowned = sum(one.wrong is DefectKind.UNOWNED for one in found.defects)
    return words.board_summary(unowned, len(found.defects))


def _of(found: Findings) -> str:
    setting = found.setting
    day = spoken_date(setting.today)
    return words.board_heading(setting.policy.partnership_name, setting.policy.edition, day)


def _said(one: Defect, found: Findings) -> str:
    return say.defect_and_remedy(one, found.setting.policy, found.setting.directory)


def _lines(found: Findings, out: Path | None) -> Iterator[AnswerLine]:
    yield AnswerLine(_of(found), style="bold")
    for one in found.defects:
        yield AnswerLine(_said(one, found), style="red" if one.wrong is DefectKind.UNOWNED else "")
    yield AnswerLine(_summed(found), style="bold")
    if out is not None:
        yield AnswerLine(f"Written to {out}.")


def _data(found: Findings) -> dict[str, Any]:
    setting = found.setting
    return {
        "partnership": setting.policy.partnership,
        "edition": setting.policy.edition,
        "day": setting.today.isoformat(),
        "watchers": list(found.board.watchers),
        "defects": [
            {
                "wrong": one.wrong.value,
                "person": one.person,
                "post": one.post,
                "stages": list(one.stages),
                "agency": one.agency,
                "team": one.team,
                "people": list(one.people),
                "text": say.defect(one, setting.policy, setting.directory),
                "remedy": say.remedy(one),
            }
            for one in found.defects
        ],
        "board": [_reach_data(one, found) for one in found.board.reaches],
    }


def _reach_data(one: CoverageRow, found: Findings) -> dict[str, Any]:
    return {
        "stage": one.stage,
        "side": one.side.value,
        "agency": one.agency,
        "team": one.team,
        "kind_of_case": ""
        if one.always
        else words.place(one, found.setting.policy, found.today)[2],
        "owned": has_reachable_owner(one, found.today, found.board.sends),
        "first": [_person_data(person, found) for person in one.answer.first],
        "then": [_person_data(person, found) for person in one.answer.then],
    }


def _person_data(person: str, found: Findings) -> dict[str, Any]:
    if person == RAISER:
        return {"person": "", "name": "whoever raised it", "platform": None, "proof": None}
    channel = channel_of(person, found.today, found.board.sends)
    known = found.reached.get((person, channel.platform)) if channel else None
    return {
        "person": person,
        "name": name(person, found.today),
        "platform": channel.platform.value if channel else None,
        "proof": say.delivery_words(known) if channel else say.NO_WAY,
    }


def _page(found: Findings) -> str:
    def told(person: str) -> str:
        channel = channel_of(person, found.today, found.board.sends)
        platform = channel.platform if channel else None
        known = found.reached.get((person, platform)) if platform else None
        return say.asked(person, "", found.today, platform, known)

    rows = (
        (
            (
                *words.place(one, found.setting.policy, found.today),
                "; ".join(map(told, one.answer.first)) or say.NOBODY,
                "; ".join(map(told, one.answer.then)) or say.NOBODY,
            ),
            has_reachable_owner(one, found.today, found.board.sends),
        )
        for one in found.board.reaches
    )
    wrong = any(one.wrong is DefectKind.UNOWNED for one in found.defects)
    defects = [_said(one, found) for one in found.defects]
    return page(
        "board.html",
        title=words.TITLE,
        about=_of(found),
        of=_of(found),
        summed=(_summed(found),),
        wrong=wrong,
        say=words,
        defects=defects,
        rows=rows,
    )
