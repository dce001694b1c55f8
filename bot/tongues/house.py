"""The content with all its languages: those that are served, and those whose catalogue waits in `locales/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot import content
from bot.tongues import glossary, headers, meanings
from bot.tongues.glossary import Glossary
from bot.tongues.meanings import Meanings, Same
from flows.engine.bundle import Bundle, load
from flows.engine.draft import Language

WAITING = "waiting"
"""The state of a language that lies in `locales/` and is not in house-rules.yaml."""
PO = "LC_MESSAGES/flows.po"


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language. `source`: its catalogue, None for English, of which all others are made."""

    language: Language
    path: Path
    source: bytes | None
    words: bytes | None

    @property
    def code(self) -> str:
        return self.language.code

    @property
    def state(self) -> str:
        return self.language.state

    @property
    def file(self) -> str:
        """As the checks name it."""
        return f"locales/{self.code}/{PO}"


@dataclass(frozen=True)
class House:
    """What lies below the content root, and beside it for translators."""

    root: Path
    locales: Path
    files: Mapping[str, bytes]
    bundle: Bundle

    @staticmethod
    def open(root: Path) -> House:
        """Raises `Faulty` where the content itself cannot be used."""
        files = content.gather(root)
        return House(root, content.locales(root), files, load(files))

    @cached_property
    def tongues(self) -> tuple[Tongue, ...]:
        """English, then the others by their codes."""
        served = {language.code: language for language in self.bundle.languages}
        codes = {path.parent.parent.name for path in self.locales.glob(f"*/{PO}")} | served.keys() - {"en"}
        return tuple(self._tongue(served.get(code) or _waiting(code)) for code in ("en", *sorted(codes)))

    def _tongue(self, language: Language) -> Tongue:
        code = language.code
        path, waiting = self.locales / code / PO, self.locales / code / "words.yaml"
        words = self.files.get(f"words/{code}.yaml") or (waiting.read_bytes() if waiting.exists() else None)
        source = None if code == "en" else path.read_bytes() if path.exists() else b""
        return Tongue(language, path, source, words)

    def tongue(self, code: str) -> Tongue | None:
        return next((tongue for tongue in self.tongues if tongue.code == code), None)

    def begun(self, code: str) -> Tongue:
        """A language of which there is nothing yet."""
        return self._tongue(_waiting(code))

    @cached_property
    def there(self) -> frozenset[str]:
        return content.there(self.root)

    @cached_property
    def log(self) -> tuple[Same, ...]:
        source = self.files.get(f"locales/{meanings.FILE}")
        return meanings.read(source) if source else ()

    @property
    def meanings(self) -> Meanings:
        return meanings.meanings(self.log, self.bundle.texts)

    @cached_property
    def glossary(self) -> Glossary:
        return glossary.of(self.locales)

    def translated(self) -> Iterator[Tongue]:
        """All but English."""
        yield from (tongue for tongue in self.tongues if tongue.source is not None)


def _waiting(code: str) -> Language:
    return Language(code, headers.own_name(code), headers.direction(code), WAITING)
