"""The verbs of the registry on both databases: who may own what, versions, the wish to be forgotten."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account, Organisation, Role
from eventhub.core.database import db
from eventhub.core.errors import BadInput, NotFound, StateConflict
from eventhub.core.models import AuditEntry
from eventhub.core.revisions import current
from eventhub.registry import actions, queries
from eventhub.registry.documents import GoodsCategory, LicenceKind, StallKind
from eventhub.registry.household_details import (
    HouseholdDetails,
    LicenceDetails,
    ProductDetails,
    RecognitionDetails,
)
from eventhub.registry.models import Household
from eventhub.registry.policy_class import PolicyClass
from eventhub.registry.signals import household_changed, household_erased
from tests import factories

DETAILS = HouseholdDetails(
    name="罗姐苗家米酒",
    owner_name="罗小妹",
    phone="19900001111",
    town="石林镇",
    address="石鼓村 3 组",
    category=GoodsCategory.DRINK,
    stall_kind=StallKind.WORKSHOP,
)
PRODUCT = ProductDetails(name="米酒", price_fen=1500, unit="斤")
LICENCE = LicenceDetails(kind=LicenceKind.WORKSHOP, number="渝小作坊-1", valid_to=date(2028, 1, 1))


def an_account(phone: str = "19900001111") -> Account:
    account: Account = factories.saved(Account(phone=phone))
    return account


def log() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_household_is_registered_under_its_code(either_app: Flask) -> None:
    owner, code = an_account(), factories.a_uscc()
    household = actions.create_household(f" {code[:9].lower()} {code[9:]} ", DETAILS, owner, owner)
    assert household.uscc == code
    assert queries.households_of(owner) == [household]
    assert log() == ["household.create"]


def test_a_village_collective_and_a_check_of_zero_are_welcome(app: Flask) -> None:
    for code in ("92500199MA00002770", "N2500199MA0000001" + check_of("N2500199MA0000001")):
        assert actions.create_household(code, DETAILS, None).uscc == code


def check_of(first17: str) -> str:
    from eventhub.registry.uscc import check_character

    return check_character(first17)


def test_a_wrong_last_character_is_named_at_the_field(app: Flask) -> None:
    code = factories.a_uscc()
    bad = code[:-1] + ("0" if code[-1] != "0" else "1")
    with pytest.raises(BadInput) as refusal:
        actions.create_household(bad, DETAILS, None)
    assert f"“{code[-1]}”" in refusal.value.fields["uscc"]
    assert db.session.scalars(select(Household)).all() == []


def test_a_code_belongs_to_one_household_and_the_other_is_told_kindly(either_app: Flask) -> None:
    mine, stranger = an_account(), an_account("19900002222")
    code = actions.create_household(factories.a_uscc(), DETAILS, mine, mine).uscc
    with pytest.raises(BadInput) as again:
        actions.create_household(code, DETAILS, mine, mine)
    assert "已经在您名下" in again.value.sentence
    with pytest.raises(BadInput) as other:
        actions.create_household(code, DETAILS, stranger, stranger)
    assert "尾号是 1111" in other.value.sentence
    assert "19900001111" not in other.value.sentence
    assert "罗小妹" not in other.value.sentence
    assert len(queries.households_of(mine)) == 1


def test_a_household_imported_with_my_phone_is_given_to_me_as_it_stands(app: Flask) -> None:
    imported = factories.a_household(account=None, phone="19900001111", name="局里登记的名字")
    owner = an_account()
    household = actions.create_household(imported.uscc, DETAILS, owner, owner)
    assert household.id == imported.id
    assert household.name == "局里登记的名字"
    assert queries.households_of(owner) == [household]


def test_of_two_people_who_save_one_version_the_second_is_told(either_app: Flask) -> None:
    household = factories.a_household()
    seen = household.version
    actions.edit_household(household, DETAILS, seen, household.account)
    with pytest.raises(StateConflict) as refusal:
        actions.edit_household(household, HouseholdDetails(**{**vars_of(DETAILS), "name": "后来的"}), seen, None)
    assert refusal.value.code == "stale"
    assert household.name == "罗姐苗家米酒"


def vars_of(details: HouseholdDetails) -> dict[str, object]:
    return {name: getattr(details, name) for name in details.__dataclass_fields__}


def test_saving_what_is_stored_already_writes_nothing(app: Flask) -> None:
    household = factories.a_household()
    actions.edit_household(household, DETAILS, household.version, None)
    version, entries = household.version, len(log())
    actions.edit_household(household, DETAILS, version, None)
    assert (household.version, len(log())) == (version, entries)


def test_a_product_or_licence_raises_the_version_of_the_household(either_app: Flask) -> None:
    household = factories.a_household()
    for deed in (
        lambda version: actions.save_product(household, None, PRODUCT, version, None),
        lambda version: actions.save_licence(household, None, LICENCE, version, None),
        lambda version: actions.remove_product(household, household.products[-1].id, version, None),
        lambda version: actions.remove_licence(household, household.licences[-1].id, version, None),
    ):
        seen = household.version
        deed(seen)
        assert household.version > seen
        with pytest.raises(StateConflict):
            deed(seen)
    assert [entry.name for entry in household.products] == ["糯米酒"]
    assert [entry.number for entry in household.licences] == ["YY-1"]


def test_another_households_product_is_out_of_reach(app: Flask) -> None:
    mine, other = factories.a_household(), factories.a_household()
    with pytest.raises(NotFound):
        actions.save_product(mine, other.products[0].id, PRODUCT, mine.version, None)
    with pytest.raises(NotFound):
        actions.remove_licence(mine, other.licences[0].id, mine.version, None)
    assert other.products[0].name == "糯米酒"


def test_there_is_an_end_to_the_lists(app: Flask) -> None:
    household = factories.a_household(licences=[], products=[])
    for _ in range(actions.MAX_LICENCES):
        actions.save_licence(household, None, LICENCE, household.version, None)
    with pytest.raises(BadInput):
        actions.save_licence(household, None, LICENCE, household.version, None)
    assert len(household.licences) == actions.MAX_LICENCES


def test_a_change_is_told_to_later_rooms_and_to_public_pages(app: Flask) -> None:
    heard: list[Household] = []
    before = current("households")
    household = factories.a_household()
    with household_changed.connected_to(heard.append):
        actions.save_product(household, None, PRODUCT, household.version, None)
    assert heard == [household]
    assert current("households") == before + 1


def test_the_same_class_and_number_is_corrected_not_entered_twice(app: Flask) -> None:
    household = factories.a_household()
    letter = RecognitionDetails(PolicyClass.FAMOUS, "万知-1", "市场监管局", date(2026, 1, 1), date(2026, 12, 31))
    actions.add_recognition(household, letter, None)
    longer = RecognitionDetails(PolicyClass.FAMOUS, "万知-1", "市场监管局", date(2026, 1, 1), date(2027, 12, 31))
    actions.add_recognition(household, longer, None)
    assert [entry.valid_to for entry in household.recognitions] == [date(2027, 12, 31)]
    backwards = RecognitionDetails(PolicyClass.FAMOUS, "万知-2", "市场监管局", date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(BadInput):
        actions.add_recognition(household, backwards, None)


def test_who_looked_at_a_phone_is_written_down(app: Flask) -> None:
    household, staff = factories.a_household(), factories.a_staff_member(Role.ORGANISER)
    assert actions.show_phone(household, staff) == household.phone
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject, entry.actor_id) == (
        "household.show_phone",
        f"household:{household.id}",
        staff.id,
    )
    assert household.phone not in str(entry.detail)


def test_what_is_erased_is_gone_and_what_is_public_stays(either_app: Flask) -> None:
    household, boss = factories.a_household(address="石鼓村", story="家传"), factories.a_staff_member()
    account, phone = household.account, household.phone
    with pytest.raises(StateConflict):
        actions.erase_household(household, boss)
    actions.ask_for_deletion(household, account)
    actions.ask_for_deletion(household, account)
    heard: list[Household] = []
    with household_erased.connected_to(heard.append):
        actions.erase_household(household, boss)
    assert heard == [household]
    assert (household.phone, household.address, household.story, household.licences) == ("", "", "", [])
    assert household.owner_name == "已删除"
    assert household.uscc
    assert queries.households_of(account) == []
    assert (account.phone, account.display_name, account.active) == (None, "", False)
    details = [f"{entry.actor_name}{entry.detail}" for entry in db.session.scalars(select(AuditEntry))]
    assert not any(phone in detail or "罗小妹" in detail for detail in details)
    assert log().count("household.ask_deletion") == 1


def test_the_account_stays_while_it_has_another_business_or_a_role(app: Flask) -> None:
    first = factories.a_household()
    account, boss = first.account, factories.a_staff_member()
    second = factories.a_household(account=account)
    for household in (first, second):
        assert account.phone is not None
        actions.ask_for_deletion(household, account)
        actions.erase_household(household, boss)
    assert account.phone is None
    agent = factories.a_staff_member(Role.TOWN_AGENT)
    own = factories.a_household(account=agent)
    actions.ask_for_deletion(own, agent)
    actions.erase_household(own, boss)
    assert (agent.login is not None, agent.active) == (True, True)


def test_a_later_room_that_still_needs_the_data_stops_the_erasure_whole(app: Flask) -> None:
    household, boss = factories.a_household(), factories.a_staff_member()
    actions.ask_for_deletion(household, household.account)

    def still_needed(_household: Household) -> None:
        raise StateConflict("这一户还有没办完的节会。")

    with household_erased.connected_to(still_needed), pytest.raises(StateConflict):
        actions.erase_household(household, boss)
    assert household.owner_name == "罗小妹"
    assert len(household.licences) == 1


def test_a_wish_is_taken_back(app: Flask) -> None:
    household = factories.a_household()
    actions.ask_for_deletion(household, household.account)
    actions.withdraw_deletion(household, household.account)
    with pytest.raises(StateConflict):
        actions.erase_household(household, factories.a_staff_member())


def test_the_desk_finds_a_household_by_whatever_is_known_of_it(app: Flask) -> None:
    one = factories.a_household(name="堡堂面坊", town="青年镇", category=GoodsCategory.FARM)
    factories.a_household(name="100%甜", products=[])
    for text in ("堡堂", "罗小妹", "糯米", one.uscc[-6:].lower(), one.phone[-4:], f" {one.phone} "):
        assert one in queries.search_households(text.strip()).rows, text
    assert [row.name for row in queries.search_households("0%甜").rows] == ["100%甜"]
    assert queries.search_households("_").total == 0
    assert queries.search_households(town="青年镇", category=GoodsCategory.FARM).rows == [one]


def test_a_class_counts_in_the_search_only_while_it_is_valid(app: Flask) -> None:
    valid, expired = factories.a_household(), factories.a_household()
    factories.a_recognition(valid)
    factories.a_recognition(expired, valid_to=date(2027, 4, 16))
    assert queries.search_households(policy_class=PolicyClass.SPECIALTY).rows == [valid]
    assert queries.search_households(only="expired").rows == [expired]


def test_pages_end_where_the_list_does(app: Flask) -> None:
    for _ in range(5):
        factories.a_household()
    page = queries.search_households(page=99, per_page=2)
    assert (page.number, page.pages, page.total, len(page.rows)) == (3, 3, 5, 1)


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.REVIEWER, Role.REGULATOR, Role.ADMINISTRATOR])
def test_offices_see_every_town(app: Flask, role: Role) -> None:
    assert queries.towns_seen_by(factories.a_staff_member(role)) is None


def test_a_town_agent_sees_the_own_town_only(app: Flask) -> None:
    town: Organisation = factories.an_organisation(town="石林镇")
    agent = factories.a_staff_member(Role.TOWN_AGENT, organisation=town)
    here, there = factories.a_household(town="石林镇"), factories.a_household(town="黑山镇")
    assert queries.towns_seen_by(agent) == {"石林镇"}
    assert queries.get_household_at_desk(agent, here.id) == here
    assert queries.get_household_at_desk(agent, there.id) is None
    assert queries.search_households(towns=queries.towns_seen_by(agent)).rows == [here]
    assert queries.get_household_at_desk(factories.a_staff_member(Role.GATE), here.id) is None


def test_a_household_is_its_accounts_alone(app: Flask) -> None:
    mine, other = factories.a_household(), factories.a_household()
    assert queries.get_household_for(mine.account, mine.id) == mine
    assert queries.get_household_for(mine.account, other.id) is None
