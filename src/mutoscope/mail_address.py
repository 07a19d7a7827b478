"""E-mail addresses: one reading of them for every door (reports, schedules, users, settings) and for the mails that go.

The syntax is email-validator's: one address, without comments, quotes or an IP address for its domain, the domain with
letters of any script. Whether somebody reads mail there is not asked: a server may have no way out, and an intranet has
names of its own (`ann@mail.local`, `root@localhost`).
"""

from dataclasses import dataclass

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

# The way that the library's documentation has to allow names such as .local, .test and localhost.
SPECIAL_USE_DOMAIN_NAMES.clear()

LONGEST = 254
"""Characters of an address, as mail servers take them (RFC 5321)."""


@dataclass(frozen=True, kw_only=True)
class MailAddress:
    """One address, read. As text: in the one form in which it is kept and shown."""

    local: str  # before the @, as it was given: only its own server knows whether case matters there
    domain: str  # in lower case, in the letters of its script
    ascii_domain: str  # as DNS and most mail servers want it

    @classmethod
    def parse(cls, text: str) -> "MailAddress":
        """Raises ValueError that says what is wrong with it, without naming where it stood."""
        shown = repr(text[:64])
        try:
            read = validate_email(text.strip(" "), check_deliverability=False, globally_deliverable=False, strict=True)
        except EmailNotValidError as error:
            raise ValueError(f"{shown} is not one e-mail address, such as ann@example.org: {error}") from error
        address = cls(local=read.local_part, domain=read.domain, ascii_domain=read.ascii_domain)
        if max(len(str(address).encode()), len(address.envelope.encode())) > LONGEST:
            raise ValueError(f"{shown} is longer than the {LONGEST} characters that mail servers take")
        return address

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def envelope(self) -> str:
        """As a mail server is told it; ASCII unless the part before the @ is not, which takes SMTPUTF8."""
        return f"{self.local}@{self.ascii_domain}"


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """An address with the name of whose it is, as a mail's From has it."""

    name: str  # may be empty
    address: MailAddress

    @classmethod
    def parse(cls, text: str) -> "Mailbox":
        """`ann@example.org`, or `Acme, Inc. <ann@example.org>`: the name is what stands before, quoted or not.

        Raises ValueError.
        """
        plain = text.strip()
        name, bracket, rest = plain.rpartition("<")
        if not bracket or not plain.endswith(">"):
            return cls(name="", address=MailAddress.parse(plain))
        name = name.strip()
        if len(name) > 1 and name[0] == name[-1] == '"':
            name = name[1:-1].replace('\\"', '"').replace("\\\\", "\\")
        if not name.isprintable():
            raise ValueError("a sender's name has no line breaks or control characters")
        return cls(name=name, address=MailAddress.parse(rest[:-1]))

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else str(self.address)
