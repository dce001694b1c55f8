"""Settings: read once, all problems at once, secrets that hide."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.secret import Secret
from bot.settings import PREFIX, WHERE, Address, BadSettings, Settings, Stores

TOKEN = "739100001:" + "kA" * 17 + "k"
HOOK = "0123456789abcdef" * 4


@pytest.fixture
def good(tmp_path: Path) -> dict[str, str]:
    return {
        "HELPLINE_TOKEN_FILE": str(secret_file(tmp_path / "token", TOKEN)),
        "HELPLINE_KEYRING_FILE": str(tmp_path / "keyring.json"),
        "HELPLINE_STAFF_CHAT": "-1001234",
        "HELPLINE_CONTENT": str(tmp_path),
    }


def secret_file(path: Path, said: str, mode: int = 0o400) -> Path:
    path.write_text(said + "\n", encoding="utf-8")
    path.chmod(mode)
    return path


def problems(env: Mapping[str, str]) -> dict[str, str]:
    with pytest.raises(BadSettings) as bad:
        Settings.read(env)
    return {problem.name.removeprefix(PREFIX): problem.what for problem in bad.value.problems}


def test_a_small_environment_is_enough(good: dict[str, str]) -> None:
    settings = Settings.read(good)
    assert settings.token.reveal() == TOKEN
    assert settings.staff_chat == -1001234
    assert settings.api_url == "https://api.telegram.org"
    assert settings.database == "sqlite:///var/helpline.db"
    assert settings.vault == "sqlite:///var/vault.db"
    assert settings.redis == "" and settings.webhook_url == "" and settings.webhook_listen is None
    assert settings.listen == Address("127.0.0.1", 8080)
    assert settings.warnings == ()


def test_the_process_environment_is_not_looked_at(good: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPLINE_DATABASE", "sqlite:///somewhere-else.db")
    assert Settings.read(good).database == "sqlite:///var/helpline.db"


def test_settings_do_not_change(good: dict[str, str]) -> None:
    with pytest.raises(Exception, match="cannot assign"):
        Settings.read(good).redis = "redis://127.0.0.1"  # type: ignore[misc]


def test_all_problems_are_told_at_once_each_with_where_to_get_the_value() -> None:
    with pytest.raises(BadSettings) as bad:
        Settings.read({"HELPLINE_REDIS": "http://x", "HELPLINE_LISTEN": "here", "HELPLINE_POLL_TIMEOUT": "90"})
    names = [problem.name for problem in bad.value.problems]
    assert sorted(names) == sorted(
        PREFIX + name for name in ("TOKEN", "KEYRING_FILE", "STAFF_CHAT", "REDIS", "LISTEN", "POLL_TIMEOUT")
    )
    said = str(bad.value)
    for name in names:
        assert WHERE[name.removeprefix(PREFIX)] in said


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("STAFF_CHAT", "1001234", "minus sign"),
        ("STAFF_CHAT", "the group", "minus sign"),
        ("DATABASE", "mysql://localhost/x", "sqlite:/// and postgresql://"),
        ("API_URL", "ftp://somewhere", "web address"),
        ("API_URL", "https://", "web address"),
        ("WEBHOOK_URL", "http://helpline.example/x", "https:// addresses only"),
        ("LISTEN", "127.0.0.1:99999", "address:port"),
        ("CONTENT", "/no/such/folder", "no such folder"),
        ("POLL_TIMEOUT", "soon", "integer"),
        ("TOKEN_FILE", "/no/such/file", "No such file"),
        ("VAULT", "sqlite:///var/helpline.db", "must not be the same"),
        ("VAULT", "sqlite:///", "only the path of a file"),
        ("DATABASE", "sqlite:///:memory:", "only the path of a file"),
        ("DATABASE", "sqlite:///file:x.db?vfs=unix-none&uri=true", "only the path of a file"),
        ("DATABASE", "sqlite:///var/x.db?timeout=0", "only the path of a file"),
        ("TOKN", "x", "do you mean HELPLINE_TOKEN?"),
        ("KEYRING", "00ff", "treat it as leaked"),
        ("WEBHOOK_SECRET", "00ff", "treat it as leaked"),
        ("TRANSLATE_KEY", "00ff", "treat it as leaked"),
        ("TRANSLATE_URL", "libretranslate", "web address"),
        ("TRANSLATE_URL", "https://libretranslate.com", "somebody else's server"),
        ("TRANSLATE_URL", "http://me:key@127.0.0.1:5000", "a key stands in its file"),
    ],
)
def test_what_is_wrong_is_named(good: dict[str, str], name: str, value: str, what: str) -> None:
    found = problems({**good, PREFIX + name: value})
    assert what in found[name]
    assert list(found) == [name]


@pytest.mark.parametrize(
    "token",
    ["123456:" + "A" * 35, "<the token from BotFather>", "changeme", "110201543:" + "B" * 35, "your-token"],
)
def test_an_example_token_is_refused(good: dict[str, str], tmp_path: Path, token: str) -> None:
    good["HELPLINE_TOKEN_FILE"] = str(secret_file(tmp_path / "example", token))
    assert problems(good) == {"TOKEN": "this is still the example value"}


@pytest.mark.parametrize("secret", ["changeme" * 5, "a" * 40, "0123" * 16, "placeholder-placeholder-placeholder"])
def test_a_secret_that_is_none_is_refused(good: dict[str, str], tmp_path: Path, secret: str) -> None:
    file = str(secret_file(tmp_path / "example", secret))
    wrong = problems({**good, "HELPLINE_WEBHOOK_SECRET_FILE": file, "HELPLINE_ALARM_WEBHOOK_SECRET_FILE": file})
    assert {wrong["WEBHOOK_SECRET_FILE"], wrong["ALARM_WEBHOOK_SECRET_FILE"]} == {"this is an example, or not random"}


def test_a_token_in_the_environment_is_refused_but_for_a_telegram_of_ones_own(good: dict[str, str]) -> None:
    del good["HELPLINE_TOKEN_FILE"]
    given = {**good, "HELPLINE_TOKEN": TOKEN}
    for url in ({}, {"HELPLINE_API_URL": "https://bots.example.net"}, {"HELPLINE_API_URL": "http://[::2"}):
        assert "treat it as leaked (/revoke at @BotFather)" in problems({**given, **url})["TOKEN"]
    [warning] = Settings.read({**given, "HELPLINE_API_URL": "http://127.0.0.1:8081"}).warnings
    assert "only for a Telegram of your own" in warning


def test_a_telegram_of_ones_own_takes_any_token(good: dict[str, str]) -> None:
    """As the sandbox says: HELPLINE_TOKEN=1:TEST."""
    del good["HELPLINE_TOKEN_FILE"]
    here = {**good, "HELPLINE_API_URL": "http://127.0.0.1:8081"}
    assert Settings.read({**here, "HELPLINE_TOKEN": "1:TEST"}).token.reveal() == "1:TEST"
    assert "a number, a colon" in problems({**here, "HELPLINE_TOKEN": "TEST"})["TOKEN"]


def test_a_token_given_twice_is_refused(good: dict[str, str]) -> None:
    assert "given twice" in problems({**good, "HELPLINE_TOKEN": TOKEN})["TOKEN"]


@pytest.mark.parametrize(
    ("name", "value", "instead"),
    [
        ("DATABASE", "postgres://helpline:hunter2@db/helpline", "?passfile=PATH"),
        ("VAULT", "postgresql://helpline@db/vault?password=hunter2", "?passfile=PATH"),
        ("REDIS", "redis://:hunter2@redis:6379/0", "HELPLINE_REDIS_PASSWORD_FILE"),
        ("API_URL", "https://me:hunter2@bots.example.net", "an address without it"),
        ("ALARM_WEBHOOK", "https://me:hunter2@alarms.example.net", "an address without it"),
    ],
)
def test_a_password_in_an_address_is_refused(good: dict[str, str], name: str, value: str, instead: str) -> None:
    what = problems({**good, PREFIX + name: value})[name]
    assert (
        what.startswith("carries a password, where other programs can see it; treat it as leaked") and instead in what
    )


def test_secrets_under_other_names_are_seen_too(good: dict[str, str]) -> None:
    found = problems({**good, "PGPASSWORD": "hunter2", "MY_BOT": TOKEN, "MY_OTHER_BOT": "12:30"})
    assert found.keys() == {"PGPASSWORD", "MY_BOT"} and "passfile" in found["PGPASSWORD"]


def test_the_password_of_redis_comes_from_its_file(good: dict[str, str], tmp_path: Path) -> None:
    good["HELPLINE_REDIS_PASSWORD_FILE"] = str(secret_file(tmp_path / "redis", "hunter2@:/"))
    good["HELPLINE_REDIS"] = "redis://bot@redis:6379/0"
    settings = Settings.read(good)
    assert settings.redis == "redis://bot:hunter2%40%3A%2F@redis:6379/0" and "hunter2" not in repr(settings)


def test_a_passfile_that_others_may_read_is_refused(good: dict[str, str], tmp_path: Path) -> None:
    """PostgreSQL's library passes over it, and nobody would know why the password is wrong."""
    path = secret_file(tmp_path / "pgpass", "*:*:*:*:hunter2", mode=0o640)
    good["HELPLINE_DATABASE"] = f"postgresql://helpline@db/helpline?passfile={path}"
    assert "others than its owner may read the file; chmod 400 it" in problems(good)["DATABASE"]
    path.chmod(0o400)
    assert Settings.read(good).database.startswith("postgresql+psycopg://helpline@db")


def test_a_file_that_everybody_may_read_is_refused(good: dict[str, str], tmp_path: Path) -> None:
    good["HELPLINE_TOKEN_FILE"] = str(secret_file(tmp_path / "open", TOKEN, mode=0o644))
    assert "everybody" in problems(good)["TOKEN_FILE"]


def test_an_empty_file_is_refused(good: dict[str, str], tmp_path: Path) -> None:
    good["HELPLINE_TOKEN_FILE"] = str(secret_file(tmp_path / "empty", ""))
    assert problems(good)["TOKEN_FILE"] == "the file is empty"


def test_a_webhook_needs_address_socket_and_secret(good: dict[str, str], tmp_path: Path) -> None:
    good["HELPLINE_WEBHOOK_URL"] = "https://helpline.example.org/hook/"
    assert "a webhook needs all of" in problems(good)["WEBHOOK_LISTEN"]
    good["HELPLINE_WEBHOOK_LISTEN"] = "[::1]:8443"
    assert "a webhook needs all of" in problems(good)["WEBHOOK_SECRET_FILE"]
    good["HELPLINE_WEBHOOK_SECRET_FILE"] = str(secret_file(tmp_path / "short", "short"))
    assert "32 to 256" in problems(good)["WEBHOOK_SECRET_FILE"]
    good["HELPLINE_WEBHOOK_SECRET_FILE"] = str(secret_file(tmp_path / "hook", HOOK))
    settings = Settings.read(good)
    assert settings.webhook_url == "https://helpline.example.org/hook"
    assert settings.webhook_listen == Address("::1", 8443)
    assert settings.webhook_secret is not None and settings.webhook_secret.reveal() == HOOK


def test_a_machine_that_translates_is_off_until_its_address_is_given(good: dict[str, str], tmp_path: Path) -> None:
    assert Settings.read(good).translate_url == ""
    key = {"HELPLINE_TRANSLATE_KEY_FILE": str(secret_file(tmp_path / "key", "hunter2"))}
    assert problems({**good, **key}) == {"TRANSLATE_URL": "is not set, and a key for it is given"}
    settings = Settings.read({**good, **key, "HELPLINE_TRANSLATE_URL": "http://127.0.0.1:5000/"})
    assert settings.translate_url == "http://127.0.0.1:5000" and settings.warnings == ()
    assert settings.translate_key is not None and settings.translate_key.reveal() == "hunter2"
    [warning] = Settings.read({**good, "HELPLINE_TRANSLATE_URL": "http://libretranslate:5000"}).warnings
    assert "what workers write crosses the network" in warning


def test_a_secret_shows_itself_only_when_asked(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(TOKEN)
    logging.getLogger("anyone").warning("with %s and %r", secret, secret)
    shown = [str(secret), repr(secret), f"{secret}", f"{secret:>80}", f"{secret!s}", f"{[secret]}", caplog.text]
    assert not [text for text in shown if TOKEN in text]
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_no_problem_ever_repeats_what_was_given(good: dict[str, str]) -> None:
    leaky = {PREFIX + name: "hunter2-" + name for name in (*WHERE, "KEYRING", "WEBHOOK_SECRET", "NONSENSE")}
    with pytest.raises(BadSettings) as bad:
        Settings.read(leaky)
    assert "hunter2" not in str(bad.value) and "hunter2" not in repr(bad.value)
    assert bad.value.__cause__ is None and "hunter2" not in repr(bad.value.__context__)


def test_one_setting_is_read_without_the_others() -> None:
    """As a whole, so that an address means the same to the command that publishes and to the bot that serves."""
    assert Settings.one({}, "database") == Settings.database
    assert Settings.one({"HELPLINE_DATABASE": "postgresql://h/x"}, "database") == "postgresql+psycopg://h/x"
    with pytest.raises(BadSettings, match="DATABASE"):
        Settings.one({"HELPLINE_DATABASE": "mysql://h/x"}, "database")


def test_where_things_are_kept_is_read_without_token_and_key(good: dict[str, str], tmp_path: Path) -> None:
    assert Stores.read({}) == Stores("sqlite:///var/helpline.db", "sqlite:///var/vault.db", None)
    assert Stores.read({"HELPLINE_TOKEN_FILE": str(tmp_path / "nothing")}).keyring_file is None
    kept = Stores.read({**good, "HELPLINE_DATABASE": "postgres://helpline@db/helpline"})
    assert kept == Stores("postgresql+psycopg://helpline@db/helpline", keyring_file=tmp_path / "keyring.json")


@pytest.mark.parametrize(
    ("env", "name", "what"),
    [
        ({"HELPLINE_DATABSE": "sqlite:///x.db"}, "DATABSE", "do you mean HELPLINE_DATABASE?"),
        ({"HELPLINE_DATABASE": "mysql://x"}, "DATABASE", "only sqlite:/// and postgresql://"),
        ({"HELPLINE_VAULT": "sqlite:///var/helpline.db"}, "VAULT", "must not be the same database"),
    ],
)
def test_a_wrong_place_is_told_where_nothing_else_is_read(env: dict[str, str], name: str, what: str) -> None:
    with pytest.raises(BadSettings) as bad:
        Stores.read(env)
    [problem] = bad.value.problems
    assert problem.name == PREFIX + name and what in problem.what
