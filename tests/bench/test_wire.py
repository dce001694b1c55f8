"""HTTP read by hand: in whatever pieces it comes, in each of the three ways bots send parameters."""

from __future__ import annotations

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bench import wire

JSON = (
    b"POST /bot1:x/sendMessage HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n"
    b'{"chat_id":7}'
)
CHUNKED = (
    b"POST /bot1:x/sendMessage HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n8\r\nchat_id=\r\n3;a=b\r\n7&t\r\n7\r\next=%C3\r\n3\r\n%A9\r\n0\r\n\r\n"
)


@given(st.sampled_from([JSON, CHUNKED]), st.integers(1, 40))
def test_pieces_of_any_size_make_the_same_request(whole: bytes, size: int) -> None:
    buffer, found = bytearray(), []
    for k in range(0, 2 * len(whole), size):
        buffer += (whole + whole)[k : k + size]
        while (request := wire.take_request(buffer)) is not None:
            found.append(request)

    assert len(found) == 2
    assert found[0] == found[1]
    assert found[0].path == "/bot1:x/sendMessage"
    assert not buffer


@pytest.mark.parametrize(("raw", "params"), [(JSON, {"chat_id": 7}), (CHUNKED, {"chat_id": "7", "text": "é"})])
def test_parameters_come_as_json_or_as_a_form(raw: bytes, params: dict[str, object]) -> None:
    request = wire.take_request(bytearray(raw))

    assert request is not None
    assert wire.params_of(request) == params


async def test_the_plain_fields_of_an_upload_are_read() -> None:
    form = aiohttp.MultipartWriter("form-data", boundary="frontier")
    for name, value in (("chat_id", "7"), ("caption", "hé")):
        form.append(value).set_content_disposition("form-data", name=name)
    form.append(b"\x00\xff").set_content_disposition("form-data", name="photo", filename="a.jpg")
    body = await form.as_bytes()

    fields = wire.params_of(wire.Request("/bot1:x/sendPhoto", form.content_type.encode(), body))

    assert fields == {"chat_id": "7", "caption": "hé"}


def test_a_reply_says_how_long_to_wait() -> None:
    reply = wire.take_reply(bytearray(b"HTTP/1.1 503 Away\r\nRetry-After: 5\r\nContent-Length: 2\r\n\r\nno"))

    assert reply == wire.Reply(503, 5.0, b"no")
