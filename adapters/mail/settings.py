"""What the mail adapter must be told: the server it hands mail to, and who it writes as."""

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
    """Begun in the clear, encrypted before anything is said; never sent where that fails."""
    TLS = "tls"
    NONE = "none"
    """To this machine only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Settings of the one mailbox; the password never shows in its repr.

    Raises ValueError where something would be sent in the clear, or come back to nowhere.
    """

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    username: str = ""
    password: str = field(default="", repr=False)
    from_address: str
    """The mailbox that Concord writes as and that takes replies."""
    bounce_address: str = ""
    """Where undelivered mail comes back: each message gets ``name+mark@domain`` made of this."""
    listen_host: str = "127.0.0.1"
    """Where the organisation's mail server hands mail for the mailbox on to."""
    listen_port: int = 8025
    public_url: str = ""
    """Where people reach Concord, without a trailing slash."""
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context
    """Makes the context that judges the mail server's certificate."""
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
        """The domain Concord writes from."""
        return self.from_address.rpartition("@")[2]
