"""Complex scripts in the PDF are shaped and stand in their direction: what is drawn there is what HarfBuzz, asked by
itself for the same words, would draw; and what is not shaped is seen to differ.
"""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
import uharfbuzz as hb  # type: ignore[import-untyped]
from PIL import Image, ImageChops, ImageDraw

from bot.papers import fonts, pdf
from bot.papers.layout import Block, Mark

MARK = Mark("AMBER-OTTER-11", "A1B2C3", "00ff00ff", "2026-11-24 12:00 UTC")
WORDS = {
    "ar": "محمد يعمل في المنزل",
    "ur": "پاسپورٹ لے لیا",
    "hi": "क्षत्रिय प्रार्थना",
    "ne": "पासपोर्ट र्याल",
    "bn": "প্রার্থনা ক্ষমতা",
    "ta": "கொடுக்கவில்லை",
    "si": "ක්‍රියාත්මක",
    "am": "አሠሪዬ ፓስፖርቴን",
}
SAME = 0.7  # of the ink of both together is in both
"""Two ways of drawing differ at the edges: 0.79 to 0.92 were measured, and 0.05 to 0.18 without shaping."""
ALIKE_UNSHAPED = frozenset({"am"})
"""In its script each letter stands by itself."""
SCALE = 5  # pixels a point


def drawn(words: str) -> Image.Image:
    """The ink of these words on their page, and nothing around it."""
    return inked(on_page(words))


def on_page(words: str) -> Image.Image:
    """Black is hers; the marks are grey, and outside of this strip."""
    made = pdf.write([Block("hers", words)], MARK)
    page = pypdfium2.PdfDocument(made)[0].render(scale=SCALE).to_pil().convert("L")
    body = page.crop((0, 65 * SCALE, page.width, 170 * SCALE))
    black: Image.Image = body.point(lambda grey: 255 if grey < 90 else 0)
    return black


def inked(picture: Image.Image) -> Image.Image:
    box = picture.getbbox()
    assert box is not None, "there is nothing at all"
    return picture.crop(box)


def wanted(words: str) -> Image.Image:
    """Asked of HarfBuzz alone: its glyphs, where it puts them."""
    [file] = [path for (name, weight), path in fonts.files([fonts.main_font(words)]).items() if weight == "Regular"]
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(file))))
    buffer = hb.Buffer()
    buffer.add_str(words)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    size = 200 / font.face.upem
    across = sum(place.x_advance for place in buffer.glyph_positions) * size
    picture = Image.new("1", (int(across) + 400, 800))
    x = 200.0
    for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        for outline in outlines(font, glyph.codepoint):
            at = [(x + (px + place.x_offset) * size, 500 - (py + place.y_offset) * size) for px, py in outline]
            if len(at) > 2:
                one = Image.new("1", picture.size)
                ImageDraw.Draw(one).polygon(at, fill=1)
                picture = ImageChops.logical_xor(picture, one)
        x += place.x_advance * size
    return inked(picture.convert("L"))


def outlines(font: Any, glyph: int) -> list[list[tuple[float, float]]]:
    """Its curves as many short lines."""
    found: list[list[tuple[float, float]]] = []
    steps = [step / 8 for step in range(1, 9)]

    def quadratic(cx: float, cy: float, x: float, y: float, _: object) -> None:
        sx, sy = found[-1][-1]
        for t in steps:
            u = 1 - t
            found[-1].append((u * u * sx + 2 * u * t * cx + t * t * x, u * u * sy + 2 * u * t * cy + t * t * y))

    def cubic(ax: float, ay: float, bx: float, by: float, x: float, y: float, _: object) -> None:
        sx, sy = found[-1][-1]
        for t in steps:
            u = 1 - t
            parts = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
            found[-1].append((
                sum(part * at for part, at in zip(parts, (sx, ax, bx, x), strict=True)),
                sum(part * at for part, at in zip(parts, (sy, ay, by, y), strict=True)),
            ))  # fmt: skip

    draw = hb.DrawFuncs()
    draw.set_move_to_func(lambda x, y, _: found.append([(x, y)]))
    draw.set_line_to_func(lambda x, y, _: found[-1].append((x, y)))
    draw.set_quadratic_to_func(quadratic)
    draw.set_cubic_to_func(cubic)
    draw.set_close_path_func(lambda _: None)
    font.draw_glyph(glyph, draw, None)
    return found


def alike(one: Image.Image, other: Image.Image) -> float:
    """How much of the ink of both is in both, when both are brought to the same width."""
    width = 900
    high = max(round(one.height * width / one.width), round(other.height * width / other.width))
    laid = []
    for picture in (one, other):
        scaled = picture.resize((width, round(picture.height * width / picture.width)))
        whole = Image.new("L", (width, high))
        whole.paste(scaled, (0, 0))
        laid.append(whole.point(lambda grey: 255 if grey > 127 else 0).convert("1"))
    both = ImageChops.logical_and(*laid).convert("L").histogram()[255]
    any_ = ImageChops.logical_or(*laid).convert("L").histogram()[255]
    return float(both / any_)


@pytest.mark.needs("fonts")
@pytest.mark.parametrize("language", WORDS)
def test_its_words_are_drawn_as_they_are_shaped(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = wanted(WORDS[language])
    assert alike(drawn(WORDS[language]), reference) > SAME
    monkeypatch.setattr(pdf.Paper, "set_text_shaping", lambda *_: None)
    assert language in ALIKE_UNSHAPED or alike(drawn(WORDS[language]), reference) < SAME / 2, "it would be seen"


@pytest.mark.needs("fonts")
def test_what_reads_from_the_right_begins_at_the_right() -> None:
    page = on_page(WORDS["ar"])
    left, _, right, _ = page.getbbox() or (0, 0, 0, 0)
    assert page.width - right < 0.11 * page.width < left, "at its margin there, and far from the other"
    left, _, right, _ = on_page(WORDS["am"]).getbbox() or (0, 0, 0, 0)
    assert left < 0.11 * page.width < page.width - right


@pytest.mark.needs("fonts")
def test_a_line_of_both_directions_stands_in_the_order_in_which_it_is_read() -> None:
    """Arabic, a Latin name, Arabic: what is read first stands farthest to the right; the name is not turned."""
    made = pdf.write([Block("hers", "أعمل عند Harbour وأنام")], MARK)
    page = pypdfium2.PdfDocument(made)[0].get_textpage()
    at = {page.get_text_range(index, 1): page.get_charbox(index)[0] for index in range(page.count_chars())}
    assert at["ل"] > at["u"] > at["b"] > at["و"]
