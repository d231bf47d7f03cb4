"""Real market layouts (another city's, anonymised) turned into our format, solved, and set beside the peers' results.

    python -m benchmarks.real_cases FOLDER [--time-limit S] [--keep FOLDER]

FOLDER holds `real_*.json` (or EVENTHUB_CASES names it). What does not map is dropped and counted in the
output, so the peers' results are measured by rules that are not quite theirs. Where a peer places more than we do, the
line below says by what: whom it leaves out though ranked before, who got less than asked for, which rules it breaks.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

from eventhub.allocation.plan import Plan
from eventhub.allocation.problem import Problem, read_problem
from eventhub.allocation.rules import Board, check_placements
from eventhub.allocation.solver import solve

ZONE = "M"
DAY = "day"

DROPPED = {
    "wishes": "wishes for single booths (our wishes are for zones)",
    "tagged": "booths kept for a branch (others may stand there in ours)",
    "own": "own booths that are no block of the size asked for, or clash: applicant is then ranked like any other",
    "grown": "peers' holders who want only their own or wished booths, yet were grown beyond them (ours are not)",
    "breaks": "breaks between booths that are not consecutive",
    "cap": "caps count booths there, households here",
}


def convert(case: dict[str, Any]) -> tuple[dict[str, Any], Counter[str]]:
    """A case's JSON value to ours, and how often each thing of `DROPPED` occurred."""
    dropped: Counter[str] = Counter()
    required = {category["id"] for category in case["categories"] if category["required"]}
    rows = [
        {"id": f"R{i}", "zone": ZONE, "booths": row, "circular": circular}
        for i, (row, circular) in enumerate(zip(case["rows"], case["circular"], strict=True))
    ]
    consecutive = {frozenset(pair) for row in case["rows"] for pair in itertools.pairwise(row)}
    breaks = [pair for pair in case["breaks"] if frozenset(pair) in consecutive]
    dropped["breaks"] = len(case["breaks"]) - len(breaks)
    dropped["tagged"] = sum(bool(stall["tags"]) for stall in case["stalls"])
    choosy = [person for person in case["applicants"] if not person["anywhere"]]
    dropped["grown"] = sum(
        not set(booths) <= _wished(person)
        for person in choosy
        for peer in case["peer"]
        if (booths := peer["placed"].get(person["id"]))
    )
    caps = {category["id"]: category["cap"] for category in case["categories"] if category["cap"] is not None}
    dropped["cap"] = len(caps)
    problem = {
        "format": "eventhub-problem/1",
        "id": case["id"],
        "lottery": {"seed": case["id"], "source": case["source"]["project"]},
        "slots": [DAY],
        "zones": [{"id": ZONE, "category_caps": caps}],
        "rows": rows,
        "booths": [
            {
                "id": stall["id"],
                "features": [
                    *stall["features"],
                    *(f"branch {tag}" for tag in stall["tags"]),
                    *(f"only {person['id']}" for person in choosy if stall["id"] in _wished(person)),
                ],
                "closed": not stall["active"],
            }
            for stall in case["stalls"]
        ],
        "breaks": breaks,
        "households": [_household(person, case, required, dropped) for person in case["applicants"]],
    }
    problem["fixed"] = _fixed(problem, case, dropped)
    return problem, dropped


def _wished(person: dict[str, Any]) -> set[str]:
    return {*person["own"], *person["prefs"]}


def _household(
    person: dict[str, Any], case: dict[str, Any], required: set[str], dropped: Counter[str]
) -> dict[str, Any]:
    dropped["wishes"] += bool(person["prefs"])
    branches = [f"branch {category}" for category in person["categories"] if category in required]
    # Who takes nothing but certain booths needs a feature that only those have.
    only = [] if person["anywhere"] else [f"only {person['id']}"]
    last = max(other["rank"] for other in case["applicants"])
    tiers = max(other["tier"] for other in case["applicants"])
    return {
        "id": person["id"],
        "class": f"tier {person['tier']}",
        "category": person["categories"][0] if person["categories"] else "",
        "score": (tiers - person["tier"]) * (last + 1) + last - person["rank"],
        "needs": {"features": [*person["needs"], *branches, *only]},
        "size": {"min": person["min"], "max": person["max"]},
    }


def _fixed(problem: dict[str, Any], case: dict[str, Any], dropped: Counter[str]) -> list[dict[str, Any]]:
    """Those with booths of their own stand on them, where that breaks no rule."""
    plain = read_problem(problem)
    board = Board(plain)
    for person in sorted(case["applicants"], key=lambda other: (other["tier"], other["rank"])):
        if not person["own"]:
            continue
        if plain.booths.keys() >= set(person["own"]) and not board.breaches(person["id"], person["own"]):
            board.put(person["id"], person["own"])
        else:
            dropped["own"] += 1
    return [{"household": name, "booths": list(block)} for name, block in board.placements.items()]


def envy(problem: Problem, order: list[str], placements: dict[str, list[str]]) -> int:
    """Justified envy: unplaced applicants who could stand somewhere if everybody ranked behind them left."""
    board, count = Board(problem), 0
    for name in order:
        if name in placements:
            board.put(name, placements[name])
        else:
            count += any(not breaches for breaches in board.colour(name).values())
    return count


def peer_line(problem: Problem, peer: dict[str, Any], order: list[str]) -> str:
    """One peer's result, as it stands in the file."""
    placed = {name: booths for name, booths in peer["placed"].items() if name in problem.households}
    booths = sum(map(len, placed.values()))
    return (
        f"    {peer['version']:5} placed {len(placed):4}  booths {booths:4}  justified envy {envy(problem, order, placed):3}"
        f"  {peer['ms'] / 1000:7.1f} s"
    )


def why_more(problem: Problem, plan: Plan, peer: dict[str, Any]) -> str:
    """Why a peer places more than we do, in one line; empty where it does not."""
    theirs = {name: booths for name, booths in peer["placed"].items() if name in problem.households}
    if len(theirs) <= len(plan.placements):
        return ""
    place = {name: i for i, name in enumerate([*problem.fixed, *plan.order], 1)}
    ours_only = [name for name in plan.placements if name not in theirs]
    theirs_only = [name for name in theirs if name not in plan.placements]
    big = sum(problem.households[name].size_min > 1 for name in ours_only)
    small = sum(len(booths) < problem.households[name].size_min for name, booths in theirs.items())
    broken = Counter(breach.rule for breach in check_placements(problem, theirs) if breach.rule != "size")
    rules = ", ".join(f"{rule} {count}" for rule, count in broken.items()) or "none"
    return (
        f"        {len(theirs) - len(plan.placements)} more, because it leaves out {len(ours_only)} ranked "
        f"{_span(place, ours_only)} ({big} of them ask for two booths or more) for {len(theirs_only)} ranked "
        f"{_span(place, theirs_only)}; {small} hold fewer booths than they ask for; other rules of ours it breaks: {rules}"
    )


def _span(place: dict[str, int], names: list[str]) -> str:
    ranks = sorted(place[name] for name in names)
    return f"{ranks[0]}–{ranks[-1]}" if ranks else "nowhere"


def report(path: Path, time_limit: float | None, keep: Path | None) -> Counter[str]:
    """Solves one case and prints it beside the peers. Returns what was dropped."""
    case = json.loads(path.read_bytes())
    raw, dropped = convert(case)
    problem = read_problem(raw)
    start = time.perf_counter()
    plan: Plan = solve(problem, time_limit=time_limit)
    seconds = time.perf_counter() - start
    if check_placements(problem, plan.placements):
        raise SystemExit(f"{path.name}: the plan breaks a rule")
    proven = "all proven" if plan.proven else "proven: " + ", ".join(lv.level for lv in plan.levels if lv.proven)
    print(f"{case['id']}: {len(case['applicants'])} applicants, {len(case['stalls'])} booths")
    order = [*problem.fixed, *plan.order]
    ours = {name: list(block) for name, block in plan.placements.items()}
    print(
        f"    ours  placed {len(ours):4}  booths {plan.level('size').value:4}  justified envy"
        f" {envy(problem, order, ours):3}  {seconds:7.1f} s  fixed {len(problem.fixed)}, {proven}"
    )
    for peer in case["peer"]:
        print(peer_line(problem, peer, order))
        if reason := why_more(problem, plan, peer):
            print(reason)
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{case['id']}.json").write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    return dropped


def main() -> None:
    """Solves every case of the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=os.environ.get("EVENTHUB_CASES"))
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--keep", type=Path, help="where to write the converted problems")
    arguments = parser.parse_args()
    if arguments.folder is None:
        raise SystemExit("say where the cases are: a folder, or EVENTHUB_CASES")
    paths = sorted(Path(arguments.folder).glob("real_*.json"))
    if not paths:
        raise SystemExit(f"no real_*.json in {arguments.folder}")
    dropped: Counter[str] = Counter()
    for path in paths:
        dropped += report(path, arguments.time_limit, arguments.keep)
    print("\nWhat did not map:")
    for key, text in DROPPED.items():
        print(f"    {dropped[key]:5}  {text}")


if __name__ == "__main__":
    main()
