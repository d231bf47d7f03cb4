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


def test_where_one_zone_fits_no_zone_is_asked_for(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    with writing():
        festival.zones[-1].categories = ["craft"]
    base = started(phone, festival, household)
    page = text_of(phone.get(f"{base}/needs"))
    assert "最想去哪个区" not in page
    assert "别的区去不去" not in page
    asked = {name: value for name, value in NEEDS.items() if name not in ("zone_1", "anywhere")}
    assert send(phone, f"{base}/needs", asked).status_code == 303
    assert (the_application().zones, the_application().anywhere) == ([], True)
    assert "想去哪个区" not in text_of(phone.get(f"{base}/check"))


def test_there_are_as_many_wishes_as_zones_that_fit(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    base = started(phone, festival, household)
    page = text_of(phone.get(f"{base}/needs"))
    assert "第二想去哪个区" in page
    assert "第三想去哪个区" not in page


def test_everything_that_is_wrong_is_told_in_one_go(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    base = started(phone, festival, household)
    wrong = {"zone_1": "", "anywhere": "no", "use_light": "两个", "other_name_1": "炒茶锅", "water": ""}
    answer = send(phone, f"{base}/needs", {**NEEDS, **wrong})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "有 4 处要改一下" in page
    for said in ("就要选一个区", "照明灯：要填整数", "看电器背面的“W”", "选一下要不要接水"):
        assert said in page


def test_without_power_the_list_of_appliances_is_asked_of_nobody(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    base = started(phone, festival, household)
    left = {"uses_power": "no", "use_light": "两个", "other_name_1": "炒茶锅"}
    assert send(phone, f"{base}/needs", {**NEEDS, **left}).status_code == 303
    assert (the_application().power_w, the_application().appliances) == (0, [])
