"""How the numeric kernels are compiled.

Numba's on-disk cache only notices changes of the file a kernel stands in, not of the functions it calls. The cache
folder is therefore named after the text of every source file that defines a kernel: a changed formula can never meet
a stale one.
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
    """The first folder we may write to: the operator's, beside the code, the user's, a temporary one."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    own = [_PACKAGE / "__pycache__", Path.home() / ".cache" / "cliffcast"]
    for folder in [Path(chosen), *own] if chosen else own:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.gettempdir())


vars(config)["CACHE_DIR"] = str(_cache_home() / f"kernels-{_sources_digest()}")


def kernel(function: Function) -> Function:
    """Compile a scalar rule, or a short loop over trials that is done before another thread could take over.

    IEEE arithmetic is kept (no `fastmath`), so a rule gives the same bits alone, inlined or vectorised.
    """
    return cast(Function, numba.njit(cache=True, error_model="numpy")(function))


def long_kernel(function: Function) -> Function:
    """Compile a loop over many holders, which runs without the interpreter lock.

    Giving the lock up for a microsecond costs more than it brings: threads would hand it back and forth.
    """
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))
