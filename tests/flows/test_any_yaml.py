"""Whatever stands in the files: faults with a place and a fix, or a bundle. Never a traceback."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.engine.bundle import load
from flows.engine.fault import Faulty
from flows.engine.read import read
from tests.flows.first import house_files
from tests.flows.house import faults

FILES = sorted(name for name in house_files() if not name.endswith(".test.yaml"))
PIECES = [
    b"", b"\t", b"&a ", b"*a", b"!!str ", b"---\n", b"{", b"}", b"[", b"]", b": ", b"- ", b"'", b'"', b"|\n", b"null",
    b"\xff", b"\0", "\u2028".encode(), "\ufeff".encode(), b"? ", b"<<: ", b"{x}", b"999", b"next: next\n", b"end: true",
]  # fmt: skip


def refused_or_loaded(files: dict[str, bytes]) -> None:
    for fault in faults(files):
        assert fault.spot.line >= 1
        assert fault.spot.column >= 1
        assert fault.fix in fault.render()


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_content_mutated_at_random_is_refused_or_loaded(seed: int) -> None:
    chance, files = random.Random(seed), dict(house_files())
    for _ in range(chance.randint(1, 4)):
        name = chance.choice(FILES)
        text = files[name]
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 1, 3, 40)))
        files[name] = text[:start] + chance.choice(PIECES) + text[end:]
    refused_or_loaded(files)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32))
def test_lines_taken_out_doubled_or_moved_are_refused_or_loaded(seed: int) -> None:
    chance, files = random.Random(seed), dict(house_files())
    name = chance.choice(FILES)
    lines = files[name].splitlines(keepends=True)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            del lines[one]
        case 1:
            lines.insert(other, lines[one])
        case 2:
            lines[one], lines[other] = lines[other], lines[one]
        case 3:
            lines[one] = lines[one].replace(b":", chance.choice((b"", b": []", b": {}", b": {a: b}", b": - x")), 1)
    refused_or_loaded({**files, name: b"".join(lines)})


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | st.text(alphabet="a:-{}[]&*!|>'\"#%@ \n\t?,x1<", max_size=120).map(str.encode))
def test_any_bytes_can_be_read_or_are_refused(source: bytes) -> None:
    page, block = read("any.yaml", source)
    assert block is not None or page.faults
    for fault in page.faults:
        fault.render()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("source", [b"", b"x", b"[]", b"{}", b"a: [b, {c: d}]", b"flow: {a: b}\nsteps: []\nstart: [x]"])
def test_a_file_of_another_shape_is_refused(name: str, source: bytes) -> None:
    with pytest.raises(Faulty) as refused:
        load({**house_files(), name: source})
    assert any(fault.spot.file == name for fault in refused.value.faults)
