"""The commands as an operator meets them: what they print, what they refuse, and how plainly."""

import json
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from acceptance.looking import catalog_of, query_store
from conftest import ENVIRONMENT, MUTOSCOPE, Server, Workspace, beacon, run

Start = Callable[..., Server]

TOLD = ["--workspace", "School", "--email", "me@example.org", "--password", "a long password"]
COMMANDS = ["init", "serve", "migrate", "verify", "demo"]


def command(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [MUTOSCOPE, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**ENVIRONMENT, "COLUMNS": "60", **environment},
    )


def refused(*arguments: object, code: int = 2, **environment: str) -> str:
    """What a command says that can't do it: one line. code: 2, what it was told is wrong; 1, something else is."""
    done = command(*arguments, **environment)
    assert done.returncode == code, done
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_init_finds_what_is_there(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = json.loads(run("init", "--data", data, *TOLD, "--json").stdout)
    assert first.keys() == {"workspace_id", "token", "ingest_key"}
    assert data.stat().st_mode & 0o777 == 0o700
    again = json.loads(run("init", "--data", data, *TOLD, "--timezone", "Europe/Berlin", "--json").stdout)
    assert again == first
    other = json.loads(run("init", "--data", data, *TOLD[2:], "--workspace", "Other", "--json").stdout)
    assert all(other[name] != first[name] for name in first)
    text = run("init", "--data", data, *TOLD).stdout
    assert all(value in text for value in first.values())


def test_users(tmp_path: Path) -> None:
    run("init", "--data", tmp_path, *TOLD)
    place = ["--data", tmp_path]
    ann = ["--workspace", "School", "--email", "ann@example.org"]
    assert "password: missing" in refused("user", "add", *place, *ann)
    added = command("user", "add", *place, *ann, "--role", "editor", MUTOSCOPE_PASSWORD="correct horse")
    assert added.stdout == "ann@example.org is editor of School.\n"
    assert "they are a member" in refused("user", "add", *place, *ann)
    assert "--workspace=Academy: none has" in refused("user", "add", *place, "--workspace", "Academy", *ann[2:])
    assert "--role=king" in refused("user", "add", *place, *ann, "--role", "king")
    new = run("user", "password", *place, *ann[2:], "--password", "battery staple")
    assert new.stdout == "ann@example.org has a new password.\n"
    assert "nobody has that address" in refused(
        "user", "password", *place, "--email", "x@example.org", "--password", "battery staple"
    )
    assert "it takes 8 to" in refused("user", "password", *place, *ann[2:], "--password", "short")
    with closing(catalog_of(tmp_path)) as catalog:
        assert catalog.log_in("Ann@example.org", "correct horse") is None
        assert catalog.log_in("Ann@example.org", "battery staple") is not None


def test_secrets_are_not_in_the_catalogs_file(tmp_path: Path) -> None:
    told = json.loads(run("init", "--data", tmp_path, *TOLD, "--json").stdout)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert told["ingest_key"].encode() in kept  # public
    for secret in (told["token"], told["token"].replace("-", ""), "a long password"):
        assert secret.encode() not in kept
    assert (tmp_path / "catalog.sqlite").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        (["--timezone", "Mars/Olympus"], "--timezone=Mars/Olympus"),
        (["--password", "short"], "--password"),
        (["--catalog", "mysql://x"], "--catalog"),
    ],
)
def test_init_names_the_option_that_is_wrong(tmp_path: Path, changed: list[str], named: str) -> None:
    assert named in refused("init", "--data", tmp_path, *TOLD, *changed)


def test_wrong_password(tmp_path: Path) -> None:
    run("init", "--data", tmp_path, *TOLD)
    said = refused("init", "--data", tmp_path, *TOLD[:-1], "another password")
    assert "--password" in said
    assert "another password" not in said.replace("has another password", "")
    assert len(catalog_of(tmp_path).directory().keys) == 1


def test_missing_option_is_named_with_its_variable(tmp_path: Path) -> None:
    for missing in ("password",):  # the others: tests/unit/test_config.py
        index = TOLD.index(f"--{missing}")
        said = refused("init", "--data", tmp_path, *TOLD[:index], *TOLD[index + 2 :])
        assert f"--{missing}" in said
        assert f"MUTOSCOPE_{missing.upper()}" in said
    assert not (tmp_path / "catalog.sqlite").exists()


def test_environment_variables(tmp_path: Path) -> None:
    variables = {
        "MUTOSCOPE_DATA": str(tmp_path),
        "MUTOSCOPE_WORKSPACE": "School",
        "MUTOSCOPE_EMAIL": "me@example.org",
        "MUTOSCOPE_PASSWORD": "a long password",
        "MUTOSCOPE_TIMEZONE": "Asia/Kolkata",
        "MUTOSCOPE_JSON": "true",
    }
    told = json.loads(command("init", **variables).stdout)
    assert told == json.loads(run("init", "--data", tmp_path, *TOLD, "--json").stdout)
    [workspace] = catalog_of(tmp_path).directory().keys.values()
    assert workspace.timezone == "Asia/Kolkata"
    # An option goes before its variable.
    assert command("init", "--workspace", "Other", **variables).returncode == 0
    assert len(catalog_of(tmp_path).directory().keys) == 2


def test_misspelt_or_wrong_variable_is_refused(tmp_path: Path) -> None:
    assert "MUTOSCOPE_SEGMENTMS" in refused("serve", "--data", tmp_path, MUTOSCOPE_SEGMENTMS="100")
    assert "MUTOSCOPE_PORT=http" in refused("serve", "--data", tmp_path, MUTOSCOPE_PORT="http")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "value"),
    [("--trusted-proxies", "everybody"), ("--geo-database", "/nowhere.mmdb"), ("--host", "256.0.0.1")],
)
def test_serve_names_the_option_that_is_wrong(tmp_path: Path, option: str, value: str) -> None:
    said = refused("serve", "--data", tmp_path / "data", "--log-level", "error", option, value)
    assert option in said
    assert value in said


def test_unknown_option_and_command() -> None:
    assert command("serve", "--colour").returncode == 2
    assert command("dance").returncode == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_an_example(name: str) -> None:
    done = command(name, "--help")
    assert done.returncode == 0
    assert f"mutoscope {name} --data" in " ".join(done.stdout.split())
    assert "--data" in done.stdout
    assert "MUTOSCOPE_DATA" in done.stdout


def test_help_of_all() -> None:
    shown = command("--help").stdout
    assert all(name in shown for name in COMMANDS)
    assert command("version").stdout.startswith("mutoscope ")


def test_migrate_then_serve_then_serve_again(tmp_path: Path, start: Start) -> None:
    data = tmp_path / "data"
    assert run("migrate", "--data", data).stdout == "The catalog and the store are up to date.\n"
    told = json.loads(run("init", "--data", data, *TOLD, "--json").stdout)
    server = start(data)
    workspace = Workspace(server.url, **told)
    assert workspace.collect(beacon(video="kept")).status_code == 200
    workspace.loaded()
    assert "another process" in refused("migrate", "--data", data, "--log-level", "error", code=1)
    assert json.loads(run("init", "--data", data, *TOLD, "--json").stdout) == told  # beside a server, too
    assert server.stop() == 0
    server = start(data, port=server.port)
    assert workspace.player_loads("kept") == 1


def test_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    run("migrate", "--data", tmp_path)
    query_store(tmp_path, "INSERT INTO migrations (name) VALUES ('9999_from_the_future')")
    said = refused("serve", "--data", tmp_path, "--log-level", "error", code=1)
    assert "9999_from_the_future" in said
    assert "upgrade" in said
