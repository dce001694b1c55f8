"""A catalogue as a sheet for people who have no other program: one row for each text, one column to write in.

What comes back is taken row by row through the same gates as everything else. Signatures do not travel: a sheet cannot
say who has changed a cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.tongues.glossary import Glossary
from bot.tongues.po import Catalogue
from bot.tongues.signatures import Verdict
from bot.tongues.template import becomes
from flows.engine.bundle import Bundle
from flows.engine.grammar import LABEL_CUT

KEY, ENGLISH, TRANSLATION, STILL_RIGHT = "key", "English", "translation", "still right"
_LOCKED = (KEY, "where", "state", ENGLISH, "English before", "letters at most", "note", "agreed words")
_YES = ("yes", "y", "x", "ok")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""A spreadsheet would work out a cell that begins so, and a translation could bring a formula to a volunteer."""


class NotASheet(Exception):
    """The file is not one that `export` has made; the sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class Row:
    """`number`: as a spreadsheet counts. `still_right`: somebody says so of a translation whose English has changed."""

    number: int
    key: str
    english: str
    translation: str
    still_right: bool = False


def column(code: str) -> str:
    """The one to write in; it says which language it is for."""
    return f"{TRANSLATION} {code}"


def export(
    bundle: Bundle,
    code: str,
    catalogue: Catalogue,
    verdicts: Mapping[str, Verdict],
    glossary: Glossary,
    order: Iterable[str],
) -> bytes:
    """With the mark by which spreadsheets know that it is UTF-8. `order`: keys as they should be taken."""
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow((*_LOCKED, column(code), STILL_RIGHT))
    for key in order:
        written, entry = bundle.written[key], catalogue.entries.get(key)
        values = "; ".join(f"{{{name}}} = {becomes(bundle, name)}" for name in bundle.placeholders(key))
        agreed = "; ".join(f"{term} = {use}" for term, use in glossary.agreed(code, written.text).items())
        most = str(LABEL_CUT) if written.label else ""
        told = "; ".join(filter(None, (values, written.note)))
        cells = (key, written.where, verdicts[key].state, written.text, entry.was if entry else "", most, told, agreed)
        sheet.writerow([_cell(text) for text in (*cells, entry.text if entry else "", "")])
    return out.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _text(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell


def language_of(source: bytes) -> str:
    return _open(source)[1]


def rows(source: bytes) -> Iterator[Row]:
    found, code = _open(source)
    for number, row in enumerate(found, 2):
        key, english = _text(row[KEY] or ""), _lines(_text(row[ENGLISH] or ""))
        translation = _lines(_text(row[column(code)] or "")).strip()
        sure = (row.get(STILL_RIGHT) or "").strip().lower() in _YES
        yield Row(number, key.strip(), english, translation, sure)


def _open(source: bytes) -> tuple[csv.DictReader[str], str]:
    """Commas or semicolons: spreadsheets write what their country does."""
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotASheet("The file is not UTF-8. Save it as “CSV UTF-8”.") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    found = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="", restval="")
    heads = found.fieldnames or ()
    code = next((head.removeprefix(f"{TRANSLATION} ") for head in heads if head.startswith(f"{TRANSLATION} ")), "")
    if not code or KEY not in heads or ENGLISH not in heads:
        raise NotASheet(f"The first row must have the columns {KEY}, {ENGLISH} and {TRANSLATION} CODE, as exported.")
    return found, code


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
