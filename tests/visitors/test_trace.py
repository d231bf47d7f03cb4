"""Batches, class badges and stalls that were stopped: what was written stays, and what is wrong shows everywhere."""

from datetime import date

import pytest
from flask import Flask

from eventhub.accounts.models import Role
from eventhub.core.database import db
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.models import AuditEntry, OutboxMessage
from eventhub.passes.actions import set_state
from eventhub.passes.models import PassState
from eventhub.passes.queries import household_pass
from eventhub.registry.models import Batch, Product
from eventhub.visitors.batches import BatchDetails, add_batch, correct_batch, recall_batch
from eventhub.visitors.enquiries import Wish, leave_enquiry
from eventhub.visitors.models import Enquiry
from eventhub.visitors.queries import stalls_of
from tests import factories
from tests.conftest import new_client
from tests.page_check import CheckedClient
from tests.visitors.conftest import Ground
from tests.visitors.test_festivals import text_of

DETAILS = BatchDetails("20270412", date(2027, 4, 12), "本地黄豆", "JC-2027-118")


@pytest.fixture
def batch(fair: Ground) -> Batch:
    """A batch of the first shop's goods."""
    return add_batch(fair.households[0].products[0], DETAILS, fair.households[0].account)


def suspend(ground: Ground, number: int) -> None:
    """Suspend the pass of a stallholder, as the organiser does."""
    stall_pass = household_pass(ground.applications[number])
    assert stall_pass is not None
    set_state(stall_pass, PassState.SUSPENDED, ground.organiser, stall_pass.version)


def test_a_batch_stands_on_the_stall_and_on_a_page_of_its_own(
    fair: Ground, batch: Batch, client: CheckedClient
) -> None:
    assert "批号 20270412" in text_of(client, f"/s/{fair.booth_of(0).sign_code}")
    page = text_of(client, f"/batches/{batch.code.lower()}")
    for words in ("豆花饭", "2027年4月12日", "本地黄豆", "JC-2027-118"):
        assert words in page


def test_a_correction_is_appended_and_what_was_written_stays(fair: Ground, batch: Batch, client: CheckedClient) -> None:
    correct_batch(batch, "报告编号应为 JC-2027-119。", batch.version, fair.households[0].account)
    correct_batch(batch, "用料是三穗黄豆。", batch.version, fair.households[0].account)
    page = text_of(client, f"/batches/{batch.code}")
    for words in ("JC-2027-118", "JC-2027-119", "三穗黄豆", "4月17日 9:30 补记"):
        assert words in page


def test_a_recall_shows_on_every_page_of_the_batch(fair: Ground, batch: Batch, client: CheckedClient) -> None:
    recall_batch(batch, "包装破损，可能变质。", batch.version, fair.organiser)
    for path in (f"/batches/{batch.code}", f"/s/{fair.booth_of(0).sign_code}"):
        page = text_of(client, path)
        assert "召回了" in page, path
        assert "包装破损" in page, path


def test_the_organiser_is_told_of_a_recall(fair: Ground, batch: Batch, app: Flask) -> None:
    desk = new_client(app).sign_in(fair.organiser)
    overview = f"/desk/{fair.festival.slug}/"
    assert "要留意的" not in desk.get(overview).get_data(as_text=True)
    recall_batch(batch, "可能变质。", batch.version, fair.households[0].account)
    page = desk.get(overview).get_data(as_text=True)
    assert "石林豆花饭的豆花饭（批号 20270412）召回了：可能变质。" in page


def test_a_household_writes_corrects_and_recalls_on_its_own_pages(fair: Ground, app: Flask) -> None:
    shop = fair.households[0]
    mine = new_client(app).sign_in(shop.account)
    new = f"/my/batches/new/{shop.products[0].id}"
    typed = {"number": "20270415", "made_on": "2027-04-15"}
    assert mine.post(new, data=typed | {"made_on": "2027-05-15"}).status_code == 422
    assert mine.post(new, data=typed).status_code == 303
    (batch,) = db.session.query(Batch)
    path = f"/my/batches/{batch.code}"
    assert "20270415" in mine.get("/my/batches/").get_data(as_text=True)
    note = {"kind": "recall", "text": "有异味。", "version": str(batch.version)}
    assert mine.post(path, data=note).status_code == 303
    assert mine.post(path, data=note).status_code == 409
    stranger = new_client(app).sign_in(fair.households[1].account)
    assert stranger.get(path).status_code == 404
    assert stranger.get(new).status_code == 404


def test_the_organiser_finds_a_batch_and_recalls_it_and_everybody_is_told(
    fair: Ground, batch: Batch, app: Flask, client: CheckedClient
) -> None:
    desk = new_client(app).sign_in(fair.organiser)
    listing = f"/desk/{fair.festival.slug}/batches/"
    assert "没有符合的批次" in text_of(desk, f"{listing}?q=没有的")
    for words in (batch.code.lower(), "20270412", "豆花", "石林"):
        assert f"{listing}{batch.code}" in text_of(desk, f"{listing}?q={words}")
    path = f"{listing}{batch.code}"
    assert desk.post(path, data={"reason": "", "version": str(batch.version)}).status_code == 422
    typed = {"reason": "抽检菌落超标。", "version": str(batch.version)}
    assert desk.post(path, data=typed).status_code == 303
    assert desk.post(path, data=typed).status_code == 409
    assert "抽检菌落超标" in text_of(client, f"/s/{fair.booth_of(0).sign_code}")
    entry = db.session.query(AuditEntry).filter_by(action="batch.recall").one()
    assert (entry.actor_id, entry.detail["reason"]) == (fair.organiser.id, "抽检菌落超标。")
    message = db.session.query(OutboxMessage).filter_by(key=f"batch.recall:{batch.id}").one()
    assert message.to == fair.households[0].phone
    assert "豆花饭（批号 20270412）被召回了：抽检菌落超标。请马上停卖" in message.text


def test_a_household_that_recalls_its_own_batch_gets_no_message(fair: Ground, batch: Batch) -> None:
    account = fair.households[0].account
    assert account is not None
    recall_batch(batch, "有异味。", batch.version, account)
    assert db.session.query(OutboxMessage).filter_by(key=f"batch.recall:{batch.id}").count() == 0


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.REGULATOR])
def test_departments_recall_at_their_festival(fair: Ground, batch: Batch, app: Flask, role: Role) -> None:
    person = factories.a_staff_member(role, organisation=fair.festival.organisation)
    typed = {"reason": "没有检验报告。", "version": str(batch.version)}
    path = f"/desk/{fair.festival.slug}/batches/{batch.code}"
    assert new_client(app).sign_in(person).post(path, data=typed).status_code == 303
    assert batch.recalled_at is not None


def test_nobody_recalls_what_stands_at_another_festival(fair: Ground, app: Flask) -> None:
    elsewhere = add_batch(factories.a_household(products=[Product(name="腊肉")]).products[0], DETAILS, fair.organiser)
    desk = new_client(app).sign_in(fair.organiser)
    assert desk.get(f"/desk/{fair.festival.slug}/batches/{elsewhere.code}").status_code == 404
    assert "腊肉" not in text_of(desk, f"/desk/{fair.festival.slug}/batches/")


def test_a_batch_cannot_have_been_made_tomorrow(fair: Ground) -> None:
    later = BatchDetails("1", date(2027, 4, 18), "", "")
    with pytest.raises(BadInput, match="不能在今天以后"):
        add_batch(fair.households[0].products[0], later, fair.households[0].account)


@pytest.mark.parametrize("code", ["ZZZZZZ", "批次", "%00", "1"])
def test_an_unknown_batch_is_not_found(fair: Ground, client: CheckedClient, code: str) -> None:
    assert client.get(f"/batches/{code}").status_code == 404


def test_a_photocopied_badge_fails_and_a_valid_one_says_until_when(fair: Ground, client: CheckedClient) -> None:
    factories.a_recognition(fair.households[0])
    factories.a_recognition(fair.households[1], valid_to=date(2027, 4, 1))
    valid = text_of(client, f"/s/{fair.booth_of(0).sign_code}/badge")
    assert "今天查过，有效" in valid
    assert "万特2025-001" in valid
    expired = text_of(client, f"/s/{fair.booth_of(1).sign_code}/badge")
    assert "没有有效的类别" in expired
    assert "万特2025-001" not in expired


def test_a_suspended_stall_says_so_at_once_and_sells_nothing(fair: Ground, client: CheckedClient) -> None:
    path = f"/s/{fair.booth_of(0).sign_code}"
    assert "卖什么" in text_of(client, path)
    suspend(fair, 0)
    page = text_of(client, path)
    assert "这家暂停营业" in page
    assert "卖什么" not in page
    assert "大量采购" not in page
    assert "暂停营业" in text_of(client, f"{fair.path}stalls/")
    assert "石林豆花饭" not in text_of(client, "/")
    plan = text_of(client, f"{fair.path}plan")
    label = fair.booth_of(0).label
    assert f'aria-label="{label} 石林豆花饭，暂停营业" data-text="这家暂停营业' in plan
    assert plan.split('id="list"')[1].count("暂停营业") == 1
    form = text_of(client, f"{path}/enquiry")
    assert "先不收采购意向" in form
    assert "<form method" not in form


def test_a_suspended_stall_takes_no_enquiry(fair: Ground, app: Flask) -> None:
    stall = next(entry for entry in stalls_of(fair.festival) if entry.booth.id == fair.booth_of(0).id)
    suspend(fair, 0)
    stopped = next(entry for entry in stalls_of(fair.festival) if entry.booth.id == stall.booth.id)
    wish = Wish("豆花", "", "", "王经理", "19900004321", "")
    with pytest.raises(StateConflict, match="暂停营业"):
        leave_enquiry(stopped, wish)
    assert db.session.query(Enquiry).count() == 0


def test_the_sentence_to_pass_on_says_who_where_and_for_how_much(fair: Ground, client: CheckedClient) -> None:
    booth = fair.booth_of(0)
    page = text_of(client, f"/s/{booth.sign_code}")
    said = f"石林豆花饭，踩山会 {booth.label} 号摊，豆花饭 12 元/碗。https://jie.wansheng.example/s/{booth.sign_code}"
    assert f'data-copy="{said}"' in page
