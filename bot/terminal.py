"""A screen in a terminal: what she would read, with its buttons numbered. Right-to-left text is laid out for a terminal
that does not do that itself."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from bidi import get_display

from bot.words import Rendered

_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u2066\u2067\u2068\u2069"))


def screen_lines(shown: Rendered, *, rtl: bool, lay_out: bool, width: int) -> Iterator[str]:
    """`lay_out`: the terminal shows letters in the order in which they come, so we put them in the order of reading."""
    for line in shown.text.split("\n"):
        yield from _lines(line, rtl=rtl, lay_out=lay_out, width=width)
    yield ""
    number = 0
    for row in shown.rows:
        for button in row:
            number += bool(button.value)
            sign = f"{number:>3}" if button.value else "  -"
            yield f"{sign} [{_turned(button.text, rtl) if lay_out else button.text}]"


def _lines(line: str, *, rtl: bool, lay_out: bool, width: int) -> Iterator[str]:
    if not lay_out:
        yield line
        return
    for part in textwrap.wrap(line, width) or [""]:
        turned = _turned(part, rtl)
        yield turned.rjust(width) if rtl else turned


def _turned(text: str, rtl: bool) -> str:
    return str(get_display(text, base_dir="R" if rtl else "L")).translate(_MARKS)
