"""A small festival in the raw form of the file, for tests that change one thing in it."""

from __future__ import annotations

import copy
from typing import Any

RAW: dict[str, Any] = {
    "format": "eventhub-problem/1",
    "id": "caishan-2027",
    "lottery": {"seed": "2027042:03,07,12,19,22,31+09", "source": "双色球 2027042 期"},
    "slots": ["d1", "d2"],
    "zones": [
        {"id": "A", "categories": ["食", "农"], "category_caps": {"食": 2}, "power_w": 6000},
        {"id": "B"},
    ],
    "rows": [
        {"id": "A-1", "zone": "A", "booths": ["A01", "A02", "A03"], "circular": False},
        {"id": "B-1", "zone": "B", "booths": ["B01", "B02", "B03", "B04"], "circular": True},
    ],
    "booths": [
        {"id": "A01", "power_w": 3000, "features": ["water", "open_flame"], "closed": False},
        {"id": "A02", "power_w": 3000, "features": ["water"]},
        {"id": "A03", "power_w": 3000, "features": ["water"]},
        {"id": "B01", "power_w": 1000, "features": []},
        {"id": "B02", "power_w": 1000, "features": []},
        {"id": "B03", "power_w": 1000, "features": [], "closed": True},
        {"id": "B04", "power_w": 1000, "features": []},
    ],
    "breaks": [["A02", "A03"]],
    "keep_apart": [["open_flame", "textile"]],
    "reserves": [{"class": "特色", "booths": 2}],
    "preference": "serial",
    "households": [
        {
            "id": "H1",
            "class": "特色",
            "category": "食",
            "tags": ["open_flame"],
            "score": 60,
            "needs": {"power_w": 1500, "features": ["open_flame"]},
            "zones": ["A"],
            "anywhere": True,
        },
        {
            "id": "H2",
            "class": "特色",
            "category": "农",
            "score": 80,
            "size": {"min": 1, "max": 2},
            "zones": ["A", "B"],
            "anywhere": True,
        },
        {"id": "H3", "class": "优质", "category": "艺", "tags": ["textile"], "score": 90},
        {
            "id": "H4",
            "class": "优质",
            "category": "食",
            "score": 70,
            "needs": {"power_w": 1500},
            "zones": ["A"],
            "anywhere": False,
            "slots": ["d1"],
        },
        {
            "id": "H5",
            "class": "新兴",
            "category": "食",
            "score": 50,
            "needs": {"power_w": 1500},
            "zones": ["A"],
            "anywhere": False,
        },
        {"id": "H6", "class": "新兴", "category": "食", "score": 40, "needs": {"power_w": 9000}},
        {"id": "H7", "class": "新兴", "category": "艺", "score": 95},
        {"id": "H8", "class": "新兴", "category": "艺", "score": 30},
    ],
    "fixed": [{"household": "H7", "booths": ["B04"]}],
    "previous": [{"household": "H2", "booths": ["A03"]}],
}


def raw() -> dict[str, Any]:
    """A fresh copy to change."""
    return copy.deepcopy(RAW)


def at(value: Any, *path: Any) -> Any:
    """The value at a path of keys and indices."""
    for step in path:
        value = value[step]
    return value
