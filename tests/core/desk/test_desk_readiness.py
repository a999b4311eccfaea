"""``/escalate check``, the contact list on Home, and the monthly question: asked of the desk."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.cards import Card, FormFaults, Say, ShowForm
from core.cases import commands as c
from core.directory.model import Directory
from core.notifications.couriers import ChannelUnreachable
from core.notifications.tokens import issue_card_tokens
from core.outbox import Letter
from core.readiness import monthly_check
from core.readiness import monthly_wording as words_of
from core.readiness.defects import DefectKind
from core.readiness.defects_letter import defects_card
from core.readiness.monthly_check import DOUBTS
from core.readiness.monthly_check import monthly_card as drawn
from core.vocabulary import FailureReason, LetterKind
from tests.core.desk.replies import said, view
from tests.core.given import (
    CASSIA,
    IMOGEN,
    LEILA,
    MARLOW,
    MERRICK,
    NOOR,
    ROBIN,
    TOBIN,
    WILF,
    opening,
)
from tests.core.office import Office, buttons, words
from tests.core.readiness.checked import with_post

MONTH = "2026-11"


async def owed(office: Office, kind: LetterKind) -> list[Letter]:
    """Every letter of a kind."""
    return [one.letter for one in office.owed_letters(kind)]


async def question(office: Office, person: str) -> Card:
    """The monthly question as a person is sent it."""
    await office.keep_list()
    directory = office.world.directory
    await monthly_check.ask(office.documents, office.letters, directory, person, office.clock.now())
    (letter,) = [one for one in await owed(office, LetterKind.STILL_YOU) if one.person == person]
    return await issue_card_tokens(office.ledger, person, drawn(letter, directory))


# --- check --------------------------------------------------------------------------------------


async def test_everybody_sees_who_would_be_asked_for_their_own_team() -> None:
    """By stage, with where, and whether it has worked: none of it tried yet."""
    text = said(await Office().says(ROBIN, "check"))
    assert "Stage 2: Line managers: Cassia Thornbury" in text
    assert "on Teams: no case has written there yet" in text
    assert "If you raise a concern: your side" in text
    assert "If somebody raises a concern with your team" in text
    assert "to mend" not in text


async def test_check_says_what_has_worked_before() -> None:
    """Marlow is told and accepts; Tobin is missed; it is said of each."""
    office = Office(mail=False)
    office.slack.script["U0HOU00002"] = [ChannelUnreachable("no", FailureReason.REFUSED)] * 9
    case = await office.open(opening())
    await office.settle()
    fresh = said(await office.says(ROBIN, "check hounslow"))
    assert "Marlow Winstead, Social Worker, on Slack: sent there on Monday 2 November" in fresh
    case = await office.do(case, c.Accept(by=MARLOW, stage=case.stage))
    await office.fast_forward(working_days=6)
    text = said(await office.says(ROBIN, "check hounslow"))
    assert "Marlow Winstead, Social Worker, on Slack: answered there on Monday 2 Nov" in text
    assert "Tobin Zeller, Assistant Team Manager, on Slack: failed on" in text
    assert "the platform refused the message" in text


async def test_an_agency_is_checked_by_its_name_with_each_of_its_teams() -> None:
    """For everybody, and without an address; a name that nobody has is said to be none."""
    office = Office()
    text = said(await office.says(ROBIN, "check hounslow"))
    assert "If a concern is raised with London Borough of Hounslow" in text
    assert "Family Help Team, London Borough of Hounslow" in text
    assert "Wilf Greaves, Team Manager, on Slack: no case has written there yet" in text
    assert "@" not in text
    assert "No agency on the contact list is called that" in said(
        await office.says(ROBIN, "check nowhere")
    )


async def test_a_coordinator_sees_what_is_wrong_first_and_pages_through_it() -> None:
    """The first ten, most dangerous first, and the rest one press away."""
    reply = await Office().says(NOOR, "check")
    text = said(reply)
    assert text.startswith("Contact list: 11 things to mend")
    assert "Page 1 of 2" in text
    office = Office()
    reply = await office.says(NOOR, "check")
    assert isinstance(reply, Say)
    following = await office.press(NOOR, buttons(reply.card.blocks)["Next"])
    assert "Page 2 of 2" in view(following)


async def test_home_tells_coordinators_and_nobody_else() -> None:
    """Three lines and the way to the rest."""
    office = Office()
    home = await office.home(NOOR)
    assert "Contact list: 11 things to mend" in words(home.blocks)
    opened = await office.press(NOOR, buttons(home.blocks)["See what to mend"])
    assert "Page 1 of 2" in view(opened)
    assert "to mend" not in words((await office.home(ROBIN)).blocks)


async def test_the_button_is_no_use_to_anybody_else() -> None:
    """A press that was a coordinator's shows nothing once they are none."""
    office = Office()
    button = buttons((await office.home(NOOR)).blocks)["See what to mend"]
    here = office.register._partnerships["hounslow"]
    others = replace(here.directory, coordinators=(MERRICK,))
    office.list_becomes(others)
    assert "to mend" not in said(await office.press(NOOR, button))
    assert "to mend" not in said(await office.press(ROBIN, button))


async def test_the_check_follows_the_list_at_once() -> None:
    """What was worked out for a list is not shown of another."""
    office = Office()
    assert "Line managers: Cassia Thornbury" in said(await office.says(ROBIN, "check"))
    here = office.register._partnerships["hounslow"]
    post = next(p for p in here.directory.posts if CASSIA in p.holders)
    changed = with_post(here.directory, post.id, holders=(IMOGEN,))
    office.list_becomes(changed)
    assert "Line managers: Imogen Farleigh" in said(await office.says(ROBIN, "check"))
    home = await office.home(NOOR)
    bare = with_post(changed, post.id, holders=(), deputies=())
    office.list_becomes(bare)
    gone = words((await office.home(NOOR)).blocks)
    assert "nobody who can be messaged" in gone
    assert "nobody who can be messaged" not in words(home.blocks)


# --- still you? ---------------------------------------------------------------------------------


async def test_still_me_is_one_press_and_an_act_on_the_roll() -> None:
    """By the person, on the day; nothing else happens."""
    office = Office()
    card = await question(office, TOBIN)
    text = words(card.blocks)
    assert "Assistant Team Manager, Family Help Team, London Borough of Hounslow" in text
    assert "You are messaged on Slack and by e-mail." in text
    reply = await office.press(TOBIN, buttons(card.blocks)["Still me"])
    assert "It is on the record that this is right." in said(reply)
    kept = (await office.roll.read("hounslow"))[-1]
    (change,) = kept.act.changes
    assert (kept.act.by, kept.act.why) == (TOBIN, "still_me")
    assert (change.person, change.on) == (TOBIN, office.clock.now().date())  # type: ignore[union-attr]
    assert await owed(office, LetterKind.FIX_LIST) == []


async def test_still_me_proves_that_messages_arrive_there() -> None:
    """Before it no case had written to Tobin; afterwards the check says when he answered."""
    office = Office()
    before = said(await office.says(ROBIN, "check hounslow"))
    assert "Tobin Zeller, Assistant Team Manager, on Slack: no case has written there yet" in before
    card = await question(office, TOBIN)
    await office.press(TOBIN, buttons(card.blocks)["Still me"])
    after = said(await office.says(ROBIN, "check hounslow"))
    assert "Tobin Zeller, Assistant Team Manager, on Slack: answered there on Monday 2 Nov" in after


async def test_nobody_answers_for_somebody_else() -> None:
    """A forwarded card's button does nothing."""
    office = Office()
    card = await question(office, TOBIN)
    await office.press(MARLOW, buttons(card.blocks)["Still me"])
    assert len(await office.roll.read("hounslow")) == 1


async def test_not_me_any_more_is_told_at_once_and_ends_nothing() -> None:
    """Both coordinators are owed a letter that says so; the post stays until one of them acts."""
    office = Office()
    card = await question(office, TOBIN)
    reply = await office.press(TOBIN, buttons(card.blocks)["Not me any more"])
    assert isinstance(reply, ShowForm)
    done = await office.submit(TOBIN, reply.form, note="Leila has it")
    assert view(done) == words_of.TOLD
    told = await owed(office, LetterKind.FIX_LIST)
    assert {one.person for one in told} == {NOOR, MERRICK}
    text = words(defects_card(told[0], office.world.directory).blocks)
    assert "Tobin Zeller says that Assistant Team Manager of Family Help Team" in text
    assert "They add: “Leila has it”" in text
    assert "is not theirs any more" in said(await office.says(NOOR, "check"))
    assert len(await office.roll.read("hounslow")) == 1
    assert "Tobin Zeller" in said(await office.says(MARLOW, "check"))


async def test_who_holds_several_posts_says_which() -> None:
    """One question for all of them; at least one has to be chosen."""
    office = Office()
    held = office.world.directory.posts_of(WILF)
    stands_in = [p for p in office.world.directory.posts if WILF in p.deputies]
    assert len(held) + len(stands_in) > 1
    card = await question(office, WILF)
    assert words(card.blocks).count("Team Manager") == len(held) + len(stands_in)
    reply = await office.press(WILF, buttons(card.blocks)["Not me any more"])
    assert isinstance(reply, ShowForm)
    none = await office.submit(WILF, reply.form)
    assert isinstance(none, FormFaults)
    assert none.fields == {"posts": words_of.CHOOSE_ONE}
    await office.submit(WILF, reply.form, posts=held[0].id)
    found = await office.boards.findings("hounslow")
    doubtful = [one for one in found.defects if one.wrong is DefectKind.NOT_THEIRS]
    assert [(one.person, one.post) for one in doubtful] == [(WILF, held[0].id)]


async def test_what_has_changed_goes_to_the_coordinators() -> None:
    """In their words; with nothing said the form stays."""
    office = Office()
    card = await question(office, TOBIN)
    reply = await office.press(TOBIN, buttons(card.blocks)["Something has changed"])
    assert isinstance(reply, ShowForm)
    empty = await office.submit(TOBIN, reply.form, note=" ")
    assert isinstance(empty, FormFaults)
    await office.submit(TOBIN, reply.form, note="I am in Intake West now")
    told = await owed(office, LetterKind.FIX_LIST)
    assert "I am in Intake West now" in words(defects_card(told[0], office.world.directory).blocks)


async def test_still_me_takes_back_what_was_said_before() -> None:
    """Pressed by mistake, put right with one press."""
    office = Office()
    card = await question(office, TOBIN)
    reply = await office.press(TOBIN, buttons(card.blocks)["Not me any more"])
    assert isinstance(reply, ShowForm)
    await office.submit(TOBIN, reply.form)
    assert await office.documents.keys(DOUBTS) != ()
    await office.press(TOBIN, buttons(card.blocks)["Still me"])
    assert await office.documents.keys(DOUBTS) == ()


async def test_whoever_has_no_post_any_more_has_nothing_to_answer() -> None:
    """The list was mended meanwhile."""
    office = Office()
    card = await question(office, TOBIN)
    here = office.register._partnerships["hounslow"]
    posts = tuple(
        replace(
            p,
            holders=tuple(one for one in p.holders if one != TOBIN),
            deputies=tuple(one for one in p.deputies if one != TOBIN),
        )
        for p in here.directory.posts
    )
    gone: Directory = replace(here.directory, posts=posts)
    office.list_becomes(gone)
    reply = await office.press(TOBIN, buttons(card.blocks)["Not me any more"])
    assert said(reply) == words_of.NO_POST


@pytest.mark.parametrize(("days", "late"), [(10, False), (16, True)])
async def test_no_answer_for_ten_working_days_is_told(days: int, *, late: bool) -> None:
    """Not before; and whoever answered is not among them."""
    office = Office()
    await question(office, TOBIN)
    await question(office, LEILA)
    reply = await office.press(
        LEILA, buttons((await question(office, LEILA)).blocks)["Something has changed"]
    )
    assert isinstance(reply, ShowForm)
    await office.submit(LEILA, reply.form, note="New number")
    office.clock.move_to(office.clock.now() + timedelta(days=days))
    found = await office.boards.findings("hounslow")
    silent = [one.people for one in found.defects if one.wrong is DefectKind.UNANSWERED]
    assert silent == ([(TOBIN,)] if late else [])
