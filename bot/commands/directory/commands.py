"""``concord directory``: commands that show and change the contact list, for coordinators.

Nothing here imports an SDK or a database: a command loads what it needs when it is called.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import AsJson, command

if TYPE_CHECKING:
    from bot.commands.open_ledger import LedgerCommand

directory = typer.Typer(
    no_args_is_help=True,
    help="See who holds which post, and since when; appoint, end, deputise, mark absent, verify.",
)

Partnership = Annotated[
    str | None, typer.Option("--partnership", metavar="P", help="Where there are several.")
]
By = Annotated[
    str,
    typer.Option(
        "--by", metavar="PERSON", help="A coordinator's or administrator's id on the contact list."
    ),
]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="For the record.")]
PostId = Annotated[str, typer.Argument(metavar="POST", help="A post's id.")]
PersonId = Annotated[str, typer.Argument(metavar="PERSON", help="A person's id.")]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="First day; else today.")
]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Last day.")]
On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="The day; else today, at once.")
]


@command(directory, "show", ledger=True)
def show(
    *,
    agency: Annotated[
        str | None, typer.Option("--agency", metavar="A", help="Only this one, by id.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="As it was on that day.")
    ] = None,
    partnership: Partnership = None,
) -> "LedgerCommand":
    """Show every post: who holds it since when, who stands in, who is away, what is vacant."""
    from bot.commands.directory import show as commands

    return commands.showing(partnership, agency, on)


@command(directory, "history", ledger=True)
def history(
    *,
    what: Annotated[
        str | None, typer.Argument(metavar="[POST or PERSON]", help="Else everything.")
    ] = None,
    partnership: Partnership = None,
) -> "LedgerCommand":
    """Show who held a post when, and who changed what."""
    from bot.commands.directory import show as commands

    return commands.history(partnership, what)


@command(directory, "appoint", ledger=True)
def appoint(
    *,
    post: PostId,
    person: PersonId,
    by: By,
    since: Since = None,
    until: Until = None,
    interim: Annotated[bool, typer.Option("--interim", help="Interim or acting.")] = False,
    why: Why = "",
) -> "LedgerCommand":
    """Let a person hold a post."""
    from bot.commands.directory import acts as commands

    return commands.done(
        commands.appointing(post, person, by, since, until, interim=interim), by, why
    )


@command(directory, "deputise", ledger=True)
def deputise(
    *,
    post: PostId,
    person: PersonId,
    by: By,
    since: Since = None,
    until: Until = None,
    why: Why = "",
) -> "LedgerCommand":
    """Let a person stand in for a post."""
    from bot.commands.directory import acts as commands

    return commands.done(commands.deputising(post, person, by, since, until), by, why)


@command(directory, "end", ledger=True)
def end_post(
    *,
    post: PostId,
    person: PersonId,
    by: By,
    on: On = None,
    deputy: Annotated[bool, typer.Option("--deputy", help="As deputy of it.")] = False,
    why: Why = "",
) -> "LedgerCommand":
    """End a person's time in a post; a later day is the last one."""
    from bot.commands.directory import acts as commands

    return commands.done(commands.ending(post, person, by, on, deputy=deputy), by, why)


@command(directory, "absent", ledger=True)
def absent(
    *,
    person: PersonId,
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="First day away.")],
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="Last day away.")],
    by: By,
    stand_in: Annotated[
        str, typer.Option("--stand-in", metavar="PERSON", help="Who stands in for their posts.")
    ] = "",
    why: Why = "",
) -> "LedgerCommand":
    """Mark a person as away; whoever stands in is asked meanwhile."""
    from bot.commands.directory import acts as commands

    return commands.done(commands.absence(person, by, first, last, stand_in), by, why)


@command(directory, "back", ledger=True)
def back(
    *,
    person: PersonId,
    by: By,
    on: On = None,
    why: Why = "",
) -> "LedgerCommand":
    """Mark a person as back, sooner than was said."""
    from bot.commands.directory import acts as commands

    return commands.done(commands.return_of(person, by, on), by, why)


@command(directory, "verify", ledger=True)
def verify(
    *,
    person: PersonId,
    by: By,
    why: Why = "",
) -> "LedgerCommand":
    """Record that what stands there of a person is right."""
    from bot.commands.directory import acts as commands

    return commands.done(commands.verifying(person, by), by, why)


@command(directory, "leave", ledger=True)
def leave(
    *,
    person: PersonId,
    by: By,
    on: On = None,
    why: Why = "",
) -> "LedgerCommand":
    """Record that a person leaves: from that day they are not messaged and cannot act."""
    from bot.commands.directory import acts as commands

    return commands.done(commands.leaving(person, by, on), by, why)


@command(directory, "enter", ledger=True)
def enter(
    *,
    person: PersonId,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="First name and surname.")],
    agency: Annotated[str, typer.Option("--agency", metavar="A", help="An agency's id.")],
    by: By,
    mail: Annotated[
        str, typer.Option("--mail", metavar="ADDRESS", help="Where they are written to.")
    ] = "",
    phone: Annotated[
        list[str] | None, typer.Option("--phone", metavar="NUMBER", help="May be repeated.")
    ] = None,
    mailbox: Annotated[bool, typer.Option("--mailbox", help="A team's, nobody's own.")] = False,
    why: Why = "",
) -> "LedgerCommand":
    """Put somebody new on the list; they link a chat themselves with /escalate link."""
    from bot.commands.directory import acts as commands

    return commands.done(
        commands.entering(person, name, agency, by, mail, tuple(phone or ()), mailbox=mailbox),
        by,
        why,
    )


@command(directory, "release", ledger=True)
def release(
    *,
    person: PersonId,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="As it stands there.")],
    by: By,
    why: Why = "",
) -> "LedgerCommand":
    """Confirm a doubtful e-mail address: the person is messaged there from now on."""
    from bot.commands.directory import acts as commands

    return commands.done(commands.releasing(person, address, by), by, why)


@command(directory, "gap", ledger=True)
def gap(
    *,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="A role of the policy.")],
    by: By,
    reason: Annotated[str, typer.Option("--reason", metavar="WHY", help="Why nobody has it.")] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="It is to be filled again.")] = False,
) -> "LedgerCommand":
    """Declare that a role has nobody here, with its reason; or take that back."""
    from bot.commands.directory import acts as commands

    return commands.done(commands.gap(role, reason, by, withdraw=withdraw), by, "")


@command(directory, "coordinators", ledger=True)
def coordinators(
    *,
    people: Annotated[
        list[str], typer.Argument(metavar="PERSON...", help="All of them, in their order.")
    ],
    by: By,
    why: Why = "",
) -> "LedgerCommand":
    """Name who coordinates the partnership from now on."""
    from bot.commands.directory import acts as commands

    return commands.done(commands.coordinators(tuple(people), by), by, why)


@command(directory, "import", ledger=True)
def import_list(
    *,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="CSV, .xlsx, .docx, text or YAML; parts of one list."
        ),
    ],
    partnership: Annotated[str, typer.Option("--partnership", metavar="P", help="Whose list.")],
    by: By,
    apply: Annotated[bool, typer.Option("--apply", help="Do it; else this is a dry run.")] = False,
    leave_out: Annotated[
        bool, typer.Option("--leave-out", help="Leave rows with errors out, and apply the rest.")
    ] = False,
    keep_others: Annotated[
        bool, typer.Option("--keep-others", help="The list is only a part: nobody else leaves.")
    ] = False,
    agency: Annotated[
        list[str] | None,
        typer.Option(
            "--agency", metavar="HEADING=WHAT", help="Which agency, or kind of one, a heading is."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Also write the report as .html.")
    ] = None,
    as_json: AsJson = False,
) -> "LedgerCommand":
    """Show what a contact list in any file would change, with every fault; --apply does it."""
    from bot.commands.directory import import_list as commands

    wanted = commands.ImportOptions(
        files=tuple(files),
        partnership=partnership,
        by=by,
        answers=commands.answered(agency or [], "--agency"),
        apply=apply,
        leave_out=leave_out,
        keep_others=keep_others,
        out=out,
        quiet=as_json,
    )
    return commands.importing(wanted)


@command(directory, "export", ledger=True)
def export(
    *,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="A new .csv or .xlsx file.")],
    partnership: Annotated[str, typer.Option("--partnership", metavar="P", help="Whose list.")],
    with_ids: Annotated[
        bool, typer.Option("--with-ids", help="Chat accounts too; keep such a file to yourself.")
    ] = False,
) -> "LedgerCommand":
    """Write the contact list to a table that can be worked on and imported again."""
    from bot.commands.directory import export as commands

    return commands.exporting(partnership, to, with_ids=with_ids)


@command(directory, "check", ledger=True)
def check(
    *,
    partnership: Partnership = None,
    out: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Also write the whole board as .html.")
    ] = None,
) -> "LedgerCommand":
    """Show what wants mending, and who would be asked now; exit code 1 where nobody would."""
    from bot.commands.directory import check as commands

    return commands.checking(partnership, out)
