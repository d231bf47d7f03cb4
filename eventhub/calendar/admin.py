"""The administrators' table of days off."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.calendar import days_off
from eventhub.calendar.forms import DaysOffForm
from eventhub.calendar.models import DayOffKind
from eventhub.calendar.workdays import is_announced
from eventhub.core import clock
from eventhub.core.addresses import day_of
from eventhub.core.errors import BadInput, DomainError

bp = Blueprint("days_off", __name__, url_prefix="/admin/holidays")
administrator = staff(Role.ADMINISTRATOR, scoped=False)


@bp.route("/", methods=["GET", "POST"])
@administrator
def year() -> Any:
    """The days of a year, and a form to enter more of them."""
    form = DaysOffForm()
    shown = days_off.wanted_year(request.args.get("year", ""))
    done = form.carry_out(
        lambda: days_off.enter_days(
            form.first.data, form.last.data or form.first.data, DayOffKind(form.kind.data), form.name.data, actor()
        )
    )
    if done is not None:
        flash(f"填好了 {done} 天。", "ok")
        return _back(form.first.data.year)
    return _page(shown, form)


@bp.post("/remove")
@administrator
def remove() -> Any:
    """Take a day off the table."""
    day = day_of(request.form.get("day", "")[:20])
    if day is None:
        raise BadInput("没说清是哪一天。请从表里点“去掉”。")
    return _try(day.year, lambda: days_off.remove_day(day, actor()), "去掉了。")


@bp.post("/announced")
@administrator
def announced() -> Any:
    """Say that a year is entered in full, or that it is not."""
    shown = days_off.wanted_year(request.form.get("year", ""))
    full = request.form.get("announced") == "1"
    sentence = f"{shown}年填全了：没列出的日子按平常的工作日和周末算。" if full else f"{shown}年改回“没填全”了。"
    return _try(shown, lambda: days_off.set_announced(shown, full, actor()), sentence)


def _page(shown: int, form: DaysOffForm, sentence: str = "", status: int = 200) -> tuple[str, int]:
    known = days_off.table()
    this = clock.today().year
    body = render_template(
        "calendar/days_off.html",
        form=form,
        year=shown,
        years=sorted({*days_off.years_entered(), this, this + 1, shown}),
        rows=days_off.days_of_year(shown),
        entered_in_full=shown in known.announced,
        known=is_announced(shown, known.announced),
        sentence=sentence,
    )
    return body, form.status if status == 200 else status


def _try(shown: int, deed: Any, sentence: str) -> Any:
    """Do a deed of one button; a refusal is shown on the year's page."""
    try:
        deed()
    except DomainError as error:
        return _page(shown, DaysOffForm(formdata=None), error.sentence, error.status)
    flash(sentence, "ok")
    return _back(shown)


def _back(shown: int) -> Response:
    return redirect(url_for(".year", year=shown), 303)
