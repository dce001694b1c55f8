"""The lists from which her five words are drawn, and what counts as typing them again."""

from __future__ import annotations

import pytest

from bot.settings import HOUSE
from bot.way_back import HOW_MANY, _plain, handle, lists
from flows.engine import hear
from tests.bot.wordroom import CHEAP, SECRET
from tests.room import CONTENT, edition

LANGUAGES = ["en", *sorted(path.name for path in (HOUSE / "locales").iterdir() if (path / "LC_MESSAGES").exists())]


def test_every_language_has_its_own() -> None:
    assert set(lists()) >= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_words_of_a_list_are_taken_for_each_other(language: str) -> None:
    words = lists()[language]
    assert len(words) >= 60 and len({_plain(word) for word in words}) == len(words)
    assert len(words) ** HOW_MANY > 2**29, "too few to be safe from trying"
    assert not [word for word in words if len(_plain(word).split()) != 1], "one word each"


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_of_them_means_anything_here(language: str) -> None:
    """Five words that were read as a word of danger, or as Hide, would do something else than lead back."""
    bundle, words = edition(CONTENT).bundle, lists()[language]
    assert not [word for word in words if hear.global_word(bundle, language, f"{word} {word}")]


@pytest.mark.parametrize(
    ("shown", "typed"),
    [
        ("azúcar pájaro río pez limón", "  Azucar, pajaro rio PEZ limon. "),
        ("أسد مرآة زجاجة شجرة قميص", "اسد مراة زجاجه شجره قميص"),
        ("چراغ کتاب گھوڑا پتا ریل", "چراغ كتاب گهوڑا پتا ريل"),
        ("चाँद पेड़ कागज़ साँप नाव", "चांद पेड कागज सांप नाव"),
        ("ጸሐይ ሣር ዓሣ መጽሐፍ ሰዓት", "ፀሀይ ሳር አሳ መፅሀፍ ሰአት"),
        ("সূর্য চাঁদ তারা আকাশ মেঘ", "সূর্য  চাঁদ তারা\nআকাশ মেঘ"),
    ],
)
def test_typed_as_people_type_it_is_the_same(shown: str, typed: str) -> None:
    assert handle(CHEAP, SECRET, shown) == handle(CHEAP, SECRET, typed)


def test_another_order_and_another_secret_lead_elsewhere() -> None:
    first = handle(CHEAP, SECRET, "apple bell cloud desk elephant")
    assert first != handle(CHEAP, SECRET, "bell apple cloud desk elephant")
    assert first != handle(CHEAP, bytes(32), "apple bell cloud desk elephant")
