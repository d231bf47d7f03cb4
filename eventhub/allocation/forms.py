"""Forms of the board and of the household's answer."""

import re

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

SEPARATORS = re.compile(r"[\s、，,；;]+")


class BoardForm(FlaskForm):
    """A deed on the board: which household, which booths (A01、A02), and the version the organiser saw."""

    version = IntegerField("版本", [Optional(), NumberRange(1, 2**31 - 1)])
    receipt = StringField("受理编号", [Optional(), Length(max=20)])
    booths = StringField("放到哪个摊位", [Optional(), Length(max=80)])

    @property
    def labels(self) -> list[str]:
        """The booths as typed, one by one, in capitals."""
        return [label.upper() for label in SEPARATORS.split((self.booths.data or "").strip()) if label]


class AnswerForm(FlaskForm):
    """The household's answer to an offer."""

    answer = HiddenField("回复", [DataRequired()])
