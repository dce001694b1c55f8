"""HTTP/1.1 by hand, both ways: only what bots and Bot APIs say to each other, as fast as Python can."""

from __future__ import annotations

import re
from email.message import Message
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TYPE = re.compile(rb"\r\ncontent-type: *([^\r]+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_RETRY = re.compile(rb"\r\nretry-after: *(\d+)", re.IGNORECASE)
_NAME = re.compile(rb'name="([^"]+)"')


class Request(NamedTuple):
    path: str
    kind: bytes  # content type
    body: bytes


class Reply(NamedTuple):
    status: int
    retry_after: float
    body: bytes


def take_request(buffer: bytearray) -> Request | None:
    """The first whole request, taken out of `buffer`; None while it is incomplete."""
    whole = _take(buffer)
    if whole is None:
        return None
    head, body = whole
    kind = _TYPE.search(head)
    return Request(head.split(b" ", 2)[1].decode("latin-1"), kind[1] if kind else b"", body)


def take_reply(buffer: bytearray) -> Reply | None:
    """The first whole reply, taken out of `buffer`; None while it is incomplete."""
    whole = _take(buffer)
    if whole is None:
        return None
    head, body = whole
    retry = _RETRY.search(head)
    return Reply(int(head[9:12]), float(retry[1]) if retry else 0.0, body)


def _take(buffer: bytearray) -> tuple[bytes, bytes] | None:
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    head, start = bytes(buffer[:end]), end + 4
    length = _LENGTH.search(head)
    if length is None and _CHUNKED.search(head):
        return _take_chunks(buffer, head, start)
    stop = start + (int(length[1]) if length else 0)
    if len(buffer) < stop:
        return None
    body = bytes(buffer[start:stop])
    del buffer[:stop]
    return head, body


def _take_chunks(buffer: bytearray, head: bytes, at: int) -> tuple[bytes, bytes] | None:
    body = bytearray()
    while True:
        line = buffer.find(b"\r\n", at)
        if line < 0:
            return None
        size = int(bytes(buffer[at:line]).split(b";")[0], 16)
        stop = line + 2 + size + 2
        if len(buffer) < stop:
            return None
        body += buffer[line + 2 : line + 2 + size]
        at = stop
        if size == 0:
            del buffer[:at]
            return head, bytes(body)


def params_of(request: Request) -> dict[str, Any]:
    """A method's parameters, in whichever of Telegram's three ways they came."""
    if not request.body:
        return {}
    if request.kind.startswith(b"application/json"):
        said = orjson.loads(request.body)
        return said if isinstance(said, dict) else {}
    if request.kind.startswith(b"multipart/"):
        return _parts(request)
    return dict(parse_qsl(request.body.decode("ascii"), keep_blank_values=True))


def _parts(request: Request) -> dict[str, Any]:
    """The plain fields of a multipart body; files are not looked at."""
    about = Message()
    about["Content-Type"] = request.kind.decode("latin-1")
    found: dict[str, Any] = {}
    for part in request.body.split(b"--" + str(about.get_param("boundary")).encode()):
        head, _, value = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if name and b"filename=" not in head:
            found[name[1].decode()] = value.removesuffix(b"\r\n").decode("utf-8", "replace")
    return found


def ok(result: bytes) -> bytes:
    """The Bot API's way to say yes, as a whole reply."""
    return _said(b"200 OK", b'{"ok":true,"result":%b}' % result)


def no(code: int, description: str) -> bytes:
    said = orjson.dumps({"ok": False, "error_code": code, "description": description})
    return _said(b"%d No" % code, said)


def _said(status: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body)


def post(host: str, path: str, secret: str, body: bytes) -> bytes:
    """One webhook call, as Telegram makes it."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\n\r\n"
    ).encode("latin-1") + body
