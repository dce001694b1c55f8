"""A report that must name nobody: who she is, is found in a text however it is written there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handoff.referral.record import Entry, Told, Words
from tests.handoff.test_referral import HERE, NOTIFY, told, wanted, wrong

ARABIC_NAME = Words("أمينة", "ar", "an interpreter")


@pytest.mark.parametrize(
    ("text", "keeps"),
    [
        ("Yusuf was hit.", True),  # one word of a name of several
        ("They shouted for YÚSUF at night", True),  # another case, with an accent
        ("قالت وأمينة تبكي", True),  # grown together with "and"
        ("they called MARYAM", True),  # only proposed
        ("Her number is 07700 900 123.", True),
        ("Call +44 (0)7700-900123", True),
        ("passport P 1234567 was taken", True),
        ("write to her at one@example.org", True),
        ("2024-03-12 to 2024-11-30: in Leeds, for 3 people, 16 hours", False),
        ("from 12/03/2024 she was paid 1,200,000 a month", False),
        ("it may be that they were paid", False),
        ("The family kept her.", False),
    ],
)
def test_a_name_is_found_word_by_word_and_a_number_that_is_hers_too(text: str, keeps: bool) -> None:
    names: dict[str, Entry | None] = {
        "pv-name-first-name": Told("May Amina", HERE, ARABIC_NAME), "pv-name-last-name": told("al-Yusuf Khan"),
        "pv-name-nickname": replace(told("Máryam"), confirmed=False),
    }  # fmt: skip
    found = ["how-they-were-treated"] if keeps else []
    assert wrong(wanted({**NOTIFY, **names, "how-they-were-treated": told(text)})) == found
    hers = told("As told.", Words(text, "ar", "a volunteer"))
    assert wrong(wanted({**NOTIFY, **names, "how-they-were-treated": hers})) == found
