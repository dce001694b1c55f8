"""Files that the sandbox's Telegram holds: two ids each, a path to fetch them by, a little of what is inside."""

from __future__ import annotations

import base64
import hashlib
from mimetypes import guess_type
from random import Random

from bot.sandbox.limits import DOWNLOAD
from bot.sandbox.model import File
from bot.sandbox.refused import bad

_SUFFIX = {
    "photo": ".jpg", "voice": ".oga", "live_photo": ".mp4", "video": ".mp4", "video_note": ".mp4", "animation": ".mp4",
    "audio": ".mp3", "sticker": ".webp",
}  # fmt: skip
_FOLDER = {
    "photo": "photos", "voice": "voice", "document": "documents", "live_photo": "videos", "video": "videos",
    "video_note": "video_notes", "animation": "animations", "audio": "music", "sticker": "stickers",
}  # fmt: skip
_MIME = {
    "photo": "image/jpeg", "voice": "audio/ogg", "live_photo": "video/mp4", "video": "video/mp4",
    "video_note": "video/mp4", "animation": "video/mp4", "audio": "audio/mpeg", "sticker": "image/webp",
}  # fmt: skip
_MOVING = ("voice", "live_photo", "video", "video_note", "animation", "audio")
_SEEN = {"video": (640, 360), "live_photo": (720, 960), "video_note": (384, 384), "animation": (480, 270),
         "sticker": (512, 512)}  # fmt: skip


class Files:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._by_id: dict[str, File] = {}
        self._by_unique: dict[str, File] = {}
        self._by_path: dict[str, File] = {}

    def keep(self, kind: str, data: bytes, *, name: str = "", mime: str = "", size: int = 0) -> File:
        """Hold new bytes. `size` lets a test speak of a file bigger than it wants to send."""
        width, height = _dimensions(data) if kind == "photo" else (0, 0)
        held = self._make(kind, data, name, mime, size)
        held.width, held.height = _SEEN.get(kind, (width, height))
        if kind in _MOVING:
            held.duration = max(1, len(data) // 4000)
        if kind == "photo":
            held.small = self._make(kind, data, name, mime, 0)
            held.small.width, held.small.height = max(1, width // 8), max(1, height // 8)
        if kind == "live_photo":
            held.small = self.keep("photo", data)
        return held

    def _make(self, kind: str, data: bytes, name: str, mime: str, size: int) -> File:
        number = len(self._by_id)
        secret = self._random.randbytes(18)
        unique = hashlib.sha256(secret).digest()[:9]
        held = File(
            id=f"AgAD{base64.urlsafe_b64encode(secret + number.to_bytes(6)).decode()}",
            unique_id=f"AQAD{base64.urlsafe_b64encode(unique).decode()}",
            kind=kind,
            data=data,
            size=size or len(data),
            mime=_MIME.get(kind) or mime or guess_type(name)[0] or "application/octet-stream",
            name=name,
            path=f"{_FOLDER[kind]}/file_{number}{_SUFFIX.get(kind) or _ending(name)}",
        )
        self._by_id[held.id] = held
        self._by_unique[held.unique_id] = held
        self._by_path[held.path] = held
        return held

    def by_id(self, file_id: str) -> File:
        held = self._by_id.get(file_id)
        if held is None:
            raise bad("wrong file identifier/HTTP URL specified")
        return held

    def to_download(self, file_id: str) -> File:
        held = self._by_id.get(file_id)
        if held is None:
            raise bad("invalid file_id")
        if held.size > DOWNLOAD:
            raise bad("file is too big")
        return held

    def by_unique(self, unique_id: str) -> File | None:
        return self._by_unique.get(unique_id)

    def by_path(self, path: str) -> File | None:
        return self._by_path.get(path)


def _ending(name: str) -> str:
    _, dot, ending = name.rpartition(".")
    return f".{ending}" if dot and ending.isalnum() and ending.isascii() and len(ending) <= 8 else ""


def _dimensions(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG; anything else is shown at a usual size."""
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    place = 2
    while data[:2] == b"\xff\xd8" and place + 9 < len(data) and data[place] == 0xFF:
        if data[place + 1] in (0xC0, 0xC1, 0xC2):
            return int.from_bytes(data[place + 7 : place + 9]), int.from_bytes(data[place + 5 : place + 7])
        place += 2 + int.from_bytes(data[place + 2 : place + 4])
    return 1280, 960
