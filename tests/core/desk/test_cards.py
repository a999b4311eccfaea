"""Everything a person may see, of every policy kept here: nothing private where it must not be,
nothing of our own bookkeeping anywhere, and sentences that read well aloud.
"""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from core.cards import Block, Buttons, Card, Form, Home, InputKind, Press, View
from core.cases.access import may
from core.cases.notices import Notice
from core.cases.refusals import Reason, Refusal
from core.cases.wording import refusals
from core.cases.wording.labels import LABEL, TITLE
from core.desk.cases import forms, overviews, views
from core.desk.directory.contacts_card import contacts_card
from core.desk.editions.policy_view import policy_view
from core.desk.readiness import cards as check_cards
from core.notifications.message_cards import message_card
from core.notifications.relevance import is_final, is_relevant
from core.partnership.setting import Setting
from core.vocabulary import Action, CaseStatus, FailureReason, Purpose, Side
from tests.core.given import MONDAY, REFERENCE, World
from tests.core.office import words
from tests.core.readiness.checked import checked
from tests.core.stories import PLANTED, Life, lives, worlds

NAMES = tuple(worlds())
WITHOUT_FORM = frozenset(
    {Action.CHOOSE_PARTNERSHIP, Action.HOME, Action.OPEN, Action.RECORD, Action.RAISE}
)


def abouts(purpose: Purpose, life: Life) -> list[str]:
    """What a notice of a purpose can be about."""
    case, policy = life.case, life.here.policy
    person, number = case.raiser, case.visit.number
    match purpose:
        case Purpose.ASKED:
            whys = ("opened", "bypassed", "lapsed", "escalated", "reopened", "declined", "deputy")
            return [*whys, "not_accepted", "unreached"]
        case Purpose.INFORMED:
            return ["seat", *(rule.id for rule in policy.notifications)]
        case Purpose.LAPSED | Purpose.ESCALATED | Purpose.REOPENED:
            return list(dict.fromkeys(visit.stage for visit in case.visits))
        case Purpose.BESIDE:
            return [REFERENCE]
        case Purpose.UNREACHED:
            return [f"{person}|{why}|{Purpose.ASKED}" for why in FailureReason]
        case Purpose.NOBODY:
            sides = [f"side:{side}" for side in Side]
            return [*sides, *(f"role:{role.id}" for role in policy.roles)]
        case Purpose.OVERRIDE:
            return [choice.id for choice in policy.override.events] if policy.override else []
        case Purpose.REMINDER:
            side = Side.RECEIVING
            return [
                f"before:{number}",
                f"on:{number}",
                f"overdue:{number}:1",
                f"chase:{number}:{side}:1",
                f"vacant:{number}:{side}:1",
                f"handup:{number}:{side}",
                f"confirm:{case.proposal.sequence if case.proposal else 0}:1",
                f"copy:{side}:{number}:1",
                f"close:{number}:1",
                f"risk:{MONDAY.isoformat()}:1",
            ]
        case _:
            return [person, case.receiving.named or person]


def cards(life: Life, setting: Setting) -> Iterator[Card]:
    """Every pointer of every purpose, to several people, and every real notice of this life."""
    case = life.case
    people = {case.raiser, case.receiving.named or case.raiser, *setting.directory.coordinators[:1]}
    for purpose in Purpose:
        for about in abouts(purpose, life):
            for person in sorted(people):
                for stage in {case.stage, case.visits[0].stage}:
                    notice = Notice(person=person, purpose=purpose, stage=stage, about=about)
                    is_relevant(notice, case)
                    is_final(notice, case)
                    yield message_card(notice, case, setting)
    for notice in life.owed[-40:]:
        yield message_card(notice, case, setting)


def lists(life: Life, setting: Setting) -> Iterator[Card | Home]:
    """Home and the answers to commands."""
    shown = ((life.case, setting),)
    for people in (
        (life.case.raiser,),
        setting.directory.coordinators,
        (life.case.receiving.named,),
    ):
        top = overviews.top_of_home(people, (setting,))
        yield Home(blocks=(*top, *overviews.lists_on_home(people, (setting,), shown)))
    yield overviews.list_card(shown)
    yield overviews.when_card(life.case, setting)


def shown(life: Life, setting: Setting) -> Iterator[View | Form]:
    """Every view and every form, to whoever may have it."""
    case, entries = life.case, tuple(life.entries)
    for person in dict.fromkeys((*case.people, *setting.directory.coordinators)):
        yield views.case_view(case, entries, person, setting)
    yield views.record_view(case, entries, case.raiser, setting)
    yield views.record_view(case, entries, case.raiser, setting, before=max(2, len(entries) - 5))
    for action in Action:
        press = Press(action=action, case=case.id, stage=case.stage)
        in_vain = forms.why_nothing_to_choose(press, case, setting, case.raiser)
        if in_vain is None and action not in WITHOUT_FORM:
            yield forms.form(press, case, setting, case.raiser, {})


@cache
def moments(key: str) -> tuple[tuple[Life, Setting], ...]:
    """Every life under a policy, with its setting."""
    here = worlds()[key]
    return tuple((life, here.at(life.now)) for life in lives(here))


@cache
def pointers(key: str) -> tuple[Card | Home, ...]:
    """Every message, Home and list of all these lives, each that is like another once."""
    found = (one for life in moments(key) for one in (*cards(*life), *lists(*life)))
    return tuple(dict.fromkeys(found))


@cache
def windows(key: str) -> tuple[View | Form, ...]:
    """Every view and form of all these lives, each that is like another once."""
    return tuple(dict.fromkeys(one for life in moments(key) for one in shown(*life)))


def readable(thing: Card | Home | View | Form) -> str:
    """All the words a person can read."""
    text = words(thing.blocks)
    match thing:
        case Card(title=title, summary=summary):
            return f"{title}\n{summary}\n{text}"
        case Form(title=title, submit=submit, inputs=inputs):
            asked = "\n".join(f"{one.label}\n{one.hint}" for one in inputs)
            options = "\n".join(
                f"{group.label}\n{option.label}"
                for one in inputs
                for group in one.groups
                for option in group.options
            )
            return f"{title}\n{submit}\n{text}\n{asked}\n{options}"
        case View(title=title):
            return f"{title}\n{text}"
        case Home():
            return text


SNAKE = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
PYTHON = re.compile(r"\bNone\b|\bTrue\b|\bFalse\b|<\w+\.|\{\w*\}|datetime|\bs[1-9]\b|\bq[1-9]\b")
CLUMSY = re.compile(
    r"\.\.|\?\.|[.,;:]\s*[.,;]|  |\s[.,;](?:\s|$)|\(\)|\ba [AEIOaeio]\w|\b(\w+) \1\b"
)
ALLOWED = re.compile(r"\bhad had\b|\bthat that\b")


def ids(here: World) -> re.Pattern[str]:
    """Finds ids that no ordinary sentence contains by chance."""
    directory, policy = here.directory, here.policy
    found = {*directory.people, *(post.id for post in directory.posts), *directory.teams}
    found |= {*directory.agencies, policy.id}
    telling = sorted(re.escape(one) for one in found if re.search(r"[._-]", one))
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(telling)})(?![\w-])")


def complaints(text: str, ours: re.Pattern[str]) -> list[str]:
    """Everything in a text that people should not have to read."""
    found = [match.group(0) for match in SNAKE.finditer(text)]
    found += [match.group(0) for match in PYTHON.finditer(text)]
    found += [match.group(0) for match in CLUMSY.finditer(ALLOWED.sub("", text))]
    found += [match.group(0) for match in ours.finditer(text)]
    return found


@pytest.mark.parametrize("key", NAMES)
def test_messages_home_and_lists_point_and_never_tell(key: str) -> None:
    """Whatever the stage and state: no canary of any private text, in any purpose (T12, T21)."""
    for thing in pointers(key):
        assert PLANTED not in readable(thing)
        assert PLANTED not in repr(thing)


@pytest.mark.parametrize("key", NAMES)
def test_what_people_read_has_no_bookkeeping_in_it_and_reads_well(key: str) -> None:
    """No ids, no enum values, no None; no doubled stops, spaces or words."""
    ours = ids(worlds()[key])
    for text in {readable(thing) for thing in (*pointers(key), *windows(key))}:
        assert complaints(text, ours) == [], text


@pytest.mark.parametrize("key", NAMES)
def test_every_view_and_form_fits_its_title_and_its_kinds(key: str) -> None:
    """24 characters of title; every choice has something to choose; ids of inputs are unique."""
    for thing in windows(key):
        assert 0 < len(thing.title) <= 24
        if isinstance(thing, Form):
            assert len({one.id for one in thing.inputs}) == len(thing.inputs)
            for one in thing.inputs:
                assert one.label
                values = [o.value for group in one.groups for o in group.options]
                if one.kind in {InputKind.CHOICE, InputKind.CHOICES}:
                    assert values, one.id
                    assert len(set(values)) == len(values), one.id


@pytest.mark.parametrize("key", NAMES)
def test_a_button_is_only_offered_to_one_who_may_press_it(key: str) -> None:
    """On messages, views and lists alike."""
    for life, setting in moments(key):
        for notice in life.owed[-40:]:
            for press in presses(message_card(notice, life.case, setting).blocks):
                assert may(press.action, life.case, notice.person, setting)
        for person in life.case.people:
            view = views.case_view(life.case, tuple(life.entries), person, setting)
            for press in presses(view.blocks):
                assert may(press.action, life.case, person, setting)


def presses(blocks: tuple[Block, ...]) -> Iterator[Press]:
    """What the buttons stand for."""
    for row in blocks:
        if isinstance(row, Buttons):
            yield from (button.press for button in row.buttons)


@pytest.mark.parametrize("key", NAMES)
def test_the_stories_reach_every_status_and_stage(key: str) -> None:
    """The tests above look at what they say they look at."""
    here = worlds()[key]
    seen = {(life.case.stage, life.case.status) for life, _ in moments(key)}
    stages = {stage.id for stage in here.policy.ladder}
    assert {stage for stage, status in seen if status is CaseStatus.OPEN} == stages
    assert {stage for stage, status in seen if status is CaseStatus.AGREED}
    assert {stage for stage, status in seen if status is CaseStatus.CLOSED}


@pytest.mark.parametrize("key", NAMES)
def test_the_policy_and_the_contacts_read_well(key: str) -> None:
    """The answers to /escalate policy, contacts and check, and the form that raises a concern."""
    here = worlds()[key]
    setting = here.at()
    life, _ = moments(key)[0]
    things: list[Card | View | Form] = [
        policy_view(setting),
        check_cards.check_card(check_cards.own_check(life.case.raiser, checked(here))),
        check_cards.check_card(check_cards.defects_page(checked(here))),
        contacts_card("", setting),
    ]
    things += [contacts_card(one.name, setting) for one in setting.directory.agencies.values()]
    for action in (Action.RAISE, Action.IMMEDIATE_RISK):
        press = Press(action=action, target=here.policy.partnership)
        things.append(forms.form(press, None, setting, life.case.raiser, {}))
    for thing in things:
        assert complaints(readable(thing), ids(here)) == [], readable(thing)


def test_every_action_has_a_label_and_a_title_that_fits() -> None:
    """Titles of 24 characters that are whole words, not cut ones."""
    for action in Action:
        assert LABEL[action]
        assert 0 < len(TITLE[action]) <= 24
        assert TITLE[action] == LABEL[action] or len(LABEL[action]) > 24
        assert not LABEL[action].startswith(f"{TITLE[action]}") or TITLE[action] == LABEL[action]


@pytest.mark.parametrize("reason", list(Reason))
def test_every_refusal_is_a_sentence(reason: Reason) -> None:
    """Why, and what to do instead, with what it needs filled in."""
    here = worlds()["hounslow"]
    about = {
        Reason.TAKEN: "hounslow.tobin-zeller",
        Reason.COPIES_OPEN: "raising",
        Reason.TOO_LONG: "150",
        Reason.QUORUM: "police,icb",
        Reason.TOO_LONG_AGO: "2026-10-26",
    }.get(reason, "")
    for setting in (here.at(), None):
        text = refusals.sentence(Refusal(reason=reason, about=about, at=MONDAY), setting)
        assert text.endswith(".")
        assert complaints(text, ids(here)) == []


def test_a_form_never_fills_in_a_choice_that_is_not_offered_any_more() -> None:
    """Somebody left, a list changed: the rest of the draft is still there."""
    here = worlds()["hounslow"]
    typed = {
        "with_whom": "person:gone",
        "statuses": "looked_after,moon",
        "category": "moon",
        "concern": "kept",
    }
    press = Press(action=Action.RAISE, target="hounslow")
    drawn = forms.form(press, None, here.at(), "hounslow.robin-haverstock", typed)
    values = {one.id: one.value for one in drawn.inputs}
    assert (values["with_whom"], values["category"]) == ("", "")
    assert (values["statuses"], values["concern"]) == ("looked_after", "kept")


@pytest.mark.parametrize("key", NAMES)
def test_emergency_routes_stand_first_on_every_form_and_view_of_a_case(key: str) -> None:
    """Before anything else: 999 and the numbers of the policy (hazard H8)."""
    here = worlds()[key]
    life, _ = moments(key)[0]
    setting = here.at()
    for thing in shown(life, setting):
        if thing.title not in {"Record", TITLE[Action.CLOSE]}:
            assert "999" in words(thing.blocks[:1]), thing.title
