"""Sentences on views, lists and the home screen."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from core.policy.model import ClockRule, DisplayOnly, ReadingTaken, Reference, Span
from core.policy.wording.deadlines import spoken_date, spoken_time
from core.vocabulary import Origin, ReadingSource, Strength, Unit

IN_DANGER: Final = "Is someone in immediate danger? Do not wait for Concord."
OUR_DEFAULT: Final = "The policy gives none; this is Concord's default, not a policy timescale."
ENTER_FOR: Final = (
    "For somebody who cannot do it themselves. What you enter is theirs; the record says that you "
    "entered it and why, and they are told."
)
LAST_FOR_ITS_KIND: Final = (
    "This is the last stage for a dispute of this kind. If it is not settled here, use your "
    "agency's own procedure, and do not wait if somebody is at risk."
)
NOBODY_FOUND: Final = "Nobody could be asked. The coordinator has been told."
PROPOSED: Final = "Proposed outcome"
AGREED: Final = "Agreed outcome"
EARLIER: Final = "Earlier entries"
WHAT_I_OWE: Final = "Waiting for you"
WHAT_I_RAISED: Final = "Raised by you"
EVERY_CASE: Final = "Every open case"
KEPT_INFORMED: Final = "You are kept informed"
NOTHING_OWED: Final = "Nothing waits for you."
NOTHING_RAISED: Final = "You have raised nothing that is still open."
NOTHING_ELSE_RAISED: Final = "What you raised is listed above, among what waits for you."
NO_CASES: Final = "There are no open cases that you can see."
YOUR_CASES: Final = "Your cases, soonest due first"
NO_POSTS: Final = "No posts of this agency are on the contact list: please tell your coordinator."
VACANT: Final = "nobody: please tell your coordinator"
ALWAYS: Final = "What Concord does under every policy"
SHOWN_ONLY: Final = "Clauses that people keep, not Concord"
READINGS: Final = "Where the policy can be read in more than one way"
STATEMENTS: Final = "Read out where people meet"
REFERENCES: Final = "Law and guidance it names"


def overdue_since(due: datetime) -> str:
    """Say that the last stage ran out."""
    return f"Overdue since {spoken_time(due)}: this was the last stage."


def beyond_limit(protective: datetime) -> str:
    """Say that the date asked for is later than the limit."""
    return f"{spoken_time(protective)} lies beyond the limit: the limit stands."


def redirected(area: str, to: str) -> str:
    """Say that another body's policy covers the area; the case stays open all the same."""
    return f"{area} has a policy of its own: {to}. Ask there as well; this case runs on meanwhile."


def grown_from(reference: str) -> str:
    """Say that this case grew from another case."""
    return f"This is a matter of its own beside {reference}, which goes on by itself."


def grew_into(asked: str, reference: str) -> str:
    """Say that another case grew from this one."""
    return f"{asked}: {reference} runs beside this case, which goes on by itself."


def leads_to(stage: str) -> str:
    """Say at which stage a route off the ladder begins."""
    return f"A matter of its own, which begins at {stage}."


def open_one(reference: str) -> str:
    """Return the label of the button that opens another case."""
    return f"Open {reference}"


def elsewhere(text: str, redirect: str) -> str:
    """Say what the policy says belongs elsewhere, and where."""
    return f"{text.rstrip('.')}: {redirect}"


def risk_flagged(who: str, at: datetime) -> str:
    """Say who flagged immediate risk, and when."""
    return f"Immediate risk was flagged by {who} on {spoken_time(at)}."


def overridden(what: str, due: datetime) -> str:
    """Say which special circumstances were reported, and by when those named must know."""
    return f"{what}. Those the policy names were to know by {spoken_time(due)}."


def risk_seen(who: str) -> str:
    """Say who has acknowledged the alert."""
    return f"Seen by {who}." if who else "Nobody has acknowledged it yet."


def due_or_overdue(due: datetime, *, late: bool) -> str:
    """Return the due date of the stage a case is at."""
    return f"overdue since {spoken_time(due)}" if late else f"due {spoken_time(due)}"


def lapsed_on(due: datetime) -> str:
    """Return the date on which a stage lapsed."""
    return f"lapsed {spoken_time(due)}"


def agreed_on(at: datetime) -> str:
    """Return when an outcome was agreed."""
    return f"agreed {spoken_time(at)}"


def ended_on(at: datetime) -> str:
    """Return when a stage ended."""
    return f"ended {spoken_time(at)}"


def holds_it(who: str) -> str:
    """Say who owns a side."""
    return f"Held by {who}."


def asked_not_accepted(who: str) -> str:
    """Say who of a side was asked and has not accepted."""
    return f"Asked, not yet accepted: {who}."


def still_to_decide(questions: Iterable[str]) -> str:
    """Return the decisions that the policy demands."""
    return f"To be decided, with a reason: {' '.join(questions)}"


def still_to_travel(labels: Iterable[str]) -> str:
    """Return what the policy wants to travel with the hand-up and nobody has written yet."""
    return f"To travel with the hand-up, not written yet: {'; '.join(labels)}"


def hand_up(who: str, due: datetime, explanation: str) -> str:
    """Say who hands up in person, by when and why then."""
    why = explanation.partition(": ")[2]
    return f"{who} is to hand it up in person by {spoken_time(due)}: {why}"


def record_of(reference: str) -> str:
    """Return the heading of the record."""
    return f"Record of {reference}"


def messages_sent(count: int) -> str:
    """Explain why numbers are missing: entries that only say a message was sent are not shown."""
    many = "1 entry says" if count == 1 else f"{count} entries say"
    return f"Numbers are missing here where {many} only that a message was sent; none is lost."


def sealed(when: str, seal: str) -> str:
    """Return the line under each entry: its time and its seal."""
    return f"{when} - seal {seal}"


def and_more(count: int) -> str:
    """Return the last line of a list that was cut short."""
    return f"And {count} more. Type /escalate show with a reference to open one."


def gaps_reported(references: Iterable[str]) -> str:
    """Tell coordinators in which cases gaps in policy or procedure were reported."""
    return f"Gaps in policy or procedure were reported in: {', '.join(references)}."


def reference(one: Reference) -> str:
    """Return law or guidance that the document names, and what has replaced it."""
    replaced = f" (superseded; now: {one.superseded})" if one.superseded else ""
    return f"{one.text}{replaced}"


def past_review(partnership: str, review: date) -> str:
    """Warn that the policy's review is overdue."""
    return (
        f"The policy of {partnership} was due for review by {spoken_date(review)}. "
        "It runs unchanged until a new edition is activated."
    )


def no_review(partnership: str) -> str:
    """Warn that the policy gives no date for its review."""
    return (
        f"The policy of {partnership} gives no date for its next review. It runs with this "
        "warning; ask the partnership when it will be reviewed."
    )


def edition(name: str) -> str:
    """Say which edition is shown."""
    return f"Edition {name}."


def earlier_edition(own: str, present: str) -> str:
    """Say that a case goes on under an earlier edition."""
    return f"Edition {own}, under which this case goes on; edition {present} is in force now."


def built_on(extends: str) -> str:
    """Say which policy the partnership's own extends."""
    return f"Built on {extends}."


def stage_line(clock: ClockRule, roles: str, clauses: str) -> str:
    """Return one line for a stage of the policy: roles, time, strength and clauses."""
    span = span_in_words(clock)
    ours = " (Concord's default)" if clock.basis.origin is Origin.DEFAULT else ""
    guide = ", a guide" if clock.strength is Strength.INDICATIVE else ""
    cited = f" Clauses {clauses}." if clauses else ""
    return f"{roles}. {span}{ours}{guide}.{cited}"


def shown_only(clause: DisplayOnly) -> str:
    """Return what a clause says that no rule enforces, why no program can, and where it stands."""
    where = f"{clause.shown[:1].lower()}{clause.shown[1:]}"
    return f"{clause.text} ({clause.because} Where: {where}.)".strip()


def reading_taken(reading: ReadingTaken) -> str:
    """Return one line for a reading: the question, the choice, and who made it."""
    if reading.origin is ReadingSource.SAFEST:
        whose = "The safest reading, taken by Concord"
    else:
        on = f" on {spoken_date(reading.decided_on)}" if reading.decided_on else ""
        whose = f"The partnership's own, decided by {reading.decided_by}{on}"
    safest = f" The safest would be: {reading.safest}" if reading.safest else ""
    return f"{reading.question} {reading.taken} {whose} ({reading.id}).{safest}"


def span_in_words(clock: ClockRule) -> str:
    """Return how long a stage may take, in words."""
    match clock.span.unit:
        case Unit.WORKING_DAYS | Unit.CALENDAR_DAYS | Unit.CALENDAR_MONTHS:
            return f"{_length(clock.span)} or sooner"
        case Unit.UNSPECIFIED:
            ours = f", or else Concord's default of {_length(clock.nudge)}" if clock.nudge else ""
            return f"No timescale in the policy: a protective date{ours}"
        case Unit.AGREED_BY_BOTH:
            ours = (
                f"; until then Concord's default of {_length(clock.nudge)}" if clock.nudge else ""
            )
            return f"A date that both sides agree{ours}"
        case _:
            return _length(clock.span)


def _length(span: Span) -> str:
    many = "" if span.value == 1 else "s"
    return {
        Unit.ELAPSED_HOURS: f"{span.value} hour{many}",
        Unit.WORKING_DAYS: f"{span.value} working day{many}",
        Unit.CALENDAR_DAYS: f"{span.value} calendar day{many}",
        Unit.CALENDAR_MONTHS: f"{span.value} month{many}",
        Unit.SAME_WORKING_DAY: "The same working day",
        Unit.IMMEDIATE: "Immediately",
        Unit.UNSPECIFIED: "No timescale",
        Unit.AGREED_BY_BOTH: "A date that both sides agree",
    }[span.unit]


def which_agency(names: str) -> str:
    """Ask which agency, for a contacts command that names none it knows."""
    return f"Which agency? Type /escalate contacts and part of its name: {names}."


HELP: Final[tuple[tuple[str, str], ...]] = (
    ("/escalate", "Raise a concern with another agency."),
    ("/escalate now", "Someone is in immediate danger: alert now, details afterwards."),
    ("/escalate override", "Special circumstances your policy names, such as a death: report now."),
    ("/escalate list", "Your open cases, soonest due first."),
    ("/escalate show REF", "Open a case."),
    ("/escalate when REF", "When it is due, and why then."),
    ("/escalate policy", "The stages and times of your partnership's policy."),
    ("/escalate contacts AGENCY", "Who holds which post in an agency."),
    ("/escalate people", "The posts of every agency: who holds them, who stands in, who is away."),
    ("/escalate away", "Say that you are away, and who stands in."),
    ("/escalate history POST", "Who held a post when, and who changed what."),
    ("/escalate check", "Who would be asked for your side at each stage."),
    ("/escalate link", "Whom Concord takes you for, and how to change it."),
    ("/escalate help", "This list."),
)
HELP_TITLE: Final = "What you can type"
UNKNOWN_COMMAND: Final = "Concord does not know that word. Nothing was done."
REFERENCE_NEEDED: Final = "Please add the reference, for example /escalate show ESC-7KQ4-M2XP."


def entered_for(person: str) -> str:
    """Say whose act a coordinator's form is."""
    return f"You enter this for {person}, who is told of it."
