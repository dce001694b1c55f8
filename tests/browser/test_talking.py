"""What people write, tap, edit and send on the page reaches the bot, and the other way round."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Cast
from tests.browser.puppet import Puppet
from tests.browser.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_newcomer_is_told_what_to_do_and_starts(stage: Stage, bot: Puppet, cast: Cast) -> None:
    for pane, step in ((stage.worker, "Be the worker"), (stage.group, "Claim her case"), (stage.advocate, "Answer as")):
        await expect(pane.pane.locator(".intro")).to_contain_text(step)
    await stage.worker.starts()
    assert (await bot.hears())["text"] == "/start"
    await bot.says(cast.worker, "Which language?")
    await stage.worker.sees("Which language?")
    await expect(stage.worker.pane.locator(".intro")).to_be_hidden()


async def test_words_go_both_ways(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await stage.worker.types("My passport is gone")
    await bot.hears()
    heard = await bot.hears()
    assert (heard["text"], heard["chat"]["id"]) == ("My passport is gone", cast.worker)
    await bot.says(cast.worker, "Who has it?")
    answer = await stage.worker.sees("Who has it?")
    assert "mine" not in (await answer.get_attribute("class") or "")


async def test_markup_in_words_stays_words(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await stage.worker.types("<img src=x onerror=alert(1)> <b>bold</b>")
    mine = await stage.worker.sees("<b>bold</b>")
    assert await mine.locator(".text b, .text img").count() == 0


async def test_a_button_is_tapped_and_the_message_changes_in_place(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    message = await bot.says(cast.worker, "Is it safe to talk now?", ["Yes, it is safe"], ["A person", "Hide"])
    await stage.worker.taps("Yes, it is safe")
    query = await bot.answers_tap("Good.")
    assert query["data"] == "Yes, it is safe"
    await stage.worker.is_told("Good.")
    await bot.call("editMessageText", chat_id=cast.worker, message_id=message, text="You can keep your passport.")
    changed = await stage.worker.sees("You can keep your passport.")
    await expect(changed).to_contain_text("edited")
    await stage.worker.sees_no_more("Is it safe")
    await expect(stage.worker.pane.locator(".key")).to_have_count(0)


async def test_a_button_waits_until_the_bot_answers(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await bot.says(cast.worker, "Ready?", ["Yes"])
    await stage.worker.taps("Yes")
    await expect(stage.worker.key("Yes")).to_have_attribute("aria-busy", "true")
    await bot.answers_tap("Stay where you are.", alert=True)
    await expect(stage.worker.key("Yes")).not_to_have_attribute("aria-busy", "true")
    alert = stage.worker.pane.get_by_role("alertdialog")
    await expect(alert).to_contain_text("Stay where you are.")
    await expect(alert.get_by_role("button")).to_be_focused()
    await stage.page.keyboard.press("Enter")
    await expect(alert).to_have_count(0)


async def test_a_button_that_copies_sends_nothing(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    keys = [[{"text": "Copy 0800 012 1700", "copy_text": {"text": "08000121700"}}]]
    await bot.says(cast.worker, "Call them.", reply_markup={"inline_keyboard": keys})
    await stage.worker.taps("Copy 0800")
    await stage.worker.is_told("08000121700")
    await stage.worker.types("done")
    await bot.hears()
    assert (await bot.hears())["text"] == "done"


async def test_what_the_bot_deletes_is_gone(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    message = await bot.says(cast.worker, "Nobody should read this later")
    await stage.worker.sees("Nobody should read")
    await bot.call("deleteMessage", chat_id=cast.worker, message_id=message)
    await stage.worker.sees_no_more("Nobody should read")


async def test_entities_stand_where_they_belong_behind_letters_of_two_units(
    stage: Stage, bot: Puppet, cast: Cast
) -> None:
    await stage.worker.starts()
    text = "🌧🌧 bold italic both, code\nquoted"
    spans = (("bold", 5, 16), ("italic", 10, 11), ("code", 23, 4), ("blockquote", 28, 6))
    entities = [{"type": kind, "offset": offset, "length": length} for kind, offset, length in spans]
    await bot.says(cast.worker, text, entities=entities)
    shown = await stage.worker.sees("bold italic both")
    dressed = {"strong": "bold italic both", "strong em": "italic both", "code": "code", "blockquote": "quoted"}
    for tag, words in dressed.items():
        assert await shown.locator(tag).all_text_contents() == [words]


async def test_a_reply_names_its_message_and_shows_it(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    asked = await bot.says(cast.worker, "Are you safe?")
    await stage.worker.replies("Are you safe?", "Yes, for now")
    await bot.hears()
    assert (await bot.hears())["reply_to_message"]["message_id"] == asked
    mine = await stage.worker.sees("Yes, for now")
    await expect(mine.locator(".quote")).to_contain_text("Are you safe?")


async def test_an_edit_reaches_the_bot_as_an_edit(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await stage.worker.types("I live in Leds")
    await stage.worker.edits("I live in Leds", "I live in Leeds")
    assert (await bot.hears("edited_message"))["text"] == "I live in Leeds"
    mine = await stage.worker.sees("I live in Leeds")
    await expect(mine).to_contain_text("edited")
    await stage.worker.pane.get_by_label("Message", exact=True).press("ArrowUp")
    await expect(stage.worker.pane.get_by_label("Message", exact=True)).to_have_value("I live in Leeds")


async def test_reactions_and_protection_are_shown(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await stage.worker.types("Thank you")
    await bot.hears()
    mine = (await bot.hears())["message_id"]
    reaction = [{"type": "emoji", "emoji": "👍"}]
    await bot.call("setMessageReaction", chat_id=cast.worker, message_id=mine, reaction=reaction)
    await expect((await stage.worker.sees("Thank you")).locator(".reactions")).to_contain_text("👍")
    await bot.says(cast.worker, "For you only", protect_content=True)
    await expect(await stage.worker.sees("For you only")).to_contain_text("Protected")


async def test_a_picture_reaches_the_bot_whole(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await stage.worker.sends_picture()
    await bot.hears()
    photo = (await bot.hears())["photo"][-1]
    picture = await bot.fetches(photo["file_id"])
    assert picture.startswith(b"\xff\xd8\xff") and len(picture) == photo["file_size"] > 5_000
    shown = await stage.worker.sees_picture()
    assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 960


async def test_a_voice_note_reaches_the_bot_whole_and_can_be_played(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await stage.worker.sends_voice()
    await bot.hears()
    voice = (await bot.hears())["voice"]
    sound = await bot.fetches(voice["file_id"])
    assert sound.startswith(b"RIFF") and len(sound) == voice["file_size"] > 30_000
    shown = await stage.worker.sees_voice()
    await expect(shown.locator(".length")).to_have_text("0:02")
    await shown.get_by_role("button", name="Play the voice note").click()
    await expect(shown.get_by_role("button", name="Pause the voice note")).to_be_visible()


async def test_a_voice_note_is_recorded_from_the_microphone(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await stage.worker.attaches("Record a voice note")
    await expect(stage.worker.pane.locator(".recorded")).to_have_text("0:01")
    await stage.worker.pane.get_by_role("button", name="Send voice note").click()
    await bot.hears()
    voice = (await bot.hears())["voice"]
    assert len(await bot.fetches(voice["file_id"])) == voice["file_size"] > 0


async def test_a_file_goes_with_its_name_and_comes_back_as_a_chip(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    contract = {"name": "contract.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 made up"}
    await stage.worker.pane.locator("input[name=pick-file]").set_input_files(contract)  # type: ignore[arg-type]
    await bot.hears()
    document = (await bot.hears())["document"]
    assert (document["file_name"], document["file_size"]) == ("contract.pdf", 16)
    await expect(await stage.worker.sees("contract.pdf")).to_contain_text("16 bytes")
    await bot.call("sendDocument", chat_id=cast.worker, document=document["file_id"], caption="Your copy")
    await stage.worker.sees(re.compile("contract.pdf.*Your copy", re.DOTALL))


async def test_a_sign_is_put_under_a_message_and_taken_back(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await bot.call("getUpdates", allowed_updates=["message", "message_reaction"])  # unasked, Telegram tells of none
    await stage.worker.starts()
    message = await bot.says(cast.worker, "Are you safe?")
    await stage.worker.sees("Are you safe?")
    await stage.worker.reacts("Are you safe?", "👍")
    heard = await bot.hears("message_reaction")
    assert (heard["message_id"], heard["new_reaction"][0]["emoji"]) == (message, "👍")
    shown = stage.worker.message("Are you safe?").locator(".reactions")
    await expect(shown).to_have_text("👍")
    await stage.worker.reacts("Are you safe?", "👍")
    assert (await bot.hears("message_reaction"))["new_reaction"] == []
    await expect(shown).to_have_count(0)


async def test_the_words_under_a_picture_can_be_changed(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await stage.worker.pane.get_by_label("Message", exact=True).fill("My pasport")
    await stage.worker.sends_picture()
    await stage.worker.edits("My pasport", "My passport")
    assert (await bot.hears("edited_message"))["caption"] == "My passport"


async def test_a_place_is_sent_as_a_place(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await stage.worker.attaches("Sample place")
    await bot.hears()
    assert (await bot.hears())["location"] == {"latitude": 51.5, "longitude": -0.1}


async def test_the_sample_album_is_three_pictures_that_differ(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await stage.worker.sends_album()
    await bot.hears()
    sent = [await bot.hears() for _ in range(3)]
    assert len({one["media_group_id"] for one in sent}) == 1
    assert len({await bot.fetches(one["photo"][-1]["file_id"]) for one in sent}) == 3


async def test_several_pictures_are_one_album(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    pictures = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + bytes([n])} for n in (1, 2)]
    await stage.worker.pane.locator("input[name=pick-photo]").set_input_files(pictures)  # type: ignore[arg-type]
    await bot.hears()
    albums = {(await bot.hears())["media_group_id"] for _ in pictures}
    assert len(albums) == 1
