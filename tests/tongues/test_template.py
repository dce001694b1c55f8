"""The template is today's English, and tells a translator what she must know."""

from __future__ import annotations

import gettext
import io

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot import content
from bot.tongues import po
from bot.tongues.house import House
from bot.tongues.template import came_from, entries, template
from flows.engine.ways import leads_to
from tests.flows.house import CONTENT, house_bundle

BUNDLE = house_bundle()
FOUND = {entry.key: entry for entry in entries(BUNDLE)}


def test_the_template_on_disk_is_the_one_of_this_content() -> None:
    stale = "it must be written anew: helpline i18n extract"
    assert (content.LOCALES / "flows.pot").read_bytes() == template(BUNDLE), stale


def test_every_catalogue_on_disk_has_the_texts_of_the_template_and_its_comments() -> None:
    blank = [(entry.key, entry.english, entry.told, entry.place, entry.flags) for entry in FOUND.values()]
    for tongue in House.open(CONTENT).translated():
        found = read_po(io.BytesIO(tongue.source or b""))
        told = [
            (
                it.context,
                it.id,
                tuple(it.auto_comments),
                f"{it.locations[0][0]}:{it.locations[0][1]}",
                it.flags - {"python-format"},
            )
            for it in found
            if it.id
        ]
        assert told == blank, f"{tongue.file} must be brought up to date: helpline i18n update"


def test_every_text_is_there_in_order_under_its_key() -> None:
    assert list(FOUND) == list(BUNDLE.written)
    read = po.read(template(BUNDLE))
    assert [(it.key, it.english, it.text) for it in read.entries.values()] == [
        (k, t, "") for k, t in BUNDLE.texts.items()
    ]
    assert template(BUNDLE) == template(BUNDLE)
    assert b"Date" not in template(BUNDLE)


def test_a_translator_is_told_where_how_long_what_is_filled_in_and_what_the_author_wants() -> None:
    emergency = FOUND["globals/emergency_now"]
    assert emergency.told[:2] == ("Where: sentence of the program", "{emergency_number} = 999")
    assert emergency.flags == {"python-brace-format"}
    button = FOUND["passport-kept/who_has_it/option.employer"]
    assert button.told == ("Where: button 1 of 4", "At most 32 letters.", "Leads to: law")
    assert button.flags == {"max-length:32"}
    assert any(line.startswith("Note: Legal sentence.") for line in FOUND["facts/law_keep_passport/text"].told)
    assert button.place.startswith("flows/content/flows/passport-kept.yaml:")


def test_the_dialogue_can_be_followed() -> None:
    told = FOUND["passport-kept/law/say"].told
    assert "Comes after: who_has_it" in told and any(line.startswith("Then: ") for line in told)
    for flow in BUNDLE.flows.values():
        after = came_from(flow)
        for step in flow.steps.values():
            assert all(step.name in after[name] for name in leads_to(step))
            assert all(name in flow.steps for name in leads_to(step))


def test_other_programs_read_the_same_words_as_the_bot() -> None:
    """Compiled as gettext does it, and read back entry by entry."""
    catalogues = content.catalogues(content.LOCALES, BUNDLE)
    assert catalogues
    for code, texts in catalogues.items():
        source = (content.LOCALES / code / "LC_MESSAGES" / "flows.po").read_bytes()
        compiled = io.BytesIO()
        write_mo(compiled, read_po(io.BytesIO(source)))
        compiled.seek(0)
        other = gettext.GNUTranslations(compiled)
        assert texts.keys() == BUNDLE.texts.keys()
        assert {key: other.pgettext(key, BUNDLE.texts[key]) for key in texts} == texts
