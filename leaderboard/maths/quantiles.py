"""How far a normal deviate and one of Student's reach."""

from math import erfc, sqrt

import numpy as np

# 97.5 % of normal deviates are smaller.
Z = 1.959963984540054
# From so many degrees of freedom on the series is near enough.
SERIES_FROM = 5.0
# Below that: one over the degrees, from five to two of them, and the quantile. In between it is nearly straight.
TABLE = (
    [1 / degrees for degrees in (5, 4.5, 4, 3.5, 3, 2.75, 2.5, 2.25, 2)],
    [2.570582, 2.658912, 2.776445, 2.940089, 3.182446, 3.352545, 3.574655, 3.875480, 4.302653],
)


def t_quantile(degrees: float) -> float:
    """97.5 % of Student's deviates with two degrees of freedom or more are smaller."""
    if degrees < SERIES_FROM:
        return float(np.interp(1 / degrees, *TABLE))
    return Z + (Z**3 + Z) / (4 * degrees) + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * degrees**2)


def normal_cdf(deviate: float) -> float:
    return erfc(-deviate / sqrt(2)) / 2
