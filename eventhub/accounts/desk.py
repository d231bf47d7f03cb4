"""The desk's navigation: each room adds its pages in `install`, each page is shown to the roles that may open it."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request

from eventhub.accounts.access import Scope, roles_in, signed_in
from eventhub.accounts.models import Role


@dataclass(frozen=True)
class DeskItem:
    """A page of the desk. `path` is absolute, or starts without "/" and stands below `/desk/<slug>/`."""

    path: str
    label: str
    icon: str
    roles: frozenset[Role]

    def href(self, slug: str | None) -> str:
        """Return the address of the page for a festival."""
        return self.path if self.path.startswith("/") else f"/desk/{slug}/{self.path}"


def add(app: Flask, path: str, label: str, icon: str, *roles: Role) -> None:
    """Add a page to the navigation, in the order of the rooms; administrators see every page."""
    app.extensions.setdefault("desk_items", []).append(
        DeskItem(path, label, icon, frozenset({*roles, Role.ADMINISTRATOR}))
    )


def navigation() -> list[dict[str, Any]]:
    """Return the groups of the navigation for the account and festival of this request."""
    account = signed_in()
    if account is None:
        return []
    slug = (request.view_args or {}).get("slug")
    scope: Scope | None = current_app.extensions["scope_of_slug"](slug) if slug else None
    items: list[DeskItem] = current_app.extensions.get("desk_items", [])
    inside = [item for item in items if not item.path.startswith("/")] if scope else []
    groups = (("这场节会", inside, scope), ("全部", [item for item in items if item.path.startswith("/")], None))
    # Addresses nest (/desk/ and /desk/…/plan/), so the longest one that fits is where the person is.
    fits = [item.href(slug) for item in items if request.path.startswith(item.href(slug))]
    here = max(fits, key=len, default="")
    return [
        {"title": title, "items": shown}
        for title, wanted, where in groups
        if (shown := _shown(wanted, roles_in(account, where), slug, here))
    ]


def entrance(slug: str, scope: Scope) -> str:
    """Return the first page of a festival that whoever is signed in may open; "" where there is none."""
    account = signed_in()
    held = roles_in(account, scope) if account else set()
    items: list[DeskItem] = current_app.extensions.get("desk_items", [])
    return next((item.href(slug) for item in items if not item.path.startswith("/") and item.roles & held), "")


def _shown(items: list[DeskItem], roles: set[Role], slug: str | None, here: str) -> list[dict[str, Any]]:
    return [
        {"href": item.href(slug), "label": item.label, "icon": item.icon, "here": item.href(slug) == here}
        for item in items
        if item.roles & roles
    ]
