"""What stands on the page of one edition."""

from datetime import date
from typing import Any

from eventhub.allocation.queries import public_plan as plan_the_public_sees
from eventhub.applications.queries import LIVE_STATES, call_of
from eventhub.calendar.subscribing import code_of, way_of_edition
from eventhub.core import clock
from eventhub.core.display import cn_left, cn_moment, cn_range, cn_time
from eventhub.festivals.geo import Datum, amap_marker_url
from eventhub.festivals.models import Festival, FestivalState, Phase, Venue
from eventhub.visitors import queries
from eventhub.visitors.cards import status_tag
from eventhub.visitors.day_words import edition_text, lunar_text, short_days, weekdays_text
from eventhub.visitors.plan_page import by_zone, public_plan
from eventhub.visitors.programme_days import next_sessions, programme_tabs, session_cell
from eventhub.visitors.stalls import Stall, counts_by_category, of_the_day, taken

STALLS_SHOWN = 6
NEXT_SHOWN = 3
# The first words of a line of directions choose its picture.
WAYS = (
    ("坐车", "bus"),
    ("公交", "bus"),
    ("开车", "map"),
    ("自驾", "map"),
    ("停车", "map"),
    ("老人", "person"),
    ("轮椅", "person"),
)
Fact = tuple[str, str, str]


def festival_page(festival: Festival, base_url: str) -> dict[str, Any]:
    """Return everything the template of an edition's page names, beside the festival itself."""
    today = clock.today()
    feed = way_of_edition(base_url, festival.slug, festival.short_name)
    stalls = queries.stalls_of(festival)
    standing = taken(stalls)
    over = festival.phase is Phase.PAST
    call = call_of(festival)
    calling = call is not None and call.is_open and festival.state in LIVE_STATES
    return {
        "tag": status_tag(festival, today, {festival.id} if calling else ()),
        "edition": edition_text(festival.edition),
        "facts": facts(festival, today),
        "warning": warning(festival),
        "tabs": programme_tabs(festival),
        "on_now": on_now(festival),
        "plan": public_plan(festival, stalls) if stalls else None,
        "zones": zone_cards(festival, stalls),
        "counts": counts_by_category(standing),
        "stalls": of_the_day(standing, today, STALLS_SHOWN),
        "total": len(standing),
        "allocation": plan_the_public_sees(festival) is not None,
        "call": (cn_left(call.closes_at), cn_moment(call.closes_at)) if call and calling else None,
        "ways": ways(festival),
        "map_url": map_url(festival.venue),
        "phone": festival.phone or festival.organisation.phone,
        "over": over,
        "next_edition": queries.edition_after(festival) if over else None,
        "feed": feed,
        "feed_code": code_of(feed),
    }


def on_now(festival: Festival) -> list[dict[str, Any]]:
    """Return what is on and what comes next as cells, while the edition runs; empty before and after."""
    if festival.phase is not Phase.RUNNING or festival.state is FestivalState.CANCELLED:
        return []
    coming = next_sessions(festival.sessions, clock.now(), NEXT_SHOWN)
    return [session_cell(festival, entry) for entry in coming]


def facts(festival: Festival, today: date) -> list[Fact]:
    """Return the four facts: days with lunar dates, place, hours, admission. What isn't fixed says so."""
    return [
        ("日子", *_days(festival, today)),
        ("地方", *_place(festival.venue)),
        ("时间", f"{cn_time(festival.opens_at)}–{cn_time(festival.closes_at)}", "每天"),
        ("门票", festival.admission or "以现场为准", ""),
    ]


def warning(festival: Festival) -> tuple[str, str, str] | None:
    """Return kind, title and text of the note over a page whose edition was called off or moved, or None."""
    if festival.state is FestivalState.CANCELLED:
        return "bad", "这届取消了", "节目不演，摊位不摆。已经订阅日历的，日历里会标“已取消”。"
    if festival.state is not FestivalState.POSTPONED or festival.phase is Phase.PAST:
        return None
    if festival.starts_on and festival.ends_on:
        return "warn", "这届改期了", f"现在的日子是 {cn_range(festival.starts_on, festival.ends_on)}。"
    before = ""
    if festival.former_starts_on and festival.former_ends_on:
        before = f"原定 {cn_range(festival.former_starts_on, festival.former_ends_on)}。"
    return "warn", "这届延期了", f"{before}新的日子定了就写在这里，订阅日历的会自动更新。"


def zone_cards(festival: Festival, stalls: list[Stall]) -> list[dict[str, str]]:
    """Return the zones with how many stalls stand there, or how many booths while nobody is named."""
    cards = []
    for name, category, group in by_zone(stalls):
        count = len(taken(group))
        cards.append(
            {
                "href": f"/festivals/{festival.slug}/plan#zone-{group[0].zone.code}",
                "name": f"{group[0].zone.code} 区 {group[0].zone.name}" if group[0].zone.name else name,
                "text": f"{count} 家" if count else f"{len(group)} 个摊位",
                "cat": category,
            }
        )
    return cards


def ways(festival: Festival) -> list[dict[str, str]]:
    """Return the lines of the directions as cells: 坐车 in bold, the rest below, a picture beside."""
    lines = festival.venue.directions.splitlines() if festival.venue else []
    return [_way(line.strip()) for line in lines if line.strip()]


def map_url(venue: Venue | None) -> str:
    """Return the address that opens the venue in 高德地图; empty while its place isn't sure."""
    if venue is None or venue.lng is None or venue.lat is None or not venue.confirmed:
        return ""
    return amap_marker_url(venue.lng, venue.lat, venue.name, Datum(venue.datum.value))


def _way(line: str) -> dict[str, str]:
    head, colon, rest = line.partition("：")
    if not colon or len(head) > 12:
        head, rest = "怎么走", line
    mark = next((icon for word, icon in WAYS if head.startswith(word)), "pin")
    return {"title": head, "text": rest, "icon": mark}


def _days(festival: Festival, today: date) -> tuple[str, str]:
    if festival.starts_on is None:
        rule = f"按惯例在农历{festival.lunar_rule}" if festival.lunar_rule else "定了就写在这里"
        return "日子待定", rule
    year = f"{festival.starts_on.year}年" if festival.starts_on.year == today.year else ""
    text = year + short_days(festival, today).replace("–", "至")
    lunar = lunar_text(festival).removeprefix("农历")
    return text, " · ".join(part for part in (weekdays_text(festival), lunar) if part)


def _place(venue: Venue | None) -> tuple[str, str]:
    if venue is None:
        return "地点待定", "定了就写在这里"
    name = venue.name if venue.confirmed or "待定" in venue.name else f"{venue.name}（地点待定）"
    return name, venue.address or venue.town
