"""Small disks of their own, which can be filled."""

import os
import subprocess
from pathlib import Path

import pytest

needs_mounts = pytest.mark.skipif(os.geteuid() != 0, reason="SKIPPED: mounting a small disk needs root")


class Disk:
    """A file system of its own, of so many MiB."""

    def __init__(self, path: Path, size: int) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        _do("mount", "-t", "tmpfs", "-o", f"size={size}m", "tmpfs", path)

    def read_only(self, yes: bool) -> bool:
        """False: somebody has a file open for writing."""
        command = ["mount", "-o", "remount," + ("ro" if yes else "rw"), str(self.path)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def free(self) -> int:
        status = os.statvfs(self.path)
        return status.f_bavail * status.f_frsize

    def fill(self, leave: int = 0) -> Path:
        """A file that takes all but so many bytes."""
        filler = self.path / "filler"
        with filler.open("ab") as file:
            try:
                while (rest := self.free() - leave) > 0:
                    file.write(b"\0" * min(rest, 1 << 20))
                    file.flush()
            except OSError:
                pass
        return filler

    def unmount(self) -> None:
        _do("umount", "-l", self.path)


def _do(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
