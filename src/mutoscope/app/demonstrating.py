"""`mutoscope demo`: a server of its own, filled with the demo workspace through the import, then left serving."""

import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from functools import partial

import httpx
from rich.console import Console

from mutoscope.app.demo_catalog import put_catalogue, put_course, tell_media
from mutoscope.app.opening import open_catalog
from mutoscope.config import DemoAudience, Settings
from mutoscope.demo import Crowd, ExampleSite, load_demo
from mutoscope.errors import MutoscopeError

WORKSPACE = "Demo"
EMAIL = "demo@example.org"
PASSWORD = "mutoscope-demo"  # noqa: S105 - shown to whoever runs the demo
TIMEZONE = "Europe/Berlin"
PLAYS = 200_000


def demonstrate(settings: Settings, audience: DemoAudience, console: Console) -> None:
    """Serve the demo workspace until stopped, loading it first where the folder has none. Raises MutoscopeError."""
    with open_catalog(settings) as catalog:
        access = catalog.init(WORKSPACE, EMAIL, PASSWORD, TIMEZONE)
    loaded = settings.data / "demo-loaded"
    url = settings.local_url()
    place = ["--data", str(settings.data), "--host", settings.host, "--port", str(settings.port)]
    serve = [sys.executable, "-m", "mutoscope.cli", "serve", *place, "--log-level", "warning"]
    example = ExampleSite(settings.local_host(), settings.port + 1, server=url, key=access.ingest_key)
    with example, subprocess.Popen(serve) as server:  # noqa: S603 - ourselves
        try:
            _wait_until_ready(server, url)
            if not loaded.exists():
                with open_catalog(settings) as catalog:
                    load_demo(url, access.token, partial(put_catalogue, catalog, access.workspace_id), PLAYS, console)
                loaded.touch()
            with open_catalog(settings) as catalog:
                tell_media(catalog, access.workspace_id, example.url)
                put_course(catalog, access.workspace_id, example.lessons())
            console.print(f"\n  Mutoscope demo   {url}\n  API              {url}/docs")
            console.print(f"  Example course   {example.url}")
            console.print(f"  Login            {EMAIL} / {PASSWORD}\n  API token        {access.token}")
            console.print(f"  Ingest key       {access.ingest_key}\n\n  Ctrl-C stops it.", highlight=False)
            signal.signal(signal.SIGTERM, lambda *_: server.terminate())
            with Crowd(url, access.token) if audience.audience else nullcontext():
                server.wait()
        except KeyboardInterrupt:
            pass
        finally:
            server.terminate()


def _wait_until_ready(server: subprocess.Popen[bytes], url: str) -> None:
    with httpx.Client() as client:
        for _ in range(600):
            if server.poll() is not None:
                raise MutoscopeError("the demo's server did not start; see above")
            try:
                if client.get(f"{url}/readyz").is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
    raise MutoscopeError("the demo's server did not become ready within a minute")
