"""Settings of the mail adapter: the mail server and the addresses it writes from."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from adapters.mail.text import is_address

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
LONGEST_BOUNCE_USER: Final = 11
"""Characters of the bounce address before its @: with the mark they must stay within 64."""


class Security(StrEnum):
    """How the connection to the mail server is protected."""

    STARTTLS = "starttls"
    """Starts unencrypted and must switch to encryption before anything is sent."""
    TLS = "tls"
    NONE = "none"
    """Only allowed to this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Settings of the one mailbox; the password never shows in its repr.

    Raises ValueError if mail would be sent unencrypted or undelivered mail could not come back.
    """

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    username: str = ""
    password: str = field(default="", repr=False)
    from_address: str
    """The mailbox that Concord writes from and that receives replies."""
    bounce_address: str = ""
    """Where undelivered mail comes back: each message gets ``name+mark@domain`` made of this."""
    listen_host: str = "127.0.0.1"
    """Where the inbox listens for the mailbox's mail from the organisation's mail server."""
    listen_port: int = 8025
    public_url: str = ""
    """Base URL of Concord's pages, without a trailing slash."""
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context
    """Create the SSL context that verifies the mail server's certificate."""
    within: float = 9.0
    """Seconds that sending one message may take."""

    def __post_init__(self) -> None:
        if not self.host:
            raise ValueError("e-mail needs the mail server's host")
        if self.security is Security.NONE and self.host not in LOOPBACK:
            raise ValueError("e-mail is sent without encryption to this machine only")
        if not self.bounce_address:
            object.__setattr__(self, "bounce_address", f"bounce@{self.domain}")
        for address in (self.from_address, self.bounce_address):
            if not is_address(address):
                raise ValueError("e-mail needs an address to send from and one for what comes back")
        if len(self.bounce_address.rpartition("@")[0]) > LONGEST_BOUNCE_USER:
            raise ValueError("the bounce address has too long a name")
        if bool(self.username) != bool(self.password):
            raise ValueError("the mail server's username and password go together")

    @property
    def domain(self) -> str:
        """Return the domain that Concord writes from."""
        return self.from_address.rpartition("@")[2]
