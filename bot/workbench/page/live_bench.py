"""The bench of a running rehearsal: what the page shows, read from the ledger."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.workbench.chats import NotPossible
from bot.workbench.mail.stand_in import ReceivedMail
from bot.workbench.page.bench import (
    CaseLine,
    CaseSheet,
    DeliveryLine,
    DeliveryState,
    EntryLine,
    MailLine,
    Member,
    PartnershipSheet,
    PolicySheet,
    StageSheet,
    StageState,
)
from bot.workbench.rehearsal import Rehearsal
from core.cases.case import Case, StageVisit
from core.cases.events import ContactMissed, ContactTold, StageEntered
from core.cases.folding.evolve import fold
from core.cases.record.seals import Entry
from core.cases.rules.ladder.entry_stages import path_of_case
from core.cases.wording.failure_reasons import why_missed
from core.cases.wording.history import PURPOSE_WORDS, happened, written
from core.cases.wording.names import STATUS
from core.desk.wording.screens import span_in_words
from core.directory.wording.names import described, name
from core.local_time import LONDON, local
from core.outbox import MessageState, StoredMessage
from core.partnership.setting import Setting
from core.policy.model import Stage
from core.policy.wording.names import listed, stage
from core.routing.stage_contacts import unique
from core.vocabulary import CaseStatus, Platform, Side


class LiveBench:
    """Implements ``Bench`` for a rehearsal."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._rehearsal = rehearsal
        self._concord = rehearsal.concord

    def now(self) -> datetime:
        """Return the movable clock's time."""
        return self._rehearsal.clock.now()

    async def move(self, to: datetime) -> None:
        """Set the clock forward. Raises ValueError for a time in the past."""
        self._rehearsal.clock.move_to(to)

    async def next_due(self) -> datetime | None:
        """Return the next time at which Concord has something to do, or None."""
        return await self._concord.ledger.next_due()

    async def working_day_later(self, partnership: str) -> datetime:
        """Return the same time of day, one working day after now by the partnership's calendar."""
        calendar = self._setting(partnership).calendar
        here = local(self.now())
        day = calendar.add_working_days(here.date(), 1)
        return datetime.combine(day, here.time(), LONDON)

    async def settle(self) -> None:
        """Process due cases and deliver outbox messages until nothing is left to do."""
        await self._concord.scheduler.settle()

    async def partnerships(self) -> Sequence[PartnershipSheet]:
        """Return all partnerships, by name."""
        found = [
            PartnershipSheet(id=one, name=self._setting(one).policy.partnership_name)
            for one in self._concord.register.partnerships
        ]
        return sorted(found, key=lambda one: one.name)

    async def people(self, partnership: str) -> Sequence[Member]:
        """Return a partnership's people, grouped by agency."""
        directory = self._setting(partnership).directory
        order = {agency: number for number, agency in enumerate(directory.agencies)}
        members = sorted(directory.people.values(), key=lambda person: order[person.agency])
        return [
            Member(
                id=person.id,
                name=person.name,
                agency=directory.agencies[person.agency].name,
                post=_post(person.id, self._setting(partnership)),
                channels=person.channels,
            )
            for person in members
        ]

    async def cases(self, partnership: str) -> Sequence[CaseLine]:
        """Return a partnership's cases, open ones first, newest first."""
        ids = unique(
            (
                *await self._concord.ledger.cases_in(partnership),
                *await self._concord.ledger.cases_in(partnership, closed=True),
            )
        )
        cases = [case for one in ids if (case := await self._concord.casework.read(one))]
        cases.sort(key=lambda case: case.opened_at, reverse=True)
        cases.sort(key=lambda case: case.status is CaseStatus.CLOSED)
        return [self._line(case) for case in cases]

    async def case(self, case: str) -> CaseSheet | None:
        """Return a case in full, or None if there is none with this id."""
        entries = await self._concord.ledger.read(case)
        found = fold(entries)
        if found is None:
            return None
        setting = self._concord.casework.setting(found)
        breach = await self._concord.ledger.verify(case)
        return CaseSheet(
            line=self._line(found),
            entries=tuple(_entry(entry, entries, setting) for entry in entries),
            breach=f"Entry {breach.sequence}: {breach.why}." if breach else "",
            policy=_sheet(setting, found),
            deliveries=(
                *_deliveries(entries, setting),
                *(_waiting(one, setting) for one in await self._concord.ledger.waiting(case)),
            ),
        )

    async def policy(self, partnership: str) -> PolicySheet | None:
        """Return the policy in force, without a case."""
        return _sheet(self._setting(partnership), None)

    async def letters(self, person: str) -> Sequence[MailLine]:
        """Return the e-mails sent to a person, at any of their addresses, oldest first."""
        found = sorted(self._mailboxes(person), key=lambda mail: mail.at)
        return [MailLine(id=m.id, at=m.at, subject=m.subject, text=m.text) for m in found]

    async def reply(self, person: str, letter: str, text: str) -> None:
        """Answer an e-mail by e-mail. Raises NotPossible."""
        await self._rehearsal.mail.reply(self._mail(person, letter), text)

    async def bounce(self, person: str, letter: str) -> None:
        """Bounce an e-mail. Raises NotPossible."""
        await self._rehearsal.mail.bounce(self._mail(person, letter))

    def _mail(self, person: str, letter: str) -> ReceivedMail:
        for mail in self._mailboxes(person):
            if mail.id == letter:
                return mail
        raise NotPossible("there is no such e-mail")

    def _mailboxes(self, person: str) -> Iterator[ReceivedMail]:
        for partnership in self._concord.register.partnerships:
            known = self._setting(partnership).directory.people.get(person)
            for channel in known.channels if known else ():
                if channel.platform is Platform.MAIL:
                    yield from self._rehearsal.mail.mailbox(channel.user)

    def _setting(self, partnership: str) -> Setting:
        return self._concord.register.setting(partnership)

    def _line(self, case: Case) -> CaseLine:
        setting = self._concord.casework.setting(case)
        is_open = case.status is CaseStatus.OPEN
        where = stage(case.stage, setting.policy)
        return CaseLine(
            id=case.id,
            reference=case.reference,
            stage=where if is_open else STATUS[case.status],
            open=case.status is not CaseStatus.CLOSED,
            due=case.visit.due if is_open else None,
            late=is_open and case.visit.lapsed_at is not None,
        )


def _post(person: str, setting: Setting) -> str:
    posts = setting.directory.posts_of(person)
    if not posts:
        deputy = next((p for p in setting.directory.posts if person in p.deputies), None)
        return f"Deputy {deputy.title}" if deputy else ""
    team = setting.directory.teams.get(posts[0].team)
    return f"{posts[0].title}, {team.name}" if team else posts[0].title


def _entry(entry: Entry, entries: tuple[Entry, ...], setting: Setting) -> EntryLine:
    where = ""
    for one in entries[: entry.sequence]:
        if isinstance(one.event, StageEntered):
            where = one.event.stage
    return EntryLine(
        sequence=entry.sequence,
        at=entry.recorded_at,
        who=name(entry.event.by, setting.directory),
        what=happened(entry.event, setting),
        detail=tuple(_told(*pair) for pair in written(entry.event, setting) if pair[1]),
        stage=stage(where, setting.policy) if where else "",
        seal=entry.seal.hex(),
    )


def _told(label: str, text: str) -> str:
    return f"{label} {text}" if label.endswith("?") else f"{label}: {text}"


def _sheet(setting: Setting, case: Case | None) -> PolicySheet:
    policy = setting.policy
    overdue = policy.next_review is not None and policy.next_review < setting.today
    return PolicySheet(
        title=policy.title,
        edition=policy.edition,
        note="This policy is past its review date; it runs unchanged." if overdue else "",
        rungs=tuple(
            _rung(one, setting, case)
            for one in (path_of_case(case, setting) if case else policy.ladder)
        ),
    )


def _rung(one: Stage, setting: Setting, case: Case | None) -> StageSheet:
    visits = [p for p in case.visits if p.stage == one.id] if case else []
    last = visits[-1] if visits else None
    live = case is not None and last is case.visit
    return StageSheet(
        id=one.id,
        label=stage(one.id, setting.policy),
        raising=_who(one, Side.RAISING, setting, case if live else None),
        receiving=_who(one, Side.RECEIVING, setting, case if live else None),
        clock=span_in_words(one.clock),
        clauses=one.basis.clauses,
        state=_state(case, last, live=live),
        entered=last.entered_at if last else None,
        left=(last.ended_at or last.lapsed_at) if last else None,
        due=last.due if last else None,
        why_due=last.explanation if last else "",
    )


def _state(case: Case | None, last: StageVisit | None, *, live: bool) -> StageState:
    if case is None or last is None:
        return "ahead"
    if live and case.status is CaseStatus.OPEN:
        return "live"
    return "lapsed" if last.lapsed_at else "done"


def _who(one: Stage, side: Side, setting: Setting, case: Case | None) -> str:
    if case is not None and case.side(side).current:
        return listed(described(p, setting.directory) for p in case.side(side).current)
    titles = (setting.policy.role(seat.role).title for seat in one.seats(side) if not seat.informed)
    return listed(dict.fromkeys(titles))


def _waiting(owed: StoredMessage, setting: Setting) -> DeliveryLine:
    """Return an unfinished outbox message as a line."""
    parked = owed.state is MessageState.PARKED
    tried: DeliveryState = "retrying" if owed.attempts else "waiting"
    what = PURPOSE_WORDS[owed.message.purpose]
    return DeliveryLine(
        at=owed.created_at or setting.now,
        who=described(owed.message.person, setting.directory),
        what=what[0].upper() + what[1:],
        channel=owed.message.queue.partition(":")[0].replace("none", ""),
        state="parked" if parked else tried,
        attempts=owed.attempts,
        next_at=None if parked else owed.message.not_before,
        urgent=owed.message.urgent,
    )


def _deliveries(entries: tuple[Entry, ...], setting: Setting) -> list[DeliveryLine]:
    """Return the delivery result of every message, from the entries."""
    lines: list[DeliveryLine] = []
    for entry in entries:
        event = entry.event
        if isinstance(event, ContactTold | ContactMissed):
            told = isinstance(event, ContactTold)
            state: DeliveryState = "told" if told else "missed"
            what = PURPOSE_WORDS[event.purpose]
            lines.append(
                DeliveryLine(
                    at=event.at,
                    who=described(event.person, setting.directory),
                    what=what[0].upper() + what[1:],
                    channel=event.platform or "",
                    state=state,
                    error=why_missed(event.why, event.platform)
                    if isinstance(event, ContactMissed)
                    else "",
                )
            )
    return lines
