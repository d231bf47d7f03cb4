"""Coordinates of Chinese maps and of the rest of the world."""

import math
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.festivals.geo import (
    DATUM_LABELS,
    Datum,
    LngLat,
    amap_marker_url,
    gcj02_to_wgs84,
    to_gcj02,
    to_wgs84,
    wgs84_to_gcj02,
)

CHINA_LNG, CHINA_LAT = st.floats(73.6, 135.0), st.floats(18.2, 53.5)


def metres(a: LngLat, b: LngLat) -> float:
    north = (a.lat - b.lat) * 111_320
    east = (a.lng - b.lng) * 111_320 * math.cos(math.radians(a.lat))
    return math.hypot(north, east)


@pytest.mark.parametrize(
    ("wgs", "gcj"),
    [
        # The published test vectors of eviltransform: Shanghai, Shenzhen, Beijing.
        (LngLat(121.5272106, 31.1774276), LngLat(121.531541859215, 31.17530398364597)),
        (LngLat(113.912316, 22.543847), LngLat(113.9171764808363, 22.540796131694766)),
        (LngLat(116.377817, 39.911954), LngLat(116.38404722455657, 39.91334545536069)),
    ],
)
def test_known_points(wgs, gcj):
    assert metres(wgs84_to_gcj02(*wgs), gcj) < 0.000_1
    assert metres(gcj02_to_wgs84(*wgs84_to_gcj02(*wgs)), wgs) < 0.001


def test_in_wansheng_the_shift_is_some_hundred_metres():
    shigu = LngLat(106.93, 28.97)
    assert 300 < metres(wgs84_to_gcj02(*shigu), shigu) < 800


@given(CHINA_LNG, CHINA_LAT)
def test_there_and_back_within_a_millimetre(lng, lat):
    point = LngLat(lng, lat)
    assert metres(gcj02_to_wgs84(*wgs84_to_gcj02(*point)), point) < 0.001
    assert metres(wgs84_to_gcj02(*gcj02_to_wgs84(*point)), point) < 0.001


@pytest.mark.parametrize("point", [LngLat(-0.1276, 51.5072), LngLat(139.6917, 35.6895), LngLat(151.2, -33.9)])
def test_abroad_both_are_the_same(point):
    assert wgs84_to_gcj02(*point) == gcj02_to_wgs84(*point) == point


def test_a_stored_point_is_converted_only_when_its_datum_differs():
    point = LngLat(106.93, 28.97)
    assert to_wgs84(*point, Datum.WGS84) == to_gcj02(*point, Datum.GCJ02) == point
    assert to_wgs84(*point, Datum.GCJ02) == gcj02_to_wgs84(*point)
    assert to_gcj02(*point, Datum.WGS84) == wgs84_to_gcj02(*point)
    assert set(DATUM_LABELS) == set(Datum)


def test_the_map_link_puts_longitude_first_in_the_maps_own_datum():
    url = urlsplit(amap_marker_url(106.93, 28.97, "石鼓广场 & 红苗寨", Datum.GCJ02))
    assert (url.scheme, url.netloc, url.path) == ("https", "uri.amap.com", "/marker")
    assert parse_qs(url.query) == {
        "position": ["106.930000,28.970000"],
        "name": ["石鼓广场 & 红苗寨"],
        "coordinate": ["gaode"],
        "callnative": ["1"],
    }
    assert "+" not in url.query


def test_the_map_link_of_a_gps_point_is_shifted():
    shifted = wgs84_to_gcj02(106.93, 28.97)
    assert f"position={shifted.lng:.6f},{shifted.lat:.6f}" in amap_marker_url(106.93, 28.97, "x", Datum.WGS84)
