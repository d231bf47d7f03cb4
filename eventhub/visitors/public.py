"""The visitors' pages: the same for everyone, kept as bytes, without a cookie."""

from typing import Any

from flask import Blueprint, current_app, render_template

from eventhub.accounts.access import public
from eventhub.applications.queries import LIVE_STATES, call_of, open_calls
from eventhub.core import clock
from eventhub.core.errors import NotFound
from eventhub.core.page_cache import cached_page
from eventhub.festivals.models import Festival, Phase
from eventhub.festivals.queries import public_festivals
from eventhub.visitors import festival_page, plan_page, plan_way, queries, rankings, stamps
from eventhub.visitors.asked import asked
from eventhub.visitors.batches import batch_of_code
from eventhub.visitors.cards import card_of, cover_address, share_picture
from eventhub.visitors.home import home_page
from eventhub.visitors.stall_page import stall_page
from eventhub.visitors.stalls import CATEGORY_NAMES, counts_by_category, taken
from eventhub.visitors.stamp_art import booklet_svg

bp = Blueprint("visitors", __name__)
PHASES = {
    "coming": (Phase.COMING, Phase.UNKNOWN),
    "running": (Phase.RUNNING,),
    "past": (Phase.PAST,),
}


@bp.get("/")
@public
@cached_page()
def home() -> str:
    """The next festival, the four weeks, the call that closes next."""
    content = home_page()
    hero = content["hero"]
    return _page("home", og_image=share_picture(hero) if hero else "", **content)


@bp.get("/festivals/")
@public
@cached_page("phase", "q")
def festivals() -> str:
    """Every edition, by phase or by search."""
    text, phase = asked("q"), asked("phase")
    found = public_festivals(text=text)
    shown = [entry for entry in found if phase not in PHASES or entry.phase in PHASES[phase]]
    calling = {call.festival_id for call in open_calls()}
    cards = [card_of(entry, clock.today(), calling) for entry in shown]
    return _page("festivals", cards=cards, text=text, phase=phase if phase in PHASES else "")


@bp.get("/festivals/<slug>/")
@public
@cached_page()
def festival(slug: str) -> str:
    """One edition: facts, programme, zones, stalls, how to get there."""
    return _festival_page("festival", slug, lambda shown: festival_page.festival_page(shown, _base_url()))


@bp.get("/festivals/<slug>/plan")
@public
@cached_page("q", "cat", "at", "to")
def plan(slug: str) -> str:
    """The plan to tap on, and the same as a list."""

    def content(shown: Festival) -> dict[str, Any]:
        stalls = queries.stalls_of(shown)
        text, category, to = asked("q"), asked("cat"), asked("to")
        found = plan_page.found_labels(stalls, asked("at") or to, text)
        going = to if to and found else ""
        way = plan_way.way_on_plan(shown, stalls, going) if going else None
        return {
            "plan": plan_page.public_plan(shown, stalls, found) | {"route": way.points if way else ()},
            "way": plan_way.way_words(way, found[0]) if going else "",
            "found_words": plan_page.found_words(found, text),
            "hours": plan_page.hours_text(shown),
            "has_gate": any(mark.get("kind") == "gate" for mark in shown.ground),
            "groups": plan_page.by_zone(plan_page.chosen(stalls, text, category)),
            "counts": counts_by_category(taken(stalls)),
            "text": text,
            "category": category if category in CATEGORY_NAMES else "",
            "call_open": _takes_applications(shown),
        }

    return _festival_page("plan", slug, content)


@bp.get("/festivals/<slug>/stalls/")
@public
@cached_page("q", "cat")
def stalls(slug: str) -> str:
    """The stalls as a list, by category or by search."""

    def content(shown: Festival) -> dict[str, Any]:
        standing = taken(queries.stalls_of(shown))
        text, category = asked("q"), asked("cat")
        return {
            "stalls": plan_page.chosen(standing, text, category),
            "counts": counts_by_category(standing),
            "total": len(standing),
            "text": text,
            "category": category if category in CATEGORY_NAMES else "",
            "call_open": _takes_applications(shown),
        }

    return _festival_page("stalls", slug, content)


@bp.get("/s/<code>")
@public
@cached_page()
def stall(code: str) -> str:
    """The page behind the code on a booth's sign."""
    booth = queries.booth_of_sign(code)
    shown = booth.row.zone.festival
    return _page(
        "stall", festival=shown, og_image=share_picture(shown), **stall_page(booth, _site_phone(), _base_url())
    )


@bp.get("/s/<code>/badge")
@public
@cached_page()
def badge(code: str) -> str:
    """Whether the shop's class is valid today: a photocopied badge isn't."""
    booth = queries.booth_of_sign(code)
    stall = next(entry for entry in queries.stalls_of(booth.row.zone.festival) if entry.booth.id == booth.id)
    if stall.application is None:
        raise NotFound("这个摊位现在没有人，没有类别可查。")
    return _page("badge", stall=stall, badge=stall.badge_on(clock.today()))


@bp.get("/batches/<code>")
@public
@cached_page()
def batch(code: str) -> str:
    """A batch of a product, and whether it was recalled."""
    return _page("batch", batch=batch_of_code(code))


@bp.get("/festivals/<slug>/stamps")
@public
@cached_page()
def stamp_book(slug: str) -> str:
    """The booklet, whose pattern the script fills in from what the browser keeps."""

    def content(shown: Festival) -> dict[str, Any]:
        rally = stamps.rally_of(shown)
        return {"rally": rally, "art": booklet_svg(rally.needed, shown.skin)}

    return _festival_page("stamps", slug, content)


@bp.get("/festivals/<slug>/rankings/")
@public
@cached_page()
def ranking(slug: str) -> str:
    """The newest frozen ranking of each metric."""
    return _festival_page("rankings", slug, lambda shown: {"rankings": rankings.public_rankings(shown)})


def _festival_page(name: str, slug: str, content: Any) -> str:
    shown = queries.public_festival(slug)
    return _page(name, festival=shown, cover=cover_address(shown), og_image=share_picture(shown), **content(shown))


def _takes_applications(festival: Festival) -> bool:
    call = call_of(festival)
    return call is not None and call.is_open and festival.state in LIVE_STATES


def _page(name: str, **values: Any) -> str:
    return render_template(f"visitors/{name}.html", base_url=_base_url(), **values)


def _base_url() -> str:
    return str(current_app.config["SETTINGS"].host_prefix)


def _site_phone() -> str:
    return str(current_app.config["SETTINGS"].site_phone)
