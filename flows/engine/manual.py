"""The table as a page to read: every file, every kind of step, every name, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from flows.engine import grammar
from flows.engine.dialects import INTERVIEW, INTERVIEW_STEPS
from flows.engine.grammar_files import FILES, LONGEST_WORD, MOST_WORDS, WORDS
from flows.engine.keys import Form, Holds, Key

_HEAD = """\
# The flow language

What can be written in the content folder, file by file. This page is made from the table that the program itself reads
by, with `helpline explain --language`; change it there. What a message of `helpline check` means says
`helpline explain CODE`.

All files are YAML, and every value is text: `no`, `999` and `09:30` stay what they are. No anchors, tags, merge keys or
tabs; a text with a colon, or one that begins with a bracket, stands in "quotes" or below a `|`. **Bold** names must be
there. *Translated* texts are read by people and stand in English here; every other language has them in its catalogue.
"""

_STEPS = """\
## Steps

Each step is exactly one of these. Step names are for ever: translations and running chats hang on them.
"""

_CONDITIONS = """\
## Conditions

After `when:` stand words. A test on an answer that was not given is false; only `is not known` is true.

| written | true when |
|---|---|
| `danger is known` / `danger is not known` | it was answered / it was not |
| `danger is now` / `danger is not now` | it was answered so / it was answered otherwise |
| `country is one of GB, IE` / `is not one of` | it is among them / it was answered and is not among them |
| `age is at least 18`, `at most`, `more than`, `less than` | the number is so |
| `A and B`, `A or B`, `not A`, `( … )` | `and` binds closer than `or` |

There are no functions and no sums. What is compared must be one of the values that answers.yaml declares.
"""


_INTERVIEW = """\
An interview is for an advocate who fills in a form, and `helpline walk`, `try`, `map` and `test` take it as
`staff/NAME`. It is never translated, no worker can come to it, and the rules for what workers read do not hold in it.
Each question is kept under its own name, so that decisions can ask for it, and each can be left open. Its steps are
these, with the names that they have above; `branch:` and `end:` are the same.
"""


def _name_of(form: Form) -> Callable[[str], str]:
    return lambda name: f"**`{name}`**" if name in form.must else f"`{name}`"


def manual() -> str:
    return "\n".join(_lines()).rstrip("\n") + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    yield from _form("A flow: `flows/NAME.yaml`", grammar.FLOW)
    yield _STEPS
    for kind, form in grammar.STEPS.items():
        yield from _form(_TITLES.get(kind, f"`{kind}:`"), form, 3)
    yield _CONDITIONS
    yield from _form("An interview: `staff/NAME.yaml`", INTERVIEW)
    yield _INTERVIEW
    for kind, form in INTERVIEW_STEPS.items():
        if form != grammar.STEPS[kind]:
            yield f"- {_TITLES.get(kind, f'`{kind}:`')}: {', '.join(map(_name_of(form), form.keys))}\n"
    for file, form in FILES.items():
        yield from _form(f"`{file}`", form)
    yield from _form("`words/CODE.yaml`", WORDS)
    yield f"A list has at most {MOST_WORDS} words, a phrase at most {LONGEST_WORD} letters. None is a pattern.\n"


_TITLES = {"choice": "`ask:` with `options:`", "answer": "`ask:` with `answer:`"}


def _form(title: str, form: Form, depth: int = 2) -> Iterator[str]:
    yield f"{'#' * depth} {title}\n\n{form.means}\n"
    if form.keys:
        yield "| name | what stands there | what it means |\n|---|---|---|\n" + "\n".join(_rows(form)) + "\n"
    for name, key in form.keys.items():
        if key.form:
            yield from _form(f"{_under(key)} `{name}:`", key.form, depth + 1)


def _rows(form: Form) -> Iterable[str]:
    for name, key in form.keys.items():
        shown = f"**`{name}`**" if name in form.must else f"`{name}`"
        yield f"| {shown} | {_holds(key)} | {key.means} |"


def _holds(key: Key) -> str:
    if key.words:
        words = ", ".join(f"`{word}`" for word in key.words)
        return f"some of {words}" if key.holds is Holds.NAMES else words
    return f"*translated*: {key.holds.value}" if key.holds is Holds.PEOPLE else key.holds.value


def _under(key: Key) -> str:
    return {Holds.LIST: "Each of", Holds.NAMED: "Each under"}.get(key.holds, "In")
