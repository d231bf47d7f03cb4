"""Rankings, the home page's turn, the venue's screen: the same for everyone, never paid, nobody over the red line."""

from collections import Counter
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import StateConflict
from eventhub.core.revisions import bump
from eventhub.festivals.models import FestivalState
from eventhub.visitors import rankings
from eventhub.visitors.enquiries import Wish, leave_enquiry
from eventhub.visitors.models import HomeTurn, Stamp
from eventhub.visitors.queries import stalls_of
from eventhub.visitors.stalls import Stall
from tests import factories
from tests.conftest import NOW, at, new_client
from tests.page_check import CheckedClient
from tests.visitors.conftest import Ground
from tests.visitors.test_festivals import text_of
from tests.visitors.test_trace import suspend


@pytest.fixture
def today(app: Flask) -> Ground:
    """A festival that runs today, with five shops."""
    return Ground(booths=6, shops=5, starts_on=date(2027, 4, 17), ends_on=date(2027, 4, 20)).open()


def stall_of(ground: Ground, number: int) -> Stall:
    """Return the stall of a household as visitors see it."""
    label = ground.booth_of(number).label
    return next(stall for stall in stalls_of(ground.festival) if stall.booth.label == label)


def stamped(ground: Ground, number: int, devices: int, minute: int = 0) -> None:
    """Let devices stamp at a household's stall, one a minute, or all in the minute that is named."""
    booth = ground.booth_of(number)
    factories.saved(
        *(
            Stamp(
                festival_id=ground.festival.id, device=f"{number}-{minute}-{turn}", booth_id=booth.id,
                minute=minute or number * 1_000 + turn,
            )
            for turn in range(devices)
        )
    )  # fmt: skip


def places(ground: Ground) -> list[tuple[int, str, int]]:
    """Return place, shop and figure of the public stamp ranking."""
    (shown,) = rankings.public_rankings(ground.festival)
    return [(row["place"], row["name"], row["figure"]) for row in shown["rows"]]


def test_a_ranking_is_frozen_and_names_its_metric_and_period(today: Ground, client: CheckedClient) -> None:
    for number, devices in ((0, 3), (1, 5), (2, 3)):
        stamped(today, number, devices)
    rankings.freeze(today.festival, "stamps", today.organiser)
    frozen = places(today)
    assert [(place, figure) for place, _, figure in frozen] == [(1, 5), (2, 3), (2, 3)]
    stamped(today, 3, 9)
    assert places(today) == frozen
    page = text_of(client, f"{today.path}rankings/")
    for words in ("集章人气榜", "4月17日至4月17日", "数游客在摊位上盖的章", "之后不再变", "不收钱"):
        assert words in page
    rankings.freeze(today.festival, "stamps", today.organiser)
    assert places(today)[0][2] == 9


def test_who_is_suspended_is_out_even_of_a_ranking_frozen_before(today: Ground) -> None:
    stamped(today, 0, 3)
    stamped(today, 1, 2)
    rankings.freeze(today.festival, "stamps", today.organiser)
    suspend(today, 0)
    assert [name for _, name, _ in places(today)] == [today.households[1].name]
    rankings.freeze(today.festival, "stamps", today.organiser)
    assert len(rankings.snapshots_of(today.festival)[0].rows) == 1


def test_a_photo_that_went_round_does_not_count(today: Ground) -> None:
    stamped(today, 0, 50, minute=77)
    stamped(today, 0, 1)
    stamped(today, 1, 2)
    rankings.freeze(today.festival, "stamps", today.organiser)
    assert [(name, figure) for _, name, figure in places(today)] == [
        (today.households[1].name, 2),
        (today.households[0].name, 1),
    ]


def test_one_buyer_counts_once_in_the_ranking_of_enquiries(today: Ground) -> None:
    wish = Wish("豆花", "", "", "王经理", "19900004321", "")
    for _ in range(3):
        leave_enquiry(stall_of(today, 0), wish)
    rankings.freeze(today.festival, "enquiries", today.organiser)
    assert [figure for _, _, figure in places(today)] == [1]


def test_nothing_is_frozen_too_early_or_without_figures(fair: Ground, today: Ground, app: Flask) -> None:
    with pytest.raises(StateConflict, match="还没开始"):
        rankings.freeze(fair.festival, "stamps", fair.organiser)
    with pytest.raises(StateConflict, match="还没有一家有数"):
        rankings.freeze(today.festival, "stamps", today.organiser)
    desk = new_client(app).sign_in(today.organiser)
    assert desk.post(f"/desk/{today.festival.slug}/rankings/", data={"metric": "stamps"}).status_code == 409
    stamped(today, 0, 1)
    assert desk.post(f"/desk/{today.festival.slug}/rankings/", data={"metric": "paid"}).status_code == 422
    assert desk.post(f"/desk/{today.festival.slug}/rankings/", data={"metric": "stamps"}).status_code == 303


def shown_at_home(client: CheckedClient) -> set[str]:
    """Return the addresses of the stalls on the home page."""
    page = text_of(client, "/")
    return {part.split('"')[0] for part in page.split('href="/s/')[1:]}


def test_least_shown_come_first_and_the_log_tells_each_household(app: Flask, client: CheckedClient) -> None:
    ground = Ground(booths=9, shops=7).open()
    seen: Counter[str] = Counter()
    for offset in range(7):
        with clock.fixed(NOW + timedelta(days=offset)):
            first = shown_at_home(client)
            assert shown_at_home(new_client(app)) == first
            assert len(first) == 4
            seen.update(first)
    assert set(seen.values()) == {4}
    counted = Counter(row.household_id for row in db.session.query(HomeTurn))
    assert set(counted.values()) == {4}
    mine = new_client(app).sign_in(ground.households[0].account)
    assert "4 天" in mine.get("/my/enquiries/").get_data(as_text=True)
    assert "首页轮到您 4 天了" in mine.get("/my/").get_data(as_text=True)


def test_a_stall_that_is_stopped_during_the_day_makes_room_for_the_next(app: Flask, client: CheckedClient) -> None:
    ground = Ground(booths=9, shops=6).open()
    before = shown_at_home(client)
    gone = next(n for n in range(6) if ground.booth_of(n).sign_code in before)
    suspend(ground, gone)
    after = shown_at_home(client)
    assert len(after) == 4
    assert ground.booth_of(gone).sign_code not in after
    assert len(before & after) == 3


def data_of(client: CheckedClient, ground: Ground) -> Any:
    """Return what the screen asks for."""
    return client.get(f"/screen/{ground.festival.slug}/now.json").json


def test_the_screen_shows_the_day_and_no_stall_that_is_stopped(today: Ground, client: CheckedClient) -> None:
    factories.a_session(today.festival, title="上刀山", cancelled=True)
    factories.a_session(
        today.festival, title="明天的戏", starts_at=at("2027-04-18T10:00"), ends_at=at("2027-04-18T11:00")
    )
    factories.a_session(today.festival, title="没公开", published=False)
    suspend(today, 0)
    shown = data_of(client, today)
    assert [(entry["title"], entry["day"], entry["cancelled"]) for entry in shown["sessions"]] == [
        ("金桥吹打", "2027-04-17", False),
        ("上刀山", "2027-04-17", True),
        ("明天的戏", "2027-04-18", False),
    ]
    assert len(shown["stalls"]) == 4
    assert today.booth_of(0).label not in [stall["booth"] for stall in shown["stalls"]]
    page = text_of(client, f"/screen/{today.festival.slug}")
    assert "金桥吹打" in page
    assert "上刀山" not in page
    assert "明天的戏" not in page


def test_the_screen_holds_what_it_needs_when_midnight_finds_it_without_a_network(
    today: Ground, client: CheckedClient
) -> None:
    days = [day.isoformat() for day in today.festival.days]
    shown = data_of(client, today)
    assert (shown["day"], shown["days"], shown["over"]) == ("2027-04-17", days, "这届办完了，谢谢大家")
    assert all(stall["days"] == days for stall in shown["stalls"])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"state": FestivalState.CANCELLED}, "这届取消了"),
        ({"state": FestivalState.POSTPONED, "starts_on": None, "ends_on": None}, "这届延期了，日子待定"),
        ({"starts_on": None, "ends_on": None}, "日子待定"),
        ({"starts_on": date(2027, 4, 20), "ends_on": date(2027, 4, 21)}, "还没开始，4月20日（周二）见"),
        ({"starts_on": date(2027, 4, 10), "ends_on": date(2027, 4, 11)}, "这届办完了，谢谢大家"),
    ],
)
def test_on_a_day_that_is_not_the_festivals_the_screen_says_why(
    today: Ground, client: CheckedClient, change: dict[str, Any], told: str
) -> None:
    factories.a_session(
        today.festival, title="上刀山", starts_at=at("2027-04-17T09:00"), ends_at=at("2027-04-17T11:00")
    )
    with writing():
        for name, value in change.items():
            setattr(today.festival, name, value)
        bump(f"festival:{today.festival.id}")
    shown = data_of(client, today)
    assert shown["told"] == told
    assert not [entry for entry in shown["sessions"] if entry["day"] == shown["day"]]
    assert not [stall for stall in shown["stalls"] if shown["day"] in stall["days"]]
    page = text_of(client, f"/screen/{today.festival.slug}")
    assert told in page
    assert "上刀山" not in page
    assert '<section aria-labelledby="now-h" hidden>' in page


def test_a_festival_day_without_sessions_does_not_say_they_are_over(today: Ground, client: CheckedClient) -> None:
    with writing():
        for entry in today.festival.sessions:
            entry.published = False
        bump(f"festival:{today.festival.id}")
    page = text_of(client, f"/screen/{today.festival.slug}")
    assert "今天没有节目" in page
    assert "演完了" not in page


def test_a_draft_has_no_screen(today: Ground, client: CheckedClient) -> None:
    with writing():
        today.festival.state = FestivalState.DRAFT
    for path in ("", "/now.json"):
        assert client.get(f"/screen/{today.festival.slug}{path}").status_code == 404


def test_map_leads_to_the_plan_of_the_festival_that_runs(today: Ground, client: CheckedClient) -> None:
    factories.a_festival()
    assert f'href="{today.path}plan"' in text_of(client, "/festivals/")


def test_map_leads_to_the_list_when_nothing_is_to_come(app: Flask, client: CheckedClient) -> None:
    assert text_of(client, "/festivals/").count('href="/festivals/"') >= 2


def test_chat_programs_get_a_picture_they_can_show(today: Ground, client: CheckedClient) -> None:
    page = text_of(client, today.path)
    address = page.split('property="og:image" content="')[1].split('"')[0]
    answer = client.get(address.removeprefix("https://jie.wansheng.example"))
    assert answer.mimetype == "image/png"
    assert "immutable" in answer.headers["Cache-Control"]
    assert Image.open(BytesIO(answer.data)).size == (1_200, 630)
    assert len(answer.data) < 120_000
    again = client.get(f"{today.path}cover.png", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_what_is_on_now_stands_above_the_programme_while_it_runs(today: Ground, client: CheckedClient) -> None:
    assert "现在和接下来" in text_of(client, today.path)
    with clock.fixed(at("2027-04-17T10:30")):
        page = text_of(client, today.path)
    section = page.split("现在和接下来")[1].split("data-tabs")[0]
    assert "金桥吹打" in section
    assert "现在正演" in section
    with clock.fixed(at("2027-04-25T10:30")):
        assert "现在和接下来" not in text_of(client, today.path)


def test_a_session_that_moves_gets_another_mark(today: Ground, client: CheckedClient) -> None:
    def mark() -> str:
        return text_of(client, today.path).split('data-sig="')[1].split('"')[0]

    before = mark()
    assert mark() == before
    with writing():
        today.festival.sessions[0].place = "南门"
        bump(f"festival:{today.festival.id}")
    assert mark() != before
