# SPDX-License-Identifier: LGPL-2.1-or-later
"""What all objects of the library have in common, and how its functions are called."""
from __future__ import annotations

import contextlib
import functools
import os
from typing import TYPE_CHECKING, Any, ClassVar, Iterator, NoReturn, Optional

from daxctl._daxctl import ffi, lib

if TYPE_CHECKING:
    from daxctl.context import Context

#: The class for each pointer type.
_classes: dict[Any, type[Handle]] = {}

_CHAR_POINTER = ffi.typeof("char *")


class Handle:
    """A pointer of the library.

    It keeps alive its context, which owns the object.  Using it after the context was
    closed raises ValueError.

    A function of the library without a property or method here is a method too, under its
    own name: daxctl_dev_is_famfs_mode(dev) is ``dev.is_famfs_mode()``.  Texts, numbers and
    objects are converted.  If the function stores a value through its last argument, the
    method returns this value too, after the text or the object that the function returns.
    A negative result raises DaxctlError.
    """

    _prefix: ClassVar[str]
    _pointer: Any

    def __init_subclass__(cls, *, prefix: str = "", struct: str = "") -> None:
        if struct:  # otherwise it is a program's own subclass
            cls._prefix = prefix
            _classes[ffi.typeof(f"struct {struct} *")] = cls

    def __init__(self, context: Context, pointer: Any) -> None:
        self._context = context
        self._pointer = pointer

    @property
    def context(self) -> Context:
        """The context that the object belongs to."""
        return self._context

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Handle):
            return NotImplemented
        return self.context is other.context and bool(self._pointer == other._pointer)

    def __hash__(self) -> int:
        return hash(self._pointer)

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} cannot be copied or pickled")

    def _call(self, function: Any, *args: Any) -> Any:
        """The result of a function that takes this object first."""
        return self.context._run(function, self, *args)

    def _check(self, function: Any, *args: Any) -> int:
        """The same for an int that is negative on failure."""
        return self.context._run_checked(function, self, *args)

    @contextlib.contextmanager
    def _holding(self, lock: Any, unlock: Any, *args: Any) -> Iterator[None]:
        """Hold a lock.  Closing the context releases it too."""
        self._check(lock, *args)
        try:
            yield
        finally:
            if not self.context.closed:
                self._call(unlock)

    if not TYPE_CHECKING:
        def __getattr__(self, name: str) -> Any:
            function = find_function(type(self), name)
            if function is None:
                raise AttributeError(f"{type(self).__name__} has no attribute {name}")
            return functools.partial(self.context._run_generic, function, self)


def find_function(cls: type[Handle], name: str) -> Optional[Any]:
    """The library's function for the method NAME of the objects of CLS.

    None if there is none, or if a property replaces it: the library's getters that cannot
    report errors have special values, which the properties translate.  References are
    counted by Python.
    """
    function = getattr(lib, cls._prefix + name, None)
    if (function is None or name in ("ref", "unref") or
            hasattr(cls, name.removeprefix("get_"))):
        return None
    owner = _classes.get(ffi.typeof(function).args[0])
    return function if owner and issubclass(cls, owner) else None


def to_c(kind: Any, value: Any, context: Context) -> Any:
    """A value as an argument of type KIND."""
    if kind in _classes:
        if not isinstance(value, _classes[kind]):
            raise TypeError(f"expected {_classes[kind].__name__}, "
                            f"not {type(value).__name__}")
        if value.context is not context:
            raise ValueError(f"{value!r} belongs to another context")
        return value._pointer
    if kind == _CHAR_POINTER:
        return ffi.NULL if value is None else encode(value)
    if kind.kind not in ("primitive", "enum"):
        raise TypeError(f"cannot pass an argument of type {kind.cname}")
    return value


def is_result(kind: Any) -> bool:
    """Whether a function stores a result through a last argument of type KIND.

    A pointer to characters is a buffer of unknown size.
    """
    if kind.kind != "pointer" or kind.item.cname.endswith("char"):
        return False
    return kind.item.kind in ("primitive", "enum") or kind.item in _classes


def is_text(value: Any) -> bool:
    return isinstance(value, ffi.CData) and ffi.typeof(value) == _CHAR_POINTER


def to_python(value: Any, context: Context) -> Any:
    """What a function returned or stored."""
    if not isinstance(value, ffi.CData):
        return value
    if ffi.typeof(value) not in _classes:
        raise TypeError(f"cannot convert a result of type {ffi.typeof(value).cname}")
    return wrap(value, context)


def wrap(pointer: Any, context: Context) -> Any:
    """The object for a pointer; None for NULL."""
    if not pointer:
        return None
    cls = _classes[ffi.typeof(pointer)]
    return context if isinstance(context, cls) else cls(context, pointer)


def encode(text: Any) -> bytes:
    """A path or another text for the library."""
    encoded = os.fsencode(text)
    if b"\0" in encoded:
        raise ValueError("embedded null byte")
    return encoded


def decode(text: Any) -> Optional[str]:
    """A text of the library; None for NULL."""
    return os.fsdecode(ffi.string(text)) if text else None
