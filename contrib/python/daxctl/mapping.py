# SPDX-License-Identifier: LGPL-2.1-or-later
"""The ranges of physical addresses that devices consist of."""
from __future__ import annotations

from typing import Any, NamedTuple

from daxctl._daxctl import lib


class Mapping(NamedTuple):
    """One range of a device, as it was when Device.mappings was read."""

    start: int  #: the physical address of the first byte
    end: int  #: the physical address of the last byte
    offset: int  #: the place in the device, in pages
    size: int  #: in bytes


def read_mapping(mapping: Any) -> Mapping:
    """The contents of the library's object, which the next reading may change."""
    return Mapping(start=lib.daxctl_mapping_get_start(mapping),
                   end=lib.daxctl_mapping_get_end(mapping),
                   offset=lib.daxctl_mapping_get_offset(mapping),
                   size=lib.daxctl_mapping_get_size(mapping))
