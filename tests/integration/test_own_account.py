"""Forgotten passwords and changed addresses in the catalog, on SQLite and, where one is named, on PostgreSQL.

As the mails go (their secrets come into being then) is in tests/acceptance/test_account_mails.py.
"""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy

from integration.test_catalog import PASSWORD, Clock, access, catalog, clock
from mutoscope.catalog import Access, Catalog
from mutoscope.errors import AccessDenied, AlreadyTaken, Gone, NoSuchEntity, UnexpectedValue

__all__ = ["access", "catalog", "clock"]  # fixtures

OWNER, NEW = "owner@example.org", "new@example.org"
OTHER_PASSWORD = "another long password"


def mailed(catalog: Catalog) -> dict[str, str]:
    """Send what waits: the secret of each link by its address; of a mail that only tells, an empty one."""
    secrets = {}
    for due in catalog.account_mails.due_mails():
        link = catalog.account_mails.find(due.id)
        if link is not None and link.purpose == "password":
            link = catalog.password_resets.addressed(link)
        if link is not None:
            secrets[link.email] = "" if link.notice else str(catalog.account_mails.give_secret(due.id))
            assert catalog.account_mails.begin_mail(due.id)
            catalog.account_mails.end_mail(due.id, mail="sent")
    return secrets


def ann(catalog: Catalog, access: Access, email: str = "ann@example.org") -> UUID:
    member = catalog.add_user(str(access.workspace_id), email, "editor", PASSWORD)
    assert not isinstance(member, str)
    return member.id


def rows(url: str) -> int:
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM account_links").scalar_one()
    engine.dispose()
    return int(found)


def test_a_reset_ends_all_that_was(catalog: Catalog, access: Access) -> None:
    session = catalog.log_in(OWNER, PASSWORD)
    assert session is not None
    device = catalog.new_device(session.user.id)
    _, invited = catalog.invitations.invite(access.workspace_id, NEW, "viewer", session.user.id, mailed=False)
    assert invited
    catalog.password_resets.ask(f" {OWNER.upper()} ")
    first = mailed(catalog)[OWNER]
    catalog.password_resets.ask(OWNER)
    second = mailed(catalog)[OWNER]
    # Whoever asks again for somebody else takes no link from them.
    cookie = catalog.password_resets.reset(first, OTHER_PASSWORD)
    anew = catalog.session(cookie)
    assert anew is not None
    assert anew.user.id == session.user.id
    assert catalog.session(session.cookie) is None
    assert not catalog.knows_device(OWNER, device)
    assert catalog.log_in(OWNER, PASSWORD) is None
    assert catalog.log_in(OWNER, OTHER_PASSWORD) is not None
    for used in (first, second):
        with pytest.raises(Gone):
            catalog.password_resets.reset(used, PASSWORD)
    assert catalog.invitations.by_secret(invited).state == "pending"
    with pytest.raises(NoSuchEntity):  # one kind of link is no other
        catalog.password_resets.reset(invited, PASSWORD)


def test_an_address_without_an_account_leaves_nothing(url: str, catalog: Catalog, access: Access) -> None:
    before = catalog.version()
    catalog.password_resets.ask("nobody@example.org")
    assert rows(url) == 1  # the same work as for one with an account
    assert mailed(catalog) == {}
    assert rows(url) == 0
    assert catalog.version() == before


@pytest.mark.parametrize("how", ["changed", "by the server's owner", "reset"])
def test_a_link_is_worth_nothing_once_the_password_changed(catalog: Catalog, access: Access, how: str) -> None:
    catalog.password_resets.ask(OWNER)
    catalog.password_resets.ask("nobody@example.org")
    link = mailed(catalog)[OWNER]
    session = catalog.log_in(OWNER, PASSWORD)
    assert session is not None
    if how == "changed":
        assert catalog.change_password(session.user.id, PASSWORD, OTHER_PASSWORD) is not None
    elif how == "reset":
        catalog.password_resets.ask(OWNER)
        catalog.password_resets.reset(mailed(catalog)[OWNER], OTHER_PASSWORD)
    else:
        catalog.set_password(OWNER, OTHER_PASSWORD)
    with pytest.raises(Gone, match="changed since"):
        catalog.password_resets.reset(link, PASSWORD)
    assert catalog.log_in(OWNER, OTHER_PASSWORD) is not None


def test_links_expire(catalog: Catalog, access: Access, clock: Clock) -> None:
    user = ann(catalog, access)
    catalog.password_resets.ask(OWNER)
    catalog.email_changes.ask(user, NEW)
    links = mailed(catalog)
    clock.now += timedelta(hours=1)
    with pytest.raises(Gone, match="expired"):
        catalog.password_resets.reset(links[OWNER], OTHER_PASSWORD)
    clock.now += timedelta(hours=23)
    with pytest.raises(Gone, match="expired"):
        catalog.email_changes.confirm(links[NEW], user)
    assert catalog.log_in(OWNER, PASSWORD) is not None


def test_somebody_made_again_is_somebody_else(catalog: Catalog, access: Access) -> None:
    user = ann(catalog, access)
    catalog.password_resets.ask("ann@example.org")
    catalog.email_changes.ask(user, NEW)
    links = mailed(catalog)
    catalog.password_resets.ask("ann@example.org")
    catalog.remove_member(access.workspace_id, user)
    again = ann(catalog, access)
    assert mailed(catalog) == {}
    with pytest.raises(NoSuchEntity):
        catalog.password_resets.reset(links["ann@example.org"], OTHER_PASSWORD)
    with pytest.raises(NoSuchEntity):
        catalog.email_changes.confirm(links[NEW], again)


def test_an_address_changes_once_its_link_is_opened(catalog: Catalog, access: Access) -> None:
    user, other = ann(catalog, access), ann(catalog, access, "other@example.org")
    catalog.password_resets.ask("ann@example.org")
    catalog.email_changes.ask(user, "slip@example.org")
    catalog.email_changes.ask(user, f" {NEW.upper()} ")
    links = mailed(catalog)
    assert set(links) == {"ann@example.org", NEW}  # the slip's mail does not go any more
    assert catalog.log_in(NEW, PASSWORD) is None
    with pytest.raises(AccessDenied):
        catalog.email_changes.confirm(links[NEW], other)
    assert catalog.email_changes.confirm(links[NEW], user).email == NEW
    with pytest.raises(Gone, match="opened already"):
        catalog.email_changes.confirm(links[NEW], user)
    assert mailed(catalog) == {"ann@example.org": ""}  # the former address is told
    session = catalog.log_in(NEW, PASSWORD)
    assert session is not None
    assert session.user.id == user
    assert catalog.log_in("ann@example.org", PASSWORD) is None
    # Whoever reads the mail of the former address gets in no more.
    with pytest.raises(Gone):
        catalog.password_resets.reset(links["ann@example.org"], OTHER_PASSWORD)
    catalog.password_resets.ask("ann@example.org")
    assert mailed(catalog) == {}
    with pytest.raises(UnexpectedValue):
        catalog.email_changes.ask(user, NEW)


def test_each_former_address_is_told_however_fast_it_goes(catalog: Catalog, access: Access) -> None:
    user = ann(catalog, access)
    for new in (NEW, "third@example.org"):
        catalog.email_changes.ask(user, new)
        links = [due.id for due in catalog.account_mails.due_mails()]
        for id_ in links:
            link = catalog.account_mails.find(id_)
            assert link is not None
            if not link.notice:
                catalog.email_changes.confirm(str(catalog.account_mails.give_secret(id_)), user)
    catalog.set_password("third@example.org", OTHER_PASSWORD)
    assert mailed(catalog) == {"ann@example.org": "", NEW: ""}


def test_an_address_that_is_taken_by_then(catalog: Catalog, access: Access) -> None:
    user = ann(catalog, access)
    catalog.email_changes.ask(user, OWNER)  # which says nothing of it
    catalog.email_changes.ask(user, NEW)
    link = mailed(catalog)[NEW]
    other = ann(catalog, access, NEW)
    with pytest.raises(AlreadyTaken, match="another account"):
        catalog.email_changes.confirm(link, user)
    assert {one.id: one.email for one in catalog.members(access.workspace_id)}[user] == "ann@example.org"
    catalog.remove_member(access.workspace_id, other)
    assert catalog.email_changes.confirm(link, user).email == NEW


def test_invitations_stay_with_their_address(catalog: Catalog, access: Access) -> None:
    elsewhere = catalog.init("Elsewhere", "boss@example.org", PASSWORD, "UTC").workspace_id
    user = ann(catalog, access)
    invite = catalog.invitations.invite
    _, to_former = invite(elsewhere, "ann@example.org", "owner", None, mailed=False)
    _, to_new = invite(elsewhere, NEW, "viewer", None, mailed=False)
    assert to_former
    assert to_new
    with pytest.raises(AccessDenied):
        catalog.invitations.accept(to_new, user)
    catalog.email_changes.ask(user, NEW)
    catalog.email_changes.confirm(mailed(catalog)[NEW], user)
    with pytest.raises(AccessDenied):
        catalog.invitations.accept(to_former, user)
    # By the former address with the password that was once its: it is somebody new there.
    cookie = catalog.invitations.accept_with_password(to_former, PASSWORD, "")
    assert cookie
    session = catalog.session(cookie)
    assert session is not None
    assert session.user.id != user
    assert [one.workspace.id for one in session.memberships] == [elsewhere]
    catalog.invitations.accept(to_new, user)


@pytest.mark.parametrize(
    ("kept", "written", "found"),
    [
        ("Ann@Example.ORG", "ann@example.org", True),
        ("ann@xn--e1afmkfd.xn--p1ai", "ann@пример.рф", True),
        ("ann@xn--e1afmkfd.xn--p1ai", "ANN@xn--e1afmkfd.xn--p1ai", True),
        ("ann", "ann", True),  # no address, which a version took once
        ("OWNER@example.org", OWNER, False),  # another user has it in the form in which they are found
    ],
)
def test_addresses_of_an_earlier_version_are_found(
    url: str, catalog: Catalog, access: Access, *, kept: str, written: str, found: bool
) -> None:
    user = ann(catalog, access)
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            sqlalchemy.text("UPDATE users SET email = :to WHERE email = 'ann@example.org'"), {"to": kept}
        )
        connection.exec_driver_sql("DROP TABLE verifications")
        connection.exec_driver_sql("ALTER TABLE account_links DROP COLUMN notice")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0008'")
    engine.dispose()
    catalog.migrate()
    session = catalog.log_in(written, PASSWORD)
    assert session is not None
    assert (session.user.id == user) is found
