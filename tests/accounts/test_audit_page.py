"""The page of the audit log speaks Chinese: every action the code records has a name, subjects are named and linked."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import eventhub
from eventhub.accounts import audit_labels
from eventhub.accounts.models import Account, Role
from eventhub.accounts.queries import audit_entries
from eventhub.core.audit import record
from eventhub.core.database import writing
from eventhub.gate.models import FindingKind
from eventhub.passes.models import PassState
from tests import factories
from tests.page_check import CheckedClient

CODE = Path(inspect.getfile(eventhub)).parent
# Functions that hand an action on to `record`: the place of the action among their arguments, what stands before it.
HANDING_ON = {"record": (1, ""), "_changed": (2, ""), "_written": (1, "session."), "plan_changed": (1, "plan.")}
# Actions that are put together: the text as the code has it → what it can become.
PUT_TOGETHER = {
    "gate.{kind.value}": [f"gate.{kind.value}" for kind in FindingKind],
    "pass.{state.value}": [f"pass.{state.value}" for state in PassState],
    "plan.{deed}": ["plan.undo", "plan.redo"],
}
# Expressions whose values are read at the functions that hand them on, or stand in the two lists below.
FOLLOWED = {"action", "deed", "f'plan.{action}'", "f'session.{change}'", "_word(changed, entry)"}
WORDS_OF_SESSIONS = ("moved", "published", "unpublished", "edited")
BY_HAND = ("plan.place", "plan.swap", "plan.unplace")


def calls() -> Iterator[tuple[str, ast.expr, str]]:
    """Every call that records a deed: where it stands, the expression of its action, what stands before it."""
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place, before = HANDING_ON.get(name, (0, ""))
            if place and len(node.args) > place:
                yield f"{path.relative_to(CODE)}:{node.lineno}", node.args[place], before


def actions_of(expression: ast.expr, before: str) -> list[str] | None:
    """What an action can be, or None where it can't be read from the code."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return [before + expression.value]
    if isinstance(expression, ast.IfExp):
        both = (actions_of(expression.body, before), actions_of(expression.orelse, before))
        return [action for found in both for action in found or []]
    return PUT_TOGETHER.get(ast.unparse(expression)[2:-1])


def recorded() -> dict[str, str]:
    """Every action that the code records, with a place that does."""
    found = {f"session.{word}": "festivals/programme.py" for word in WORDS_OF_SESSIONS}
    found.update(dict.fromkeys(BY_HAND, "allocation/hand_moves.py"))
    for where, expression, before in calls():
        known = actions_of(expression, before)
        if known is None:
            assert ast.unparse(expression) in FOLLOWED, f"{where}: {ast.unparse(expression)}"
        found.update(dict.fromkeys(known or (), where))
    return found


@pytest.fixture
def admin(client: CheckedClient) -> CheckedClient:
    return client.sign_in(factories.a_staff_member(Role.ADMINISTRATOR))


def test_every_action_that_is_recorded_has_a_chinese_name(app: Flask) -> None:
    actions = recorded()
    assert len(actions) > 100
    nameless = {action: where for action, where in actions.items() if audit_labels.label_of(action) == action}
    assert nameless == {}


def test_every_name_belongs_to_an_action_that_is_recorded(app: Flask) -> None:
    assert set(audit_labels.labels()) - set(recorded()) == set()


def test_no_two_actions_have_the_same_name(app: Flask) -> None:
    names = list(audit_labels.labels().values())
    assert {name for name in names if names.count(name) > 1} == set()


def test_subjects_are_named_and_lead_to_their_page(admin: CheckedClient) -> None:
    application = factories.an_application(factories.a_festival())
    festival, household = application.festival, application.household
    with writing():
        record(None, "application.return", f"application:{application.id}", what="健康证看不清，请重拍。")
        record(None, "festival.edit", f"festival:{festival.id}", fields=["summary"])
        record(None, "household.edit", f"household:{household.id}")
        record(None, "household.edit", "household:9999")
    page = admin.get("/admin/audit/").text
    assert f'href="/desk/{festival.slug}/applications/{application.id}/">{household.name}（' in page
    assert f'href="/desk/{festival.slug}/">{festival.name_with_year}</a>' in page
    assert f'href="/desk/households/{household.id}">{household.name}</a>' in page
    assert "个体户 9999" in page, "what is gone keeps its kind and number"
    assert "退回补正" in page
    assert "健康证看不清，请重拍。" in page
    visible = page.replace("\n", " ").split("<details>")[0]
    assert "festival.edit" not in visible.split("<tbody>")[1]


def test_the_log_of_one_subject_or_one_action(admin: CheckedClient) -> None:
    household = factories.a_household()
    with writing():
        record(None, "plan.run", "festival:1")
        record(None, "plan.run_cancel", "festival:1")
        record(None, "household.edit", f"household:{household.id}")
        record(None, "household.import", "households")
    assert "共 1 条" in admin.get("/admin/audit/?action=plan.run").text, "not those that merely begin so"
    assert "共 1 条" in admin.get("/admin/audit/?subject=household").text
    one = admin.get(f"/admin/audit/?subject=household:{household.id}").text
    assert f"只看“{household.name}”的记录" in one
    assert "看全部" in one


def test_the_filter_offers_every_action_by_name(admin: CheckedClient, app: Flask) -> None:
    page = admin.get("/admin/audit/?action=plan.run").text
    assert '<option value="plan.run" selected>让后台排一遍</option>' in page
    assert all(f">{name}</option>" in page for name in audit_labels.labels().values())


def test_names_are_looked_up_once_a_kind(app: Flask) -> None:
    asked: list[list[int]] = []

    def names(ids: list[int]) -> dict[int, tuple[str, str]]:
        asked.append(ids)
        return {}

    audit_labels.add(app, {}, {"goat": audit_labels.Kind("山羊", names)})
    staff: Account = factories.a_staff_member(Role.GATE)
    with writing():
        for number in (3, 1, 2, 3):
            record(staff, "household.edit", f"goat:{number}")
    told = audit_labels.subjects_of(audit_entries().rows)
    assert asked == [[1, 2, 3]]
    assert told["goat:2"].name == "山羊 2"
