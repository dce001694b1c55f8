"""Everything that can stop a draft from being published, asked in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot import content
from bot.ledger.releases import LARGEST
from flows.engine.changes import Edition
from flows.engine.check import out_of_date
from flows.engine.compare import compare
from flows.engine.fault import Fault, Faulty
from flows.engine.model import Spot


def examine(files: Mapping[str, bytes], published: Edition | None, today: date) -> tuple[Edition, tuple[Fault, ...]]:
    """Everything that may stop a draft, at once: raises `Faulty`. Else the draft and its warnings."""
    draft = content.open_files(files)
    late = [replace(fault, level="error") for fault in out_of_date(draft.bundle.facts, today)]
    faults = [*late, *against(files, draft, published)]
    if size := _too_large(files):
        faults.append(size)
    if faults:
        raise Faulty([*faults, *draft.bundle.warnings])
    return draft, draft.bundle.warnings


def against(files: Mapping[str, bytes], draft: Edition, published: Edition | None) -> list[Fault]:
    """What the comparison with the published one finds, with the lines of the draft."""
    found = compare(published.bundle, draft.bundle) if published else ()
    return [_with_line(fault, files) for fault in found]


def _with_line(fault: Fault, files: Mapping[str, bytes]) -> Fault:
    if fault.spot.line == 1 and fault.spot.column == 1:
        return fault  # it is about what is not in the file
    lines = files.get(fault.spot.file, b"").decode("utf-8", "replace").splitlines()
    line = lines[fault.spot.line - 1] if fault.spot.line <= len(lines) else ""
    word = line[fault.spot.column - 1 :].split(":")[0]
    return replace(fault, source_line=line, length=max(1, len(word.rstrip())))


def _too_large(files: Mapping[str, bytes]) -> Fault | None:
    size = sum(map(len, files.values()))
    if size <= LARGEST:
        return None
    largest = max(files, key=lambda name: len(files[name]))
    sentence = f"All files together have {size:,} bytes; a bot takes at most {LARGEST:,}."
    return Fault(
        "F075", "error", Spot(largest, 1, 1), sentence, "Take out what is not needed; this one is the largest."
    )
