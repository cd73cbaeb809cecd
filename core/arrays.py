"""The array types of this floor and the one way to make an array unchangeable."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int32]
Amounts = npt.NDArray[np.int64]
Index = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

T = TypeVar("T", bound=np.generic)


def readonly(values: npt.NDArray[T]) -> npt.NDArray[T]:
    """The same array, refusing to be written to from now on."""
    values.flags.writeable = False
    return values
