"""The words of each policy as they really read: said once, cut nowhere, true at the last stage."""

from dataclasses import replace

import pytest

from adapters.slack.drawing import draw as slack
from adapters.teams.drawing import draw as teams
from core.cards import Block, Card, Facts, Form, Text, View
from core.cases import commands as c
from core.cases.rules.ladder.moving import next_stage_up
from core.notifications.wording import platforms
from core.notifications.wording import teams as on_teams
from core.vocabulary import Action, Purpose, ShownAt
from tests.core.office import words
from tests.language.words import marks
from tests.language.words.marks import begun, every_stage, first_text, real

EVERY = pytest.mark.parametrize("name", marks.EVERY)
FORMS = (Action.DISCUSS, Action.TASK, Action.PROPOSE, Action.DETAILS)


@EVERY
def test_nothing_is_said_twice_on_one_screen(name: str) -> None:
    """No sentence of a policy's own words stands there again, or beside one of ours."""
    policy = real(name)
    for stage in every_stage(policy):
        here = begun(policy).at(stage.id)
        danger = here.after(c.FlagImmediateRisk(by=here.case.raiser, account=""))
        for one in (here, danger):
            asked = [one.card(person, Purpose.ASKED) for person in one.asked()]
            alerts = [one.card(person, Purpose.IMMEDIATE_RISK) for person in one.asked()]
            forms = [one.form(action, "view") for action in FORMS]
            if next_stage_up(one.case, one.setting):
                forms.append(one.form(Action.ESCALATE))
            if stage.meeting:
                forms.append(one.form(Action.MEETING))
            forms += [one.form(Action.RAISE, case=False), one.form(Action.IMMEDIATE_RISK)]
            screens: tuple[View | Card | Form, ...] = (one.view(), *asked, *alerts, *forms)
            for screen in screens:
                once(screen)


def once(screen: View | Card | Form) -> None:
    """Each sentence of the paragraphs and facts stands there once."""
    said: list[str] = []
    for block in screen.blocks:
        said.extend(_said(block))
    assert sorted(set(said)) == sorted(said), [one for one in said if said.count(one) > 1]


def _said(block: Block) -> list[str]:
    if isinstance(block, Text):
        text = block.text.replace("\n", " ").replace("? ", ". ")
        return [one for one in text.split(". ") if len(one.split()) > 3]
    if isinstance(block, Facts) and block.facts and block.facts[0].label == "While this is open":
        return [block.facts[0].value]
    return []


LONG = " ".join(["This is only the first sentence.", *(["And on and on it goes"] * 85), "to here."])
"""As long as a text of a policy can be, less a little."""


@EVERY
def test_a_long_text_is_cut_nowhere(name: str) -> None:
    """The message holds its first sentence, the case that it opens all of it; on both platforms."""
    policy = real(name)
    stretched = replace(
        policy,
        tracks=tuple(
            replace(track, stages=tuple(replace(one, text=LONG) for one in track.stages))
            for track in policy.tracks
        ),
        immediate_risk=replace(policy.immediate_risk, text=LONG),
        principles=tuple(
            replace(one, text=f"{one.id}: {LONG}", at=ShownAt.ASKED) for one in policy.principles
        ),
    )
    assert 1800 < len(LONG) <= 2000
    here = begun(stretched)
    danger = here.after(c.FlagImmediateRisk(by=here.case.raiser, account=""))
    person = here.case.receiving.current[0]
    request = here.card(person, Purpose.ASKED)
    assert Text("This is only the first sentence.") in request.blocks
    assert "to here." not in words(request.blocks)
    alert = danger.card(person, Purpose.IMMEDIATE_RISK, here.case.raiser)
    assert first_text(alert.blocks).startswith(LONG)
    view, raising = danger.view(person), here.form(Action.RAISE, case=False)
    assert Text(LONG) in view.blocks
    assert first_text(raising.blocks).startswith(LONG)
    drawn = [
        *(str(slack.draw_card(one)) for one in (request, alert)),
        *(str(teams.draw_card(one)) for one in (request, alert)),
        str(slack.draw_view(view)),
        str(teams.draw_view(view)),
        str(slack.draw_form(raising)),
        str(teams.draw_form(raising)),
    ]
    for one in drawn:
        assert platforms.MORE_THAN_FITS not in one
        assert on_teams.SHORTENED not in one
        assert on_teams.SHORTENED_VIEW not in one
    assert all("to here" in one for one in (drawn[1], drawn[3], *drawn[4:]))


# --- the last stage -----------------------------------------------------------------------------


@EVERY
def test_nothing_goes_up_by_itself_from_a_last_stage(name: str) -> None:
    """Neither the reminders nor the case say so where nothing is above; below, they do."""
    policy = real(name)
    for stage in every_stage(policy):
        here = begun(policy).at(stage.id)
        last = next_stage_up(here.case, here.setting) is None
        for person in here.asked():
            for kind in ("before", "on"):
                said = words(here.reminder(person, kind).blocks)
                assert ("goes up by itself" in said) is not last
                assert ("lapses" in said) is not last
        for person in here.waits():
            chased = words(here.reminder(person, "chase").blocks)
            assert ("It lapses on" in chased) is not last


@EVERY
def test_who_decides_at_a_stage_is_called_what_they_are(name: str) -> None:
    """A chair, unit, panel or group is never the receiving side, on no screen of its stage."""
    policy = real(name)
    for stage in every_stage(policy):
        roles = [policy.role(seat.role) for seat in stage.receiving if not seat.informed]
        if not all(role.partnership for role in roles):
            continue
        here = begun(policy).at(stage.id)
        title = roles[0].title
        for person in here.case.receiving.current:
            card = words(here.card(person, Purpose.ASKED).blocks)
            assert f"Contact as {title}" in card
            assert "receiving side" not in card.lower()
            chased = words(here.reminder(person, "chase").blocks)
            assert f"Nobody has accepted it yet as {title}" in chased
        up = words(here.card(here.case.raiser, Purpose.ESCALATED).blocks)
        assert f"asked as {title}" in up
        assert "receiving side" not in up.lower()
        view = words(here.view().blocks)
        assert f"{title}: Asked" in view
        other = here.here.directory.agencies["council"].name
        assert f"Receiving side: {other}" in view
