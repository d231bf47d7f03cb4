"""The phone judges as the server does, finds whom it should, and its memory follows the log."""

import json
import random
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from eventhub.core import clock
from eventhub.gate.judging import PassFacts, Times, judge
from eventhub.gate.models import Direction
from eventhub.gate.presence import NOWHERE, Passage, Presence, presences
from eventhub.gate.wire import iso
from eventhub.passes.periods import period_of

NODE = shutil.which("node")
SCRIPTS = Path(__file__).parents[2] / "static" / "js" / "gate"
DRIVER = Path(__file__).with_name("gate_driver.mjs")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is missing: the gate's script is not run")

HOURS = {1: ((390, 1440),), 2: ((0, 540), (1080, 1440)), 3: ()}
FIRST = date(2027, 5, 1)
START = datetime(2027, 5, 1, 1, 0, tzinfo=UTC)


def on_the_phone(**cases: Any) -> dict[str, Any]:
    assert NODE
    command = [NODE, str(DRIVER), str(SCRIPTS)]
    done = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, check=True)
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def festivals() -> list[Times]:
    """Festivals of one, three and ten days, with and without set-up and take-down and entry windows."""
    found = []
    for length in (1, 3, 10):
        days = [FIRST + timedelta(days=number) for number in range(length)]
        periods = {day: period_of(days, day) or 0 for day in days}
        last = days[-1]
        found.append(Times(periods))
        found.append(
            Times(
                periods,
                (clock.at(FIRST - timedelta(days=1), 14), clock.at(FIRST, 8, 30)),
                (clock.at(last, 18), clock.at(last + timedelta(days=1), 2)),
                HOURS,
            )
        )
        found.append(Times(periods, (clock.at(FIRST, 6), None), (None, clock.at(last, 21)), HOURS))
    return found


def test_the_phone_and_the_server_say_the_same_of_every_pass() -> None:
    chance = random.Random(4)
    cases, expected = [], []
    inside = Presence(Passage("1", 1, FIRST, START, "南门", "a"), (), None, True)
    for times in festivals():
        edges = [moment for window in (times.set_up, times.take_down) for moment in window if moment]
        moments = [edge + timedelta(seconds=shift) for edge in edges for shift in (-1, 0, 1)]
        moments += [START + timedelta(minutes=chance.randrange(-3000, 16_000)) for _ in range(60)]
        moments += [
            clock.at(FIRST + timedelta(days=day)) + timedelta(minutes=minute, seconds=shift)
            for day in (0, 1)
            for minute in (390, 540, 1080)
            for shift in (-1, 0)
        ]
        moments += [clock.at(FIRST), clock.at(FIRST) - timedelta(milliseconds=1)]
        for now in moments:
            standing = chance.choice(["ok"] * 4 + ["revoked", "suspended"])
            facts = PassFacts(standing, chance.randrange(1, 256), chance.randrange(4))
            before, direction = chance.choice([NOWHERE, inside]), chance.choice(list(Direction))
            expected.append(judge(facts, times, now, before, direction).value)
            cases.append(
                [
                    {"standing": facts.standing, "days": facts.days, "window": facts.window},
                    {
                        "periods": {day.isoformat(): period for day, period in times.periods.items()},
                        "set_up": [iso(moment) if moment else None for moment in times.set_up],
                        "take_down": [iso(moment) if moment else None for moment in times.take_down],
                        "hours": times.hours,
                    },
                    now.timestamp() * 1000,
                    before.inside,
                    direction.value,
                ]
            )
    assert on_the_phone(verdicts=cases)["verdicts"] == expected
    assert set(expected) == {"ok", "again", "wrong_day", "revoked", "suspended", "early", "late"}


def test_the_phone_reads_the_clock_as_shanghai_does() -> None:
    moments = [START + timedelta(minutes=37 * number) for number in range(80)]
    shown = [[clock.local(m).date().isoformat(), f"{clock.local(m):%H:%M}"] for m in moments]
    for entry in shown:
        entry[1] = entry[1].removeprefix("0")
    assert on_the_phone(days=[moment.timestamp() * 1000 for moment in moments])["days"] == shown


def test_a_reissued_pass_is_known_by_its_rev() -> None:
    lists = {"revoked": [[1, 16], [2, 3]], "suspended": [4]}
    claims = [(1, 15), (2, 2), (2, 3), (3, 0), (4, 0)]
    cases = [[{"serial": serial, "rev": rev}, lists] for serial, rev in claims]
    assert on_the_phone(standings=cases)["standings"] == ["revoked", "revoked", "ok", "ok", "suspended"]


PASSES = [
    {"booth": "A01", "short": "K7X2M9", "tail": "0001"},
    {"booth": "A02–A04", "short": "2B3D5F", "tail": "0001"},
    {"booth": "B01", "short": "AA01XY", "tail": "7777"},
    {"booth": "", "short": "0SUN01", "tail": ""},
]
LOOKUPS = {
    "A01": ["A01"],
    "a1": ["A01"],
    "Ａ－１": ["A01"],
    "a-3": ["A02–A04"],
    "A05": [],
    "k7x2m9": ["A01"],
    "K7X2 M9": ["A01"],
    "osuno1": [""],
    "0001": ["A01", "A02–A04"],
    "": [],
    "囍": [],
    "K7X": [],
    "https://x/p/1": "code",
    "1" * 176: "code",
}


def test_somebody_is_found_by_booth_short_code_or_phone() -> None:
    assert on_the_phone(lookups=list(LOOKUPS), passes=PASSES)["lookups"] == list(LOOKUPS.values())


def test_an_enrolment_code_is_read_however_it_is_written() -> None:
    codes = [
        "ABCDE 12345",
        "abcde-12345",
        "https://h.cn/gate/#ABCDE12345",
        "#ABCDE12345",
        "ABCDE1234",
        "x/ABCDE12345",
        "",
    ]
    assert on_the_phone(codes=codes)["codes"] == ["ABCDE12345"] * 4 + [""] * 3


def test_the_phone_remembers_what_the_server_will_derive() -> None:
    """Scans of one phone in order, with no other gate: what it remembers is what the log says."""
    chance = random.Random(11)
    walks, expected = [], []
    for _ in range(200):
        scans: list[dict[str, Any]] = []
        passages: list[Passage] = []
        for number in range(chance.randrange(1, 8)):
            at = START + timedelta(minutes=number)
            undo = passages[-1] if passages and not passages[-1].undoes and chance.random() < 0.25 else None
            out = chance.random() < 0.35
            passage = Passage(
                f"{number}",
                1,
                FIRST,
                at,
                "南门",
                "a",
                out=out,
                known=True,
                undoes=undo.id if undo else None,
                seq=number,
            )
            passages.append(passage)
            scans.append(
                {
                    "id": passage.id,
                    "serial": 1,
                    "day": FIRST.isoformat(),
                    "shown_at": iso(at),
                    "gate": "南门",
                    "direction": "out" if out else "in",
                    "passage": True,
                    **({"undoes": undo.id} if undo else {}),
                }
            )
        walks.append(scans)
        presence = presences(passages)[1, FIRST]
        expected.append((presence.first.id if presence.first else None, presence.inside))
    remembered = on_the_phone(walks=walks)["walks"]
    assert [(entry["id"], entry["inside"]) for entry in remembered] == expected
