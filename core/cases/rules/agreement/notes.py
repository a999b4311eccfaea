"""Notes, corrections, details, and requests for support."""

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.posts import holders_and_vacancies, parties_of
from core.cases.refusals import Reason, Refusal
from core.cases.rules.contacts.asking import deputies
from core.cases.rules.fields import LINE_CHARACTERS, TEXT_CHARACTERS
from core.cases.rules.ladder.moving import details_owed, next_stage_up
from core.partnership.setting import Setting
from core.routing.stage_contacts import ask, unique
from core.vocabulary import Side


def note(case: Case, command: c.AddNote, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Add a note; it is shared with the raiser and both sides."""
    del case
    if not command.text.strip():
        return Refusal(reason=Reason.EMPTY, input="text")
    return (e.NoteAdded(at=setting.now, by=command.by, text=command.text),)


def correct(case: Case, command: c.CorrectEntry, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Correct an earlier entry by a new one; the earlier entry is kept."""
    if not 1 <= command.corrects <= case.sequence:
        return Refusal(reason=Reason.NO_SUCH_ENTRY, input="entry", about=str(command.corrects))
    if not command.text.strip():
        return Refusal(reason=Reason.EMPTY, input="text")
    return (
        e.EntryCorrected(
            at=setting.now, by=command.by, corrects=command.corrects, text=command.text
        ),
    )


def supply(case: Case, command: c.SupplyDetails, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Fill in what must travel with a hand-up; answers the policy does not ask for are dropped."""
    wanted = {one.id: one for one in details_owed(case, setting, leaving=True)}
    given = {key: text.strip() for key, text in command.answers.items() if key in wanted}
    for key, one in wanted.items():
        limit = LINE_CHARACTERS if one.kind == "line" else TEXT_CHARACTERS
        if len(given.get(key, "")) > limit:
            return Refusal(reason=Reason.TOO_LONG, input=key, about=str(limit))
        if key in given and one.required and not given[key]:
            return Refusal(reason=Reason.EMPTY, input=key)
    filled = {key: text for key, text in given.items() if text}
    if not filled:
        return ()
    return (e.DetailsSupplied(at=setting.now, by=command.by, answers=filled),)


def support(
    case: Case, command: c.AskForSupport, setting: Setting
) -> tuple[e.Event, ...] | Refusal:
    """Ask one's own line for support: status or experience must not silence anybody."""
    side = case.side_of(command.by) or Side.RAISING
    told = supporters(case, command.by, side, setting)
    return (
        e.SupportAsked(
            at=setting.now,
            by=command.by,
            told=told or setting.directory.coordinators,
            text=command.text,
        ),
    )


def report_gap(case: Case, command: c.ReportGap, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Report a gap in policy or procedure to the people the policy names, or if there are none to
    the coordinators, who keep the register (HOU-66, WAN-14).
    """
    if not command.text.strip():
        return Refusal(reason=Reason.EMPTY, input="text")
    told, gaps = holders_and_vacancies(setting.policy.gaps_to, case, setting)
    return (
        e.GapReported(
            at=setting.now,
            by=command.by,
            told=told or setting.directory.coordinators,
            gaps=gaps,
            text=command.text,
        ),
    )


def supporters(case: Case, person: str, side: Side, setting: Setting) -> tuple[str, ...]:
    """Return a person's supporters: the next stage up in their own agency, and their deputies."""
    stage = next_stage_up(case, setting) or setting.policy.stage(case.stage)
    people = ask(stage, side, parties_of(case), setting.policy, setting.directory).people
    own = case.side(side).agency
    known = setting.directory.people
    line = (p for p in people if p in known and known[p].agency == own)
    return tuple(p for p in unique((*line, *deputies(person, case, setting))) if p != person)
