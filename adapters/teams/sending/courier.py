"""Deliver on Teams, or raise a DeliveryFailed. Besides ``app`` the only file that uses the SDK.

The SDK builds requests and parses answers; sending is ours. The SDK's own sender uses ``requests``
in the event loop's few default threads, follows redirects, limits only single reads, and cannot
tell a refused connection from a lost answer.
"""

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final

import aiohttp
import requests
from botbuilder.schema import Activity, Attachment, ChannelAccount, ConversationParameters
from botframework.connector import BotFrameworkConnectorConfiguration
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import (
    ConnectorFactory,
    PasswordServiceClientCredentialFactory,
)
from msal import ConfidentialClientApplication  # type: ignore[import-untyped]
from msrest.authentication import Authentication
from msrest.pipeline import Request, Response
from msrest.pipeline.async_abc import AsyncHTTPSender, AsyncPipeline
from msrest.pipeline.universal import RawDeserializer
from msrest.universal_http import HTTPClientResponse
from msrest.universal_http.requests import ClientRetryPolicy
from yarl import URL

from adapters.teams.drawing.draw import draw_card, draw_summary
from adapters.teams.sending import conversations
from adapters.teams.sending.api_errors import before_any_message, refused
from adapters.teams.sending.conversations import ConversationAddress
from adapters.teams.settings import Registration, TeamsSettings
from core.cards import Card
from core.directory.model import Channel
from core.notifications.couriers import (
    ChannelUnreachable,
    DeliveryFailed,
    DeliveryUnknown,
    MessageRejected,
    QueueDown,
    RetryLater,
    Told,
)
from core.ports import KeyValueStore, LedgerUnavailable
from core.vocabulary import FailureReason

_TOKEN_WITHIN: Final = 8.0
_LARGEST_ANSWER: Final = 1 << 20
_TOKEN_THREADS: Final = 4
_TEMPORARY_TOKEN_ERRORS: Final = ("temporarily_unavailable", "server_error")


class RegistrationClients(ConnectorFactory):
    """Create connector clients of one registration, for trusted service URLs only."""

    def __init__(self, settings: TeamsSettings, registration: Registration) -> None:
        _speed_up_sdk()
        self._settings = settings
        self._bearer = _Bearer(settings, registration)

    async def create(self, service_url: str, audience: str | None = None) -> Any:
        """Return a client for this service URL. Raises MessageRejected if it is not trusted."""
        del audience  # each registration has one, used by its token
        if not self._settings.trusts(service_url):
            raise MessageRejected("service_url_not_listed")
        configuration = BotFrameworkConnectorConfiguration(
            Authentication(), service_url, pipeline_type=self._pipeline
        )
        return ConnectorClient(None, custom_configuration=configuration)

    def _pipeline(self, configuration: Any) -> Any:
        """Combine the SDK's parsing of answers with our sender.

        No policy may be shared with the client's default pipeline, which is created as well and
        would attach it to its own sender; so our sender adds the token itself.
        """
        policies = [configuration.user_agent_policy, RawDeserializer()]
        return AsyncPipeline(policies, _Sender(self._bearer, self._settings.within))


class TeamsCourier:
    """Deliver direct messages on Teams; a Courier."""

    def __init__(self, settings: TeamsSettings, documents: KeyValueStore) -> None:
        self._settings = settings
        self._documents = documents
        self._lines = {
            registration.tenant: RegistrationClients(settings, registration)
            for registration in settings.registrations
        }

    async def deliver(self, channel: Channel, card: Card, *, repeat: bool) -> Told:
        """Send a card to a person's chat with the bot, begun here if there is none yet."""
        activity = _message(card, repeat=repeat)
        until = asyncio.get_running_loop().time() + self._settings.within
        try:
            async with asyncio.timeout_at(until):
                address = await self._address(channel)
        except (TimeoutError, LedgerUnavailable):
            raise RetryLater("no_address_in_time") from None
        try:
            async with asyncio.timeout_at(until):
                sent = await self._send(address, activity)
        except TimeoutError:
            raise DeliveryUnknown("timeout") from None
        except ChannelUnreachable as failure:
            if failure.code.startswith("http_404"):  # begin the conversation anew next time
                await self._forget(channel)
            raise
        message = {
            "tenant": channel.tenant,
            "user": channel.user,
            "conversation": address.conversation,
            "activity": sent,
        }
        return Told(json.dumps(message))

    async def redraw(self, message: str, card: Card) -> None:
        """Replace a delivered message."""
        tenant, user, conversation, activity_id = _message_address(message)
        activity = _message(card, repeat=False)
        activity.id = activity_id
        try:
            async with asyncio.timeout(self._settings.within):
                known = await conversations.find(self._documents, tenant, user)
                url = known.service_url if known else self._registration(tenant).service_url
                client = await self._line(tenant).create(url)
                await _asked(
                    client.conversations.update_activity(conversation, activity_id, activity)
                )
        except LedgerUnavailable:
            raise RetryLater("no_address_in_time") from None
        except TimeoutError:
            raise DeliveryUnknown("timeout") from None

    async def member(self, channel: Channel) -> Mapping[str, Any]:
        """Return what Teams says of a person in their chat with the bot: ``tenantId``,
        ``userRole``, ...

        Raises a DeliveryFailed, or LedgerUnavailable; the caller sets a timeout.
        """
        address = await self._address(channel)
        client = await self._line(channel.tenant).create(address.service_url)
        found = await _asked(
            client.conversations.get_conversation_member(address.conversation, channel.user)
        )
        said: Mapping[str, Any] = {
            **(getattr(found, "additional_properties", None) or {}),
            "aadObjectId": getattr(found, "aad_object_id", None),
        }
        return said

    async def _address(self, channel: Channel) -> ConversationAddress:
        """Return the stored address, or that of a conversation begun now."""
        known = await conversations.find(self._documents, channel.tenant, channel.user)
        if known is not None and self._settings.trusts(known.service_url):
            return known
        try:
            address = await self._begun(channel)
        except DeliveryFailed as failure:
            raise before_any_message(failure) from failure
        with suppress(LedgerUnavailable):
            await conversations.remember(self._documents, address)
        return address

    async def _forget(self, channel: Channel) -> None:
        with suppress(LedgerUnavailable):
            await conversations.forget(self._documents, channel.tenant, channel.user)

    async def _begun(self, channel: Channel) -> ConversationAddress:
        registration = self._registration(channel.tenant)
        client = await self._line(channel.tenant).create(registration.service_url)
        begin = ConversationParameters(
            is_group=False,
            bot=ChannelAccount(id=f"28:{registration.app_id}"),
            members=[ChannelAccount(id=channel.user)],
            tenant_id=channel.tenant,
            channel_data={"tenant": {"id": channel.tenant}},
        )
        conversation = _id(await _asked(client.conversations.create_conversation(begin)))
        return ConversationAddress(
            service_url=registration.service_url,
            conversation=conversation,
            user=channel.user,
            tenant=channel.tenant,
        )

    async def _send(self, address: ConversationAddress, activity: Any) -> str:
        client = await self._line(address.tenant).create(address.service_url)
        to = address.conversation
        return _id(await _asked(client.conversations.send_to_conversation(to, activity)))

    def _registration(self, tenant: str) -> Registration:
        registration = self._settings.by_tenant(tenant)
        if registration is None:
            raise ChannelUnreachable("no_registration", FailureReason.NOT_INSTALLED)
        return registration

    def _line(self, tenant: str) -> RegistrationClients:
        return self._lines[self._registration(tenant).tenant]


def _message(card: Card, *, repeat: bool) -> Any:
    drawn = draw_card(card, repeat=repeat)
    attachment = Attachment(content_type=drawn["contentType"], content=drawn["content"])
    return Activity(type="message", summary=draw_summary(card), attachments=[attachment])


async def _asked(call: Any) -> Any:
    """Await an SDK call; an error in reading the answer becomes DeliveryUnknown."""
    try:
        return await call
    except (DeliveryFailed, TimeoutError):
        raise
    except Exception as error:
        raise DeliveryUnknown(type(error).__name__) from error


def _id(answer: Any) -> str:
    """Return the id in an answer; without one it is unknown whether the message was accepted."""
    given = getattr(answer, "id", None)
    if not isinstance(given, str) or not given:
        raise DeliveryUnknown("no_id")
    return given


def _message_address(message: str) -> tuple[str, str, str, str]:
    try:
        told = json.loads(message)
        return told["tenant"], told.get("user", ""), told["conversation"], told["activity"]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise MessageRejected("no_message_address") from None


class _Bearer:
    """A registration's token, fetched through the SDK's credentials and MSAL, which caches it."""

    def __init__(self, settings: TeamsSettings, registration: Registration) -> None:
        self._settings = settings
        self._registration = registration
        self._credentials: Any = None
        self._threads = ThreadPoolExecutor(_TOKEN_THREADS, thread_name_prefix="teams-token")

    async def token(self) -> str:
        """Return the token; MSAL blocks, so it runs in threads of our own."""
        if self._settings.static_token:
            return self._settings.static_token
        if self._credentials is None:
            factory = PasswordServiceClientCredentialFactory(
                self._registration.app_id, self._registration.secret, self._registration.tenant
            )
            self._credentials = await factory.create_credentials(
                self._registration.app_id,
                self._settings.oauth_scope,
                self._settings.login_url,
                validate_authority=True,
            )
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._fetched)
        except PermissionError as error:
            if any(word in str(error) for word in _TEMPORARY_TOKEN_ERRORS):
                raise RetryLater("token_unavailable") from None
            raise QueueDown("token_refused") from None
        except requests.RequestException as error:
            raise RetryLater(f"token_{type(error).__name__}") from None
        except ValueError:  # MSAL raises it for a wrong tenant or login URL
            raise QueueDown("token_authority") from None

    def _fetched(self) -> str:
        credentials = self._credentials
        if credentials.app is None:  # the SDK would create the same one, without a timeout
            credentials.app = ConfidentialClientApplication(
                client_id=credentials.microsoft_app_id,
                client_credential=credentials.microsoft_app_password,
                authority=credentials.oauth_endpoint,
                timeout=_TOKEN_WITHIN,
                instance_discovery=False,  # the login URL is configured, so no other host is asked
            )
        token: str = credentials.get_access_token()
        return token


class _Sender(AsyncHTTPSender[Any, Any]):
    """Send one request once: new connection, no redirect, no retry, ten seconds in total.

    An idle connection could be closed by the other side just as a message is sent; it would then be
    unknown whether the message arrived.
    """

    def __init__(self, bearer: "_Bearer", within: float) -> None:
        self._bearer = bearer
        self._within = within

    async def __aexit__(self, *details: object) -> None:
        """Do nothing: no connection is kept open."""

    async def send(self, request: Request[Any], **config: Any) -> Response[Any, Any]:
        """Send a request with the token. Raises a DeliveryFailed unless it was accepted."""
        del config
        asked = request.http_request
        try:
            async with asyncio.timeout(_TOKEN_WITHIN):
                headers = {**asked.headers, "Authorization": f"Bearer {await self._bearer.token()}"}
        except TimeoutError:
            raise RetryLater("token_timeout") from None
        try:
            answer = await _exchange(
                asked.method, asked.url, headers, asked.data, within=self._within
            )
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise RetryLater(type(error).__name__) from None  # no connection, so nothing was sent
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise DeliveryUnknown(type(error).__name__) from None
        return Response(request, _Answer(asked, answer))


async def _exchange(
    method: str, url: str, headers: dict[str, str], data: str | None, *, within: float
) -> tuple[int, dict[str, str], bytes]:
    bound = aiohttp.ClientTimeout(total=within, connect=within / 2)
    headers.pop("Content-Length", None)
    async with aiohttp.ClientSession(timeout=bound) as session:
        session._retry_connection = False  # noqa: SLF001 - aiohttp repeats a PUT by itself
        async with session.request(
            method,
            URL(url, encoded=True),
            headers=headers,
            data=data.encode() if data is not None else None,
            allow_redirects=False,
        ) as response:
            status, said = response.status, dict(response.headers)
            if status not in (200, 201, 202):
                raise refused(status, await _code(response), response.headers.get("Retry-After"))
            return status, said, await _body(response)


async def _body(response: aiohttp.ClientResponse) -> bytes:
    """Return the body. Raises ValueError above the size limit."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > _LARGEST_ANSWER:
            raise ValueError("too long an answer")
    return bytes(body)


async def _code(response: aiohttp.ClientResponse) -> str:
    """Return the platform's own error code, "" if the answer has none."""
    try:
        error = json.loads(await _body(response))["error"]
        code = error["code"]
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError, KeyError, TypeError):
        return ""
    return code if isinstance(code, str) else ""


class _Answer(HTTPClientResponse):
    """An answer in the form that the SDK reads."""

    def __init__(self, request: Any, answer: tuple[int, dict[str, str], bytes]) -> None:
        super().__init__(request, None)
        self.status_code, headers, self._body = answer
        self.headers = {name.lower(): value for name, value in headers.items()}

    def body(self) -> bytes:
        """Return the whole body."""
        return self._body


def _speed_up_sdk() -> None:
    """Replace the SDK's list of safe status codes by a set: each client's configuration scans a
    list of 502 codes 999 times, 8 ms a turn; with a set it takes 0.1 ms. The policy itself is never
    used, as we do not use the SDK's sender.
    """
    ClientRetryPolicy.safe_codes = frozenset(ClientRetryPolicy.safe_codes)  # type: ignore[assignment]
