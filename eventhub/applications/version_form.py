"""A form that carries the version of the application it was made from, so that a stale one is told."""

from eventhub.applications.models import Application
from eventhub.core.forms import VersionedForm


def version_form(application: Application) -> VersionedForm:
    """Return a form made from the application as it stands, with nothing to fill in."""
    return VersionedForm(data={"version": application.version})
