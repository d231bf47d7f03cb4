"""/my/: the household's applications, where each stands, what comes next, and withdrawing."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts.access import actor, household
from eventhub.applications import actions, queries
from eventhub.applications.actions import is_editable
from eventhub.applications.document_check import missing_of
from eventhub.applications.goods_taken import goods_to_take, last_with_goods, take_goods_over
from eventhub.applications.household import mend_url, status_url, take_goods_url
from eventhub.applications.models import Application
from eventhub.applications.panels import Panel, panels_of
from eventhub.applications.receipt import parse_receipt
from eventhub.applications.states import ApplicationState, Verb, allowed_verbs
from eventhub.applications.summary import REGISTERED, sections_of
from eventhub.applications.timeline import timeline_of, what_next
from eventhub.applications.version_form import version_form
from eventhub.festivals.models import FestivalState, Phase
from eventhub.registry.models import Household
from eventhub.registry.queries import households_of
from eventhub.registry.shop_notes import ShopNote

bp = Blueprint("my", __name__)
Page = str | Response | tuple[str, int]
# Pages of later rooms that are about the whole shop: they stand once below 我的店, not on every application.
SHOP_PAGES = {
    "/my/calendar/": ("我的日历", "公示、确认、布展的日子，到时候手机提醒", "cal"),
    "/my/enquiries/": ("采购意向和批次", "买家的留话收在这里，每一批货的批次也在这里记", "inbox"),
    "/my/credit/": ("守信记录", "节会上记的每一条，可以申诉、打印", "flag"),
}
STATE_LOOKS = {
    ApplicationState.DRAFT: ("", "edit"),
    ApplicationState.SUBMITTED: ("pri", "clock"),
    ApplicationState.RETURNED: ("warn", "warn"),
    ApplicationState.ACCEPTED: ("ok", "check"),
    ApplicationState.REJECTED: ("bad", "x"),
    ApplicationState.WITHDRAWN: ("", "undo"),
}


@bp.get("/my/")
@household
def home() -> Page:
    """Every application with what comes next; what is over stands folded below."""
    mine = [_line(application) for application in queries.applications_of(actor())]
    # What waits for the household, or what it needs at the gate, comes first.
    current = sorted((line for line in mine if not line["over"]), key=lambda line: not line["acts"])
    return render_template(
        "applications/my_home.html",
        current=current,
        past=[line for line in mine if line["over"]],
        own_links=_own_links([panel for line in current for panel in line["all_panels"]]),
        open_calls=queries.open_calls(),
        looks=STATE_LOOKS,
    )


@bp.get("/my/applications/<receipt>/")
@household
def application(receipt: str) -> Page:
    """Where an application stands."""
    found = _found(receipt)
    call = queries.call_of(found.festival)
    about_it, about_shop = _split(panels_of(found))
    return render_template(
        "applications/my_application.html",
        receipt=parse_receipt(found.receipt or ""),
        timeline=timeline_of(found),
        panels=about_it,
        shop_pages=[_shop_link(panel) for panel in about_shop],
        sections=sections_of(found),
        registered=REGISTERED,
        missing=missing_of(found) if found.state in (ApplicationState.SUBMITTED, ApplicationState.RETURNED) else [],
        take_goods=take_goods_url(found),
        mend=mend_url(found),
        may_edit=call is not None and is_editable(found, call),
        may_withdraw=Verb.WITHDRAW in allowed_verbs(found.state, by_reviewer=False)
        and found.festival.phase is not Phase.PAST,
        looks=STATE_LOOKS,
        **_about(found, call),
    )


@bp.post("/my/applications/<receipt>/goods")
@household
def take_goods(receipt: str) -> Page:
    """Put what the application names onto the household's own list of goods."""
    found = _found(receipt)
    taken = take_goods_over(found, actor())
    flash(f"{len(taken)} 样登到“我的店”了，名字和价钱都能再改。" if taken else "这几样“我的店”里都有了。", "ok")
    return redirect(url_for("my_household.show", household_id=found.household_id, _anchor="products"), 303)


@bp.route("/my/applications/<receipt>/withdraw", methods=["GET", "POST"])
@household
def withdraw(receipt: str) -> Page:
    """Ask, then withdraw."""
    found = _found(receipt)
    form = version_form(found)
    if form.carry_out(lambda: actions.withdraw_application(found, actor(), form.seen_version)):
        flash("撤回了，不占名额。截止前还可以重新申请。", "ok")
        return redirect(status_url(found), 303)
    form.about(found.version)
    body = render_template(
        "applications/withdraw.html",
        form=form,
        receipt=parse_receipt(found.receipt or ""),
        back=status_url(found),
        **_about(found, queries.call_of(found.festival)),
    )
    return body, form.status


def _own_links(panels: list[Panel]) -> list[dict[str, str]]:
    """The person's own pages: each business, then those of the shop, with what the panels have to say of them."""
    links = [
        {
            "title": entry.name,
            "text": f"{entry.town or '没登记镇街'} · 商品、证照、资料",
            "href": url_for("my_household.show", household_id=entry.id),
            "icon": "stall",
        }
        for entry in households_of(actor())
    ]
    if not links and actor().phone:
        register = url_for("my_household.create")
        return [{"title": "登记我的店", "text": "照营业执照填一次", "href": register, "icon": "plus"}]
    if links:
        for href, (title, text, icon) in SHOP_PAGES.items():
            about = [panel for panel in panels if panel.get("href") == href]
            said = dict.fromkeys(line for panel in about for line in panel["lines"])
            title = about[0]["title"] if about else title
            links.append({"title": title, "text": "".join(said) or text, "href": href, "icon": icon})
    return links


def _split(panels: list[Panel]) -> tuple[list[Panel], list[Panel]]:
    """Return the panels about the application itself, and those that lead to a page of the whole shop."""
    about_shop = [panel for panel in panels if panel.get("href") in SHOP_PAGES]
    return [panel for panel in panels if panel not in about_shop], about_shop


def _shop_link(panel: Panel) -> dict[str, str]:
    href = panel.get("href", "")
    return {"title": panel["title"], "text": "".join(panel["lines"]), "href": href, "icon": SHOP_PAGES[href][2]}


def goods_note(mine: Household) -> ShopNote | None:
    """Offer the goods of the household's newest application on the page of its shop."""
    found = last_with_goods(mine)
    if found is None:
        return None
    names = "、".join(str(item["name"]) for item in goods_to_take(found))
    action = url_for("my.take_goods", receipt=found.receipt, f=found.festival.slug)
    return {
        "text": f"您申请{found.festival.short_name}时写了{names}，这里还没有。",
        "word": "都登上来",
        "action": action,
    }


def _found(receipt: str) -> Application:
    return queries.application_for_receipt(actor(), receipt, request.args.get("f", ""))


def _about(found: Application, call: Any) -> dict[str, Any]:
    return {"application": found, "festival": found.festival, "call": call, "next": what_next(found)}


def _line(found: Application) -> dict[str, Any]:
    ended = found.state in queries.CLOSED_FOR_GOOD or found.festival.state is FestivalState.CANCELLED
    panels = panels_of(found)
    shown = _split(panels)[0]
    returned = found.state is ApplicationState.RETURNED
    return {
        "application": found,
        "href": mend_url(found) if returned else status_url(found),
        # A panel says it at more length.
        "next": "" if shown and not returned else what_next(found),
        "panels": shown,
        "acts": returned or any(panel.get("primary") for panel in shown),
        "all_panels": panels,
        "over": ended or found.festival.phase is Phase.PAST,
    }
