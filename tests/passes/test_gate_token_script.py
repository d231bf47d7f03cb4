"""The phone's own verifier and the server's agree on every pass, genuine or not."""

import json
import random
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eventhub.passes.token import PassClaims, PassError, PassKind, sign, verify
from tests.passes.samples import CLAIMS, FESTIVAL, PRIVATE, PUBLIC

NODE = shutil.which("node")
SCRIPT = Path(__file__).parents[2] / "static" / "js" / "gate" / "token.js"
DRIVER = Path(__file__).with_name("gate_token_driver.mjs")
KEYS = {3: (FESTIVAL, PUBLIC), 31: (0xFFFF, PUBLIC), 0: (256, PUBLIC)}
GENUINE = sign(CLAIMS, FESTIVAL, PRIVATE)

pytestmark = pytest.mark.skipif(NODE is None, reason="node is missing: the gate's script is not run")


def some_cases() -> list[str]:
    """Genuine passes at the limits and at random, then every kind of damage."""
    chance = random.Random(8)
    lowest = PassClaims(kid=0, serial=1, rev=0, kind=PassKind.HOUSEHOLD, booth=0, days=1, heads=0, window=0)
    highest = PassClaims(
        kid=31, serial=0xFFFFFF, rev=15, kind=PassKind.ORGANISER, booth=0xFFFF, days=255, heads=15, window=15
    )
    genuine = [GENUINE, sign(lowest, 256, PRIVATE), sign(highest, 0xFFFF, PRIVATE)]
    genuine += [
        sign(replace(CLAIMS, serial=chance.randrange(1, 1 << 24), kind=kind), FESTIVAL, PRIVATE) for kind in PassKind
    ]
    flipped = [str(int(GENUINE) ^ 1 << bit).zfill(176) for bit in chance.sample(range(584), 60)]
    around = [
        f"https://x.cn/p/{GENUINE}\r\n",
        f"99{GENUINE}",
        f"{GENUINE}{GENUINE}",
        f"{'1' * 176} {GENUINE} 17",
    ]
    damaged = [
        "",
        "你好",
        GENUINE[:-1],
        GENUINE[:90] + " " + GENUINE[90:],
        "9" * 176,
        str(1 << 584),
        "0" * 176,
    ]
    full_width = GENUINE.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    elsewhere = [sign(replace(CLAIMS, kid=7), FESTIVAL, PRIVATE), sign(CLAIMS, FESTIVAL + 1, PRIVATE)]
    return [*genuine, *flipped, *around, *damaged, full_width, *elsewhere]


def python_outcome(text: str) -> dict[str, Any]:
    try:
        claims = verify(text, KEYS)
    except PassError as refusal:
        return {"code": refusal.code}
    fields = {name: getattr(claims, name) for name in PassClaims.LIMITS}
    return {**fields, "kind": claims.kind.name.lower(), "festival": KEYS[claims.kid][0]}


@pytest.fixture(scope="module")
def script_answer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the script says, run once under node for all tests here."""
    module = tmp_path_factory.mktemp("script") / "token.mjs"
    shutil.copy(SCRIPT, module)
    question = {
        "cases": some_cases(),
        "keys": [{"kid": kid, "festival": number, "publicKey": public.hex()} for kid, (number, public) in KEYS.items()],
        "days": 0b1000_0101,
    }
    run = subprocess.run(
        [str(NODE), str(DRIVER), str(module)],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def test_script_and_server_agree_on_every_case(script_answer: dict[str, Any]) -> None:
    cases = some_cases()
    assert script_answer["verdicts"] == [python_outcome(text) for text in cases]
    codes = {verdict.get("code") for verdict in script_answer["verdicts"]}
    assert codes == {None, "unreadable", "wrong_festival", "forged"}


def test_a_phone_without_webcrypto_uses_the_fallback(script_answer: dict[str, Any]) -> None:
    hooks = script_answer["hooks"]
    assert hooks["own_check"] is True
    assert hooks["fallback_used"] is True
    assert hooks["fallback_verifies"]["serial"] == CLAIMS.serial


def test_without_a_working_check_there_is_no_green(script_answer: dict[str, Any]) -> None:
    hooks = script_answer["hooks"]
    assert hooks["no_check_at_all"] == {"code": "no_signature_check"}
    assert hooks["yes_man_refused"] == {"code": "no_signature_check"}
    assert hooks["truthy_is_not_true"] == {"code": "forged"}


def test_days_are_read_alike(script_answer: dict[str, Any]) -> None:
    assert script_answer["validDays"] == [1, 3, 8]
