"""Settings of the Teams adapter: registrations, the trusted issuer, and the allowed hosts."""

import re
from dataclasses import dataclass, field
from typing import Final

SERVICE_HOSTS: Final = frozenset({"smba.trafficmanager.net"})
"""Hosts of the public cloud's connectors."""
ANSWER_SECONDS: Final = 2.5
"""Teams waits five for a dialog; the form may have to be drawn again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One bot registration; each tenant has its own, for that tenant only."""

    app_id: str
    secret: str = field(repr=False)
    tenant: str
    service_url: str = "https://smba.trafficmanager.net/teams/"
    """Service URL for beginning a conversation with a person whose address is not known yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSettings:
    """All registrations and the issuer they trust. Raises ValueError for settings that would let
    unauthenticated requests in, such as an empty app id, with which the SDK runs any activity.
    """

    registrations: tuple[Registration, ...]
    openid_metadata_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    issuer: str = "https://api.botframework.com"
    login_url: str = "https://login.microsoftonline.com/"
    oauth_scope: str = "https://api.botframework.com"
    service_hosts: frozenset[str] = SERVICE_HOSTS
    allow_loopback: bool = False
    """Allow unencrypted connections to this machine, for the workbench and tests only."""
    static_token: str = field(default="", repr=False)
    """Sent instead of a token from ``login_url``; for the workbench and for tests."""
    within: float = 10.0
    """Seconds that sending one message may take; half of them for the connection."""
    answer_within: float = ANSWER_SECONDS
    """Seconds that the desk may take to answer a request."""

    def __post_init__(self) -> None:
        """Raise ValueError for missing or unsafe settings."""
        if not self.registrations:
            raise ValueError("Teams needs at least one bot registration")
        for registration in self.registrations:
            self._check(registration)
        for name in ("app_id", "tenant"):
            values = [getattr(registration, name) for registration in self.registrations]
            if len(set(values)) < len(values):
                raise ValueError(f"two Teams registrations share the same {name}")
        if not self.issuer:
            raise ValueError("Teams needs the issuer whose tokens are trusted")
        schemes = ("https://", "http://127.0.0.1:") if self.allow_loopback else ("https://",)
        if not self.openid_metadata_url.startswith(schemes):
            raise ValueError("signing keys are fetched over https only")

    def _check(self, registration: Registration) -> None:
        if not registration.app_id.strip():
            raise ValueError("a Teams registration without an app id would let anybody in")
        if not registration.tenant.strip():
            raise ValueError("a Teams registration needs its tenant")
        if not self.trusts(registration.service_url):
            raise ValueError("a Teams registration's service URL is not on the list of hosts")

    def trusts(self, url: object) -> bool:
        """Return whether messages may be sent to this service URL."""
        return may_be_sent_to(url, self.service_hosts, allow_loopback=self.allow_loopback)

    def by_app(self, app_id: object) -> Registration | None:
        """Return the registration with this app id, or None."""
        return next((r for r in self.registrations if r.app_id == app_id), None)

    def by_tenant(self, tenant: str) -> Registration | None:
        """Return the registration of this tenant, or None."""
        return next((r for r in self.registrations if r.tenant == tenant), None)


_PATH: Final = r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?"
_PUBLIC: Final = re.compile(rf"https://([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{{2,}}){_PATH}", re.ASCII)
_LOOPBACK: Final = re.compile(rf"https?://(?:127\.0\.0\.1|localhost):[0-9]{{1,5}}{_PATH}", re.ASCII)
_LONGEST: Final = 300


def may_be_sent_to(url: object, hosts: frozenset[str], *, allow_loopback: bool = False) -> bool:
    """Return True only for ``https://host/path`` with a host of the list, character for character.

    One fixed form instead of a parser: anything outside it (user information, ports, IP literals,
    escapes, queries, upper case, a final dot, dots as a folder) is refused, so that no two parsers
    can read a URL differently. ``allow_loopback`` also allows this machine, for the workbench and
    tests.
    """
    if not isinstance(url, str) or len(url) > _LONGEST:
        return False
    if allow_loopback and _LOOPBACK.fullmatch(url):
        return True
    match = _PUBLIC.fullmatch(url)
    return match is not None and match.group(1) in hosts
