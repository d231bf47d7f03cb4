"""eventhub (万盛节会): the software with which a district runs its local-specialty festivals."""

from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from eventhub.config import Settings, load_settings, resource_folder


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """Assemble the app: settings, ground floor, then the rooms in the order of a festival's life.

    `overrides` are Flask configuration values, for tests.
    """
    from eventhub import (
        accounts,
        allocation,
        applications,
        calendar,
        core,
        festivals,
        gate,
        passes,
        registry,
        schema,
        visitors,
    )

    settings = settings or load_settings()
    app = Flask(
        "eventhub",
        instance_path=str(settings.instance),
        template_folder=str(resource_folder("templates")),
        static_folder=None,
    )
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        STATIC_FOLDER=resource_folder("static"),
        MAX_CONTENT_LENGTH=settings.max_body,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_REFRESH_EACH_REQUEST=False,  # public pages set no cookie, for people who are signed in either
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https:"),
        **overrides,
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    for room in (
        core,
        schema,
        accounts,
        registry,
        festivals,
        applications,
        allocation,
        passes,
        gate,
        calendar,
        visitors,
    ):
        room.install(app)
    return app
