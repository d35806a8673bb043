# SPDX-License-Identifier: LGPL-2.1-or-later
"""The functions that the library calls: progress and log messages."""
from __future__ import annotations

import traceback
from types import TracebackType
from typing import Any, Callable, NamedTuple, Optional

from daxctl._daxctl import ffi, lib


class LogMessage(NamedTuple):
    """A log message, with its place in the source of the library."""

    priority: int  #: a level of the :mod:`syslog` module
    text: str
    file: str
    line: int
    function: str


Progress = Callable[[int, int], object]
Log = Callable[[LogMessage], object]


class Callbacks:
    """The functions of one context.

    The context and the library refer to this object, and it does not refer to the context.
    So an unused context is freed at once.
    """

    def __init__(self) -> None:
        self.progress: Optional[Progress] = None
        self.log: Optional[Log] = None
        #: what a function raised during the current call of the library
        self.raised: Optional[BaseException] = None
        #: what the library passes to the functions below
        self.data = ffi.new_handle(self)

    def connect(self, ctx: Any) -> None:
        # Also without a progress function: this way Python runs the handlers of signals
        # during long operations, and Ctrl-C stops them.
        lib.daxctl_set_progress(ctx, lib.daxctl_python_progress, self.data)
        lib.daxctl_set_userdata(ctx, self.data)

    def reraise(self) -> None:
        """Raise what a function raised, once."""
        raised, self.raised = self.raised, None
        if raised is not None:
            raise raised


def _of(trace: TracebackType) -> Callbacks:
    """The callbacks whose function ended with an exception."""
    callbacks: Callbacks = ffi.from_handle(trace.tb_frame.f_locals["data"])
    return callbacks


def _progress_raised(_kind: object, error: BaseException, trace: TracebackType) -> None:
    _of(trace).raised = error


def _log_raised(_kind: object, error: BaseException, trace: TracebackType) -> None:
    # As in the logging module, an error of the log function does not disturb the program.
    if isinstance(error, Exception):
        traceback.print_exception(type(error), error, trace)
    else:
        _of(trace).raised = error


@ffi.def_extern(error=1, onerror=_progress_raised)  # type: ignore[misc]
def daxctl_python_progress(_ctx: Any, done: int, total: int, data: Any) -> bool:
    callbacks: Callbacks = ffi.from_handle(data)
    if callbacks.raised is not None:
        return True
    return callbacks.progress is not None and bool(callbacks.progress(done, total))


@ffi.def_extern(onerror=_log_raised)  # type: ignore[misc]
def daxctl_python_log(data: Any, priority: int, file: Any, line: int, function: Any,
                      text: Any) -> None:
    callbacks: Callbacks = ffi.from_handle(data)
    if callbacks.log is not None:
        words = [ffi.string(word).decode(errors="replace") for word in (text, file, function)]
        callbacks.log(LogMessage(priority, words[0], words[1], line, words[2]))
