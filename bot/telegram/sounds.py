"""Files of ours on their way out. Recordings go the first time as bytes, from then on by the id that Telegram gave
them; documents of a pack once, from under their seal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.logs import trouble
from bot.telegram.request import Answer, Wire
from bot.voice import LARGEST

_MIMES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}


class SoundWire(Wire):
    """A call that names a recording of ours, and not a file of Telegram's, is made with that file from `folder`, if it
    is the very one that was published."""

    def __init__(self, api_url: str, token: str, folder: Path, token_file: Path | None = None) -> None:
        super().__init__(api_url, token, token_file=token_file)
        self._folder = folder
        self._known: dict[str, str] = {}  # SHA-256 -> Telegram's id
        self.papers: Callable[[str, str], Awaitable[bytes | None]] | None = None  # a document, by its pack and its kind

    async def call(self, method: str, params: Mapping[str, Any], *, within: float | None = None) -> Answer:
        if method == "sendDocument" and isinstance(params.get("document"), Mapping):
            return await self._paper(method, params)
        named = params.get("voice") if method == "sendVoice" else None
        if not isinstance(named, Mapping):
            return await self._as_json(method, params, within)
        return await self._recording(method, params, str(named["file"]), str(named["sound"]))

    async def _recording(self, method: str, params: Mapping[str, Any], file: str, sound: str) -> Answer:
        if sound in self._known:
            answer = await self._as_json(method, {**params, "voice": self._known[sound]})
            if answer.ok or answer.code != 400:
                return answer
            del self._known[sound]  # Telegram no longer knows it: once more as bytes
        data = await asyncio.to_thread(self._read, file, sound)
        if data is None:
            trouble("recording_missing", None, what=file)
            return Answer(False, None, 400, "the recording is not here")
        rest = {name: value for name, value in params.items() if name != "voice"}
        answer = await self._with_file(method, rest, "voice", "voice.ogg", data, "audio/ogg")
        self._remember(sound, answer)
        return answer

    async def _paper(self, method: str, params: Mapping[str, Any]) -> Answer:
        told = params["document"]
        data = await self.papers(told["export"], told["kind"]) if self.papers else None
        if data is None:
            return Answer(False, None, 400, "the document is not here any more")
        rest = {name: value for name, value in params.items() if name != "document"}
        return await self._with_file(method, rest, "document", told["name"], data, _MIMES[told["kind"]])

    def _read(self, file: str, sound: str) -> bytes | None:
        try:
            data = (self._folder / file).read_bytes()
        except OSError:
            return None
        return data if len(data) <= LARGEST and sha256(data).hexdigest() == sound else None

    def _remember(self, sound: str, answer: Answer) -> None:
        result = answer.result if isinstance(answer.result, Mapping) else {}
        id = (result.get("voice") or {}).get("file_id") if answer.ok else None
        if id:
            self._known[sound] = str(id)
