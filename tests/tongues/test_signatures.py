"""A translation is live when those who may have signed what stands there. Any change of one letter is noticed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.tongues import meanings, notes
from bot.tongues.po import FUZZY, Entry
from bot.tongues.signatures import (
    BROKEN,
    CHANGED,
    LIVE,
    MADE_BY_NOBODY,
    MISSING,
    NEEDS_WORK,
    STALE,
    UNREVIEWED,
    Judge,
    high_care,
)
from flows.engine.bundle import load
from flows.engine.fault import Faulty
from tests.flows.house import changed, house_files
from tests.tongues.signer import READERS, catalogue, signed, with_reviewers

BUNDLE = with_reviewers()
JUDGE = Judge.of(BUNDLE, "ar")
KEY, DANGER, CONSENT, LAW = (
    "passport-kept/who_has_it/ask",
    "urgent-danger/call_now/say",
    "ask-person/agree/consent.text",
    "facts/law_keep_passport/text",
)


def entry(key: str = KEY, text: str = "س", made: str = "translated: 2026-11-20 by maker") -> Entry:
    return Entry(key, BUNDLE.texts[key], text, [made] if made else [])


def state(found: Entry | None, key: str = KEY, *, broken: bool = False, judge: Judge = JUDGE) -> str:
    return judge.verdict(key, found, broken).state


def test_the_states_of_a_translation() -> None:
    assert state(None) == state(entry(text=" ")) == MISSING
    assert state(replace(entry(), flags={FUZZY})) == NEEDS_WORK
    assert state(replace(entry(), flags={FUZZY}, was="An older sentence.")) == STALE
    assert state(replace(entry(), english="An older sentence.")) == STALE
    assert state(entry()) == UNREVIEWED
    assert state(signed(entry(), "reader_one")) == LIVE
    assert state(signed(entry(), "reader_one"), broken=True) == BROKEN
    assert state(replace(signed(entry(), "reader_one"), flags={FUZZY})) == NEEDS_WORK


@pytest.mark.parametrize("part", ["key", "english", "text"])
def test_whatever_is_changed_after_signing_makes_the_signature_worthless(part: str) -> None:
    before = entry()
    setattr(before, part, f"{getattr(before, part)}x")
    line = signed(before, "reader_one").notes[-1]
    now = entry()
    now.notes.append(line)
    assert state(now) == CHANGED


def test_a_signature_copied_from_another_text_counts_for_nothing() -> None:
    other = signed(entry("passport-kept/who_has_it/option.me"), "reader_one")
    assert state(replace(entry(), notes=other.notes)) == CHANGED


@pytest.mark.parametrize(
    "line", ["reviewed by reader_one", "reviewed: 2026-11-23 by reader_one", "reviewed: yes #12345678"]
)
def test_what_only_looks_like_a_signature_is_none(line: str) -> None:
    assert state(replace(entry(), notes=[*entry().notes, line])) == UNREVIEWED


# --- who may -----------------------------------------------------------------------------------------------------


def refused(found: Entry, key: str = KEY) -> list[str]:
    verdict = JUDGE.verdict(key, found)
    assert verdict.state == UNREVIEWED
    return [why for _, why in verdict.refused]


def test_only_reviewers_of_this_language_sign() -> None:
    assert refused(signed(entry(), "somebody")) == ["somebody is not a reviewer of this language in teams.yaml"]
    assert Judge.of(BUNDLE, "fil").verdict(KEY, signed(entry(), "reader_one")).state == UNREVIEWED


@pytest.mark.parametrize("made", ["translated: 2026-11-20 by reader_one", "draft: machine by reader_one"])
def test_nobody_signs_what_she_has_made_or_pasted(made: str) -> None:
    assert refused(signed(entry(made=made), "reader_one")) == ["reader_one made this translation"]
    assert state(signed(entry(made=made), "reader_two")) == LIVE


def test_what_nobody_says_to_have_made_cannot_be_signed() -> None:
    assert refused(signed(entry(made=""), "reader_one")) == [MADE_BY_NOBODY]
    assert state(signed(entry(made="draft: machine"), "reader_one")) == LIVE


@pytest.mark.parametrize("key", [DANGER, CONSENT, LAW, "globals/person", "danger-first/still_soon/say"])
def test_danger_consent_and_law_need_two(key: str) -> None:
    one = signed(entry(key), "reader_one")
    assert (JUDGE.verdict(key, one).state, JUDGE.verdict(key, one).lacking) == (UNREVIEWED, 1)
    assert state(signed(signed(entry(key), "reader_one"), "reader_one"), key) == UNREVIEWED, "the same person twice"
    assert state(signed(entry(key), "reader_one", "reader_two"), key) == LIVE


def test_what_needs_two_is_danger_consent_law_and_what_is_said_everywhere() -> None:
    careful = high_care(BUNDLE)
    assert {DANGER, CONSENT, LAW} <= careful
    assert {key for key in BUNDLE.texts if key.startswith(("globals/", "facts/"))} <= careful
    assert KEY not in careful


def test_a_reviewer_has_a_name_with_which_one_can_sign() -> None:
    assert dict(BUNDLE.reviewers) == {"ar": {"reader_one", "reader_two"}}
    for wrong, code in (("[Reader One]", "F009"), ("reader", "F005"), ("{a: b}", "F005")):
        files = {**house_files(), "teams.yaml": house_files()["teams.yaml"] + f"reviewers: {{ar: {wrong}}}\n".encode()}
        with pytest.raises(Faulty) as told:
            load(files)
        assert code in {fault.code for fault in told.value.faults}


def test_the_house_has_no_reviewers_yet_and_nobody_can_sign() -> None:
    house = load(house_files())
    assert not house.reviewers
    assert Judge.of(house, "ar").verdict(KEY, signed(entry(), "reader_one")).state == UNREVIEWED


# --- what keeps a signature --------------------------------------------------------------------------------------


def test_a_step_that_was_renamed_keeps_its_signatures() -> None:
    files = changed(
        "flows/passport-kept.yaml", "start: danger_known", "start: danger_known\nrenamed: {who_had_it: who_has_it}"
    )
    files["teams.yaml"] += READERS.encode()
    old = replace(entry(), key="passport-kept/who_had_it/ask")
    now = replace(signed(old, "reader_one"), key=KEY)
    assert state(now, judge=Judge.of(load(files), "ar")) == LIVE
    assert state(now) == CHANGED, "without renamed: it is another text"


def test_a_corrected_spelling_keeps_its_signatures_where_somebody_has_said_so() -> None:
    older = signed(replace(entry(), english="Who hsa your passport now?"), "reader_one")
    now = replace(older, english=BUNDLE.texts[KEY])
    said = [meanings.Same(KEY, "Who hsa your passport now?", BUNDLE.texts[KEY], "spelling", "ana", "2026-11-25")]
    same = meanings.meanings(meanings.read(meanings.write(said)), BUNDLE.texts)
    assert state(now) == CHANGED
    assert state(now, judge=Judge.of(BUNDLE, "ar", same)) == LIVE
    assert meanings.meanings(said, {KEY: "Something else."}) == {}, "it was said of another text"


def test_two_corrections_in_a_row_still_lead_back() -> None:
    said = [meanings.Same(KEY, "a", "b", "", "", ""), meanings.Same(KEY, "b", "c", "", "", "")]
    assert meanings.meanings(said, {KEY: "c"}) == {KEY: ("b", "a")}
    assert meanings.meanings([*said, meanings.Same(KEY, "c", "a", "", "", "")], {KEY: "a"}) == {KEY: ("c", "b")}


def test_what_two_must_read_is_read_anew_whatever_somebody_says() -> None:
    older = signed(replace(entry(DANGER), english="Cal 999."), "reader_one", "reader_two")
    said = {DANGER: ("Cal 999.",)}
    assert state(replace(older, english=BUNDLE.texts[DANGER]), DANGER, judge=Judge.of(BUNDLE, "ar", said)) == CHANGED


def test_a_log_that_cannot_be_read_is_told() -> None:
    for source in (b"{}", b"1", b"[", b"\xff", b'{"key": "a", "more": "b"}'):
        with pytest.raises(meanings.BadLog, match=r"same-meaning\.jsonl cannot be read"):
            meanings.read(source)
    assert meanings.read(b"") == ()


def test_who_made_it() -> None:
    assert notes.makers(["draft: machine"]) == ("",)
    assert notes.makers(["draft: machine by ana", "translated: 2026-11-20 by ben", "a remark"]) == ("ana", "ben")
    assert notes.makers(["a remark"]) == ()


def test_all_texts_of_a_catalogue_are_judged() -> None:
    verdicts = JUDGE.verdicts(catalogue(entry(), signed(entry(CONSENT), "reader_one", "reader_two")), frozenset({KEY}))
    assert verdicts.keys() == BUNDLE.written.keys()
    assert (verdicts[KEY].state, verdicts[CONSENT].state, verdicts[DANGER].state) == (BROKEN, LIVE, MISSING)
