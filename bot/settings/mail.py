"""Settings for e-mail: the mail server, the mailbox, and where incoming mail arrives."""

from collections.abc import Iterator
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from adapters.mail.settings import LONGEST_BOUNCE_USER, LOOPBACK, MailSettings, Security
from adapters.mail.text import is_address
from bot.settings.checks import checked
from bot.settings.sources import InFile

EXPECTED_ADDRESS: Final = "an e-mail address such as concord@partnership.example is expected."
NOT_IN_THE_CLEAR: Final = (
    "none is for a mail server on this machine only; others need starttls or tls."
)


def _is_mail_address(text: str) -> bool:
    """Return whether the text is empty or an address that mail can be sent from."""
    return not text or is_address(text)


def _good_bounce_address(text: str) -> str:
    """Check that the user part is short enough for a mark to be added."""
    if len(text.rpartition("@")[0]) > LONGEST_BOUNCE_USER:
        raise ValueError(
            f"at most {LONGEST_BOUNCE_USER} characters are expected before the @, since Concord "
            "adds a mark of its own to them."
        )
    return text


def _lower(value: Any) -> Any:
    """Return text in lower case; anything else unchanged."""
    return value.lower() if isinstance(value, str) else value


_ADDRESS: Final = checked(_is_mail_address, EXPECTED_ADDRESS)


class MailSection(BaseModel):
    """The one mailbox, for people who are reached by e-mail only."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Annotated[Security, BeforeValidator(_lower)] = Security.STARTTLS
    username: str = ""
    password: Annotated[SecretStr | None, InFile()] = None
    from_address: Annotated[str, _ADDRESS] = ""
    bounce_address: Annotated[str, _ADDRESS, AfterValidator(_good_bounce_address)] = ""
    listen_host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    listen_port: Annotated[int, Field(ge=1, le=65535)] = 8025

    def told(self, public_url: str) -> MailSettings:
        """Return the mail adapter's settings. Raises ValueError."""
        return MailSettings(
            host=self.host,
            port=self.port,
            security=self.security,
            username=self.username,
            password=self._password,
            from_address=self.from_address,
            bounce_address=self.bounce_address,
            listen_host=self.listen_host,
            listen_port=self.listen_port,
            public_url=public_url,
        )

    @property
    def _password(self) -> str:
        return self.password.get_secret_value() if self.password is not None else ""


def missing_mail(mail: MailSection) -> Iterator[tuple[str, str]]:
    """Return what is missing before e-mail can be sent: each variable with a message."""
    if not mail.host:
        yield "CONCORD_MAIL__HOST", "is missing. It is the mail server that takes Concord's mail."
    if not mail.from_address:
        yield (
            "CONCORD_MAIL__FROM_ADDRESS",
            "is missing. It is the mailbox that Concord writes as, and that takes replies.",
        )
    if bool(mail.username) != (mail.password is not None):
        lacking = "PASSWORD" if mail.username else "USERNAME"
        yield f"CONCORD_MAIL__{lacking}", "is missing; the username and password go together."


def in_the_clear(given: Any) -> bool:
    """Return whether the e-mail settings would send mail unencrypted to another machine."""
    if not isinstance(given, dict):
        return False
    none = str(given.get("security", "")).lower() == Security.NONE
    return none and given.get("host", "") not in LOOPBACK
