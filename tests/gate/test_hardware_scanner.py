"""Hardware scanners type: slow ones too are understood, and a person at the keyboard is not taken for one."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

NODE = shutil.which("node")
SCRIPTS = Path(__file__).parents[2] / "static" / "js" / "gate"
DRIVER = Path(__file__).with_name("wedge_driver.mjs")
PASS = "https://jie.cn/p/" + "0123456789" * 17 + "987654"

pytestmark = pytest.mark.skipif(NODE is None, reason="node is missing: the gate's script is not run")


def typed(text: str, gap: int, end: str = "Enter", field: bool = False) -> list[list[Any]]:
    return [[key, gap, field] for key in (*text, end)]


def play(*plays: list[list[Any]]) -> list[dict[str, Any]]:
    assert NODE
    command = [NODE, str(DRIVER), str(SCRIPTS)]
    done = subprocess.run(command, input=json.dumps({"plays": plays}), capture_output=True, text=True, check=True)
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


@pytest.mark.parametrize("gap", [1, 80, 300, 600])
@pytest.mark.parametrize("end", ["Enter", "Tab"])
def test_a_scanner_may_take_up_to_six_hundred_milliseconds_between_keys(gap: int, end: str) -> None:
    (answer,) = play(typed(PASS, gap, end))
    assert answer == {"found": [PASS], "swallowed": 1}


def test_after_a_longer_pause_a_new_code_begins() -> None:
    keys = [*typed("garbage", 10)[:-1], [PASS[0], 601], *typed(PASS[1:], 10)]
    assert play(keys)[0]["found"] == [PASS]


def test_a_person_who_presses_enter_on_a_button_presses_the_button() -> None:
    assert play([["Enter", 1000]], [["a", 50], ["Enter", 50]]) == [{"found": [], "swallowed": 0}] * 2


def test_what_is_typed_into_a_field_belongs_to_the_field() -> None:
    assert play(typed(PASS, 10, field=True))[0] == {"found": [], "swallowed": 0}


def test_shift_and_arrows_are_no_part_of_a_code() -> None:
    keys = [["Shift", 5], ["K", 5], ["Shift", 5], ["7", 5], ["ArrowLeft", 5], ["X", 5], ["2", 5], ["Enter", 5]]
    assert play(keys)[0]["found"] == ["K7X2"]
