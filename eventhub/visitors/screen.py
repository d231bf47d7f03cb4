"""The page for a venue's LED screen: what is on, what is next, stalls in turn. Its data is JSON that the page keeps;
a service worker keeps the page itself, so that the screen comes up again without a network.
"""

from typing import Any

from flask import Blueprint, current_app, jsonify, render_template, send_from_directory
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import public
from eventhub.core import clock
from eventhub.core.page_cache import cached_page
from eventhub.festivals.models import Festival, FestivalState
from eventhub.visitors import queries
from eventhub.visitors.programme_days import time_text
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
    """What the screen shows: the whole day, so that it goes on without a network."""
    answer = jsonify(screen_data(queries.public_festival(slug)))
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def screen_data(festival: Festival) -> dict[str, Any]:
    """Return today's sessions with their moments, and the stalls that stand today, none suspended."""
    today = clock.today()
    standing = [stall for stall in taken(queries.stalls_of(festival)) if not stall.suspended and today in stall.days]
    sessions = [
        entry
        for entry in sorted(festival.sessions, key=lambda entry: entry.starts_at)
        if entry.published and not entry.deleted and clock.local(entry.starts_at).date() == today
    ]
    return {
        "name": festival.name,
        "cancelled": festival.state is FestivalState.CANCELLED,
        "now": clock.now().isoformat(timespec="seconds"),
        "sessions": [
            {
                "title": entry.title,
                "place": entry.place,
                "time": f"{time_text(entry.starts_at)}–{time_text(entry.ends_at)}",
                "from": entry.starts_at.isoformat(),
                "to": entry.ends_at.isoformat(),
                "cancelled": entry.cancelled,
            }
            for entry in sessions
        ],
        "stalls": [
            {
                "booth": stall.numbers,
                "shop": stall.shop,
                "goods": stall.summary,
                "kind": CATEGORY_NAMES.get(stall.category, ""),
            }
            for stall in alternating(standing)
        ],
    }
