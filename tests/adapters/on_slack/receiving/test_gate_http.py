import asyncio
import gzip
from collections.abc import Mapping

import pytest

from adapters.slack.receiving.gate import BODY_LIMIT_BYTES
from core.ports import UNREADABLE
from tests.adapters.on_slack.conftest import Office
from tests.adapters.on_slack.receiving.signed import FORM, JSON, NOW, encoded, headers, slash
from tests.pace import PATIENCE

STAMP = str(int(NOW.timestamp()))


async def raw_http(office: Office, head: bytes, body: bytes = b"") -> int:
    """Send bytes as they are, as no client library would; return the status, or 0 for none."""
    client = await office.serve()
    assert client.port is not None
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(head.replace(b"\n", b"\r\n") + b"\r\n\r\n" + body)
    try:
        line = await asyncio.wait_for(reader.readline(), PATIENCE)
    finally:
        writer.close()
        await writer.wait_closed()
    return int(line.split()[1]) if line else 0


def head(size: int, fields: Mapping[str, bytes], kind: str = FORM) -> bytes:
    """Return the head of a request, header values as raw bytes."""
    lines = [b"POST /slack/events HTTP/1.1", b"Host: x", b"Connection: close"]
    lines += [f"Content-Length: {size}".encode(), f"Content-Type: {kind}".encode()]
    lines += [name.encode() + b": " + value for name, value in fields.items()]
    return b"\n".join(lines)


GOOD = {"X-Slack-Request-Timestamp": STAMP.encode(), "X-Slack-Signature": b"v0=" + b"0" * 64}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"X-Slack-Signature": GOOD["X-Slack-Signature"]},
        {"X-Slack-Request-Timestamp": GOOD["X-Slack-Request-Timestamp"]},
        {**GOOD, "X-Slack-Signature": b""},
        {**GOOD, "X-Slack-Signature": b"v0=\xff\xfe"},
        {**GOOD, "X-Slack-Signature": "v0=é".encode()},
        {**GOOD, "X-Slack-Signature": b"v0=" + b"g" * 64},
        {**GOOD, "X-Slack-Signature": b"v0=" + b"0" * 5000},
        {**GOOD, "X-Slack-Request-Timestamp": b"\xff"},
        {**GOOD, "X-Slack-Request-Timestamp": b"9" * 5000},
        {**GOOD, "X-Slack-Request-Timestamp": "١".encode()},
        {**GOOD, "x-slack-signature": GOOD["X-Slack-Signature"]},
        {**GOOD, "x-slack-request-timestamp": STAMP.encode()},
        GOOD,
    ],
)
async def test_missing_and_odd_headers_are_unauthorised(
    office: Office, fields: Mapping[str, bytes]
) -> None:
    """401 over raw HTTP, whatever bytes they hold; never a 5xx."""
    body, _ = encoded(slash())
    assert await raw_http(office, head(len(body), fields), body) == 401
    assert office.desk.asked == []


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/json, application/x-www-form-urlencoded",
        "\xff",
    ],
)
async def test_other_media_types_are_refused_unread(office: Office, kind: str) -> None:
    """415, before the body is looked at."""
    assert await raw_http(office, head(4, GOOD, kind), b"a=b\r") == 415


async def test_two_media_types_are_refused(office: Office) -> None:
    """No parser gets to choose; the web server itself does not let them through."""
    fields = {**GOOD, "content-type": JSON.encode()}
    assert await raw_http(office, head(3, fields), b"a=b") == 400


async def test_a_compressed_body_is_refused(office: Office) -> None:
    """Slack sends none, and a bomb would be one."""
    body = gzip.compress(b"0" * 1_000_000)
    fields = {**GOOD, "Content-Encoding": b"gzip"}
    assert await raw_http(office, head(len(body), fields), body) == 415


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
async def test_other_methods_are_refused(office: Office, method: str) -> None:
    """405."""
    client = await office.serve()
    assert (await client.request(method, "/slack/events")).status == 405


async def test_a_body_too_large_is_refused_by_its_announcement(office: Office) -> None:
    """413, without reading any of it."""
    assert await raw_http(office, head(BODY_LIMIT_BYTES + 1, GOOD)) == 413


async def test_a_body_too_large_is_refused_as_it_comes(office: Office) -> None:
    """413 also where no length was announced."""
    start = head(0, GOOD).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    assert await raw_http(office, start, chunk * 6) == 413


async def test_the_largest_body_is_read(office: Office) -> None:
    """Up to the limit it is a matter of the signature."""
    body = b"a" * BODY_LIMIT_BYTES
    assert await raw_http(office, head(BODY_LIMIT_BYTES, GOOD), body) == 401


async def test_a_body_that_drips_is_given_up(office: Office) -> None:
    """408 after a few seconds: a slow sender holds nothing open."""
    assert await raw_http(office, head(100, GOOD), b"a") == 408


@pytest.mark.parametrize("kind", [JSON, FORM])
async def test_deep_nesting_is_refused_unsigned_or_signed(office: Office, kind: str) -> None:
    """401 unsigned, 400 signed and then kept; no parser ever sees it."""
    client = await office.serve()
    deep = b'{"a":' * 30_000
    body = deep if kind == JSON else b"payload=" + deep
    signed = headers(body, kind=kind)
    unsigned = {**signed, "X-Slack-Signature": "v0=" + "0" * 64}
    assert (await client.post("/slack/events", data=body, headers=unsigned)).status == 401
    assert (await client.post("/slack/events", data=body, headers=signed)).status == 400
    assert len(await office.documents.keys(UNREADABLE)) == 1


async def test_no_byte_can_be_changed_on_the_way(office: Office) -> None:
    """Every byte of a request's body, timestamp and signature, over HTTP: 401 and nothing done."""
    client = await office.serve()
    body, kind = encoded(slash("list"))
    good = headers(body, kind=kind)
    tried = 0
    for at in range(len(body)):
        changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        response = await client.post("/slack/events", data=changed, headers=good)
        assert response.status == 401, at
        tried += 1
    for name in ("X-Slack-Request-Timestamp", "X-Slack-Signature"):
        for at, character in enumerate(good[name]):
            other = "1" if character != "1" else "2"
            changed_header = good[name][:at] + other + good[name][at + 1 :]
            fields = {**good, name: changed_header}
            response = await client.post("/slack/events", data=body, headers=fields)
            assert response.status == 401, (name, at)
            tried += 1
    assert tried > 200
    assert office.desk.asked == []
    assert (await client.post("/slack/events", data=body, headers=good)).status == 200


async def test_garbage_instead_of_a_request_is_no_5xx(office: Office) -> None:
    """Bytes that are not even HTTP get a 4xx or nothing."""
    for start in (b"\x16\x03\x01\x02\x00", b"POST /slack/events HTTP/1.1\nContent-Length: -1"):
        assert await raw_http(office, start) < 500
