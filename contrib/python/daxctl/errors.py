# SPDX-License-Identifier: LGPL-2.1-or-later
"""The exception for failures of the library."""
from __future__ import annotations

import os


class DaxctlError(OSError):
    """A function of libdaxctl failed.

    ``errno`` is the error, as in the :mod:`errno` module.  ``strerror`` explains it: it
    names the attribute, the value and the kernel's error, or the reason why the library
    did not try.
    """

    def __init__(self, errno: int, explanation: str | None = None) -> None:
        super().__init__(errno, explanation or os.strerror(errno))

    def __str__(self) -> str:
        return str(self.strerror)
