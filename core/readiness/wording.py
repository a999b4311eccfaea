"""Wording of the readiness check: who would be asked, whether it has worked, and defects."""

from collections.abc import Iterable
from datetime import date
from typing import Final, assert_never

from core.cases.record.delivery_history import DeliveryHistory
from core.cases.wording.failure_reasons import why_missed
from core.directory.model import Directory, Person
from core.directory.wording.names import FAILURE_REASONS, at_post, name
from core.local_time import local
from core.partnership.wording import NEEDED_FOR
from core.policy.model import Policy
from core.policy.wording.deadlines import spoken_date
from core.policy.wording.names import listed, stage, title
from core.readiness.defects import Defect, DefectKind
from core.readiness.monthly_wording import ON
from core.routing.coverage import RAISER
from core.vocabulary import AddressDoubt, Platform

CHECK_TITLE: Final = "Who would be asked now"
DEFECTS_TITLE: Final = "Contact list"
YOUR_SIDE: Final = "If you raise a concern: your side"
WITH_YOU: Final = "If somebody raises a concern with your team"
NOBODY: Final = "nobody"
YOU: Final = "you"
ALL_WELL: Final = "Every stage has somebody who can be messaged, and nothing wants mending."
NO_SUCH_AGENCY: Final = "No agency on the contact list is called that."
NEXT: Final = "Next"
NEVER_TRIED: Final = "no case has written there yet"
NO_WAY: Final = "cannot be messaged"
APPOINT: Final = (
    "Appoint somebody: /escalate people, or “python -m bot directory appoint”; or declare the gap "
    "with its reason."
)
LINK: Final = "Ask them to say /escalate link in Slack or Teams."
DEPUTY: Final = "Name a deputy, or somebody else for one of the two."
_SHOWN: Final = 6
"""Most names in one sentence."""


def for_agency(agency: str) -> str:
    """Return the heading over an agency's check."""
    return f"If a concern is raised with {agency}"


def defects_heading(count: int) -> str:
    """Return the heading over the defects."""
    things = "1 thing" if count == 1 else f"{count} things"
    return f"Contact list: {things} to mend"


def page(number: int, of: int) -> str:
    """Return the page number within a long list."""
    return f"Page {number} of {of}"


def and_more(count: int) -> str:
    """Say how many more the button shows."""
    return f"And {count} more."


def delivery_words(known: DeliveryHistory | None) -> str:
    """Say whether messages have reached somebody there before."""
    if known is None:
        return NEVER_TRIED
    if known.failing and known.last_missed:
        why = FAILURE_REASONS[known.why] if known.why else "the message did not arrive"
        return f"failed on {spoken_date(local(known.last_missed).date())}: {why}"
    if known.last_answered:
        return f"answered there on {spoken_date(local(known.last_answered).date())}"
    if known.last_told:
        return f"sent there on {spoken_date(local(known.last_told).date())}, never answered"
    return NEVER_TRIED


def asked(
    person: str,
    me: str,
    directory: Directory,
    platform: Platform | None,
    known: DeliveryHistory | None,
) -> str:
    """Describe one person who would be asked: who, where, and whether it has worked."""
    if person in {RAISER, me}:
        return YOU if person == me else "whoever raised it"
    who = at_post(person, directory)
    if platform is None:
        return f"{who}: {NO_WAY}"
    return f"{who}, on {ON[platform]}: {delivery_words(known)}"


def asking_order(first: Iterable[str], then: Iterable[str]) -> str:
    """Say who is asked at once, and who next."""
    at_once, later = "; ".join(first), "; ".join(then)
    if not at_once:
        return f"{NOBODY}: the coordinators are told" if not later else f"{NOBODY}; then {later}"
    return f"{at_once}. Then {later}" if later else at_once


def defect(one: Defect, policy: Policy, directory: Directory) -> str:
    """Say what is wrong, in one sentence."""
    who, post = name(one.person, directory), _post(one.post, directory)
    match one.wrong:
        case DefectKind.NO_WATCHER:
            return "No coordinator can be messaged: if everybody else fails, nobody is alerted."
        case DefectKind.UNOWNED:
            return f"{_unowned(one, policy, directory)}{_since(one.on)}."
        case DefectKind.UNREACHABLE:
            where = _stages(one.stages, policy)
            return f"{_person(one.person, directory)} would be asked first ({where}) and {NO_WAY}."
        case DefectKind.FAILING:
            why = why_missed(one.why, one.platform) if one.why else "it did not arrive"
            there = ON[one.platform] if one.platform else ""
            when = f" on {spoken_date(one.on)}" if one.on else ""
            return f"The last message to {_person(one.person, directory)} on {there} failed{when}: {why}."
        case DefectKind.AWAY_TO_NOBODY:
            return f"{who} is away {_span(one)}, and {post} then has nobody."
        case DefectKind.NOT_THEIRS:
            said = f" They add: “{one.note}”" if one.note else ""
            return f"{who} says that {post} is not theirs any more{_on(one.on)}.{said}"
        case DefectKind.ENDED:
            return f"{post} has nobody{_since(one.on)}: the time of {who} has ended.{_deputies(one, directory)}"
        case DefectKind.ENDING:
            return _ending(one, who, post, directory)
        case DefectKind.VACANT:
            return f"{post} has no holder.{_deputies(one, directory)}"
        case _:
            return _quieter(one, policy, directory)


def _quieter(one: Defect, policy: Policy, directory: Directory) -> str:
    who, where = _person(one.person, directory), _stages(one.stages, policy)
    match one.wrong:
        case DefectKind.BOTH_SIDES:
            return f"{who} would be asked on both sides ({where})."
        case DefectKind.TWO_LEVELS:
            return f"{who} is asked at two levels, and nobody else is at the higher ({where})."
        case DefectKind.OWN_ESCALATION:
            return f"If {who} raises a concern themselves, their agency has nobody else there ({where})."
        case DefectKind.CHAIR_INVOLVED:
            agency = _agency(one.agency, directory)
            return f"Only {who} could chair, who may not where {agency} is involved ({where})."
        case DefectKind.HELD:
            return f"An address of {who} is not used: {HELD[AddressDoubt(one.note)]}."
        case DefectKind.CHANGED:
            return f"{who} says that something has changed{_on(one.on)}: “{one.note}”"
        case DefectKind.PAST_REVIEW:
            when = spoken_date(one.on) if one.on else ""
            return f"The policy and its list were to be reviewed by {when}."
        case DefectKind.UNANSWERED:
            return f"{_people(one.people, directory)} did not answer the monthly question."
        case DefectKind.NOT_VERIFIED:
            return f"Nobody has made sure in the last 90 days of: {_people(one.people, directory)}."
        case DefectKind.NEVER_TRIED:
            return f"No case has written to {_people(one.people, directory)} yet."
        case _:
            return one.wrong.value


def remedy(one: Defect) -> str:
    """Say what to do about it."""
    match one.wrong:
        case DefectKind.UNOWNED | DefectKind.ENDED | DefectKind.VACANT:
            return APPOINT
        case DefectKind.NO_WATCHER | DefectKind.UNREACHABLE:
            return LINK
        case DefectKind.FAILING if one.platform is Platform.MAIL:
            return (
                "Ask for their present address and correct the list (“python -m bot directory "
                "export”, then “import”), or name somebody else: /escalate people."
            )
        case DefectKind.FAILING:
            return "Ask them to install the app or to say /escalate link, or name somebody else."
        case DefectKind.AWAY_TO_NOBODY | DefectKind.OWN_ESCALATION:
            return "Name a deputy: /escalate people, or “python -m bot directory deputise”."
        case DefectKind.NOT_THEIRS:
            return f"They stay on the list until you act. {APPOINT}"
        case DefectKind.ENDING:
            return "Make it longer, or appoint somebody before then: /escalate people."
        case DefectKind.BOTH_SIDES | DefectKind.TWO_LEVELS:
            return DEPUTY
        case DefectKind.CHAIR_INVOLVED:
            return "Name another chair, from an agency that takes no side."
        case DefectKind.HELD:
            return "Make sure of it and release it, or correct the list: /escalate people."
        case DefectKind.CHANGED:
            return "Correct the list, then say that it is right: /escalate people."
        case DefectKind.PAST_REVIEW:
            return "Review them, and put the next edition into force."
        case DefectKind.UNANSWERED | DefectKind.NOT_VERIFIED:
            return "Ask them, and say that it is right: /escalate people."
        case DefectKind.NEVER_TRIED:
            return "Their answer to the monthly question will show whether it works."
        case _:
            assert_never(one.wrong)


def defect_and_remedy(one: Defect, policy: Policy, directory: Directory) -> str:
    """Say what is wrong and what to do about it."""
    return f"{defect(one, policy, directory)} {remedy(one)}"


HELD: Final[dict[AddressDoubt, str]] = {
    AddressDoubt.STALE_LIST: "it comes from a list that is past its review date",
    AddressDoubt.OTHER_NAME: "it seems to belong to somebody else",
    AddressDoubt.ONE_OF_SEVERAL: "it stands beside another, and nobody has said which is right",
}


def _unowned(one: Defect, policy: Policy, directory: Directory) -> str:
    team = directory.teams.get(one.team)
    whose = [*([team.name] if team else []), _agency(one.agency, directory)]
    roles = " or ".join(title(role, policy) for role in one.roles) or "Nobody is asked at all"
    where = _stages(one.stages, policy)
    return f"{roles}, {', '.join(whose)}: nobody who can be messaged ({where})"


def _stages(stages: Iterable[str], policy: Policy) -> str:
    known = {one.id for track in policy.tracks for one in track.stages}
    return listed(
        stage(one, policy) if one in known else NEEDED_FOR.get(one, one) for one in stages
    )


def _post(post_id: str, directory: Directory) -> str:
    post = next((one for one in directory.posts if one.id == post_id), None)
    if post is None:
        return "the post"
    team = directory.teams.get(post.team)
    whose = [*([team.name] if team else []), _agency(post.agency, directory)]
    return f"{post.title} of {', '.join(whose)}"


def _agency(agency: str, directory: Directory) -> str:
    known = directory.agencies.get(agency)
    return known.name if known else directory.name


def _person(person: str, directory: Directory) -> str:
    known: Person | None = directory.people.get(person)
    if known is None:
        return name(person, directory)
    place = directory.title_of(person)
    parts = (known.name, place, _agency(known.agency, directory))
    return ", ".join(part for part in parts if part)


def _people(people: tuple[str, ...], directory: Directory) -> str:
    names = [name(one, directory) for one in people[:_SHOWN]]
    left = len(people) - len(names)
    return listed([*names, f"{left} more"] if left else names)


def _deputies(one: Defect, directory: Directory) -> str:
    if not one.people:
        return ""
    return f" {_people(one.people, directory)} can be asked as deputy."


def _ending(one: Defect, who: str, post: str, directory: Directory) -> str:
    when = spoken_date(one.until) if one.until else ""
    after = f"then {_people(one.people, directory)} has it" if one.people else "then it has nobody"
    return f"The time of {who} as {post} ends on {when}, and {after}."


def _since(day: date | None) -> str:
    return f" since {spoken_date(day)}" if day else ""


def _on(day: date | None) -> str:
    return f", on {spoken_date(day)}" if day else ""


def _span(one: Defect) -> str:
    if one.on is None or one.until is None:
        return ""
    if one.on == one.until:
        return f"on {spoken_date(one.on)}"
    return f"from {spoken_date(one.on)} to {spoken_date(one.until)}"
