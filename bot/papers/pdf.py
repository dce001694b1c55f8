"""The documents of a pack as PDF: complex scripts are shaped, and what reads from the right stands right."""

from __future__ import annotations

from collections.abc import Sequence

from fpdf import FPDF

from bot.papers import fonts
from bot.papers.layout import Block, Mark, right_to_left

_SIZES = {"title": 18, "head": 14, "label": 11, "text": 11, "hers": 12, "small": 8}
_BOLD = ("title", "head", "label")
_GREY = 110
_WITH_ITS_ANSWER = 28  # mm: a question does not stand alone at the foot of a page
_INVISIBLE = dict.fromkeys((*range(0x2066, 0x206A), 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0xFEFF, 0xFE0F))


class Paper(FPDF):
    """A4 with the mark above and below each page, and across it in grey."""

    def __init__(self, mark: Mark) -> None:
        super().__init__(format="A4")
        self._mark = mark
        self.known: frozenset[int] = frozenset()  # letters that its fonts have
        self.set_auto_page_break(auto=True, margin=22)
        self.set_margins(20, 24, 20)

    def header(self) -> None:
        self._small(9, self._mark.line())
        across = f"{self._mark.case}  {self._mark.staff}  {self._mark.export}"
        self.set_font(fonts.LATIN, "B", 30)
        self.set_text_color(238)
        begin = (self.w - self.get_string_width(across)) / 2
        with self.rotation(55, self.w / 2, self.h / 2):
            for down in (-40, 40):
                self.text(begin, self.h / 2 + down, across)
        self.set_text_color(0)
        self.set_y(24)

    def footer(self) -> None:
        self._small(-14, f"{self._mark.line()} · page {self.page_no()} of {{nb}}")

    def _small(self, y: float, text: str) -> None:
        self.set_y(y)
        self.set_font(fonts.LATIN, "", 8)
        self.set_text_color(_GREY)
        self.cell(0, 5, text, align="C")
        self.set_text_color(0)


def write(blocks: Sequence[Block], mark: Mark) -> bytes:
    """Raises `FontMissing`."""
    names = fonts.needed(block.text for block in blocks)
    paper = Paper(mark)
    for (name, weight), file in fonts.files(names).items():
        paper.add_font(name, "B" if weight == "Bold" else "", file)
    paper.known = frozenset(code for font in paper.fonts.values() for code in getattr(font, "cmap", ()))
    paper.set_text_shaping(True)
    paper.set_title(f"For a referral: {mark.case}")
    paper.set_creator("helpline")
    paper.set_author(f"staff {mark.staff}")
    paper.add_page()
    for block in blocks:
        _write(paper, block, names)
    return bytes(paper.output())


def _write(paper: Paper, block: Block, names: Sequence[str]) -> None:
    """Each paragraph by itself: one of them may read from the right and the next not."""
    bold, size = "B" if block.kind in _BOLD else "", _SIZES[block.kind]
    if block.kind in ("head", "label"):
        paper.ln(4 if block.kind == "head" else 2)
        if paper.will_page_break(_WITH_ITS_ANSWER):
            paper.add_page()
    if block.kind == "small":
        paper.set_text_color(_GREY)
    for paragraph in block.text.translate(_INVISIBLE).split("\n"):
        font = fonts.main_font(paragraph)
        paper.set_fallback_fonts([name for name in names if name != font], exact_match=False)
        paper.set_font(font, bold, size)
        align = "R" if right_to_left(paragraph) else "L"
        shown = _visible(paper, paragraph)
        paper.multi_cell(0, size * 0.55, shown or " ", align=align, new_x="LMARGIN", new_y="NEXT")
    paper.set_text_color(0)


def _visible(paper: Paper, text: str) -> str:
    """A sign that no font here has is named and not left out: an emoji of hers may matter."""
    return "".join(it if ord(it) in paper.known or it.isspace() else _named(it) for it in text)


def _named(letter: str) -> str:
    return "" if not letter.isprintable() else f"[U+{ord(letter):04X}]"
