"""Settings: told by option, by variable, or not at all."""

from importlib.resources import files
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from mutoscope.catalog.database import Database
from mutoscope.config import FirstWorkspace, Settings
from mutoscope.errors import ConfigError
from mutoscope.ingest import GeoDatabase
from mutoscope.mail_address import MailAddress, Mailbox
from mutoscope.proxies import Proxies
from mutoscope.told import describe, environment_name, load, option_name
from mutoscope.urls import MailServer, PublicUrl

COUNTRIES = Path(str(files("mutoscope.ingest").joinpath("data", "country.mmdb")))


def test_defaults_options_variables() -> None:
    assert load(Settings, {}, {}) == Settings()
    assert load(Settings, {"port": "1", "data": None}, {"MUTOSCOPE_PORT": "2", "MUTOSCOPE_DATA": "/d"}) == Settings(
        port=1, data=Path("/d")
    )


READ: dict[str, list[tuple[str, Any]]] = {
    "data": [
        ("/var/lib/mutoscope", Path("/var/lib/mutoscope")),
        ("~/stats", Path.home() / "stats"),
        ("ä b", Path("ä b")),
    ],
    "host": [
        ("::1", "::1"),
        ("[::1]", "::1"),
        ("localhost", "localhost"),
        ("::", "::"),
        ("fe80::1%eth0", "fe80::1%eth0"),
    ],
    "port": [("1", 1), (" 65535 ", 65535)],
    "catalog": [
        ("postgresql://u:p%20w@h:5433/db", "postgresql://u:p%20w@h:5433/db"),
        ("sqlite:////c.db", "sqlite:////c.db"),
    ],
    "log_level": [("debug", "debug"), ("error", "error")],
    "log_json": [("true", True), ("1", True), ("False", False), ("0", False)],
    "pace_ms": [("1000", 1000), ("15000", 15000)],
    "rate_per_address": [("0", 0), ("5", 5)],
    "rate_per_key": [("0", 0), ("5", 5)],
    "rate_per_token": [("0", 0), ("5", 5)],
    "videos_per_network": [("0", 0), ("5", 5)],
    "invitation_days": [("1", 1), ("365", 365)],
    "invitations_per_hour": [("0", 0), ("5", 5)],
    "trusted_proxies": [
        ("10.0.0.0/8, ::1", (ip_network("10.0.0.0/8"), ip_network("::1"))),
        ("[2001:db8::1],", (ip_network("2001:db8::1"),)),
        ("::ffff:10.0.0.0/104", (ip_network("10.0.0.0/8"),)),
        ("10.0.0.1, Loopback", (ip_network("10.0.0.1"), ip_network("127.0.0.0/8"), ip_network("::1"))),
    ],
    "collect_path": [("/c", "/c"), ("lesson-state/", "/lesson-state")],
    "client_address_header": [(" CF-Connecting-IP", "CF-Connecting-IP")],
    "connections": [("16", 16), ("1000000", 1_000_000)],
    "idle_seconds": [("1", 1), ("3600", 3600)],
    "streams_per_workspace": [("0", 0), ("5", 5)],
    "streams_per_user": [("0", 0), ("5", 5)],
    "login_attempts": [("0", 0), ("5", 5)],
    "session_days": [("1", 1), ("3650", 3650)],
    "geo_database": [(str(COUNTRIES), COUNTRIES)],
    "segment_ms": [("50", 50), ("60000", 60000)],
    "segment_bytes": [("65536", 65536)],
    "reserve_bytes": [("0", 0)],
    "base_url": [
        ("https://Пример.рф/stats/", PublicUrl(scheme="https", host="xn--e1afmkfd.xn--p1ai", port=None, path="/stats"))
    ],
    "smtp": [
        (
            "smtp://bot:p%C3%A4ss@[::1]",
            MailServer(host="::1", port=587, tls=False, starttls="auto", user="bot", password="päss"),
        )
    ],
    "mail_from": [
        ("Acme, Inc. <a@b.example>", Mailbox(name="Acme, Inc.", address=MailAddress.parse("a@b.example"))),
        ('"Acme, Inc." <a@b.example>', Mailbox(name="Acme, Inc.", address=MailAddress.parse("a@b.example"))),
        ("a@b.example", Mailbox(name="", address=MailAddress.parse("a@b.example"))),
    ],
    "mail_hostname": [("stats.example.org", "stats.example.org")],
    "report_days": [("1", 1), ("365", 365)],
    "reports_at_once": [("1", 1), ("16", 16)],
    "questions_at_once": [("1", 1), ("64", 64)],
    "questions_memory": [("67108864", 67_108_864), (str(2**40), 2**40)],
    "question_seconds": [("1", 1), ("3600", 3600)],
    "questions_waiting": [("1", 1), ("1000", 1000)],
}
"""What each setting takes, and what that is read as."""

REFUSED: dict[str, list[str]] = {
    "data": ["C:\\stats", "a\nb", "~nobody-of-that-name/x", "\udcff"],
    "host": ["http://localhost", "localhost:8420", "127.0.0.1:80", "a b", "1.2.3.4/8"],
    "port": ["0", "65536", "-1", "http", "80.5", "9" * 400, "0x50"],
    "catalog": [
        "mysql://h/db",
        "postgresql://h:port/db",
        "postgresql://h:70000/db",
        "catalog.sqlite",
        "sqlite://",
        "sqlite:////c.db?timeout=abc",
        "postgresql+nosuch://h/db",
        "://",
    ],
    "log_level": ["loud", "INFO", "warn"],
    "log_json": ["perhaps", "2", "-1", "truefalse"],
    "pace_ms": ["999", "15001", "ten"],
    "rate_per_address": ["-1", "9" * 20, "many", "nan", "1_000"],
    "rate_per_key": ["-1", "9" * 20, "many"],
    "rate_per_token": ["-1", "9" * 20, "inf"],
    "videos_per_network": ["-1", "few"],
    "invitation_days": ["0", "366"],
    "invitations_per_hour": ["-1", "1.5"],
    "trusted_proxies": ["everybody", "nginx", "10.0.0.0/33", "10.0.0.1/8", "10.0.0", "10.0.0.1/", "*", "10.0.0.1-9"],
    "collect_path": ["/", "/a/b", "/v1", "collect", "/settings", "/c.js", "/ü", "https://h/c"],
    "client_address_header": ["X-Real-IP: 1.2.3.4", "a b", "ü", "X-Real-IP,X-Forwarded-For"],
    "connections": ["15", "1000001", "0"],
    "idle_seconds": ["0", "3601"],
    "streams_per_workspace": ["-1", "x"],
    "streams_per_user": ["-1", "1.5"],
    "login_attempts": ["-1", "9" * 20, "x"],
    "session_days": ["0", "3651"],
    "geo_database": ["/nowhere.mmdb", str(Path(__file__).parent), __file__],
    "segment_ms": ["49", "60001"],
    "segment_bytes": ["65535", "9" * 20],
    "reserve_bytes": ["-1", "9" * 20, "64MiB"],
    "base_url": [
        "stats.example.org",
        "javascript:alert(1)",
        "https://h?x",
        "https://h:0",
        "https://u:p@h",
        "https://h/../x",
    ],
    "smtp": ["mail.example.org", "smtp://mail:x", "smtp://bot:p%E4@h", "smtp://h?tls=1", "smtp://a@b@c:d:e"],
    "mail_from": ["nobody", "a@b, c@d", "<a@b.example", "A <a@b.example> B", "a@[b"],
    "mail_hostname": ["https://stats.example.org", "a b", "h:25"],
    "report_days": ["0", "366"],
    "reports_at_once": ["0", "17"],
    "questions_at_once": ["0", "65", "two"],
    "questions_memory": ["0", "67108863", "2 GB", str(2**50 + 1)],
    "question_seconds": ["0", "3601", "1.5"],
    "questions_waiting": ["0", "1001"],
}
"""What each does not take."""


def test_every_setting_has_examples_here() -> None:
    assert set(READ) == set(REFUSED) == set(Settings.__struct_fields__)


@pytest.mark.parametrize(("name", "text", "value"), [(name, *one) for name, ones in READ.items() for one in ones])
def test_what_is_read(name: str, text: str, value: Any) -> None:
    assert getattr(load(Settings, {name: text}, {}), name) == value
    settings = load(Settings, {}, {environment_name(name): text})
    assert getattr(settings, name) == value
    if name != "catalog":  # whose databases are not there
        begin(settings)


@pytest.mark.parametrize(("name", "text"), [(name, one) for name, ones in REFUSED.items() for one in ones])
def test_what_is_refused_is_named_with_its_source(name: str, text: str) -> None:
    for source, told in (
        (option_name(name), ({name: text}, {})),
        (environment_name(name), ({}, {environment_name(name): text})),
    ):
        with pytest.raises(ConfigError) as caught:
            begin(load(Settings, *told))
        said = caught.value.detail
        assert said.isprintable()  # one line
        assert said.startswith((source, option_name(name)))
        assert len(said) > len(source) + len(text[:200]) * (name not in SECRET) + 8  # and says how


SECRET = {"catalog", "smtp"}


def test_passwords_are_not_quoted() -> None:
    for name, text in (("smtp", "smtp://bot:geheim@h:x"), ("catalog", "mysql://bot:geheim@h/db")):
        with pytest.raises(ConfigError) as caught:
            begin(load(Settings, {name: text}, {}))
        assert "geheim" not in caught.value.detail


def begin(settings: Settings) -> None:
    """What else reads settings as a server starts."""
    Proxies(settings.trusted_proxies, settings.client_address_header)
    GeoDatabase(settings.geo_database).close()
    Database(settings.catalog_url()).close()


@pytest.mark.parametrize("name", Settings.__struct_fields__)
def test_empty_is_not_given(name: str) -> None:
    assert load(Settings, {name: ""}, {environment_name(name): ""}) == Settings()


def test_where_it_is_reached() -> None:
    def told(**options: str) -> Settings:
        return load(Settings, options, {})

    assert told().public_url() == "http://127.0.0.1:8420"
    assert told(host="::", port="80").public_url() == "http://[::1]:80"
    assert told(host="0.0.0.0").local_url() == "http://127.0.0.1:8420"
    assert told(base_url="https://example.org/stats/").public_url() == "https://example.org/stats"
    assert (told().base_path(), told(base_url="https://example.org/stats/").base_path()) == ("", "/stats")


def test_mail_servers_are_greeted_by_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def greeting(hostname: str = "box", **options: str) -> str:
        monkeypatch.setattr("socket.gethostname", lambda: hostname)
        return load(Settings, {"mail_from": "stats@mail.example", **options}, {}).greeting()

    assert greeting(mail_hostname="out.example.org", base_url="https://stats.example.org") == "out.example.org"
    assert greeting(base_url="https://stats.example.org/x") == "stats.example.org"
    assert greeting(base_url="https://пример.рф") == "xn--e1afmkfd.xn--p1ai"
    assert greeting("box.lan", base_url="http://127.0.0.1:8420") == "box.lan"
    assert greeting(base_url="http://[::1]") == "mail.example"
    assert greeting() == "mail.example"


def test_missing_is_named_both_ways() -> None:
    with pytest.raises(ConfigError, match=r"--workspace \(or MUTOSCOPE_WORKSPACE\) is missing"):
        load(FirstWorkspace, {}, {})


@pytest.mark.parametrize("name", ["MUTOSCOPE_PROT", "MUTOSCOPE_port", "MUTOSCOPE_", "MUTOSCOPE_SEGMENT-MS"])
def test_unknown_variables_are_refused(name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load(Settings, {}, {name: "1"})


def test_other_programs_variables_and_those_of_tests_are_not() -> None:
    load(Settings, {}, {"PATH": "/", "XMUTOSCOPE_PORT": "0", "MUTOSCOPE_TEST_POSTGRESQL": "x"})


def test_every_setting_has_a_help() -> None:
    for one in [*describe(Settings), *describe(FirstWorkspace)]:
        assert one.help.endswith(".")
