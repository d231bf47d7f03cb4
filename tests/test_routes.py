"""Every route has an audience and refuses the others."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from eventhub.accounts.models import Account, Role
from eventhub.applications.models import Application
from eventhub.festivals.models import Festival
from tests import factories
from tests.conftest import new_client

KINDS = ("public", "guest", "demo", "signed_in", "household", "device")


class World:
    """A festival with people of every role in it, and the same roles elsewhere."""

    def __init__(self) -> None:
        self.festival: Festival = factories.a_festival()
        factories.a_call(self.festival)
        self.application: Application = factories.an_application(self.festival)
        self.household_account: Account | None = self.application.household.account
        here = self.festival.organisation
        elsewhere = factories.an_organisation()
        self.people: dict[str, Account | None] = {"nobody": None, "household": self.household_account}
        for role in Role:
            where = None if role is Role.ADMINISTRATOR else here
            self.people[role.value] = factories.a_staff_member(role, organisation=where)
        for role in set(Role) - {Role.ADMINISTRATOR}:
            self.people[f"{role.value} elsewhere"] = factories.a_staff_member(role, organisation=elsewhere)

    def path_of(self, rule: str) -> str:
        """Return an address of the rule in which everything that can exist does."""
        known: dict[str, Any] = {
            "slug": self.festival.slug,
            "receipt": self.application.receipt,
            "code": self.festival.zones[0].rows[0].booths[0].sign_code,
            "uid": self.festival.sessions[0].uid,
        }
        return re.sub(r"<(?:([^<>]+):)?(\w+)>", lambda match: _value(match, known), rule)


def _value(match: re.Match[str], known: dict[str, Any]) -> str:
    """Return what stands in an address for a placeholder: what exists, the first of a choice, or 1."""
    converter, name = match.groups()
    if converter and converter.startswith("any("):
        return converter.removeprefix("any(").split(",")[0].rstrip(")")
    return str(known.get(name, 1))


@pytest.fixture
def world(app: Flask) -> World:
    """The people of the table below."""
    return World()


def rules(app: Flask) -> Iterator[Rule]:
    """Every route of the app that answers GET."""
    yield from (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))


# Public pages lead everybody to /my/; staff are sent on from there to where their own day begins.
FIRST_PAGES = ("/desk/", "/gate/", "/admin/users/")


def may_open(audience: str, person: str) -> bool:
    """The table of role × route: who may open a view of this audience."""
    kind, _, names = audience.partition(":")
    if kind == "staff":
        return person in names.split(",")
    return {
        "public": True,
        "guest": True,
        "demo": False,
        "signed_in": person != "nobody",
        "household": person in ("household", "town_agent", "town_agent elsewhere"),
        "device": False,
    }[kind]


def refused(status: int, location: str) -> bool:
    """Tell whether an answer turns the person away."""
    elsewhere = location.startswith("/sign-in") or location in FIRST_PAGES
    return status in (401, 403, 404) or (status in (302, 303) and elsewhere)


def test_every_route_declares_its_audience(app: Flask) -> None:
    silent = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "audience", "").partition(":")[0] not in (*KINDS, "staff")
    ]
    assert silent == []


def test_every_route_refuses_whoever_it_is_not_for(app: Flask, world: World) -> None:
    wrong = []
    for person, account in world.people.items():
        client = new_client(app)
        if account is not None:
            client.sign_in(account)
        for rule in rules(app):
            audience = app.view_functions[rule.endpoint].audience  # type: ignore[attr-defined]
            unscoped = "slug" not in rule.arguments
            someone = person.removesuffix(" elsewhere") if unscoped else person
            answer = client.get(world.path_of(rule.rule))
            turned_away = refused(answer.status_code, answer.headers.get("Location", ""))
            if audience == "guest":
                continue  # the pages of signing in lead to each other
            if may_open(audience, someone):
                if answer.status_code in (401, 403) or "/sign-in" in answer.headers.get("Location", ""):
                    wrong.append(f"{person} is refused at {rule.rule}: {answer.status_code}")
            elif not turned_away:
                wrong.append(f"{person} may open {rule.rule}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_posting_without_a_token_is_refused_and_writes_nothing(app: Flask, world: World) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = new_client(app).sign_in(world.people["administrator"])  # type: ignore[arg-type]
    open_ = []
    for rule in app.url_map.iter_rules():
        audience = getattr(app.view_functions[rule.endpoint], "audience", "")
        if "POST" in (rule.methods or ()) and audience != "device":
            answer = client.post(world.path_of(rule.rule), data={"anything": "1"})
            if answer.status_code not in (400, 404):
                open_.append(f"{rule.rule}: {answer.status_code}")
    assert open_ == []
