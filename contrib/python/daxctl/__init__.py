# SPDX-License-Identifier: LGPL-2.1-or-later
"""Device-DAX regions, devices and their memory, through libdaxctl.

    with daxctl.Context() as ctx:
        for device in ctx.devices:
            print(device.name, device.size)

python-daxctl(3) describes the module.  Sizes and addresses are in bytes.
"""
from daxctl.callbacks import LogMessage
from daxctl.context import Context, Wait
from daxctl.device import Device, Mode
from daxctl.errors import DaxctlError
from daxctl.mapping import Mapping
from daxctl.memory import BlockState, Memory
from daxctl.monitor import Event, EventType, Monitor
from daxctl.region import Range, Region

__all__ = ["BlockState", "Context", "DaxctlError", "Device", "Event", "EventType",
           "LogMessage", "Mapping", "Memory", "Mode", "Monitor", "Range", "Region", "Wait"]
