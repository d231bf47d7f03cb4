"""What everybody may see: the notice with its evidence, how booths are given, the frozen rules and the replayed draw."""

import json
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for

from eventhub.accounts.access import public
from eventhub.allocation.draw import hash_of
from eventhub.allocation.notice_models import Notice
from eventhub.allocation.objections import open_to_objections
from eventhub.allocation.order import ticket
from eventhub.allocation.public_view import public_allocation, public_plan_drawing
from eventhub.allocation.queries import current_notice, draw_of, notices_of
from eventhub.applications.queries import call_of
from eventhub.applications.score_rule_file import rule_from_json
from eventhub.core.page_cache import cached_page, etag_of
from eventhub.festivals.models import Festival
from eventhub.festivals.queries import festival_by_slug

bp = Blueprint("allocation_public", __name__, url_prefix="/festivals/<slug>/allocation")


@bp.get("/")
@public
@cached_page()
def show(slug: str) -> str:
    """The plan, who stands where, everybody's rank and lines, reasons, and how to verify all of it."""
    festival = public_festival(slug)
    notice = current_notice(festival)
    if notice is None:
        return _page("none", festival)
    shown = public_allocation(notice)
    return _page(
        "show",
        festival,
        notice=notice,
        shown=shown,
        plan=public_plan_drawing(festival, shown),
        takes_objections=open_to_objections(notice),
        earlier=[entry for entry in notices_of(festival) if entry.id != notice.id],
        hashes={"problem.json": hash_of(notice.problem_text), "plan.json": hash_of(notice.plan_text)},
        address=current_app.config["SETTINGS"].host_prefix + url_for(".show", slug=slug),
    )


@bp.get("/problem.json")
@public
def problem(slug: str) -> Response:
    """The problem as it was published."""
    return _file(_notice(slug).problem_text)


@bp.get("/plan.json")
@public
def plan(slug: str) -> Response:
    """The plan as it was published."""
    return _file(_notice(slug).plan_text)


@bp.get("/by-hand.json")
@public
def by_hand(slug: str) -> Response:
    """What people decided: receipt, before, after, reason."""
    notice = _notice(slug)
    value = {"format": "eventhub-by-hand/1", "kept_whole": notice.kept_whole, "households": notice.by_hand}
    return _file(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


@bp.get("/how/")
@public
@cached_page()
def how(slug: str) -> str:
    """How booths are given, in two hundred plain characters."""
    return _page("how", public_festival(slug))


@bp.get("/draw/")
@public
@cached_page()
def draw(slug: str) -> str:
    """The frozen rules, the pool and its hash, the draw, and every ticket replayed from the seed."""
    festival = public_festival(slug)
    found = draw_of(festival)
    if found is None:
        return _page("draw_none", festival)
    rules, pool = json.loads(found.rules_text), json.loads(found.pool_text)["households"]
    tickets = {entry["id"]: ticket(found.seed, entry["id"]) if found.seed else "" for entry in pool}
    ranked = sorted(pool, key=lambda entry: (-entry["score"], tickets[entry["id"]], entry["id"]))
    return _page(
        "draw",
        festival,
        draw=found,
        rules=rules,
        lines=rule_from_json(rules["score_rule"]).lines if rules["score_rule"] else (),
        rows=[(rank, entry["id"], entry["score"], tickets[entry["id"]]) for rank, entry in enumerate(ranked, 1)],
        rules_hash=hash_of(found.rules_text),
        pool_hash=hash_of(found.pool_text),
        first_hash=hash_of(found.first_pool_text),
        call=call_of(festival),
    )


@bp.get("/draw/<any('rules.json', 'pool.json', 'first-pool.json'):name>")
@public
def draw_file(slug: str, name: str) -> Response:
    """The very texts that were hashed."""
    found = draw_of(public_festival(slug))
    if found is None:
        abort(404)
    texts = {"rules.json": found.rules_text, "pool.json": found.pool_text, "first-pool.json": found.first_pool_text}
    return _file(texts[name])


def public_festival(slug: str) -> Festival:
    """Return a festival that visitors may see, or end the request with 404."""
    festival = festival_by_slug(slug)
    if festival is None or not festival.is_public:
        abort(404)
    return festival


def _notice(slug: str) -> Notice:
    notice = current_notice(public_festival(slug))
    if notice is None:
        abort(404)
    return notice


def _file(text: str) -> Response:
    body = text.encode()
    response = Response(body, mimetype="application/json")
    response.set_etag(etag_of(body))
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


def _page(name: str, festival: Festival, **values: Any) -> str:
    return render_template(f"allocation/public_{name}.html", festival=festival, **values)
