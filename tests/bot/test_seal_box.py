"""What is sealed opens in its own place and nowhere else, and its size says little."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.seal.box import GCM, CannotOpen, DataKey, Sealed, derive, open_, seal

OWNER, OTHER_OWNER = b"o" * 16, b"p" * 16
SECRET = bytes(range(32))
KEY = DataKey(OWNER, 1, SECRET)
ROW = b"r" * 16
WORDS = b"Sinungaling ang amo ko. CANARY"


def sealed(plain: bytes = WORDS, under: DataKey = KEY, seq: int = 3) -> Sealed:
    return seal(plain, under=under, table="words", column="text", row=ROW, seq=seq)


def opened(
    box: Sealed, under: DataKey = KEY, table: str = "words", column: str = "text", row: bytes = ROW, seq: int = 3
) -> bytes:
    return open_(box, under=under, table=table, column=column, row=row, seq=seq)


@given(
    st.binary(max_size=40_000),
    st.text(max_size=20),
    st.text(max_size=20),
    st.binary(max_size=40),
    st.integers(0, 2**63),
)
def test_what_was_sealed_comes_back(plain: bytes, table: str, column: str, row: bytes, seq: int) -> None:
    box = seal(plain, under=KEY, table=table, column=column, row=row, seq=seq)
    assert open_(box, under=KEY, table=table, column=column, row=row, seq=seq) == plain


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"table": "notes"},
        {"column": "caption"},
        {"row": b"s" * 16},
        {"seq": 4},
        {"seq": 0},
        {"under": DataKey(OTHER_OWNER, 1, SECRET)},
        {"under": DataKey(OWNER, 2, SECRET)},
        {"under": DataKey(OWNER, 1, bytes(32))},
    ],
    ids=["table", "column", "row", "order", "no order", "case", "key version", "key"],
)
def test_it_opens_in_no_other_place(elsewhere: dict[str, object]) -> None:
    with pytest.raises(CannotOpen):
        opened(sealed(), **elsewhere)  # type: ignore[arg-type]


def test_parts_of_a_place_cannot_be_slid_into_one_another() -> None:
    box = seal(WORDS, under=KEY, table="ab", column="c", row=b"de")
    for table, column, row in (("a", "bc", b"de"), ("abc", "", b"de"), ("ab", "cd", b"e")):
        with pytest.raises(CannotOpen):
            open_(box, under=KEY, table=table, column=column, row=row)


def test_one_changed_bit_anywhere_and_it_stays_shut() -> None:
    raw = sealed(b"yes").raw
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 1
        with pytest.raises(CannotOpen):
            opened(Sealed(bytes(changed)))


def test_a_cut_or_empty_box_is_refused_not_a_crash() -> None:
    raw = sealed().raw
    for size in (0, 1, 4, 16, 32, len(raw) - 1):
        with pytest.raises(CannotOpen):
            opened(Sealed(raw[:size]))


@pytest.mark.parametrize(
    ("size", "bucket"),
    [(0, 64), (60, 64), (61, 256), (252, 256), (300, 1024), (4092, 4096), (16381, 32768), (40_000, 49152)],
)
def test_a_yes_is_as_long_as_a_short_sentence(size: int, bucket: int) -> None:
    header_nonce_and_tag = 4 + 12 + 16
    assert len(sealed(b"x" * size).raw) == bucket + header_nonce_and_tag


def test_the_same_words_twice_look_different() -> None:
    assert sealed() != sealed()


def test_the_words_are_not_in_the_box_nor_in_anything_it_shows() -> None:
    box = sealed()
    assert b"CANARY" not in box.raw
    assert repr(box) == str(box) == f"{box}" == f"<Sealed, {len(box.raw)} bytes>"


def test_an_error_says_nothing_of_the_words_nor_where_they_came_from() -> None:
    with pytest.raises(CannotOpen) as refused:
        opened(sealed(), row=b"CANARY-CANARY-XY")
    assert "CANARY" not in str(refused.value)
    assert refused.value.__cause__ is None and refused.value.__suppress_context__


def test_a_sealed_value_is_not_bytes_and_cannot_be_changed() -> None:
    box = sealed()
    assert not isinstance(box, bytes | str)
    with pytest.raises(AttributeError):
        box.raw = b""  # type: ignore[misc]
    with pytest.raises(TypeError):
        bytes(box)  # type: ignore[call-overload]


@pytest.mark.parametrize("nothing", [None, "text", bytearray(b"x")])
def test_only_bytes_are_sealed_so_none_and_empty_stay_two_things(nothing: object) -> None:
    with pytest.raises(TypeError):
        sealed(nothing)  # type: ignore[arg-type]


def test_where_openssl_is_old_plain_gcm_serves_and_the_two_never_mix() -> None:
    old = DataKey(OWNER, 1, SECRET, alg=GCM)
    box = sealed(under=old)
    assert opened(box, under=old) == WORDS
    with pytest.raises(CannotOpen):
        opened(box)
    relabelled = Sealed(box.raw[:1] + sealed().raw[1:2] + box.raw[2:])
    with pytest.raises(CannotOpen):
        opened(relabelled)


def test_a_key_shows_neither_its_secret_nor_its_case() -> None:
    assert repr(KEY) == "<DataKey, version 1>"
    with pytest.raises(ValueError, match="16 bytes"):
        DataKey(b"short", 1, SECRET)


def test_one_purpose_one_key() -> None:
    assert derive(SECRET, "index") != derive(SECRET, "audit") != SECRET
    assert len(derive(SECRET, "index", 64)) == 64


def test_a_key_that_rested_opens_and_seals_as_before() -> None:
    key = DataKey(OWNER, 1, SECRET)
    before = seal(b"words", under=key, table="t", column="c", row=ROW)
    key.rest()
    after = seal(b"words", under=key, table="t", column="c", row=ROW)
    key.rest()
    for sealed in (before, after):
        assert open_(sealed, under=key, table="t", column="c", row=ROW) == b"words"
