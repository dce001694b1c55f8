"""What the YAML parser gives up at, in the words of somebody who writes flows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from flows.engine.read import Page

BEGINS_WITH_BRACKET = "A text that begins with { is taken for names with values."
_IN_QUOTES = 'Put the text in "quotes", or write it on the next line after a |.'
_OPENED = re.compile(r"[^\"'|]*: \{(?=\w+\} +\S)")
_QUOTE_IT = 'put texts with commas or colons in "quotes".'
_PROBLEMS = (
    (
        "mapping values are not allowed",
        "There is a second colon on this line, so YAML cannot tell where the text begins.",
        _IN_QUOTES,
    ),
    (
        "unknown escape",
        "A backslash has a meaning of its own inside double quotes.",
        "Use 'single quotes', or take it out.",
    ),
    ("quoted scalar", "A quotation mark is opened here and never closed.", "Close it, or take it out."),
    ("cannot start any token", "A text cannot begin with this sign.", 'Put the text in "quotes".'),
    (
        "undefined alias",
        "The signs & and * (YAML anchors) are not used in flows.",
        'Put the text in "quotes", or write the value out.',
    ),
    ("flow mapping", "The { or } does not fit here.", f"Close every {{, and {_QUOTE_IT}"),
    ("flow sequence", "The [ or ] does not fit here.", f"Close every [, and {_QUOTE_IT}"),
    (
        "did not find expected",
        "The indentation changes here, but does not fit any block above.",
        "Check the indentation and the colons on this line and the line above.",
    ),
    ("could not find expected ':'", "This line has no colon where one is needed.", "Write name: and then the text."),
    ("", "YAML cannot read this line.", "Check the indentation, the quotes and the colons here and one line above."),
)


_BEGAN = ("unexpected end", "could not find expected ':'", "flow mapping", "flow sequence")


def explain(page: Page, problem: yaml.MarkedYAMLError) -> None:
    """The parser's words are not the author's."""
    said = f"{problem.context or ''} {problem.problem or ''}"
    sentence, fix = next((sentence, fix) for known, sentence, fix in _PROBLEMS if known in said)
    # Where it began helps more than where the parser gave up: an open quotation mark, a line without its colon.
    began = any(words in said for words in _BEGAN)
    marks = (problem.context_mark, problem.problem_mark) if began else (problem.problem_mark, problem.context_mark)
    spot = page.spot(marks[0] or marks[1])
    opened = _OPENED.match(page.lines[spot.line - 1])
    if opened:
        spot, sentence, fix = spot._replace(column=opened.end()), BEGINS_WITH_BRACKET, _IN_QUOTES
    page.fault("F001", spot, sentence, fix)
