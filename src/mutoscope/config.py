"""Settings, each declared once: name, type, default and help.

The command line's options, the `MUTOSCOPE_…` environment variables and docs/settings.md all derive from `Settings`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeVar, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from mutoscope.errors import ConfigError

PREFIX = "MUTOSCOPE_"

Port = Annotated[int, Meta(ge=1, le=65535)]
Count = Annotated[int, Meta(ge=0)]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What an installation can be told. A field's description is its help."""

    data: Annotated[Path, Meta(description="Folder of everything that is kept: store, spool, catalog.")] = Path("data")
    host: Annotated[str, Meta(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[Port, Meta(description="Port to listen on.")] = 8420
    catalog: Annotated[
        str, Meta(description="SQLAlchemy URL of the catalog's database; empty: an SQLite file in the data folder.")
    ] = ""
    log_level: Annotated[
        str, Meta(pattern="^(debug|info|warning|error)$", description="debug, info, warning or error.")
    ] = "info"
    log_json: Annotated[bool, Meta(description="Write log lines as JSON.")] = False

    pace_ms: Annotated[
        int, Meta(ge=1000, le=15000, description="Milliseconds between two beacons of a playing player.")
    ] = 10_000
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
    trusted_proxies: Annotated[
        str,
        Meta(
            description="Networks (comma-separated) whose X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host tell"
            " the client's address, whether it came by https, and to which host."
        ),
    ] = ""
    login_attempts: Annotated[
        Count,
        Meta(
            description="Failed logins in a quarter of an hour that are taken from one address, and for one e-mail"
            " address; 0: any number."
        ),
    ] = 10
    session_days: Annotated[
        int, Meta(ge=1, le=3650, description="Days without a request after which a login is over.")
    ] = 14
    geo_database: Annotated[
        str, Meta(description="MMDB file with countries (and cities); empty: the country database of the package.")
    ] = ""

    segment_ms: Annotated[
        int, Meta(ge=50, le=60_000, description="Milliseconds after which a spool segment is handed to the loader.")
    ] = 500
    segment_bytes: Annotated[
        int, Meta(ge=65_536, description="Bytes after which a spool segment is handed to the loader.")
    ] = 32 * 1024 * 1024
    reserve_bytes: Annotated[
        Count, Meta(description="Free bytes on the disk under which beacons are answered 503.")
    ] = 64 * 1024 * 1024

    base_url: Annotated[
        str,
        Meta(
            description="Address under which people reach this server, for links in mails and to players; empty: host"
            " and port, for players those that a request came to."
        ),
    ] = ""
    smtp: Annotated[
        str,
        Meta(
            description=(
                "Mail server: smtp://user:password@host:587 (STARTTLS where offered; ?starttls=always or never),"
                " smtps://…; empty: mails become files in the data folder's outbox."
            )
        ),
    ] = ""
    mail_from: Annotated[str, Meta(pattern="@", description="Sender of mails.")] = "Mutoscope <mutoscope@localhost>"
    report_days: Annotated[
        int, Meta(ge=1, le=365, description="Days for which a report's file is kept and its link works.")
    ] = 7
    reports_at_once: Annotated[int, Meta(ge=1, le=16, description="Reports that are made at the same time.")] = 2

    def public_url(self) -> str:
        """Without a slash at its end."""
        return self.base_url.rstrip("/") or f"http://{self.host}:{self.port}"

    def catalog_url(self) -> str:
        return self.catalog or f"sqlite:///{(self.data / 'catalog.sqlite').absolute()}"


class FirstWorkspace(msgspec.Struct, frozen=True, kw_only=True):
    """What `mutoscope init` is told."""

    workspace: Annotated[str, Meta(description="Name of the workspace.")]
    email: Annotated[str, Meta(description="E-mail address of its owner, who logs in with it.")]
    password: Annotated[str, Meta(description="The owner's password, at least 8 characters.")]
    timezone: Annotated[str, Meta(description="Time zone in which days begin, an IANA name.")] = "UTC"
    json: Annotated[bool, Meta(description="Print the answer as JSON.")] = False


class UserPassword(msgspec.Struct, frozen=True, kw_only=True):
    """What `mutoscope user password` is told."""

    email: Annotated[str, Meta(description="E-mail address, with which they log in.")]
    password: Annotated[str, Meta(description="Password, at least 8 characters.")]


class NewUser(msgspec.Struct, frozen=True, kw_only=True):
    """What `mutoscope user add` is told."""

    workspace: Annotated[str, Meta(description="Name of the workspace, or its id.")]
    email: Annotated[str, Meta(description="E-mail address, with which they log in.")]
    password: Annotated[
        str, Meta(description="Password, at least 8 characters; left out for somebody who has one.")
    ] = ""
    role: Annotated[str, Meta(pattern="^(owner|editor|viewer)$", description="owner, editor or viewer.")] = "viewer"


class DemoAudience(msgspec.Struct, frozen=True, kw_only=True):
    """What `mutoscope demo` is told."""

    audience: Annotated[bool, Meta(description="Let the demo's audience go on watching while it is served.")] = True


TOLD: tuple[type[msgspec.Struct], ...] = (Settings, FirstWorkspace, UserPassword, NewUser, DemoAudience)
"""All that commands are told."""

Told = TypeVar("Told", bound=msgspec.Struct)


def environment_name(field: str) -> str:
    return PREFIX + field.upper()


def option_name(field: str) -> str:
    return "--" + field.replace("_", "-")


class Description(NamedTuple):
    """A setting as it is shown: on the command line and in docs/settings.md."""

    name: str
    type: type
    default: Any  # msgspec.NODEFAULT: it must be told
    help: str


def describe(told: type[msgspec.Struct]) -> list[Description]:
    """Each setting of a struct, in its order."""
    described = []
    hints = get_type_hints(told, include_extras=True)
    for field in msgspec.structs.fields(told):
        texts = [meta.description for meta in hints[field.name].__metadata__ if meta.description]
        plain = get_type_hints(told)[field.name]
        described.append(Description(field.name, get_origin(plain) or plain, field.default, texts[-1]))
    return described


def load(told: type[Told], options: Mapping[str, Any], environment: Mapping[str, str]) -> Told:
    """Settings from options given on the command line (None: not given), else the environment, else the defaults.

    Raises ConfigError, naming the option or the variable, for a value that is missing or out of its type or bounds, and
    for an unknown `MUTOSCOPE_` variable (most likely a misspelling).
    """
    _refuse_unknown(environment)
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(told):
        source, value = option_name(field.name), options.get(field.name)
        if value is None and (variable := environment_name(field.name)) in environment:
            source, value = variable, environment[variable]
        if value is not None:
            try:
                values[field.name] = msgspec.convert(value, field.type, strict=False, dec_hook=_path)
            except msgspec.ValidationError as error:
                raise ConfigError(f"{source}={value}: {error}") from error
        elif field.required:
            raise ConfigError(f"{source} (or {environment_name(field.name)}) is missing")
    return told(**values)


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = {environment_name(name) for told in TOLD for name in told.__struct_fields__}
    for name in environment:
        if name.startswith(PREFIX) and not name.startswith(PREFIX + "TEST_") and name not in known:
            raise ConfigError(f"{name} is no setting of Mutoscope; docs/settings.md lists those there are")


def _path(type_: type, value: Any) -> Any:  # noqa: ANN401 - msgspec's own signature
    if type_ is Path and isinstance(value, str | Path):
        return Path(value)
    raise NotImplementedError(f"no setting of type {type_}")
