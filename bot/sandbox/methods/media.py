"""Files of every kind: sent as bytes or by id, alone or as an album, and fetched again."""

from __future__ import annotations

from typing import Any

from bot.sandbox import shapes
from bot.sandbox.call import Call
from bot.sandbox.limits import checked_caption, checked_entities, checked_size
from bot.sandbox.methods.reach import writable
from bot.sandbox.methods.sending import around, captioned
from bot.sandbox.model import FILE_KINDS, NO_CAPTION, File, Json
from bot.sandbox.refused import bad
from bot.sandbox.world import World


def send_file(world: World, call: Call) -> Json:
    """sendPhoto, sendVideoNote and the rest of them: the method's name says which."""
    kind = _KIND[call.method.lower()]
    chat = writable(world, call)
    said = {} if kind in NO_CAPTION else captioned(call)
    fields = {**said, **around(world, chat, call)}
    held = _held(world, call, kind, kind)
    if kind == "live_photo":
        _held(world, call, "photo", "photo")  # both are needed
    return shapes.message(world.post(chat, world.bot, media=held, **fields))


_KIND = {f"send{kind.replace('_', '')}": kind for kind in FILE_KINDS}


def _held(world: World, call: Call, kind: str, part: str) -> File:
    """The file itself: an upload under the part's name, `attach://name`, or the id of one that is here already."""
    given = call.text(part)
    if given.startswith("attach://"):
        part, given = given.removeprefix("attach://"), ""
    upload = call.files.get(part)
    if upload is not None:
        checked_size(len(upload.data), kind)
        if not upload.data:
            raise bad("file must be non-empty")
        return world.files.keep(kind, upload.data, name=upload.name, mime=upload.mime)
    if not given:
        raise bad(f"there is no {kind} in the request")
    held = world.files.by_id(given)
    if held.kind != kind:
        raise bad(f"can't use file of type {held.kind.capitalize()} as {kind.capitalize()}")
    return held


def send_media_group(world: World, call: Call) -> list[Json]:
    chat = writable(world, call)
    items: Any = call.tree("media")
    if not isinstance(items, list) or not 2 <= len(items) <= 10 or not all(isinstance(one, dict) for one in items):
        raise bad("album must contain 2-10 items")
    kinds = {str(item.get("type")) for item in items}
    if not kinds <= {"photo", "video", "document", "audio"}:
        raise bad("media of this type can't be sent in an album")
    for alone in ("document", "audio"):
        if alone in kinds and len(kinds) > 1:
            raise bad(f"{alone}s can't be mixed with other media types")
    fields = around(world, chat, call)
    album = str(world.random.getrandbits(60))
    ready = [(_album_file(world, call, item), _album_caption(item)) for item in items]
    return [
        shapes.message(world.post(chat, world.bot, media=held, album=album, **{**fields, **caption}))
        for held, caption in ready
    ]


def _album_file(world: World, call: Call, item: Json) -> File:
    kind = str(item["type"])
    return _held(world, Call(call.method, {kind: item.get("media")}, call.files), kind, kind)


def _album_caption(item: Json) -> dict[str, Any]:
    if item.get("parse_mode"):
        raise bad("unsupported parse_mode")
    text = checked_caption(str(item.get("caption") or ""))
    return {"text": text, "entities": checked_entities(item.get("caption_entities"), text)}


def get_file(world: World, call: Call) -> Json:
    held = world.files.to_download(call.text("file_id"))
    return {
        "file_id": held.id,
        "file_unique_id": held.unique_id,
        "file_size": held.size,
        "file_path": held.path,
    }
