"""Forms of the calendar."""

from eventhub.calendar.days_off import FIRST_YEAR, LAST_YEAR
from eventhub.calendar.models import DayOffKind
from eventhub.core.field_checks import at_most, filled
from eventhub.core.form_fields import DayField, LineField, SelectOne
from eventhub.core.forms import HouseForm


class DaysOffForm(HouseForm):
    """Days to enter into the table of days off."""

    kind = SelectOne("放假还是上班", choices=[(kind.value, kind.label) for kind in DayOffKind])
    name = LineField("哪个节", [filled("请写是哪个节，例如“春节”。"), at_most(12)])
    first = DayField("哪天起", [filled("请填第一天。")], first_year=FIRST_YEAR, last_year=LAST_YEAR)
    last = DayField("到哪天", first_year=FIRST_YEAR, last_year=LAST_YEAR)
