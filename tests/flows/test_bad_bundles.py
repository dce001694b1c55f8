"""Thousands of broken bundles: nothing crashes, nothing unsafe is served, nothing takes long.

MUTATED says how many bundles; `make soak` asks for twenty thousand.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from bot.proving import prove
from bot.words import Words
from flows.engine import read
from flows.engine.bundle import Bundle, load
from flows.engine.fault import Fault, Faulty
from flows.engine.hear import Phrases
from flows.engine.model import OpenCase
from tests.conftest import READ_AFRESH
from tests.flows.house import house_bundle, house_files
from tests.flows.mutants import Files, mutant
from tests.flows.oracle import TODAY, may_be_opened, unsafe
from tests.pace import too_long

MUTATED = int(os.environ.get("MUTATED", "200"))
LONGEST = 0.2  # seconds of this process alone, see tests/pace.py


def loaded(files: Files) -> tuple[Bundle | None, tuple[Fault, ...]]:
    try:
        bundle = load(files)
    except Faulty as faulty:
        return None, faulty.faults
    return bundle, bundle.warnings


def afresh(files: Files) -> None:
    """With nothing known of the files that are not the house's own; tests keep what comes of a file."""
    house, known = house_files(), read.compose

    def compose(file: str, source: bytes) -> tuple[read.Page, read.Block | None]:
        return known(file, source) if house.get(file) == source else READ_AFRESH(file, source)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, "compose", compose)
        loaded(files)


def test_p20_whatever_is_done_to_the_content_it_is_refused_with_reasons_or_safe(
    measured: Callable[[str], None],
) -> None:
    house, slowest, came = house_files(), 0.0, Counter[str]()
    for seed in range(MUTATED):
        chance = random.Random(seed)
        files = mutant(house, chance)
        before = time.process_time()
        bundle, faults = loaded(files)
        took = time.process_time() - before
        slowest = max(slowest, took)
        assert not too_long(partial(afresh, files), LONGEST, took), f"bundle {seed} took {took:.3f} s"
        came["read" if bundle else "refused"] += 1
        assert bundle is not None or any(fault.level == "error" for fault in faults), seed
        for fault in faults:
            assert fault.spot.line >= 1 and fault.spot.column >= 1 and fault.fix in fault.render(), seed
        if bundle is not None and (harm := list(unsafe(bundle, chance))):
            # What only the walk can find: a way round the consent is made of lines that are each right.
            assert stopped_by_the_walk(files, bundle), f"bundle {seed} would be published: {harm}"
            came["refused by the walk"] += 1
    took_most = f"the slowest read in {slowest * 1000:.0f} ms of processor time"
    measured(f"{MUTATED} bundles: {dict(came)}, {took_most}")
    assert came["read"] and came["refused"], "a fuzzer that only does one of them shows nothing"


def stopped_by_the_walk(files: Files, bundle: Bundle) -> bool:
    """As when it is published: a draft with an error is not."""
    walked = prove(bundle, Words(bundle, {}), files, TODAY)
    return any(fault.level == "error" for fault in walked.faults)


def test_a_way_round_the_consent_is_read_and_stopped_by_the_walk() -> None:
    files = dict(house_files())
    flow = "flows/ask-person.yaml"
    files[flow] = files[flow].replace(b"refused: has_refused", b"refused: hand_over_soon")
    bundle, _ = loaded(files)
    assert bundle is not None and "without consent" in said_of(bundle)
    assert stopped_by_the_walk(files, bundle)
    assert not stopped_by_the_walk(dict(house_files()), house_bundle())


def said_of(bundle: Bundle) -> str:
    return "\n".join(line for seed in range(40) for line in unsafe(bundle, random.Random(seed)))


def test_the_house_is_safe() -> None:
    assert said_of(house_bundle()) == ""


def test_p20_the_oracle_bites() -> None:
    """Bundles that no check would let pass, made by hand past all checks."""
    house = house_bundle()
    number = replace(house.facts["emergency_number"], value="998", check_again=date(2028, 1, 1))
    assert "the emergency number is wrong" in said_of(replace(house, facts={**house.facts, "emergency_number": number}))
    assert "is not checked again" in said_of(replace(house, facts={**house.facts, "emergency_number": number}))
    for text, why in (("Call 999", "a number"), ("{x}", "a bracket"), ("a\u202eb", "nobody can see")):
        assert why in said_of(replace(house, texts={**house.texts, "globals/back": text}))
    away = replace(house.flows["welcome"], start="nowhere")
    assert "welcome begins nowhere" in said_of(replace(house, flows={**house.flows, "welcome": away}))
    silent = replace(house.words["ar"], own_danger=Phrases.of(()))
    assert "ar has no words" in said_of(replace(house, words={**house.words, "ar": silent}))
    nobody = {name: replace(consent, teams=frozenset()) for name, consent in house.consents.items()}
    open_case = OpenCase("advocates", "now", {}, "talk_with_advocate", None, "x")
    assert may_be_opened(house, open_case, {"talk_with_advocate": True})
    assert not may_be_opened(house, open_case, {})
    assert not may_be_opened(replace(house, consents=nobody), open_case, {"talk_with_advocate": True})
    assert not may_be_opened(house, replace(open_case, team="safety-team", basis="x"), {})


HEAVY: dict[str, bytes] = {
    "brackets": b"[" * 250_000,
    "braces": b"{a: " * 60_000,
    "tabs": b"\t\n" * 120_000,
    "one long line": b"a: " + b"x" * 250_000,
    "one long quote": b'a: "' + b"\\n" * 120_000 + b'"',
    "names": b"".join(b"a%d: b\n" % number for number in range(25_000)),
    "the same name": b"a: b\n" * 2_400,
    "a list": b"a:\n" + b"- b\n" * 60_000,
    "anchors": b"".join(b"a%d: &x%d b\n" % (number, number) for number in range(14_000)),
    "invisible": "\u200b\n".encode() * 60_000,
    "comments": b"# x\n" * 60_000,
    "question marks": b"? " * 120_000,
    "open quote": b"a: '" + b"x\n" * 100_000,
}


@pytest.mark.parametrize("file", ["facts.yaml", "words/en.yaml", "flows/passport-kept.yaml"])
@pytest.mark.parametrize("source", HEAVY.values(), ids=HEAVY.keys())
def test_p20_a_file_made_to_be_slow_is_not(file: str, source: bytes) -> None:
    files = {**house_files(), file: source}
    assert loaded(files)[0] is None
    assert not too_long(lambda: afresh(files), LONGEST)


def steps(count: int, line: str) -> bytes:
    """A flow of so many steps, each written as this line with its own number and the next one's."""
    head = "flow: passport-kept\nformat: 1\nowner: rights-team\nmenu: Passport\nstart: s0\nsteps:\n"
    made = "".join(f"  s{number}: {line.format(here=number, after=number + 1)}\n" for number in range(count))
    return f"{head}{made}  s{count}: {{end: true}}\n".encode()


LONG_FLOWS = {
    "a long way": steps(1200, "{{say: Hello, next: s{after}}}"),
    "names that are not": steps(1200, "{{say: Hello, next: stepp_{here}}}"),
    "a large circle": steps(1200, "{{say: Hello, next: s{after}}}").replace(b"{end: true}", b"{say: x, next: s0}"),
    "runs of runs": steps(600, "{{run: urgent-danger, then: {{safe: s{after}, not_safe: s{after}}}}}"),
    "handings over": steps(250, "{{handoff: {{to: advocates, urgency: now, closed: s{after}}}, next: s{after}}}"),
    "brackets that nobody fills": steps(80, '{{say: "' + "{{{{x}}}}" * 190 + '", next: s{after}}}'),
    "long addresses": steps(200, '{{say: "' + "a." * 290 + '", next: s{after}}}'),
    "at signs": steps(200, '{{say: "' + "a@" * 290 + '", next: s{after}}}'),
    "numbers": steps(200, '{{say: "' + "1 (" * 190 + '", next: s{after}}}'),
    "long conditions": steps(
        90, "{{branch: [{{when: " + " or ".join(["danger is now"] * 28) + ", next: s{after}}}], otherwise: s{after}}}"
    ),
}


@pytest.mark.parametrize("source", LONG_FLOWS.values(), ids=LONG_FLOWS.keys())
def test_p20_a_flow_made_to_be_slow_is_not(source: bytes) -> None:
    """Five times as long as anything that people write; the words in it must not be compared with each other."""
    files = {**house_files(), "flows/passport-kept.yaml": source}
    _, faults = loaded(files)
    assert all(fault.render() for fault in faults)
    assert not too_long(lambda: afresh(files), LONGEST)


def test_flows_that_run_each_other_are_gone_through_once() -> None:
    files = dict(house_files())
    for number in range(12):
        inner = f"chain-{number + 1}" if number < 11 else "urgent-danger"
        body = "".join(
            f"  s{at}: {{run: {inner}, then: {{safe: s{at + 1}, not_safe: s{at + 1}}}}}\n" for at in range(12)
        )
        ends = "  s12: {return: safe}\n  other: {return: not_safe}\n"
        head = f"flow: chain-{number}\nformat: 1\nowner: rights-team\nstart: s0\nsteps:\n"
        files[f"flows/chain-{number}.yaml"] = f"{head}{body}{ends}".encode()
    bundle, faults = loaded(files)
    assert bundle is not None, "\n".join(fault.render() for fault in faults[:3])
    assert not too_long(lambda: afresh(files), LONGEST)
