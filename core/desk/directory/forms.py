"""Forms that change a contact list in chat, and the commands made from them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from core.cards import Block, Form, Input, InputKind, Option, OptionGroup, Press, Text, Tone
from core.cases.wording.labels import TITLE
from core.cases.wording.questions import SAVE
from core.desk.inputs import YES_NO
from core.desk.typed_text import address
from core.directory import commands as a
from core.directory.model import Channel, Directory, Person, Post
from core.directory.wording import people as say
from core.directory.wording.names import at_post
from core.vocabulary import Action, Platform

MOST_CHOICES: Final = 100
"""Most options in one Slack menu; above that, the name is typed."""
_LINE: Final = 200
_HOLDER, _DEPUTY = "holder", "deputy"
FORMS: Final = frozenset(
    {
        Action.APPOINT,
        Action.DEPUTISE,
        Action.END_POST,
        Action.MARK_ABSENT,
        Action.VERIFY,
        Action.LET_LEAVE,
        Action.ENTER_PERSON,
        Action.AWAY,
    }
)


class UnreadableForm(Exception):  # noqa: N818 - what was typed, as people say it
    """Typed values cannot be read: a sentence for each input."""

    def __init__(self, **fields: str) -> None:
        self.fields = fields
        super().__init__(", ".join(fields))


def form(
    press: Press,
    directory: Directory,
    by: str,
    today: date,
    typed: Mapping[str, str],
) -> Form:
    """Return the form for an action, filled with what was typed before. ``directory`` is the whole
    list.
    """
    what = about(press)
    asked = [_filled(one, typed) for one in _inputs(press.action, what, directory, by, today)]
    return Form(
        title=TITLE[press.action],
        submit=SAVE,
        press=press,
        blocks=_first(press.action, what, directory, by, today),
        inputs=tuple(asked),
    )


def about(press: Press) -> str:
    """Return the id of the post or agency an action is about; "" for oneself."""
    return press.target.partition(":")[2].partition(":")[2]


def _filled(asked: Input, typed: Mapping[str, str]) -> Input:
    return replace(asked, value=typed[asked.id]) if asked.id in typed else asked


def _first(
    action: Action, what: str, directory: Directory, by: str, today: date
) -> tuple[Block, ...]:
    if action is Action.AWAY:
        marked = (x for x in directory.absences if x.person == by and x.last >= today)
        return (Text(say.AWAY_FIRST), *(Text(say.away(x, directory), Tone.QUIET) for x in marked))
    if action is Action.ENTER_PERSON:
        return (Text(say.ENTER_FIRST),)
    return (Text(say.title(what, directory), Tone.STRONG),)


def _inputs(action: Action, what: str, directory: Directory, by: str, today: date) -> list[Input]:
    post = next((one for one in directory.posts if one.id == what), None)
    match action:
        case Action.APPOINT if post:
            dates = [_day("since", today), _day("until", required=False)]
            people = _people("person", _eligible(post, directory, today), directory)
            return [people, *dates, _yes_no("interim"), _line("why", required=False)]
        case Action.DEPUTISE if post:
            dates = [_day("since", today), _day("until", required=False)]
            people = _people("person", _eligible(post, directory, today), directory)
            return [people, *dates, _line("why", required=False)]
        case Action.END_POST if post:
            return [_served(post, directory), _day("on", today), _line("why", required=False)]
        case Action.MARK_ABSENT if post:
            dates = [_day("first", today), _day("last")]
            stand_in = _people("stand_in", _serving(post.agency, directory), directory)
            people = _people("person", (*post.holders, *post.deputies), directory)
            return [people, *dates, replace(stand_in, required=False)]
        case Action.VERIFY if post:
            return [_people("person", (*post.holders, *post.deputies), directory)]
        case Action.LET_LEAVE if post:
            people = _people("person", (*post.holders, *post.deputies), directory)
            return [people, _day("left_on", today), _line("why", required=False)]
        case Action.ENTER_PERSON:
            required, more = _line("name"), ("mail", "phones")
            return [required, *(_line(one, required=False) for one in more)]
        case Action.AWAY:
            own = directory.people.get(by)
            colleagues = _serving(own.agency if own else "", directory)
            stand_in = _people("stand_in", (p for p in colleagues if p != by), directory)
            return [_day("first", today), _day("last"), replace(stand_in, required=False)]
        case _:
            return []


def _eligible(post: Post, directory: Directory, today: date) -> tuple[str, ...]:
    """Return the people of the post's agency who do not serve in it, sorted by name."""
    serving = {*post.holders, *post.deputies}
    people = (
        one
        for one in directory.people.values()
        if one.agency == post.agency and one.id not in serving and not _gone(one, today)
    )
    return tuple(one.id for one in sorted(people, key=lambda one: (one.name.casefold(), one.id)))


def _serving(agency: str, directory: Directory) -> tuple[str, ...]:
    """Return everybody who serves in a post of an agency, each once."""
    people = (
        one
        for post in directory.posts
        if post.agency == agency
        for one in (*post.holders, *post.deputies)
    )
    return tuple(dict.fromkeys(people))


def _gone(person: Person, today: date) -> bool:
    return person.left_on is not None and person.left_on <= today


def _people(id_: str, people: Iterable[str], directory: Directory) -> Input:
    """Return a menu of these people, or a name input if they are too many for one."""
    label, hint = say.FIELD_LABELS[id_]
    options = tuple(Option(one, at_post(one, directory)) for one in people)
    if not options or len(options) > MOST_CHOICES:
        return Input(id=id_, label=label, kind=InputKind.LINE, hint=hint, max_length=_LINE)
    groups = (OptionGroup("", options),)
    value = options[0].value if len(options) == 1 and id_ == "person" else ""
    return Input(id=id_, label=label, kind=InputKind.CHOICE, hint=hint, groups=groups, value=value)


def _served(post: Post, directory: Directory) -> Input:
    """Return a choice among the holders and deputies of a post."""
    label, hint = say.FIELD_LABELS["holder"]
    options = [Option(f"{_HOLDER}:{one}", at_post(one, directory)) for one in post.holders]
    options += [Option(f"{_DEPUTY}:{one}", say.as_deputy(one, directory)) for one in post.deputies]
    groups = (OptionGroup("", tuple(options)),)
    value = options[0].value if len(options) == 1 else ""
    return Input(
        id="holder", label=label, kind=InputKind.CHOICE, hint=hint, groups=groups, value=value
    )


def _day(id_: str, value: date | None = None, *, required: bool = True) -> Input:
    label, hint = say.FIELD_LABELS[id_]
    return Input(
        id=id_,
        label=label,
        kind=InputKind.DATE,
        hint=hint,
        required=required,
        value=value.isoformat() if value else "",
    )


def _line(id_: str, *, required: bool = True) -> Input:
    label, hint = say.FIELD_LABELS[id_]
    return Input(
        id=id_, label=label, kind=InputKind.LINE, hint=hint, required=required, max_length=_LINE
    )


def _yes_no(id_: str) -> Input:
    label, hint = say.FIELD_LABELS[id_]
    return Input(id=id_, label=label, kind=InputKind.CHOICE, groups=YES_NO, hint=hint, value="no")


# --- what was typed ---------------------------------------------------------------------------


def command(
    press: Press, values: Mapping[str, str], directory: Directory, by: str, today: date
) -> a.ListCommand:
    """Return the command from a form. Raises UnreadableForm."""
    what = about(press)
    match press.action:
        case Action.APPOINT:
            return a.Appoint(
                by=by,
                post=what,
                person=_person(values, "person", directory, what),
                since=_typed_day(values, "since", today),
                until=_maybe_day(values, "until"),
                interim=values.get("interim") == "yes",
            )
        case Action.DEPUTISE:
            return a.Deputise(
                by=by,
                post=what,
                person=_person(values, "person", directory, what),
                since=_typed_day(values, "since", today),
                until=_maybe_day(values, "until"),
            )
        case Action.END_POST:
            how, _, person = values.get("holder", "").partition(":")
            if how not in {_HOLDER, _DEPUTY}:
                raise UnreadableForm(holder=say.NO_SUCH_CHOICE)
            day = _typed_day(values, "on", today)
            return a.EndPost(by=by, post=what, person=person, on=day, deputy=how == _DEPUTY)
        case Action.MARK_ABSENT:
            return _absence(values, by, _person(values, "person", directory, what), directory)
        case Action.VERIFY:
            return a.Verify(by=by, person=_person(values, "person", directory, what))
        case Action.LET_LEAVE:
            day = _typed_day(values, "left_on", today)
            return a.LetLeave(by=by, person=_person(values, "person", directory, what), on=day)
        case Action.ENTER_PERSON:
            return _entering(values, by, what, directory)
        case _:
            return _absence(values, by, by, directory)


def _absence(values: Mapping[str, str], by: str, person: str, directory: Directory) -> a.MarkAbsent:
    stand_in = ""
    if values.get("stand_in", "").strip():
        stand_in = _person(values, "stand_in", directory, "", person)
    return a.MarkAbsent(
        by=by,
        person=person,
        first=_typed_day(values, "first"),
        last=_typed_day(values, "last"),
        stand_in=stand_in,
    )


def _entering(
    values: Mapping[str, str], by: str, agency: str, directory: Directory
) -> a.EnterPerson:
    name, typed = values.get("name", "").strip(), values.get("mail", "").strip()
    if (mail := address(typed)) is None and typed:
        raise UnreadableForm(mail=say.NOT_AN_ADDRESS)
    if not (slug := _slug(name)):
        raise UnreadableForm(name=say.NAME_WANTED)
    phones = tuple(x.strip() for x in values.get("phones", "").split(",") if x.strip())
    person = Person(
        id=f"{directory.partnership}.{slug}",
        name=name,
        agency=agency,
        channels=(Channel(platform=Platform.MAIL, tenant="", user=mail),) if mail else (),
        phones=phones,
    )
    return a.EnterPerson(by=by, person=person)


def _slug(name: str) -> str:
    """Return a name as used in an id: lower-case letters and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:60]


def _person(
    values: Mapping[str, str], id_: str, directory: Directory, post: str, near: str = ""
) -> str:
    """Return the person chosen, or found by name in the post's agency or in that of ``near``.
    Raises UnreadableForm if nobody or several people match.
    """
    text = values.get(id_, "").strip()
    if text in directory.people:
        return text
    agencies = [one.agency for one in directory.posts if one.id == post]
    agencies += [directory.people[near].agency] if near in directory.people else []
    wanted = text.casefold()
    there = [one for one in directory.people.values() if one.agency in agencies]
    exact = [one for one in there if one.name.casefold() == wanted]
    found = exact or [one for one in there if wanted and wanted in one.name.casefold()]
    if len(found) == 1:
        return found[0].id
    sentence = say.several(one.name for one in found[:5]) if found else say.NAME_WANTED
    raise UnreadableForm(**{id_: sentence})


def _typed_day(values: Mapping[str, str], id_: str, otherwise: date | None = None) -> date:
    found = _maybe_day(values, id_) or otherwise
    if found is None:
        raise UnreadableForm(**{id_: say.DATE_WANTED})
    return found


def _maybe_day(values: Mapping[str, str], id_: str) -> date | None:
    text = values.get(id_, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UnreadableForm(**{id_: say.DATE_WANTED}) from None
