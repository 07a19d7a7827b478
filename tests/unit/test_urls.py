"""Addresses that settings hold: what they are read as, and what is refused."""

import pytest

from mutoscope.urls import MailServer, PublicUrl


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("https://stats.example.org", "https://stats.example.org"),
        ("https://stats.example.org/", "https://stats.example.org"),
        ("HTTPS://Stats.Example.ORG.:443/", "https://stats.example.org"),
        ("http://stats.example.org:80/a/b/", "http://stats.example.org/a/b"),
        ("http://h:8420/stats//", "http://h:8420/stats"),
        ("https://пример.рф/stats", "https://xn--e1afmkfd.xn--p1ai/stats"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("http://[2001:DB8:0::1]:8420", "http://[2001:db8::1]:8420"),
        ("http://192.0.2.1/~ann/video_stats", "http://192.0.2.1/~ann/video_stats"),
        ("http://localhost:8420", "http://localhost:8420"),
        ("http://media_server:81", "http://media_server:81"),
    ],
)
def test_public_addresses_have_one_form(told: str, read: str) -> None:
    assert str(PublicUrl.parse(told)) == read
    assert PublicUrl.parse(read) == PublicUrl.parse(told)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("stats.example.org", "begins with http:// or https://"),
        ("//stats.example.org", "begins with"),
        ("ftp://stats.example.org", "begins with"),
        ("javascript:alert(1)", "begins with"),
        ("https://", "begins with"),
        ("https:///stats", "begins with"),
        ("https://ann:secret@example.org", "before the @"),
        ("https://@example.org", "before the @"),
        ("https://example.org/?a=1", "takes no"),
        ("https://example.org/#", "takes no"),
        ("https://example.org:0", "port"),
        ("https://example.org:65536", "port"),
        ("https://example.org:http", "port"),
        ("https://exa mple.org", "is no address"),
        ("https://example.org\n", ""),
        ("https://example.org/\x00", "is no address"),
        ('https://example.org/"><script>', "is no address"),
        ("https://example.org/a;b", "its path"),
        ("https://example.org/a%2fb", "its path"),
        ("https://example.org/über", "its path"),
        ("https://example.org/a/../b", "its path"),
        ("https://example.org/a//b", "its path"),
        ("https://exam..ple.org", "its host"),
        ("https://" + "a" * 64 + ".org", "its host"),
        ("https://999.1.1.1", "IPv4"),
        ("http://[::1", "is no address"),
        ("http://[fe80::zz]", "is no address"),
    ],
)
def test_what_is_no_public_address_is_refused(told: str, why: str) -> None:
    if not why:  # space around it is nobody's intention
        assert PublicUrl.parse(told)
        return
    with pytest.raises(ValueError, match=why) as caught:
        PublicUrl.parse(told)
    assert "\n" not in str(caught.value)


def test_mail_servers() -> None:
    plain = MailServer.parse("smtp://mail.example.org")
    assert (plain.host, plain.port, plain.tls, plain.starttls, plain.user) == (
        "mail.example.org",
        25,
        False,
        "auto",
        "",
    )
    full = MailServer.parse("smtp://ann%40example.org:p%2F%C3%A4s%E2%82%AC@mail.example.org?starttls=always")
    assert (full.port, full.user, full.password, full.starttls) == (587, "ann@example.org", "p/äs€", "always")
    raw = MailServer.parse("smtps://bot:pä@ss@[2001:DB8::25]")
    assert (raw.host, raw.port, raw.tls, raw.password) == ("2001:db8::25", 465, True, "pä@ss")
    assert MailServer.parse("smtp://почта.рф:2525/").host == "xn--80a1acny.xn--p1ai"


@pytest.mark.parametrize(
    "told",
    [
        "mail.example.org",
        "mail.example.org:25",
        "http://mail",
        "smtp://",
        "smtp://:25",
        "smtp://mail:x",
        "smtp://mail:0",
        "smtp://mail:70000",
        "smtp://mail?starttls=maybe",
        "smtp://mail?starttls=never&starttls=always",
        "smtp://mail?startls=always",
        "smtp://mail/path",
        "smtp://bot:geheim#1@mail",
        "smtp://bot:geheim/1@mail",
        "smtp://bot:geheim?1@mail",
        "smtp://bot:geheim%E4@mail",
        "smtp://bot:geheim%0d%0aX@mail",
        "smtp://bot@mail",
        "smtp://:geheim@mail",
        "smtp://[::1:25",
    ],
)
def test_what_is_no_mail_server_is_refused_without_its_password(told: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        MailServer.parse(told)
    assert "geheim" not in str(caught.value)
