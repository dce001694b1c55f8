"""Catalogues made to harm: they are refused, or what is wrong in them is not shown, and nothing of them is ever run."""

from __future__ import annotations

import random
import time
from functools import partial

from bot.translations import read_catalogue
from flows.engine.fault import Fault
from tests.flows.example import PO, catalogue, example_bundle
from tests.flows.mutants import ATTACKS
from tests.pace import too_long

BUNDLE = example_bundle()
SPANISH = BUNDLE.spoken["es"]
KEY = "urgent-danger/call_now/say"


def shown(source: str | bytes) -> tuple[dict[str, str], list[Fault]]:
    found, faults = read_catalogue(BUNDLE, SPANISH, PO, source.encode() if isinstance(source, str) else source)
    return dict(found), faults


def entry(text: str, key: str = KEY) -> str:
    return f'msgctxt "{key}"\nmsgid "{BUNDLE.texts[key]}"\nmsgstr "{text}"'


def test_what_looks_like_a_format_is_only_letters() -> None:
    found, faults = shown(catalogue(BUNDLE, entry("Llame %(x)s %s %n {emergency_number}")))
    assert faults == [] and found[KEY] == "Llame %(x)s %s %n {emergency_number}"


def test_plural_forms_of_a_text_that_has_none_are_not_shown() -> None:
    head = f'msgctxt "{KEY}"\nmsgid "{BUNDLE.texts[KEY]}"\nmsgid_plural "x"\n'
    own = f'{head}msgstr[0] "a {{emergency_number}}"\nmsgstr[1] ""'
    assert KEY not in shown(catalogue(BUNDLE, own))[0]


def test_p20_catalogues_changed_at_random_are_refused_or_harmless() -> None:
    whole = catalogue(BUNDLE).encode()
    for seed in range(300):
        chance = random.Random(seed)
        start = chance.randrange(len(whole))
        source = whole[:start] + chance.choice(ATTACKS) + whole[start + chance.choice((0, 1, 30)) :]
        before = time.process_time()
        found, faults = shown(source)
        assert not too_long(partial(shown, source), 0.2, time.process_time() - before), seed
        assert all(fault.fix in fault.render() for fault in faults), seed
        for key, text in found.items():
            assert set(BUNDLE.placeholders(key)) <= {name for name in BUNDLE.facts if f"{{{name}}}" in text}, seed
            assert "999" not in text, seed
