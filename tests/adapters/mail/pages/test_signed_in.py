"""Signed in: everything that people on Slack and Teams can do, and how it ends."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from core.cards import Press, Reply
from core.cases.record.ledger import Appended, Batch
from core.directory.model import Principal
from core.ports import LedgerUnavailable
from core.vocabulary import Action
from tests.adapters.mail.pages.house import (
    CANARY,
    MAILED,
    MARLOW_MAIL,
    House,
    Seen,
    Walker,
    by_mail,
    house,
)
from tests.core.desk.replies import STORY
from tests.core.given import FERN, IMOGEN, MARLOW, ROBIN


async def signed_in(here: House, walker: Walker) -> Seen:
    """Marlow's case, opened with a code."""
    await here.case()
    return await walker.sign_in(here, await walker.get(await here.link()))


async def test_a_concern_is_raised_from_the_list() -> None:
    """The form of the policy, its faults beside the fields, nothing typed lost, and a reference."""
    async with house() as here, Walker(here.url) as marlow:
        await signed_in(here, marlow)
        form = await marlow.press(await marlow.get("/m/in"), "Raise a concern")
        story = {**STORY, "with_whom": f"person:{ROBIN}", "concern": "first\nsecond <b>&amp;"}
        wrong = await marlow.press(form, "Submit", **{**story, "subject": ""})
        assert wrong.status == 422
        assert wrong.title == "Error: Raise a concern – Concord"
        kept = dict(wrong.form("Submit").fields)
        assert kept["f.concern"] == story["concern"]
        assert kept["f.with_whom"] == story["with_whom"]
        assert kept["f.category"] == story["category"]
        done = await marlow.press(wrong, "Submit", **story)
        assert done.status == 200
        assert "Saved." in done.text
        assert "first\nsecond <b>&amp;" in done.text
        cases = await here.office.ledger.cases_of(MARLOW)
        assert len(cases) == 2


async def test_submitting_twice_opens_one_case() -> None:
    """The form's token is what makes a second press harmless."""
    async with house() as here, Walker(here.url) as marlow:
        await signed_in(here, marlow)
        form = await marlow.press(await marlow.get("/m/in"), "Raise a concern")
        story = {**STORY, "with_whom": f"person:{ROBIN}"}
        first = await marlow.press(form, "Submit", **story)
        second = await marlow.press(form, "Submit", **story)
        assert first.title == second.title
        assert len(await here.office.ledger.cases_of(MARLOW)) == 2


async def test_what_slack_and_teams_can_type_can_be_typed_here() -> None:
    """Cases, dates, contacts, the policy, help, and what is not known."""
    async with house() as here, Walker(here.url) as marlow:
        case = await signed_in(here, marlow)
        reference = case.title.split()[1]
        home = await marlow.get("/m/in")
        for words, expected in (
            (f"show {reference}", CANARY),
            (f"when {reference}", "5 working days"),
            ("list", reference),
            ("policy", "Stage 2: Line managers"),
            ("check", "Tobin Zeller"),
            ("contacts West London NHS Trust", "Robin Haverstock"),
            ("help", "/escalate"),
            ("abracadabra", "/escalate"),
        ):
            answer = await marlow.press(home, "Go", words=words)
            assert answer.status == 200, words
            assert expected in answer.text, words
        raising = await marlow.press(home, "Go", words="")
        assert raising.title.startswith("Raise a concern")
        danger = await marlow.press(home, "Someone is in immediate danger")
        assert danger.title.startswith("Immediate danger")


async def test_one_press_acts_and_shows_the_case_as_it_stands() -> None:
    """Accept in the case itself."""
    async with house() as here, Walker(here.url) as marlow:
        page = await signed_in(here, marlow)
        done = await marlow.press(page, "Accept")
        assert "Held by Marlow Winstead" in done.text
        assert "Accept" not in [one for form in done.forms for one in form.labels]


async def test_following_a_link_never_acts() -> None:
    """A button that acts at once does nothing where it is only looked at."""
    async with house() as here, Walker(here.url) as marlow:
        page = await signed_in(here, marlow)
        case_id = (await here.office.ledger.cases_of(MARLOW))[0]
        entries = await here.office.ledger.read(case_id)
        token = dict(page.form("Accept").fields)["token"]
        answer = await marlow.get(f"/m/in/open/{token}")
        assert answer.title.startswith("Your list")
        assert await here.office.ledger.read(case_id) == entries


async def test_somebody_elses_button_shows_nothing() -> None:
    """Tokens are for one person: Robin's opens nothing in Marlow's session."""
    async with house() as here, Walker(here.url) as marlow:
        await signed_in(here, marlow)
        (case_id,) = await here.office.ledger.cases_of(MARLOW)
        press = Press(action=Action.OPEN, case=case_id)
        (token,) = await here.office.ledger.issue(ROBIN, [press])
        for path in (f"/m/in/open/{token}", "/m/in/open/nothing", "/m/in/open/%2e%2e"):
            answer = await marlow.get(path)
            assert CANARY not in answer.text
        assert "no case with that reference" in (await marlow.get(f"/m/in/open/{token}")).text


@pytest.mark.parametrize("path", ["/m/in/press", "/m/in/form", "/m/in/words", "/m/in/out"])
async def test_a_form_that_is_not_the_sessions_own_does_nothing(path: str) -> None:
    """Without its token, or with that of another session, it is refused."""
    async with house() as here, Walker(here.url) as marlow:
        page = await signed_in(here, marlow)
        (case_id,) = await here.office.ledger.cases_of(MARLOW)
        token = dict(page.form("Accept").fields)["token"]
        entries = await here.office.ledger.read(case_id)
        for own in ([], [("session", "")], [("session", "0" * 64)]):
            answer = await marlow.post(path, [*own, ("token", token), ("words", "list")])
            assert answer.status == 403
            assert "did not come from Concord" in answer.title
        assert await here.office.ledger.read(case_id) == entries
        assert (await marlow.get("/m/in")).status == 200


async def test_a_session_ends_after_half_an_hour_without_a_press() -> None:
    """A press within it keeps it; then a new code is wanted."""
    async with house() as here, Walker(here.url) as marlow:
        await signed_in(here, marlow)
        for _ in range(3):
            here.pass_time(minutes=29)
            assert (await marlow.get("/m/in")).title.startswith("Your list")
        here.pass_time(minutes=30)
        ended = await marlow.get("/m/in")
        assert ended.status == 403
        assert "ask for a new code" in ended.title
        assert "concord" not in marlow.cookies


async def test_a_session_ends_after_eight_hours_whatever_is_pressed() -> None:
    """However busy somebody is."""
    async with house() as here, Walker(here.url) as marlow:
        await signed_in(here, marlow)
        for _ in range(23):
            here.pass_time(minutes=20)
            assert (await marlow.get("/m/in")).status == 200
        here.pass_time(minutes=20)
        assert (await marlow.get("/m/in")).status == 403


async def test_what_was_typed_survives_the_end_of_a_session() -> None:
    """It stands on the page to be copied."""
    async with house() as here, Walker(here.url) as marlow:
        await signed_in(here, marlow)
        form = await marlow.press(await marlow.get("/m/in"), "Raise a concern")
        here.pass_time(hours=1)
        ended = await marlow.press(form, "Submit", **{**STORY, "concern": "my long account"})
        assert ended.status == 403
        assert "my long account" in ended.text


async def test_signing_out_is_signing_out() -> None:
    """The old cookie opens nothing any more, in no browser."""
    async with house() as here, Walker(here.url) as marlow:
        page = await signed_in(here, marlow)
        old = marlow.cookies["concord"]
        out = await marlow.press(page, "Sign out")
        assert "signed out" in out.title
        assert "concord" not in marlow.cookies
        async with Walker(here.url) as other:
            other._http.cookie_jar.update_cookies({"concord": old})
            assert (await other.get("/m/in")).status == 403


async def test_nobody_can_plant_a_session() -> None:
    """A cookie that was there before is never taken over: a new id comes with the code, and the
    session that was open in this browser is over.
    """
    async with house() as here, Walker(here.url) as attacker, Walker(here.url) as marlow:
        await signed_in(here, attacker)
        planted = attacker.cookies["concord"]
        marlow._http.cookie_jar.update_cookies({"concord": planted})
        coding = await marlow.post(await here.link(), [("press", "code")])
        code = here.codes_sent()[-1].card.summary.split(" is ")[1][:6]
        await marlow.press(coding, "Continue", code=code)
        assert marlow.cookies["concord"] != planted
        assert (await attacker.get("/m/in")).status == 403


async def test_a_session_of_another_address_opens_no_link() -> None:
    """Fern is signed in at hers; a link that was sent to Marlow asks for Marlow's code."""
    mailed = replace(MAILED, directory=by_mail(MAILED.directory, {FERN: "fern@school.example"}))
    async with house(mailed) as here, Walker(here.url) as fern:
        await here.case()
        await fern.post("/m/", [("address", "fern@school.example")])
        code = here.codes_sent()[-1].card.summary.split(" is ")[1][:6]
        await fern.post("/m/code", [("code", code)])
        page = await fern.get(await here.link())
        assert "needs a code" in page.text
        coding = await fern.press(page, "Open")
        assert MARLOW_MAIL in coding.text
        assert CANARY not in coding.text


async def test_a_session_ends_when_the_person_leaves() -> None:
    """Taken off the contact list, or the address given to somebody else: at the next press."""
    gone = replace(MAILED.directory.people[MARLOW], channels=())
    handed = by_mail(MAILED.directory, {IMOGEN: MARLOW_MAIL}).people
    for people in (MAILED.directory.people, handed):
        async with house() as here, Walker(here.url) as marlow:
            await signed_in(here, marlow)
            now = MappingProxyType({**people, MARLOW: gone})
            here.enrol(replace(MAILED.directory, people=now))
            assert (await marlow.get("/m/in")).status == 403


async def test_a_database_that_is_away_loses_nothing_that_was_typed() -> None:
    """Not saved, 503, everything still on the page; one press later it is saved, once."""
    for what in ("append", "redeem", "documents"):
        async with house() as here, Walker(here.url) as marlow:
            await signed_in(here, marlow)
            form = await marlow.press(await marlow.get("/m/in"), "Raise a concern")
            story = {**STORY, "with_whom": f"person:{ROBIN}", "concern": "long\naccount"}
            here.cut(what)
            failed = await marlow.press(form, "Submit", **story)
            assert failed.status == 503, what
            assert "Not saved. Press Submit again." in failed.text
            assert "account" in failed.text
            here.mend()
            label = "Submit" if what == "append" else "Submit again"
            done = await marlow.press(failed, label)
            assert "Saved." in done.text
            assert "long\naccount" in done.text
            assert len(await here.office.ledger.cases_of(MARLOW)) == 2


async def test_what_was_saved_without_an_answer_is_not_saved_twice() -> None:
    """The database wrote and then fell silent: the form keeps its token, so that pressing Submit
    again finds what was saved.
    """
    async with house() as here, Walker(here.url) as marlow:
        await signed_in(here, marlow)
        form = await marlow.press(await marlow.get("/m/in"), "Raise a concern")
        append = here.office.ledger.append

        async def silent(batch: Batch) -> Appended:
            await append(batch)
            raise LedgerUnavailable

        here.office.ledger.append = silent  # type: ignore[method-assign]
        unsure = await marlow.press(form, "Submit", **{**STORY, "with_whom": f"person:{ROBIN}"})
        assert unsure.status == 503
        here.office.ledger.append = append  # type: ignore[method-assign]
        assert "Saved." in (await marlow.press(unsure, "Submit")).text
        assert len(await here.office.ledger.cases_of(MARLOW)) == 2


async def test_a_database_that_is_away_is_said_on_every_page() -> None:
    """503 with a page, for looking and for pressing."""
    async with house() as here, Walker(here.url) as marlow:
        case = await here.case()
        link = await here.link()
        page = await marlow.get(link)
        entries = await here.office.ledger.read(case.id)
        here.cut("documents")
        for path in (link, "/m/in", "/m/code"):
            away = await marlow.get(path)
            assert (away.status, "cannot reach its record" in away.text) in {
                (503, True),
                (403, False),
            }
        assert (await marlow.get(link)).status == 503
        away = await marlow.press(page, "Accept")
        assert away.status == 503
        here.mend()
        assert await here.office.ledger.read(case.id) == entries
        done = await marlow.press(away, "Submit again")
        assert "You accepted this" in done.text


async def test_no_more_than_a_sentence_of_words_is_looked_at() -> None:
    """Whatever a browser sends."""
    async with house() as here, Walker(here.url) as marlow:
        await signed_in(here, marlow)
        heard: list[str] = []
        command = here.office.desk.command

        async def hear(who: Principal, words: str) -> Reply:
            heard.append(words)
            return await command(who, words)

        here.office.desk.command = hear  # type: ignore[method-assign, assignment]
        await marlow.press(await marlow.get("/m/in"), "Go", words="list " * 10_000)
        assert [len(one) for one in heard] == [200]
