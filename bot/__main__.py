"""`python -m bot` is `helpline`."""

from __future__ import annotations

import sys

from bot.starting import guarded, run


def main() -> None:
    """The bot itself starts without all that reads command lines: 10 MB less, and a tenth of a second sooner."""
    guarded(run if sys.argv[1:] == ["run"] else _command)


def _command() -> None:
    from bot.cli import app

    app()


if __name__ == "__main__":
    main()
