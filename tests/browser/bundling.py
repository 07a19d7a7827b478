"""Scripts made of modules: packages of npm, and our own as they are built."""

import subprocess

from browser.site import PACKAGES


def bundle(source: str, loader: str = "js", format: str = "iife") -> str:  # noqa: A002 - esbuild's own name of it
    """One script, a classic one unless `format` is "esm". The source imports packages by their names."""
    done = subprocess.run(
        [
            PACKAGES / ".bin" / "esbuild",
            "--bundle",
            f"--format={format}",
            "--minify",
            "--log-level=error",
            "--jsx=automatic",
            '--define:process.env.NODE_ENV="development"',
            f"--loader={loader}",
        ],
        input=source,
        cwd=PACKAGES.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def in_node(script: str) -> str:
    """What a module prints that is run beside the packages, by Node.js."""
    told = ["node", "--input-type=module", "--eval", script]
    done = subprocess.run(told, cwd=PACKAGES.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
