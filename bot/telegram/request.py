"""One HTTP session to the Bot API: raw calls for the straight line, and PTB's request interface on top of it.

aiohttp and not PTB's httpx: 0.1-0.2 ms a call instead of 0.9-6 ms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import orjson
from multidict import CIMultiDict
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.logs import event
from bot.telegram.token import TokenFile
from bot.telegram.update import NotJson, read_json

CONNECTIONS = 32
ANSWER_WITHIN = 20.0  # seconds; a long poll adds its own waiting time
CONNECTED_WITHIN = 5.0
_JSON = CIMultiDict({"Content-Type": "application/json"})


class Unsent(Exception):
    """The call certainly did not reach Telegram."""


class Unsure(Exception):
    """The call may have taken effect: the answer was lost. Telegram has no idempotency key."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What Telegram said. `code` is its error_code, 200 when ok."""

    ok: bool
    result: Any
    code: int = 200
    description: str = ""
    retry_after: float = 0.0
    migrate_to: int = 0


class Wire:
    """Calls methods of the Bot API. `api_url` without a trailing slash, e.g. Telegram's own or the sandbox's."""

    def __init__(
        self, api_url: str, token: str, *, answer_within: float = ANSWER_WITHIN, token_file: Path | None = None
    ) -> None:
        self._api, self._token_file = api_url.rstrip("/"), TokenFile(token_file, token) if token_file else None
        self._speak_as(token)
        self._within = answer_within
        self._session: aiohttp.ClientSession | None = None

    def _speak_as(self, token: str) -> None:
        self._base = f"{self._api}/bot{token}/"
        self._files = f"{self._api}/file/bot{token}/"
        self._urls: dict[str, URL] = {}  # parsing an address anew for each call costs a tenth of the call

    def address(self, method: str) -> str:
        """Where it is called now."""
        return self._base + method

    async def open(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=15, ttl_dns_cache=60),
                timeout=aiohttp.ClientTimeout(total=self._within, sock_connect=CONNECTED_WITHIN),
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),  # a long name tag on every call
                auto_decompress=False,
            )

    async def close(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None  # who calls while it closes has not sent anything
            await session.close()

    async def call(self, method: str, params: Mapping[str, Any], *, within: float | None = None) -> Answer:
        """One call. Raises `Unsent` or `Unsure`; the token is in no message of either."""
        return await self._as_json(method, params, within)

    async def _as_json(self, method: str, params: Mapping[str, Any], within: float | None = None) -> Answer:
        url = self._urls.get(method)
        if url is None:
            url = self._urls[method] = URL(self._base + method)
        return read_answer(*await self.exchange(url, orjson.dumps(params), _JSON, within))

    async def _with_file(
        self, method: str, params: Mapping[str, Any], part: str, name: str, data: bytes, mime: str
    ) -> Answer:
        form = aiohttp.FormData()
        for key, value in params.items():
            form.add_field(key, value if isinstance(value, str) else orjson.dumps(value).decode())
        form.add_field(part, data, filename=name, content_type=mime)
        return read_answer(*await self.exchange(self._base + method, form, {}, None))

    async def exchange(
        self, url: URL | str, body: Any, headers: Mapping[str, str], within: float | None
    ) -> tuple[int, bytes]:
        """A call that was refused for its token was not made: once more, should there be a new one by now. A form is
        used up by then; whoever sent it sends it again."""
        status, said = await self._exchanged(url, body, headers, within)
        if status != 401 or isinstance(body, aiohttp.FormData):
            return status, said
        if self._base in str(url) and not self._renewed():
            return status, said
        return await self._exchanged(self.address(str(url).rpartition("/")[2]), body, headers, within)

    def _renewed(self) -> bool:
        token = self._token_file.again() if self._token_file else None
        if token is not None:
            self._speak_as(token)
            event("token_renewed")
        return token is not None

    async def _exchanged(
        self, url: URL | str, body: Any, headers: Mapping[str, str], within: float | None
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise Unsent("the connection is not open")
        more: dict[str, Any] = {}
        if within is not None:
            more["timeout"] = aiohttp.ClientTimeout(total=within, sock_connect=CONNECTED_WITHIN)
        try:
            response = await self._session.post(url, data=body, headers=headers, allow_redirects=False, **more)
            try:
                return response.status, await response.read()
            finally:
                response.release()  # read to its end it is free already; else its connection is closed
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as fault:
            raise Unsent(type(fault).__name__) from None
        except TimeoutError:
            raise Unsure("no answer in time") from None
        except aiohttp.ClientError as fault:
            raise Unsure(type(fault).__name__) from None

    async def fetch(self, path: str, take: Callable[[bytes], None], *, within: float) -> int:
        """The bytes of a file as they are (`path` from getFile), each piece given to `take`; the status in return.
        What `take` raises ends it. Raises `Unsent` or `Unsure`."""
        if self._session is None:
            raise Unsent("the connection is not open")
        timeout = aiohttp.ClientTimeout(total=within, sock_connect=CONNECTED_WITHIN, sock_read=self._within)
        try:
            url = URL(self._files + quote(path), encoded=True)
            async with self._session.get(url, allow_redirects=False, timeout=timeout) as response:
                if "Content-Encoding" in response.headers:
                    raise Unsure("not the bytes as they are")
                if response.status == 200:
                    async for piece in response.content.iter_any():
                        take(piece)
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
            raise Unsure(type(fault).__name__) from None


def read_answer(status: int, body: bytes) -> Answer:
    """A proxy's error page is an answer too: its status counts, its text is dropped."""
    try:
        said = read_json(body)
    except NotJson:
        said = None
    if not isinstance(said, dict):
        return Answer(False, None, status if status >= 400 else 502, "not an answer of the Bot API")
    if said.get("ok") is True:
        return Answer(True, said.get("result"))
    more = said.get("parameters") or {}
    return Answer(
        ok=False,
        result=None,
        code=int(said.get("error_code", status)),
        description=str(said.get("description", "")),
        retry_after=float(more.get("retry_after", 0)),
        migrate_to=int(more.get("migrate_to_chat_id", 0)),
    )


class AiohttpRequest(BaseRequest):
    """Lets PTB's Bot (typed methods, file uploads) speak through the same session."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @property
    def read_timeout(self) -> float | None:
        return ANSWER_WITHIN

    async def initialize(self) -> None:
        await self._wire.open()

    async def shutdown(self) -> None:
        """The wire is closed by whoever opened it."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        within = read_timeout if isinstance(read_timeout, int | float) else ANSWER_WITHIN
        try:
            here = self._wire.address(url.rpartition("/")[2])  # PTB keeps the token it began with
            return await self._wire.exchange(here, _form(request_data), {}, within)
        except Unsent as fault:
            raise NetworkError(f"not sent: {fault}") from None
        except Unsure:
            raise TimedOut("no answer; it may have taken effect") from None


def _form(data: RequestData | None) -> Any:
    if data is None:
        return None
    if not data.contains_files:
        return dict(data.json_parameters)
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
