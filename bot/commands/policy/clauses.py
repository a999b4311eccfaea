"""``policy clauses``: which rule keeps which clause of the document."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from adapters.clock import SystemClock
from bot.commands.answer import (
    EXIT_FINDINGS,
    EXIT_OK,
    AnswerLine,
    CommandAnswer,
    CommandMessage,
    ProblemError,
)
from bot.commands.files import policy_with_clauses
from bot.reports.clause_files import as_csv, as_page
from core.local_time import local
from core.policy.wording import clauses as say
from policies.policy_files.clause_list import ClauseList
from policies.policy_files.clause_matrix import ClauseRow, matrix, summary, unknown_citations
from policies.policy_files.loader import LoadedPolicy


def clauses(path: Path, listed: Path | None, out: Path | None, today: date) -> CommandAnswer:
    """Return the matrix; ``out`` also writes it, in the format of its suffix. Raises ProblemError
    if a file has faults or cannot be written.
    """
    if out is not None and out.suffix not in {".html", ".csv"}:
        raise ProblemError(CommandMessage("Expected a file that ends in .html or .csv.", str(out)))
    loaded, document = policy_with_clauses(path, listed)
    rows = matrix(loaded.policy, document)
    wrong = unknown_citations(loaded.policy, document)
    sound = not wrong and all(row.accounted for row in rows)
    aside = tuple(CommandMessage(one, str(path)) for one in wrong)
    if out is not None:
        made = (
            as_csv(rows)
            if out.suffix == ".csv"
            else as_page(rows, loaded.policy, loaded.digest, document.name, today)
        )
        _write(out, made)
    lines = _lines(loaded, document, rows, out)
    return CommandAnswer(
        [row_data(row) for row in rows], lines, EXIT_OK if sound else EXIT_FINDINGS, aside
    )


def _write(out: Path, text: str) -> None:
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        said = f"This file cannot be written: {error.strerror}."
        raise ProblemError(CommandMessage(said, str(out))) from None


def row_data(row: ClauseRow) -> dict[str, Any]:
    """Return a row for programs."""
    return {
        "id": row.clause.id,
        "kind": row.clause.kind,
        "text": row.clause.text,
        "kept_by": list(row.kept_by),
        "displayed_in": row.displayed_in or None,
        "reason": row.reason or None,
    }


def _lines(
    loaded: LoadedPolicy, document: ClauseList, rows: tuple[ClauseRow, ...], out: Path | None
) -> Iterator[AnswerLine]:
    yield AnswerLine(document.name, style="bold")
    yield AnswerLine(f"{loaded.policy.edition} ({loaded.digest[:12]})", "Edition")
    yield AnswerLine()
    for row in rows:
        style = "" if row.accounted else "red"
        yield AnswerLine(row.clause.text, row.clause.id, style or "bold")
        for rule in row.kept_by:
            yield AnswerLine(rule, " ")
        if row.displayed_in and not row.kept_by:
            yield AnswerLine(f"Shown: {row.displayed_in}. {row.reason}", " ")
        if not row.accounted:
            yield AnswerLine(say.LOST, " ", style)
    yield AnswerLine()
    yield AnswerLine(summary(rows), style="bold")
    if missing := [row.clause.id for row in rows if not row.accounted]:
        yield AnswerLine(say.lost(", ".join(missing)), style="red")
    if out is not None:
        yield AnswerLine(f"Written to {out}.")


def today() -> date:
    """Return today's date in local time."""
    return local(SystemClock().now()).date()
