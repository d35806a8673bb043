# SPDX-License-Identifier: LGPL-2.1-or-later
"""Regions, and how devices are created in them."""
from __future__ import annotations

import contextlib
import uuid as uuid_module
from typing import TYPE_CHECKING, Iterator, NamedTuple, Optional

from daxctl._daxctl import ffi, lib
from daxctl.handle import Handle, wrap

if TYPE_CHECKING:
    from daxctl.device import Device

_ULONG_MAX = int(ffi.cast("unsigned long", -1))
_ULLONG_MAX = int(ffi.cast("unsigned long long", -1))


class Range(NamedTuple):
    """A range of physical addresses."""

    start: int
    end: int  #: the last byte

    @property
    def size(self) -> int:
        return self.end - self.start + 1


class Region(Handle, prefix="daxctl_region_", struct="daxctl_region"):
    """Memory that is set aside for device-DAX.  Iteration gives its devices."""

    def __repr__(self) -> str:
        return "<daxctl.Region (closed)>" if self.context.closed else \
            f"<daxctl.Region {self.id}>"

    @property
    def id(self) -> int:
        """The X in the names daxX.Y of its devices."""
        return int(self._call(lib.daxctl_region_get_id))

    @property
    def uuid(self) -> Optional[uuid_module.UUID]:
        """The UUID that Context.add_region() stored."""
        uuid = ffi.new("uuid_t")
        self._call(lib.daxctl_region_get_uuid, uuid)
        stored = bytes(ffi.buffer(uuid))
        return uuid_module.UUID(bytes=stored) if any(stored) else None

    @property
    def path(self) -> str:
        """The sysfs directory of the parent device."""
        return str(self._call(lib.daxctl_region_get_path))

    @property
    def name(self) -> str:
        """The name of the parent device."""
        return str(self._call(lib.daxctl_region_get_devname))

    @property
    def size(self) -> Optional[int]:
        """The size in bytes; None if it cannot be read."""
        size = int(self._call(lib.daxctl_region_get_size))
        return None if size == _ULLONG_MAX else size

    @property
    def available_size(self) -> int:
        """The number of bytes that belong to no device."""
        size = ffi.new("unsigned long long *")
        self._check(lib.daxctl_region_read_available_size, size)
        return int(size[0])

    @property
    def align(self) -> Optional[int]:
        """The alignment of new devices; None if it cannot be read, as without root."""
        align = int(self._call(lib.daxctl_region_get_align))
        return None if align == _ULONG_MAX else align

    @property
    def start(self) -> int:
        """The first physical address.  Requires root privileges."""
        start = ffi.new("unsigned long long *")
        self._check(lib.daxctl_region_get_start, start)
        return int(start[0])

    @property
    def free_ranges(self) -> list[Range]:
        """The parts that belong to no device.  Requires root privileges."""
        out = ffi.new("struct daxctl_range **")
        count = self._check(lib.daxctl_region_get_free_ranges, out)
        ranges = ffi.gc(out[0], lib.free)
        return [Range(ranges[i].start, ranges[i].end) for i in range(count)]

    @property
    def dynamic(self) -> bool:
        """Whether the region can be divided into devices."""
        return bool(self._call(lib.daxctl_region_is_dynamic))

    @property
    def devices(self) -> list[Device]:
        """All devices, in the order of their numbers.  See Context.refresh()."""
        return self.context._chain(lib.daxctl_dev_get_first, lib.daxctl_dev_get_next, self)

    def __iter__(self) -> Iterator[Device]:
        return iter(self.devices)

    @property
    def seed(self) -> Optional[Device]:
        """The oldest device that has never been bound to a driver."""
        device: Optional[Device] = wrap(self._call(lib.daxctl_region_get_dev_seed),
                                        self.context)
        return device

    def create_device(self) -> Device:
        """Create a device of size 0, without a driver."""
        out = ffi.new("struct daxctl_dev **")
        self._check(lib.daxctl_region_create_dev_get, out)
        device: Device = wrap(out[0], self.context)
        return device

    @contextlib.contextmanager
    def lock(self, exclusive: bool = True) -> Iterator[Region]:
        """Hold the lock of the region in a ``with`` block.

        Such blocks nest.  Other contexts wait, also in the same process.  Threads that use
        the same context do not.
        """
        with self._holding(lib.daxctl_region_lock, lib.daxctl_region_unlock, bool(exclusive)):
            yield self
