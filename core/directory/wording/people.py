"""Sentences about contact lists: who holds which post, what was changed and by whom."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, assert_never

from core.directory import events as r
from core.directory.model import Absence, Directory, OutOfHours, Post, Tenure
from core.directory.warnings import Expiring, ListWarning, ListWarningKind
from core.directory.wording.names import name
from core.policy.wording.deadlines import spoken_date
from core.policy.wording.names import listed
from core.vocabulary import AddressDoubt, Platform

PEOPLE: Final = "Contact list"
AGENCIES: Final = "Agencies"
HISTORY: Final = "History"
AWAY: Final = "Away"
HOLDS: Final = "Holds it"
STANDS_IN: Final = "Stands in"
IS_AWAY: Final = "Away"
OUT_OF_HOURS: Final = "Outside office hours"
BEFORE: Final = "Before"
ASK_ABOUT: Final = "To be asked about"
NOBODY: Final = "Nobody"
VACANT: Final = "Nobody holds this post."
VACANT_BUT_DEPUTY: Final = "Nobody holds this post; whoever stands in is asked."
NO_POSTS: Final = "No posts of this agency are on the contact list."
NO_HISTORY: Final = "Nothing was changed since the list was first taken."
FIRST_TAKEN: Final = "Who held it before this list was kept is not known here."
MORE: Final = "More"
CHOOSE_AGENCY: Final = "Choose an agency to see its posts."
HISTORY_NOT_ALLOWED: Final = (
    "The history of the contact list is for coordinators and for the administrators of agencies. "
    "Type /escalate people to see who holds which post now."
)
HISTORY_NEEDS: Final = (
    "Please add a post or a name, for example /escalate history Team manager. The names of all "
    "posts stand under /escalate people."
)
NOT_FOUND: Final = "There is no such post or person on your contact list. Check the spelling."
NOT_READ: Final = (
    "The record of the contact list cannot be read. The list that ran before runs on; tell whoever "
    "runs Concord for you."
)
SAVED: Final = "Saved. It counts from now on, for every case."
SETTINGS: Final = "the file in the settings"
NO_SUCH_CHOICE: Final = "Choose one of those offered."
BACK_TO_AGENCY: Final = "All posts of the agency"
CHANGES: Final = "What was changed, by whom"
WHICH_ONE: Final = "Several posts or people are meant by this. Which one?"
AWAY_FIRST: Final = (
    "While you are away nobody waits for you: whoever stands in for your posts is asked. What you "
    "hold already stays yours until somebody else takes it."
)
ENTER_FIRST: Final = (
    "They are not asked for anything until they hold a post. They link their chat themselves, with "
    "/escalate link."
)
DATE_WANTED: Final = "Give a day, such as 2026-11-24."
NAME_WANTED: Final = "Write the name as it stands on the contact list."
VERIFIED: Final = "Thank you. It is on the record that what stands here is right."

NOT_AN_ADDRESS: Final = "Write an e-mail address, such as ira.fenwick@council.example."
NOT_KEPT_THEN: Final = "No contact list was kept here on that day yet."
NO_LIST_HERE: Final = "No contact list is kept here yet. Name one in the settings, and start."
NO_DATES: Final = "no dates are known"
_WHY: Final[Mapping[str, str]] = {
    "file_in_the_settings": "the settings name this file.",
    "kept_by_an_earlier_concord": "an earlier Concord kept it.",
}

FIELD_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "person": ("Who", "The name as it stands on the contact list."),
    "since": ("From", "The first day. It may lie in the past: it is recorded as it was."),
    "until": ("Until", "The last day, if there is one."),
    "interim": ("Is it interim or acting?", "You are reminded before it ends."),
    "holder": ("Whose time ends", ""),
    "on": ("Last day", "Today ends it at once."),
    "left_on": ("From which day", "From that day they are not messaged, and cannot act."),
    "first": ("First day away", ""),
    "last": ("Last day away", ""),
    "stand_in": (
        "Who stands in",
        "A colleague of the same agency. They stand in for each of the posts on these days.",
    ),
    "why": ("Why", "For the record. No name of a child belongs here."),
    "name": ("Name", "First name and surname."),
    "mail": ("E-mail address", "Where they are written to until a chat is linked to them."),
    "phones": ("Telephone", "As people write it; more than one with a comma between them."),
}
"""Form field to its label and hint."""

DOUBT: Final[Mapping[AddressDoubt, str]] = {
    AddressDoubt.STALE_LIST: "it comes from a list past its review date",
    AddressDoubt.OTHER_NAME: "it seems to belong to another name or organisation",
    AddressDoubt.ONE_OF_SEVERAL: "it stands beside another, and nobody has said which",
}

_PLATFORM: Final[Mapping[Platform, str]] = {
    Platform.SLACK: "Slack",
    Platform.TEAMS: "Teams",
    Platform.MAIL: "e-mail",
}


def person_name(person: str, directory: Directory | None) -> str:
    """Return a person's name, or the id if the list does not have them."""
    if directory is None or person not in directory.people:
        return person
    return name(person, directory)


def warning_sentence(one: ListWarning, directory: Directory) -> str:
    """Return a warning about a change as a sentence."""
    on = spoken_date(one.on) if one.on else ""
    post = title(one.about, directory)
    match one.what:
        case ListWarningKind.IN_THE_PAST:
            return f"The day lies in the past ({on}): it is recorded as it was."
        case ListWarningKind.LATER:
            return f"It takes effect on {on}."
        case ListWarningKind.NO_END:
            return (
                "No last day is given for this interim appointment. It is asked about after three "
                "months."
            )
        case ListWarningKind.ONE_COORDINATOR:
            return (
                "One coordinator is left. An edition of the policy needs two to be put into force: "
                "name another."
            )
        case ListWarningKind.NOBODY_HOLDS_IT:
            return f"Nobody holds {post} then, and nobody stands in. Appoint somebody."
        case ListWarningKind.ONLY_DEPUTIES:
            return f"Nobody holds {post} then; whoever stands in is asked."
        case ListWarningKind.NOT_REACHED:
            return (
                f"{person_name(one.about, directory)} cannot be messaged in any chat yet. Have them "
                "type /escalate link."
            )
        case _:
            assert_never(one.what)


def still_open(count: int) -> str:
    """Say how many open stages belong to a person whose post ends; the cases show which."""
    if count == 1:
        return "One open stage is theirs. It is looked at now, and others are asked for it."
    return f"{count} open stages are theirs. Each is looked at now, and others are asked for it."


def title(post: str, directory: Directory) -> str:
    """Return a post's title, team and agency, or its id if the list does not have it."""
    found = next((one for one in directory.posts if one.id == post), None)
    if found is None:
        return post
    agency = directory.agencies.get(found.agency)
    team = directory.teams.get(found.team)
    names = (found.title, team.name if team else "", agency.name if agency else "")
    return ", ".join(one for one in names if one)


def differs(file: str, partnership: str) -> str:
    """Say that the list file in the settings differs from the list in force."""
    return (
        f"The file in the settings ({file}) lists something else than what runs for {partnership}, "
        "and is not taken by itself: it would undo what coordinators changed since. "
        f"“concord directory import {file} --by PERSON” shows what it would change, and applies it."
    )


def tenure_words(one: Tenure) -> str:
    """Return a tenure's first and last day in words; "" if neither is known."""
    parts: list[str] = []
    if one.since and one.until and one.until < one.since:
        return f"was to begin on {spoken_date(one.since)}; called off"
    if one.since:
        parts.append(f"since {spoken_date(one.since)}")
    if one.until:
        parts.append(f"until {spoken_date(one.until)}")
    said = " ".join(parts)
    if one.interim:
        said = f"interim, {said}" if said else "interim"
    return said


def serving(person: str, post: Post, directory: Directory, *, deputy: bool) -> str:
    """Return a person in a post: name, tenure, channels and date of the last confirmation."""
    times = [t for t in post.tenures if (t.person, t.deputy) == (person, deputy)]
    known = directory.people.get(person)
    said = [name(person, directory), *filter(None, (tenure_words(times[-1]) if times else "",))]
    if known is not None:
        said.append(reached(person, directory))
        on = known.verified_on
        said.append(f"confirmed {spoken_date(on)}" if on else "never confirmed")
    return "; ".join(said)


def reached(person: str, directory: Directory) -> str:
    """Return the platforms a person is messaged on, without addresses."""
    known = directory.people.get(person)
    ways = dict.fromkeys(_PLATFORM[one.platform] for one in known.channels) if known else {}
    return f"by {listed(ways)}" if ways else "by no message"


def unconfirmed_addresses(addresses: int) -> str:
    """Say how many e-mail addresses are unconfirmed and so not used."""
    if addresses == 1:
        return "One e-mail address waits to be confirmed."
    return f"{addresses} e-mail addresses wait to be confirmed."


def away(one: Absence, directory: Directory) -> str:
    """Say on which days a person is away."""
    first, last = spoken_date(one.first), spoken_date(one.last)
    days = f"on {first}" if one.first == one.last else f"from {first} to {last}"
    return f"{name(one.person, directory)} is away {days}."


def out_of_hours(one: OutOfHours, directory: Directory) -> str:
    """Return who is messaged outside office hours, who is copied, and the telephone number."""
    copies = listed(name(x, directory) for x in one.copies)
    said = [name(one.to, directory), f"copy to {copies}" if one.copies else "", one.phone]
    return "; ".join(x for x in said if x)


def expires(one: Expiring, directory: Directory) -> str:
    """Say that an interim appointment ends soon or has no last day."""
    who, post = name(one.tenure.person, directory), title(one.post, directory)
    if one.tenure.until:
        return f"{who} holds {post} as interim until {spoken_date(one.tenure.until)}."
    return f"{who} holds {post} as interim, with no last day."


def agency_line(posts: int, vacant: int) -> str:
    """Return how many posts an agency has and how many are vacant."""
    said = "1 post" if posts == 1 else f"{posts} posts"
    return f"{said}, {vacant} with nobody" if vacant else said


def author_of_change(by: str, directory: Directory) -> str:
    """Return who made a change: a person, the settings file or Concord."""
    if by == "settings":
        return SETTINGS
    return person_name(by, directory) if by else "Concord"


def change_words(change: r.ListEvent, directory: Directory) -> str:
    """Return a list event as a sentence."""

    def who(person: str) -> str:
        return person_name(person, directory)

    match change:
        case r.ListTaken():
            people, posts = len(change.directory.people), len(change.directory.posts)
            return f"Took the list {change.source}: {people} people, {posts} posts."
        case r.AgencyEntered():
            return f"Entered the agency {change.agency.name}."
        case r.PersonEntered():
            return f"Entered {change.person.name}."
        case r.PersonLeft():
            return f"{who(change.person)} leaves on {spoken_date(change.on)}."
        case r.PersonVerified():
            return f"Confirmed what stands here of {who(change.person)}."
        case r.PostEntered():
            return f"Entered the post {change.post.title}."
        case r.HolderAppointed():
            return _appointed(change, directory)
        case r.HolderEnded():
            serves = "stands in for" if change.deputy else "holds"
            until = spoken_date(change.on)
            post = title(change.post, directory)
            return f"{who(change.person)} {serves} {post} no longer; last day {until}."
        case r.AbsenceMarked():
            one = Absence(person=change.person, first=change.first, last=change.last)
            return away(one, directory) if change.person in directory.people else who(change.person)
        case r.AbsenceEnded():
            return f"{who(change.person)} is back from {spoken_date(change.on)}."
        case r.ChannelLinked():
            return f"{_PLATFORM[change.channel.platform]} was linked to {who(change.person)}."
        case r.ChannelEnded():
            return (
                f"{who(change.person)} is not reached by "
                f"{_PLATFORM[change.channel.platform]} there any more."
            )
        case r.AddressReleased():
            return f"An e-mail address of {who(change.person)} was confirmed."
        case r.GapDeclared():
            return f"The role {change.role} is known to have nobody: {change.reason}"
        case r.GapWithdrawn():
            return f"The role {change.role} is to be filled again."
        case r.CoordinatorsNamed():
            return f"Coordinators: {listed(map(who, change.people))}."
        case _:
            assert_never(change)


def _appointed(change: r.HolderAppointed, directory: Directory) -> str:
    tenure = Tenure(
        person=change.person,
        since=change.since,
        until=change.until,
        interim=change.interim,
        deputy=change.deputy,
    )
    serves = "stands in for" if change.deputy else "holds"
    who, post = person_name(change.person, directory), title(change.post, directory)
    return f"{who} {serves} {post}, {tenure_words(tenure)}."


def held_on(day: date, people: Iterable[str], directory: Directory) -> str:
    """Say who held a post on a day."""
    names = listed(person_name(one, directory) for one in people)
    return f"On {spoken_date(day)}: {names}." if names else f"On {spoken_date(day)}: nobody."


def changed_by(by: str, when: str, why: str, directory: Directory) -> str:
    """Return when, by whom and why something was changed."""
    said = f"{when}, by {author_of_change(by, directory)}"
    return f"{said}: {why}" if why else said


def which_partnership(known: Iterable[str]) -> str:
    """Ask which of the known partnerships is meant."""
    return f"Say which partnership: {listed(known)}."


def unknown_agency(agency: str, directory: Directory) -> str:
    """Say that no agency has this id, and list those there are."""
    return f"There is no agency {agency}. Expected one of: {listed(directory.agencies)}."


def as_of(day: date) -> str:
    """Return the day a list is shown for, in words."""
    return f"as it counts on {spoken_date(day)}"


def post_lines(post: Post, directory: Directory) -> tuple[str, ...]:
    """Return one line for each person in a post: holders, those away, deputies, out of hours."""
    lines = [serving(one, post, directory, deputy=False) for one in post.holders]
    lines += [f"{serving(one, post, directory, deputy=False)}; away now" for one in post.away]
    if not lines:
        lines.append(VACANT_BUT_DEPUTY if post.deputies else VACANT)
    lines += [f"{STANDS_IN}: {serving(one, post, directory, deputy=True)}" for one in post.deputies]
    if post.out_of_hours:
        lines.append(f"{OUT_OF_HOURS}: {out_of_hours(post.out_of_hours, directory)}")
    return tuple(lines)


def why_words(why: str) -> str:
    """Return a reason in words: the sentence for a known code, else the text as it is."""
    return _WHY.get(why, why)


def audit_entry(change: r.ListEvent, by: str, why: str, directory: Directory) -> str:
    """Return a list event as a sentence with who made it and why."""
    said = f"{change_words(change, directory)} By {author_of_change(by, directory)}"
    return f"{said}: {why_words(why)}" if why else f"{said}."


def as_deputy(person: str, directory: Directory) -> str:
    """Return a deputy's name as a choice in the form that ends a tenure."""
    return f"{name(person, directory)}, who stands in"


def several(names: Iterable[str]) -> str:
    """Say that several people match a name."""
    return f"Several people are called so: {listed(names)}. Write the whole name."


def own_entry(person: str, directory: Directory) -> str:
    """Return what the list says of the person who reads it."""
    held = listed(one.title for one in directory.posts_of(person))
    on = directory.people[person].verified_on if person in directory.people else None
    post = f"You hold: {held}" if held else "You hold no post"
    confirmed = f"You confirmed this on {spoken_date(on)}" if on else "You have not confirmed this"
    return f"{post}; you are reached {reached(person, directory)}. {confirmed}."


def names_of(post: Post, directory: Directory) -> tuple[str, ...]:
    """Return the lines about a post that everybody may see: names and who is away."""
    lines = [name(one, directory) for one in post.holders]
    lines += [f"{name(one, directory)} (away now)" for one in post.away]
    if not lines:
        lines.append(VACANT_BUT_DEPUTY if post.deputies else VACANT)
    lines += [f"{STANDS_IN}: {name(one, directory)}" for one in post.deputies]
    return tuple(lines)


def tenure_fact(one: Tenure, directory: Directory) -> tuple[str, str]:
    """Return a tenure as a fact: the person's name, and from when until when."""
    days = tenure_words(one) or NO_DATES
    return person_name(one.person, directory), f"{STANDS_IN}: {days}" if one.deputy else days


def more_changes(count: int) -> str:
    """Say that a history was cut, and how many earlier changes there are."""
    return f"And {count} earlier ones: “concord directory history” lists them all."
