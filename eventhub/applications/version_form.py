"""Forms that carry the version of the application they were made from, so that a stale one is told."""

from wtforms import BooleanField

from eventhub.applications.models import Application
from eventhub.core.forms import VersionedForm


class SubmitForm(VersionedForm):
    """Handing in: what was returned and not changed is handed in as it is only knowingly."""

    unchanged = BooleanField("看过了，不用改，就这样交")


def version_form(application: Application) -> VersionedForm:
    """Return a form made from the application as it stands, with nothing to fill in."""
    return VersionedForm(data={"version": application.version})


def submit_form(application: Application) -> SubmitForm:
    """Return the form with which the application is handed in as it stands."""
    return SubmitForm(data={"version": application.version})
