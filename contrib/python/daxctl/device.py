# SPDX-License-Identifier: LGPL-2.1-or-later
"""Devices: sizes, alignments, drivers and modes."""
from __future__ import annotations

import contextlib
import enum
import errno
from typing import TYPE_CHECKING, Any, Iterator, Optional

from daxctl._daxctl import ffi, lib
from daxctl.errors import DaxctlError
from daxctl.handle import Handle, decode, wrap
from daxctl.mapping import Mapping, read_mapping

if TYPE_CHECKING:
    from daxctl.memory import Memory
    from daxctl.region import Region


class Mode(enum.IntEnum):
    """The mode of a device, which follows from its driver."""

    UNKNOWN = lib.DAXCTL_DEV_MODE_UNKNOWN  #: no driver, or an unknown one
    DEVDAX = lib.DAXCTL_DEV_MODE_DEVDAX  #: device_dax
    RAM = lib.DAXCTL_DEV_MODE_RAM  #: kmem
    FAMFS = lib.DAXCTL_DEV_MODE_FAMFS  #: fsdev_dax


_ENABLE = {
    Mode.DEVDAX: lib.daxctl_dev_enable_devdax,
    Mode.RAM: lib.daxctl_dev_enable_ram,
    Mode.FAMFS: lib.daxctl_dev_enable_famfs,
}


class Device(Handle, prefix="daxctl_dev_", struct="daxctl_dev"):
    """A part of a region.

    Reading a property of a device that the kernel no longer has raises DaxctlError with
    the error ENODEV.  Only its name, its id and its region stay known.
    """

    def __repr__(self) -> str:
        return f"<daxctl.Device {'(closed)' if self.context.closed else self.name}>"

    def _require_present(self) -> None:
        if not self.present:
            raise DaxctlError(errno.ENODEV, f"{self.name}: no such device")

    def _number(self, getter: Any, unknown: int) -> Optional[int]:
        """A number; None where the library returns UNKNOWN, as it could not be read."""
        value = int(self._call(getter))
        if value != unknown:
            return value
        self._require_present()
        return None

    # ---- properties ----

    @property
    def id(self) -> int:
        """The Y of daxX.Y."""
        return int(self._call(lib.daxctl_dev_get_id))

    @property
    def name(self) -> str:
        """The name daxX.Y."""
        return str(self._call(lib.daxctl_dev_get_devname))

    @property
    def node(self) -> str:
        """The path of the device node, whether or not the node exists."""
        return str(self._call(lib.daxctl_dev_get_node))

    @property
    def region(self) -> Region:
        """The region that the device is a part of."""
        region: Region = wrap(self._call(lib.daxctl_dev_get_region), self.context)
        return region

    @property
    def major(self) -> Optional[int]:
        """The major number of the device node."""
        return self._number(lib.daxctl_dev_get_major, -1)

    @property
    def minor(self) -> Optional[int]:
        """The minor number of the device node."""
        return self._number(lib.daxctl_dev_get_minor, -1)

    @property
    def resource(self) -> Optional[int]:
        """The first physical address; None if it cannot be read, as without root."""
        return self._number(lib.daxctl_dev_get_resource, 0)

    @property
    def size(self) -> int:
        """The size in bytes."""
        return self._number(lib.daxctl_dev_get_size, 0) or 0

    @property
    def align(self) -> Optional[int]:
        """The alignment in bytes; None if the kernel does not report it."""
        return self._number(lib.daxctl_dev_get_align, 0)

    @property
    def target_node(self) -> Optional[int]:
        """The NUMA node of the memory once it is online."""
        return self._number(lib.daxctl_dev_get_target_node, -1)

    @property
    def present(self) -> bool:
        """Whether the kernel still has the device."""
        return bool(self._call(lib.daxctl_dev_is_present))

    @property
    def binding(self) -> tuple[bool, Mode]:
        """Whether a driver is bound, and the mode, in one reading."""
        out = ffi.new("enum daxctl_dev_mode *")
        bound = bool(self._call(lib.daxctl_dev_get_binding, out))
        if not bound:
            self._require_present()
        return bound, Mode(int(out[0]))

    @property
    def enabled(self) -> bool:
        """Whether a driver is bound."""
        return self.binding[0]

    @property
    def mode(self) -> Mode:
        """The mode, which is Mode.UNKNOWN without a known driver."""
        return self.binding[1]

    @property
    def mappings(self) -> list[Mapping]:
        """The ranges of the device, in the order of offsets.  Requires root privileges."""
        # The lock reports its errors by number, daxctl_mapping_get_first() only by text.
        with self.context._lock, self.region.lock(exclusive=False):
            mapping = self._call(lib.daxctl_mapping_get_first)
            if not mapping:
                failure = decode(self._call(lib.daxctl_get_failure))
                if failure:
                    raise DaxctlError(ffi.errno or errno.EIO, failure)
            mappings = []
            while mapping:
                mappings.append(read_mapping(mapping))
                mapping = lib.daxctl_mapping_get_next(mapping)
            return mappings

    # ---- memory ----

    @property
    def memory(self) -> Optional[Memory]:
        """The memory of a device in mode RAM; None in other modes."""
        memory: Optional[Memory] = wrap(self._call(lib.daxctl_dev_get_memory), self.context)
        return memory

    @property
    def online_blocks(self) -> int:
        """The number of memory blocks that are online."""
        return self._check(lib.daxctl_dev_has_online_memory)

    @property
    def auto_online(self) -> bool:
        """Whether the kernel brings new memory blocks online itself."""
        return bool(self._call(lib.daxctl_dev_will_auto_online_memory))

    def check_ram(self) -> None:
        """Raise DaxctlError if the device cannot become system RAM.  Changes nothing."""
        self._check(lib.daxctl_dev_check_ram)

    # ---- changes ----

    @contextlib.contextmanager
    def lock(self) -> Iterator[Device]:
        """Hold the lock of the device in a ``with`` block.

        Such blocks nest.  Other contexts wait with their changes of this device.  Threads
        that use the same context do not.
        """
        with self._holding(lib.daxctl_dev_lock, lib.daxctl_dev_unlock):
            yield self

    def set_size(self, size: int) -> None:
        """Resize a device without a driver to SIZE bytes."""
        self._check(lib.daxctl_dev_set_size, size)

    def set_align(self, align: int) -> None:
        """Set the alignment, in bytes, of a device without a driver."""
        self._check(lib.daxctl_dev_set_align, align)

    def add_mapping(self, start: int, end: int) -> None:
        """Append the range from START to the last byte END to a device without a driver."""
        self._check(lib.daxctl_dev_set_mapping, start, end)

    def enable(self, mode: Mode = Mode.DEVDAX) -> None:
        """Bind the driver of MODE.  A device with a driver, even another, is unchanged."""
        if mode not in _ENABLE:
            raise ValueError(f"no driver for mode {mode!r}")
        self._check(_ENABLE[mode])

    def disable(self) -> None:
        """Unbind the driver.  Refused while memory of the device is online."""
        self._check(lib.daxctl_dev_disable)

    def destroy(self) -> None:
        """Delete the device, which must have size 0 and no driver."""
        self.region._check(lib.daxctl_region_destroy_dev, self)
