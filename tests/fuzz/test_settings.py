"""Settings of any text: read, or refused in one line."""

import contextlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fuzz.budget import FUZZ
from mutoscope.config import TOLD
from mutoscope.errors import ConfigError
from mutoscope.told import environment_name, load
from mutoscope.urls import MailServer, PublicUrl

_WORDS = r"""
http:// https:// smtp:// smtps:// postgresql:// sqlite:/// javascript: [::1] :: %C3%A4 @ : / ?starttls= # % .. ~ C:\ a
пример.рф xn-- 127.0.0.1 -1 0 65536 1e9 true nan < > " , ann@example.org
"""
_PIECES = st.sampled_from([*_WORDS.split(), "\x00", "\n", "\udcff", " ", "9" * 400])
TEXTS = st.one_of(st.text(max_size=40), st.lists(_PIECES, max_size=8).map("".join), st.integers().map(str))
SETTINGS = sorted({(told, name) for told in TOLD for name in told.__struct_fields__}, key=str)


@FUZZ
@given(st.sampled_from(SETTINGS), TEXTS, st.booleans())
def test_any_text_is_read_or_refused_in_one_line(setting: tuple[type[Any], str], text: str, by_option: bool) -> None:
    told, name = setting
    rest = {
        required: "x@example.org"
        for required in ("workspace", "email", "password")
        if required in told.__struct_fields__
    }
    options = rest | {name: text} if by_option else {one: value for one, value in rest.items() if one != name}
    refused = ""
    try:
        settings = load(told, options, {} if by_option else {environment_name(name): text})
        str(settings).encode()  # nothing that can't be logged
    except ConfigError as error:
        refused = error.detail
    assert not refused or refused.isprintable()
    assert len(refused) < 1000


@FUZZ
@given(TEXTS)
def test_public_addresses_and_mail_servers_have_one_form(text: str) -> None:
    with contextlib.suppress(ValueError):
        url = PublicUrl.parse(text)
        assert PublicUrl.parse(str(url)) == url
        assert str(url).isascii()
        assert not str(url).endswith("/")
    with contextlib.suppress(ValueError):
        server = MailServer.parse(text)
        assert server.host.isascii()
        assert 0 < server.port < 65536
