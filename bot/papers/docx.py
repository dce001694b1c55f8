"""The documents of a pack as DOCX, for a First Responder who copies from it. The reader's own program shapes it."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from bot.papers import fonts
from bot.papers.layout import Block, Mark, right_to_left

_STYLES = {"title": "Title", "head": "Heading 1", "label": "Heading 2"}
_SIZES = {"text": 11, "hers": 12, "small": 8}
_AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
               "w:jc", "w:rPr")  # fmt: skip
"""Word wants the parts of a paragraph in their order."""
_DISPLAYED = {"NotoSans": "Noto Sans", "NotoNaskhArabic": "Noto Naskh Arabic"}


def write(blocks: Sequence[Block], mark: Mark) -> bytes:
    document = Document()
    document.core_properties.author = f"staff {mark.staff}"
    document.core_properties.title = f"For a referral: {mark.case}"
    for section in document.sections:
        section.header.paragraphs[0].text = mark.line()
        section.footer.paragraphs[0].text = mark.line()
    for block in blocks:
        for paragraph in block.text.split("\n"):
            _paragraph(document, block, paragraph)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _paragraph(document: Any, block: Block, text: str) -> None:
    made = document.add_paragraph(style=_STYLES.get(block.kind))
    run = made.add_run(_clean(text))
    if block.kind in _SIZES:
        run.font.size = Pt(_SIZES[block.kind])
    if block.kind == "small":
        run.font.color.rgb = RGBColor(110, 110, 110)
    if block.kind == "hers":
        _complex(run, block.language, _shown(fonts.main_font(text)))
    if right_to_left(text):
        made.alignment = WD_ALIGN_PARAGRAPH.LEFT  # of a paragraph from the right, this is where it begins
        properties = made.paragraph_format.element.get_or_add_pPr()
        properties.insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)
        run.element.get_or_add_rPr().insert_element_before(OxmlElement("w:rtl"), "w:cs", "w:em", "w:lang")


def _complex(run: Any, language: str, font: str) -> None:
    """The font and language for scripts that are shaped; without them a reader guesses."""
    properties = run.element.get_or_add_rPr()
    named = properties.get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs"):
        named.set(qn(script), font)
    told = OxmlElement("w:lang")
    for script in ("w:val", "w:bidi"):
        told.set(qn(script), language)
    properties.append(told)


def _shown(font: str) -> str:
    return _DISPLAYED.get(font) or font.replace("NotoSans", "Noto Sans ")


def _clean(text: str) -> str:
    """What XML cannot hold."""
    return "".join(letter for letter in text if letter in "\t" or ord(letter) >= 0x20)
