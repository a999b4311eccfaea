"""Where messages may go: a list of hosts, letter for letter, checked in and checked out."""

import pytest

from adapters.teams.sending.conversations import ConversationAddress, remember
from adapters.teams.sending.courier import RegistrationClients, TeamsCourier
from adapters.teams.settings import SERVICE_HOSTS, Registration, TeamsSettings, may_be_sent_to
from core.directory.model import Channel
from core.notifications.couriers import MessageRejected
from core.vocabulary import Platform
from tests.adapters.teams.office import APP, TENANT, USER, Office, said

GOOD = "smba.trafficmanager.net"

HOSTILE = [
    "",
    " ",
    "/",
    "smba.trafficmanager.net",
    "//smba.trafficmanager.net/uk/",
    "http://smba.trafficmanager.net/uk/",
    "HTTP://smba.trafficmanager.net/uk/",
    "HTTPS://smba.trafficmanager.net/uk/",
    "ftp://smba.trafficmanager.net/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "gopher://smba.trafficmanager.net/",
    "https:/smba.trafficmanager.net/",
    "https:smba.trafficmanager.net",
    "https:///smba.trafficmanager.net/",
    "https://",
    "https://evil.example/",
    "https://smba.trafficmanager.net.evil.example/",
    "https://evil.example/smba.trafficmanager.net/",
    "https://evilsmba.trafficmanager.net/",
    "https://x.smba.trafficmanager.net/",
    "https://trafficmanager.net/",
    "https://smba.trafficmanager.net./uk/",
    "https://.smba.trafficmanager.net/",
    "https://smba..trafficmanager.net/",
    "https://SMBA.trafficmanager.net/",
    "https://smba.trafficmanager.net:443/",
    "https://smba.trafficmanager.net:8443/",
    "https://smba.trafficmanager.net:80@evil.example/",
    "https://smba.trafficmanager.net@evil.example/",
    "https://user@smba.trafficmanager.net/",
    "https://user:pass@smba.trafficmanager.net/",
    "https://evil.example\\@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net\\.evil.example/",
    "https://smba.trafficmanager.net\\evil",
    "https:\\\\smba.trafficmanager.net\\uk",
    "https://smba.trafficmanager.net%2eevil.example/",
    "https://smba.trafficmanager.net%00.evil.example/",
    "https://%73mba.trafficmanager.net/",
    "https://smba.trafficmanager.net#@evil.example/",
    "https://smba.trafficmanager.net?@evil.example/",
    "https://smba.trafficmanager.net/?to=evil",
    "https://smba.trafficmanager.net/#x",
    "https://smba.trafficmanager.net/;x",
    "https://smba.trafficmanager.net/../x",
    "https://smba.trafficmanager.net/./x",
    "https://smba.trafficmanager.net//evil.example/",
    "https://smba.trafficmanager.net/%2e%2e/",
    "https://smba.trafficmanager.net/a b",
    "https://smba.trafficmanager.net/\r\nHost: evil.example",
    "https://smba.trafficmanager.net/\n",
    "https://smba.trafficmanager.net\n",
    "https://smba.trafficmanager.net\t/",
    " https://smba.trafficmanager.net/",
    "https://smba.trafficmanager.net/ ",
    "https://smba.trafficmanager.net/\x00",
    "https://ѕmba.trafficmanager.net/",
    "https://smba。trafficmanager。net/",
    "https://smba.trafficmanager.net/é",
    "https://smba.trafﬁcmanager.net/",
    "https://xn--mba-lcd.trafficmanager.net/",
    "https://\u202esmba.trafficmanager.net/",
    "https://smba\u200b.trafficmanager.net/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[smba.trafficmanager.net]/",
    "https://169.254.169.254/latest/meta-data/",
    "https://localhost/",
    "http://localhost:8000/",
    "http://127.0.0.1:8000/",
    "https://smba.trafficmanager.net/" + "a" * 400,
]


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_service_url_is_not_trusted(url: str) -> None:
    """Neither read nor repaired: what is not of the one form is not on the list."""
    assert not may_be_sent_to(url, SERVICE_HOSTS)


@pytest.mark.parametrize("url", [None, 7, b"https://smba.trafficmanager.net/", [GOOD], {}])
def test_what_is_no_text_is_not_trusted(url: object) -> None:
    """Whatever JSON can hold."""
    assert not may_be_sent_to(url, SERVICE_HOSTS)


@pytest.mark.parametrize("path", ["", "/", "/uk/", "/emea", f"/amer/{TENANT}/"])
def test_the_listed_host_is_trusted(path: str) -> None:
    """With the paths that regions and tenants have."""
    assert may_be_sent_to(f"https://{GOOD}{path}", SERVICE_HOSTS)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1@evil.example/", "http://localhost.evil.example:80/", "http://[::1]:9/"],
)
def test_loopback_lets_in_nothing_else(url: str) -> None:
    """The workbench's switch opens this machine only."""
    assert not may_be_sent_to(url, SERVICE_HOSTS, allow_loopback=True)


@pytest.mark.parametrize("url", [url for url in HOSTILE if ":8000" not in url])
async def test_the_gate_refuses_a_hostile_service_url_that_its_token_confirms(
    office: Office, url: str
) -> None:
    """Even where token and activity agree on it; nothing connects anywhere."""
    activity = office.activity("message", text="list", serviceUrl=url)
    status, _ = await office.post(activity, office.token(serviceurl=url))
    assert status == 403
    assert office.desk.asked == []
    assert office.connector.connections == 0


@pytest.mark.parametrize("url", HOSTILE)
async def test_the_courier_makes_no_client_for_a_hostile_service_url(url: str) -> None:
    """The check is made again just before sending."""
    registration = Registration(app_id=APP, secret="s", tenant=TENANT)
    settings = TeamsSettings(registrations=(registration,), static_token="t")
    with pytest.raises(MessageRejected):
        await RegistrationClients(settings, registration).create(url)


async def test_a_remembered_address_that_is_no_longer_listed_is_not_used(office: Office) -> None:
    """The conversation is begun anew at the registration's own service URL."""
    stale = ConversationAddress(
        service_url="https://evil.example/", conversation="a:1", user=USER, tenant=TENANT
    )
    await remember(office.documents, stale)
    courier = TeamsCourier(office.settings, office.documents)
    channel = Channel(platform=Platform.TEAMS, tenant=TENANT, user=USER)
    await courier.deliver(channel, said("Hello"), repeat=False)
    assert office.connector.taken[0].path == "/uk/v3/conversations"


def test_there_are_at_least_sixty_hostile_urls() -> None:
    """The list does not shrink unseen."""
    assert len(set(HOSTILE)) >= 60


def test_a_registration_must_not_send_elsewhere() -> None:
    """A default service URL off the list is refused at the start."""
    registration = Registration(
        app_id=APP, secret="s", tenant=TENANT, service_url="https://evil.example/"
    )
    with pytest.raises(ValueError, match="service URL"):
        TeamsSettings(registrations=(registration,))
