"""DELETE /v1/viewer and /v1/viewers/{external_id}, and the receipts of erasures."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from mutoscope.api import entries, schemas
from mutoscope.api.endpoint import Asked, Endpoint
from mutoscope.api.paging import Paging
from mutoscope.api.viewers import ExternalId, id_as_kept
from mutoscope.catalog import Erasure
from mutoscope.errors import NoSuchEntity
from mutoscope.metrics import rfc3339


class EraseQuery(msgspec.Struct, kw_only=True, frozen=True):
    external_id: ExternalId
    devices: Annotated[
        bool,
        Meta(
            description=(
                "Whether plays without a viewer go too that were on devices on which the viewer was; these may be"
                " somebody else's. Plays of other viewers stay."
            )
        ),
    ] = False


class ErasuresQuery(msgspec.Struct, kw_only=True, frozen=True):
    paging: Paging


class ErasureQuery(msgspec.Struct, kw_only=True, frozen=True):
    erasure_id: Annotated[UUID, Meta(description="The id of the receipt.")]


def erase(asked: Asked[EraseQuery]) -> dict[str, Any]:
    """The receipt of a new erasure, or of the one there is while that lasts. Raises RequestError."""
    query, workspace, services = asked.query, asked.workspace, asked.services
    viewer = id_as_kept(services, workspace, query.external_id)
    erasure = services.catalog.erase_viewer(workspace.id, viewer, devices=query.devices)
    if erasure.done_at and services.metrics.is_known(workspace.id, viewer):
        erasure = services.catalog.erase_viewer(workspace.id, viewer, devices=query.devices, again=True)
    return {"data": _receipt(erasure)}


def erasures(asked: Asked[ErasuresQuery]) -> dict[str, Any]:
    """A page of receipts. Raises RequestError."""
    paging = asked.query.paging
    order = dict(paging.orders(["requested_at"], (("requested_at", "desc"),)))
    found, total = asked.services.catalog.erasures(
        asked.workspace.id, order["requested_at"], limit=paging.per_page, offset=paging.offset
    )
    return {
        "meta": {"pagination": paging.meta(total), "order": order},
        "data": list(map(_receipt, found)),
    }


def erasure(asked: Asked[ErasureQuery]) -> dict[str, Any]:
    """One receipt. Raises NoSuchEntity."""
    found = asked.services.catalog.erasure(asked.workspace.id, asked.query.erasure_id)
    if found is None:
        raise NoSuchEntity(f"erasure_id: {asked.query.erasure_id}")
    return {"data": _receipt(found)}


def _receipt(erasure: Erasure) -> dict[str, Any]:
    state = "done" if erasure.done_at else "running" if erasure.drained_at else "queued"
    return {
        "id": str(erasure.id),
        "state": state,
        "viewer_hash": erasure.viewer_hash.hex(),
        "requested_at": _instant(erasure.requested_at),
        "done_at": erasure.done_at and _instant(erasure.done_at),
        "plays": erasure.plays,
        "versions": erasure.versions,
        "parts": erasure.parts,
        "devices": "erased" if erasure.devices else "kept",
        "anonymous_plays": erasure.anonymous_plays,
    }


def _instant(instant: datetime) -> str:
    return rfc3339(round(instant.timestamp() * 1000))


_RECEIPT = schemas.record(
    {
        "id": schemas.uuid("Of the receipt."),
        "state": {
            "enum": ["queued", "running", "done"],
            "description": "done: no file of the store holds anything of the viewer any more.",
        },
        "viewer_hash": schemas.text(
            "Stands for the viewer, whom the receipt doesn't name: a keyed hash of their id, hex."
        ),
        "requested_at": schemas.instant("From then on their beacons are refused."),
        "done_at": schemas.instant("When it was done.", null=True),
        "plays": schemas.count("Plays that carried the viewer, in any version, and are deleted."),
        "versions": schemas.count("Rows of all deleted plays: a play has several until the store has merged them."),
        "parts": schemas.count("Parts of the store that held them and were rewritten without them."),
        "devices": {
            "enum": ["kept", "erased"],
            "description": "What became of plays without a viewer on the same devices.",
        },
        "anonymous_plays": schemas.count("How many such plays there were."),
    }
)

ERASE = Endpoint(
    method="DELETE",
    path="/v1/viewer",
    status=202,
    name="erase_viewer",
    asks_store=True,
    tag="viewers",
    summary="Erase a viewer",
    description=(
        "Deletes every version of every play that ever carried the viewer, refuses their later beacons (`erased`, 410),"
        " and answers with a receipt that turns `done` once nothing of them is on disk. A viewer who never was can be"
        " erased too. Asked again, the answer is the same receipt."
    ),
    scope="admin",
    query=EraseQuery,
    answer=erase,
    schema=schemas.record({"data": _RECEIPT}),
)

ERASE_BY_PATH = replace(
    ERASE,
    path="/v1/viewers/{external_id}",
    rest=True,
    name="erase_viewer_by_path",
    asks_store=True,
    summary="Erase a viewer, by path",
    description="As `DELETE /v1/viewer`, but for ids that clients shorten in a path: `.` and `..`.",
)

ERASURES = Endpoint(
    path="/v1/erasures",
    name="erasures",
    tag="viewers",
    summary="Receipts of erasures",
    description="Newest first, unless another order is asked for.",
    scope="admin",
    query=ErasuresQuery,
    answer=erasures,
    schema=entries.many(_RECEIPT),
)

ERASURE = Endpoint(
    path="/v1/erasures/{erasure_id}",
    name="erasure",
    tag="viewers",
    summary="The receipt of an erasure",
    description="What was deleted, and whether it is done.",
    scope="admin",
    query=ErasureQuery,
    answer=erasure,
    schema=schemas.record({"data": _RECEIPT}),
)
