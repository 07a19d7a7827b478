"""Mails that let somebody in: a link goes to its address, and to nobody else."""

import threading
from datetime import UTC, datetime
from uuid import UUID

from mutoscope.catalog import AccountLink, Catalog, Invitation, link_address
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
        link = self._catalog.account_mails.find(link_id)
        if link is not None and link.purpose == "password":
            link = self._catalog.password_resets.addressed(link)
        if link is None:
            raise MailTaken
        if link.notice:
            subject, letter = "Your address for Mutoscope was changed", notice_mail(link)
        else:
            subject, letter = self._letter(link)
        return compose(
            letter, self._settings.mail_from, subject, id_=link_id, email=link.email, written_at=link.created_at
        )

    def _letter(self, link: AccountLink) -> tuple[str, Letter]:
        """Subject and letter of a link, which gets its secret by it. Raises MailTaken."""
        secret = self._catalog.account_mails.give_secret(link.id)
        if secret is None:
            raise MailTaken
        address = link_address(self._settings.public_url(), link.purpose, secret)
        if link.purpose == "password":
            return "A new password for Mutoscope", reset_mail(link, address)
        if link.purpose == "email":
            return "Your new address for Mutoscope", email_mail(link, address)
        invitation = self._catalog.invitations.find(link.id)
        if invitation is None:
            raise MailTaken
        return f"Invitation to {invitation.workspace.name}", invitation_mail(invitation, address)


def reset_mail(link: AccountLink, address: str) -> Letter:
    """The letter to somebody who forgot their password; address: of the page where they choose a new one."""
    return Letter(
        heading="Choose a new password",
        lead="Somebody, probably you, asked for a new password for your account.",
        facts=(("Account", link.email), ("Valid until", _instant(link.expires_at))),
        button=("Choose a new password", address),
        notes=(
            "The link is for you alone: do not pass it on. It works once, and ends all sessions of the account.",
            "If you did not ask for it, there is nothing to do: your password stays as it is.",
        ),
    )


def email_mail(link: AccountLink, address: str) -> Letter:
    """The letter to an address that somebody wants for theirs; address: of the page where they confirm it."""
    return Letter(
        heading="Confirm your new address",
        lead="Somebody, probably you, wants to sign in to Mutoscope with this address from now on.",
        facts=(("New address", link.email), ("Valid until", _instant(link.expires_at))),
        button=("Confirm the address", address),
        notes=(
            "Open the link where you are signed in, or sign in as before: until then nothing changes.",
            "If you do not know what this is about, there is nothing to do.",
        ),
    )


def notice_mail(link: AccountLink) -> Letter:
    """The letter to an address that was a user's until now."""
    return Letter(
        heading="Your address was changed",
        lead="Your account is signed in to with another address from now on, and gets its mails there.",
        facts=(("Former address", link.email), ("Changed", _instant(link.created_at))),
        notes=("If it was not you, tell whoever runs this server at once: they can give the account back to you.",),
    )


def _instant(at: datetime) -> str:
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def invitation_mail(invitation: Invitation, link: str) -> Letter:
    """The letter of an invitation; link: to its page."""
    workspace, inviter = invitation.workspace.name, invitation.inviter
    by = f"{inviter.name or inviter.email} invites you" if inviter else "You are invited"
    may = {"viewer": "see its numbers", "editor": "see its numbers and change its catalog", "owner": "manage it"}
    return Letter(
        heading=f"Join {workspace}",
        lead=f"{by} to {workspace}, a workspace of video analytics, where you may {may[invitation.role]}.",
        facts=(("For", invitation.email), ("Valid until", _instant(invitation.expires_at))),
        button=("Open the invitation", link),
        notes=(
            "The link is for you alone: do not pass it on. It works once.",
            "If you do not know what this is about, there is nothing to do: without your answer nothing happens.",
        ),
    )
