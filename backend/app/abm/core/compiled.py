"""How the numeric kernels are compiled.

Numba's on-disk cache notices changes of the file that defines a kernel, but not of functions it calls in other files.
The cache folder is therefore named by a hash of every source file that defines a kernel, so a changed formula is never
linked with stale code.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config

Function = TypeVar("Function", bound=Callable[..., Any])

_PACKAGE = Path(__file__).resolve().parents[1]


def _sources_digest() -> str:
    digest = hashlib.sha256()
    for source in sorted(_PACKAGE.rglob("*.py")):
        text = source.read_bytes()
        if b"kernel\ndef " in text:
            digest.update(text)
    return digest.hexdigest()[:12]


def _cache_home() -> Path:
    """The first writable folder of: the operator's choice, beside the code, the user's cache, the temporary folder."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    defaults = [_PACKAGE / "__pycache__", Path.home() / ".cache" / "cliffcast"]
    for folder in [Path(chosen), *defaults] if chosen else defaults:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.gettempdir())


vars(config)["CACHE_DIR"] = str(_cache_home() / f"kernels-{_sources_digest()}")


def kernel(function: Function) -> Function:
    """Compile a scalar rule, or a loop over trials too short to be worth releasing the interpreter lock.

    IEEE arithmetic is kept (no `fastmath`), so a rule gives the same bits alone, inlined or vectorised.
    """
    return cast(Function, numba.njit(cache=True, error_model="numpy")(function))


def long_kernel(function: Function) -> Function:
    """Compile a loop over many holders, which runs without the interpreter lock.

    For loops of a microsecond use `kernel`: releasing and taking the lock would cost more than the loop.
    """
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))
