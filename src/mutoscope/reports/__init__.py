"""Reports: files and digests that are made in the background, zipped, mailed as a link, and expire.

`Reports` is the way in, for the API and for the jobs beside it.
"""

from mutoscope.reports.account_mailer import AccountMailer
from mutoscope.reports.asking import PERIODS, AskedPeriod, ReportAsked
from mutoscope.reports.building import days_of
from mutoscope.reports.fields import FIELDS, Field
from mutoscope.reports.pages import PAGE_POLICY, Page, expired_page, letter_page, unknown_page
from mutoscope.reports.reports import Reports

__all__ = [
    "FIELDS",
    "PAGE_POLICY",
    "PERIODS",
    "AccountMailer",
    "AskedPeriod",
    "Field",
    "Page",
    "ReportAsked",
    "Reports",
    "days_of",
    "expired_page",
    "letter_page",
    "unknown_page",
]
