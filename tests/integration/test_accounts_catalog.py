"""Accounts in the catalog's database, on SQLite and, where MUTOSCOPE_TEST_POSTGRES names a server, on PostgreSQL."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy

from integration.test_catalog import NOON, PASSWORD, Clock, access, at_once, catalog, clock
from mutoscope.catalog import Access, Catalog, Member, Role
from mutoscope.errors import Gone, UnexpectedValue

__all__ = ["access", "catalog", "clock"]  # fixtures

OWNER = "owner@example.org"


def test_a_login_slides_and_ends(catalog: Catalog, access: Access, clock: Clock) -> None:
    assert catalog.log_in(OWNER, "wrong") is None
    assert catalog.log_in("nobody@example.org", PASSWORD) is None
    session = catalog.log_in(f" {OWNER.upper()} ", PASSWORD)
    assert session is not None
    assert session.cookie not in repr(session)
    assert [(one.workspace.id, one.role) for one in session.memberships] == [(access.workspace_id, "owner")]
    for _ in range(3):
        clock.now += timedelta(days=13)
        again = catalog.session(session.cookie)
        assert again is not None
        assert (again.user, again.csrf_token) == (session.user, session.csrf_token)
        catalog.keep_uses()
    clock.now += timedelta(days=14)
    assert catalog.session(session.cookie) is None
    catalog.keep_uses()
    clock.now = NOON
    assert catalog.session(session.cookie) is None


def test_a_use_is_told_at_once_and_written_by_and_by(url: str, catalog: Catalog, access: Access, clock: Clock) -> None:
    other, version = Catalog(url, now=clock), catalog.version()
    clock.now += timedelta(minutes=5)
    assert catalog.token_requester(access.token) is not None
    assert [one.last_used_at for one in catalog.tokens(access.workspace_id)] == [clock.now]
    assert [one.last_used_at for one in other.tokens(access.workspace_id)] == [None]
    catalog.keep_uses()
    assert [one.last_used_at for one in other.tokens(access.workspace_id)] == [clock.now]
    assert catalog.version() == version  # nobody has to follow it
    other.close()


def test_an_old_hash_is_made_anew(url: str, catalog: Catalog, access: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    def kept() -> str:
        engine = sqlalchemy.create_engine(url)
        with engine.connect() as connection:
            found = str(connection.exec_driver_sql("SELECT password_hash FROM users").scalar_one())
        engine.dispose()
        return found

    before = kept()
    assert catalog.log_in(OWNER, PASSWORD) is not None
    assert kept() == before
    monkeypatch.setattr("mutoscope.catalog.passwords.is_outdated", lambda hash_: hash_ == before)
    assert catalog.log_in(OWNER, PASSWORD) is not None
    assert kept() != before
    assert catalog.log_in(OWNER, PASSWORD) is not None


def join(catalog: Catalog, workspace_id: UUID, email: str, role: Role, *, password: str = PASSWORD) -> Member:
    """A member by the usual road: invited, and accepted with a password."""
    _, secret = catalog.invitations.invite(workspace_id, email, role, None, mailed=False)
    assert secret is not None
    assert catalog.invitations.accept_with_password(secret, password, "Ann") is not None
    return next(one for one in catalog.members(workspace_id) if one.email == email)


def test_of_two_owners_who_leave_at_once_one_stays(catalog: Catalog, access: Access) -> None:
    join(catalog, access.workspace_id, "second@example.org", "owner")
    members = catalog.members(access.workspace_id)

    def leave(number: int) -> object:
        try:
            catalog.remove_member(access.workspace_id, members[number].id)
        except UnexpectedValue as error:
            return error.detail
        return None

    assert sorted(at_once(2, leave), key=str) == [
        None,
        "role: a workspace needs an owner; make somebody else one first",
    ]
    (left,) = catalog.members(access.workspace_id)
    assert left.role == "owner"


def test_who_is_in_no_workspace_is_forgotten(url: str, catalog: Catalog, access: Access) -> None:
    email = "ann@example.org"
    ann = join(catalog, access.workspace_id, email, "viewer")
    other = catalog.init("Theatre", OWNER, PASSWORD, "UTC")
    here = join(catalog, other.workspace_id, email, "editor")
    assert (here.id, here.name, here.role) == (ann.id, "Ann", "editor")
    session = catalog.log_in(email, PASSWORD)
    assert session is not None
    catalog.remove_member(access.workspace_id, ann.id)
    again = catalog.session(session.cookie)
    assert again is not None
    assert [one.workspace.name for one in again.memberships] == ["Theatre"]
    catalog.remove_member(other.workspace_id, ann.id)
    assert catalog.session(session.cookie) is None
    assert catalog.log_in(email, PASSWORD) is None
    back = join(catalog, other.workspace_id, email, "viewer", password="battery staple")
    assert back.id != ann.id


def test_an_invitation_is_accepted_once(catalog: Catalog, access: Access) -> None:
    _, secret = catalog.invitations.invite(access.workspace_id, "ann@example.org", "viewer", None, mailed=False)
    assert secret is not None

    def accept(_: int) -> object:
        try:
            return catalog.invitations.accept_with_password(str(secret), PASSWORD, "")
        except Gone as error:
            return error

    accepted = [one for one in at_once(2, accept) if isinstance(one, str)]
    assert len(accepted) == 1
    assert len(catalog.members(access.workspace_id)) == 2
