"""How old somebody is who reads a text with ease: by the length of its words and sentences, as the automated
readability index has it. No list of words and no counting of syllables: what it says is rough, and always the same."""

from __future__ import annotations

import re

MEANT_FOR = 9
OLDEST = 11
"""Years. A text is meant for 9; a few words that nobody can leave out (immigration, emergency) bring one above that."""

_SHORTEST = 25  # words; of fewer it says nothing
_SENTENCE_ENDS = re.compile(r"(?<=[.?!:;])\s+|\n+")
_NOT_LETTERS = re.compile(r"[^A-Za-z']")


def reading_age(text: str) -> float | None:
    """None: too few words. Names and numbers are not counted; they stay as they are however plainly one writes."""
    letters = words = sentences = 0
    for sentence in _SENTENCE_ENDS.split(text):
        found = enumerate(map(_letters, sentence.split()))
        plain = [word for nth, word in found if word and not (nth and word[0].isupper())]
        letters += sum(map(len, plain))
        words += len(plain)
        sentences += bool(plain)
    if words < _SHORTEST:
        return None
    return 4.71 * letters / words + 0.5 * words / sentences - 21.43 + 5


def _letters(word: str) -> str:
    return _NOT_LETTERS.sub("", word)
