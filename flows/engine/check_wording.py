"""How we speak: information and never advice, no verdict on anybody, no blame, plain words, a first line that betrays
nothing. Each rule has its own code; tests/flows/wording.txt shows for each what it catches and what it lets pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from flows.engine.draft import Draft, Written
from flows.engine.read import find

LONGEST_SENTENCE = 15  # words


class Wording(NamedTuple):
    """`but` names the few ways in which the same words are right. Small letters are compared with the text in small
    letters, three times as fast as letters of either kind; `as_written` is for what is about capitals."""

    code: str
    catches: re.Pattern[str]
    sentence: str
    fix: str
    but: re.Pattern[str] | None = None
    as_written: bool = False


def _words(*ways: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(ways)})\b")


_BEGINS = r"(?:^|[.:;!?]\s+|\n)(?:(?:please|now|then|so|just|simply|first|always|never|do not|don.?t) )*"
_ADVERB = r"(?: (?:not|never|also|now|still|being|probably|clearly|surely|most|likely|likely to be))*"
_YOU_ARE = (
    r"(?:you (?:are|were|may be|might be|could be|would be|will be|have been|had been|seem|seem to be|sound like|"
    rf"look like|count as)|you.?(?:re|ve been)|(?:this|that|it) makes you){_ADVERB}"
)
_MAY = (
    r"(?:can|may|could|will|would|cannot|can not|can.?t|won.?t|may not|should be able to|"
    r"(?:are|re) (?:not )?(?:allowed|able) to|have (?:no |a |the )?(?:right|permission) to)"
)
_WRONG_DONE = r"(?:modern )?(?:slavery|trafficking|exploitation|forced labour|forced work|servitude|abuse)"
_STATUS = r"(?:visa|permission|status|leave)"

RULES = (
    Wording(
        "F120",
        re.compile(
            r"\b(?:you (?:really |also |now |still |may |might |will )?"
            r"(?:(?:should|must|ought)(?:n.?t)?|need to|have to|had better|want to (?:leave|apply|claim|report|tell))"
            r"|you.?d better|you (?:are|re) (?:supposed|required|advised|better off)"
            r"|(?:we|i) (?:advise|recommend|suggest|urge)|(?:our|my) advice"
            r"|(?:we|i) would (?:not )?(?:leave|go|stay|wait|apply|sign|call|tell|report)"
            r"|it(?: is|.?s| would be| may be) (?:best|better|wise|wiser|safer|important) (?:not )?to"
            r"|the best (?:thing|way|time)|make sure|be sure to|(?:do not|don.?t) forget)\b"
            rf"|{_BEGINS}(?:try to|remember to|consider|think (?:about|of)|better (?:not|wait|leave|go|stay))\b"
        ),
        'This advises her: "{found}". We give information; what she does is hers to choose.',
        'Say what is so, or what other people do: "Some people ...", "A person can ...".',
    ),
    Wording(
        "F121",
        _words(
            rf"{_YOU_ARE} (?:a |an |the )?(?:victim|slave|survivor|overstayer|illegal|undocumented)",
            rf"{_YOU_ARE} (?:exploited|trafficked|abused|enslaved|eligible|entitled)",
            rf"{_YOU_ARE} (?:in|a case of) {_WRONG_DONE}",
            r"you (?:(?:do|may|might|could|would|will|can|cannot) )?(?:(?:not|don.?t|can.?t|also|still) )?qualify",
            r"you (?:do not |don.?t |may |might |would )?(?:meet|fit) the (?:conditions|rules|criteria|definition)",
            rf"(?:this|that|it)(?: is|.?s| was| (?:sounds|looks) like| (?:may|might|could) be){_ADVERB} {_WRONG_DONE}",
            r"your (?:case|claim|chances?) (?:is|are|will|would|looks?|sounds?)|in your case",
            r"you (?:have|had) an? (?:strong|good|weak|real|fair) (?:case|claim|chance)",
            r"you (?:would|will|could|can|may|might) (?:win|lose)",
        ),
        'This decides about her: "{found}". Nobody here decides what she is, or what she can have.',
        'Say what counts in general: "These are signs that other people reported."',
    ),
    Wording(
        "F122",
        _words(
            rf"you {_MAY} (?:still |legally |also |not )?(?:stay|remain|live|work|settle)",
            rf"you {_MAY} (?:still |legally |also |not )?(?:extend|renew|switch|change) (?:your )?(?:visa|employers?)",
            rf"you {_MAY} (?:not )?be (?:deported|removed|detained|arrested)",
            rf"your {_STATUS} (?:means|allows|lets|is|was|has|will|ends?|ended|lasts?|expires?|expired|runs out)",
            rf"you (?:still |do not |don.?t )?(?:have|hold|need) (?:no |a |an )?(?:new )?(?:{_STATUS})",
            rf"you (?:will |would )?lose your {_STATUS}|you (?:are|re) (?:not )?(?:here )?(?:legal(?:ly)?|lawfully)",
            r"you(?:.?ll| will| would) (?:get|receive|lose|be (?:paid|given|accepted|refused|allowed))",
            r"(?:yes|no), you (?:can|may|are|do|have|will|cannot)",
        ),
        'This answers about her own status: "{found}". Only a registered adviser may.',
        'Say it of the rule and not of her: "The visa lasts ...", "Some people can ...".',
        _words(rf"(?:if|when|while|whether|where) you (?:still |do not )?have (?:no |a |an )?(?:{_STATUS})"),
    ),
    Wording(
        "F123",
        re.compile(
            rf"{_BEGINS}(?:apply|claim|sue|sign|leave|run|escape|stay|report|refuse|accept|agree|enter|join|withdraw|appeal"
            r"|say (?:yes|no)|go back|ask for asylum)\b(?=[ .,])"
            rf"|{_BEGINS}(?:go to|tell|call|contact|write to) the (?:police|home office|embassy|council)\b"
            r"|\byou (?:can |may |could |will )?(?:apply|claim|sue|appeal|enter the nrm)\b"
            r"|\bapply (?:before|by|within|now|today|for)\b"
        ),
        'This tells her to act: "{found}". That is advice about her case.',
        'Say that it exists and who explains it: "Some people can ask for ... An adviser explains it."',
        _words(r"(?:people|workers?|adults|somebody|who) (?:can |could |may )?apply for", "time to apply"),
    ),
    Wording(
        "F124",
        _words(
            r"why (?:did|do|have|are|were) ?(?:n.?t )?you|you (?:should|could|must) have",
            r"your (?:own )?(?:fault|mistake)|you claim",
            r"you (?:failed|forgot|did not tell|refused|let (?:him|her|them))",
        ),
        'This sounds like blame: "{found}".',
        "Speak about the rule, or about what we could not do.",
        _words(r"not your (?:fault|mistake)"),
    ),
    Wording(
        "F125",
        _words(
            r"(?:we|i) (?:promise|guarantee|will (?:make sure|protect|save))|guaranteed|you can trust",
            r"you (?:will|are going to) be (?:safe|fine|ok|okay|free)|always safe|nothing can happen",
            r"nobody will (?:ever )?(?:know|find|see)|completely (?:safe|secret|private)",
            r"(?:don.?t|do not) worry|everything will",
        ),
        'This promises what nobody can keep: "{found}".',
        "Say what happens, who sees it, and what is not known.",
    ),
    Wording(
        "F126",
        _words(r"crimes?|criminal(?:s|ly)?|illegal(?:ly)?|unlawful|offences?|guilty|slave owners?|traffickers?"),
        'This names somebody a wrongdoer in law: "{found}". That is for a court.',
        'Say what is "not allowed".',
    ),
    Wording(
        "F127",
        re.compile(r"[!¡]|\b[A-Z]{4,}\b|\b(?i:urgently|immediately|hurry|quick(?:ly)?|last chance)\b"),
        'This is loud: "{found}". Somebody afraid reads it as a shout.',
        "Say it calmly: without ! and capitals, without pressing.",
        _words("TARA|LAWRS|BAWSO|ATLEU"),
        as_written=True,
    ),
    Wording(
        "F128",
        _words(
            r"shall|therefore|pursuant|hereby|herein|thereof|notwithstanding|in accordance with|with regard to",
            r"in order to|prior to|commence[sd]?|terminate[sd]?|utilise[sd]?|via|e\.g|i\.e|etc|regarding|whilst",
        ),
        'These are office words: "{found}".',
        "Say it as one would aloud, to somebody who reads slowly.",
    ),
)

TELLING = _words(
    r"police|abuse[ds]?|violence|slave(?:ry)?|rights|immigration|exploit(?:ed|ation)|traffick(?:ed|ing)|passport|visa",
    r"rape|victims?|escape|nrm|helpline|charity",
)
"""Words that a notification on a locked screen must not show."""

_SENTENCE_ENDS = re.compile(r"(?<=[.?!:;])\s+|\n+")


def check_wording(draft: Draft, written: Written) -> None:
    page, node = draft.nodes[written.key]
    if page.full:
        return
    small = _in_small(written.text)
    for rule in RULES:
        for found in _caught(rule, written.text, small):
            sentence = rule.sentence.replace("{found}", found)
            page.fault(rule.code, find(page, node, found), sentence, rule.fix, length=len(found))
    told = TELLING.search(small.split("\n", 1)[0]) if comes_unasked(draft, written.key) else None
    if told:
        found = written.text[told.start() : told.end()]
        sentence = f'The first line can stand on a locked screen, and it says "{found}".'
        fix = "Begin with a line that betrays nothing; the rest may follow below it."
        page.fault("F129", find(page, node, found), sentence, fix, length=len(found))
    for words in _long_sentences(written.text):
        begins = " ".join(words[:4])
        sentence = f'The sentence "{begins} ..." has {len(words)} words. Who is afraid can read {LONGEST_SENTENCE}.'
        page.fault("F128", find(page, node, begins), sentence, "Make two sentences of it.", length=len(begins))


def _caught(rule: Wording, text: str, small: str) -> Iterator[str]:
    looked_at = text if rule.as_written else small
    for match in rule.catches.finditer(looked_at):
        right = rule.but.finditer(looked_at) if rule.but else ()
        if not any(way.start() < match.end() and match.start() < way.end() for way in right):
            found = text[match.start() : match.end()]
            yield found.strip(".:;!? \n") or found.strip()


def _in_small(text: str) -> str:
    """Letter for letter, so that places in it are places in the text: a few capitals would become two letters."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def comes_unasked(draft: Draft, key: str) -> bool:
    """What the bot says by itself, and what may be the first thing anybody reads: a notice shows how it begins."""
    flow = key.split("/", 1)[0]
    return flow in ("globals", "phrases") or flow in {
        draft.entries.get(entry) for entry in ("first", "person", "back_from_hiding")
    }


def _long_sentences(text: str) -> Iterator[list[str]]:
    for sentence in _SENTENCE_ENDS.split(text):
        if len(words := sentence.split()) > LONGEST_SENTENCE:
            yield words
