"""The command line: ``concord`` or ``python -m bot``. What each command does is in its own file.

Exit codes: 0 fine, 1 something was found to be wrong, 2 wrong use or surroundings. Nothing here
imports an SDK: a command loads what it needs when it is called.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.commands.answer import CommandAnswer
from bot.commands.directory.commands import directory
from bot.commands.errors import CommandGroup
from bot.commands.options import AsJson, By, SettingsFile, command

if TYPE_CHECKING:
    from bot.commands.open_ledger import LedgerCommand

app = typer.Typer(
    cls=CommandGroup,
    name="concord",
    help="Safeguarding escalation policies, run inside Slack and Microsoft Teams.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
policy = typer.Typer(no_args_is_help=True, help="Check a policy file and see what it does.")
case = typer.Typer(
    no_args_is_help=True, help="Look at the record of cases, and move one to another edition."
)
app.add_typer(policy, name="policy")
app.add_typer(case, name="case")
app.add_typer(directory, name="directory")

PolicyFile = Annotated[Path, typer.Argument(metavar="FILE", help="A policy (YAML).")]
Reference = Annotated[str, typer.Argument(metavar="REF", help="As in ESC-7KQ4-M2XP.")]
BreakGlass = Annotated[
    str | None,
    typer.Option(
        "--break-glass", metavar="REASON", help="Also what was written; goes on the access log."
    ),
]
Who = Annotated[
    str | None, typer.Option("--as", metavar="WHO", help="Who breaks the glass: your name.")
]


def main() -> NoReturn:
    """Run the command line."""
    app(prog_name="concord")
    raise SystemExit(0)


@command(app)
def serve(*, settings: SettingsFile = None) -> CommandAnswer:
    """Serve Slack and Teams until stopped."""
    from bot.commands.environment import ready_to_serve

    ready = ready_to_serve(settings, os.environ)  # said before every SDK is loaded

    from bot.commands import serve as commands

    return commands.serve(ready)


@command(app)
def workbench(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on this machine.")] = 8900,
    folder: Annotated[
        Path, typer.Option(metavar="DIR", help="Where what is rehearsed is kept.")
    ] = Path(".cache/workbench"),
    policy: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A policy of your own, in place of the five."),
    ] = None,
    contacts: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Its contact list; else directories/ beside it."),
    ] = None,
    as_json: AsJson = False,
) -> CommandAnswer:
    """Rehearse a policy: Concord with stand-ins for Slack and Teams, on this machine only."""
    from bot.commands import rehearse as commands

    own = commands.own_files(policy, contacts)
    return commands.workbench(port, folder, own, quiet=as_json)


@command(policy, "check")
def policy_check(
    *,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Policies, contact lists or folders.")
    ],
) -> CommandAnswer:
    """List every fault of policy files and contact lists, each with its line."""
    from bot.commands.policy import check_show as commands

    return commands.check(files, commands.today())


@command(policy, "show")
def policy_show(file: PolicyFile) -> CommandAnswer:
    """Show a policy in words: stages, roles, clocks, and which of them are ours."""
    from bot.commands.policy import check_show as commands

    return commands.show(file, commands.today())


@command(policy, "timeline")
def policy_timeline(
    *,
    file: PolicyFile,
    begins: Annotated[
        str, typer.Option("--from", metavar="TIME", help="Local, as in 2026-11-02T10:00.")
    ],
    directory: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A contact list; else one is imagined.")
    ] = None,
    protective: Annotated[
        str | None, typer.Option(metavar="DATE", help="A date set to protect the child.")
    ] = None,
) -> CommandAnswer:
    """Show what happens, and when, if nobody acts."""
    from bot.commands.policy import check_show as commands

    return commands.run_ahead(file, begins, directory, protective)


@command(policy, "clauses")
def policy_clauses(
    *,
    file: PolicyFile,
    clauses: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The document's clauses; else beside the policy."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Also write .html (for a board) or .csv.")
    ] = None,
) -> CommandAnswer:
    """Show which rule keeps each clause of the document; exit code 1 where one is lost."""
    from bot.commands.policy import clauses as commands

    return commands.clauses(file, clauses, out, commands.today())


@command(policy, "diagram")
def policy_diagram(
    *,
    file: PolicyFile,
    out: Annotated[Path, typer.Option(metavar="PATH", help="Ends in .svg or .png.")],
) -> CommandAnswer:
    """Draw the policy: its ladder, and beside it what may happen at any stage."""
    from bot.commands.policy import diagram as commands

    return commands.diagram(file, out)


@command(policy, "diff")
def policy_diff(
    *,
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The edition that runs (YAML).")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The edition to come (YAML).")],
) -> CommandAnswer:
    """Show what changes between two editions, rule by rule, and what it means for open cases."""
    from bot.commands.policy import diff as commands

    return commands.diff(old, new)


@command(policy, "schema")
def policy_schema(
    *,
    contacts: Annotated[
        bool, typer.Option("--contacts", help="That of contact lists instead.")
    ] = False,
    extending: Annotated[
        bool, typer.Option("--extending", help="That of files that extend another instead.")
    ] = False,
) -> CommandAnswer:
    """Print the JSON Schema of policy files, which lets an editor complete keys and mark slips."""
    from bot.commands.policy import schema as commands

    return commands.schema(contacts=contacts, extending=extending)


@command(policy, "new")
def policy_new(
    *,
    file: PolicyFile,
    answers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Answers in JSON; else they are asked for here."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over files there are.")] = False,
    as_json: AsJson = False,
) -> CommandAnswer:
    """Ask about a document and write its policy file, its clauses and a contact list to fill in."""
    from bot.commands.new_policy import ask as commands

    return commands.new(file, answers, force=force, as_json=as_json)


@command(policy, "activate")
def policy_activate(*, file: PolicyFile, by: By, settings: SettingsFile = None) -> CommandAnswer:
    """Approve an edition as one coordinator; when two have, it is in force."""
    from bot.commands.policy import editions as commands

    return commands.activate(settings, os.environ, file, by)


@command(policy, "editions", ledger=True)
def policy_editions() -> "LedgerCommand":
    """List editions: in force since when and by whom, waiting, earlier, and their open cases."""
    from bot.commands.policy import editions as commands

    return commands.listing()


@command(case, "list", ledger=True)
def case_list(
    *,
    partnership: Annotated[str | None, typer.Option(metavar="P", help="Only this one's.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
) -> "LedgerCommand":
    """List cases, soonest due first: reference, stage and due time, nothing of the child."""
    from bot.commands.cases import cases as commands

    return commands.listing(partnership, closed=everything)


@command(case, "show", ledger=True)
def case_show(
    *,
    reference: Reference,
    break_glass: BreakGlass = None,
    who: Who = None,
) -> "LedgerCommand":
    """Show where a case stands and what kinds of things happened."""
    from bot.commands import open_ledger as archive
    from bot.commands.cases import cases as commands

    return commands.showing(reference, archive.break_glass_options(break_glass, who))


@command(case, "verify", ledger=True)
def case_verify(
    *,
    reference: Annotated[str | None, typer.Argument(metavar="[REF]")] = None,
) -> "LedgerCommand":
    """Check that no record was changed: one case, or all of them."""
    from bot.commands.cases import cases as commands

    return commands.verifying(reference)


@command(case, "gaps", ledger=True)
def case_gaps(
    *,
    break_glass: BreakGlass = None,
    who: Who = None,
) -> "LedgerCommand":
    """List the gaps in policy or procedure that were reported: which case, and when."""
    from bot.commands import open_ledger as archive
    from bot.commands.cases import gaps as commands

    return commands.register(archive.break_glass_options(break_glass, who))


@command(case, "replies", ledger=True)
def case_replies(
    *,
    break_glass: BreakGlass = None,
    who: Who = None,
) -> "LedgerCommand":
    """List what people wrote to the mailbox: when, from whom, perhaps in which case."""
    from bot.commands import open_ledger as archive
    from bot.commands.cases import mail_replies as commands

    return commands.kept(archive.break_glass_options(break_glass, who))


@command(case, "export", ledger=True)
def case_export(
    *,
    reference: Reference,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="A new file.")],
    break_glass: BreakGlass = None,
    who: Who = None,
) -> "LedgerCommand":
    """Write a case's sealed record to a file that a stranger can verify with SHA-256 alone."""
    from bot.commands import open_ledger as archive
    from bot.commands.cases import export as commands

    return commands.exporting(reference, to, archive.break_glass_options(break_glass, who))


@command(case, "migrate", ledger=True)
def case_migrate(
    *,
    reference: Reference,
    reason: Annotated[str, typer.Option("--reason", metavar="WHY", help="Goes on its record.")],
    by: By,
) -> "LedgerCommand":
    """Move an open case to the edition in force; its deadline can only become sooner."""
    from bot.commands.policy import editions as commands

    return commands.migrating(reference, reason, by)
