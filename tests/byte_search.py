"""A pytest plugin: what a run leaves behind (databases, their logs, vaults, dumps, temporary files) is searched for
every canary in every form. One hit fails the run, and is told by its file and what it is one of, never by itself."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import re2

from bot.seal import keyring
from tests.canaries import KEYS, TOKENS, all_forms
from tests.services import quick

_LEFT = pytest.StashKey[list[str]]()
_TEMP = pytest.StashKey[Path]()
_BLOCK = 8 << 20


class Planted:
    """Folders in which a test lays canaries on purpose, or pages and files in which a person is to read them."""

    folders: set[Path] = set()  # noqa: RUF012 (one for the process)


@pytest.fixture
def laid_on_purpose(tmp_path: Path) -> Path:
    """The test's own folder is not searched: what lies in it is what it is about."""
    Planted.folders.add(tmp_path)
    return tmp_path


# --- the search


@cache
def _known() -> dict[bytes, str]:
    return all_forms()


@cache
def _pattern() -> Any:
    options = re2.Options()
    options.encoding, options.max_mem = re2.Options.Encoding.LATIN1, 256 << 20
    options.never_capture, options.log_errors = True, False
    return re2.compile(b"|".join(map(re2.escape, sorted(_known()))), options)


def forms_in(content: bytes) -> Iterator[bytes]:
    """Each as it stands there, one after the other."""
    at = 0
    while (hit := _pattern().search(content, at)) is not None:
        yield hit.group()
        at = hit.end()


def kinds_in(content: bytes) -> set[str]:
    """What of the canaries is in there."""
    return {_known()[form] for form in forms_in(content)}


def kinds_in_file(path: Path) -> set[str]:
    found: set[str] = set()
    with path.open("rb") as file:
        before = b""
        while block := file.read(_BLOCK):
            found |= kinds_in(before + block)
            before = block[-512:]  # a canary may lie across
    return found


def hits(*folders: Path) -> Iterator[str]:
    """File by file, what should not be in it."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file() or any(path.is_relative_to(on) for on in Planted.folders):
                continue
            if (found := kinds_in_file(path)) and not _is_where_it_belongs(path):
                yield f"{path.relative_to(folder)}: {', '.join(sorted(found))}"


def _is_where_it_belongs(path: Path) -> bool:
    """The files that an operator keeps: a token in its own, the keys in theirs. Who may read them others ask."""
    content = path.read_bytes()
    if content.strip().decode("latin-1") in TOKENS:
        return True
    return content.startswith(b"{") and b'"kek"' in content and kinds_in(content) == {"a key"}


# --- around a run


class _Keys:
    """Keys of key files are canaries; everything else is as random as ever."""

    def __init__(self) -> None:
        self._next = 0

    def token_bytes(self, size: int) -> bytes:
        self._next = (self._next + 1) % len(KEYS)
        return KEYS[self._next][:size]

    def __getattr__(self, name: str) -> Any:
        import secrets

        return getattr(secrets, name)


def pytest_configure(config: pytest.Config) -> None:
    vars(keyring)["secrets"] = _Keys()
    config.stash[_LEFT] = []
    config.stash[_TEMP] = Path(tempfile.mkdtemp(prefix="helpline-temp-", dir=quick()))
    config.stash[_TEMP].chmod(0o711)  # PostgreSQL runs under an account of its own, and makes its folder in there
    os.environ["TMPDIR"] = tempfile.tempdir = str(config.stash[_TEMP])  # of our processes too


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Each process searches what it has left; a worker process hands its list on."""
    config = session.config
    base = config._tmp_path_factory._basetemp  # type: ignore[attr-defined]
    left = [*hits(*([base] if base else []), config.stash[_TEMP])] if _ran_tests(config) else []
    config.stash[_LEFT] += left
    if (output := getattr(config, "workeroutput", None)) is not None:
        output["left_canaries"] = left
    if config.stash[_LEFT]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _ran_tests(config: pytest.Config) -> bool:
    """Whoever only hands tests out has left nothing."""
    return hasattr(config, "workeroutput") or not getattr(config.option, "numprocesses", None)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[_LEFT].extend(getattr(node, "workeroutput", {}).get("left_canaries", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if left := config.stash[_LEFT]:
        terminalreporter.section("a worker's words, id, name, or a key or token was left behind", red=True)
        for line in left[:50]:
            terminalreporter.write_line(f"  {line}")


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[_TEMP], ignore_errors=True)
