"""The command line. Options, environment variables and their help derive from config.py.

A command imports what it runs itself: the help need not wait two seconds for a database, nor `init` for a web server.
"""

import gc
import inspect
import os
import sys
from collections.abc import Callable
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console

from mutoscope import __version__
from mutoscope.config import (
    TOLD,
    DemoAudience,
    FirstWorkspace,
    NewUser,
    Settings,
    SpoolAction,
    UserEmail,
    UserPassword,
    VerifyAction,
)
from mutoscope.errors import ConfigError, MutoscopeError, RequestError
from mutoscope.telemetry import configure_logging
from mutoscope.told import Description, describe, environment_name, load, option_name

app = typer.Typer(
    name="mutoscope",
    help="Self-hosted video analytics: exact numbers for any player, on your own machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Run a command; what keeps it from running is one clear line, not a stack trace.

    Exit codes: 2, what the command was told is wrong; 1, something that it needs can't be had now.
    """
    try:
        app()
    except MutoscopeError as error:
        Console(stderr=True, highlight=False, markup=False).print(f"mutoscope: {error.detail}", soft_wrap=True)
        sys.exit(2 if isinstance(error, ConfigError | RequestError) else 1)


def told_by(
    *structs: type[msgspec.Struct], names: tuple[str, ...] = ()
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options that the structs declare (of Settings only `names`, if any), and call it with them."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        def run(**options: Any) -> None:  # noqa: ANN401 - whatever the options' types are
            command(*(load(told, options, os.environ) for told in structs))

        parameters = [
            inspect.Parameter(
                one.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=None,
                annotation=_option(one.name, one.type, one.default, one.help),
            )
            for told in structs
            for one in describe(told)
            if told is not Settings or not names or one.name in names
        ]
        run.__name__, run.__doc__ = command.__name__, command.__doc__
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # typer reads it
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return run

    return decorate


def _option(name: str, type_: type, default: object, help_: str) -> Any:  # noqa: ANN401 - an annotation made at run time
    flag = option_name(name)
    shown = "" if default in (msgspec.NODEFAULT, "", None, False, ()) else f" Default: {default}."
    text = f"{help_}{shown} [{environment_name(name)}]"
    if type_ is bool:
        return Annotated[bool | None, typer.Option(f"{flag}/--no-{flag[2:]}", help=text, show_default=False)]
    return Annotated[str | None, typer.Option(flag, help=text, show_default=False, metavar=type_.__name__.upper())]


@app.command(
    "init",
    epilog="Example: mutoscope init --data data --workspace School --email me@example.org --password '…' "
    "--timezone Europe/Berlin --json",
)
@told_by(Settings, FirstWorkspace, names=("data", "catalog"))
def init(settings: Settings, first: FirstWorkspace) -> None:
    """Set up a workspace with its owner, an API token and an ingest key. Running it again finds the same ones."""
    from mutoscope.app.opening import open_catalog

    with open_catalog(settings) as catalog:
        access = catalog.init(first.workspace, first.email, first.password, first.timezone)
    if first.json:
        answer = {"workspace_id": str(access.workspace_id), "token": access.token, "ingest_key": access.ingest_key}
        sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")
        return
    sys.stdout.write(
        f"Workspace   {first.workspace} ({access.workspace_id})\n"
        f"API token   {access.token}\n"
        f"Ingest key  {access.ingest_key}\n"
    )


users = typer.Typer(help="Users: add one to a workspace, give a new password to one who is locked out.")
app.add_typer(users, name="user", no_args_is_help=True)


@users.command(
    "add",
    epilog="Example: MUTOSCOPE_PASSWORD='…' mutoscope user add --workspace School --email ann@example.org",
)
@told_by(Settings, NewUser, names=("data", "catalog", "host", "port", "base_url", "invitation_days"))
def add_user(settings: Settings, new: NewUser) -> None:
    """Make a new user and member of a workspace; invite somebody who has an account."""
    from mutoscope.app.opening import open_catalog
    from mutoscope.catalog import link_address

    with open_catalog(settings) as catalog:
        added = catalog.add_user(new.workspace, new.email, new.role, new.password or None)
    if isinstance(added, str):
        sys.stdout.write(
            f"{new.email} has an account, and joins {new.workspace} by this link, once they are logged in:\n"
            f"{link_address(settings.public_url(), 'invitation', added)}\n"
        )
        return
    sys.stdout.write(f"{added.email} is {added.role} of {new.workspace}.\n")


@users.command("password", epilog="Example: MUTOSCOPE_PASSWORD='…' mutoscope user password --email me@example.org")
@told_by(Settings, UserPassword, names=("data", "catalog"))
def set_password(settings: Settings, told: UserPassword) -> None:
    """Give a user a new password, whatever the old one was. All their logins are over."""
    from mutoscope.app.opening import open_catalog

    with open_catalog(settings) as catalog:
        catalog.set_password(told.email, told.password)
    sys.stdout.write(f"{told.email} has a new password.\n")


@users.command("email", epilog="Example: mutoscope user email --email old@example.org --new new@example.org")
@told_by(Settings, UserEmail, names=("data", "catalog"))
def set_email(settings: Settings, told: UserEmail) -> None:
    """Give a user another address, for which you have made sure that it is theirs. A mail tells the former one."""
    from mutoscope.app.opening import open_catalog

    with open_catalog(settings) as catalog:
        catalog.set_email(told.email, told.new)
    sys.stdout.write(f"{told.email} is {told.new} now.\n")


@app.command("serve", epilog="Example: mutoscope serve --data data --port 8420")
@told_by(Settings)
def serve_(settings: Settings) -> None:
    """Serve everything in one process on the embedded store: collector, loader, REST API. SIGTERM stops it cleanly."""
    gc.disable()  # until start-up is over: what it makes lives on, and looking through that took a tenth of it
    from mutoscope.app.serving import serve

    _log_as(settings)
    serve(settings)


@app.command("collect", epilog="Example: mutoscope collect --data data --port 8421")
@told_by(Settings)
def collect_(settings: Settings) -> None:
    """Take beacons and imports alone, as many processes as needed, for the server on the same data folder to load."""
    from mutoscope.app.serving import collect

    _log_as(settings)
    collect(settings)


@app.command("migrate", epilog="Example: mutoscope migrate --data data")
@told_by(Settings, names=("data", "catalog", "log_level", "log_json"))
def migrate_(settings: Settings) -> None:
    """Bring the catalog's and the store's schema up to date. A server does so too as it starts."""
    from mutoscope.app.parts import migrate

    _log_as(settings)
    migrate(settings)
    sys.stdout.write("The catalog and the store are up to date.\n")


@app.command("spool", epilog="Example: mutoscope spool --data data --salvage")
@told_by(Settings, SpoolAction, names=("data",))
def spool_(settings: Settings, action: SpoolAction) -> None:
    """Show what waits to be loaded and what could not be, and why; a server may run meanwhile."""
    from mutoscope.app.spooling import tell_spool

    for line in tell_spool(settings, action):
        sys.stdout.write(line + "\n")


@app.command(
    "verify",
    epilog="Examples: mutoscope verify --data data; mutoscope verify --data data --rebuild. "
    "Exit codes: 0, all is equal; 3, something differs; 130, it was cancelled.",
)
@told_by(Settings, VerifyAction, names=("data", "catalog", "questions_memory"))
def verify_(settings: Settings, action: VerifyAction) -> None:
    """Work out anew what is derived from plays and what days were closed with, and say where it differs from what is
    stored. A server may run meanwhile: it does the work then."""
    from mutoscope.app.verifying import verify

    configure_logging("error", as_json=False)  # what is done is told as it goes on
    sys.exit(verify(settings, rebuild=action.rebuild))


@app.command("demo", epilog="Example: mutoscope demo --data demo-data --port 8420")
@told_by(Settings, DemoAudience, names=("data", "host", "port"))
def demo_(settings: Settings, audience: DemoAudience) -> None:
    """Load a realistic workspace through the import, then serve it until stopped."""
    from mutoscope.app.demonstrating import demonstrate

    demonstrate(settings, audience, Console())


@app.command("settings", epilog="Example: mutoscope settings > settings.md")
def settings_() -> None:
    """Print every setting as a table in Markdown: option, environment variable, default, meaning."""
    sys.stdout.write("| option | environment variable | default | meaning |\n| --- | --- | --- | --- |\n")
    shown: dict[str, Description] = {}
    for one in (one for told in TOLD for one in describe(told)):
        shown.setdefault(one.name, one)  # an option of several commands as the first of them says it
    for one in shown.values():
        default = (
            "must be told"
            if one.default is msgspec.NODEFAULT
            else ""
            if one.default in ("", None, ())
            else f"`{one.default}`"
        )
        sys.stdout.write(f"| `{option_name(one.name)}` | `{environment_name(one.name)}` | {default} | {one.help} |\n")


@app.command("version")
def version() -> None:
    """Print the version."""
    sys.stdout.write(f"mutoscope {__version__}\n")


def _log_as(settings: Settings) -> None:
    configure_logging(settings.log_level, as_json=settings.log_json)


if __name__ == "__main__":
    main()
