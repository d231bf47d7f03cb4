"""Forms of the passes room."""

from wtforms import HiddenField
from wtforms.validators import AnyOf

from eventhub.core.field_checks import at_most, no_emoji
from eventhub.core.form_fields import LineField
from eventhub.core.forms import VersionedForm
from eventhub.passes.models import PassState

CHOICES = ("reissue", *(state.value for state in PassState))


class PassForm(VersionedForm):
    """What to do with one pass: `do` is "reissue" or the new state, `version` the row as it was seen."""

    do = HiddenField("要办什么", [AnyOf(CHOICES)])
    why = LineField("原因", [at_most(100), no_emoji])
