"""One form of a host: what browsers make of it."""

import pytest

from mutoscope.hosts import (
    is_allowed,
    likely_host,
    normal_domain,
    normal_host,
    shown_host,
    split_port,
    without_www,
)


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Example.ORG", "example.org"),
        ("example.org.", "example.org"),
        ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("ПРИМЕР.РФ.", "xn--e1afmkfd.xn--p1ai"),
        ("XN--E1AFMKFD.xn--p1ai", "xn--e1afmkfd.xn--p1ai"),
        ("straße.example", "xn--strae-oqa.example"),  # browsers of today: not strasse.example
        ("βόλος.com", "xn--nxasmm1c.com"),  # the final sigma likewise
        ("例え。テスト", "xn--r8jz45g.xn--zckzah"),  # the ideographic dot
        ("ｅｘａｍｐｌｅ.org", "example.org"),
        ("exa\u00admple.org", "example.org"),  # a soft hyphen
        ("☃.net", "xn--n3h.net"),  # IDNA 2008 has no emoji, browsers have
        ("💩.la", "xn--ls8h.la"),
        ("my_shop.example", "my_shop.example"),
        ("%D0%BF.example", "xn--o1a.example"),
        ("r3---sn-4g5e.example", "r3---sn-4g5e.example"),
        ("localhost", "localhost"),
        ("192.0.2.7", "192.0.2.7"),
        ("[2001:DB8:0:0::1]", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_normal_form(written: str, form: str) -> None:
    assert normal_host(written) == form
    assert normal_host(form) == form
    assert likely_host(written) == form


@pytest.mark.parametrize(
    "written",
    [
        "",
        ".",
        "a..example",
        "school example",
        "a/b",
        "xn--a",
        "xn--0.pt",
        "xn--zz--.example",
        "⒈com",
        "1.2.3",
        "256.1.1.1",
        "0x7f.1",
        "[::1",
        "1::2::3",
        "fe80::1%eth0",
        "[fe80::1%25eth0]",
        "a" * 64 + ".example",
        "a." * 127 + "example",
        "é" * 60 + ".example",
        "a,b.example",
        "user@example.org",
        "%ff.example",
        "a%00b.example",
    ],
)
def test_what_can_be_no_host_is_refused_but_not_lost(written: str) -> None:
    with pytest.raises(ValueError, match=r"^(has|is) "):
        normal_host(written)
    kept = likely_host(written)
    assert kept.isascii()
    assert kept == kept.lower()
    assert likely_host(kept) == kept


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("xn--e1afmkfd.xn--p1ai", "пример.рф"),
        ("xn--strae-oqa.example", "straße.example"),
        ("school.xn--p1ai", "school.рф"),
        ("example.org", "example.org"),
        ("xn--a", "xn--a"),
        ("xn--ab-m1t.example", "xn--ab-m1t.example"),  # an invisible character between two letters
        ("my_shop.example", "my_shop.example"),
        ("2001:db8::1", "2001:db8::1"),
        ("", ""),
    ],
)
def test_shown(host: str, shown: str) -> None:
    assert shown_host(host) == shown


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("school.example", "school.example"),
        ("  School.Example. ", "school.example"),
        ("www.school.example", "school.example"),
        ("www.de", "www.de"),  # not all of Germany
        ("school.example:8443", "school.example"),
        ("https://school.example/path?x#y", "school.example"),
        ("//school.example", "school.example"),
        ("school.example/course", "school.example"),
        ("https://Школа.РФ:443", "xn--80atdl2c.xn--p1ai"),
        ("*.school.example", "*.school.example"),
        ("*.Школа.рф.", "*.xn--80atdl2c.xn--p1ai"),
        ("https://*.school.example:8443/", "*.school.example"),
        ("localhost:3000", "localhost"),
        ("capacitor://localhost", "localhost"),
        ("192.0.2.7:8080", "192.0.2.7"),
        ("[2001:db8::1]:8443", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_domain_as_people_write_it(written: str, form: str) -> None:
    assert normal_domain(written) == form
    assert normal_domain(form) == form


@pytest.mark.parametrize(
    "written",
    [
        "",
        "*",
        "*.",
        "*.*.example",
        "school.*",
        "a*.example",
        "https://",
        "file:///x",
        "a, b",
        "a b",
        "ann@school.example",
        "school..example",
        "school.example:99999",
        "school.example:https",
        "http:school.example",
        "*.192.0.2.7",
        "*.[::1]",
        "xn--a",
        "1.2.3",
        ".school.example",
        "javascript:alert(1)",
    ],
)
def test_domain_that_can_match_nothing(written: str) -> None:
    with pytest.raises(ValueError, match=r"^(has|is|names) "):
        normal_domain(written)


@pytest.mark.parametrize(
    ("host", "entry", "allowed"),
    [
        ("school.example", "school.example", True),
        ("www.school.example", "school.example", True),
        ("a.b.school.example", "school.example", True),
        ("myschool.example", "school.example", False),
        ("example", "school.example", False),
        ("a.school.example", "*.school.example", True),
        ("www.school.example", "*.school.example", True),
        ("school.example", "*.school.example", False),
        ("myschool.example", "*.school.example", False),
        ("", "school.example", False),
        ("xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai", True),
        ("strasse.example", "xn--strae-oqa.example", False),
        ("::1", "::1", True),
    ],
)
def test_allowed(*, host: str, entry: str, allowed: bool) -> None:
    assert is_allowed(host, (entry,)) is allowed
    assert is_allowed(host, ())


def test_parts() -> None:
    assert split_port("example.org:8443") == ("example.org", 8443)
    assert split_port("example.org:") == ("example.org", None)
    assert split_port("[::1]:80") == ("[::1]", 80)
    for wrong in ("example.org:0", "example.org:65536", "a:b:c", "[::1", "example.org:8o"):
        with pytest.raises(ValueError, match=r"^(has|is) "):
            split_port(wrong)
    assert without_www("www.example.org") == "example.org"
    assert without_www("www.org") == "www.org"
