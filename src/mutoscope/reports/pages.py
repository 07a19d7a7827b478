"""The pages behind the links of mails, for people: no script, nothing loaded from anywhere."""

from dataclasses import dataclass

from mutoscope.catalog import Report
from mutoscope.reports.letter import Letter, as_html
from mutoscope.reports.mail import period_text

PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Of styles the page has those on its elements, as mails do."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """status: HTTP."""

    status: int
    html: str


def _page(status: int, letter: Letter) -> Page:
    return Page(status=status, html=as_html(letter, f"{letter.heading} · Mutoscope"))


def letter_page(status: int, *, heading: str, lead: str, form: tuple[str, str] | None = None) -> Page:
    """form: the text of a button, and where it is sent."""
    return _page(status, Letter(heading=heading, lead=lead, form=form))


def unknown_page() -> Page:
    """For a link that is not ours, or was changed on its way."""
    return _page(
        404,
        Letter(
            heading="This link doesn’t work",
            lead="It was cut or changed on its way, or what it led to has been deleted.",
            notes=("Copy it from the mail once more, whole. Or generate the report again in the dashboard.",),
        ),
    )


def expired_page(report: Report, again: str | None) -> Page:
    """again: where the form that generates it again is sent; None: nobody is there to mail it to."""
    return _page(
        410,
        Letter(
            heading="This link has expired",
            lead=f"The report about {period_text(report)} was kept for a limited time, and is deleted now.",
            form=("Generate it again", again) if again else None,
            notes=((f"A new link will be mailed to {_masked(report.email)}.",) if again and report.email else ())
            or ("Generate it again in the dashboard.",),
        ),
    )


def _masked(email: str | None) -> str:
    """Enough to know one's own address by."""
    name, _, domain = (email or "").partition("@")
    return f"{name[:1]}…@{domain}"
