# SPDX-License-Identifier: LGPL-2.1-or-later
"""The version, and the extension that cffi compiles, for which pyproject.toml has no keys."""
import os
import sys

from setuptools import setup

# pip runs this file without its directory in the path
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from build_daxctl import pkg_config  # noqa: E402

setup(
    version=pkg_config("--modversion")[0],
    packages=["daxctl"],
    package_data={"daxctl": ["py.typed", "*.pyi"]},
    cffi_modules=["build_daxctl.py:ffi"],
)
