"""What people and programs give for an e-mail address: read into one form that a mail can go to, or refused."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fuzz.budget import FUZZ
from mutoscope.mail_address import LONGEST, MailAddress, Mailbox

TRICKY = " \r\n \0 \u202e e\u0301 ß 。 (x) \\ ' + xn-- - _ ::1 ﬃ < > \" , ; [ ] @ . ann example.org анна пример.рф"
PARTS = st.sampled_from([*TRICKY.split(" "), " ", "\ud800", "xn--e1afmkfd.xn--p1ai"])
ADDRESSES = st.lists(PARTS, max_size=8).map("".join) | st.text(max_size=40) | st.emails()


@FUZZ
@given(ADDRESSES)
def test_an_address_has_one_form_or_is_refused(text: str) -> None:
    try:
        address = MailAddress.parse(text)
    except ValueError:
        return
    assert MailAddress.parse(str(address)) == address
    assert str(MailAddress.parse(address.envelope)) == str(address)
    assert len(str(address).encode()) <= LONGEST
    assert address.ascii_domain.isascii()
    assert not set("<>,;\r\n\0 ") & set(address.envelope)


@FUZZ
@given(st.text(max_size=20) | st.lists(PARTS, max_size=4).map("".join), ADDRESSES)
@example("Анна", "анна@пример.рф")
def test_a_mailbox_makes_a_header_that_says_it_back(name: str, text: str) -> None:
    try:
        mailbox = Mailbox.parse(f"{name} <{text}>")
    except ValueError:
        return
    message = EmailMessage(policy=SMTP)
    # As reports/mail.py makes it: of an `addr_spec`, Python takes ASCII alone.
    message["From"] = Address(mailbox.name, username=mailbox.address.local, domain=mailbox.address.ascii_domain)
    assert "\n" not in str(message["From"])
    assert message["From"].addresses[0].addr_spec == mailbox.address.envelope


@pytest.mark.parametrize(
    ("given", "kept", "told"),
    [
        ("Ann@EXAMPLE.org", "Ann@example.org", "Ann@example.org"),
        (" o'brien+x@mail.example.org", "o'brien+x@mail.example.org", "o'brien+x@mail.example.org"),
        ("ann@xn--e1afmkfd.xn--p1ai", "ann@пример.рф", "ann@xn--e1afmkfd.xn--p1ai"),
        ("ann@STRASSE.example", "ann@strasse.example", "ann@strasse.example"),
        ("ann@straße.example", "ann@straße.example", "ann@xn--strae-oqa.example"),
        ("анна@пример.рф", "анна@пример.рф", "анна@xn--e1afmkfd.xn--p1ai"),
        ("root@localhost", "root@localhost", "root@localhost"),
        ("ann@mail.local", "ann@mail.local", "ann@mail.local"),
    ],
)
def test_addresses_that_people_have(given: str, kept: str, told: str) -> None:
    address = MailAddress.parse(given)
    assert (str(address), address.envelope) == (kept, told)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "ann",
        "ann@[example",
        "ann@[127.0.0.1]",
        "ann@example.org.",
        "ann@example..org",
        "ann@-example.org",
        "ann@exa mple.org",
        "@example.org",
        "Ann <ann@example.org>",
        "a@b,c@d.org",
        '"a b"@example.org',
        "ann@example.org\r\nBcc: x@example.org",
        "a\u202eb@example.org",
        f"{'a' * 65}@example.org",
        f"a@{'x.' * 126}org",
    ],
)
def test_what_no_mail_can_go_to_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="is not one e-mail address"):
        MailAddress.parse(given)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Acme, Inc. <stats@acme.example>", "Acme, Inc."),
        ('"Acme, Inc." <stats@acme.example>', "Acme, Inc."),
        ("Школа №1 <stats@acme.example>", "Школа №1"),
        ("<stats@acme.example>", ""),
        ("stats@acme.example", ""),
    ],
)
def test_a_sender_s_name_is_what_stands_before(given: str, name: str) -> None:
    assert Mailbox.parse(given) == Mailbox(name=name, address=MailAddress.parse("stats@acme.example"))
