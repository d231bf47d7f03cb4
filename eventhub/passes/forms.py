"""Forms of the passes room."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import AnyOf, Length, NumberRange, Optional

from eventhub.passes.models import PassState

CHOICES = ("reissue", *(state.value for state in PassState))


class PassForm(FlaskForm):
    """What to do with one pass: `do` is "reissue" or the new state, `version` the row as it was seen."""

    do = HiddenField("要办什么", [AnyOf(CHOICES)])
    version = IntegerField("版本", [NumberRange(1, 2**31 - 1)])
    why = StringField("原因", [Optional(), Length(max=100)])
