"""Views of a contact list in chat: agencies, posts with those who serve in them, history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.cards import Block, Button, Buttons, Fact, Facts, Heading, Press, Style, Text, Tone
from core.cases.wording.labels import LABEL
from core.directory.access import may_change_posts
from core.directory.history import AuditEntry, tenures_of
from core.directory.model import Agency, Directory, Post
from core.directory.warnings import expiring_tenures
from core.directory.wording import people as say
from core.policy.wording.deadlines import spoken_time
from core.vocabulary import Action

AGENCIES: Final = 20
POSTS: Final = 10
"""Posts on one page: with their buttons they fit one window on either platform."""
DEEDS: Final = 25
FOUND: Final = 15
_LONGEST_LABEL: Final = 75

ON_A_POST: Final = (
    Action.APPOINT,
    Action.DEPUTISE,
    Action.END_POST,
    Action.MARK_ABSENT,
    Action.VERIFY,
    Action.LET_LEAVE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """A contact list, and the person who looks at it."""

    whole: Directory
    now: Directory
    """The list as of today."""
    person: str
    today: date

    @property
    def coordinates(self) -> bool:
        """Whether the person is a coordinator."""
        return self.person in self.now.coordinators

    def keeps(self, agency: str) -> bool:
        """Whether the person may change who holds the posts of an agency."""
        return may_change_posts(self.now, self.person, agency)

    @property
    def keeps_any(self) -> bool:
        """Whether the person keeps the list of any agency."""
        return any(self.keeps(one) for one in self.now.agencies)


def agencies(seen: ListView, page: int = 0) -> tuple[Block, ...]:
    """Show every agency with its number of posts; to keepers, also posts that end soon."""
    found = tuple(seen.now.agencies.values())
    shown = found[page * AGENCIES : (page + 1) * AGENCIES]
    facts = tuple(Fact(one.name, _line(one, seen)) for one in shown)
    buttons = [
        Button(label=one.name[:_LONGEST_LABEL], press=_to(seen, "agency", one.id)) for one in shown
    ]
    if len(found) > (page + 1) * AGENCIES:
        buttons.append(Button(label=say.MORE, press=_to(seen, "agencies", str(page + 1))))
    blocks: list[Block] = [Heading(seen.now.name), Text(say.CHOOSE_AGENCY, Tone.QUIET)]
    blocks += [Facts(facts), Buttons(tuple(buttons)), *_own(seen)]
    asked = [one for one in expiring_tenures(seen.whole, seen.today) if _kept(one.post, seen)]
    if asked:
        blocks.append(Heading(say.ASK_ABOUT))
        blocks += [Text(say.expires(one, seen.whole), Tone.WARNING) for one in asked[:FOUND]]
    return tuple(blocks)


def _own(seen: ListView) -> tuple[Block, ...]:
    """Show the person's own entry, with buttons to confirm it and to mark an absence."""
    still = Press(action=Action.STILL_ME, target=seen.now.partnership)
    own = (still, _on(Action.AWAY, seen))
    press = [Button(label=LABEL[x.action], press=x) for x in own]
    words = say.own_entry(seen.person, seen.now)
    return (Text(words), Buttons(tuple(press)))


def _kept(post: str, seen: ListView) -> bool:
    return any(one.id == post and seen.keeps(one.agency) for one in seen.now.posts)


def _line(agency: Agency, seen: ListView) -> str:
    posts = [one for one in seen.now.posts if one.agency == agency.id]
    return say.agency_line(len(posts), sum(not x.holders and not x.away for x in posts))


def agency(one: Agency, seen: ListView, page: int = 0) -> tuple[Block, ...]:
    """Show a page of an agency's posts."""
    posts = [post for post in seen.now.posts if post.agency == one.id]
    shown = posts[page * POSTS : (page + 1) * POSTS]
    keeper = seen.keeps(one.id)
    facts = tuple(Fact(_called(post, seen), _who(post, seen, keeper=keeper)) for post in shown)
    buttons = [
        Button(label=_called(post, seen)[:_LONGEST_LABEL], press=_to(seen, "post", post.id))
        for post in shown
        if keeper
    ]
    if len(posts) > (page + 1) * POSTS:
        more = _to(seen, "agency", f"{one.id}:{page + 1}")
        buttons.append(Button(label=say.MORE, press=more))
    if keeper:
        enter = _on(Action.ENTER_PERSON, seen, one.id)
        buttons.append(Button(label=LABEL[enter.action], press=enter))
    blocks: list[Block] = [Heading(one.name)]
    blocks.append(Facts(facts) if facts else Text(say.NO_POSTS))
    if buttons:
        blocks.append(Buttons(tuple(buttons)))
    return tuple(blocks)


def post(one: Post, seen: ListView, first: Iterable[str] = ()) -> tuple[Block, ...]:
    """Show a post with everybody in it and, to a keeper of its list, the actions on it. ``first``
    are the sentences on what was changed just now.
    """
    blocks: list[Block] = [Text(sentence, Tone.STRONG) for sentence in first]
    blocks.append(Heading(say.title(one.id, seen.now)))
    keeper = seen.keeps(one.agency)
    lines = say.post_lines(one, seen.now) if keeper else say.names_of(one, seen.now)
    vacant = not one.holders and not one.away
    blocks += [
        Text(line, Tone.WARNING if vacant and number == 0 else Tone.PLAIN)
        for number, line in enumerate(lines)
    ]
    people = {*one.holders, *one.deputies, *one.away}
    away = [x for x in seen.whole.absences if x.person in people and x.last >= seen.today]
    blocks += [Text(say.away(x, seen.whole), Tone.QUIET) for x in away]
    if keeper:
        blocks += _waiting(people, seen)
        served = bool(one.holders or one.deputies or one.away)
        actions = [x for x in ON_A_POST if served or x in {Action.APPOINT, Action.DEPUTISE}]
        actions.append(Action.PEOPLE_HISTORY)
        buttons = [_button(x, seen, one.id) for x in actions]
        back = Button(label=say.BACK_TO_AGENCY, press=_to(seen, "agency", one.agency))
        blocks.append(Buttons((*buttons, back)))
    return tuple(blocks)


def _waiting(people: set[str], seen: ListView) -> list[Block]:
    held = sum(len(seen.whole.people[x].held) for x in people if x in seen.whole.people)
    return [Text(say.unconfirmed_addresses(held), Tone.WARNING)] if held else []


def history(about: str, audit_entries: Sequence[AuditEntry], seen: ListView) -> tuple[Block, ...]:
    """Show who held a post when, and who changed what, newest first."""
    found = next((one for one in seen.whole.posts if one.id == about), None)
    heading = say.title(about, seen.whole) if found else say.person_name(about, seen.whole)
    blocks: list[Block] = [Heading(heading)]
    if found is not None:
        times = tenures_of(found)
        facts = tuple(Fact(*say.tenure_fact(one, seen.whole)) for one in times[:DEEDS])
        blocks += [Facts(facts)] if facts else [Text(say.VACANT)]
    acts = tuple(
        Fact(
            spoken_time(one.kept.act.at),
            say.audit_entry(one.change, one.kept.act.by, one.kept.act.why, seen.whole),
        )
        for one in audit_entries[:DEEDS]
    )
    blocks += [Heading(say.CHANGES), Facts(acts)] if acts else [Text(say.NO_HISTORY)]
    if len(audit_entries) > DEEDS:
        blocks.append(Text(say.more_changes(len(audit_entries) - DEEDS), Tone.QUIET))
    return tuple(blocks)


def which_one(found: Sequence[str], seen: ListView) -> tuple[Block, ...]:
    """Ask which of several posts or people was meant."""
    posts = {one.id for one in seen.whole.posts}
    labels = {
        x: say.title(x, seen.whole) if x in posts else say.person_name(x, seen.whole)
        for x in found[:FOUND]
    }
    buttons = tuple(
        Button(label=label[:_LONGEST_LABEL], press=_on(Action.PEOPLE_HISTORY, seen, one))
        for one, label in labels.items()
    )
    return (Text(say.WHICH_ONE), Buttons(buttons))


def _called(one: Post, seen: ListView) -> str:
    team = seen.now.teams.get(one.team)
    return ", ".join(x for x in (one.title, team.name if team else "") if x)


def _who(one: Post, seen: ListView, *, keeper: bool) -> str:
    lines = say.post_lines(one, seen.now) if keeper else say.names_of(one, seen.now)
    return "\n".join(lines)


def _to(seen: ListView, where: str, what: str) -> Press:
    return Press(action=Action.PEOPLE, target=f"{seen.now.partnership}:{where}:{what}")


def _on(action: Action, seen: ListView, what: str = "") -> Press:
    return Press(action=action, target=f"{seen.now.partnership}:on:{what}")


def _button(action: Action, seen: ListView, what: str) -> Button:
    style = Style.PRIMARY if action is Action.APPOINT else Style.PLAIN
    return Button(label=LABEL[action], press=_on(action, seen, what), style=style)


def back_button(seen: ListView) -> Buttons | None:
    """Return the "back" button for a person marked as away now or later, else None."""
    marked = any(x.person == seen.person and x.last >= seen.today for x in seen.whole.absences)
    press = _on(Action.BACK, seen)
    return Buttons((Button(label=LABEL[press.action], press=press),)) if marked else None
