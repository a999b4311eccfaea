"""``directory show`` and ``directory history``: the list as it is, and how it was changed."""

from datetime import date
from typing import Any

from adapters.ledger.sealing.directory_codec import DirectoryCodec
from bot.app.start_lists import differs
from bot.commands.answer import (
    EXIT_FINDINGS,
    AnswerLine,
    CommandAnswer,
    CommandMessage,
    ProblemError,
)
from bot.commands.directory.acts import typed_day
from bot.commands.open_ledger import CaseArchive, LedgerCommand
from bot.settings.settings import Settings
from core.directory import ContactListLog, ListLogBroken, SealedListEntry, as_of
from core.directory.absences import list_on_day
from core.directory.history import AuditEntry, audit_entries, ids_matching, tenures_of
from core.directory.model import Agency, Directory, Post, Tenure
from core.directory.warnings import expiring_tenures
from core.directory.wording import people as say
from core.local_time import local
from core.policy.wording.deadlines import spoken_time
from core.ports import VaultRefused


def showing(partnership: str | None, agency: str | None, on: str | None) -> LedgerCommand:
    """Show every post and who holds it; as known at the end of a day, if one is given. Exit code 1
    if a post is vacant, or the settings' file differs from the list.
    """
    day = typed_day(on, "--on") if on else None

    async def answer(archive: CaseArchive) -> CommandAnswer:
        here = _partnership(archive, partnership)
        acts = await _acts(archive, here)
        today = local(archive.now).date()
        whole = as_of((one.act for one in acts), day or today)
        if whole is None:
            raise ProblemError(CommandMessage(say.NOT_KEPT_THEN, "--on"))
        if agency is not None and agency not in whole.agencies:
            raise ProblemError(CommandMessage(say.unknown_agency(agency, whole), "--agency"))
        file = _differing(archive.settings, here, acts)
        return _shown(whole, agency, day or today, file if day is None else "")

    return answer


def _partnership(archive: CaseArchive, wanted: str | None) -> str:
    known = archive.register.known
    if wanted is not None and wanted in known:
        return wanted
    if wanted is None and len(known) == 1:
        return known[0]
    if not known:
        raise ProblemError(CommandMessage(say.NO_LIST_HERE))
    raise ProblemError(CommandMessage(say.which_partnership(known), "--partnership"))


async def _acts(archive: CaseArchive, partnership: str) -> tuple[SealedListEntry, ...]:
    try:
        return await ContactListLog(archive.documents, DirectoryCodec()).read(partnership)
    except (ListLogBroken, VaultRefused):
        raise ProblemError(CommandMessage(say.NOT_READ, partnership), code=EXIT_FINDINGS) from None


def _differing(settings: Settings, partnership: str, acts: tuple[SealedListEntry, ...]) -> str:
    source = settings.directory_sources().get(partnership)
    return source.name if source and differs(source, acts) else ""


def _shown(whole: Directory, agency: str | None, day: date, file: str) -> CommandAnswer:
    now = list_on_day(whole, day)
    posts = [post for post in now.posts if agency in {None, post.agency}]
    vacant = [post for post in posts if not post.holders and not post.away]
    asked_about = expiring_tenures(whole, day)
    data = {
        "partnership": whole.partnership,
        "day": day.isoformat(),
        "posts": [_post_data(post, now) for post in posts],
        "vacant": [post.id for post in vacant],
        "interim_to_ask_about": [one.post for one in asked_about],
        "coordinators": list(now.coordinators),
        "gaps": dict(whole.gaps),
        "absences": [
            {"person": x.person, "first": x.first.isoformat(), "last": x.last.isoformat()}
            for x in whole.absences
            if x.last >= day
        ],
        "file_not_taken": file or None,
    }
    lines = [AnswerLine(f"{whole.name}, {say.as_of(day)}", style="bold")]
    for one in whole.agencies.values():
        lines += _agency_lines(one, [p for p in posts if p.agency == one.id], now)
    lines += [AnswerLine(say.away(one, whole)) for one in whole.absences if one.last >= day]
    lines += [AnswerLine(say.expires(one, whole), style="yellow") for one in asked_about]
    aside = (CommandMessage(say.differs(file, whole.name)),) if file else ()
    return CommandAnswer(data, lines, EXIT_FINDINGS if vacant or file else 0, aside)


def _post_data(post: Post, now: Directory) -> dict[str, Any]:
    return {
        "id": post.id,
        "title": post.title,
        "agency": post.agency,
        "team": post.team,
        "roles": list(post.roles),
        "holders": list(post.holders),
        "deputies": list(post.deputies),
        "away": list(post.away),
        "tenures": [_tenure_data(one) for one in tenures_of(post)],
        "verified_on": {
            one: str(on) if (on := now.people[one].verified_on) else None
            for one in post.holders
            if one in now.people
        },
    }


def _tenure_data(one: Tenure) -> dict[str, Any]:
    return {
        "person": one.person,
        "since": one.since.isoformat() if one.since else None,
        "until": one.until.isoformat() if one.until else None,
        "interim": one.interim,
        "deputy": one.deputy,
    }


def _agency_lines(agency: Agency, posts: list[Post], now: Directory) -> list[AnswerLine]:
    if not posts:
        return []
    lines = [AnswerLine(), AnswerLine(agency.name, style="bold")]
    for post in posts:
        style = "" if post.holders or post.away else "yellow"
        lines.append(
            AnswerLine("; ".join(say.post_lines(post, now)), f"{post.title} ({post.id})", style)
        )
    return lines


def history(partnership: str | None, what: str | None) -> LedgerCommand:
    """Show who held a post when, and every entry about it or a person; without one, all entries."""

    async def answer(archive: CaseArchive) -> CommandAnswer:
        here = _partnership(archive, partnership)
        acts = await _acts(archive, here)
        directory = as_of((one.act for one in acts), date.max)
        if directory is None:
            raise ProblemError(CommandMessage(say.NO_LIST_HERE))
        about = ids_matching(directory, what) if what else ("",)
        if not about:
            raise ProblemError(CommandMessage(say.NOT_FOUND, what or ""), code=EXIT_FINDINGS)
        found = [_history_of(one, acts, directory) for one in about]
        return CommandAnswer([data for data, _ in found], [x for _, lines in found for x in lines])

    return answer


def _history_of(
    about: str, acts: tuple[SealedListEntry, ...], whole: Directory
) -> tuple[dict[str, Any], list[AnswerLine]]:
    post = next((one for one in whole.posts if one.id == about), None)
    found = audit_entries(acts, about, post)
    times = tenures_of(post) if post else ()
    heading = say.title(about, whole) if post else say.person_name(about, whole) or whole.name
    lines = [AnswerLine(heading, style="bold")]
    for one in times:
        who = say.person_name(one.person, whole)
        stands = say.STANDS_IN if one.deputy else say.HOLDS
        lines.append(AnswerLine(f"{who}: {say.tenure_words(one) or say.NO_DATES}", stands))
    lines += [
        AnswerLine(_audit_entry_text(one, whole), spoken_time(one.kept.act.at)) for one in found
    ]
    data = {
        "about": about or None,
        "tenures": [_tenure_data(one) for one in times],
        "acts": [
            {
                "number": one.kept.number,
                "at": one.kept.act.at.isoformat(),
                "by": one.kept.act.by,
                "why": one.kept.act.why,
                "text": say.change_words(one.change, whole),
            }
            for one in found
        ],
    }
    return data, [*lines, AnswerLine()]


def _audit_entry_text(one: AuditEntry, whole: Directory) -> str:
    return say.audit_entry(one.change, one.kept.act.by, one.kept.act.why, whole)
