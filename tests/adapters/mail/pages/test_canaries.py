"""Nothing of the child before the code: not on a page, in a header, an address, a cookie, a log."""

import logging
from collections.abc import Mapping
from typing import Any

import structlog

from core.notifications.couriers import RetryLater
from tests.adapters.mail.pages.house import CANARY, MARLOW_MAIL, Walker, house
from tests.core.desk.replies import STORY
from tests.core.given import ROBIN


async def test_nothing_of_the_child_before_the_code() -> None:
    """Every page that can be reached without one, for every button, in every state; what went out
    by e-mail and what was logged too.
    """
    logged: list[str] = []

    def keep(_logger: object, method: str, event: Mapping[str, Any]) -> Mapping[str, Any]:
        logged.append(f"{method} {dict(event)}")
        return event

    before = structlog.get_config()["processors"]
    structlog.configure(processors=[keep, *before])
    try:
        async with house() as here, Walker(here.url) as anybody:
            await here.case()
            page = await anybody.get(await here.link())
            asked = await anybody.press(page, "Not me")
            await anybody.press(asked, "Save", reason="")
            await anybody.get("/m/code")
            await anybody.post("/m/code", [("code", "000000")])
            for path in ("/m/", "/m/in", "/m/in/open/x", "/m/nowhere"):
                await anybody.get(path)
            for path in ("/m/in/form", "/m/in/press", "/m/in/words", "/m/"):
                await anybody.post(path, [("words", "list"), ("address", MARLOW_MAIL)])
            here.office.mail.down = RetryLater("421")
            await anybody.press(page, "Open")
            here.office.mail.down = None
            here.cut("redeem")
            await anybody.press(page, "Accept")
            here.mend()
            await anybody.press(asked, "Save", reason="not mine")
            await anybody.get(page.path)
            for label in ("Accept", "Open", "Escalate", "Not me"):
                await anybody.press(await anybody.get(await here.link()), label)
            here.pass_time(hours=2)
            again = await here.case()
            link = await here.link()
            for form in (await anybody.get(link)).forms:
                await anybody.post(form.action, form.fields)
            assert (await here.office.read(again)).receiving.owner
            assert len(anybody.everything) > 40
            said = [*anybody.everything, *logged, *(str(one) for one in here.office.mail.sent)]
            assert [one for one in said if CANARY in one] == []
            assert "concord" not in anybody.cookies
    finally:
        structlog.configure(processors=before)


async def test_the_story_stays_out_of_addresses_headers_and_logs_when_signed_in() -> None:
    """It stands in the page and nowhere else."""
    heard: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    keeper = Keeper(logging.DEBUG)
    logging.getLogger().addHandler(keeper)
    try:
        async with house() as here, Walker(here.url) as marlow:
            await here.case()
            await marlow.sign_in(here, await marlow.get(await here.link()))
            form = await marlow.press(await marlow.get("/m/in"), "Raise a concern")
            story = {**STORY, "with_whom": f"person:{ROBIN}", "concern": CANARY, "subject": ""}
            wrong = await marlow.press(form, "Submit", **story)
            await marlow.press(wrong, "Submit", subject=CANARY)
            await marlow.press(await marlow.get("/m/in"), "Go", words=f"show {CANARY}")
            heads = [one for one in marlow.everything if one[:3].isdigit()]
            assert [
                one for one in (*heads, *heard, *marlow.cookies.values()) if CANARY in one
            ] == []
            assert CANARY in wrong.text
    finally:
        logging.getLogger().removeHandler(keeper)
