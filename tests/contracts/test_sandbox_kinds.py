"""Files of every kind, contacts, places and quotes in the sandbox, as Telegram does it; PTB can read every answer."""

from __future__ import annotations

import pytest
from telegram import InputMediaAudio, InputMediaDocument, InputMediaPhoto, InputMediaVideo, Message, ReplyParameters
from telegram.error import BadRequest

from tests.contracts.small_telegram import Sandbox

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4) + b"\x08\x02\x00\x00\x00"
CLIP = b"\x00\x00\x00\x18ftyp" * 900


async def heard(sandbox: Sandbox) -> Message:
    [update] = await sandbox.bot.get_updates()
    await sandbox.bot.get_updates(offset=update.update_id + 1)
    assert update.message is not None
    return update.message


@pytest.mark.parametrize("kind", ["video", "animation", "audio", "video_note", "sticker"])
async def test_a_file_of_hers_goes_on_by_its_id(sandbox: Sandbox, maria: int, kind: str) -> None:
    ann = await sandbox.play.person("Ann")
    await sandbox.play.send_file(maria, kind, CLIP, caption="look")
    message = await heard(sandbox)
    file = getattr(message, kind)
    assert message.caption == (None if kind in ("video_note", "sticker") else "look")

    sent = await getattr(sandbox.bot, f"send_{kind}")(ann, file.file_id)
    assert getattr(sent, kind).file_unique_id == file.file_unique_id
    assert [one["media"]["kind"] for one in await sandbox.play.seen(ann)] == [kind]
    with pytest.raises(BadRequest, match="Can't use file of type"):
        await sandbox.bot.send_voice(ann, file.file_id)


async def test_an_animation_is_a_document_too_and_a_live_photo_a_photo(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.send_file(maria, "animation", CLIP)
    message = await heard(sandbox)
    assert message.animation is not None and message.document is not None
    assert message.animation.file_id == message.document.file_id

    await sandbox.play.send_file(maria, "live_photo", CLIP)
    message = await heard(sandbox)
    assert message.live_photo is not None and message.photo
    again = await sandbox.bot.send_live_photo(maria, message.live_photo.file_id, message.photo[-1].file_id)
    assert again.live_photo is not None and again.photo
    assert "no photo" in await sandbox.refusal("sendLivePhoto", chat_id=maria, live_photo=message.live_photo.file_id)


async def test_a_contact_and_a_place_arrive_as_they_are(sandbox: Sandbox, maria: int) -> None:
    card = await sandbox.bot.send_contact(maria, "+44 20 0000", "Ann", last_name="B")
    assert card.contact is not None and (card.contact.phone_number, card.contact.last_name) == ("+44 20 0000", "B")
    place = await sandbox.bot.send_location(maria, 51.5, -0.12)
    assert place.location is not None and place.location.latitude == 51.5
    venue = await sandbox.bot.send_venue(maria, 51.5, -0.12, "Office", "1 Street")
    assert venue.venue is not None and venue.venue.location.longitude == -0.12 and venue.location is not None
    kinds = [next(iter(one["other"])) for one in await sandbox.play.seen(maria)]
    assert kinds == ["contact", "location", "venue"]
    assert "wrong location" in await sandbox.refusal("sendLocation", chat_id=maria, latitude=200, longitude=0)
    assert "first name" in await sandbox.refusal("sendContact", chat_id=maria, phone_number="1")


async def test_photos_and_videos_mix_in_an_album_and_other_kinds_do_not(sandbox: Sandbox, maria: int) -> None:
    mixed = await sandbox.bot.send_media_group(maria, [InputMediaPhoto(PNG), InputMediaVideo(CLIP, caption="two")])
    assert [(bool(one.photo), one.caption) for one in mixed] == [(True, None), (False, "two")]
    songs = await sandbox.bot.send_media_group(maria, [InputMediaAudio(CLIP), InputMediaAudio(CLIP)])
    assert len({one.media_group_id for one in songs}) == 1
    with pytest.raises(BadRequest, match="can't be mixed"):
        await sandbox.bot.send_media_group(maria, [InputMediaAudio(CLIP), InputMediaDocument(CLIP)])
    with pytest.raises(BadRequest, match="2-10 items"):
        await sandbox.bot.send_media_group(maria, [InputMediaPhoto(PNG)] * 11)


async def test_a_quote_is_a_part_of_the_message_that_is_answered(sandbox: Sandbox, maria: int) -> None:
    asked = await sandbox.play.say(maria, "He keeps 🌻 my passport")
    sent = await sandbox.bot.send_message(
        maria, "since when?", reply_parameters=ReplyParameters(asked, quote="passport")
    )
    assert sent.quote is not None and (sent.quote.text, sent.quote.position) == ("passport", 15)
    elsewhere = ReplyParameters(asked, quote="visa")
    with pytest.raises(BadRequest, match="Quote_text_invalid"):
        await sandbox.bot.send_message(maria, "since when?", reply_parameters=elsewhere)
    await sandbox.bot.get_updates(offset=-1)

    await sandbox.play.say(maria, "last year", reply_to=sent.message_id, quote="when")
    update = (await sandbox.bot.get_updates(offset=-1))[0]
    assert update.message is not None and update.message.quote is not None
    assert (update.message.quote.text, update.message.quote.is_manual) == ("when", True)


async def test_a_caption_can_be_changed_and_a_sticker_has_none(sandbox: Sandbox, maria: int) -> None:
    video = await sandbox.bot.send_video(maria, CLIP, caption="one")
    changed = await sandbox.bot.edit_message_caption(maria, video.message_id, caption="two")
    assert isinstance(changed, Message) and changed.caption == "two"
    sticker = await sandbox.bot.send_sticker(maria, CLIP)
    said = await sandbox.refusal("editMessageCaption", chat_id=maria, message_id=sticker.message_id, caption="x")
    assert said == "Bad Request: there is no caption in the message to edit"
