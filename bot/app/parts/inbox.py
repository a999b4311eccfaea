"""Wires the mailbox: e-mails that came back, and replies that nobody reads."""

from collections.abc import Callable

from adapters.mail.incoming.inbox import Inbox
from adapters.mail.incoming.replies import Replies
from adapters.mail.outgoing.message_ids import MessageIds
from adapters.mail.outgoing.smtp import MailServer
from adapters.mail.settings import MailSettings
from core.directory.model import Principal
from core.notifications.bounces import Bounces
from core.notifications.letters import Letters
from core.notifications.reply_news import owe_reply_news
from core.partnership.register import Register
from core.ports import Alarm, Clock, KeyValueStore
from core.vocabulary import Platform


def wire_inbox(
    mail: MailSettings,
    server: MailServer,
    *,
    documents: KeyValueStore,
    letters: Letters,
    register: Register,
    clock: Clock,
    bounces: Bounces,
    alarm: Alarm,
    send_now: Callable[[], None],
) -> Inbox:
    """Build the inbox; the caller starts and stops it. ``send_now`` is called after a bounce."""

    def who(address: str) -> tuple[tuple[str, str], ...]:
        return register.enrolments(Principal(Platform.MAIL, "", address))

    async def news(partnership: str, person: str) -> None:
        if directory := register.directory(partnership):
            await owe_reply_news(letters, directory, person, clock.now())

    replies = Replies(mail, server, documents, clock, who, news, alarm)
    return Inbox(mail, bounces, replies, MessageIds(documents), alarm, send_now)
