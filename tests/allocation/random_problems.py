"""Random problems from a seed: small ones that use every feature of the format, and festivals of a given size."""

from __future__ import annotations

import itertools
import random

from tests.allocation.brute import Brute


def small(seed):
    """A raw problem of at most 8 booths and 7 households, with whatever the format offers."""
    rng = random.Random(seed)
    slots = [f"d{i}" for i in range(rng.choice([1, 1, 2, 3]))]
    categories, features, tags = ["食", "农", "艺"], ["water", "flame"], ["flame", "cloth"]
    zones = []
    for i in range(rng.choice([1, 2, 2, 3])):
        zone = {"id": f"Z{i}"}
        if rng.random() < 0.3:
            zone["categories"] = rng.sample(categories, rng.choice([1, 2]))
        if rng.random() < 0.35:
            zone["category_caps"] = {rng.choice(categories): rng.choice([0, 1, 1, 1, 2])}
        if rng.random() < 0.3:
            zone["power_w"] = rng.choice([2, 4, 6])
        zones.append(zone)
    booths, rows, breaks = [], [], []
    for i in range(rng.choice([1, 2, 2, 3])):
        count = rng.choice([2, 3, 3, 4, 5])
        if len(booths) + count > 8:
            break
        ids = [f"B{len(booths) + j}" for j in range(count)]
        for name in ids:
            booth = {"id": name, "power_w": rng.choice([0, 1, 2, 3, 3]), "closed": rng.random() < 0.08}
            booth["features"] = [f for f in features if rng.random() < 0.75]
            booths.append(booth)
        row = {"id": f"R{i}", "zone": rng.choice(zones)["id"], "booths": ids}
        if rng.random() < 0.5:
            row["circular"] = rng.random() < 0.8
        rows.append(row)
        pairs = list(itertools.pairwise(ids))
        if row.get("circular") and count >= 3:
            pairs.append((ids[-1], ids[0]))
        breaks += [list(pair) for pair in pairs if rng.random() < 0.15]
    households = [_household(rng, i, slots, zones, categories, features, tags) for i in range(rng.choice([3, 5, 6, 7]))]
    problem = {
        "format": "eventhub-problem/1",
        "id": f"small-{seed}",
        "lottery": {"seed": f"seed {seed}", "source": "测试"},
        "slots": slots,
        "zones": zones,
        "rows": rows,
        "booths": booths,
        "households": households,
    }
    if breaks:
        problem["breaks"] = breaks
    if rng.random() < 0.5:
        problem["keep_apart"] = rng.choice(
            [[["flame", "cloth"]], [["flame", "flame"]], [["cloth", "flame"], ["cloth", "cloth"]]]
        )
    if rng.random() < 0.5:
        problem["reserves"] = [{"class": "特", "booths": rng.choice([0, 1, 2, 3])}]
        if rng.random() < 0.3:
            problem["reserves"].append({"class": "优", "booths": rng.choice([1, 2])})
    if rng.random() < 0.6:
        problem["preference"] = rng.choice(["serial", "total"])
    _add_fixed_and_previous(rng, problem)
    return problem


def _household(rng, number, slots, zones, categories, features, tags):
    h = {
        "id": f"H{number}",
        "class": rng.choice(["特", "优", "新"]),
        "category": rng.choice(categories),
        "score": rng.choice([1, 2, 3]),
    }
    if rng.random() < 0.5:
        h["tags"] = rng.sample(tags, rng.choice([1, 1, 2]))
    if rng.random() < 0.7:
        h["needs"] = {"power_w": rng.choice([0, 0, 1, 2, 3]), "features": [f for f in features if rng.random() < 0.15]}
    if rng.random() < 0.6:
        least = rng.choice([1, 1, 1, 2])
        h["size"] = {"min": least, "max": least + rng.choice([0, 1, 1, 2])}
    if len(slots) > 1 and rng.random() < 0.7:
        h["slots"] = rng.sample(slots, rng.randint(1, len(slots)))
    if rng.random() < 0.7:
        h["zones"] = rng.sample([z["id"] for z in zones], rng.randint(1, len(zones)))
        h["anywhere"] = rng.random() < 0.5
    return h


def _add_fixed_and_previous(rng, problem):
    brute = Brute(problem)
    names = list(brute.people)
    if rng.random() < 0.4 and problem["booths"]:
        fixed = {}
        for name in rng.sample(names, rng.choice([1, 1, 2])):
            # The zone wish does not bind the fixed.
            person = {**brute.people[name], "anywhere": True}
            options = [b for b in brute.blocks if brute.alone(person, b) and brute.together(fixed, name, b)]
            if options:
                fixed[name] = rng.choice(options)
        if fixed:
            problem["fixed"] = [{"household": name, "booths": in_row(problem, block)} for name, block in fixed.items()]
    if rng.random() < 0.5 and problem["booths"]:
        chosen = rng.sample(names, rng.randint(1, len(names)))
        ids = [b["id"] for b in problem["booths"]]
        problem["previous"] = []
        for name in chosen:
            block = rng.choice(brute.blocks) if rng.random() < 0.8 else frozenset(rng.sample(ids, min(2, len(ids))))
            problem["previous"].append({"household": name, "booths": in_row(problem, block)})


def in_row(problem, block):
    """The booths in the order of the file's rows (a block over a ring's end may not be in walking order)."""
    return [booth for row in problem["rows"] for booth in row["booths"] if booth in block]
