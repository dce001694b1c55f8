"""LibreTranslate on a server of one's own, by its documented HTTP API: /languages and /translate.

What leaves the house is a text and two language codes, to this one address. Nothing that comes back is trusted: it may
be late, huge, in another script, or no answer at all, and then there simply is no translation.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import orjson
import regex  # type: ignore[import-untyped]

from bot.secret import Secret
from handoff.ports import NotTranslated

WITHIN = 20.0  # seconds for one answer: a model on a small machine takes some for a long message
LARGEST = 128 * 1024  # bytes of an answer; the longest message of Telegram is an eighth of it
LONGEST_PAUSE = 10.0  # seconds that a busy server may ask for
AT_ONCE = 2
_LANGUAGES_FOR = 600.0  # seconds
_OTHERWISE: Mapping[str, str] = {"fil": "tl"}
"""Where its code is not ours."""
_SCRIPTS: Mapping[str, str] = {
    "ar": "Arabic", "ur": "Arabic", "hi": "Devanagari", "ne": "Devanagari", "bn": "Bengali", "si": "Sinhala",
    "ta": "Tamil", "am": "Ethiopic",
}  # fmt: skip
_LETTER = regex.compile(r"\p{L}")
_HIDDEN = regex.compile(r"[\p{Cc}\p{Cf}\p{Co}\p{Cn}--[\n\u200c\u200d]]", regex.V1)

Pairs = Mapping[str, frozenset[str]]


class LibreTranslate:
    """`pause` is what a busy server makes us wait with. Raises NotTranslated and nothing else."""

    def __init__(
        self, url: str, key: Secret | None, *, within: float = WITHIN,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:  # fmt: skip
        self._url, self._key, self._within, self._pause = url.rstrip("/"), key, within, pause
        self._session: aiohttp.ClientSession | None = None
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._pairs: Pairs = {}
        self._pairs_until = 0.0

    def _open(self) -> aiohttp.ClientSession:
        """No proxy of the environment: the text goes to the address that was given and to no other."""
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=self._within)
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=False, cookie_jar=jar)
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def translate(self, text: str, source: str, target: str) -> str:
        here, there = _OTHERWISE.get(source, source), _OTHERWISE.get(target, target)
        async with self._turns:
            if there not in (await self._known()).get(here, frozenset()):
                raise NotTranslated("language")
            asked = {"q": text, "source": here, "target": there, "format": "text"}
            if self._key is not None:
                asked["api_key"] = self._key.reveal()
            answer = await self._answered("POST", "/translate", asked)
        found = answer.get("translatedText") if isinstance(answer, dict) else None
        return _believable(text, found, target)

    async def speaks(self, language: str) -> bool:
        """To English and back. Raises NotTranslated where nobody can say."""
        pairs, code = await self._known(), _OTHERWISE.get(language, language)
        return language != "en" and "en" in pairs.get(code, ()) and code in pairs.get("en", ())

    async def _known(self) -> Pairs:
        """From which language it translates into which."""
        now = asyncio.get_running_loop().time()
        if now >= self._pairs_until:
            self._pairs = _pairs(await self._answered("GET", "/languages", None))
            self._pairs_until = now + _LANGUAGES_FOR
        return self._pairs

    async def _answered(self, method: str, path: str, asked: Mapping[str, str] | None) -> Any:
        """A server that is busy is asked once more, after the pause that it names."""
        for left in (1, 0):
            status, after, body = await self._asked(method, path, asked)
            if status != 429:
                break
            if not left or after > LONGEST_PAUSE:
                raise NotTranslated("busy")
            await self._pause(after)
        if status != 200:
            raise NotTranslated("away" if status >= 500 else "refused")
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            raise NotTranslated("nonsense") from None

    async def _asked(self, method: str, path: str, asked: Mapping[str, str] | None) -> tuple[int, float, bytes]:
        try:
            # A redirect would carry her words to an address that nobody has chosen.
            call = self._open().request(method, self._url + path, json=asked, allow_redirects=False)
            async with call as response:
                body = await _read(response)
                return response.status, _pause_of(response.headers.get("Retry-After", "")), body
        except TimeoutError:
            raise NotTranslated("slow") from None
        except (aiohttp.ClientError, OSError, RuntimeError, ValueError):  # closed meanwhile, too
            raise NotTranslated("away") from None


async def _read(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > LARGEST:
            raise NotTranslated("nonsense")
    return bytes(body)


def _pause_of(said: str) -> float:
    return float(said) if said.isascii() and said.isdigit() and len(said) < 6 else 1.0


def _pairs(answer: Any) -> dict[str, frozenset[str]]:
    """[{code, name, targets}]; before 1.3.2 without `targets`: then from each into each."""
    if not isinstance(answer, list):
        raise NotTranslated("nonsense")
    known = [each for each in answer if isinstance(each, dict) and isinstance(each.get("code"), str)]
    every = [each["code"] for each in known]
    targets = {each["code"]: each.get("targets") for each in known}
    return {code: frozenset(named if isinstance(named, list) else every) for code, named in targets.items()}


def _believable(text: str, found: object, target: str) -> str:
    """A translation is about as long as its original, and in the letters of its language."""
    if not isinstance(found, str):
        raise NotTranslated("nonsense")
    said: str = _HIDDEN.sub("", found).strip()
    if not said or len(said) > 4 * len(text) + 200:
        raise NotTranslated("nonsense")
    letters = _LETTER.findall(said)
    own = regex.compile(rf"\p{{{_SCRIPTS.get(target, 'Latin')}}}")
    if _LETTER.search(text) and sum(bool(own.match(letter)) for letter in letters) * 2 < max(1, len(letters)):
        raise NotTranslated("nonsense")
    return said
