"""Faults as other programs show them beside the changed lines: GitHub's workflow commands, and SARIF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flows.engine.fault import Fault

_GITHUB = {"error": "error", "warning": "warning", "hint": "notice"}
_SARIF = {"error": "error", "warning": "warning", "hint": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class Paths:
    """From the names that the linter uses to those of the repository: content and catalogues lie in two folders."""

    def __init__(self, root: Path, locales: Path, start: Path) -> None:
        self._root, self._locales, self._start = root.resolve(), locales.resolve(), start.resolve()

    def of(self, fault: Fault) -> str:
        file = fault.spot.file
        path = self._locales.parent / file if file.startswith("locales/") else self._root / file
        return (path.relative_to(self._start) if path.is_relative_to(self._start) else path).as_posix()


def github(faults: Iterable[Fault], paths: Paths) -> Iterator[str]:
    for fault in faults:
        place = f"file={_property(paths.of(fault))},line={fault.spot.line},col={fault.spot.column}"
        place += f",endColumn={fault.spot.column + max(1, fault.length)},title={fault.code}"
        said = [fault.sentence, *([f"note: {fault.note}"] if fault.note else []), f"fix: {fault.fix}"]
        yield f"::{_GITHUB[fault.level]} {place}::{_data(chr(10).join(said))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def sarif(faults: Iterable[Fault], titles: Mapping[str, str], paths: Paths) -> dict[str, Any]:
    told = list(faults)
    rules = [
        {"id": code, "shortDescription": {"text": titles.get(code, code).partition(": ")[2] or code},
         "help": {"text": f"helpline explain {code}"}}
        for code in sorted({fault.code for fault in told})
    ]  # fmt: skip
    driver = {"name": "helpline check", "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(it, paths) for it in told],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(fault: Fault, paths: Paths) -> dict[str, Any]:
    said = [fault.sentence, *([f"Note: {fault.note}."] if fault.note else []), f"Fix: {fault.fix}"]
    region = {
        "startLine": fault.spot.line,
        "startColumn": fault.spot.column,
        "endColumn": fault.spot.column + max(1, fault.length),
    }
    place = {"physicalLocation": {"artifactLocation": {"uri": quote(paths.of(fault))}, "region": region}}
    return {
        "ruleId": fault.code,
        "level": _SARIF[fault.level],
        "message": {"text": " ".join(said)},
        "locations": [place],
    }
