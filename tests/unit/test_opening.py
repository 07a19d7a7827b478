"""The data folder, before anything is opened in it: each way that it can't serve is one line that names the option."""

import errno
import fcntl
import os
from pathlib import Path

import pytest

from mutoscope.app.opening import prepare_folder
from mutoscope.errors import ConfigError, StoreError
from mutoscope.store import EmbeddedEngine


def refused(folder: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        prepare_folder(folder)
    said = caught.value.detail
    assert said.startswith(f"--data {folder}: ")
    assert said.isprintable()
    return said


def test_a_folder_is_made_for_oneself_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    for _ in range(2):
        prepare_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL])
def test_no_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """As NFS without them, FUSE and the like say it; no such file system can be had in a test."""

    def flock(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", flock)
    assert "has no file locks" in refused(tmp_path)


def test_what_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert "exists" in refused(file)
    assert "Not a directory" in refused(file / "below")
    refused(Path("/proc/mutoscope"))
    refused(tmp_path / ("x" * 300))


def test_who_holds_the_store_is_said(tmp_path: Path) -> None:
    """This process itself: a lock is of an open file, not of a process."""
    descriptor = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.write(descriptor, b"4711\n")
        with pytest.raises(StoreError, match=r"another process \(4711\) is using the store"):
            EmbeddedEngine(tmp_path)
    finally:
        os.close(descriptor)
