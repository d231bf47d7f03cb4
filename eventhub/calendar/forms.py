"""Forms of the calendar."""

from eventhub.accounts.form_fields import DayField, HouseForm, LineField, SelectOne, at_most, filled, optional
from eventhub.calendar.models import DayOffKind


class DaysOffForm(HouseForm):
    """Days to enter into the table of days off."""

    kind = SelectOne("放假还是上班", choices=[(kind.value, kind.label) for kind in DayOffKind])
    name = LineField("哪个节", [filled("请写是哪个节，例如“春节”。"), at_most(12)])
    first = DayField("哪天起", [filled("请填第一天。")])
    last = DayField("到哪天", [optional])
