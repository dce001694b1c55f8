"""A person is found again by her digest, and by nothing else."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.seal.codename import FIRST, SECOND, code_name
from bot.seal.index import Index

INDEX = Index(bytes(range(32)))
IDS = st.integers(-(2**63), 2**63 - 1)


@given(IDS, IDS)
def test_the_same_number_is_another_digest_in_every_domain(one: int, two: int) -> None:
    digests = [INDEX.person(one), INDEX.staff(one), INDEX.chat(one), INDEX.message(one, two)]
    assert len(set(digests)) == 4
    assert {len(digest) for digest in digests} == {32}
    assert INDEX.person(one) == Index(bytes(range(32))).person(one) != Index(bytes(32)).person(one)


def test_a_message_is_known_by_its_chat_too() -> None:
    assert INDEX.message(1, 2) != INDEX.message(2, 1)


def test_the_key_has_its_length_and_does_not_show() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Index(b"short")
    assert repr(INDEX) == "<Index>"


def test_code_names_are_many_short_and_all_different_words() -> None:
    assert len(set(FIRST)) == len(FIRST) >= 200
    assert len(set(SECOND)) == len(SECOND) >= 200
    assert not set(FIRST) & set(SECOND)
    assert all(2 < len(word) <= 8 and word.isascii() and word.isalpha() and word.isupper() for word in FIRST + SECOND)


def test_a_code_name_is_two_words_and_a_number_and_follows_the_given_chance() -> None:
    names = [code_name(random.Random(seed)) for seed in range(200)]
    assert names == [code_name(random.Random(seed)) for seed in range(200)]
    assert len(set(names)) == 200
    for name in names:
        first, second, number = name.split("-")
        assert first in FIRST and second in SECOND and 10 <= int(number) <= 99
