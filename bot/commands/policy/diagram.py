"""``policy diagram``: the policy as a picture."""

from pathlib import Path

from bot.commands.answer import AnswerLine, CommandAnswer, CommandMessage, ProblemError
from bot.commands.files import sound_policy
from core.policy.wording.diagram import alt


def diagram(path: Path, out: Path) -> CommandAnswer:
    """Draw a policy to a file, in the format of its suffix. Raises ProblemError if the policy has
    faults or the file cannot be written.
    """
    if out.suffix not in {".svg", ".png"}:
        raise ProblemError(CommandMessage("Expected a file that ends in .svg or .png.", str(out)))
    loaded = sound_policy(path)
    from bot.reports.diagram import as_png, as_svg  # noqa: PLC0415 - a second that others need not wait

    picture = as_svg(loaded.policy) if out.suffix == ".svg" else as_png(loaded.policy)
    try:
        out.write_bytes(picture)
    except OSError as error:
        said = f"This file cannot be written: {error.strerror}."
        raise ProblemError(CommandMessage(said, str(out))) from None
    data = {"file": str(out), "bytes": len(picture), "alt": alt(loaded.policy)}
    return CommandAnswer(data, [AnswerLine(f"{loaded.policy.title}: written to {out}.")])
