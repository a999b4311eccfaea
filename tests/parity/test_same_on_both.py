"""Slack and Teams show the same facts, buttons and inputs, and neither is asked for more than it
takes: every message, form, view and list of all five policies. An e-mail says what the message
says, names what can be done, and holds no button, no token and nothing of the story.
"""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from adapters.mail.outgoing import draw as mail
from adapters.slack.drawing import draw as slack
from adapters.teams.drawing import draw as teams
from core.accounts.linking import LinkRequest
from core.cards import Block, Card, Form, Heading, Home, Picture, Press, View
from core.cases.access import ALLOWED, ONE_PRESS, may
from core.cases.rules.agreement.settling import askable
from core.cases.rules.contacts.asking import deputies
from core.desk.accounts import forms as link_forms
from core.desk.accounts import letter_cards
from core.desk.cases import forms, overviews, views
from core.desk.directory.contacts_card import contacts_card
from core.desk.editions.policy_view import policy_view
from core.desk.replies import help_card
from core.directory.model import Principal
from core.notifications.message_cards import message_card
from core.notifications.wording.mail import OPEN, can_do
from core.outbox import Letter
from core.vocabulary import Action, LetterKind, Platform
from tests.core.given import MONDAY
from tests.parity import drawn
from tests.parity.stories import PEOPLE, STORY, Moment, stamped, story, typed

DIALOG_BYTES = 100_000
LINK = "https://concord.example/m/abc"
ENVELOPE = mail.Envelope(
    sender="concord@partnership.example",
    to="priya@council.example",
    message_id="<id@partnership.example>",
    at=MONDAY,
)
POLICIES = pytest.mark.parametrize("policy", PEOPLE)


def _card(card: Card) -> None:
    """Assert that a message says the same on both, and fits."""
    card = replace(card, blocks=stamped(card.blocks))
    message, attachment = slack.draw_card(card), teams.draw_card(card)
    assert not drawn.slack_message_faults(message), card.title
    assert not drawn.teams_faults(attachment, biggest=drawn.MESSAGE_BYTES), card.title
    titled = isinstance(card.blocks[0], Heading)  # a heading stands in the title's place
    told = [*([] if titled else [drawn.flat(card.title)]), *drawn.words(card.blocks)]
    _read(told, drawn.slack_words(message["blocks"]), drawn.teams_words(attachment))
    _pressed(card.blocks, drawn.slack_buttons(message["blocks"]), drawn.teams_buttons(attachment))
    summary = drawn.flat(card.summary)
    assert drawn.flat(message["text"]) == summary.replace("&", "&amp;")
    assert drawn.flat(teams.draw_summary(card)) == summary
    _mailed(card, told)


def _mailed(card: Card, told: list[str]) -> None:
    """Assert that the e-mail says the same in both its parts, and only names the buttons."""
    buttons = drawn.labels(card.blocks)
    message = mail.draw_card(card, ENVELOPE, link=LINK if buttons else "")
    raw = mail.serialised(message)
    assert not drawn.mail_faults(message, raw), card.title
    assert message["Subject"] == drawn.flat(card.summary)
    for shown in drawn.mail_words(message):
        assert not drawn.missing(told, shown), card.title
        assert not buttons or can_do(buttons) in shown
        assert (LINK in shown or OPEN in shown) is bool(buttons)
        assert STORY[:30] not in shown
    sent = "\n".join((raw.decode(), *map(str, message.values())))
    assert not any(one in sent for one in drawn.tokens(card.blocks))


def _view(view: View) -> None:
    """Assert that a view shows the same on both, and fits."""
    view = replace(view, blocks=stamped(view.blocks))
    modal, attachment = slack.draw_view(view), teams.draw_view(view)
    assert len(view.title) <= 24
    assert not drawn.slack_view_faults(modal), view.title
    assert not drawn.teams_faults(attachment, biggest=DIALOG_BYTES), view.title
    shown = drawn.slack_words(modal["blocks"]), drawn.teams_words(attachment)
    _read(drawn.words(view.blocks), *shown)
    _pressed(view.blocks, drawn.slack_buttons(modal["blocks"]), drawn.teams_buttons(attachment))


def _form(form: Form) -> None:
    """Assert that a form asks the same on both, and fits."""
    form = replace(form, blocks=stamped(form.blocks), token="token-of-the-form")
    modal, attachment = slack.draw_form(form), teams.draw_form(form)
    assert len(form.title) <= 24
    assert not drawn.slack_view_faults(modal), form.title
    assert not drawn.teams_faults(attachment, biggest=DIALOG_BYTES), form.title
    shown = drawn.slack_words(modal["blocks"]), drawn.teams_words(attachment)
    _read(drawn.words(form.blocks), *shown)
    _pressed(form.blocks, drawn.slack_buttons(modal["blocks"]), drawn.teams_buttons(attachment))
    assert drawn.slack_asked(modal["blocks"]) == drawn.asked(form.inputs)
    assert drawn.teams_asked(attachment) == drawn.asked(form.inputs)
    (submit,) = attachment["content"]["actions"]
    assert modal["submit"]["text"] == submit["title"] == form.submit
    assert modal["private_metadata"] == submit["data"]["concord"] == form.token
    for hint in (drawn.flat(one.hint) for one in form.inputs if one.hint):
        assert hint in drawn.flat(str([b.get("hint") for b in modal["blocks"]])) or "'" in hint
        assert hint in drawn.teams_words(attachment)


def _home(home: Home) -> None:
    """Assert that a person's list shows the same on both, and fits."""
    home = Home(blocks=stamped(home.blocks))
    tab, attachment = slack.draw_home(home), teams.draw_home(home)
    assert not drawn.slack_view_faults(tab)
    assert not drawn.teams_faults(attachment, biggest=drawn.MESSAGE_BYTES)
    shown = drawn.slack_words(tab["blocks"]), drawn.teams_words(attachment)
    _read(drawn.words(home.blocks), *shown)
    _pressed(home.blocks, drawn.slack_buttons(tab["blocks"]), drawn.teams_buttons(attachment))


def _read(expected: list[str], on_slack: str, on_teams: str) -> None:
    assert not drawn.missing(expected, on_slack)
    assert not drawn.missing(expected, on_teams)


def _pressed(
    blocks: tuple[Block, ...], on_slack: list[tuple[str, str]], on_teams: list[tuple[str, str]]
) -> None:
    expected = list(zip(drawn.labels(blocks), drawn.tokens(blocks), strict=True))
    assert on_slack == expected
    assert on_teams == expected


@POLICIES
def test_every_message_says_and_offers_the_same_on_both(policy: str) -> None:
    """Each purpose to each kind of person in each state of a case, none of it holding a story."""
    seen: set[Card] = set()
    for moment in story(policy):
        for notice in moment.notices():
            seen.add(message_card(notice, moment.case, moment.setting))
    for card in seen:
        _card(card)
        assert STORY[:30] not in str(card)
    assert len(seen) > 300


@POLICIES
def test_every_open_case_and_its_record_show_the_same_on_both(policy: str) -> None:
    """What is read after the authorisation check, by each kind of person, page by page."""
    for moment in story(policy):
        case, entries, setting = moment.case, moment.entries, moment.setting
        for person in moment.people:
            _view(views.case_view(case, entries, person, setting))
        if not moment.name.startswith(("closed", "overdue")):
            continue  # the longest records hold the others
        for before in range(len(entries) + 1, 0, -views.ENTRIES_PER_PAGE):
            _view(views.record_view(case, entries, moment.case.raiser, setting, before))
        _card(overviews.when_card(case, setting))


@POLICIES
def test_every_form_asks_the_same_on_both(policy: str) -> None:
    """Each action at each stage, as whoever may take it, empty and filled in."""
    count = 0
    for moment in story(policy):
        for press, person in _offered(moment):
            empty = forms.form(press, moment.case, moment.setting, person, {})
            values = {one.id: typed(one) for one in empty.inputs}
            filled = forms.form(press, moment.case, moment.setting, person, values)
            assert [one.id for one in filled.inputs] == [one.id for one in empty.inputs]
            _form(empty)
            _form(filled)
            count += 1
    assert count > 50


def _offered(moment: Moment) -> Iterator[tuple[Press, str]]:
    """Each action that asks something, with a person who may take it."""
    case = moment.case
    at_once = ONE_PRESS - {Action.IMMEDIATE_RISK}
    for action in ALLOWED.keys() - at_once - {Action.OPEN, Action.RECORD}:
        able = (p for p in moment.people if may(action, case, p, moment.setting))
        who = next((p for p in able if _something_to_choose(action, p, moment)), None)
        if who is not None:
            yield Press(action=action, case=case.id, stage=case.stage), who


def _something_to_choose(action: Action, who: str, moment: Moment) -> bool:
    """Whether the case offers the action at all: it has a deputy, a question, an override."""
    policy, case = moment.setting.policy, moment.case
    match action:
        case Action.HAND_TO_DEPUTY:
            return bool(deputies(who, case, moment.setting))
        case Action.ANSWER:
            return bool(askable(case, who, moment.setting))
        case Action.OVERRIDE:
            return policy.override is not None
        case Action.BYPASS | Action.AGREE_DATE | Action.DISPOSE | Action.MEETING | Action.TASK:
            press = Press(action=action, case=case.id, stage=case.stage)
            return forms.why_nothing_to_choose(press, case, moment.setting, who) is None
        case _:
            return True


@POLICIES
def test_the_forms_that_open_a_case_ask_the_same_on_both(policy: str) -> None:
    """``/escalate``, ``/escalate now`` and ``/escalate override``, as anybody on the contact list; danger comes first."""
    setting = story(policy)[0].setting
    for action in (Action.RAISE, Action.IMMEDIATE_RISK, Action.OVERRIDE):
        if action is Action.OVERRIDE and setting.policy.override is None:
            continue
        press = Press(action=action, target=policy)
        for person in list(setting.directory.people)[::7]:
            form = forms.form(press, None, setting, person, {})
            _form(form)
            told = action is not Action.OVERRIDE
            assert form.blocks[0] == views.emergency(setting.policy, told=told)[0]
            if action is not Action.RAISE:
                assert {one.id for one in form.inputs if one.required} <= {"event"}


@POLICIES
def test_lists_and_answers_show_the_same_on_both(policy: str) -> None:
    """Home and list with no case, with some and with more than fit; policy, contacts, check."""
    moments = story(policy)
    setting = moments[0].setting
    for count in (0, 1, 12, len(moments)):
        cases = tuple((one.case, one.setting) for one in moments[:count])
        for person in moments[0].people:
            top = overviews.top_of_home((person,), (setting,))
            lists = overviews.lists_on_home((person,), (setting,), cases)
            _home(Home(blocks=(*top, *lists)))
        _card(overviews.list_card(cases))
    _view(policy_view(setting))
    pictured = policy_view(setting, "https://concord.example")
    assert any(isinstance(block, Picture) for block in pictured.blocks)
    _view(pictured)
    for agency in setting.directory.agencies.values():
        _card(contacts_card(agency.name, setting))
    _card(contacts_card("", setting))
    _card(help_card("Concord does not know that word."))


async def test_what_is_asked_and_told_of_accounts_is_the_same_on_both() -> None:
    """The address, the code, whose it is, unlinking; and every letter there is."""
    setting = story("hounslow")[0].setting
    who, tenant = "hounslow.marlow-winstead", "T0CONCORD1"
    account = Principal(Platform.SLACK, tenant, "U0NEW00001")
    wish = LinkRequest(
        id="w", principal=account, address="a@hounslow.example", asked_at=setting.now
    )
    decider = setting.directory.coordinators[0]
    press = Press(action=Action.LINK_CONFIRM, target="hounslow:a:")
    _form(link_forms.address_form())
    _form(link_forms.code_form("w"))
    _form(link_forms.confirm_form(press, wish, who, decider, setting))
    for last in (True, False):
        _form(link_forms.unlink_form("hounslow", last=last))
    person = setting.directory.people[who]
    _card(link_forms.account_card((("hounslow", person, setting),), account))
    about = {
        "account": "a", "agency": "council", "platform": "slack", "person": who, "by": decider,
        "kind": "link_code", "why": "deactivated", "since": "2026-11-02", "ended": True,
    }  # fmt: skip
    makers = letter_cards.cards(_Linking())  # type: ignore[arg-type]
    assert set(makers) == set(LetterKind) - {LetterKind.SIGN_IN_CODE}  # drawn with its page
    papers = {
        LetterKind.FIX_LIST: json.dumps({"lines": ["A post has nobody."], "total": 2}),
        LetterKind.REPLY_CAME: who,
    }
    for kind in makers:
        letter = Letter(
            key="k",
            partnership="hounslow",
            person="" if kind is LetterKind.LINK_REFUSED else who,
            kind=kind,
            about=papers.get(kind, json.dumps(about)),
            owed_at=setting.now,
            expires_at=setting.now,
        )
        made = await makers[kind](letter, setting)
        assert made is not None
        _card(made)


class _Codes:
    async def digits(self, ticket: str) -> str:
        """Always the same."""
        return "012345"


class _Linking:
    codes = _Codes()
