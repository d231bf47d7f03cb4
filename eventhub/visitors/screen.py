"""The page for a venue's LED screen: what is on, what is next, stalls in turn. Its data is JSON that the page keeps;
a service worker keeps the page itself, so that the screen comes up again without a network.
"""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, current_app, jsonify, render_template, send_from_directory
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import public
from eventhub.core import clock
from eventhub.core.display import cn_date, cn_time
from eventhub.core.page_cache import cached_page
from eventhub.festivals.models import Festival, FestivalState, ProgrammeSession
from eventhub.visitors import queries
from eventhub.visitors.stalls import CATEGORY_NAMES, alternating, taken

bp = Blueprint("screen", __name__)


@bp.get("/screen/<slug>")
@public
@cached_page()
def screen(slug: str) -> str:
    """The screen, drawn once by the server and kept up to date by its script."""
    festival = queries.public_festival(slug)
    return render_template("visitors/screen.html", festival=festival, shown=screen_data(festival))


@bp.get("/screen/sw.js")
@public
def worker() -> AnyResponse:
    """The worker, from an address of its own so that it stands above every screen; asked for afresh at every visit."""
    answer = send_from_directory(current_app.config["STATIC_FOLDER"], "js/screen_worker.js", mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/screen/<slug>/now.json")
@public
def now(slug: str) -> AnyResponse:
    """What the screen shows: this day and those to come, so that it goes on without a network, over midnight too."""
    answer = jsonify(screen_data(queries.public_festival(slug)))
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def screen_data(festival: Festival) -> dict[str, Any]:
    """Return the sessions of today and later, each with its `day`, and the stalls, none suspended, with their `days`.

    `day` is today, `days` are the edition's (none when it is called off). On any other day `told` says why nothing is
    shown, and `over` will once the last has passed.
    """
    today = clock.today()
    days = [day for day in festival.days if not told_instead(festival, day)]
    coming = {day.isoformat() for day in days if day >= today}
    standing = [entry for entry in taken(queries.stalls_of(festival)) if not entry.suspended] if coming else []
    sessions = [entry for entry in festival.sessions if _is_shown(entry) and _day_of(entry) in coming]
    return {
        "name": festival.name,
        "told": told_instead(festival, today),
        "over": told_instead(festival, days[-1] + timedelta(days=1)) if days else "",
        "day": today.isoformat(),
        "days": [day.isoformat() for day in days],
        "now": clock.now().isoformat(timespec="seconds"),
        "sessions": [
            {
                "day": _day_of(entry),
                "title": entry.title,
                "place": entry.place,
                "time": f"{cn_time(entry.starts_at)}–{cn_time(entry.ends_at)}",
                "from": entry.starts_at.isoformat(),
                "to": entry.ends_at.isoformat(),
                "cancelled": entry.cancelled,
            }
            for entry in sorted(sessions, key=lambda entry: entry.starts_at)
        ],
        "stalls": [
            {
                "booth": stall.numbers,
                "shop": stall.shop,
                "goods": stall.summary,
                "kind": CATEGORY_NAMES.get(stall.category, ""),
                "days": [day.isoformat() for day in stall.days],
            }
            for stall in alternating(standing)
            if coming & {day.isoformat() for day in stall.days}
        ],
    }


def told_instead(festival: Festival, day: date) -> str:
    """Say why the screen has no programme on a day: called off, put off, not begun, over. Empty on the edition's days."""
    if festival.state is FestivalState.CANCELLED:
        return "这届取消了"
    first, last = festival.starts_on, festival.ends_on
    if first is None or last is None:
        return "这届延期了，日子待定" if festival.state is FestivalState.POSTPONED else "日子待定"
    if day < first:
        return f"还没开始，{cn_date(first, year=first.year != day.year)}见"
    return "这届办完了，谢谢大家" if day > last else ""


def _is_shown(session: ProgrammeSession) -> bool:
    return session.published and not session.deleted


def _day_of(session: ProgrammeSession) -> str:
    return clock.local(session.starts_at).date().isoformat()
