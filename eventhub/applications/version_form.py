"""A form that carries the version of the application it was made from, so that a stale one is told."""

from wtforms import HiddenField

from eventhub.accounts.form_fields import HouseForm, whole_number
from eventhub.applications.models import Application

LARGEST_VERSION = 2_000_000_000


class VersionForm(HouseForm):
    """A deed with nothing to fill in."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version the person saw; rubbish counts as a very old one."""
        return whole_number(str(self.version.data or ""), 0, 0, LARGEST_VERSION)

    def renew(self, application: Application) -> None:
        """Make the form one of the application as it stands now, with what was typed kept."""
        self.version.data = application.version


def version_form(application: Application) -> VersionForm:
    """Return a form made from the application as it stands."""
    return VersionForm(data={"version": application.version})
