-- Whom unique viewers are counted by: the viewer, else the device, else the session.
multiIf(
    viewer != '', reinterpretAsUUID(sipHash128(viewer)),
    device != toUUID('00000000-0000-0000-0000-000000000000'), device,
    session
)
