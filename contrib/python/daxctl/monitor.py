# SPDX-License-Identifier: LGPL-2.1-or-later
"""Watching regions, devices and their memory."""
from __future__ import annotations

import enum
import select
from typing import TYPE_CHECKING, Iterator, NamedTuple, Optional

from daxctl._daxctl import ffi, lib
from daxctl.handle import Handle, wrap

if TYPE_CHECKING:
    from daxctl.context import Context
    from daxctl.device import Device
    from daxctl.region import Region


class EventType(enum.IntEnum):
    """What has changed."""

    LOST = lib.DAXCTL_EVENT_LOST  #: the kernel dropped events; differences follow
    REGION_ADDED = lib.DAXCTL_EVENT_REGION_ADDED
    REGION_REMOVED = lib.DAXCTL_EVENT_REGION_REMOVED
    DEVICE_ADDED = lib.DAXCTL_EVENT_DEVICE_ADDED
    DEVICE_REMOVED = lib.DAXCTL_EVENT_DEVICE_REMOVED
    BOUND = lib.DAXCTL_EVENT_BOUND
    UNBOUND = lib.DAXCTL_EVENT_UNBOUND
    RESIZED = lib.DAXCTL_EVENT_RESIZED
    MEMORY_ONLINE = lib.DAXCTL_EVENT_MEMORY_ONLINE
    MEMORY_OFFLINE = lib.DAXCTL_EVENT_MEMORY_OFFLINE


class Event(NamedTuple):
    """A change."""

    type: EventType
    region: Optional[Region]  #: None if events were lost
    device: Optional[Device]  #: None if it is about a region


class Monitor(Handle, prefix="daxctl_monitor_", struct="daxctl_monitor"):
    """Changes since it was created.  Iteration waits for them, and does not end."""

    def __init__(self, context: Context) -> None:
        out = ffi.new("struct daxctl_monitor **")
        context._check(lib.daxctl_monitor_new, out)
        super().__init__(context, ffi.gc(out[0], lib.daxctl_monitor_free))

    def fileno(self) -> int:
        """A descriptor that becomes readable when there may be an event."""
        return int(self._call(lib.daxctl_monitor_get_fd))

    def next_event(self) -> Optional[Event]:
        """The next event, or None if there is none now."""
        event = ffi.new("struct daxctl_event *")
        if not self._check(lib.daxctl_monitor_next, event):
            return None
        return Event(EventType(event.type), wrap(event.region, self.context),
                     wrap(event.dev, self.context))

    def __iter__(self) -> Iterator[Event]:
        while True:
            event = self.next_event()
            if event is None:
                select.select([self], [], [])
            else:
                yield event
