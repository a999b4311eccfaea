"""Protects the workbench from other web pages: DNS rebinding, forged requests, embedding."""

from aiohttp import web
from aiohttp.typedefs import Handler

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer only requests to this machine by its own name, and changes only from our page."""
    refusal = _refusal(request)
    if refusal:
        return web.Response(status=403, text=refusal, headers=HEADERS)
    return await handler(request)


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Add the protective headers to every answer."""
    response.headers.update(HEADERS)


def _refusal(request: web.Request) -> str:
    socket = request.transport and request.transport.get_extra_info("sockname")
    port = socket[1] if socket else 0
    hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
    if request.headers.get("Host", "") not in hosts:
        return "The workbench answers only to 127.0.0.1."
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        return "The workbench answers only its own page."
    if request.method in {"GET", "HEAD"}:
        return ""
    origin = request.headers.get("Origin")
    if origin is not None and origin not in {f"http://{host}" for host in hosts}:
        return "The workbench answers only its own page."
    if request.content_type != "application/json":
        return "The workbench takes only JSON."
    return ""
