"""Mails that let somebody in: the link of an invitation goes to its address, and to nobody else."""

import threading
from datetime import UTC, datetime
from uuid import UUID

from mutoscope.catalog import Catalog, Invitation, link_address
from mutoscope.config import Settings
from mutoscope.reports.delivery import MailDelivery
from mutoscope.reports.letter import Letter
from mutoscope.reports.mail import compose
from mutoscope.reports.sending import Mail, MailTaken


class AccountMailer:
    """Sends what waits in the catalog's queue of such mails. For a server that has a mail server."""

    def __init__(self, catalog: Catalog, settings: Settings) -> None:
        self._catalog = catalog
        self._settings = settings
        self._stopping = threading.Event()
        self._delivery = MailDelivery(catalog.account_mails, settings, lambda: datetime.now(UTC), self._mail)

    def start(self) -> None:
        """Before all else: what a process that was killed left behind."""
        self._catalog.account_mails.recover()

    def stop(self) -> None:
        """Begin no further mail."""
        self._stopping.set()

    def send_mails(self) -> None:
        """Send the mails that are due."""
        self._delivery.send_all(self._stopping.is_set)

    def _mail(self, link_id: UUID) -> Mail:
        """Raises MailTaken where it is closed, MailRefused."""
        invitation = self._catalog.invitations.find(link_id)
        secret = self._catalog.account_mails.give_secret(link_id)
        if invitation is None or secret is None:
            raise MailTaken
        link = link_address(self._settings.public_url(), "invitation", secret)
        subject = f"Invitation to {invitation.workspace.name}"
        letter = invitation_mail(invitation, link)
        return compose(
            letter,
            self._settings.mail_from,
            subject,
            id_=link_id,
            email=invitation.email,
            written_at=invitation.created_at,
        )


def invitation_mail(invitation: Invitation, link: str) -> Letter:
    """The letter of an invitation; link: to its page."""
    workspace, inviter, until = invitation.workspace.name, invitation.inviter, invitation.expires_at
    by = f"{inviter.name or inviter.email} invites you" if inviter else "You are invited"
    may = {"viewer": "see its numbers", "editor": "see its numbers and change its catalog", "owner": "manage it"}
    return Letter(
        heading=f"Join {workspace}",
        lead=f"{by} to {workspace}, a workspace of video analytics, where you may {may[invitation.role]}.",
        facts=(("For", invitation.email), ("Valid until", f"{until.day} {until:%B %Y, %H:%M} UTC")),
        button=("Open the invitation", link),
        notes=(
            "The link is for you alone: do not pass it on. It works once.",
            "If you do not know what this is about, there is nothing to do: without your answer nothing happens.",
        ),
    )
