"""Coordinates: GCJ-02, the datum of Chinese maps, to WGS-84 of the rest of the world, and back.

A point copied from 高德 or 腾讯 is in GCJ-02, up to 700 m off what a phone's GPS or a foreign
calendar means by the same numbers, so a coordinate is stored together with its datum.
The shift is not published; the formula is the one everybody uses
(https://github.com/googollee/eviltransform). Longitude comes first throughout, as on the maps.
"""

import math
from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

_AXIS: Final = 6378245.0
"""Semi-major axis of the Krasovsky 1940 ellipsoid in metres, as the shift uses it."""
_ECCENTRICITY_SQUARED: Final = 0.00669342162296594323
_INVERSE_STEPS: Final = 30
_INVERSE_PRECISION: Final = 1e-10
"""Degrees: 10 µm on the ground."""


class Datum(StrEnum):
    """What a coordinate's numbers refer to."""

    GCJ02 = "gcj02"
    WGS84 = "wgs84"


DATUM_LABELS: Final = {
    Datum.GCJ02: "火星坐标（高德、腾讯地图上点的）",
    Datum.WGS84: "GPS 坐标（手机定位、国外地图）",
}


class LngLat(NamedTuple):
    """A point in degrees: longitude (east positive), then latitude (north positive)."""

    lng: float
    lat: float


def wgs84_to_gcj02(lng: float, lat: float) -> LngLat:
    """A WGS-84 point in GCJ-02. Outside the box around China the datums are taken as equal."""
    if not _in_china(lng, lat):
        return LngLat(lng, lat)
    x, y = lng - 105.0, lat - 35.0
    radians = math.radians(lat)
    magic = 1 - _ECCENTRICITY_SQUARED * math.sin(radians) ** 2
    meridian = _AXIS * (1 - _ECCENTRICITY_SQUARED) / (magic * math.sqrt(magic))
    parallel = _AXIS / math.sqrt(magic) * math.cos(radians)
    return LngLat(
        lng + math.degrees(_east_shift(x, y) / parallel),
        lat + math.degrees(_north_shift(x, y) / meridian),
    )


def gcj02_to_wgs84(lng: float, lat: float) -> LngLat:
    """A GCJ-02 point in WGS-84, by iteration: well below a millimetre within China.

    The one-step subtraction found everywhere is metres off.
    """
    if not _in_china(lng, lat):
        return LngLat(lng, lat)
    guess = LngLat(lng, lat)
    for _ in range(_INVERSE_STEPS):
        shifted = wgs84_to_gcj02(*guess)
        east, north = lng - shifted.lng, lat - shifted.lat
        guess = LngLat(guess.lng + east, guess.lat + north)
        if max(abs(east), abs(north)) < _INVERSE_PRECISION:
            break
    return guess


def to_wgs84(lng: float, lat: float, datum: Datum) -> LngLat:
    """The point in WGS-84, whatever datum it is stored in (for feeds)."""
    return gcj02_to_wgs84(lng, lat) if datum is Datum.GCJ02 else LngLat(lng, lat)


def to_gcj02(lng: float, lat: float, datum: Datum) -> LngLat:
    """The point in GCJ-02, whatever datum it is stored in (for Chinese maps)."""
    return wgs84_to_gcj02(lng, lat) if datum is Datum.WGS84 else LngLat(lng, lat)


def amap_marker_url(lng: float, lat: float, name: str, datum: Datum) -> str:
    """The https address that opens 高德地图 with a marker called `name`, in its app if there is one.

    Source: https://lbs.amap.com/api/uri-api/guide/mobile-web/point (longitude first).
    """
    point = to_gcj02(lng, lat, datum)
    query = {
        "position": f"{point.lng:.6f},{point.lat:.6f}",
        "name": name,
        "coordinate": "gaode",
        "callnative": "1",
    }
    return "https://uri.amap.com/marker?" + urlencode(query, safe=",", quote_via=quote)


def _in_china(lng: float, lat: float) -> bool:
    return 72.004 <= lng <= 137.8347 and 0.8293 <= lat <= 55.8271


def _ripple(value: float) -> float:
    """The term both directions share, in metres."""
    return 20 * math.sin(6 * math.pi * value) + 20 * math.sin(2 * math.pi * value)


def _north_shift(x: float, y: float) -> float:
    shift = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    shift += _ripple(x) * 2 / 3
    shift += (20 * math.sin(math.pi * y) + 40 * math.sin(math.pi / 3 * y)) * 2 / 3
    return shift + (160 * math.sin(math.pi / 12 * y) + 320 * math.sin(math.pi * y / 30)) * 2 / 3


def _east_shift(x: float, y: float) -> float:
    shift = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    shift += _ripple(x) * 2 / 3
    shift += (20 * math.sin(math.pi * x) + 40 * math.sin(math.pi / 3 * x)) * 2 / 3
    return shift + (150 * math.sin(math.pi / 12 * x) + 300 * math.sin(math.pi / 30 * x)) * 2 / 3
