"""What an operator decides. Read once, frozen; every problem is told at once, with where to get the value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.secret import Secret, from_file

PREFIX = "HELPLINE_"
HOUSE = Path(__file__).resolve().parent.parent

WHERE = {
    "TOKEN": "@BotFather in Telegram gives it: /newbot, or /token for a bot you have",
    "TOKEN_FILE": "a file with nothing but the token that @BotFather gave, readable by the bot alone (chmod 400)",
    "API_URL": "leave it out for Telegram itself; else the address of a Bot API server, e.g. http://127.0.0.1:8081",
    "DATABASE": "sqlite:///var/helpline.db, or postgresql://name@host/database?passfile=/run/secrets/pgpass",
    "VAULT": "a database of its own for the keys: sqlite:///var/vault.db, or postgresql://name@host/vault",
    "REDIS": "leave it out for one process; else redis://host:6379/0",
    "KEYRING_FILE": "make one with: helpline keys init PATH, and keep a copy where the database backups are not",
    "WEBHOOK_URL": "the public https:// address that Telegram shall call; leave it out for long polling",
    "WEBHOOK_LISTEN": "address:port on which the webhook is served behind your proxy, e.g. 127.0.0.1:8443",
    "WEBHOOK_SECRET_FILE": "a file with 32 to 256 letters, digits, _ or -: openssl rand -hex 32 > PATH; chmod 400 PATH",
    "STAFF_CHAT": "open the staff group in web.telegram.org: the number after # in the address, with its minus sign",
    "CONTENT": "the folder with flows/, facts.yaml and words/; leave it out for the one that comes with the house",
    "LISTEN": "address:port for the health page, e.g. 127.0.0.1:8080",
    "POLL_TIMEOUT": "seconds that one long poll waits, 0 to 50; leave it out for 30",
}

# Named here only to be refused: the environment shows in `docker inspect`, /proc and crash reports.
NEVER_IN_ENVIRONMENT = {"KEYRING": "KEYRING_FILE", "WEBHOOK_SECRET": "WEBHOOK_SECRET_FILE"}

# The bots of Telegram's own manuals and of everybody's first example.
EXAMPLE_BOTS = ("123456:", "1234567890:", "110201543:", "4839574812:")
EXAMPLE_WORDS = re.compile(r"<.*>|change.?me|replace|example|placeholder|your.?(bot|token)|^x+$", re.IGNORECASE)
TOKEN_SHAPE = re.compile(r"[0-9]{5,}:[A-Za-z0-9_-]{30,}")
WEBHOOK_SECRET_SHAPE = re.compile(r"[A-Za-z0-9_-]{32,256}")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Problem(NamedTuple):
    """One thing an operator must put right. Never holds the value that was given: it may be a secret."""

    name: str
    what: str

    @property
    def where(self) -> str:
        return WHERE.get(self.name.removeprefix(PREFIX), "")

    def __str__(self) -> str:
        return f"{self.name}: {self.what}" + (f"\n    {self.where}." if self.where else "")


class BadSettings(Exception):
    """All problems of the settings together."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class Address(NamedTuple):
    host: str
    port: int


class _Given(EnvSettingsSource):
    """The given mapping in the place of the process's environment."""

    def __init__(self, settings: type[BaseSettings], env: Mapping[str, str]) -> None:
        self._given = env
        super().__init__(settings)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): value.strip() for name, value in self._given.items()}


class Settings(BaseSettings):
    """Names as in the environment, without the prefix and in lower case."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        arbitrary_types_allowed=True,
    )

    token: Secret
    api_url: str = "https://api.telegram.org"
    database: str = Field("sqlite:///var/helpline.db", repr=False)  # may carry a password
    vault: str = Field("sqlite:///var/vault.db", repr=False)
    redis: str = Field("", repr=False)
    keyring_file: Path
    webhook_url: str = ""
    webhook_listen: Annotated[Address | None, NoDecode] = None
    webhook_secret: Secret | None = None
    staff_chat: int
    content: Path = HOUSE / "flows" / "content"
    listen: Annotated[Address, NoDecode] = Address("127.0.0.1", 8080)
    poll_timeout: int = Field(30, ge=0, le=50)
    warnings: tuple[str, ...] = ()  # what works, and should not stay so

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Self:
        """Settings from `env` alone. Raises BadSettings with everything that is wrong."""
        given = {name: value for name, value in env.items() if name.startswith(PREFIX) and value.strip()}
        problems = list(_misplaced(given))
        secrets, unreadable = _secrets(given)
        problems += unreadable
        plain = {name: value for name, value in given.items() if name in _PLAIN}
        try:
            settings = cls(**{**_Given(cls, plain)(), **secrets, "warnings": tuple(_warnings(given))})
        except ValidationError as wrong:
            told = {problem.name.removesuffix("_FILE") for problem in problems}
            problems += [problem for problem in _told(wrong) if problem.name.removesuffix("_FILE") not in told]
        if problems:
            raise BadSettings(tuple(problems))
        return settings

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is handed in is all there is: nobody below the command line looks at the environment."""
        return (init_settings,)

    @field_validator("token")
    @classmethod
    def _token(cls, token: Secret) -> Secret:
        said = token.reveal()
        if said.startswith(EXAMPLE_BOTS) or EXAMPLE_WORDS.search(said):
            raise ValueError("this is still the example value")
        if not TOKEN_SHAPE.fullmatch(said):
            raise ValueError("this is not the shape of a bot token (digits, a colon, 35 letters and digits)")
        return token

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_secret(cls, secret: Secret | None) -> Secret | None:
        if secret is not None and not WEBHOOK_SECRET_SHAPE.fullmatch(secret.reveal()):
            raise ValueError("the file must hold 32 to 256 letters, digits, _ or -")
        return secret

    @field_validator("api_url", "webhook_url")
    @classmethod
    def _web_address(cls, url: str, info: ValidationInfo) -> str:
        if not url:
            return url
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("this is not a web address (https://…)")
        if info.field_name == "webhook_url" and parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("Telegram calls https:// addresses only")
        return url.rstrip("/")

    @field_validator("database", "vault")
    @classmethod
    def _database(cls, url: str) -> str:
        if url.startswith("sqlite:///"):
            return url
        scheme, _, rest = url.partition("://")
        if scheme not in ("postgresql", "postgres", "postgresql+psycopg") or not rest:
            raise ValueError("only sqlite:/// and postgresql:// are known here")
        return f"postgresql+psycopg://{rest}"

    @field_validator("redis")
    @classmethod
    def _redis(cls, url: str) -> str:
        if url and not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("this is not a redis:// address")
        return url

    @field_validator("listen", "webhook_listen", mode="before")
    @classmethod
    def _address(cls, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        host, _, port = given.rpartition(":")
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise ValueError("this is not address:port")
        return Address(host.strip("[]") or "127.0.0.1", int(port))

    @field_validator("staff_chat", mode="before")
    @classmethod
    def _group(cls, given: Any) -> Any:
        if not re.fullmatch(r"-[0-9]{1,19}", str(given)):
            raise ValueError("a group's number begins with a minus sign and has digits only")
        return int(given)

    @field_validator("content")
    @classmethod
    def _folder(cls, path: Path) -> Path:
        if not path.is_dir():
            raise ValueError("there is no such folder")
        return path

    @model_validator(mode="after")
    def _together(self) -> Self:
        """What is right alone and wrong side by side. The messages begin with the name that has to change."""
        if self.database == self.vault:
            raise ValueError("VAULT must not be the same database: who steals one must not have both")
        webhook = (self.webhook_url, self.webhook_listen, self.webhook_secret)
        names = ("WEBHOOK_URL", "WEBHOOK_LISTEN", "WEBHOOK_SECRET_FILE")
        if any(webhook) and not all(webhook):
            missing = next(name for name, value in zip(names, webhook, strict=True) if not value)
            raise ValueError(f"{missing} is not set, and a webhook needs all of {', '.join(names)}")
        return self


_PLAIN = {PREFIX + name.upper() for name in Settings.model_fields.keys() - {"token", "webhook_secret", "warnings"}}
_KNOWN = {PREFIX + name for name in WHERE}


def _misplaced(given: Mapping[str, str]) -> Iterator[Problem]:
    for name in sorted(given):
        short = name.removeprefix(PREFIX)
        if short in NEVER_IN_ENVIRONMENT:
            instead = PREFIX + NEVER_IN_ENVIRONMENT[short]
            yield Problem(name, f"keys are never given in the environment; treat it as leaked and give {instead}")
        elif name not in _KNOWN:
            near = get_close_matches(name, sorted(_KNOWN), n=1)
            yield Problem(name, "there is no such setting" + (f"; do you mean {near[0]}?" if near else ""))
    if PREFIX + "TOKEN" in given and PREFIX + "TOKEN_FILE" in given:
        yield Problem(PREFIX + "TOKEN", f"is given twice; keep {PREFIX}TOKEN_FILE and remove this one")


def _secrets(given: Mapping[str, str]) -> tuple[dict[str, Secret], list[Problem]]:
    found: dict[str, Secret] = {}
    problems: list[Problem] = []
    if token := given.get(PREFIX + "TOKEN", "").strip():
        found["token"] = Secret(token)
    for field, name in (("token", "TOKEN_FILE"), ("webhook_secret", "WEBHOOK_SECRET_FILE")):
        if path := given.get(PREFIX + name, "").strip():
            secret = from_file(Path(path))
            if isinstance(secret, Secret):
                found[field] = secret
            else:
                problems.append(Problem(PREFIX + name, secret))
    return found, problems


def _warnings(given: Mapping[str, str]) -> Iterator[str]:
    if PREFIX + "TOKEN" in given:
        yield f"{PREFIX}TOKEN is in the environment, where other programs can see it; prefer {PREFIX}TOKEN_FILE."
    for name in ("DATABASE", "VAULT", "REDIS"):
        if urlsplit(given.get(PREFIX + name, "")).password:
            yield f"{PREFIX}{name} carries a password in the environment; prefer ?passfile=PATH or a socket."
    api = urlsplit(given.get(PREFIX + "API_URL", ""))
    if api.scheme == "http" and api.hostname not in LOOPBACK:
        yield f"{PREFIX}API_URL is http://: the token crosses the network for everybody on the way to read."


def _told(wrong: ValidationError) -> Iterator[Problem]:
    """Pydantic's findings in our words. A file variant is named where the field has no other."""
    for error in wrong.errors(include_input=False, include_url=False):
        said = str(error["msg"]).removeprefix("Value error, ")
        if not error["loc"]:
            name, _, said = said.partition(" ")
            yield Problem(PREFIX + name, said)
            continue
        field = str(error["loc"][0])
        name = PREFIX + ("WEBHOOK_SECRET_FILE" if field == "webhook_secret" else field.upper())
        yield Problem(name, "is not set" if error["type"] == "missing" else said)
