"""E-mail as it is wired: out by the scheduler loop's senders, back in by the inbox beside the web."""

from contextlib import AsyncExitStack

import pytest
from aiosmtplib import SMTPConnectError

from adapters.vault import KeyRing
from bot.app.parts.mail_pages import MailKeys, mail_keys
from bot.app.serving import _start_companions
from bot.app.wiring import Concord, assemble
from bot.settings.settings import Settings
from core.cases import commands as c
from core.cases import events as e
from core.cases.casework import Done
from core.vocabulary import FailureReason
from tests.adapters.mail.incoming.mails import letter, report
from tests.adapters.mail.outgoing.desk import settings
from tests.adapters.mail.server import Script, serving
from tests.adapters.mail.town import handed_in
from tests.core.given import MARLOW, NOOR, PRIYA, ROBIN, opening
from tests.core.office import Office

KEYS = mail_keys(KeyRing({"one": b"1" * 32}, current="one"))


def _wired(office: Office, port: int, keys: MailKeys | None) -> Concord:
    return assemble(
        ledger=office.ledger,
        documents=office.documents,
        clock=office.clock,
        register=office.register,
        mail=settings(port, listen_port=0),
        mail_keys=keys,
        public_url="https://concord.example",
    )


async def test_a_pointer_goes_out_comes_back_and_is_counted() -> None:
    """Through the true queues and senders; the inbox starts and stops with what runs beside the web
    server, and its alarms are in the metrics.
    """
    office, script = Office(), Script()
    async with serving(script) as port:
        concord = _wired(office, port, KEYS)
        assert concord.inbox is not None
        async with AsyncExitStack() as beside:
            await _start_companions(beside, concord, Settings())
            case = await office.open(opening())
            moved = await concord.casework.carry_out(
                case.id,
                (
                    c.Accept(by=MARLOW, stage="discussion"),
                    c.EscalateNow(by=ROBIN, stage="discussion", reason="not settled"),
                ),
            )
            assert isinstance(moved, Done)
            await concord.scheduler.settle()
            (address,) = (one.user for one in office.people[PRIYA].channels)
            (pointer,) = (one for one in script.taken if one.to == (address,))
            inbox_port = concord.inbox.port
            await handed_in(inbox_port, report(), pointer.sender, "<>")
            await handed_in(inbox_port, letter(), "concord@partnership.example", address)
            missed = [
                one.event
                for one in await office.ledger.read(case.id)
                if isinstance(one.event, e.ContactMissed) and one.event.why is FailureReason.BOUNCED
            ]
            assert [one.person for one in missed] == [PRIYA]
            page = concord.metrics.page().decode()
            assert 'concord_deliveries_total{queue="mail:",state="told"}' in page
            assert "concord_alarms_total{" not in page
            day = office.clock.now().date().isoformat()
            news = f"reply/hounslow/{day}/{PRIYA}/{NOOR}"
            assert news in [one.letter.key for one in office.owed_letters()]
        with pytest.raises(SMTPConnectError):
            await handed_in(inbox_port, letter(), "concord@partnership.example", address)
        await concord.close()


def test_e_mail_without_pages_to_lead_to_is_refused() -> None:
    """A pointer that leads nowhere would be worse than none."""
    with pytest.raises(ValueError, match="keys"):
        _wired(Office(), 25, None)


async def test_without_e_mail_there_is_no_inbox() -> None:
    """Nothing listens that nobody asked for."""
    office = Office()
    concord = assemble(
        ledger=office.ledger,
        documents=office.documents,
        clock=office.clock,
        register=office.register,
    )
    assert concord.inbox is None
    await concord.close()
