"""Names of hosts, from pages, settings and files: whatever comes, a form that stays, or a reason."""

from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st

from fuzz.budget import FUZZ
from mutoscope.hosts import is_allowed, likely_host, normal_domain, normal_host, shown_host, without_www
from mutoscope.ingest.pages import clean_url

LABELS = st.one_of(
    st.text(max_size=12),
    st.from_regex(r"xn--[a-z0-9-]{0,12}", fullmatch=True),
    st.sampled_from(
        ["www", "*", "straße", "пример", "☃", "a\u200db", "127", "0x1f", "%41", "[::1]", "::1", "", "xn--p1ai"]
    ),
    st.text("аеорсіj\u0301\u200c\u200d\u3002\uff0e\u00df\u03c2\u0130ık", max_size=8),
)
HOSTS = st.one_of(st.text(max_size=80), st.lists(LABELS, max_size=6).map(".".join))
ENTRIES = st.tuples(
    st.sampled_from(["", "https://", "//", "*.", "https://*.", " "]),
    HOSTS,
    st.sampled_from(["", ":8443", "/path", ".", ":"]),
).map("".join)


def _taken(form_of: Callable[[str], str], text: str) -> tuple[str | None, str]:
    """Its form, or why it has none."""
    try:
        return form_of(text), ""
    except ValueError as error:
        return None, str(error)


@FUZZ
@given(host=HOSTS)
@example(host="\ud800")
@example(host="%")
def test_a_host_has_one_form(host: str) -> None:
    form = likely_host(host)
    assert form.isascii()
    assert likely_host(form) == form
    assert without_www(without_www(form)) == without_www(form)
    strict, reason = _taken(normal_host, host)
    if strict is None:
        assert reason.startswith(("has ", "is "))
    else:
        assert strict == form == normal_host(strict)
        assert normal_host(shown_host(strict)) == strict


@FUZZ
@given(
    url=st.one_of(
        st.text(max_size=60),
        st.tuples(
            st.sampled_from(
                ["https://", "HTTP://u:p@", "app://", "a:", "a::", " a:\n//", "a:/", "a://[v1.", "a://[::1%"]
            ),
            HOSTS,
            st.text("/?#!:=&ab%é\\ \n@[]", max_size=20),
        ).map("".join),
    ),
    keep_route=st.booleans(),
)
@example(url="http://[::1", keep_route=True)
@example(url="a:://://", keep_route=True)
@example(url="a://[v1.[]/", keep_route=True)
@example(url="a://[::1%[é]:8/", keep_route=True)
@example(url="a::/[://", keep_route=False)
@example(url="http://a:99999/", keep_route=True)
@example(url="http://a℀b/", keep_route=True)
def test_any_page_is_cut_or_refused(url: str, *, keep_route: bool) -> None:
    try:
        cut, host = clean_url(url, frozenset({"a"}), keep_route=keep_route)
    except ValueError:
        return
    assert host == likely_host(host)
    assert keep_route or "#" not in cut
    assert len(cut) < 20 * len(url) + 20
    assert clean_url(cut, frozenset({"a"}), keep_route=keep_route) == (cut, host)


@FUZZ
@given(entry=ENTRIES, under=st.sampled_from(["", "a.", "www."]))
def test_a_domain_that_is_taken_matches_something(entry: str, under: str) -> None:
    form, reason = _taken(normal_domain, entry)
    if form is None:
        assert reason.startswith(("has ", "is ", "names "))
        return
    assert normal_domain(form) == form
    assert is_allowed("a." + form.removeprefix("*."), [form])
    assert not is_allowed("x" + form.removeprefix("*."), [form])
    assert is_allowed(under + form, [form]) or (form.startswith("*.") and not under)
