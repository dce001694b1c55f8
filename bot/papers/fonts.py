"""Which font shows which letters. They are Debian's Noto (fonts-noto-core); one that is missing is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

FOLDERS = (Path("/usr/share/fonts/truetype/noto"), Path("/usr/share/fonts/noto"), Path("/usr/local/share/fonts/noto"))
LATIN = "NotoSans"
_RANGES: tuple[tuple[int, int, str], ...] = (
    (0x0600, 0x06FF, "NotoNaskhArabic"), (0x0750, 0x077F, "NotoNaskhArabic"), (0x08A0, 0x08FF, "NotoNaskhArabic"),
    (0xFB50, 0xFDFF, "NotoNaskhArabic"), (0xFE70, 0xFEFF, "NotoNaskhArabic"), (0x1200, 0x139F, "NotoSansEthiopic"),
    (0x2D80, 0x2DDF, "NotoSansEthiopic"), (0x0D80, 0x0DFF, "NotoSansSinhala"), (0x0B80, 0x0BFF, "NotoSansTamil"),
    (0x0900, 0x097F, "NotoSansDevanagari"), (0xA8E0, 0xA8FF, "NotoSansDevanagari"),
    (0x0980, 0x09FF, "NotoSansBengali"), (0x0E00, 0x0E7F, "NotoSansThai"), (0x1780, 0x17FF, "NotoSansKhmer"),
    (0x1000, 0x109F, "NotoSansMyanmar"), (0x0A00, 0x0A7F, "NotoSansGurmukhi"), (0x0C00, 0x0C7F, "NotoSansTelugu"),
    (0x0D00, 0x0D7F, "NotoSansMalayalam"), (0x0A80, 0x0AFF, "NotoSansGujarati"),
)  # fmt: skip


ALL = (LATIN, *dict.fromkeys(font for _, _, font in _RANGES))


class FontMissing(Exception):
    """Its text names the file and the package that brings it."""


def of(letter: str) -> str:
    return next((font for low, high, font in _RANGES if low <= ord(letter) <= high), LATIN)


def needed(texts: Iterable[str]) -> list[str]:
    """Latin first; the numbers and labels of every page are in it."""
    return list(dict.fromkeys([LATIN, *(of(letter) for text in texts for letter in text)]))


def main_font(text: str) -> str:
    """That of most of its letters which are not Latin; shared signs such as a danda follow it."""
    counted: dict[str, int] = {}
    for letter in text:
        font = of(letter)
        if font != LATIN:
            counted[font] = counted.get(font, 0) + 1
    return max(counted, key=lambda font: counted[font]) if counted else LATIN


def files(names: Iterable[str], weights: tuple[str, ...] = ("Regular", "Bold")) -> Mapping[tuple[str, str], Path]:
    """(font, weight) -> its file. Raises `FontMissing`."""
    return {(name, weight): _file(f"{name}-{weight}.ttf") for name in names for weight in weights}


def _file(name: str) -> Path:
    for folder in FOLDERS:
        if (folder / name).is_file():
            return folder / name
    raise FontMissing(f"{name} (Debian: fonts-noto-core)")
