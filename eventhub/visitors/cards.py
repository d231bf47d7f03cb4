"""How an edition stands, in the few words of a card: 正在举行, 摊位报名中, 还有 14 天, 日子待定, 已取消."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from zlib import crc32

from eventhub.core.display import cn_moment
from eventhub.festivals.models import Festival, FestivalState, Phase
from eventhub.visitors.day_words import lunar_text, short_days, weekdays_text

SOON = 60
Tag = tuple[str, str, str]


def card_of(festival: Festival, today: date, calling: Collection[int] = ()) -> dict[str, Any]:
    """Return an edition as `festival_card` draws it; `calling` are the ids of editions whose call is open."""
    return {
        "href": f"/festivals/{festival.slug}/",
        "name": festival.name,
        "skin": festival.skin,
        "cover": cover_address(festival),
        "dates": short_days(festival, today),
        "lunar": " · ".join(filter(None, (weekdays_text(festival), lunar_text(festival).removeprefix("农历")))),
        "place": place_text(festival),
        "tag": status_tag(festival, today, calling),
    }


def cover_address(festival: Festival) -> str:
    """Return the address of the cover, with what it is drawn from, so that it may be kept for ever."""
    return f"/festivals/{festival.slug}/cover.svg?v={cover_version(festival)}"


def share_picture(festival: Festival) -> str:
    """Return the address of the cover as PNG, for chat programs."""
    return f"/festivals/{festival.slug}/cover.png?v={cover_version(festival)}"


def cover_version(festival: Festival) -> str:
    """Return 8 hex digits that change whenever the cover does."""
    return f"{crc32(f'{festival.cover_seed}:{festival.skin}'.encode()):08x}"


def place_text(festival: Festival) -> str:
    """Return 石林镇 石鼓广场; says plainly when the place isn't fixed, or only supposed."""
    venue = festival.venue
    if venue is None:
        return "地点待定"
    name = venue.name if venue.confirmed or "待定" in venue.name else f"{venue.name}（地点待定）"
    return f"{venue.town} {name}".strip()


def status_tag(festival: Festival, today: date, calling: Collection[int] = ()) -> Tag:
    """Return words, kind and icon of the tag that says how an edition stands today."""
    if festival.state is FestivalState.CANCELLED:
        return "已取消", "bad", "x"
    if festival.starts_on is None:
        postponed = festival.state is FestivalState.POSTPONED
        return ("延期了，日子待定", "warn", "clock") if postponed else ("日子待定", "", "clock")
    if festival.phase is Phase.RUNNING:
        return "正在举行", "ok", "play"
    if festival.phase is Phase.PAST:
        this_year = festival.starts_on.year == today.year
        return ("今年已结束" if this_year else f"{festival.starts_on.year}年办过"), "", "check"
    if festival.id in calling:
        return "摊位报名中", "ok", "stall"
    if festival.state is FestivalState.POSTPONED:
        return "改期了", "warn", "clock"
    return starts_text(festival.starts_on, today), "pri", "clock"


def starts_text(first: date, today: date) -> str:
    """Return 明天开始, 还有 14 天, or 6月开始 for a day further off."""
    left = (first - today).days
    if left == 1:
        return "明天开始"
    if left <= SOON:
        return f"还有 {left} 天"
    year = "" if first.year == today.year else f"{first.year}年"
    return f"{year}{first.month}月开始"


def told_at(text: str) -> str:
    """Return the moment of a correction, stored as ISO text, as 4月17日 09:30."""
    return cn_moment(datetime.fromisoformat(text))
