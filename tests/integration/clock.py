"""Reports and the API on a clock that is set: for what takes days."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from acceptance.mailing import parsed
from integration.road import Road
from mutoscope.api import create_api
from mutoscope.catalog import Workspace
from mutoscope.config import Settings
from mutoscope.reports import Reports
from mutoscope.told import load
from oracle.history import Content as OracleContent

SUNDAY = datetime(2024, 3, 31, 12, tzinfo=UTC)  # in Berlin the clocks went forward in its night


class Clock:
    """A clock that is set, and the parts that go by it."""

    def __init__(self, road: Road, folder: Path, timezone: str) -> None:
        self.now = SUNDAY
        self.road = road
        self.folder = folder
        self.workspace: Workspace = road.workspace(
            [OracleContent(video="v1", duration_ms=100_000, live=False)], timezone
        )
        self.token, _ = road.catalog.create_token(self.workspace.id, "test", "write")
        self.start()

    def start(self, smtp: str = "", mail_from: str = "Mutoscope <mutoscope@example.org>") -> None:
        """The parts that go by this clock, with a mail server or an outbox."""
        told = {"data": str(self.folder), "base_url": "https://analytics.example.org/", "smtp": smtp}
        settings = load(Settings, told | {"mail_from": mail_from}, {})
        self.reports = Reports(self.road.catalog, self.road.metrics, settings, now=lambda: self.now)
        self.reports.start()
        app: Litestar = create_api(
            catalog=self.road.catalog,
            metrics=self.road.metrics,
            reports=self.reports,
            clock=lambda: round(self.now.timestamp() * 1000),
        )
        self.client = TestClient(app)

    def ask(self, method: str, path: str, body: Any = None, *, signed: bool = False) -> Any:
        headers = {} if signed else {"Authorization": f"Bearer {self.token}"}
        return self.client.request(method, path, json=body, headers=headers)

    def work(self) -> None:
        """All jobs, once."""
        self.reports.run_schedules()
        self.reports.build_all()
        self.reports.send_mails()
        self.reports.expire()

    def mail(self, report_id: str) -> Any:
        return parsed((self.folder / "outbox" / f"{report_id}.eml").read_bytes())

    def listed(self) -> list[dict[str, Any]]:
        data: list[dict[str, Any]] = self.ask("GET", "/v1/reports?per_page=100").json()["data"]
        return data
