"""A pack comes in as JSON, and goes out as DOCX and PDF. Nothing is written to a disk."""

from __future__ import annotations

import os
import sys
from base64 import b64encode

import orjson

from bot.papers import docx, pdf
from bot.papers.fonts import FontMissing
from bot.papers.layout import Mark, blocks


def main() -> int:
    os.nice(10)  # the bot that waits beside it goes first
    given = orjson.loads(sys.stdin.buffer.read())
    mark = Mark(**given["mark"])
    laid = list(blocks(given["pack"]))
    made = {"docx": b64encode(docx.write(laid, mark)).decode()}
    try:
        made["pdf"] = b64encode(pdf.write(laid, mark)).decode()
    except FontMissing as missing:
        made["missing"] = str(missing)
    sys.stdout.buffer.write(orjson.dumps(made))
    return 0


if __name__ == "__main__":
    sys.exit(main())
