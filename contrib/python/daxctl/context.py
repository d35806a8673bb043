# SPDX-License-Identifier: LGPL-2.1-or-later
"""Contexts: where regions and devices are found, messages, progress."""
from __future__ import annotations

import errno
import os
import threading
import uuid as uuid_module
from typing import TYPE_CHECKING, Any, Iterator, NamedTuple, Optional, Union

from daxctl._daxctl import ffi, lib
from daxctl.callbacks import Callbacks, Log, Progress
from daxctl.errors import DaxctlError
from daxctl.handle import Handle, decode, encode, is_result, is_text, to_c, to_python, wrap

if TYPE_CHECKING:
    from types import TracebackType

    from daxctl.device import Device
    from daxctl.region import Region

Path = Union[str, "os.PathLike[str]"]

#: The size of the buffers for texts.
_TEXT_SIZE = 1024


class Wait(NamedTuple):
    """A lock that the library waits for."""

    text: str  #: what is locked, and by which process
    seconds: float  #: how long the library has waited


class Context(Handle, prefix="daxctl_", struct="daxctl_ctx"):
    """A context of the library.

    Leaving its ``with`` block closes it.  Iteration gives its regions.  If several threads
    use a context, each call waits for the call of another thread to end; give threads
    contexts of their own instead.

    SYSFS, DEV and PROC are directories to use in place of /sys, /dev and /proc.
    """

    def __init__(self, *, sysfs: Optional[Path] = None, dev: Optional[Path] = None,
                 proc: Optional[Path] = None) -> None:
        # not super(): the context would hold a reference to itself
        self._lock = threading.RLock()
        self._depth = 0
        self._closed = True
        self._callbacks = Callbacks()
        out = ffi.new("struct daxctl_ctx **")
        result = lib.daxctl_new(out)
        if result < 0:
            raise DaxctlError(-result)
        self._pointer = ffi.gc(out[0], lib.daxctl_unref)
        self._closed = False
        self._callbacks.connect(self._pointer)
        self._check(lib.daxctl_set_roots, sysfs, dev, proc)

    @property
    def context(self) -> Context:
        return self

    def __repr__(self) -> str:
        return f"<daxctl.Context{' (closed)' if self._closed else ''}>"

    # ---- lifetime ----

    def __enter__(self) -> Context:
        self._require_open()
        return self

    def __exit__(self, kind: Optional[type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        self.close()

    def close(self) -> None:
        """Free the context and all its objects.  Region locks are released."""
        with self._lock:
            if self._depth:
                raise RuntimeError("the library is using the context")
            if not self._closed:
                self._closed = True
                ffi.release(self._pointer)

    @property
    def closed(self) -> bool:
        return self._closed

    def _require_open(self) -> None:
        if self._closed:
            raise ValueError("the context is closed")

    # ---- calls ----

    def _run(self, function: Any, *args: Any) -> Any:
        """Call a function.  The arguments are checked and converted by its types."""
        with self._lock:
            self._require_open()
            kinds = ffi.typeof(function).args
            converted = [arg if isinstance(arg, ffi.CData) else to_c(kind, arg, self)
                         for kind, arg in zip(kinds, args)]
            self._depth += 1
            try:
                result = function(*converted)
            finally:
                self._depth -= 1
            self._callbacks.reraise()
            # the next call may change a text
            return decode(result) if is_text(result) else result

    def _run_checked(self, function: Any, *args: Any) -> int:
        """Call a function whose result is negative on failure."""
        with self._lock:
            result: int = self._run(function, *args)
            if result < 0:
                raise DaxctlError(-result, decode(lib.daxctl_get_failure(self._pointer)))
            return result

    def _run_generic(self, function: Any, *args: Any) -> Any:
        """Call a function that this package does not know."""
        kind = ffi.typeof(function)
        run = self._run_checked if kind.result.cname in ("int", "long") else self._run
        count = len(kind.args)
        if len(args) == count:
            return to_python(run(function, *args), self)
        if len(args) != count - 1 or not is_result(kind.args[-1]):
            raise TypeError(f"expected {count - 1} arguments, not {len(args) - 1}")
        out = ffi.new(kind.args[-1])
        result = to_python(run(function, *args, out), self)
        stored = to_python(out[0], self)
        return (result, stored) if kind.result.kind == "pointer" else stored

    def _chain(self, first: Any, following: Any, owner: Handle) -> list[Any]:
        """All objects of one of the library's lists."""
        objects = []
        with self._lock:
            pointer = self._run(first, owner)
            while pointer:
                objects.append(wrap(pointer, self))
                pointer = following(pointer)
        return objects

    # ---- regions and devices ----

    @property
    def regions(self) -> list[Region]:
        """All regions, in the order of their ids."""
        return self._chain(lib.daxctl_region_get_first, lib.daxctl_region_get_next, self)

    def __iter__(self) -> Iterator[Region]:
        return iter(self.regions)

    @property
    def devices(self) -> list[Device]:
        """The devices of all regions."""
        return [device for region in self.regions for device in region.devices]

    def region(self, id: int) -> Region:
        """The first region with this id."""
        for region in self.regions:
            if region.id == id:
                return region
        raise DaxctlError(errno.ENODEV, f"region {id}: no such region")

    def device(self, name: str) -> Device:
        """The device with this name."""
        for device in self.devices:
            if device.name == name:
                return device
        raise DaxctlError(errno.ENODEV, f"{name}: no such device")

    def add_region(self, path: Path, id: int,
                   uuid: Optional[uuid_module.UUID] = None) -> Region:
        """Register the region of the parent device whose sysfs directory is PATH.

        If the context has it already, it keeps its id.
        """
        stored = ffi.new("uuid_t", bytes(16) if uuid is None else uuid.bytes)
        pointer = self._call(lib.daxctl_new_region, id, stored, path)
        if not pointer:
            raise DaxctlError(errno.ENOMEM)
        region: Region = wrap(pointer, self)
        return region

    def refresh(self) -> None:
        """Read the lists of regions and devices again."""
        self._check(lib.daxctl_refresh)

    def take_unread(self) -> list[DaxctlError]:
        """What properties and lists could not read since the last call.

        Attributes that do not exist, or that the user may not read, do not count.
        """
        errors = []
        text = ffi.new("char[]", _TEXT_SIZE)
        with self._lock:
            while (result := self._call(lib.daxctl_take_unread, text, _TEXT_SIZE)) < 0:
                errors.append(DaxctlError(-result, decode(text)))
        return errors

    # ---- locks ----

    def set_lock_timeout(self, seconds: Optional[float]) -> None:
        """Set how long to wait for a lock; None stands for no limit.  The default is 10."""
        timeout_ms = -1 if seconds is None else round(seconds * 1000)
        if seconds is not None and timeout_ms < 0:
            raise ValueError("a timeout cannot be negative")
        self._check(lib.daxctl_set_lock_timeout, timeout_ms)

    @property
    def waiting(self) -> Optional[Wait]:
        """The lock that the library waits for, in a progress function; otherwise None."""
        waited_ms = ffi.new("long *")
        text = self._call(lib.daxctl_get_wait, waited_ms)
        return None if text is None else Wait(text, waited_ms[0] / 1000)

    # ---- settings ----

    @property
    def auto_online_policy(self) -> str:
        """The kernel's policy for new memory blocks."""
        policy = ffi.new("char[]", _TEXT_SIZE)
        self._check(lib.daxctl_get_auto_online_policy, policy, _TEXT_SIZE)
        return decode(policy) or ""

    @property
    def config_path(self) -> str:
        """The directory of the configuration files, see daxctl.conf(5)."""
        path: str = self._call(lib.daxctl_get_config_path)
        return path

    @config_path.setter
    def config_path(self, path: Path) -> None:
        self._check(lib.daxctl_set_config_path, encode(path))

    @property
    def log_priority(self) -> int:
        """The least urgent level of the syslog module that is logged."""
        priority: int = self._call(lib.daxctl_get_log_priority)
        return priority

    @log_priority.setter
    def log_priority(self, priority: int) -> None:
        self._call(lib.daxctl_set_log_priority, priority)

    @property
    def log(self) -> Optional[Log]:
        """A function that receives each LogMessage; None for standard error.

        If it raises an Exception, the traceback goes to standard error, and the operation
        continues.
        """
        return self._callbacks.log

    @log.setter
    def log(self, function: Optional[Log]) -> None:
        self._callbacks.log = _callable(function)
        self._call(lib.daxctl_python_set_log, function is not None)

    @property
    def progress(self) -> Optional[Progress]:
        """A function of DONE and TOTAL that follows long operations, or None.

        They count memory blocks.  At the end of an operation TOTAL is 0, and both are 0
        while the library waits for a lock.  If the function returns a true value, the
        operation stops with the error ECANCELED.  If it raises an exception, the operation
        stops and raises this exception.
        """
        return self._callbacks.progress

    @progress.setter
    def progress(self, function: Optional[Progress]) -> None:
        self._callbacks.progress = _callable(function)


def _callable(function: Any) -> Any:
    if function is not None and not callable(function):
        raise TypeError(f"{type(function).__name__} is not callable")
    return function
