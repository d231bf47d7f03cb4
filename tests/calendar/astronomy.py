"""New moons and solar longitudes after Jean Meeus, *Astronomical Algorithms* (2nd ed.).

New moons: chapter 49 with the planetary terms (seconds). Solar longitude: chapter 25 with the
VSOP87 terms of appendix III for the earth (about one arc second, half a minute of time).
Used only to check the lunar calendar without the package that makes it.
"""

import math
from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
DELTA_T = 70.0
"""Seconds between dynamical and universal time, 69…72 in 2023–2036."""
_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)

# Amplitude (days), power of E, then multiples of M, M', F.
_NEW_MOON_TERMS = [
    (-0.40720, 0, 0, 1, 0),
    (0.17241, 1, 1, 0, 0),
    (0.01608, 0, 0, 2, 0),
    (0.01039, 0, 0, 0, 2),
    (0.00739, 1, -1, 1, 0),
    (-0.00514, 1, 1, 1, 0),
    (0.00208, 2, 2, 0, 0),
    (-0.00111, 0, 0, 1, -2),
    (-0.00057, 0, 0, 1, 2),
    (0.00056, 1, 1, 2, 0),
    (-0.00042, 0, 0, 3, 0),
    (0.00042, 1, 1, 0, 2),
    (0.00038, 1, 1, 0, -2),
    (-0.00024, 1, -1, 2, 0),
    (-0.00007, 0, 2, 1, 0),
    (0.00004, 0, 0, 2, -2),
    (0.00004, 0, 3, 0, 0),
    (0.00003, 0, 1, 1, -2),
    (0.00003, 0, 0, 2, 2),
    (-0.00003, 0, 1, 1, 2),
    (0.00003, 0, -1, 1, 2),
    (-0.00002, 0, -1, 1, -2),
    (-0.00002, 0, 1, 3, 0),
    (0.00002, 0, 0, 4, 0),
]
# Argument at k = 0 and its step in degrees, amplitude in millionths of a day.
_PLANETARY_TERMS = [
    (299.77, 0.107408, 325),
    (251.88, 0.016321, 165),
    (251.83, 26.651886, 164),
    (349.42, 36.412478, 126),
    (84.66, 18.206239, 110),
    (141.74, 53.303771, 62),
    (207.14, 2.453732, 60),
    (154.84, 7.306860, 56),
    (34.52, 27.261239, 47),
    (207.19, 0.121824, 42),
    (291.34, 1.844379, 40),
    (161.72, 24.198154, 37),
    (239.56, 25.513099, 35),
    (331.55, 3.592518, 23),
]
# Heliocentric longitude of the earth: amplitude (1e-8 rad), phase, frequency per millennium.
_L0 = """
175347046 0 0  3341656 4.6692568 6283.07585  34894 4.6261 12566.1517  3497 2.7441 5753.3849
3418 2.8289 3.5231  3136 3.6277 77713.7715  2676 4.4181 7860.4194  2343 6.1352 3930.2097
1324 0.7425 11506.7698  1273 2.0371 529.691  1199 1.1096 1577.3435  990 5.233 5884.927
902 2.045 26.298  857 3.508 398.149  780 1.179 5223.694  753 2.533 5507.553
505 4.583 18849.228  492 4.205 775.523  357 2.92 0.067  317 5.849 11790.629
284 1.899 796.298  271 0.315 10977.079  243 0.345 5486.778  206 4.806 2544.314
205 1.869 5573.143  202 2.458 6069.777  156 0.833 213.299  132 3.411 2942.463
126 1.083 20.775  115 0.645 0.98  103 0.636 4694.003  102 0.976 15720.839
102 4.267 7.114  99 6.21 2146.17  98 0.68 155.42  86 5.98 161000.69
85 1.3 6275.96  85 3.67 71430.7  80 1.81 17260.15  79 3.04 12036.46
75 1.76 5088.63  74 3.5 3154.69  74 4.68 801.82  70 0.83 9437.76
62 3.98 8827.39  61 1.82 7084.9  57 2.78 6286.6  56 4.39 14143.5
56 3.47 6279.55  52 0.19 12139.55  52 1.33 1748.02  51 0.28 5856.48
49 0.49 1194.45  41 5.37 8429.24  41 2.4 19651.05  39 6.17 10447.39
37 6.04 10213.29  37 2.57 1059.38  36 1.71 2352.87  36 1.78 6812.77
33 0.59 17789.85  30 0.44 83996.85  30 2.74 1349.87  25 3.16 4690.48
"""
_L1 = """
628331966747 0 0  206059 2.678235 6283.07585  4303 2.6351 12566.1517  425 1.59 3.523
119 5.796 26.298  109 2.966 1577.344  93 2.59 18849.23  72 1.14 529.69
68 1.87 398.15  67 4.41 5507.55  59 2.89 5223.69  56 2.17 155.42
45 0.4 796.3  36 0.47 775.52  29 2.65 7.11  21 5.34 0.98
19 1.85 5486.78  19 4.97 213.3  17 2.99 6275.96  16 0.03 2544.31
16 1.43 2146.17  15 1.21 10977.08  12 2.83 1748.02  12 3.26 5088.63
12 5.27 1194.45  12 2.08 4694  11 0.77 553.57  10 1.3 6286.6
10 4.24 1349.87  9 2.7 242.73
"""
_L2 = "52919 0 0  8720 1.0721 6283.0758  309 0.867 12566.152  27 0.05 3.52  16 5.19 26.3"
_L3 = "289 5.844 6283.076  35 0 0  17 5.49 12566.15"


def _series(table: str) -> list[tuple[float, float, float]]:
    numbers = [float(word) for word in table.split()]
    return list(zip(numbers[0::3], numbers[1::3], numbers[2::3], strict=True))


_LONGITUDE = [_series(table) for table in (_L0, _L1, _L2, _L3)]


def _sin(degrees: float) -> float:
    return math.sin(math.radians(degrees))


def _from_julian(jde: float) -> datetime:
    return (_J2000 + timedelta(days=jde - 2451545.0, seconds=-DELTA_T)).astimezone(BEIJING)


def new_moon(k: int) -> datetime:
    """Moment of new moon number `k` (0 is 6 January 2000) in Beijing time."""
    t = k / 1236.85
    e = 1 - 0.002516 * t - 0.0000074 * t * t
    m = 2.5534 + 29.10535670 * k - 0.0000014 * t**2 - 0.00000011 * t**3
    moon = 201.5643 + 385.81693528 * k + 0.0107582 * t**2 + 0.00001238 * t**3
    f = 160.7108 + 390.67050284 * k - 0.0016118 * t**2 - 0.00000227 * t**3
    omega = 124.7746 - 1.56375588 * k + 0.0020672 * t**2 + 0.00000215 * t**3
    jde = 2451550.09766 + 29.530588861 * k + 0.00015437 * t**2 - 0.000000150 * t**3
    jde += sum(a * e**p * _sin(x * m + y * moon + z * f) for a, p, x, y, z in _NEW_MOON_TERMS)
    jde -= 0.00017 * _sin(omega)
    jde += sum(1e-6 * a * _sin(start + step * k) for start, step, a in _PLANETARY_TERMS)
    jde += 325e-6 * (_sin(299.77 + 0.107408 * k - 0.009173 * t * t) - _sin(299.77 + 0.107408 * k))
    return _from_julian(jde)


def solar_longitude(jde: float) -> float:
    """Apparent longitude of the sun in degrees at a Julian ephemeris day."""
    tau = (jde - 2451545.0) / 365250
    earth = sum(
        tau**power * sum(a * math.cos(b + c * tau) for a, b, c in series) for power, series in enumerate(_LONGITUDE)
    )
    t = tau * 10
    anomaly = 357.52911 + 35999.05029 * t
    radius = 1.00014 - 0.01671 * math.cos(math.radians(anomaly)) - 0.00014 * math.cos(math.radians(2 * anomaly))
    omega = 125.04452 - 1934.136261 * t
    sun, moon = 280.4665 + 36000.7698 * t, 218.3165 + 481267.8813 * t
    nutation = -17.20 * _sin(omega) - 1.32 * _sin(2 * sun) - 0.23 * _sin(2 * moon) + 0.21 * _sin(2 * omega)
    arc_seconds = nutation - 20.4898 / radius - 0.09033
    return (math.degrees(earth / 1e8) + 180 + arc_seconds / 3600) % 360


def solar_term_moment(year: int, index: int) -> datetime:
    """Moment in Beijing time of term `index` of a Gregorian year: 0 小寒 (285°), 1 大寒 … 23 冬至."""
    longitude = (285 + 15 * index) % 360
    jde = 2451545.0 + (year - 2000) * 365.2422 + 5 + index * 15.2184
    for _ in range(50):
        gap = (longitude - solar_longitude(jde) + 180) % 360 - 180
        jde += gap * 365.2422 / 360
        if abs(gap) < 1e-7:
            break
    return _from_julian(jde)
