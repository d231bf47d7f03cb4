"""What every room stands on. Knows no festival: database, clock, audit, outbox, security, assets, error pages."""

from flask import Flask


def install(app: Flask) -> None:
    """Set up the ground floor on the app."""
    from flask_babel import Babel
    from flask_migrate import Migrate

    from eventhub.config import resource_folder
    from eventhub.core import assets, clock, database, display, error_pages, limits, operation, security

    settings = app.config["SETTINGS"]
    if settings.now:
        clock.fix(settings.now)
    database.init_app(app)
    import_models()
    Migrate(app, database.db, directory=str(resource_folder("migrations")), render_as_batch=True)
    Babel(app, default_locale="zh_Hans_CN", default_timezone="Asia/Shanghai")
    security.init_app(app)
    limits.init_app(app)
    assets.init_app(app)
    display.init_app(app)
    error_pages.init_app(app)
    app.register_blueprint(operation.bp)


def import_models() -> None:
    """Import the tables of every room that has any, so that the metadata is whole whatever a command touches."""
    from importlib import import_module
    from pkgutil import iter_modules

    import eventhub

    for room in iter_modules(eventhub.__path__):
        if room.ispkg and any(module.name == "models" for module in iter_modules([f"{eventhub.__path__[0]}/{room.name}"])):
            import_module(f"eventhub.{room.name}.models")
