"""The pages behind a link in an e-mail, in a real browser: by keyboard, by label, and with axe."""

import os
from collections.abc import AsyncIterator
from importlib.resources import files

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from core.notifications.couriers import RetryLater
from tests.adapters.mail.pages.house import CANARY, MARLOW_MAIL, House, house
from tests.core.given import MARLOW, ROBIN

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PICTURES = os.environ.get("CONCORD_PICTURES", "")
"""A folder for pictures of every page; empty: none are taken."""
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """The machine's own browser, started once: each test opens a window that knows no other."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        await browser.close()


async def opened(browser: Browser, *, script: bool = True) -> Page:
    """A page of a person in Britain. axe has to be let past the policy that forbids scripts."""
    context = await browser.new_context(
        viewport={"width": 1000, "height": 900},
        locale="en-GB",
        bypass_csp=script,
        java_script_enabled=script,
    )
    page = await context.new_page()
    page.set_default_timeout(60_000)
    return page


def newest_code(here: House) -> str:
    """The code that was sent last."""
    return here.codes_sent()[-1].card.summary.split(" is ")[1][:6]


async def sign_in(here: House, page: Page) -> None:
    """From a link to the case."""
    await page.goto(await here.link())
    await page.get_by_role("button", name="Open").click()
    await page.get_by_label("Six-digit code").fill(newest_code(here))
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Case: ESC-")


async def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus, which must then be seen."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        found = await page.evaluate(
            """() => {
                const one = document.activeElement;
                const label = one.labels && one.labels.length ? one.labels[0].innerText : '';
                if (one === document.body) return ['', '', ''];
                const ring = getComputedStyle(one).boxShadow;
                return [one.innerText || label, label, ring];
            }"""
        )
        if name in found[0] or name in found[1]:
            assert found[2] != "none", f"the focus on {name} is not seen"
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")


async def test_by_keyboard_from_the_link_to_accepted(browser: Browser) -> None:
    """Without a mouse and without script."""
    async with house() as here:
        case = await here.case()
        page = await opened(browser)
        await page.goto(await here.link())
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to the main content")).to_be_focused()
        await page.keyboard.press("Enter")
        await tab_to(page, "Accept")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("You accepted this on Monday 2 November")).to_be_visible()
        assert (await here.office.read(case)).receiving.owner == MARLOW


async def test_by_keyboard_from_the_link_to_a_submitted_form(browser: Browser) -> None:
    """The code, the case, a form with a slip in it, the fault's link back to its field, saved."""
    async with house() as here:
        await here.case()
        page = await opened(browser)
        await page.goto(await here.link())
        await tab_to(page, "Open")
        await page.keyboard.press("Enter")
        await expect(page).to_have_title("Type the code – Concord")
        await tab_to(page, "Six-digit code")
        await page.keyboard.type(newest_code(here))
        await page.keyboard.press("Enter")
        await expect(page).to_have_title("Case: ESC-1000-000M – Concord")
        await tab_to(page, "Record a discussion")
        await page.keyboard.press("Enter")
        await expect(page).to_have_title("Record a discussion – Concord")
        await tab_to(page, "Save")
        await page.keyboard.press("Enter")
        await expect(page).to_have_title("Error: Record a discussion – Concord")
        problem = page.get_by_role("alert")
        await expect(problem).to_be_focused()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        target = await problem.get_by_role("link").first.get_attribute("href")
        focused = await page.evaluate("'#' + document.activeElement.id")
        assert (focused, await page.get_by_label("Who took part?").get_attribute("id")) == (
            target,
            focused[1:],
        )
        await page.keyboard.type("Robin Haverstock and I")
        await tab_to(page, "What was said")
        await page.keyboard.type("We talked it through.")
        await tab_to(page, "Save")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("Saved.")
        await tab_to(page, "Read the record")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("main")).to_contain_text("We talked it through.")


async def test_everything_has_a_name_for_those_who_hear_the_page(browser: Browser) -> None:
    """Fields by their labels, choices by their question, faults read with their field."""
    async with house() as here:
        await here.case()
        page = await opened(browser)
        await sign_in(here, page)
        await page.goto(f"{here.url}/m/in")
        await page.get_by_role("link", name="Raise a concern").click()
        await page.get_by_label("Who is this about?").fill("K.T.")
        await page.get_by_label("Which agency and team").select_option(f"person:{ROBIN}")
        challenge = page.get_by_role("group", name="What is it that you challenge?")
        await challenge.get_by_label("A decision another agency made").check()
        await (
            page.get_by_role("group", name="Tick what is true").get_by_label("Looked after").check()
        )
        await page.get_by_role("button", name="Submit").click()
        concern = page.get_by_role("textbox", name="What is your concern?")
        await expect(concern).to_have_attribute("aria-invalid", "true")
        await expect(concern).to_have_accessible_description("Error: Please fill this in.")
        await expect(page.get_by_label("Looked after")).to_be_checked()
        await expect(page.get_by_label("A decision another agency made")).to_be_checked()
        for label in (
            "What is your concern?",
            "What has been done so far",
            "What outcome do you want",
        ):
            await page.get_by_label(label).fill("The second visit did not take place.")
        await page.get_by_label("What is it mainly about?").select_option(index=1)
        await page.get_by_role("button", name="Submit").click()
        await expect(page.get_by_role("status")).to_contain_text("Saved.")


async def test_it_works_with_scripts_switched_off(browser: Browser) -> None:
    """As where an agency forbids them."""
    async with house() as here:
        await here.case()
        page = await opened(browser, script=False)
        await sign_in(here, page)
        await expect(page.get_by_text(CANARY).first).to_be_visible()
        await page.get_by_role("button", name="Sign out").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("You have signed out")
        await page.go_back()
        await expect(page.get_by_text(CANARY)).to_have_count(0)


async def test_going_back_and_loading_again_do_no_harm(browser: Browser) -> None:
    """Forms have an address of their own: no "send again?" between a case and its forms."""
    async with house() as here:
        await here.case()
        page = await opened(browser)
        await sign_in(here, page)
        await page.get_by_role("link", name="Add a note").click()
        await expect(page).to_have_title("Add a note – Concord")
        await page.go_back()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Case: ESC-")
        await page.go_forward()
        await expect(page).to_have_title("Add a note – Concord")
        await page.reload()
        await page.get_by_label("What would you like to write down?").fill("Rang at nine.")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_role("status")).to_contain_text("Saved.")
        (case,) = await here.office.ledger.cases_of(MARLOW)
        written = len(await here.office.ledger.read(case))
        await page.reload()
        await expect(page.get_by_role("status")).to_contain_text("Saved.")
        assert len(await here.office.ledger.read(case)) == written


async def test_the_cookie_cannot_be_read_and_nothing_runs(browser: Browser) -> None:
    """The policy of the page forbids every script, also one that found its way in."""
    async with house() as here:
        await here.case()
        context = await browser.new_context(viewport={"width": 1000, "height": 900})
        page = await context.new_page()
        await sign_in(here, page)
        assert await page.evaluate("document.cookie") == ""
        blocked = await page.evaluate(
            """async () => {
                const one = document.createElement('script');
                one.textContent = 'window.ran = true';
                document.body.append(one);
                return window.ran === undefined;
            }"""
        )
        assert blocked


async def judged(page: Page, name: str) -> list[str]:
    """What axe finds wrong with a page, and whether it can be read at 320 pixels, which is what is
    left of a desk's screen at 400 per cent.
    """
    found: list[str] = []
    await page.evaluate(AXE)
    result = await page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
        list(AXE_TAGS),
    )
    for one in result["violations"]:
        where = "; ".join(str(node["target"]) for node in one["nodes"])
        found.append(f"{name}: {one['id']} at {where}")
    await pictured(page, name)
    await page.set_viewport_size({"width": 320, "height": 640})
    if await page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"{name}: has to be scrolled sideways at 320 pixels")
    await pictured(page, f"{name}-narrow")
    await page.set_viewport_size({"width": 1000, "height": 900})
    return found


async def pictured(page: Page, name: str) -> None:
    """Keep a picture, where a folder is named."""
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


async def test_axe_finds_nothing_on_any_page_before_the_code(browser: Browser) -> None:
    """WCAG 2.2 A and AA and best practice, on everything that a link alone leads to."""
    async with house() as here:
        await here.case()
        page, link, wrong = await opened(browser), await here.link(), list[str]()
        await page.goto(link)
        wrong += await judged(page, "message")
        await page.get_by_role("button", name="Not me").click()
        wrong += await judged(page, "not-me")
        await page.get_by_role("button", name="Save").click()
        wrong += await judged(page, "not-me-wrong")
        await page.goto(f"{here.url}/m/")
        wrong += await judged(page, "ask")
        await page.get_by_role("button", name="Send me a code").click()
        wrong += await judged(page, "ask-wrong")
        await page.goto(link)
        await page.get_by_role("button", name="Open").click()
        wrong += await judged(page, "code")
        await page.get_by_role("button", name="Continue").click()
        wrong += await judged(page, "code-wrong")
        await page.goto(link)
        here.office.mail.down = RetryLater("421")
        await page.get_by_role("button", name="Open").click()
        wrong += await judged(page, "not-sent")
        await page.goto(link)
        here.cut("redeem")
        await page.get_by_role("button", name="Accept").click()
        wrong += await judged(page, "unavailable")
        here.mend()
        await page.goto(link)
        await page.get_by_role("button", name="Accept").click()
        wrong += await judged(page, "recorded")
        await page.goto(link)
        wrong += await judged(page, "used")
        await page.goto(f"{link}x")
        wrong += await judged(page, "forged")
        assert wrong == []


async def test_axe_finds_nothing_on_any_page_after_it(browser: Browser) -> None:
    """Lists, cases, records, forms, the policy, and how a session ends."""
    async with house() as here:
        await here.case()
        page, wrong = await opened(browser), list[str]()
        home = f"{here.url}/m/in"
        await sign_in(here, page)
        wrong += await judged(page, "case")
        await page.get_by_role("link", name="Read the record").click()
        wrong += await judged(page, "record")
        await page.goto(home)
        wrong += await judged(page, "list")
        await page.get_by_role("link", name="Raise a concern").click()
        wrong += await judged(page, "form")
        await page.get_by_role("button", name="Submit").click()
        wrong += await judged(page, "form-wrong")
        for button in ("Read the policy", "Help", "Someone is in immediate danger"):
            await page.goto(home)
            await page.get_by_role("button", name=button).click()
            wrong += await judged(page, button.lower().replace(" ", "-"))
        await page.goto(home)
        await page.get_by_role("button", name="Sign out").click()
        wrong += await judged(page, "signed-out")
        await page.goto(home)
        wrong += await judged(page, "ended")
        assert wrong == []


async def test_on_paper_only_what_can_be_read_is_left(browser: Browser) -> None:
    """Printed, a case has no buttons, and who was signed in does not stand on it."""
    async with house() as here:
        await here.case()
        page = await opened(browser)
        await sign_in(here, page)
        await page.emulate_media(media="print")
        await expect(page.get_by_text(CANARY).first).to_be_visible()
        await expect(page.get_by_role("button")).to_have_count(0)
        await expect(page.get_by_text(MARLOW_MAIL)).to_be_hidden()
