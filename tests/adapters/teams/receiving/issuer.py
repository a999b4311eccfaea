"""A local issuer of the real kind: signs RS256 tokens, serves its metadata and its keys."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://issuer.example"


@cache
def private_key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """A key pair of this name, the same throughout the run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


class Issuer:
    """What the issuer publishes can be changed while it runs; every fetch is counted."""

    def __init__(self) -> None:
        self.kids: dict[str, rsa.RSAPrivateKey] = {"first": private_key("first")}
        self.endorsements: list[str] | None = ["msteams", "skype"]
        self.hangs = False
        self.status = 200
        self.fetches = 0
        self.metadata: dict[str, Any] = {}
        self.extra_keys: list[Any] = []
        self.url = ""
        self.elsewhere = 0

    def token(
        self,
        claims: Mapping[str, Any],
        kid: str = "first",
        headers: Mapping[str, Any] | None = None,
    ) -> str:
        """A token signed with a published key."""
        signing = self.kids.get(kid, private_key("unpublished"))
        stated = {"kid": kid, **(headers or {})}
        payload = json.dumps(dict(claims)).encode()
        return jwt.PyJWS().encode(payload, signing, algorithm="RS256", headers=stated)

    def jwks(self) -> dict[str, Any]:
        """The list of keys as published."""
        keys: list[Any] = []
        for kid, key in self.kids.items():
            entry = json.loads(RSAAlgorithm.to_jwk(key.public_key())) | {"kid": kid, "use": "sig"}
            if self.endorsements is not None:
                entry["endorsements"] = self.endorsements
            keys.append(entry)
        return {"keys": keys + self.extra_keys}

    async def _metadata(self, request: web.Request) -> web.Response:
        self.fetches += 1
        if self.hangs:
            await asyncio.sleep(600)
        listed = {"issuer": ISSUER, "jwks_uri": self.url + "/keys"} | self.metadata
        return web.json_response(listed, status=self.status)

    async def _keys(self, request: web.Request) -> web.Response:
        return web.json_response(self.jwks())

    async def _elsewhere(self, request: web.Request) -> web.Response:
        self.elsewhere += 1
        return web.json_response(self.jwks())

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Issuer"]:
        """Serve on a port of this machine."""
        app = web.Application()
        app.router.add_get("/openid", self._metadata)
        app.router.add_get("/keys", self._keys)
        app.router.add_get("/elsewhere", self._elsewhere)
        async with TestServer(app, shutdown_timeout=0.1) as server:
            self.url = str(server.make_url("")).rstrip("/")
            yield self
