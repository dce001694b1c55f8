"""The words after `when:`. Total: a test on an answer not yet given is false, only "is not known" is true."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flows.engine.fault import closest
from flows.engine.model import Answer, Condition

LONGEST = 500
DEEPEST = 20
_TOKEN = re.compile(r"[(),]|[^\s(),]+")
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_WORDS = frozenset({"and", "or", "not", "is", "one", "of", "known", "less", "more", "than", "at", "least", "most"})
_COMPARE: Mapping[tuple[str, str], Callable[[float, float], bool]] = {
    ("less", "than"): lambda a, b: a < b,
    ("more", "than"): lambda a, b: a > b,
    ("at", "least"): lambda a, b: a >= b,
    ("at", "most"): lambda a, b: a <= b,
}


@dataclass(frozen=True, slots=True)
class Known:
    name: str
    wanted: bool

    def holds(self, answers: Mapping[str, Answer]) -> bool:
        return (self.name in answers) is self.wanted


@dataclass(frozen=True, slots=True)
class OneOf:
    name: str
    values: frozenset[str]
    wanted: bool

    def holds(self, answers: Mapping[str, Answer]) -> bool:
        given = answers.get(self.name)
        return given is not None and (given in self.values) is self.wanted


@dataclass(frozen=True, slots=True)
class Compared:
    name: str
    how: tuple[str, str]
    number: float

    def holds(self, answers: Mapping[str, Answer]) -> bool:
        given = answers.get(self.name)
        try:
            return isinstance(given, str) and _COMPARE[self.how](float(given), self.number)
        except ValueError:
            return False  # kept under an older bundle as another kind: no number, so not true


@dataclass(frozen=True, slots=True)
class Not:
    inner: Condition

    def holds(self, answers: Mapping[str, Answer]) -> bool:
        return not self.inner.holds(answers)


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]

    def holds(self, answers: Mapping[str, Answer]) -> bool:
        return all(part.holds(answers) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple[Condition, ...]

    def holds(self, answers: Mapping[str, Answer]) -> bool:
        return any(part.holds(answers) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Values:
    """What an answer can be: one of `choices`, a number, or (neither) only known or not known."""

    choices: tuple[str, ...] = ()
    number: bool = False
    codes: bool = False  # countries and languages: any code
    sure: bool = True  # False: written wrongly where it is declared; that is told there, and nothing more here


class Unclear(Exception):
    """A condition that cannot be understood: at which letter, what, and what to write."""

    def __init__(self, at: int, length: int, code: str, sentence: str, fix: str) -> None:
        super().__init__(sentence)
        self.at, self.length, self.code, self.sentence, self.fix = at, length, code, sentence, fix


def parse(text: str, declared: Mapping[str, Values]) -> Condition:
    """Raises `Unclear` at the first word that has no meaning there."""
    if len(text) > LONGEST:
        raise Unclear(0, len(text), "F023", f"This condition has more than {LONGEST} letters.", "Make two steps of it.")
    return _Parser(text, declared).whole()


class _Parser:
    """Recursive descent: or, and, unit. Looks one word ahead."""

    def __init__(self, text: str, declared: Mapping[str, Values]) -> None:
        self.words = [(match.group(), match.start()) for match in _TOKEN.finditer(text)]
        self.end = len(text.rstrip())
        self.declared = declared
        self.next = 0
        self.depth = 0

    def whole(self) -> Condition:
        if not self.words:
            raise Unclear(0, 1, "F023", "There is nothing after when.", "Write a condition, or delete the line.")
        condition = self.any()
        if self.next < len(self.words):
            self.unclear(f'"{self.word}" does not fit here.', "Join two tests with and, or.")
        return condition

    @property
    def word(self) -> str:
        return self.words[self.next][0] if self.next < len(self.words) else ""

    def unclear(self, sentence: str, fix: str, code: str = "F023") -> None:
        word, at = self.words[self.next] if self.next < len(self.words) else (" ", self.end)
        if re.fullmatch(r"[=<>!&|]+", word):
            sentence = f'"{word[0]}" has no meaning in a condition.'
            fix, word = "Use words: is, is not, is one of, is known, and, or, not.", word[0]
        raise Unclear(at, len(word), code, sentence, fix)

    def take(self, *wanted: str) -> bool:
        """Step over these words if they come next."""
        words = tuple(word for word, _ in self.words[self.next : self.next + len(wanted)])
        if words != wanted:
            return False
        self.next += len(wanted)
        return True

    def any(self) -> Condition:
        parts = [self.all()]
        while self.take("or"):
            parts.append(self.all())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def all(self) -> Condition:
        parts = [self.unit()]
        while self.take("and"):
            parts.append(self.unit())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def unit(self) -> Condition:
        self.depth += 1
        if self.depth > DEEPEST:
            self.unclear("There are too many brackets inside brackets.", "Make two steps of it.")
        try:
            if self.take("not"):
                return Not(self.unit())
            if not self.take("("):
                return self.test()
            inner = self.any()
            if not self.take(")"):
                self.unclear("A bracket is opened and never closed.", "Write ) here.")
            return inner
        finally:
            self.depth -= 1

    def test(self) -> Condition:
        name = self.word
        if name not in self.declared:
            self.unknown(name)
        self.next += 1
        if not self.take("is"):
            self.unclear(f'After "{name}" the word is must follow.', "Use words: is, is not, is one of, is known.")
        if self.take("not", "known"):
            return Known(name, False)
        if self.take("known"):
            return Known(name, True)
        for how in _COMPARE:
            if self.take(*how):
                return Compared(name, how, self.number(name))
        wanted = not self.take("not")
        values = self.values(name) if self.take("one", "of") else [self.value(name)]
        return OneOf(name, frozenset(values), wanted)

    def unknown(self, name: str) -> None:
        if not name:
            self.unclear("The condition stops in the middle.", "Write what is tested, as in: country is known.")
        near = closest(name, self.declared)
        fix = f'Write "{near}" instead, or declare it.' if near else "Declare it in answers.yaml."
        if not _NAME.match(name) or name in _WORDS:
            self.unclear(
                f'"{name}" does not fit here.', "Begin a test with the name of an answer, as in: country is known."
            )
        self.unclear(f'"{name}" is not declared in answers.yaml.', fix, "F021")

    def values(self, name: str) -> list[str]:
        values = [self.value(name)]
        while self.take(","):
            values.append(self.value(name))
        return values

    def value(self, name: str) -> str:
        kind, word = self.declared[name], self.word
        if not word or word in "(),":
            self.unclear("The condition stops in the middle.", f'Write what "{name}" must be.')
        if not kind.sure:
            self.next += 1
            return word
        if kind.choices and word not in kind.choices:
            self.unclear(f'"{name}" can never be "{word}".', f"Its values are: {', '.join(kind.choices)}.")
        if not (kind.choices or kind.number or kind.codes):
            self.unclear(f'"{name}" is written freely, so it cannot be compared.', "Use is known, is not known.")
        self.next += 1
        return word

    def number(self, name: str) -> float:
        word = self.word
        if not self.declared[name].number and self.declared[name].sure:
            self.next -= 2
            self.unclear(f'"{name}" is not a number.', "Use is, is not, is one of, is known.")
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,4})?", word):
            self.unclear("A number must follow here.", "Write it in figures, as in: age is at least 18.")
        self.next += 1
        return float(word)
