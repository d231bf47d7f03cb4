"""The contract searched exhaustively, written from docs/allocation.md alone: it reads the raw JSON and
imports nothing of ours.

Only for problems of a few booths and households. Slow and plain on purpose.
"""

from __future__ import annotations

import hashlib


def _edges(problem):
    """Neighbouring pairs of booths, in row order."""
    broken = {frozenset(pair) for pair in problem.get("breaks", [])}
    found = []
    for row in problem["rows"]:
        booths = row["booths"]
        pairs = [(booths[i], booths[i + 1]) for i in range(len(booths) - 1)]
        if row.get("circular", False) and len(booths) >= 3:
            pairs.append((booths[-1], booths[0]))
        found += [pair for pair in pairs if frozenset(pair) not in broken]
    return found


class Brute:
    """All answers of the contract for one raw problem."""

    def __init__(self, problem):
        self.problem = problem
        self.people = {h["id"]: h for h in problem["households"]}
        self.booths = {b["id"]: b for b in problem["booths"]}
        self.zones = {z["id"]: z for z in problem["zones"]}
        self.zone_of = {b: row["zone"] for row in problem["rows"] for b in row["booths"]}
        self.edges = _edges(problem)
        self.after = dict(self.edges)
        self.fixed = {f["household"]: frozenset(f["booths"]) for f in problem.get("fixed", [])}
        self.previous = {f["household"]: frozenset(f["booths"]) for f in problem.get("previous", [])}
        self.blocks = self._blocks()
        self.solo = {name: [b for b in self.blocks if self.alone(self.people[name], b)] for name in self.people}
        self._feasible = {}

    def _blocks(self):
        """Every block as a set of booths."""
        found = {}
        for start in self.booths:
            run = [start]
            found[frozenset(run)] = None
            while run[-1] in self.after and self.after[run[-1]] not in run:
                run.append(self.after[run[-1]])
                found[frozenset(run)] = None
        return list(found)

    def slots(self, name):
        return set(self.people[name].get("slots", self.problem["slots"]))

    def alone(self, h, block, waived=""):
        """Would the block do in an empty festival?"""
        needs = h.get("needs", {})
        size = h.get("size", {"min": 1, "max": 1})
        if waived != "size" and not size["min"] <= len(block) <= size["max"]:
            return False
        zone = self.zones[self.zone_of[next(iter(block))]]
        if waived != "zone" and not (h.get("anywhere", True) or zone["id"] in h.get("zones", [])):
            return False
        if waived != "category":
            if zone.get("categories") and h["category"] not in zone["categories"]:
                return False
            if zone.get("category_caps", {}).get(h["category"], 1) == 0:
                return False
        power = 0 if waived == "power_w" else needs.get("power_w", 0)
        if sum(self.booths[b].get("power_w", 0) for b in block) < power:
            return False
        if "power_w" in zone and zone["power_w"] < power:
            return False
        for b in block:
            if waived != "closed" and self.booths[b].get("closed", False):
                return False
            if waived != "features" and not set(needs.get("features", [])) <= set(self.booths[b].get("features", [])):
                return False
        return True

    def failing(self, name):
        return [
            need
            for need in ("category", "zone", "power_w", "features", "size", "closed")
            if any(self.alone(self.people[name], block, need) for block in self.blocks)
        ]

    def together(self, plan, name, block):
        """May `name` stand on `block` beside everybody in `plan` (household → block)?"""
        h, mine = self.people[name], self.slots(name)
        zone = self.zone_of[next(iter(block))]
        for other, there in plan.items():
            if self.slots(other) & mine and there & block:
                return False
        for a, b in self.problem.get("keep_apart", []):
            for left, right in self.edges:
                for x, y in ((left, right), (right, left)):
                    if x not in block:
                        continue
                    for other, there in plan.items():
                        tags, theirs = h.get("tags", []), self.people[other].get("tags", [])
                        apart = (a in tags and b in theirs) or (b in tags and a in theirs)
                        if apart and y in there and self.slots(other) & mine:
                            return False
        limits = self.zones[zone]
        for slot in mine:
            here = [
                self.people[o] for o, t in plan.items() if slot in self.slots(o) and self.zone_of[next(iter(t))] == zone
            ]
            cap = limits.get("category_caps", {}).get(h["category"])
            if cap is not None and 1 + sum(o["category"] == h["category"] for o in here) > cap:
                return False
            if "power_w" in limits:
                watts = sum(o.get("needs", {}).get("power_w", 0) for o in [*here, h])
                if watts > limits["power_w"]:
                    return False
        return True

    def plans(self, names, start):
        """Every plan that places all of `names` on top of `start`."""
        names = sorted(names, key=lambda n: len(self.solo[n]))
        if not names:
            yield dict(start)
            return
        first, rest = names[0], names[1:]
        for block in self.solo[first]:
            if self.together(start, first, block):
                yield from self.plans(rest, {**start, first: block})

    def feasible(self, names, fixed):
        key = (frozenset(names), frozenset(fixed))
        if key not in self._feasible:
            start = {name: self.fixed[name] for name in fixed}
            self._feasible[key] = next(self.plans(names, start), None) is not None
        return self._feasible[key]

    def ranked(self):
        seed = self.problem["lottery"]["seed"]

        def key(name):
            ticket = hashlib.sha256((seed + "\n" + name).encode("utf-8")).hexdigest()
            return (-self.people[name]["score"], ticket)

        return sorted((name for name in self.people if name not in self.fixed), key=key)

    def walk(self):
        """(order, placed) of the section “Order”."""
        ranked, order, placed = self.ranked(), [], []

        def attempt(name):
            order.append(name)
            if self.feasible([*placed, name], self.fixed):
                placed.append(name)
                return True
            return False

        for reserve in self.problem.get("reserves", []):
            members = [n for n in self.fixed if self.people[n]["class"] == reserve["class"]]
            count = sum(len(self.fixed[n]) for n in members)
            for name in ranked:
                if count >= reserve["booths"]:
                    break
                member = self.people[name]["class"] == reserve["class"]
                if member and name not in order and attempt(name):
                    count += self.people[name].get("size", {"min": 1})["min"]
        for name in ranked:
            if name not in order:
                attempt(name)
        return order, placed

    def cost(self, name, block):
        wish = self.people[name].get("zones", [])
        zone = self.zone_of[next(iter(block))]
        return wish.index(zone) if zone in wish else len(wish)

    def costs(self, plan):
        return sum(self.cost(n, b) for n, b in plan.items() if n not in self.fixed)

    def pairs(self, plan):
        count = 0
        for left, right in self.edges:
            count += any(
                a != b
                and left in plan[a]
                and right in plan[b]
                and self.people[a]["category"] == self.people[b]["category"]
                and self.slots(a) & self.slots(b)
                for a in plan
                for b in plan
            )
        return count

    def moves(self, plan):
        return sum(plan[n] != self.previous[n] for n in self.previous if n in plan)

    def solve(self):
        """(order, placed, sizes by household, values by level) of the best plan."""
        order, placed = self.walk()
        plans = list(self.plans(placed, dict(self.fixed)))
        for name in placed:
            most = max(len(plan[name]) for plan in plans)
            plans = [plan for plan in plans if len(plan[name]) == most]
        if self.problem.get("preference", "serial") == "serial":
            for name in placed:
                least = min(self.cost(name, plan[name]) for plan in plans)
                plans = [plan for plan in plans if self.cost(name, plan[name]) == least]
        else:
            least = min(self.costs(plan) for plan in plans)
            plans = [plan for plan in plans if self.costs(plan) == least]
        for measure in (self.pairs, self.moves):
            values = [measure(plan) for plan in plans]
            plans = [plan for plan, value in zip(plans, values, strict=True) if value == min(values)]
        best = plans[0]
        values = {
            "placed": len(best),
            "size": sum(map(len, best.values())),
            "zones": self.costs(best),
            "neighbours": self.pairs(best),
            "moves": self.moves(best),
        }
        return order, set(placed), best, values

    def valid(self, plan):
        """No rule broken by the whole plan (household → set of booths)."""
        for name, block in plan.items():
            others = {n: b for n, b in plan.items() if n != name}
            if name in self.fixed:
                if block != self.fixed[name]:
                    return False
            elif block not in self.solo[name]:
                return False
            if not self.together(others, name, block):
                return False
        return all(name in plan for name in self.fixed)

    def minimal_blockers(self, name, blockers, order, placed):
        """Whether `blockers` is a minimal set of those placed before, without whom the household could be placed."""
        before = [n for n in order[: order.index(name)] if n in placed]
        if not blockers or not set(blockers) <= {*before, *self.fixed} or len(set(blockers)) != len(blockers):
            return False

        def without(gone):
            return self.feasible(
                [*(n for n in before if n not in gone), name], [n for n in self.fixed if n not in gone]
            )

        return without(set(blockers)) and not any(without(set(blockers) - {b}) for b in blockers)
