"""The mails: a report is ready, a digest."""

from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from mutoscope.catalog import Report, Workspace, readable
from mutoscope.mail_address import MailAddress, Mailbox
from mutoscope.reports.building import days_of
from mutoscope.reports.digest import FIGURES, change, shown, titles
from mutoscope.reports.letter import Figure, Letter, as_html, as_text
from mutoscope.reports.sending import Mail, MailRefused


def report_mail(report: Report, workspace: Workspace, link: str, unsubscribe: str | None) -> Letter:
    """The letter of a file that is ready; link: to its archive."""
    about = readable(report.about)
    expires = _day(report.expires_at, report.timezone) if report.expires_at else ""
    return Letter(
        heading="Your report is ready",
        lead=f"The analytics report of {workspace.name} that you asked for is ready to be downloaded.",
        facts=(
            ("Period", f"{period_text(report)} ({report.timezone})"),
            ("Contents", f"{about.get('rows', 0):,}"),
            ("File", f"{about.get('file', '')} in a ZIP archive, {size_text(int(about.get('bytes', 0)))}"),
        ),
        button=("Download the report", link),
        notes=(
            f"The link works without logging in until {expires}; after that the report can be generated again.",
            "Whoever has the link has the report: pass it on only to people who may see it.",
        ),
        links=_unsubscribe(unsubscribe),
    )


def digest_mail(report: Report, workspace: Workspace, dashboard: str, unsubscribe: str | None) -> Letter:
    """The letter of a digest."""
    about = readable(report.about)
    now, before = about.get("now", {}), about.get("before", {})
    figures = []
    for name in FIGURES:
        text, better = change(name, now.get(name), before.get(name))
        figures.append(Figure(title=titles()[name], value=shown(name, now.get(name)), change=text, better=better))
    views = now.get("views") or 0
    return Letter(
        heading=workspace.name,
        lead=f"{period_text(report)}, and what changed from the time before."
        if views
        else f"{period_text(report)}: nothing was watched.",
        figures=tuple(figures),
        ranked_title="Most viewed",
        ranked=tuple((str(one["title"]), f"{one['views']:,}") for one in about.get("top", ())),
        button=("Open the dashboard", dashboard),
        links=_unsubscribe(unsubscribe),
    )


def compose(
    letter: Letter,
    sender: Mailbox,
    subject: str,
    *,
    id_: UUID,
    email: str,
    written_at: datetime,
    headers: Mapping[str, str] | None = None,
) -> Mail:
    """The mail of a letter. id_: the same for every attempt. headers: further ones.

    Raises MailRefused where no mail can go to the address, which an earlier version took.
    """
    try:
        recipient = MailAddress.parse(email)
    except ValueError as error:
        raise MailRefused(f"email: {error}") from error
    message = EmailMessage(policy=SMTP)
    message["From"] = _header(sender.name, sender.address)
    message["To"] = _header("", recipient)
    message["Subject"] = _line(subject)
    message["Date"] = format_datetime(written_at)
    # A mail server that gets it twice can tell.
    message["Message-ID"] = f"<{id_}@{sender.address.ascii_domain}>"
    message["Auto-Submitted"] = "auto-generated"
    for header, value in (headers or {}).items():
        message[header] = value
    message.set_content(as_text(letter), cte="quoted-printable")
    message.add_alternative(as_html(letter, subject), subtype="html", cte="quoted-printable")
    return Mail(message=message, sender=sender.address, recipient=recipient)


def _header(name: str, address: MailAddress) -> Address:
    return Address(display_name=name, username=address.local, domain=address.ascii_domain)


def period_text(report: Report) -> str:
    """A period for people: `1 – 31 January 2024`."""
    first, last = (datetime.fromisoformat(day) for day in days_of(report))
    if first == last:
        return f"{first.day} {first:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} – {last.day} {last:%B %Y}"
    if first.year == last.year:
        return f"{first.day} {first:%B} – {last.day} {last:%B %Y}"
    return f"{first.day} {first:%B %Y} – {last.day} {last:%B %Y}"


def size_text(size: int) -> str:
    for unit in ("bytes", "KB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 10 else f"{size:.1f} {unit}"
        size /= 1000  # type: ignore[assignment] # a size in a larger unit
    return f"{size:.1f} GB"


def _unsubscribe(address: str | None) -> tuple[tuple[str, str], ...]:
    return (("Stop these mails", address),) if address else ()


def _day(instant: datetime, timezone: str) -> str:
    local = instant.astimezone(ZoneInfo(timezone))
    return f"{local.day} {local:%B %Y, %H:%M}"


def _line(text: str) -> str:
    """A header is one line, whatever a workspace is called."""
    return " ".join(text.split())
