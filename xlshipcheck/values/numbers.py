"""What the kernels calculate with: one whole number, or an array with one per row, by the same signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import TypeVar

    from numpy.typing import NDArray

    # Only the checker reads this: the floors that travel know no numpy. Of an array's numbers it is not asked whether
    # they are whole or TRUE and FALSE: a comparison gives the one and is calculated with like the other.
    Numbers = TypeVar("Numbers", int, NDArray[Any])

OneOrMany = Any
"""A field of a record: an int where the record is one row's, an array where it is a frame's.

A NamedTuple cannot be generic before Python 3.11, and the floors that travel run on 3.9; who reads such a field knows
which of the two it has asked for.
"""
