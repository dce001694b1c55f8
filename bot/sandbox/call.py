"""One call of the Bot API as it came over the wire: query, form, multipart or JSON, all read the same way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

import orjson

from bot.sandbox.refused import bad

_NAME = re.compile(rb'[; ]name="([^"]*)"')
_FILE_NAME = re.compile(rb'filename="([^"]*)"')
_TYPE = re.compile(rb"content-type:[ \t]*([^\r\n]+)", re.IGNORECASE)
_BOUNDARY = re.compile(r'boundary="?([^";]+)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str
    data: bytes


class Call:
    """Parameters arrive as text (forms) or as JSON values; the readers below accept both, as Telegram does."""

    __slots__ = ("files", "method", "params")

    def __init__(self, method: str, params: Mapping[str, Any], files: Mapping[str, Upload] | None = None) -> None:
        self.method = method
        self.params = params
        self.files = files or {}

    def has(self, name: str) -> bool:
        return self.params.get(name) is not None

    def text(self, name: str) -> str:
        value = self.params.get(name)
        return value if isinstance(value, str) else "" if value is None else str(value)

    def whole(self, name: str, default: int = 0) -> int:
        value = self.params.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad(f"can't parse {name}") from None

    def flag(self, name: str) -> bool:
        return self.params.get(name) in (True, "true", "True", "1", "yes")

    def tree(self, name: str) -> Any:
        """A nested object or list. Forms carry it as JSON text; an empty text means that nothing was given."""
        value = self.params.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            raise bad(f"can't parse {name} JSON object") from None

    def payload(self) -> dict[str, Any]:
        """What the journal shows: nested JSON decoded, files by name and size only."""
        shown: dict[str, Any] = {name: _decoded(value) for name, value in self.params.items()}
        for name, upload in self.files.items():
            shown[name] = {"file_name": upload.name, "size": len(upload.data)}
        return shown


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    return value


def read_call(method: str, query: str, content_type: str, body: bytes) -> Call:
    """Everything the caller gave; what is in the body wins over what is in the address."""
    params: dict[str, Any] = _form(query.encode("utf-8", "surrogatepass")) if query else {}
    if not body:
        return Call(method, params)
    if content_type.startswith("application/x-www-form-urlencoded"):
        params.update(_form(body))
        return Call(method, params)
    if content_type.startswith("application/json"):
        params.update(_object(body))
        return Call(method, params)
    if content_type.startswith("multipart/form-data"):
        return _multipart(method, params, content_type, body)
    return Call(method, params)


def _form(body: bytes) -> dict[str, Any]:
    """By hand, because urllib's reader costs half of what a whole sendMessage does."""
    params: dict[str, Any] = {}
    try:
        for pair in body.split(b"&"):
            name, _, value = pair.partition(b"=")
            params[unquote_to_bytes(name).decode()] = unquote_to_bytes(value.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        raise bad("strings must be encoded in UTF-8") from None
    return params


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise bad("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad("object expected as JSON body")
    return value


def _multipart(method: str, params: dict[str, Any], content_type: str, body: bytes) -> Call:
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise bad("can't parse multipart body")
    files: dict[str, Upload] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + found[1].encode())[1:-1]:
        head, _, data = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if name is None:
            continue
        file_name, mime = _FILE_NAME.search(head), _TYPE.search(head)
        if file_name is None:
            params[name[1].decode()] = data.decode("utf-8", "replace")
        else:
            files[name[1].decode()] = Upload(
                file_name[1].decode("utf-8", "replace"), mime[1].decode("latin-1") if mime else "", data
            )
    return Call(method, params, files)
