"""Settings, each declared once: name, type, default and help.

The command line's options, the `MUTOSCOPE_…` environment variables and docs/settings.md all derive from `Settings`.
"""

import os
import re
import socket
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from mutoscope.addresses import Networks, read_networks
from mutoscope.mail_address import Mailbox
from mutoscope.urls import MailServer, PublicUrl, authority

MOST = 2**53
"""Of any number: what JSON and the database agree on, and more than anybody means."""

PROGRAM_PATHS = frozenset(
    (
        *("assets", "collect", "docs", "embed", "healthz", "metrics", "openapi.json", "player", "readyz", "sdk"),
        *("v1", "v2", "react", "vue"),
    )
)
"""First parts of the paths that this server answers, but those of the dashboard's pages."""

OWN_PATHS = PROGRAM_PATHS.union(
    (
        *("login", "forgotten", "new-password", "new-email", "invitation", "welcome", "analytics", "catalog"),
        *("videos", "events", "viewer", "viewers", "reports", "settings"),
    )
)
"""First parts of the paths that this server answers."""

Port = Annotated[int, Meta(ge=1, le=65535)]
Count = Annotated[int, Meta(ge=0, le=MOST)]


def _read_path(text: str) -> Path:
    """A file or folder, `~` being the user's own. Raises ValueError."""
    if not text.isprintable():
        raise ValueError("a path has no control characters")
    if os.name == "posix" and re.match(r"[A-Za-z]:[\\/]", text):
        raise ValueError("is a path of Windows; here one looks like /var/lib/mutoscope")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ValueError("there is no such user whose folder ~ could mean") from None


def _read_host(text: str) -> str:
    """An address or a name to listen on; IPv6 without brackets. Raises ValueError."""
    host = text.strip().removeprefix("[").removesuffix("]")
    if not re.fullmatch(r"[\w.:%-]+", host) or (host.count(":") == 1):
        raise ValueError(
            "is no address or name alone, such as 127.0.0.1, ::1, 0.0.0.0, :: or localhost; the port is --port"
        )
    return host


def _read_collect_path(text: str) -> str:
    """Raises ValueError."""
    path = "/" + text.strip().strip("/")
    if not re.fullmatch(r"/[A-Za-z0-9_-]{1,64}", path):
        raise ValueError("is one part of a path, of letters, digits, - and _, such as /c or /lesson-state")
    if path[1:] in OWN_PATHS:
        raise ValueError("is a path of this server already; take another, such as /c")
    return path


def _read_header_name(text: str) -> str:
    """Raises ValueError."""
    name = text.strip()
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", name):
        raise ValueError("is no name of a header, such as CF-Connecting-IP")
    return name


def _reading(read: Any, *, secret: bool = False) -> Meta:  # noqa: ANN401 - any function of a text
    """How a setting's text becomes what it means: `read` raises ValueError. `secret`: refusals don't quote it."""
    return Meta(extra={"read": read, "secret": secret})


Folder = Annotated[Path, _reading(_read_path)]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What an installation can be told. A field's description is its help."""

    data: Annotated[Folder, Meta(description="Folder of everything that is kept: store, spool, catalog.")] = Path(
        "data"
    )
    host: Annotated[
        str,
        _reading(_read_host),
        Meta(
            description="Address or name to listen on: ::1, localhost (both of its addresses), 0.0.0.0 (all of IPv4),"
            " :: (all of IPv6 and IPv4)."
        ),
    ] = "127.0.0.1"
    port: Annotated[Port, Meta(description="Port to listen on.")] = 8420
    catalog: Annotated[
        str,
        Meta(
            description="SQLAlchemy URL of the catalog's database; empty: an SQLite file in the data folder.",
            extra={"secret": True},
        ),
    ] = ""
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="debug, info, warning or error.")
    ] = "info"
    log_json: Annotated[bool, Meta(description="Write log lines as JSON.")] = False

    pace_ms: Annotated[
        int, Meta(ge=1000, le=15000, description="Milliseconds between two beacons of a playing player.")
    ] = 10_000
    collect_path: Annotated[
        str,
        _reading(_read_collect_path),
        Meta(
            description="A further path at which beacons are taken, such as /c, where blockers know /collect;"
            " the player SDK that sends there is at /c.js."
        ),
    ] = ""
    rate_per_address: Annotated[
        Count, Meta(description="Beacons a second that one address may send; 0: any number.")
    ] = 200
    rate_per_key: Annotated[
        Count, Meta(description="Beacons a second that one ingest key may send; 0: any number.")
    ] = 0
    rate_per_token: Annotated[
        Count,
        Meta(description="Requests a second that one API token, or one user, may send to the API; 0: any number."),
    ] = 100
    connections: Annotated[
        int,
        Meta(
            ge=16,
            le=1_000_000,
            description="Connections that are taken at the same time; the limit of open files has to allow them.",
        ),
    ] = 10_000
    idle_seconds: Annotated[
        int,
        Meta(
            ge=1,
            le=3600,
            description="Seconds after which a connection is closed that brings no whole request, keeps its body back,"
            " or doesn't take its answer; more than a proxy in front keeps idle connections.",
        ),
    ] = 75
    streams_per_workspace: Annotated[
        Count, Meta(description="Streams of who watches now that one workspace may have open; 0: any number.")
    ] = 200
    streams_per_user: Annotated[
        Count,
        Meta(description="Streams of who watches now that one API token, or one user, may have open; 0: any number."),
    ] = 50
    videos_per_network: Annotated[
        Count,
        Meta(
            description="Videos unknown to the catalog that beacons from one network may make known in a workspace in"
            " an hour; 0: any number. From all networks together: 1,000, of which 500 on pages of one domain."
        ),
    ] = 50
    trusted_proxies: Annotated[
        Networks,
        _reading(read_networks),
        Meta(
            description="Addresses and networks (comma-separated; private, loopback: these) of proxies, which tell the"
            " client's address, whether it came by https, and to which host: X-Forwarded-For, -Proto and -Host,"
            " or Forwarded."
        ),
    ] = ()
    client_address_header: Annotated[
        str,
        _reading(_read_header_name),
        Meta(
            description="The one header in which trusted proxies tell the client's address, such as CF-Connecting-IP;"
            " empty: X-Forwarded-For, else Forwarded."
        ),
    ] = ""
    login_attempts: Annotated[
        Count,
        Meta(
            description="Failed logins to one account that are taken from one network in a quarter of an hour (five"
            " times as many to all accounts together; ten times as many in an hour from all networks together, but for"
            " devices on which somebody has logged in to the account before); 0: any number."
        ),
    ] = 10
    session_days: Annotated[
        int, Meta(ge=1, le=3650, description="Days without a request after which a login is over.")
    ] = 14
    invitation_days: Annotated[
        int, Meta(ge=1, le=365, description="Days for which an invitation into a workspace can be accepted.")
    ] = 7
    invitations_per_hour: Annotated[
        Count,
        Meta(description="Invitations that one workspace, and one owner, may send in an hour; 0: any number."),
    ] = 50
    geo_database: Annotated[
        Path | None,
        _reading(_read_path),
        Meta(description="MMDB file with countries (and cities); empty: the country database of the package."),
    ] = None

    segment_ms: Annotated[
        int, Meta(ge=50, le=60_000, description="Milliseconds after which a spool segment is handed to the loader.")
    ] = 500
    segment_bytes: Annotated[
        int, Meta(ge=65_536, le=MOST, description="Bytes after which a spool segment is handed to the loader.")
    ] = 32 * 1024 * 1024
    reserve_bytes: Annotated[
        Count, Meta(description="Free bytes on the disk under which beacons are answered 503.")
    ] = 64 * 1024 * 1024

    base_url: Annotated[
        PublicUrl | None,
        _reading(PublicUrl.parse),
        Meta(
            description="Address under which people reach this server, for links in mails and to players; it may have a"
            " path (https://example.org/stats). Empty: host and port, for players those that a request came to."
        ),
    ] = None
    smtp: Annotated[
        MailServer | None,
        _reading(MailServer.parse, secret=True),
        Meta(
            description=(
                "Mail server: smtp://user:password@host:587 (STARTTLS where offered; ?starttls=always or never),"
                " smtps://…; empty: mails become files in the data folder's outbox."
            )
        ),
    ] = None
    mail_from: Annotated[
        Mailbox,
        _reading(Mailbox.parse),
        Meta(description="Sender of mails: an address, or a name and an address in angle brackets."),
    ] = Mailbox.parse("Mutoscope <mutoscope@localhost>")
    mail_hostname: Annotated[
        str,
        _reading(_read_host),
        Meta(description="Name by which this server greets mail servers (EHLO); empty: the host of --base-url."),
    ] = ""
    report_days: Annotated[
        int, Meta(ge=1, le=365, description="Days for which a report's file is kept and its link works.")
    ] = 7
    reports_at_once: Annotated[int, Meta(ge=1, le=16, description="Reports that are made at the same time.")] = 2

    questions_at_once: Annotated[
        int,
        Meta(
            ge=1,
            le=64,
            description="Statements that questions put to the store at the same time; one workspace leaves a place to"
            " others.",
        ),
    ] = 3
    questions_memory: Annotated[
        int,
        Meta(
            ge=64 * 1024 * 1024,
            le=2**50,
            description="Bytes of memory that all of these may take together. One that needs more than its share is"
            " refused, and told what to narrow.",
        ),
    ] = 2 * 1024 * 1024 * 1024
    question_seconds: Annotated[
        int, Meta(ge=1, le=3600, description="Seconds after which one of these is given up.")
    ] = 60
    questions_waiting: Annotated[
        int,
        Meta(
            ge=1, le=1000, description="Requests with questions that are taken at the same time, the waiting ones too."
        ),
    ] = 64

    def spool_folder(self) -> Path:
        """Of what players send."""
        return self.data / "spool"

    def imports_folder(self) -> Path:
        """Of imports: history must not hold up what is sent now, nor share its fate."""
        return self.spool_folder() / "imports"

    def public_url(self) -> str:
        """Without a slash at its end."""
        return str(self.base_url) if self.base_url else self.local_url()

    def local_url(self) -> str:
        """Where this machine itself reaches the server."""
        return f"http://{authority(self.local_host(), self.port)}"

    def local_host(self) -> str:
        """The host, or this machine itself where it is all addresses."""
        own = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what to say in place of all addresses
        return own.get(self.host, self.host)

    def base_path(self) -> str:
        """Of the public address: `/stats`, or empty."""
        return self.base_url.path if self.base_url else ""

    def catalog_url(self) -> str:
        return self.catalog or f"sqlite:///{(self.data / 'catalog.sqlite').absolute()}"

    def greeting(self) -> str:
        """The name that mail servers are greeted by: one with a dot, where there is any."""
        names = (self.mail_hostname, self.base_url.host if self.base_url else "", socket.gethostname())
        named = next((name for name in names if "." in name and not name[-1].isdigit()), "")
        return self.mail_hostname or named or self.mail_from.address.ascii_domain


class FirstWorkspace(msgspec.Struct, frozen=True, kw_only=True):
    """What `mutoscope init` is told."""

    workspace: Annotated[str, Meta(description="Name of the workspace.")]
    email: Annotated[str, Meta(description="E-mail address of its owner, who logs in with it.")]
    password: Annotated[str, Meta(description="The owner's password, at least 8 characters.", extra={"secret": True})]
    timezone: Annotated[str, Meta(description="Time zone in which days begin, an IANA name.")] = "UTC"
    json: Annotated[bool, Meta(description="Print the answer as JSON.")] = False


class UserPassword(msgspec.Struct, frozen=True, kw_only=True):
    """What `mutoscope user password` is told."""

    email: Annotated[str, Meta(description="E-mail address, with which they log in.")]
    password: Annotated[str, Meta(description="Password, at least 8 characters.", extra={"secret": True})]


class UserEmail(msgspec.Struct, frozen=True, kw_only=True):
    """What `mutoscope user email` is told."""

    email: Annotated[str, Meta(description="E-mail address, with which they log in now.")]
    new: Annotated[str, Meta(description="E-mail address, with which they shall log in.")]


class NewUser(msgspec.Struct, frozen=True, kw_only=True):
    """What `mutoscope user add` is told."""

    workspace: Annotated[str, Meta(description="Name of the workspace, or its id.")]
    email: Annotated[str, Meta(description="E-mail address, with which they log in.")]
    password: Annotated[
        str,
        Meta(
            description="Password, at least 8 characters; left out for somebody who has one: they are invited.",
            extra={"secret": True},
        ),
    ] = ""
    role: Annotated[Literal["owner", "editor", "viewer"], Meta(description="owner, editor or viewer.")] = "viewer"


class DemoAudience(msgspec.Struct, frozen=True, kw_only=True):
    """What `mutoscope demo` is told."""

    audience: Annotated[bool, Meta(description="Let the demo's audience go on watching while it is served.")] = True


class SpoolAction(msgspec.Struct, frozen=True, kw_only=True):
    """What `mutoscope spool` is told."""

    salvage: Annotated[bool, Meta(description="Try again to load what was set aside.")] = False
    lines: Annotated[
        bool, Meta(description="Print the very lines that were set aside; they tell who watched what.")
    ] = False


class VerifyAction(msgspec.Struct, frozen=True, kw_only=True):
    """What `mutoscope verify` is told."""

    rebuild: Annotated[
        bool, Meta(description="Make anew what is derived from plays and what is closed, and verify it then.")
    ] = False


TOLD: tuple[type[msgspec.Struct], ...] = (
    Settings,
    FirstWorkspace,
    UserPassword,
    UserEmail,
    NewUser,
    DemoAudience,
    SpoolAction,
    VerifyAction,
)
"""All that commands are told."""
