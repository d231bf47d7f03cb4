"""Step 3 on a phone: open flame, cloth, zones wished, appliances of one's own."""

from eventhub.core.database import writing
from eventhub.festivals.models import Festival
from eventhub.registry.models import Household
from tests.applications.apply_pages import (
    NEEDS,
    send,
    started,
    text_of,
    the_application,
)
from tests.page_check import CheckedClient


def test_open_flame_becomes_a_need_and_a_tag(phone: CheckedClient, festival: Festival, household: Household) -> None:
    base = started(phone, festival, household)
    send(phone, f"{base}/needs", {**NEEDS, "flame": "yes", "water": "no", "uses_power": "no"})
    stored = the_application()
    assert (stored.needs, stored.tags, stored.power_w, stored.appliances) == (["open_flame"], ["open_flame"], 0, [])


def test_cloth_is_asked_for_only_where_it_is_kept_apart(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    base = started(phone, festival, household)
    assert "有布料、绣品吗" not in text_of(phone.get(f"{base}/needs"))
    with writing():
        festival.keep_apart = [["open_flame", "textile"]]
    assert "有布料、绣品吗" in text_of(phone.get(f"{base}/needs"))
    assert send(phone, f"{base}/needs", {**NEEDS, "textile": "yes"}).status_code == 303
    assert the_application().tags == ["textile"]


def test_only_this_zone_says_what_it_may_cost(phone: CheckedClient, festival: Festival, household: Household) -> None:
    base = started(phone, festival, household)
    page = text_of(phone.get(f"{base}/needs"))
    assert "选“只要”的，可能正好排进那个区；可那个区排满了，这次就一个摊位也没有。" in page
    assert send(phone, f"{base}/needs", {**NEEDS, "anywhere": "no"}).status_code == 303
    assert (the_application().zones, the_application().anywhere) == (["A"], False)


def test_a_zone_wished_twice_counts_once(phone: CheckedClient, festival: Festival, household: Household) -> None:
    base = started(phone, festival, household)
    send(phone, f"{base}/needs", {**NEEDS, "zone_1": "", "zone_2": "A", "zone_3": "A"})
    assert the_application().zones == ["A"]


def test_an_appliance_of_ones_own_comes_back_into_its_box(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    base = started(phone, festival, household)
    own = {"other_name_1": "炒茶锅", "other_watts_1": "1,500", "other_count_1": "2"}
    assert send(phone, f"{base}/needs", {**NEEDS, **own}).status_code == 303
    assert the_application().power_w == 500 + 3000
    page = phone.get(f"{base}/needs").get_data(as_text=True)
    assert 'value="炒茶锅"' in page
    assert "<details open>" in page
