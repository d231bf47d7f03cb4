"""Which documents a call asks for: ticked by the organiser, read by applicants, held by every check."""

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.applications import review
from eventhub.applications.call_documents import save_documents
from eventhub.applications.freeze import add_freeze_check
from eventhub.applications.models import Call
from eventhub.applications.queries import call_of
from eventhub.applications.states import ApplicationState
from eventhub.core import clock, revisions
from eventhub.core.database import db
from eventhub.core.errors import StateConflict
from eventhub.core.models import AuditEntry, OutboxMessage
from eventhub.festivals.models import Announcement, Festival
from eventhub.registry.document_matrix import DEFAULT_MATRIX, MatrixError
from eventhub.registry.documents import LicenceKind, StallKind
from eventhub.registry.models import Household, Licence
from tests import factories
from tests.applications.apply_pages import PAPERS, send, started, text_of, version_in
from tests.applications.review_cases import submitted
from tests.conftest import at, new_client
from tests.page_check import CheckedClient

STRICTER = {**DEFAULT_MATRIX, "kind_trader": ["business", "health"]}


@pytest.fixture
def call(festival: Festival) -> Call:
    found = call_of(festival)
    assert found is not None
    return found


@pytest.fixture
def organiser(festival: Festival) -> Account:
    return factories.a_staff_member(Role.ORGANISER, festival=festival)


@pytest.fixture
def page(client: CheckedClient, organiser: Account) -> CheckedClient:
    return client.sign_in(organiser)


def address(festival: Festival) -> str:
    return f"/desk/{festival.slug}/call/documents"


def announcements() -> list[Announcement]:
    return list(db.session.scalars(select(Announcement)))


def messages() -> list[str]:
    return list(db.session.scalars(select(OutboxMessage.text).order_by(OutboxMessage.id)))


def test_a_new_call_asks_for_what_the_district_asks(call: Call) -> None:
    assert call.documents == DEFAULT_MATRIX


def test_the_organiser_ticks_boxes_and_reads_them_back(page: CheckedClient, festival: Festival, call: Call) -> None:
    shown = page.get(address(festival)).get_data(as_text=True)
    assert shown.count(" checked") == sum(len(documents) for documents in DEFAULT_MATRIX.values())
    version = version_in(shown)
    answer = page.post(address(festival), data={"version": version, **STRICTER})
    assert answer.status_code == 303
    db.session.expire_all()
    assert call.documents == STRICTER
    assert "卖成品 营业执照、健康证" in text_of(page.get(answer.location))
    assert page.get(address(festival)).get_data(as_text=True).count(" checked") == shown.count(" checked") + 1


def test_asking_for_less_than_the_district_is_said_on_the_page(page: CheckedClient, festival: Festival) -> None:
    assert "比区里的要求少" not in text_of(page.get(address(festival)))
    less = {**DEFAULT_MATRIX, "kind_cooked_food": ["food"]}
    version = version_in(page.get(address(festival)).get_data(as_text=True))
    page.post(address(festival), data={"version": version, **less})
    assert "现场做吃的，少了健康证" in text_of(page.get(address(festival)))


def test_applicants_read_it_before_they_start(app: Flask, festival: Festival, call: Call, organiser: Account) -> None:
    save_documents(call, {"kind_craft": ["business"], "goods_drink": ["food"]}, organiser)
    account = factories.a_household().account
    assert account is not None
    read = text_of(new_client(app).sign_in(account).get(f"/apply/{festival.slug}/"))
    assert "手工、非遗 营业执照" in read
    assert "卖成品 不用" in read
    assert "主要卖喝的 食品经营许可证或小餐饮备案" in read


def test_step_four_asks_by_the_calls_own_matrix(
    phone: CheckedClient, festival: Festival, household: Household, call: Call, organiser: Account
) -> None:
    base = started(phone, festival, household)
    assert "要下面 1 样证照" in text_of(phone.get(f"{base}/papers"))
    save_documents(call, STRICTER, organiser)
    page = text_of(phone.get(f"{base}/papers"))
    assert "要下面 2 样证照" in page
    assert "健康证编号是多少？" in page


def test_the_review_goes_by_the_calls_own_matrix(festival: Festival, call: Call, organiser: Account) -> None:
    trader, craft = submitted(festival), submitted(festival, stall_kind=StallKind.CRAFT, licences=[])
    save_documents(call, STRICTER, organiser)
    with pytest.raises(StateConflict, match="健康证"):
        review.accept_application(trader, organiser)
    assert review.accept_application(craft, organiser).state is ApplicationState.ACCEPTED
    save_documents(call, {}, organiser)
    assert review.accept_application(trader, organiser).state is ApplicationState.ACCEPTED


def test_another_festivals_matrix_changes_nothing_here(festival: Festival, call: Call, organiser: Account) -> None:
    elsewhere = factories.a_festival()
    trader = submitted(festival)
    save_documents(factories.a_call(elsewhere), STRICTER, organiser)
    assert review.accept_application(trader, organiser).state is ApplicationState.ACCEPTED


def test_a_change_before_the_opening_is_logged_and_tells_nobody(app: Flask, organiser: Account) -> None:
    festival = factories.a_festival()
    call = factories.a_call(festival, at("2027-04-18T09:00"), at("2027-04-25T18:00"))
    before = revisions.current(f"festival:{festival.id}")
    save_documents(call, STRICTER, organiser, call.version)
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "call.documents"))
    assert entry is not None
    assert (entry.detail["before"], entry.detail["after"]) == (DEFAULT_MATRIX, STRICTER)
    assert entry.actor_id == organiser.id
    assert announcements() == []
    assert messages() == []
    assert revisions.current(f"festival:{festival.id}") == before + 1


def test_a_change_once_open_is_announced_and_whoever_lacks_something_new_is_told(
    festival: Festival, call: Call, organiser: Account
) -> None:
    lacking = submitted(festival)
    health = [Licence(kind=kind, number="1", valid_to=None) for kind in (LicenceKind.BUSINESS, LicenceKind.HEALTH)]
    submitted(festival, licences=health)
    factories.an_application(festival)
    submitted(festival, stall_kind=StallKind.COOKED_FOOD)
    with clock.fixed(at("2027-04-18T10:00")):
        save_documents(call, STRICTER, organiser)
    [notice] = announcements()
    assert notice.title == "摆摊要看的证照改了"
    assert notice.body == "卖成品：现在要营业执照、健康证，原来要营业执照。"
    [told] = messages()
    assert f"{lacking.receipt} 还要健康证" in told


def test_saving_the_same_again_announces_nothing(festival: Festival, call: Call, organiser: Account) -> None:
    seen = call.version
    save_documents(call, {**DEFAULT_MATRIX, "kind_craft": []}, organiser)
    assert call.version == seen
    assert announcements() == []


def test_the_second_of_two_organisers_is_told_and_keeps_the_ticks(
    page: CheckedClient, festival: Festival, call: Call, organiser: Account
) -> None:
    version = version_in(page.get(address(festival)).get_data(as_text=True))
    save_documents(call, {"kind_craft": ["business"]}, organiser)
    answer = page.post(address(festival), data={"version": version, "kind_service": ["workshop"]})
    assert answer.status_code == 409
    assert "有人改过" in text_of(answer)
    assert answer.get_data(as_text=True).count(" checked") == 1
    again = page.post(
        address(festival), data={"version": version_in(answer.get_data(as_text=True)), "kind_service": ["workshop"]}
    )
    assert again.status_code == 303
    db.session.expire_all()
    assert call.documents == {"kind_service": ["workshop"]}


def test_once_allocation_began_the_documents_stand(
    app: Flask, page: CheckedClient, festival: Festival, call: Call
) -> None:
    add_freeze_check(app, lambda _festival: "已经开始排位，不能再改。")
    shown = page.get(address(festival))
    assert "已经开始排位" in text_of(shown)
    version = version_in(shown.get_data(as_text=True))
    assert page.post(address(festival), data={"version": version, **STRICTER}).status_code == 409
    db.session.expire_all()
    assert call.documents == DEFAULT_MATRIX


def test_rubbish_is_refused_and_stores_nothing(
    page: CheckedClient, festival: Festival, call: Call, organiser: Account
) -> None:
    version = version_in(page.get(address(festival)).get_data(as_text=True))
    for value in ("passport", "\0", "x" * 5000):
        answer = page.post(address(festival), data={"version": version, "kind_trader": ["business", value]})
        assert answer.status_code == 422
        assert "请从列出的里面选" in text_of(answer)
    with pytest.raises(MatrixError):
        save_documents(call, {"kind_boat": ["health"]}, organiser)
    db.session.expire_all()
    assert call.documents == DEFAULT_MATRIX


def test_only_the_organiser_of_a_written_call_opens_the_page(
    app: Flask, festival: Festival, reviewer: Account, organiser: Account
) -> None:
    assert new_client(app).sign_in(reviewer).get(address(festival)).status_code == 403
    bare = factories.a_festival()
    everywhere = factories.a_staff_member(Role.ORGANISER)
    assert new_client(app).sign_in(everywhere).get(address(bare)).status_code == 404
    assert new_client(app).sign_in(organiser).get(address(bare)).status_code == 403


def test_a_health_certificate_is_never_forever(
    phone: CheckedClient, festival: Festival, household: Household, call: Call, organiser: Account
) -> None:
    save_documents(call, STRICTER, organiser)
    base = started(phone, festival, household)
    page = phone.get(f"{base}/papers").get_data(as_text=True)
    assert 'name="forever_0"' in page
    assert 'name="forever_1"' not in page
    answer = send(phone, f"{base}/papers", {**PAPERS, "kind_1": "health", "number_1": "JK-7", "forever_1": "y"})
    assert answer.status_code == 422
    assert "健康证管到哪天？写上有效期到哪天。" in text_of(answer)


def test_a_document_that_ends_too_early_is_said_below_its_day_and_before_handing_in(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    base = started(phone, festival, household)
    assert send(phone, f"{base}/papers", {**PAPERS, "valid_to_0": "2020-01-01"}).status_code == 303
    early = 'data-early="2027-05-02">管不到节会最后一天（2027年5月2日）'
    assert early in phone.get(f"{base}/papers").get_data(as_text=True)
    check = text_of(phone.get(f"{base}/check"))
    assert "证照还差： 营业执照有效期到2020年1月1日" in check
    assert check.index("证照还差") < check.index("您是谁")


def test_papers_tell_number_and_day_together(phone: CheckedClient, festival: Festival, household: Household) -> None:
    base = started(phone, festival, household)
    answer = send(phone, f"{base}/papers", {"kind_0": "business", "number_0": "YY-1", "valid_to_0": ""})
    page = text_of(answer)
    assert "有 2 处要改一下" in page
    assert "长期有效就在下面打勾" in page
    assert "看完承诺书" in page
