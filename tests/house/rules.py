"""The rules of the house that no other tool knows. Each brings lines it must let pass and lines it must catch."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property

Find = Callable[["Source"], Iterable[int]]


class Source:
    """One tracked file."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text = path, text

    @cached_property
    def tree(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text)))

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()


@dataclass(frozen=True)
class Rule:
    """`only` and `but` are patterns of paths. `find` yields the lines that break the rule."""

    name: str
    why: str
    find: Find
    good: tuple[str, ...]
    bad: tuple[str, ...]
    only: tuple[str, ...] = ("*.py",)
    but: tuple[str, ...] = ()

    def covers(self, path: str) -> bool:
        return any(fnmatch(path, it) for it in self.only) and not any(fnmatch(path, it) for it in self.but)


# --- ways to find -------------------------------------------------------------------------------------------------


def _dotted(node: ast.AST) -> str:
    """`datetime.datetime.now` as it is written; "" for what is not a name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}".lstrip(".")
    return ""


def names(pattern: str) -> Find:
    """Code that uses a name: by attribute, by import or bare. Comments and texts do not count."""
    wanted = re.compile(pattern)

    def find(source: Source) -> Iterator[int]:
        for node in source.tree:
            if isinstance(node, ast.Attribute | ast.Name) and wanted.search(_dotted(node)):
                yield node.lineno
            elif isinstance(node, ast.ImportFrom | ast.Import):
                module = getattr(node, "module", None)
                told = [f"{module}.{name.name}" if module else name.name for name in node.names]
                if any(wanted.search(it) for it in told):
                    yield node.lineno

    return find


def words(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> Find:
    """Lines of any text in which the pattern stands."""
    wanted = re.compile(pattern, flags)
    return lambda source: (number for number, line in enumerate(source.lines, 1) if wanted.search(line))


def spoken(pattern: str) -> Find:
    """Arguments by keyword, attributes and whole texts in code: how a parameter of the Bot API can be given."""
    wanted = re.compile(pattern)

    def find(source: Source) -> Iterator[int]:
        for node in source.tree:
            said = {ast.keyword: "arg", ast.Attribute: "attr", ast.Constant: "value"}.get(type(node))
            if said and isinstance(value := getattr(node, said), str) and wanted.fullmatch(value):
                yield node.lineno  # type: ignore[attr-defined]

    return find


def _formatted(source: Source) -> Iterator[int]:
    """`.format(` on anything that is not written out beside it."""
    for node in source.tree:
        called = node.func if isinstance(node, ast.Call) else None
        if not isinstance(called, ast.Attribute) or isinstance(called.value, ast.Constant):
            continue
        if called.attr in ("format", "format_map"):
            yield called.lineno


_ASKING = {"getMe", "getUpdates", "getFile", "getWebhookInfo"}


def _sent(source: Source) -> Iterator[int]:
    """A call on the wire that is more than a question."""
    for node in source.tree:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, first = node.func.attr, node.args[0] if node.args else None
            if name == "call" and not (isinstance(first, ast.Constant) and first.value in _ASKING):
                yield node.lineno
            if re.match(r"(send|copy|edit|delete)_(message|photo|voice|document|media)", name):
                yield node.lineno


def _swallowed(source: Source) -> Iterator[int]:
    """Everything caught and nothing done."""
    for node in source.tree:
        if isinstance(node, ast.ExceptHandler):
            broad = node.type is None or _dotted(node.type) in ("Exception", "BaseException")
            if broad and all(isinstance(it, ast.Pass | ast.Continue) for it in node.body):
                yield node.lineno
        called = isinstance(node, ast.Call) and _dotted(node.func).endswith("suppress")
        if called and any(_dotted(it) in ("Exception", "BaseException") for it in node.args):  # type: ignore[attr-defined]
            yield node.lineno  # type: ignore[attr-defined]


def _no_docstring(source: Source) -> Iterator[int]:
    module = ast.parse(source.text)
    if not ast.get_docstring(module):
        yield 1


def _no_future(source: Source) -> Iterator[int]:
    said = [node for node in source.tree if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    if len(ast.parse(source.text).body) > 1 and not said:
        yield 1


# --- the rules ----------------------------------------------------------------------------------------------------

SHELL = ("bot/*.py",)
OURS = ("bot/*.py", "flows/*.py", "handoff/*.py")
TEXTS = tuple(f"*.{kind}" for kind in ("py", "md", "yaml", "yml", "toml", "js", "css", "html", "po", "pot"))
TEXTS += ("Makefile", "Dockerfile", ".ci/*")
ITSELF = "tests/house/*"

RULES = (
    Rule(
        "the clock is given",
        "time is an argument; only bot/clock.py asks the machine",
        names(r"(^|\.)(datetime|date)\.(now|utcnow|today)$|(^|\.)time\.time(_ns)?$"),
        good=("clock.now()", "time.monotonic()", "sent.time()", "import time", "def f(now: datetime): ..."),
        bad=("datetime.now(UTC)", "dt.datetime.utcnow()", "date.today()", "time.time()", "from time import time"),
        only=OURS,
        but=("bot/clock.py", "bot/bench/*"),
    ),
    Rule(
        "no parse_mode",
        "text goes with entities: her words must never become markup",
        spoken("parse_mode"),
        good=("send(text, entities=found)",),
        bad=("send(text, parse_mode='HTML')", "{'parse_mode': 'HTML'}", "call.parse_mode"),
        only=OURS,
        but=("bot/sandbox/*",),
    ),
    Rule(
        "never forward",
        "a forwarded message names who sent it; copies do not",
        spoken("forward_messages?|forwardMessages?"),
        good=("wire.copy(1)", "message.forward_origin"),
        bad=("bot.forward_message(1, 2, 3)", "wire.call('forwardMessage', {})", "Call('forwardMessages')"),
        only=OURS,
        but=("bot/sandbox/*",),
    ),
    Rule(
        "one sender",
        "only bot/telegram/gate.py checks the live claim before it sends",
        _sent,
        good=("wire.call('getUpdates', {})", "outbox.send(row)"),
        bad=(
            "wire.call('sendMessage', {})",
            "wire.call(made.method, {})",
            "bot.send_message(1, 'x')",
            "bot.edit_message_text()",
        ),
        only=SHELL,
        but=("bot/telegram/gate.py", "bot/sandbox/*", "bot/bench/*"),
    ),
    Rule(
        "texts are not formatted",
        "words.py alone fills texts, with isolates round what is inserted; and a text may hold {braces}",
        _formatted,
        good=("'{} of {}'.format(1, 2)", "f'{said}'", "words.text(key, language, slots)"),
        bad=("words[key].format(name=name)", "text.format_map(slots)"),
        only=("bot/*.py", "handoff/*.py"),
    ),
    Rule(
        "telegram.ext is not used",
        "it tells Telegram that updates are received before they are kept",
        names(r"^telegram\.ext"),
        good=("from telegram import Bot", "import telegram"),
        bad=("from telegram.ext import Application", "import telegram.ext", "telegram.ext.Application"),
        only=OURS,
        but=("bot/bench/rivals/*",),
    ),
    Rule(
        "one door for logs",
        "bot.logs has the list of what may be logged",
        names(r"^logging|^structlog"),
        good=("from bot.logs import event", "event('turn', what='tap')"),
        bad=("import logging", "from logging import getLogger", "structlog.get_logger()"),
        only=OURS,
        but=("bot/logs.py", "bot/bench/*"),
    ),
    Rule(
        "the environment is read once",
        "what is decided stands in Settings, with where to get it",
        names(r"^os\.(environ|getenv)"),
        good=("settings.token", "os.fsync(1)"),
        bad=("os.environ['HELPLINE_TOKEN']", "os.getenv('X')", "from os import environ"),
        only=OURS,
        but=("bot/cli.py", "bot/starting.py", "bot/commands/saying.py", "bot/bench/*"),
    ),
    Rule(
        "YAML is composed",
        "`load` guesses types and forgets positions; every scalar here is text with a place",
        names(r"^yaml\.(\w*_)?load"),
        good=("yaml.compose(text)",),
        bad=("yaml.safe_load(text)", "yaml.load(text)", "from yaml import full_load"),
        only=OURS,
    ),
    Rule(
        "nothing is swallowed",
        "a fault is told to a person or stops what it broke",
        _swallowed,
        good=("try: f()\nexcept KeyError: pass", "try: f()\nexcept Exception as e: tell(e)"),
        bad=("try: f()\nexcept Exception: pass", "try: f()\nexcept: pass", "with suppress(Exception): f()"),
    ),
    Rule(
        "nothing is left for later",
        "it is done, or it is an issue",
        words(r"#.*\b(TODO|FIXME|XXX|HACK)\b|\braise NotImplementedError"),
        good=("todo = 1", "raise ValueError", "# all done"),
        bad=("x = 1  # TODO: more", "# FIXME", "raise NotImplementedError"),
        but=(ITSELF,),
    ),
    Rule(
        "no test is skipped",
        "what cannot run is named by tests/not_run.py with the command that brings it",
        names(r"(^|\.)(skip|skipif|xfail|importorskip|skipTest)$"),
        good=("step.skip_to", "import pytest"),
        bad=(
            "pytest.skip('x')",
            "@pytest.mark.xfail\ndef f(): pass",
            "pytest.importorskip('x')",
            "from pytest import skip",
        ),
        only=("tests/*.py",),
    ),
    Rule(
        "every module says what it is for",
        "one responsibility, in one or two lines",
        _no_docstring,
        good=('"""It does this."""\nx = 1',),
        bad=("x = 1", "import os"),
    ),
    Rule(
        "annotations are not evaluated",
        "so that types cost nothing at run time",
        _no_future,
        good=('"""Doc."""\nfrom __future__ import annotations\nx = 1', '"""Doc."""'),
        bad=('"""Doc."""\nx = 1',),
    ),
    Rule(
        "nothing of any one machine",
        "the house runs anywhere, and packages come from wherever the operator says",
        words(
            r"(?<![\w.])/(work|root)/|pythonhosted\.org|\bpypi\.(org|python)|registry\.npmjs|deb\.debian\.org|proxy\.golang"
        ),
        good=("/run/secrets/token", "homework/", "see docs/work/"),
        bad=("open('/work/main/x')", "cd /root/app", "https://pypi.org/simple", "deb http://deb.debian.org/debian"),
        only=("*",),
        but=(ITSELF, "LICENSE"),
    ),
    Rule(
        "it speaks of the helpline, not of its making",
        "readers come for the thing itself",
        words(
            r"\b(this|previous|next|later) session of\b|\bsub-?agents?\b|\b(claude|anthropic|chatgpt|openai|copilot)\b"
            r"|\blanguage model\b|\b(the|a|another) helper\b|\bworking contract\b|\bdesign\.md\b",
            re.IGNORECASE,
        ),
        good=("the session of that worker", "a text for help", "docs/adr/0001.md"),
        bad=("written by another helper", "see DESIGN.md", "made with Claude", "left to the next session of work"),
        only=TEXTS,
        but=(ITSELF,),
    ),
    Rule(
        "no token lies about",
        "a secret in a file is a secret given away",
        words(r"(?<!\w)[0-9]{8,10}:[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
        good=('"739100001:" + "k" * 35', "127.0.0.1:8080"),
        bad=("token = '" + "7391739173:" + "kAnAry0" * 5 + "'",),
        only=("*",),
    ),
)
