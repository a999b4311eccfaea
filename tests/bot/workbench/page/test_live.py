"""The workbench as a person meets it: started by its command, used in a real browser."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
ROOT = Path(__file__).parents[4]
PATIENCE = 60_000
"""Milliseconds a page may take where other tests keep the machine busy."""
PICTURES = os.environ.get("CONCORD_PICTURES", "")
"""A folder for the README's pictures; empty: none are taken."""


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """``python -m bot workbench`` on a port of its own; the address it prints."""
    folder = tmp_path_factory.mktemp("workbench")
    command = [sys.executable, "-m", "bot", "workbench", "--port", "0", "--folder", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = ""
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                address = found.group()
                break
        assert address, "the workbench printed no address"
        yield address
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's own browser, started once: each test opens a window that knows no other."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def page(workbench: str, browser: Browser) -> Iterator[Page]:
    """The page; nothing may be wrong on its console."""
    wrong: list[str] = []
    expect.set_options(timeout=PATIENCE)
    opened = browser.new_page(viewport={"width": 1600, "height": 1000})
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    opened.goto(workbench)
    yield opened
    opened.close()
    assert not wrong


def test_raise_accept_and_lapse(page: Page) -> None:
    """Raised on Slack, accepted on Teams, the clock moved: the lapse reaches the next contact."""
    choose(page, "Hounslow Safeguarding Children Partnership")
    person(page, "Marlow Winstead")
    page.get_by_role("button", name="/escalate", exact=True).click()
    modal = page.get_by_role("dialog")
    expect(modal).to_contain_text("Is someone in immediate danger?")
    picture(page, "raise")
    modal.get_by_label("Who is this about?").fill("K.T., case 4417")
    modal.get_by_label("Which agency and team").select_option(
        label="Robin Haverstock, Health Visitor"
    )
    modal.get_by_label("A decision another agency made").check()
    modal.get_by_label("What is it mainly about?").select_option(index=1)
    for label, text in (
        ("What is your concern?", "The health plan was closed before the second visit."),
        ("What has been done so far", "Two calls and one e-mail, on 28 and 30 October."),
        ("What outcome do you want", "A joint visit this week."),
    ):
        modal.get_by_label(label).fill(text)
    modal.get_by_role("button", name="Submit").click()
    expect(modal).to_contain_text("Stage 1: Talk to each other")
    modal.get_by_text("Is someone in immediate danger").scroll_into_view_if_needed()
    picture(page, "case")
    modal.get_by_role("button", name="Close", exact=True).first.click()
    expect(page.get_by_role("log")).to_contain_text("Your concern is recorded: ESC-")

    person(page, "Robin Haverstock")
    expect(page.get_by_role("log")).to_contain_text("You are asked to take on ESC-")
    expect(page.get_by_role("log")).not_to_contain_text("K.T.")
    picture(page, "asked")
    page.get_by_role("log").get_by_role("button", name="Accept").click()
    expect(page.get_by_role("log")).to_contain_text("You accepted this on Monday 2 November 2026")

    live = page.locator("#case")
    for _ in range(40):
        if "lapsed: its time ran out" in live.inner_text():
            break
        page.get_by_role("button", name="Next deadline").click()
        expect(page.locator("body")).to_have_attribute("aria-busy", "false")
    expect(live).to_contain_text("lapsed: its time ran out")
    expect(page.locator("#clock")).to_contain_text("Monday 9 November 2026")

    person(page, "Tobin Zeller")
    expect(page.get_by_role("log")).to_contain_text("You are asked to take on ESC-")
    picture(page, "lapse")
    person(page, "Cassia Thornbury")
    expect(page.get_by_role("log")).to_contain_text("You are asked to take on ESC-")
    page.get_by_role("tab", name="Policy").click()
    expect(live).to_contain_text("Stage 2: Line managers")
    picture(page, "policy")
    page.get_by_role("tab", name="Deliveries").click()
    expect(live).to_contain_text("Cassia Thornbury")


def test_home_lists_what_waits(page: Page) -> None:
    """The counterpart's Home is their to-do list; Concord draws it on Teams as on Slack."""
    choose(page, "Halton Safeguarding Children Partnership")
    for name in ("Ada Pemberly", "Sorrel Whitcombe"):
        person(page, name)
        page.get_by_role("tab", name="Home").click()
        page.get_by_role("button", name="Open Home afresh").click()
        expect(page.locator(".home-sheet")).to_contain_text("Waiting for you")
        page.get_by_role("tab", name=re.compile("Messages|Chat")).click()


def test_the_policy_is_shown_as_a_picture(page: Page) -> None:
    """In Slack and in Teams, with its content in words for those who do not see it."""
    choose(page, "Hounslow Safeguarding Children Partnership")
    for name in ("Marlow Winstead", "Robin Haverstock"):
        person(page, name)
        ways_in = page.get_by_role("log").get_by_role("button", name="Open")
        before = ways_in.count()
        page.get_by_role("textbox").last.fill("/escalate policy")
        page.keyboard.press("Enter")
        if name == "Robin Haverstock":  # Teams opens dialogs from a button only
            expect(ways_in).to_have_count(before + 1)
            ways_in.last.click()
        shown = page.get_by_role("dialog").get_by_alt_text("stage 2, Line managers")
        expect(shown).to_be_visible()
        page.wait_for_function("image => image.complete", arg=shown.element_handle())
        assert shown.evaluate("image => image.naturalWidth") > 800
        picture(page, f"ladder-{name.split()[0].casefold()}")
        page.get_by_role("dialog").get_by_role("button", name="Close").first.click()


def choose(page: Page, partnership: str) -> None:
    """Pick a partnership."""
    page.get_by_label("Partnership", exact=True).select_option(label=partnership)


def person(page: Page, name: str) -> None:
    """Become a person."""
    page.locator("#people").get_by_role("button", name=re.compile(name)).click()
    expect(page.locator("#chat .self")).to_contain_text(name)


def picture(page: Page, name: str) -> None:
    """Keep a picture for the README, where a folder is named."""
    if PICTURES:
        page.wait_for_timeout(300)
        page.screenshot(path=f"{PICTURES}/{name}.png")
