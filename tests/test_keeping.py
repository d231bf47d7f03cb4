"""A backup holds everything and comes back whole, nothing is overwritten by it; what is known of strangers is forgotten
in time.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from eventhub import create_app
from eventhub.accounts.models import Role
from eventhub.allocation import objections
from eventhub.allocation.models import StoredPlan
from eventhub.allocation.notice_models import Notice, Objection, ObjectionState
from eventhub.cli import main
from eventhub.config import load_settings
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.models import AuditEntry, OutboxMessage
from eventhub.core.row_versions import Stale
from eventhub.festivals.models import Festival
from eventhub.keeping import forget_due
from eventhub.visitors.enquiries import record_outcome
from eventhub.visitors.models import Enquiry, Outcome
from tests import factories

CONTACT_DAYS = 400
KEPT = timedelta(days=CONTACT_DAYS)
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def command(app: Flask, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Commands run on the instance of the app under test."""
    monkeypatch.setenv("EVENTHUB_INSTANCE", str(app.config["SETTINGS"].instance))
    monkeypatch.delenv("EVENTHUB_DATABASE_URL", raising=False)
    return CliRunner()


def test_what_is_backed_up_comes_back_in_an_empty_instance(
    command: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = factories.a_festival().slug
    archive = tmp_path / "today.tar.gz"
    assert command.invoke(main, ["backup", str(archive)]).exit_code == 0
    assert archive.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("EVENTHUB_INSTANCE", str(tmp_path / "new"))
    result = command.invoke(main, ["restore", str(archive)])
    assert result.exit_code == 0, result.output
    with create_app(load_settings()).app_context():
        assert [festival.slug for festival in db.session.query(Festival)] == [slug]
        db.engine.dispose()


def test_a_restore_never_overwrites_an_instance_with_data(command: CliRunner, tmp_path: Path) -> None:
    archive = tmp_path / "today.tar.gz"
    command.invoke(main, ["backup", str(archive)])
    result = command.invoke(main, ["restore", str(archive)])
    assert result.exit_code != 0
    assert "不覆盖" in result.output


def test_anything_else_is_refused_as_no_backup(command: CliRunner, tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.tar.gz"
    rubbish.write_bytes(b"not an archive")
    result = command.invoke(main, ["restore", str(rubbish)])
    assert result.exit_code != 0
    assert "备份" in result.output


def an_enquiry() -> Enquiry:
    return factories.saved(
        Enquiry(
            festival=factories.a_festival(),
            household=factories.a_household(),
            goods="糯米酒",
            quantity="50 斤",
            company="綦江某酒楼",
            buyer="李建国",
            phone="19900007788",
            text="请打我电话 19900007788",
            outcome=Outcome.DEAL,
            outcome_note="送了 50 斤",
            outcome_at=clock.now(),
        )
    )


def an_objection() -> Objection:
    plan = factories.saved(StoredPlan(festival=factories.a_festival(), number=1))
    notice = factories.saved(
        Notice(
            festival_id=plan.festival_id,
            plan_id=plan.id,
            ends_at=clock.now() + timedelta(days=5),
            problem_text="{}",
            plan_text="{}",
        )
    )
    return objections.object_to(notice, "李建国", "19900007788", "第二名的分算多了。", "CS0002")


def forgetting() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.action.endswith(".forget"))))


def test_a_buyer_is_forgotten_in_time_and_what_came_of_it_stays(either_app: Flask) -> None:
    enquiry = an_enquiry()
    with clock.fixed(enquiry.at + KEPT):
        assert forget_due(CONTACT_DAYS) == 0
    with clock.fixed(enquiry.at + KEPT + A_SECOND):
        assert forget_due(CONTACT_DAYS) == 1
        assert forget_due(CONTACT_DAYS) == 0
    db.session.refresh(enquiry)
    assert (enquiry.buyer, enquiry.phone, enquiry.company, enquiry.text) == ("已删除", "", "", "")
    assert (enquiry.goods, enquiry.quantity, enquiry.outcome, enquiry.outcome_note) == (
        "糯米酒",
        "50 斤",
        Outcome.DEAL,
        "送了 50 斤",
    )
    [entry] = forgetting()
    assert (entry.action, entry.actor_id, entry.detail["count"]) == ("enquiry.forget", None, 1)


def test_whoever_has_a_forgotten_enquiry_open_is_told(app: Flask) -> None:
    enquiry, seen = an_enquiry(), 1
    with clock.fixed(enquiry.at + KEPT + A_SECOND):
        forget_due(CONTACT_DAYS)
    with pytest.raises(Stale):
        record_outcome(enquiry, Outcome.NOTHING, "", seen, factories.a_staff_member(Role.ORGANISER))


def test_an_objector_is_forgotten_in_time_and_the_receipt_still_leads_to_the_reply(either_app: Flask) -> None:
    objection = an_objection()
    code = objection.code
    answered = clock.now() + timedelta(days=3)
    with clock.fixed(answered):
        objections.reply(objection, "核实过，分没有算错。", False, factories.a_staff_member(Role.ORGANISER), None)
    with clock.fixed(answered + KEPT):
        assert forget_due(CONTACT_DAYS) == 0
    with clock.fixed(answered + KEPT + A_SECOND):
        assert forget_due(CONTACT_DAYS) == 1
        assert forget_due(CONTACT_DAYS) == 0
    db.session.expire_all()
    assert (objection.name, objection.phone) == ("已删除", "")
    assert (objection.code, objection.state, objection.reply) == (
        code,
        ObjectionState.DISMISSED,
        "核实过，分没有算错。",
    )
    assert [entry.action for entry in forgetting()] == ["objection.forget"]


def test_no_message_leads_from_a_receipt_back_to_a_forgotten_objector(app: Flask) -> None:
    objection = an_objection()
    other = factories.saved(OutboxMessage(to="19900007788", text="【万盛节会】验证码 123456", key="code:1"))
    with clock.fixed(objection.made_at + KEPT + A_SECOND):
        forget_due(CONTACT_DAYS)
    db.session.expire_all()
    told = {message.key: message.to for message in db.session.scalars(select(OutboxMessage))}
    assert told == {f"objection:{objection.id}:received": "", "code:1": other.to}


def test_a_shorter_time_can_be_asked_for_and_with_nothing_due_nothing_is_written(app: Flask) -> None:
    enquiry = an_enquiry()
    with clock.fixed(enquiry.at + timedelta(days=31)):
        assert forget_due(CONTACT_DAYS) == 0
        assert forgetting() == []
        assert forget_due(contact_days=30) == 1
