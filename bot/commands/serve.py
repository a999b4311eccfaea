"""``serve``: runs Concord until stopped."""

import asyncio

from bot.app.serving import serve as serve_until_told
from bot.commands.answer import AnswerLine, CommandAnswer, CommandMessage, ProblemError
from bot.commands.environment import errors_as_problems
from bot.settings.settings import Settings


def serve(settings: Settings) -> CommandAnswer:
    """Serve until stopped. Raises ProblemError for whatever prevents it."""
    try:
        with errors_as_problems():
            code = asyncio.run(serve_until_told(settings))
    except UnicodeDecodeError:
        said = "A policy or contact list is not a text file in UTF-8."
        raise ProblemError(CommandMessage(said, "CONCORD_POLICIES")) from None
    except ValueError as error:
        raise ProblemError(*(str(error).splitlines() or ["No policy could be loaded."])) from None
    return CommandAnswer({"stopped": True, "code": code}, [AnswerLine("Stopped.")], code)
