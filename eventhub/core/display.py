"""How a page is shown: large type and theme from a cookie, dates and numbers as people here read them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, redirect, request
from werkzeug.wrappers.response import Response

from eventhub.core import clock

SIZES = ("", "lg")
THEMES = ("", "light", "dark")
WEEKDAYS = "一二三四五六日"
YEAR_IN_SECONDS = 31_536_000
bp = Blueprint("display", __name__)


@dataclass(frozen=True)
class Display:
    """Large type ("lg" or "") and theme ("light", "dark" or "": as the system says)."""

    size: str = ""
    theme: str = ""


def current_display() -> Display:
    """Return what the cookies of this request ask for; anything unknown counts as the default."""
    size, theme = request.cookies.get("size", ""), request.cookies.get("theme", "")
    return Display(size if size in SIZES else "", theme if theme in THEMES else "")


@bp.get("/display")
def choose() -> Response:
    """Keep the reader's choice in a cookie and go back to the page it was made on (never to another site)."""
    target = request.args.get("next", "/")
    parts = urlsplit(target.replace("\\", "/"))
    safe = target.startswith("/") and not target.startswith("//") and not parts.netloc and target.isprintable()
    response = redirect(target if safe else "/", 303)
    for name, allowed in (("size", SIZES), ("theme", THEMES)):
        if request.args.get(name) in allowed:
            response.set_cookie(name, request.args[name], max_age=YEAR_IN_SECONDS, samesite="Lax")
    return response


choose.audience = "public"  # type: ignore[attr-defined]


def cn_date(day: date | datetime, year: bool = False, weekday: bool = True) -> str:
    """Return 5月1日（周六）; with `year`, 2027年5月1日（周六）. Datetimes are shown in Shanghai time."""
    day = clock.local(day).date() if isinstance(day, datetime) else day
    text = f"{day.month}月{day.day}日" + (f"（周{WEEKDAYS[day.weekday()]}）" if weekday else "")
    return f"{day.year}年{text}" if year else text


def cn_range(first: date, last: date, year: bool | None = None) -> str:
    """Return 5月1日（周六）至5日, the month repeated only when it changes; the year is told when asked for, and, unless
    refused, when it is not this one.
    """
    year = first.year != clock.today().year if year is None else year
    if first == last:
        return cn_date(first, year)
    end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"{cn_date(first, year)}至{end}"


def cn_time(moment: datetime | time) -> str:
    """Return 9:30 or 18:00, a moment in Shanghai time."""
    local = clock.local(moment) if isinstance(moment, datetime) else moment
    return f"{local.hour}:{local:%M}"


def cn_moment(moment: datetime, year: bool = False) -> str:
    """Return 4月20日 18:00 in Shanghai time."""
    return f"{cn_date(moment, year, weekday=False)} {cn_time(moment)}"


def cn_yuan(fen: int) -> str:
    """Return an amount of fen as 12 元 or 12.50 元."""
    return f"{fen // 100} 元" if fen % 100 == 0 else f"{fen / 100:.2f} 元"


def cn_left(deadline: datetime) -> str:
    """Return how long is left until a moment: 还剩 3 天, 还剩 5 小时, 还剩 20 分钟, 已截止."""
    seconds = int((deadline - clock.now()).total_seconds())
    if seconds <= 0:
        return "已截止"
    for length, word in ((86_400, "天"), (3_600, "小时")):
        if seconds >= length:
            return f"还剩 {seconds // length} {word}"
    return f"还剩 {max(1, seconds // 60)} 分钟"


def init_app(app: Flask) -> None:
    """Give templates the display, the day, and the filters above."""
    settings = app.config["SETTINGS"]
    app.register_blueprint(bp)
    for filter_ in (cn_date, cn_range, cn_time, cn_moment, cn_yuan, cn_left):
        app.jinja_env.filters[filter_.__name__] = filter_
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def shown() -> dict[str, Any]:
        return {
            "display": current_display(),
            "demo": settings.demo,
            "site_phone": settings.site_phone,
            "today": clock.today(),
        }
