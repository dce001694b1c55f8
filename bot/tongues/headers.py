"""The first entry of a catalogue, and how languages count. Our table follows CLDR; Babel's own lines differ from it in
several of these languages, and tools of translators go by what stands in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from babel import Locale, UnknownLocaleError

_TWO, _FROM_TWO, _ONE = "nplurals=2; plural=(n != 1);", "nplurals=2; plural=(n > 1);", "nplurals=1; plural=0;"

PLURALS: Mapping[str, str] = {
    **dict.fromkeys(("en", "es", "ne", "sw", "ta", "ur"), _TWO),
    **dict.fromkeys(("am", "bn", "fr", "hi", "pt", "si"), _FROM_TWO),
    **dict.fromkeys(("id", "th", "vi", "yo"), _ONE),
    "fil": "nplurals=2; plural=(n != 1 && n != 2 && n != 3 && (n % 10 == 4 || n % 10 == 6 || n % 10 == 9));",
    "ar": "nplurals=6; plural=(n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : n % 100 >= 3 && n % 100 <= 10 ? 3 "
    ": n % 100 >= 11 ? 4 : 5);",
}
"""No text here has plural forms yet; the line is what editors ask for. A language that is new needs its own."""

OWN_NAMES = {"fil": "Filipino (Tagalog)", "id": "Bahasa Indonesia"}
"""Where CLDR has the name of the country, or leaves out the name that people use."""

_TEMPLATE = """\
# Texts of the flows, for translators. `helpline i18n extract` makes this file from flows/content; change the English
# there. All of it is said by a bot to somebody who may be afraid, may read slowly, and may not be alone: plain, calm,
# as one would say it aloud. What stands in {braces} stays exactly as it is. Texts come in the order of the flows."""
_FIELDS = ("Project-Id-Version: helpline", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8")


def wanted(code: str) -> Mapping[str, str]:
    """What must stand in the first entry, so that all programs read the same."""
    own = {"Plural-Forms": PLURALS[code]} if code in PLURALS else {}
    return {"Language": code, **own, "Content-Type": "text/plain; charset=utf-8"}


def template_head() -> str:
    return "\n".join([_TEMPLATE, *_lines((*_FIELDS, "Content-Transfer-Encoding: 8bit"))])


def new_head(code: str) -> str:
    """Of a catalogue that is begun now."""
    comment = f"# {english_name(code)}, for the workers who write to the helpline."
    own = (f"Language: {code}", f"Plural-Forms: {PLURALS[code]}") if code in PLURALS else (f"Language: {code}",)
    return "\n".join([comment, *_lines((*_FIELDS, "Content-Transfer-Encoding: 8bit", *own))])


def _lines(fields: tuple[str, ...]) -> Iterator[str]:
    yield from ('msgid ""', 'msgstr ""')
    yield from (f'"{field}\\n"' for field in fields)


def english_name(code: str) -> str:
    known = _locale(code)
    return (known.get_display_name("en") if known else None) or code


def own_name(code: str) -> str:
    known = _locale(code)
    name = OWN_NAMES.get(code) or (known.get_display_name() if known else None) or code
    return name[:1].upper() + name[1:]


def direction(code: str) -> str:
    known = _locale(code)
    return "rtl" if known and known.text_direction == "rtl" else "ltr"


def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
