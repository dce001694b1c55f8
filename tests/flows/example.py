"""A house so small that an example can be one thing in it: everything that must be there, and no fault at all."""

from __future__ import annotations

import re
from datetime import date

from bot import checks
from bot.tongues.notes import fingerprint
from flows.engine.bundle import Bundle, load
from flows.engine.draft import Language
from flows.engine.fault import Fault
from flows.engine.grammar import GLOBAL_TEXTS
from flows.engine.grammar_files import WORD_LISTS

TODAY = date(2026, 11, 24)
WALK = "answers-of-a-walk.yaml"
PO = "locales/es/LC_MESSAGES/flows.po"
THERE = frozenset({"letters/return-my-passport.pdf", "voice/en/urgent-danger/danger.ogg"})
SIGNED = """\
    source: https://example.org/helpline
    cite: Example
    checked: 2026-11-02
    check_again: 2027-01-20
    checked_by: rights-team
"""
SURE = f"{SIGNED}    confidence: A\n"
_RATE = (
    "kind: money, source: The law, cite: The law, checked: 2026-11-02, check_again: 2027-01-20, "
    "checked_by: rights-team, confidence: A"
)

_FILES = {
    "house-rules.yaml": """\
languages:
  en: {name: English, direction: ltr, state: live}
  es: {name: Español, direction: ltr, state: live}
limits: {letters_on_a_screen: 160}
hosts: [gov.uk]
always:
  - when: danger is one of now, soon
    pass: [urgent-danger.call_now]
    why: Whoever is in danger is told whom to call.
""",
    "teams.yaml": """\
teams:
  advocates: {what: Talk with workers, cases: yes}
  rights-team: {what: Answers for the topics about rights, cases: no}
reviewers: {es: [reader_one, reader_two]}
""",
    "answers.yaml": """\
answers:
  danger: {kind: choice, choices: [now, soon, no], keep: visit, seen_by: [advocates], why: To bring help first}
  age: {kind: age, keep: visit, seen_by: [advocates], why: Children have other rights}
  country: {kind: country, keep: visit, seen_by: [advocates], why: Laws differ by country}
  story: {kind: message, keep: case, seen_by: [advocates], why: Only if you want to tell us}
  age_group: {kind: text, keep: visit, seen_by: [], why: The minimum wage depends on it}
  hours_a_week: {kind: number, keep: none, seen_by: [], why: To work out the pay of one week}
system:
  week_pay: {kind: money, longest: "£999.99", rule: week_pay}
""",
    "consents.yaml": """\
consents:
  talk_with_advocate: {purpose: An advocate reads and talks, version: "1", teams: [advocates], take_back: She says so}
""",
    "facts.yaml": f"""\
facts:
  emergency_number:
    kind: phone
    value: "999"
{SURE}\
  advice_line:
    kind: phone
    value: 01632 960 123
{SURE}\
  guidance:
    kind: link
    value: https://www.gov.uk/guidance
{SURE}\
  wage_from_21: {{{_RATE}, value: £3.00}}
  wage_from_18: {{{_RATE}, value: £2.00}}
  wage_under_18: {{{_RATE}, value: £1.00}}
  opening:
    kind: text
    text: Somebody answers from 9 to 5.
    confidence: B
    confirm: at which hours somebody answers
{SIGNED}\
""",
    "flows/welcome.yaml": """\
flow: welcome
format: 1
owner: rights-team
start: safe_now
steps:
  safe_now:
    ask: Is it safe to read now?
    options:
      - {text: "Yes", value: yes, next: is_safe}
      - {text: "No", value: no, next: later}
  later:
    ask: You can come back at any time.
    options:
      - {text: It is safe now, value: safe, next: safe_now}
  is_safe: {return: safe}
""",
    "flows/urgent-danger.yaml": """\
flow: urgent-danger
format: 1
owner: rights-team
menu: Danger now
start: danger
steps:
  danger:
    ask: Are you in danger?
    save: danger
    skip: is_safe
    options:
      - {text: "Yes, now", value: now, next: call_now}
      - {text: Maybe soon, value: soon, next: call_now}
      - {text: "No", value: no, next: is_safe}
  call_now:
    say: Call {emergency_number}.
    next: is_not_safe
  is_safe: {return: safe}
  is_not_safe: {return: not_safe}
""",
    "flows/numbers.yaml": """\
flow: numbers
format: 1
owner: rights-team
menu: Numbers
start: numbers
steps:
  numbers:
    say: Call {advice_line}, or read {guidance}. {opening}
    end: true
""",
    "flows/ask-person.yaml": """\
flow: ask-person
format: 1
owner: rights-team
menu: A person
start: agree
steps:
  agree:
    consent:
      to: talk_with_advocate
      text: May an advocate read your answers and talk with you?
      agree: I agree
      refuse: Not now
    agreed: hand_over
    refused: done
  hand_over:
    handoff: {to: advocates, urgency: normal, summary: [danger], closed: closed}
  closed: {say: "Call {advice_line}.", next: done}
  done: {end: true}
""",
}
_SPANISH = {
    "urgent-danger/call_now/say": "Llame al {emergency_number}.",
    "ask-person/agree/consent.agree": "De acuerdo",
}


def _globals() -> str:
    own = ("harmless", "emergency_now")
    sentences = "".join(f"  {name}: Said here.\n" for name in GLOBAL_TEXTS if name not in own)
    entries = "first: welcome\nperson: ask-person\ndanger: urgent-danger\nback_from_hiding: welcome\n"
    entries += "menu: [numbers, urgent-danger, ask-person]\n"
    return (
        f"{entries}texts:\n  harmless: Rice and onions.\n  emergency_now: Call {{emergency_number}} now.\n{sentences}"
    )


def _words(code: str) -> str:
    own = {
        "danger": "[in danger, help me, help me now]",
        "hide": "[hide, recipe]",
        "person": "[person, a person]",
        "again": "[again, repeat]",
    }
    lists = "".join(f"{name}: {own.get(name, f'[{name}, the {name}]')}\n" for name in WORD_LISTS)
    return f"language: {code}\n{lists}topics:\n  numbers: [numbers, help lines]\n  urgent-danger: [emergency]\n"


def example_files() -> dict[str, str]:
    made = {"globals.yaml": _globals(), "words/en.yaml": _words("en"), "words/es.yaml": _words("es")}
    return {**_FILES, **made}


_HEAD = """\
msgid ""
msgstr ""
"Language: es\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"""
_ENTRY = re.compile(r'^msgctxt "(.*)"\nmsgid "(.*)"\nmsgstr "(.*)"$', re.MULTILINE)


def catalogue(bundle: Bundle, own: str = "") -> str:
    """Every text in Spanish (the same words will do), with the entry `own` instead of its like. Both readers of the
    small house have signed all of it; `own` too, where it does not say itself who made it."""
    said = {key: text for key, text in bundle.texts.items() if f'msgctxt "{key}"' not in own}
    entries = [f'msgctxt "{key}"\nmsgid "{text}"\nmsgstr "{_SPANISH.get(key, text)}"' for key, text in said.items()]
    head, own = (f"{own}\n", "") if own.startswith('msgid ""') else (_HEAD, own)
    return (
        "\n\n".join(
            [head.rstrip(), own if "# " in own or own.count("msgctxt") > 1 else signed(own), *map(signed, entries)]
        )
        + "\n"
    )


def signed(entries: str) -> str:
    return _ENTRY.sub(lambda found: f"{_signatures(*found.groups())}{found.group()}", entries)


def _signatures(key: str, english: str, text: str) -> str:
    mark = fingerprint(key, english, text)
    lines = (f"# reviewed: 2026-11-23 by {by} #{mark}\n" for by in ("reader_one", "reader_two"))
    return f"# draft: machine\n{''.join(lines)}"


def wrong_with(
    files: dict[str, str], own: str = "", there: frozenset[str] = THERE, published: dict[str, str] | None = None
) -> tuple[tuple[Fault, ...], str]:
    """All that `helpline check` would say, with --against where something is published; and the catalogue it read."""
    read: list[str] = []

    def sources(bundle: Bundle) -> list[tuple[Language, str, bytes]]:
        read.append(catalogue(bundle, own))
        return [(bundle.spoken["es"], PO, read[0].encode())]

    before = load(encoded(published)) if published else None
    faults = checks.found(encoded(files), sources, there, TODAY, published=before).faults
    return faults, "".join(read)


def encoded(files: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}


def example_bundle() -> Bundle:
    return load(encoded(example_files()))
