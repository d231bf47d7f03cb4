"""Random festivals of a given size, the same for the same seed, with every rule of the format in use."""

from __future__ import annotations

import itertools
import random
from typing import Any

CATEGORIES = ["食品", "饮品", "农产品", "手工艺", "纺织", "日用"]
# What each category tends to bring along: tag and the features it needs.
TAGS = {"食品": "open_flame", "纺织": "textile"}
POWER = [500, 1000, 1500, 2200, 3000, 6000]


def festival(households: int, booths: int, seed: int = 1, days: str = "one") -> dict[str, Any]:
    """A raw problem. `days`: one, consecutive (runs of five days) or triples (any three of seven days)."""
    rng = random.Random(f"{households}/{booths}/{seed}/{days}")
    slots = {"one": ["d1"], "consecutive": [f"d{i}" for i in range(1, 6)], "triples": [f"d{i}" for i in range(1, 8)]}
    zones, rows, stalls, breaks = _ground(rng, booths)
    people = [_household(rng, i, slots[days], [zone["id"] for zone in zones], days) for i in range(households)]
    return {
        "format": "eventhub-problem/1",
        "id": f"bench-{households}-{booths}-{seed}-{days}",
        "lottery": {"seed": f"bench {seed}", "source": "bench"},
        "slots": slots[days],
        "zones": zones,
        "rows": rows,
        "booths": stalls,
        "breaks": breaks,
        "keep_apart": [["open_flame", "textile"]],
        "reserves": [{"class": "特色", "booths": booths // 8}, {"class": "知名", "booths": booths // 20}],
        "preference": "serial",
        "households": people,
        "previous": _previous(rng, people, rows),
    }


def _ground(rng: random.Random, booths: int) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    zones: list[Any] = []
    rows: list[Any] = []
    stalls: list[Any] = []
    breaks: list[Any] = []
    per_zone = max(10, min(60, booths // 5))
    while len(stalls) < booths:
        letter = f"Z{len(zones) + 1}"
        zone: dict[str, Any] = {"id": letter}
        if rng.random() < 0.5:
            zone["categories"] = sorted(rng.sample(CATEGORIES, 4))
        if rng.random() < 0.5:
            zone["category_caps"] = {rng.choice(CATEGORIES): per_zone // 6 + 1}
        count = min(per_zone, booths - len(stalls))
        if rng.random() < 0.4:
            zone["power_w"] = count * 1800
        zones.append(zone)
        made = 0
        while made < count:
            length = min(rng.randint(8, 14), count - made)
            ids = [f"{letter}-{made + i + 1:02d}" for i in range(length)]
            rows.append(
                {
                    "id": f"{letter}/{len(rows)}",
                    "zone": letter,
                    "booths": ids,
                    "circular": length > 5 and rng.random() < 0.1,
                }
            )
            breaks += [list(pair) for pair in itertools.pairwise(ids) if rng.random() < 0.08]
            stalls += [_stall(rng, name) for name in ids]
            made += length
    return zones, rows, stalls, breaks


def _stall(rng: random.Random, name: str) -> dict[str, Any]:
    features = [f for f, share in (("water", 0.4), ("open_flame", 0.4), ("corner", 0.15)) if rng.random() < share]
    return {
        "id": name,
        "power_w": rng.choice([2000, 3000, 3000, 6000]),
        "features": features,
        "closed": rng.random() < 0.01,
    }


def _household(rng: random.Random, number: int, slots: list[str], zones: list[str], days: str) -> dict[str, Any]:
    category = rng.choices(CATEGORIES, [30, 15, 20, 15, 10, 10])[0]
    needs: dict[str, Any] = {"power_w": rng.choices(POWER, [30, 25, 20, 15, 7, 3])[0], "features": []}
    if category == "食品" and rng.random() < 0.5:
        needs["features"].append("open_flame")
    if category in ("食品", "饮品") and rng.random() < 0.4:
        needs["features"].append("water")
    least, most = rng.choices([(1, 1), (1, 2), (2, 2), (1, 3)], [70, 18, 9, 3])[0]
    out: dict[str, Any] = {
        "id": f"H{number:04d}",
        "class": rng.choices(["特色", "知名", "优质", "新兴", ""], [20, 8, 20, 12, 40])[0],
        "category": category,
        "tags": [TAGS[category]] if category in TAGS and rng.random() < 0.6 else [],
        "score": rng.randint(40, 100),
        "needs": needs,
        "size": {"min": least, "max": most},
        "zones": rng.sample(zones, min(len(zones), rng.choice([0, 1, 2, 2, 3]))),
        "anywhere": rng.random() < 0.7,
    }
    if days == "consecutive":
        start, length = rng.randrange(len(slots)), rng.randint(1, 3)
        out["slots"] = slots[start : start + length]
    elif days == "triples":
        out["slots"] = sorted(rng.sample(slots, 3))
    if not out["zones"]:
        out["anywhere"] = True
    return out


def _previous(rng: random.Random, people: list[Any], rows: list[Any]) -> list[Any]:
    out = []
    free = [pair for row in rows for pair in itertools.pairwise(row["booths"])]
    rng.shuffle(free)
    for person, pair in zip(people, free, strict=False):
        if rng.random() < 0.4:
            out.append({"household": person["id"], "booths": list(pair[: person["size"]["min"]])})
    return out
