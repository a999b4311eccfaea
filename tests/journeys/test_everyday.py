"""What people do on ordinary days, on both platforms: pass on, talk, decide, set dates, settle."""

from datetime import timedelta

import pytest

from core.cases import events as e
from core.local_time import local
from core.vocabulary import CaseStatus, FailureReason
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.journeys.kept import kept_secret
from tests.office import CANARIES, Colleague, Office, office

STORY = CANARIES["story"]
PAIRS = [("marlow-winstead", "robin-haverstock"), ("robin-haverstock", "marlow-winstead")]
"""Raised in Slack about somebody in Teams, and the other way round."""
BOTH_WAYS = pytest.mark.parametrize(("raiser", "other"), PAIRS)


async def _raised(here: Office, raiser: str, other: str) -> tuple[Colleague, Colleague, str]:
    """A case between two people: them, and its reference."""
    await here[raiser].raise_concern(f"person:{here.partnership}.{other}")
    await here.settle()
    return here[raiser], here[other], (await here.case()).reference


async def _do(who: Colleague, reference: str, action: str, **values: str) -> None:
    """Open the case, press an action, fill in its form, close the window."""
    await who.press("Open", reference=reference)
    await who.press(action)
    form = {f.id: f.options[0][0] for f in who.dialog.fields if f.required and f.options}
    await who.fill(**(form | values))
    assert not who.dialog.errors, who.dialog.errors
    await who.close()
    await who.office.settle()


async def _escalated(here: Office, who: Colleague, reference: str) -> None:
    """Move up, with everything the form asks for filled in."""
    await who.press("Open", reference=reference)
    await who.press("Escalate")
    asked = (f for f in who.dialog.fields if f.required)
    answers = {f.id: f.options[0][0] if f.options else STORY for f in asked}
    await who.fill(**answers)
    assert not who.dialog.errors, who.dialog.errors
    await who.close()
    await here.settle()


@BOTH_WAYS
async def test_who_says_not_me_is_followed_by_the_next(raiser: str, other: str) -> None:
    """The reason is compulsory; somebody else is asked at once, and the raiser hears it."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        ours, theirs, reference = await _raised(here, raiser, other)
        due = (await here.case()).due
        await theirs.press("Not me", reference=reference)
        await theirs.fill(reason=" ")
        assert theirs.dialog.errors
        await theirs.fill(reason=STORY)
        await theirs.close()
        await here.settle()
        (asked,) = await here.events(e.ContactAsked)
        here[asked.person].told(f"You are asked to take on {reference}")
        ours.told(f"{reference}: a contact said it is not theirs")
        assert (await here.case()).due == due
        kept_secret(here)


async def test_a_manager_hands_the_request_to_a_deputy() -> None:
    """The deputy is asked, may accept, and is then the owner; the raiser knows."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        ours, _, reference = await _raised(here, *PAIRS[1])
        await _escalated(here, ours, reference)
        manager, deputy = here["tobin-zeller"], here["leila-hartnell"]
        await manager.press("Open", reference=reference)
        await manager.press("Hand to a deputy")
        await manager.fill(deputy=deputy.person.id)
        await manager.close()
        await here.settle()
        deputy.told("You are asked as deputy.")
        await deputy.press("Accept", reference=reference)
        await here.settle()
        assert (await here.case()).receiving.owner == deputy.person.id
        ours.told(f"{reference} has been accepted")


@BOTH_WAYS
async def test_a_discussion_a_note_a_correction_and_a_call_for_support(
    raiser: str, other: str
) -> None:
    """Each is written down under its own name, the other side is told that there is something."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        ours, theirs, reference = await _raised(here, raiser, other)
        await _do(ours, reference, "Record a discussion", people="A and B", account=STORY)
        theirs.told(f"{reference}: something was added to the record")
        await _do(theirs, reference, "Add a note", text=STORY)
        ours.told(f"{reference}: something was added to the record")
        await _do(ours, reference, "Correct an entry", entry="1", text=STORY)
        await _do(ours, reference, "Ask for support", text=STORY)
        (asked,) = await here.events(e.SupportAsked)
        for one in here.everybody(asked.told):
            one.told(f"A colleague asks for your support with {reference}")
        await ours.press("Open", reference=reference)
        await ours.press("Read the record")
        assert STORY in ours.dialog
        assert len(await here.events(e.EntryCorrected)) == 1
        kept_secret(here)


@BOTH_WAYS
async def test_escalating_asks_what_the_policy_asks_and_keeps_what_was_typed(
    raiser: str, other: str
) -> None:
    """Hounslow's managers decide on a professionals' meeting before they pass it on (HOU-42)."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        ours, _, reference = await _raised(here, raiser, other)
        await _escalated(here, ours, reference)
        case = await here.case()
        assert case.stage == "line_managers"
        manager = here.everybody(case.raising.current)[0]
        await manager.press("Open", reference=reference)
        await manager.press("Escalate")
        asked = {field.id for field in manager.dialog.fields}
        assert {"answer_professionals_meeting", "reason_professionals_meeting"} <= asked
        await manager.fill(
            reason=STORY, answer_professionals_meeting="yes", reason_professionals_meeting=" "
        )
        assert "Please fill this in." in manager.dialog.errors["reason_professionals_meeting"]
        assert manager.dialog.field("reason").value == STORY
        assert (await here.case()).stage == "line_managers"
        await manager.fill(reason_professionals_meeting=STORY)
        await here.settle()
        assert (await here.case()).stage == "safeguarding_leads"
        (answer,) = await here.events(e.QuestionAnswered)
        assert (answer.answer, answer.reason) == (True, STORY)
        ours.told(f"{reference} has been escalated")
        kept_secret(here)


@BOTH_WAYS
async def test_a_deadline_is_brought_forward_and_never_pushed_back(raiser: str, other: str) -> None:
    """Sooner counts; beyond the limit the limit stands and the record says so; a day that has
    passed means due now, and the stage lapses at once.
    """
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        ours, theirs, reference = await _raised(here, raiser, other)
        forward = "Bring the deadline forward"
        here.rehearsal.clock.move_to(here.now + timedelta(minutes=5))
        limit = (await here.case()).due
        await _do(ours, reference, forward, protective_date="2026-12-24", protective_reason=STORY)
        (late,) = await here.events(e.DeadlineBroughtForward)
        assert late.beyond_limit
        assert (await here.case()).due == limit
        await _do(
            theirs,
            reference,
            forward,
            protective_date="2026-11-04",
            protective_time="12:00",
            protective_reason=STORY,
        )
        due = (await here.case()).due
        assert due is not None
        assert local(due).isoformat() == "2026-11-04T12:00:00+00:00"
        ours.told(f"{reference}: a protective date was set")
        await _do(ours, reference, forward, protective_date="2026-11-01", protective_reason=STORY)
        (lapsed,) = await here.events(e.StageLapsed)
        assert lapsed.due == here.now
        assert (await here.case()).stage == "line_managers"
        kept_secret(here)


@BOTH_WAYS
async def test_an_outcome_is_refused_then_agreed_late_then_not_enough(
    raiser: str, other: str
) -> None:
    """Still at risk blocks, with the way to refer; a no is told; an agreement after a lapse keeps
    the lapse; and whoever raised it may still say that it is not enough.
    """
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        ours, _, reference = await _raised(here, raiser, other)
        due = (await here.case()).due
        assert due is not None
        await here.until(due)
        case = await here.case()
        manager, theirs = (here.everybody(s.current)[0] for s in (case.raising, case.receiving))
        for one in (manager, theirs):
            await one.press("Accept", reference=reference)
        await manager.press("Open", reference=reference)
        await manager.press("Propose an outcome")
        await manager.fill(outcome=STORY, still_at_risk="yes")
        assert "this cannot close yet" in manager.dialog.errors["still_at_risk"]
        assert here.setting.policy.closing.referral_text in manager.dialog.errors["still_at_risk"]
        await manager.fill(still_at_risk="no")
        await manager.close()
        await here.settle()
        await theirs.press("Do not confirm", reference=f"{reference}: an outcome")
        await theirs.fill(reason=STORY)
        await theirs.close()
        await here.settle()
        manager.told(f"{reference}: the proposed outcome was not confirmed")
        await _do(manager, reference, "Propose an outcome", outcome=STORY, still_at_risk="no")
        await theirs.press("Confirm the outcome", reference=f"{reference}: an outcome")
        await theirs.fill(still_at_risk="no")
        await theirs.close()
        await here.settle()
        case = await here.case()
        assert (case.status, case.late) == (CaseStatus.AGREED, True)
        assert "the lapse stays on the record" in ours.told("both sides agree")
        await ours.press("I am not satisfied", reference=f"{reference}: both sides agree")
        await ours.fill(reason=STORY)
        await ours.close()
        await here.settle()
        case = await here.case()
        assert (case.status, case.stage) == (CaseStatus.OPEN, "safeguarding_leads")
        manager.told(f"{reference} goes on at the next stage")
        kept_secret(here)


@BOTH_WAYS
async def test_special_circumstances_over_ride_the_ladder(raiser: str, other: str) -> None:
    """Those whom the policy names are told at once; the ladder's own clock runs on."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        ours, _, reference = await _raised(here, raiser, other)
        due = (await here.case()).due
        await _do(ours, reference, "Special circumstances")
        (invoked,) = await here.events(e.OverrideInvoked)
        assert invoked.told
        for one in here.everybody(set(invoked.told) - {ours.person.id}):
            one.told(f"Special circumstances: {reference}")
        assert (await here.case()).due == due


async def test_somebody_with_e_mail_only_is_not_waited_for() -> None:
    """Where no e-mail is sent: the coordinator hears that they could not be told, and others of the
    post are asked.
    """
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow", by_mail=False) as here:
        ours, _, reference = await _raised(here, *PAIRS[1])
        await _escalated(here, ours, reference)
        missed = [
            one for one in await here.events(e.ContactMissed) if one.why is FailureReason.MAIL_ONLY
        ]
        assert "hounslow.priya-ashdown" in {one.person for one in missed}
        here["noor-castellan"].told(f"{reference}: somebody could not be told")
        here["tobin-zeller"].told(f"You are asked to take on {reference}")


@BOTH_WAYS
async def test_every_word_that_can_be_typed_is_answered(raiser: str, other: str) -> None:
    """List, when, contacts, check, link, help and a word it does not know, to that person only."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        ours, _, reference = await _raised(here, raiser, other)
        for words, answer in (
            ("list", reference),
            (f"when {reference}", "5 working days"),
            (f"when {reference.lower()}", "5 working days"),
            ("when", "Please add the reference"),
            ("contacts school", "Designated Safeguarding Lead"),
            ("contacts", "Which agency?"),
            ("check", "Who would be asked now"),
            ("link", f"Concord takes you for {ours.person.name}"),
            ("help", "What you can type"),
            ("frobnicate", "does not know that word"),
        ):
            await ours.say(f"/escalate {words}")
            assert answer in ours.messages[-1], words
        for words, answer in ((f"show {reference}", STORY), ("policy", "Line managers")):
            await ours.say(f"/escalate {words}")
            if ours.dialog_is_closed:
                await ours.press("Open")  # Teams opens dialogs from a button only
            assert answer in ours.dialog
            await ours.close()
        here[other].not_told("What you can type")


@BOTH_WAYS
async def test_home_shows_first_what_is_owed_soonest(raiser: str, other: str) -> None:
    """Two cases: the one brought forward stands first; a coordinator sees both."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        ours, theirs, first = await _raised(here, raiser, other)
        await ours.raise_concern(f"person:hounslow.{other}", protective_date="2026-11-04")
        await here.settle()
        second = next(
            m.text.split(" on ")[1].split(".")[0]
            for m in reversed(theirs.messages)
            if "take on" in m.text and first not in m.text
        )
        for who in (ours, theirs, here["noor-castellan"]):
            await who.open_home()
            shown = " ".join(who.home.lines)
            assert "999" in who.home.lines[0] or "999" in who.home.lines[1]
            assert 0 < shown.index(second) < shown.index(first)
        await theirs.press(f"Open {second}", message="home")
        assert second in theirs.dialog


@BOTH_WAYS
async def test_what_was_typed_survives_a_fault_and_a_closed_window(raiser: str, other: str) -> None:
    """A fault keeps the rest; closing the window and coming back a day later keeps it too."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        who = here[raiser]
        await who.say("/escalate")
        if who.dialog_is_closed:
            await who.press("Open")
        form = {f.id: f.options[0][0] for f in who.dialog.fields if f.required and f.options}
        form |= {f.id: STORY for f in who.dialog.fields if f.required and not f.options}
        form |= {"with_whom": f"person:hounslow.{other}", "subject": CANARIES["subject"]}
        await who.fill(**(form | {"arose_on": "2026-11-20"}))
        assert set(who.dialog.errors) == {"arose_on"}
        assert who.dialog.field("subject").value == CANARIES["subject"]
        await who.close()
        await here.until(here.now + timedelta(days=1))
        await who.say("/escalate")
        if who.dialog_is_closed:
            await who.press("Open")
        assert who.dialog.field("subject").value == CANARIES["subject"]
        await who.fill(arose_on="2026-11-02")
        assert not who.dialog.errors
        await here.settle()
        assert (await here.case()).subject == CANARIES["subject"]
        kept_secret(here)


async def test_the_action_under_the_compose_box_of_teams_raises_a_concern() -> None:
    """The message extension opens the same form and hands it in."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        robin, teams = here["robin-haverstock"], here.rehearsal.teams
        user = f"{robin.person.channels[0].tenant}:{robin.person.channels[0].user}"
        await teams.extension(user, "raise")
        form = {f.id: f.options[0][0] for f in robin.dialog.fields if f.required and f.options}
        form |= {f.id: STORY for f in robin.dialog.fields if f.required and not f.options}
        form |= {"with_whom": "person:hounslow.marlow-winstead", "arose_on": "2026-11-02"}
        await robin.fill(**form)
        assert not robin.dialog.errors
        await here.settle()
        here["marlow-winstead"].told("You are asked to take on")
