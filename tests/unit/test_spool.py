"""The spool on real files: what is durable, what is cut, and that no failure leaves a sender waiting."""

import asyncio
import fcntl
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from mutoscope.errors import SpoolError, SpoolFull
from mutoscope.spool import SpoolWriter, acknowledge, recover, sealed


def writer(folder: Path, *, segment_ms: int = 60_000, segment_bytes: int = 1 << 20, reserve: int = 0) -> SpoolWriter:
    return SpoolWriter(folder, segment_ms=segment_ms, segment_bytes=segment_bytes, reserve_bytes=reserve)


def run(spool: SpoolWriter, work: Callable[[], Awaitable[object]]) -> None:
    async def whole() -> None:
        spool.start()
        async with asyncio.timeout(20):
            await work()
            await spool.close()

    asyncio.run(whole())


def content(folder: Path) -> bytes:
    return b"".join(segment.read_bytes() for segment in sealed(folder))


def test_what_was_appended_is_in_the_file_before_the_answer(tmp_path: Path) -> None:
    def look() -> None:
        [segment] = tmp_path.glob("*.open")
        assert segment.read_bytes() == b"one\n"
        assert recover(tmp_path) == []  # a living process has it

    async def work() -> None:
        await spool.append(b"one\n")
        look()
        await asyncio.gather(*(spool.append(b"%d\n" % n) for n in range(100)))

    spool = writer(tmp_path)
    run(spool, work)
    assert content(tmp_path) == b"one\n" + b"".join(b"%d\n" % n for n in range(100))
    assert list(tmp_path.glob("*.open")) == []


def test_segments_end_by_size_and_by_age(tmp_path: Path) -> None:
    async def by_size() -> None:
        for _ in range(3):
            await spool.append(b"x" * 100 + b"\n")

    spool = writer(tmp_path / "size", segment_bytes=100)
    run(spool, by_size)
    assert len(sealed(tmp_path / "size")) == 3

    async def by_age() -> None:
        await spool.append(b"x\n")
        await aged.wait()
        assert len(sealed(tmp_path / "age")) == 1

    aged = asyncio.Event()
    spool = SpoolWriter(tmp_path / "age", segment_ms=50, segment_bytes=1 << 20, reserve_bytes=0, on_sealed=aged.set)
    run(spool, by_age)


def test_a_closing_spool_takes_nothing(tmp_path: Path) -> None:
    async def work() -> None:
        pending = asyncio.create_task(spool.append(b"in time\n"))
        await asyncio.sleep(0)
        await spool.close()
        await pending
        with pytest.raises(SpoolError):
            await spool.append(b"late\n")

    spool = writer(tmp_path)

    async def whole() -> None:
        spool.start()
        async with asyncio.timeout(20):
            await work()

    asyncio.run(whole())
    assert content(tmp_path) == b"in time\n"


def test_full_by_the_reserve_and_taken_again(tmp_path: Path) -> None:
    """A sender that is refused is told so, and so is the next: the writer lives on."""

    async def work() -> None:
        for _ in range(3):
            with pytest.raises(SpoolFull):
                await spool.append(b"no\n")
        spool._reserve_bytes = 0  # as if there were room
        await spool.append(b"yes\n")

    spool = writer(tmp_path, reserve=1 << 62)
    run(spool, work)
    assert content(tmp_path) == b"yes\n"


def test_folder_taken_away_and_given_back(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "spool", tmp_path / "elsewhere"

    async def work() -> None:
        folder.rename(elsewhere)
        for _ in range(3):
            with pytest.raises(SpoolError):
                await spool.append(b"no\n")
        elsewhere.rename(folder)
        await spool.append(b"yes\n")

    spool = writer(folder)
    run(spool, work)
    assert content(folder) == b"yes\n"


@pytest.mark.parametrize(
    ("left", "kept"),
    [
        (b"", None),
        (b"torn", None),
        (b"x" * 200_000, None),
        (b"a\n", b"a\n"),
        (b"a\nb\ntorn", b"a\nb\n"),
        (b"a\n" + b"x" * 65_536, b"a\n"),
        (b"a\n" + b"x" * 65_535, b"a\n"),
        (b"a\n" + b"x" * 65_537, b"a\n"),
        (b"a\n" + b"\0" * 4_096, b"a\n"),
    ],
)
def test_recovery_cuts_the_torn_line(tmp_path: Path, left: bytes, kept: bytes | None) -> None:
    (tmp_path / "1-a-1.open").write_bytes(left)
    assert len(recover(tmp_path)) == (kept is not None)
    assert [segment.read_bytes() for segment in sealed(tmp_path)] == ([kept] if kept else [])
    assert list(tmp_path.glob("*.open")) == []
    assert recover(tmp_path) == []


def test_recovery_leaves_the_living_alone(tmp_path: Path) -> None:
    segment = tmp_path / "1-a-1.open"
    segment.write_bytes(b"a\ntorn")
    descriptor = os.open(segment, os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    assert recover(tmp_path) == []
    assert segment.read_bytes() == b"a\ntorn"
    os.close(descriptor)
    assert len(recover(tmp_path)) == 1


def test_order_and_acknowledgement(tmp_path: Path) -> None:
    for name in ("2-a-1.ndjson", "1-b-1.ndjson", "1-a-1.open", "partial"):
        (tmp_path / name).write_bytes(b"x\n")
    segments = sealed(tmp_path)
    assert [segment.name for segment in segments] == ["1-b-1.ndjson", "2-a-1.ndjson"]
    acknowledge(segments + segments)
    assert sealed(tmp_path) == []
    with pytest.raises(SpoolError, match="nowhere"):
        sealed(tmp_path / "nowhere")
