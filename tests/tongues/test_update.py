"""The English changes, and no translation is lost, guessed or passed off as read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.tongues import po
from bot.tongues.po import FUZZY, Catalogue, Entry
from bot.tongues.signatures import earlier_keys
from bot.tongues.update import KEPT, Updated
from bot.tongues.update import update as updated
from flows.engine.bundle import load
from tests.flows.house import changed
from tests.tongues.signer import catalogue, signed

TODAY = date(2026, 11, 25)
ASK = Entry("pay/main/ask", "What is it about?", "¿De qué se trata?", ["draft: machine"])
YES = Entry("pay/main/option.yes", "Yes", "Sí", ["draft: machine"])


def update(
    old: Catalogue, *template: Entry, earlier: dict[str, tuple[str, ...]] | None = None, today: date = TODAY
) -> Updated:
    blank = [replace(entry, text="", notes=[], flags=set(), was="") for entry in template]
    return updated(old, blank, earlier or {}, today)


def now(found: Updated, key: str) -> Entry:
    return found.catalogue.entries[key]


def test_what_did_not_change_stays_with_its_signature() -> None:
    old = signed(replace(ASK, notes=["draft: machine"]), "reader_one")
    found = update(catalogue(old), ASK)
    assert now(found, ASK.key) == old
    assert (found.new, found.stale, found.moved, found.gone) == ((), (), (), ())


def test_a_changed_english_keeps_the_translation_and_drops_the_signature() -> None:
    """Also where every word is another: whoever translates it anew wants to see what stood there."""
    old = signed(replace(ASK, notes=["draft: machine", "a question to the author"]), "reader_one")
    found = update(catalogue(old), replace(ASK, english="Rice and onions."))
    entry = now(found, ASK.key)
    assert (entry.text, entry.was, entry.fuzzy) == (ASK.text, ASK.english, True)
    assert entry.notes == ["draft: machine", "a question to the author"]
    assert found.stale == (ASK.key,)


def test_changed_twice_it_remembers_what_the_translation_was_made_of() -> None:
    first = update(catalogue(ASK), replace(ASK, english="Second."))
    assert now(update(first.catalogue, replace(ASK, english="Third.")), ASK.key).was == ASK.english
    back = now(update(first.catalogue, ASK), ASK.key)
    assert (back.was, back.fuzzy) == ("", True), "somebody looks at it all the same"


def test_a_new_text_is_empty_and_takes_nothing_from_its_like_but_a_hint() -> None:
    """A program that goes by likeness would copy another text's translation, and the remark that it was reviewed."""
    old = signed(replace(YES, notes=["draft: machine"]), "reader_one")
    new = Entry("visa/main/option.yes", "Yes")
    entry = now(update(catalogue(old), YES, new), new.key)
    assert (entry.text, entry.fuzzy) == ("", False)
    assert entry.notes == ['suggestion: "Sí" stands for the same English at pay/main/option.yes']


def test_a_hint_is_never_taken_from_what_is_unsure_and_goes_when_the_text_comes() -> None:
    new = Entry("visa/main/option.yes", "Yes")
    for unsure in (replace(YES, flags={FUZZY}), replace(YES, text=""), replace(YES, was="Yes, please")):
        assert now(update(catalogue(unsure), YES, new), new.key).notes == []
    hinted = now(update(catalogue(YES), YES, new), new.key)
    done = update(catalogue(YES, replace(hinted, text="Sí")), YES, new)
    assert now(done, new.key).notes == []


def test_a_renamed_step_takes_its_translations_along() -> None:
    found = update(catalogue(ASK), replace(ASK, key="pay/first/ask"), earlier={"pay/first/ask": ("pay/main/ask",)})
    assert now(found, "pay/first/ask").text == ASK.text
    assert (found.moved, found.new, found.gone) == (("pay/first/ask",), (), ())


def test_a_text_that_is_gone_waits_for_ninety_days() -> None:
    found = update(catalogue(ASK, YES), ASK)
    assert found.gone == (YES.key,)
    waiting = po.read(po.write(found.catalogue))
    assert waiting.gone[YES.key].notes == ["draft: machine", "gone: 2026-11-25"]
    almost = update(waiting, ASK, today=TODAY + KEPT - timedelta(days=1))
    assert YES.key in almost.catalogue.gone
    assert YES.key not in update(waiting, ASK, today=TODAY + KEPT).catalogue.gone


def test_a_text_that_comes_back_finds_its_translation() -> None:
    gone = update(catalogue(ASK, replace(YES, flags={FUZZY})), ASK).catalogue
    back = now(update(po.read(po.write(gone)), ASK, YES), YES.key)
    assert (back.text, back.notes, back.fuzzy) == ("Sí", ["draft: machine"], True), "and was not finished then"


def test_an_empty_text_is_not_stale_and_leaves_nothing_behind() -> None:
    found = update(catalogue(replace(ASK, text="")), replace(ASK, english="Another."))
    assert (now(found, ASK.key).fuzzy, found.stale) == (False, ())
    assert update(catalogue(replace(ASK, text=""))).catalogue.gone == {}


def test_written_and_read_again_it_is_the_same_and_updating_twice_changes_nothing() -> None:
    texts = ['A "quoted" word \\ and a tab\t', "Two\n\nparagraphs\n", "ගිය සතියේ\u200d", "x" * 400, "#| msgid"]
    made = [
        Entry(
            f"pay/s{n}/say",
            f"English {text}",
            text,
            ["draft: machine", "a remark"],
            {FUZZY, "max-length:32"},
            f"Old {text}",
        )
        for n, text in enumerate(texts)
    ]
    old = Catalogue(
        '# Here.\nmsgid ""\nmsgstr ""\n"Language: es\\n"', {entry.key: entry for entry in made}, {YES.key: YES}
    )
    again = po.read(po.write(old))
    assert again.entries == old.entries and again.gone == old.gone and again.head == old.head
    once = po.write(update(old, *made).catalogue)
    assert po.write(update(po.read(once), *made).catalogue) == once


def test_what_babel_writes_about_an_older_english_is_understood() -> None:
    head, older = b'msgid ""\nmsgstr ""\n\n', b'#, fuzzy\n#| msgctxt "a/b/say"\n#| msgid ""\n#| "Old "\n#| "English."\n'
    source = head + older + b'msgctxt "a/b/say"\nmsgid "New."\nmsgstr "x"\n'
    [entry] = po.read(source).entries.values()
    assert (entry.was, entry.notes) == ("Old English.", [])


def test_what_is_no_catalogue_is_told_with_its_line() -> None:
    for source in (b"nonsense", b"\xff\xfe", b'msgctxt "a"\nmsgid "b"\n'):
        with pytest.raises(po.Unreadable):
            po.read(source)


def test_the_names_of_steps_before_are_those_of_the_flow() -> None:
    line = "start: danger_known\nrenamed: {holder: who_has_it, who_had_it: who_has_it}"
    bundle = load(changed("flows/passport-kept.yaml", "start: danger_known", line))
    before = earlier_keys(bundle)
    assert before["passport-kept/who_has_it/option.me"] == (
        "passport-kept/holder/option.me",
        "passport-kept/who_had_it/option.me",
    )
    assert "passport-kept/law/say" not in before
