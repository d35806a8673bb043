# SPDX-License-Identifier: LGPL-2.1-or-later
"""The memory blocks of devices in mode RAM."""
from __future__ import annotations

import enum
import errno
from typing import TYPE_CHECKING, Iterator, Optional

from daxctl._daxctl import lib
from daxctl.errors import DaxctlError
from daxctl.handle import Handle, wrap

if TYPE_CHECKING:
    from daxctl.device import Device


class BlockState(enum.IntEnum):
    """The state of a memory block."""

    OFFLINE = lib.DAXCTL_BLOCK_OFFLINE
    KERNEL = lib.DAXCTL_BLOCK_KERNEL  #: online in a kernel zone
    MOVABLE = lib.DAXCTL_BLOCK_MOVABLE  #: online in ZONE_MOVABLE


class Memory(Handle, prefix="daxctl_memory_", struct="daxctl_memory"):
    """The memory of a device.  Iteration gives the numbers of its memory blocks."""

    def __repr__(self) -> str:
        return f"<daxctl.Memory {'(closed)' if self.context.closed else self.device.name}>"

    @property
    def device(self) -> Device:
        """The device that the memory belongs to."""
        device: Device = wrap(self._call(lib.daxctl_memory_get_dev), self.context)
        return device

    @property
    def node_path(self) -> Optional[str]:
        """The sysfs directory of its NUMA node; None if there is no target node."""
        path: Optional[str] = self._call(lib.daxctl_memory_get_node_path)
        return path

    @property
    def block_size(self) -> Optional[int]:
        """The size of each memory block in bytes; None if it cannot be read."""
        return int(self._call(lib.daxctl_memory_get_block_size)) or None

    @property
    def num_blocks(self) -> int:
        """The number of memory blocks, without those that kmem could not add."""
        return self._check(lib.daxctl_memory_num_sections)

    @property
    def num_online(self) -> int:
        """The number of memory blocks that are online."""
        return self._check(lib.daxctl_memory_is_online)

    @property
    def movable(self) -> Optional[bool]:
        """Whether all blocks are in ZONE_MOVABLE; None unless all are online."""
        try:
            return bool(self._check(lib.daxctl_memory_is_movable))
        except DaxctlError as error:
            if error.errno == errno.ENXIO:
                return None
            raise

    @property
    def blocks(self) -> list[int]:
        """The number N of each block, as in /sys/devices/system/memory/memoryN."""
        blocks = []
        with self.context._lock:
            block = self._next_block(-1)
            while block is not None:
                blocks.append(block)
                block = self._next_block(block)
        return blocks

    def _next_block(self, block: int) -> Optional[int]:
        try:
            return self._check(lib.daxctl_memory_next_block, block)
        except DaxctlError as error:
            if error.errno == errno.ENOENT:
                return None
            raise

    def __iter__(self) -> Iterator[int]:
        return iter(self.blocks)

    def block_state(self, block: int) -> BlockState:
        """The state of a memory block."""
        return BlockState(self._check(lib.daxctl_memory_get_block_state, block))

    def set_block_state(self, block: int, state: BlockState) -> bool:
        """Set the state of a memory block.  False if it already was in that state."""
        return bool(self._check(lib.daxctl_memory_set_block_state, block, BlockState(state)))

    def online(self, movable: bool = True) -> int:
        """Bring all blocks online in ZONE_MOVABLE, or else in a kernel zone.

        Blocks that are online already stay where they are.  If the kernel refuses a block,
        the changes are undone.  The result is the number of blocks changed.
        """
        return self._check(lib.daxctl_memory_online if movable
                           else lib.daxctl_memory_online_no_movable)

    def offline(self) -> int:
        """Take all blocks offline.  Otherwise like online()."""
        return self._check(lib.daxctl_memory_offline)
