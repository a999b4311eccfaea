"""The page as a person meets it, in a real browser, on canned data."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Page as Tab
from playwright.async_api import async_playwright, expect

from bot.workbench.page.server import WorkbenchPage, serve
from bot.workbench.slack.stand_in import SlackStandIn
from bot.workbench.teams.stand_in import TeamsStandIn
from core.vocabulary import Platform
from tests.bot.workbench.conftest import Office, StoppedClock
from tests.bot.workbench.fake_concord import TOO_SHORT, FakeConcord
from tests.bot.workbench.page.contrast import too_faint
from tests.bot.workbench.page.fake_bench import FakeBench

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Desk:
    """A browser's tab on the page, and what stands behind it."""

    tab: Tab
    bench: FakeBench
    concord: FakeConcord
    said: list[str]
    """What the browser's console said."""

    async def choose(self, name: str) -> None:
        """Look at a person's chat."""
        await self.tab.get_by_role("button", name=name).click()
        await expect(self.tab.locator(".self")).to_contain_text(name)


@pytest.fixture(params=["light"])
async def desk(
    request: pytest.FixtureRequest,
    clock: StoppedClock,
    office: Office,
    slack: SlackStandIn,
    teams: TeamsStandIn,
) -> AsyncIterator[Desk]:
    """The page, opened; anything on the console but silence fails the test."""
    concord = FakeConcord(slack, teams)
    office.reply = concord.reply
    await concord.ask("U0HOU00001")
    await concord.ask_in_teams("tenant-council", "aad-bryn")
    bench = FakeBench(clock)
    runner, url = await serve(WorkbenchPage(bench, {Platform.SLACK: slack, Platform.TEAMS: teams}))
    said: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = await browser.new_context(
            color_scheme=request.param, viewport={"width": 1440, "height": 900}
        )
        context.set_default_timeout(60_000)  # other tests may need the machine
        expect.set_options(timeout=60_000)
        tab = await context.new_page()
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("requestfailed", lambda asked: said.append(f"{asked.url} failed"))
        await tab.goto(url)
        await tab.locator(".person").first.wait_for()
        yield Desk(tab, bench, concord, said)
        complaints = list(said)
        await tab.goto("about:blank")  # ends the event stream, which the server waits for
        await browser.close()
    await runner.cleanup()
    assert complaints == []


async def test_every_block_of_slack_is_drawn(desk: Desk) -> None:
    """Header, section with text and fields, accessory, context, divider, actions."""
    await desk.choose("Amara Bell")
    message = desk.tab.locator(".message")
    await expect(message.get_by_role("heading", name="You are asked to respond")).to_be_visible()
    await expect(message.locator("strong", has_text="Hounslow Council")).to_be_visible()
    await expect(message.locator("em", has_text="West London Health")).to_be_visible()
    await expect(message.locator("code", has_text="normal")).to_be_visible()
    await expect(message.get_by_text("<different>")).to_be_visible()
    await expect(message.locator(".bk-fields p")).to_have_count(4)
    await expect(message.locator("hr")).to_be_visible()
    await expect(message.locator(".bk-context")).to_contain_text("3 working days")
    await expect(message.get_by_role("button")).to_have_count(5)
    await expect(desk.tab.locator(".unknown")).to_have_count(0)
    await message.get_by_role("button", name="Accept").click()
    await expect(message.get_by_role("heading", name="Accepted")).to_be_visible()
    await expect(message).to_contain_text("(edited)")
    await expect(message.locator(".bk-section > button")).to_have_text("Open")


async def test_a_modal_shows_every_input_and_its_faults(desk: Desk) -> None:
    """Slack's own check, then Concord's; nothing typed is lost; then the result in its place."""
    await desk.choose("Amara Bell")
    await desk.tab.get_by_role("button", name="/escalate", exact=True).click()
    modal = desk.tab.get_by_role("dialog", name="Raise a concern")
    await expect(modal).to_contain_text("Is someone in immediate danger?")
    kinds = {"input[type=text]", "textarea", "select optgroup[label=Health] option",
             "input[type=radio]", "input[type=checkbox]", "input[type=date]",
             "input[type=time]"}  # fmt: skip
    for kind in kinds:
        assert await modal.locator(kind).count(), kind
    await expect(modal.get_by_label("Child's name")).to_be_focused()
    await expect(modal.get_by_label("At (optional)")).to_have_value("17:00")
    await modal.get_by_label("Child's name").fill("Sam")
    await modal.get_by_label("What worries you").fill("short")
    await modal.get_by_role("button", name="Raise").click()
    await expect(modal.locator(".fault")).to_have_count(3)
    team = modal.get_by_label("Team you disagree with")
    await expect(team).to_be_focused()
    await expect(team).to_have_attribute("aria-invalid", "true")
    await expect(team).to_have_accessible_description("! Please complete this required field.")
    await team.select_option(label="Midwifery")
    await modal.get_by_label("Yes").check()
    await modal.get_by_label("Thresholds").check()
    await modal.get_by_role("button", name="Raise").click()
    await expect(modal.locator(".fault")).to_have_text([TOO_SHORT])
    await expect(modal.get_by_label("What worries you")).to_be_focused()
    await expect(modal.get_by_label("What worries you")).to_have_value("short")
    await expect(modal.get_by_label("Team you disagree with")).to_have_value("h2")
    await expect(modal.get_by_label("Yes")).to_be_checked()
    await modal.get_by_label("What worries you").fill("The case was closed too early.")
    await modal.get_by_role("button", name="Raise").click()
    raised = desk.tab.get_by_role("dialog", name="Raised")
    await expect(raised).to_contain_text("ESC-7KQ4-M2XP")
    await raised.locator("footer").get_by_role("button", name="Close").click()
    await expect(desk.tab.get_by_role("dialog")).to_have_count(0)


async def test_every_element_of_an_adaptive_card_is_drawn(desk: Desk) -> None:
    """TextBlock, FactSet, Container, ColumnSet, ActionSet; a press replaces the card in place."""
    await desk.choose("Bryn Hale")
    message = desk.tab.locator(".message")
    await expect(message.get_by_role("heading", name="You are asked to respond")).to_be_visible()
    await expect(message.get_by_text("see a decision differently.")).to_be_visible()
    await expect(message.locator("dt")).to_have_count(3)
    await expect(message.locator(".ac-emphasis .ac-columns")).to_have_count(3)
    await expect(message.get_by_role("button")).to_have_count(4)
    await expect(desk.tab.locator(".unknown")).to_have_count(0)
    await message.get_by_role("button", name="Immediate risk").click()
    await expect(desk.tab.locator(".message.private")).to_contain_text("Cleo Marsh was first.")
    await message.get_by_role("button", name="Accept").click()
    await expect(desk.tab.get_by_role("heading", name="Accepted")).to_be_visible()


async def test_a_dialog_of_teams_shows_every_input_and_its_faults(desk: Desk) -> None:
    """Teams' own check, then Concord's under the field; what was typed stands again."""
    await desk.choose("Bryn Hale")
    await desk.tab.get_by_role("button", name="+ Raise a concern").click()
    dialog = desk.tab.get_by_role("dialog", name="Raise a concern")
    await expect(dialog).to_be_visible()
    for kind in ("text", "checkbox", "radio", "date", "time", "number"):
        assert await dialog.locator(f"input[type={kind}]").count(), kind
    await dialog.get_by_label("Child's name").fill("Sam")
    await dialog.get_by_label("What worries you").fill("short")
    await dialog.get_by_role("button", name="Raise").click()
    await expect(dialog.locator(".fault")).to_have_text(["Please fill this in."])
    await dialog.get_by_label("Team", exact=True).select_option(label="Health: Midwifery")
    await dialog.get_by_label("Early help").check()
    await dialog.get_by_role("button", name="Raise").click()
    await expect(dialog.get_by_text(TOO_SHORT)).to_have_count(1)
    await expect(dialog.get_by_label("What worries you")).to_be_focused()
    await expect(dialog.get_by_label("What worries you")).to_have_value("short")
    await expect(dialog.get_by_label("Early help")).to_be_checked()
    await dialog.get_by_label("What worries you").fill("The case was closed too early.")
    await dialog.get_by_role("button", name="Raise").click()
    await expect(desk.tab.get_by_role("dialog", name="Raised")).to_contain_text("ESC-7KQ4-M2XP")


async def test_everything_can_be_done_from_the_keyboard(desk: Desk) -> None:
    """Choose a person, type a command, go round inside the modal, leave it, change tabs."""
    tab = desk.tab
    await tab.keyboard.press("Tab")
    await expect(tab.get_by_role("link", name="Skip to the chat")).to_be_focused()
    await tab.get_by_role("button", name="Amara Bell").focus()
    await tab.keyboard.press("Enter")
    words = tab.get_by_label("Message Concord as Amara Bell")
    await words.focus()
    await tab.keyboard.type("/escalate")
    await tab.keyboard.press("Enter")
    modal = tab.get_by_role("dialog")
    await expect(modal.get_by_label("Child's name")).to_be_focused()
    await tab.keyboard.press("Shift+Tab")
    await expect(modal.get_by_role("button", name="Close")).to_be_focused()
    await tab.keyboard.press("Shift+Tab")
    await expect(modal.get_by_role("button", name="Raise")).to_be_focused()
    await tab.keyboard.press("Tab")
    await expect(modal.get_by_role("button", name="Close")).to_be_focused()
    await tab.keyboard.press("Escape")
    await expect(tab.get_by_role("dialog")).to_have_count(0)
    await expect(words).to_be_focused()
    await tab.get_by_role("tab", name="Record").focus()
    await tab.keyboard.press("ArrowRight")
    await expect(tab.get_by_role("tab", name="Policy")).to_be_focused()
    await expect(tab.get_by_role("tab", name="Policy")).to_have_attribute("aria-selected", "true")


async def test_home_record_policy_and_deliveries(desk: Desk) -> None:
    """The Home opens as the platform opens it; the three views of a case are complete."""
    tab = desk.tab
    await desk.choose("Amara Bell")
    await tab.get_by_role("tab", name="Home").click()
    await expect(tab.get_by_role("heading", name="What you owe, soonest first")).to_be_visible()
    case = tab.locator("#case")
    await expect(case.locator(".verdict.good")).to_contain_text("3 entries")
    await expect(case.locator(".entry")).to_have_count(3)
    await expect(case.locator(".seal code").first).to_have_text("6b86b273")
    await tab.get_by_role("tab", name="Policy").click()
    live = case.locator("[aria-current=step]")
    await expect(live).to_contain_text("Stage 2: managers")
    await expect(live).to_contain_text("Due Thursday 5 November 2026, 5 pm")
    await expect(case.locator(".due")).to_have_text("Due Thursday 5 November 2026, 5 pm")
    await expect(live).to_contain_text("HOU-18")
    await tab.get_by_role("tab", name="Deliveries").click()
    for state in ("Told", "Missed", "Retrying"):
        await expect(case.locator(".outcome", has_text=state)).to_have_count(1)
    desk.bench.breach = "Entry 2 was changed after it was sealed."
    await tab.get_by_role("tab", name="Record").click()
    await expect(case.locator(".verdict.bad")).to_contain_text("Entry 2 was changed")
    await desk.choose("Esme Ward")
    await expect(tab.locator(".letter")).to_contain_text("please look")


async def test_an_email_is_answered_or_comes_back(desk: Desk) -> None:
    """What a person can do with an e-mail beside its link: answer it, or have no such mailbox."""
    tab = desk.tab
    await desk.choose("Esme Ward")
    letter = tab.locator(".letter")
    await letter.get_by_text("What else can happen").click()
    await letter.get_by_label("Answer it by e-mail").fill("Who are you?")
    await letter.get_by_role("button", name="Send the answer").click()
    await letter.get_by_role("button", name="Return it: no such mailbox").click()
    await expect(tab.locator("body[aria-busy=false]")).to_have_count(1)
    asked = [one for one in desk.bench.asked if one != "settle"]
    assert asked == ["reply esme esme/1 Who are you?", "bounce esme esme/1"]


async def test_the_clock_moves_and_the_case_is_late(desk: Desk) -> None:
    """Next deadline, an hour on; a jump back is refused in words."""
    tab = desk.tab
    await expect(tab.locator(".now")).to_have_text("Monday 2 November 2026, 10:00")
    await tab.get_by_role("button", name="Next deadline").click()
    await expect(tab.locator(".now")).to_have_text("Thursday 5 November 2026, 17:00")
    await tab.get_by_role("button", name="+1 hour").click()
    await expect(tab.locator(".now")).to_contain_text("18:00")
    await expect(tab.locator(".due.late")).to_contain_text("Overdue since")
    await tab.locator("#jump").evaluate("field => { field.min = ''; }")
    await tab.locator("#jump").fill("2026-11-01T09:00")
    await tab.get_by_role("button", name="Go", exact=True).click()
    await expect(tab.get_by_role("alert")).to_contain_text("forward only")
    refused = [desk.said.pop()]
    assert "409" in refused[0], "a refusal is the only thing the console heard"
    await tab.locator("#jump").fill("2027-06-01T09:00")
    await tab.get_by_role("button", name="Go", exact=True).click()
    await expect(tab.locator(".now")).to_have_text("Tuesday 1 June 2027, 09:00")


async def test_a_new_message_shows_by_itself(desk: Desk) -> None:
    """A dot at others' names, and words for a screen reader in the chat one looks at."""
    await desk.choose("Amara Bell")
    await expect(desk.tab.locator(".message")).to_have_count(1)
    await desk.concord.ask("U0SAME")
    chris = desk.tab.get_by_role("button", name="Chris Adeyemi")
    await expect(chris.locator(".dot")).to_have_text("1 new")
    await desk.concord.ask("U0HOU00001")
    await expect(desk.tab.locator(".message")).to_have_count(2)
    await expect(desk.tab.locator("#live")).to_contain_text("Concord to Amara Bell")
    await desk.tab.get_by_label("Only with new messages (3)").check()
    shown = desk.tab.locator(".person:visible .name")
    await expect(shown).to_have_text(["Amara Bell", "Chris Adeyemi", "Bryn Hale", "Esme Ward"])
    await desk.tab.get_by_label("Only with new messages").uncheck()
    await desk.tab.get_by_label("Find a person").fill("health")
    await expect(shown).to_have_text(["Bryn Hale"])


@pytest.mark.parametrize("desk", ["light", "dark"], indirect=True)
async def test_every_text_can_be_read(desk: Desk) -> None:
    """Contrast of at least 4.5 to 1 (3 to 1 where large), in light and dark, everywhere."""
    assert await too_faint(desk.tab) == []
    for name in ("Amara Bell", "Bryn Hale"):
        await desk.choose(name)
        await desk.tab.locator(".message").first.wait_for()
        assert await too_faint(desk.tab) == []
        for panel in ("Policy", "Deliveries", "Record"):
            await desk.tab.get_by_role("tab", name=panel).click()
            assert await too_faint(desk.tab) == []
        await desk.tab.locator(".hint-button").first.click()
        if name == "Bryn Hale":
            await expect(desk.tab.locator(".message")).to_have_count(3)
            await desk.tab.locator(".message").last.get_by_role("button", name="Open").click()
        dialog = desk.tab.get_by_role("dialog")
        await dialog.get_by_role("button", name="Raise").click()
        await dialog.locator(".fault").first.wait_for()
        assert await too_faint(desk.tab) == []
        await desk.tab.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
