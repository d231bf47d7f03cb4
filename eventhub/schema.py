"""The tables of every room, imported here so that the schema is whole whatever a command touches, and its migrations."""

from flask import Flask
from flask_migrate import Migrate

from eventhub.accounts import models as accounts
from eventhub.allocation import models as allocation
from eventhub.allocation import notice_models as notices
from eventhub.applications import models as applications
from eventhub.calendar import models as calendar
from eventhub.config import resource_folder
from eventhub.core import models as core
from eventhub.core.database import db
from eventhub.festivals import models as festivals
from eventhub.gate import models as gate
from eventhub.passes import models as passes
from eventhub.registry import models as registry
from eventhub.visitors import models as visitors

ROOMS = (core, accounts, registry, festivals, applications, allocation, notices, passes, gate, calendar, visitors)


def install(app: Flask) -> None:
    """Give the app its migrations."""
    Migrate(app, db, directory=str(resource_folder("migrations")), render_as_batch=True)
