# The module that cffi compiles, see build_daxctl.py.
from typing import Any

ffi: Any
lib: Any
