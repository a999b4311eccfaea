"""``concord directory``: commands that show and change the contact list, for coordinators.

Nothing here imports an SDK or a database: a command loads what it needs when it is called.
"""

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.options import AsJson, SettingsFile, write_and_exit

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


@directory.command("show")
def show(
    *,
    agency: Annotated[
        str | None, typer.Option("--agency", metavar="A", help="Only this one, by id.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="As it was on that day.")
    ] = None,
    partnership: Partnership = None,
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Show every post: who holds it since when, who stands in, who is away, what is vacant."""
    from bot.commands.directory import show as commands

    asked = commands.showing(partnership, agency, on)
    write_and_exit(
        commands.with_open_ledger_and_settings(settings, os.environ, asked), as_json=as_json
    )


@directory.command("history")
def history(
    *,
    what: Annotated[
        str | None, typer.Argument(metavar="[POST or PERSON]", help="Else everything.")
    ] = None,
    partnership: Partnership = None,
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Show who held a post when, and who changed what."""
    from bot.commands.directory import show as commands

    asked = commands.history(partnership, what)
    write_and_exit(
        commands.with_open_ledger_and_settings(settings, os.environ, asked), as_json=as_json
    )


@directory.command("appoint")
def appoint(
    *,
    post: PostId,
    person: PersonId,
    by: By,
    since: Since = None,
    until: Until = None,
    interim: Annotated[bool, typer.Option("--interim", help="Interim or acting.")] = False,
    why: Why = "",
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Let a person hold a post."""
    from bot.commands.directory import acts as commands

    asked = commands.appointing(post, person, by, since, until, interim=interim)
    write_and_exit(commands.done(settings, os.environ, asked, by, why), as_json=as_json)


@directory.command("deputise")
def deputise(
    *,
    post: PostId,
    person: PersonId,
    by: By,
    since: Since = None,
    until: Until = None,
    why: Why = "",
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Let a person stand in for a post."""
    from bot.commands.directory import acts as commands

    asked = commands.deputising(post, person, by, since, until)
    write_and_exit(commands.done(settings, os.environ, asked, by, why), as_json=as_json)


@directory.command("end")
def end_post(
    *,
    post: PostId,
    person: PersonId,
    by: By,
    on: On = None,
    deputy: Annotated[bool, typer.Option("--deputy", help="As deputy of it.")] = False,
    why: Why = "",
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """End a person's time in a post; a later day is the last one."""
    from bot.commands.directory import acts as commands

    asked = commands.ending(post, person, by, on, deputy=deputy)
    write_and_exit(commands.done(settings, os.environ, asked, by, why), as_json=as_json)


@directory.command("absent")
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
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Mark a person as away; whoever stands in is asked meanwhile."""
    from bot.commands.directory import acts as commands

    asked = commands.absence(person, by, first, last, stand_in)
    write_and_exit(commands.done(settings, os.environ, asked, by, why), as_json=as_json)


@directory.command("back")
def back(
    *,
    person: PersonId,
    by: By,
    on: On = None,
    why: Why = "",
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Mark a person as back, sooner than was said."""
    from bot.commands.directory import acts as commands

    asked = commands.return_of(person, by, on)
    write_and_exit(commands.done(settings, os.environ, asked, by, why), as_json=as_json)


@directory.command("verify")
def verify(
    *,
    person: PersonId,
    by: By,
    why: Why = "",
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Record that what stands there of a person is right."""
    from bot.commands.directory import acts as commands

    asked = commands.verifying(person, by)
    write_and_exit(commands.done(settings, os.environ, asked, by, why), as_json=as_json)


@directory.command("leave")
def leave(
    *,
    person: PersonId,
    by: By,
    on: On = None,
    why: Why = "",
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Record that a person leaves: from that day they are not messaged and cannot act."""
    from bot.commands.directory import acts as commands

    asked = commands.leaving(person, by, on)
    write_and_exit(commands.done(settings, os.environ, asked, by, why), as_json=as_json)


@directory.command("enter")
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
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Put somebody new on the list; they link a chat themselves with /escalate link."""
    from bot.commands.directory import acts as commands

    asked = commands.entering(person, name, agency, by, mail, tuple(phone or ()), mailbox=mailbox)
    write_and_exit(commands.done(settings, os.environ, asked, by, why), as_json=as_json)


@directory.command("release")
def release(
    *,
    person: PersonId,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="As it stands there.")],
    by: By,
    why: Why = "",
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Confirm a doubtful e-mail address: the person is messaged there from now on."""
    from bot.commands.directory import acts as commands

    asked = commands.releasing(person, address, by)
    write_and_exit(commands.done(settings, os.environ, asked, by, why), as_json=as_json)


@directory.command("gap")
def gap(
    *,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="A role of the policy.")],
    by: By,
    reason: Annotated[str, typer.Option("--reason", metavar="WHY", help="Why nobody has it.")] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="It is to be filled again.")] = False,
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Declare that a role has nobody here, with its reason; or take that back."""
    from bot.commands.directory import acts as commands

    asked = commands.gap(role, reason, by, withdraw=withdraw)
    write_and_exit(commands.done(settings, os.environ, asked, by, ""), as_json=as_json)


@directory.command("coordinators")
def coordinators(
    *,
    people: Annotated[
        list[str], typer.Argument(metavar="PERSON...", help="All of them, in their order.")
    ],
    by: By,
    why: Why = "",
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Name who coordinates the partnership from now on."""
    from bot.commands.directory import acts as commands

    asked = commands.coordinators(tuple(people), by)
    write_and_exit(commands.done(settings, os.environ, asked, by, why), as_json=as_json)


@directory.command("import")
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
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what a contact list in any file would change, with every fault; --apply does it."""
    from bot.commands.directory import import_list as commands
    from bot.commands.directory.show import with_open_ledger_and_settings

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
    write_and_exit(
        with_open_ledger_and_settings(settings, os.environ, commands.importing(wanted)),
        as_json=as_json,
    )


@directory.command("export")
def export(
    *,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="A new .csv or .xlsx file.")],
    partnership: Annotated[str, typer.Option("--partnership", metavar="P", help="Whose list.")],
    with_ids: Annotated[
        bool, typer.Option("--with-ids", help="Chat accounts too; keep such a file to yourself.")
    ] = False,
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Write the contact list to a table that can be worked on and imported again."""
    from bot.commands.directory import export as commands
    from bot.commands.directory.show import with_open_ledger_and_settings

    asked = commands.exporting(partnership, to, with_ids=with_ids)
    write_and_exit(with_open_ledger_and_settings(settings, os.environ, asked), as_json=as_json)


@directory.command("check")
def check(
    *,
    partnership: Partnership = None,
    out: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Also write the whole board as .html.")
    ] = None,
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what wants mending, and who would be asked now; exit code 1 where nobody would."""
    from bot.commands import open_ledger
    from bot.commands.directory import check as commands

    asked = commands.checking(partnership, out)
    write_and_exit(open_ledger.with_open_ledger(settings, os.environ, asked), as_json=as_json)
