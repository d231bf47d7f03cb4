"""What every room stands on. Knows no festival: database, clock, audit, outbox, security, assets, error pages."""

from flask import Flask


def install(app: Flask) -> None:
    """Set up the ground floor on the app."""
    from flask_babel import Babel

    from eventhub.core import addresses, assets, clock, database, display, error_pages, limits, operation, security

    settings = app.config["SETTINGS"]
    if settings.now:
        clock.fix(settings.now)
    database.init_app(app)
    Babel(app, default_locale="zh_Hans_CN", default_timezone="Asia/Shanghai")
    addresses.init_app(app)
    security.init_app(app)
    limits.init_app(app)
    assets.init_app(app)
    display.init_app(app)
    error_pages.init_app(app)
    app.register_blueprint(operation.bp)
