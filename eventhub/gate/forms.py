"""Forms of the gate and of the organiser's page about it."""

from wtforms import HiddenField

from eventhub.core.field_checks import at_most, filled, no_emoji
from eventhub.core.form_fields import LineField, SelectOne
from eventhub.core.forms import HouseForm

LONGEST_GATE = 12
LONGEST_TYPED = 2_000


class GateForm(HouseForm):
    """Which festival and which gate somebody stands at."""

    festival = SelectOne("哪一场节会？", refusal="请选一场节会。", choices=[])
    gate = LineField(
        "哪个门？",
        [filled("请填门的名字，比如“南门”。"), at_most(LONGEST_GATE), no_emoji],
        description="写大家叫惯的名字，比如南门、2号口。",
    )


class CheckForm(HouseForm):
    """A pass to be checked: whatever a scanner types or a person reads off it."""

    code = LineField(
        "扫码枪扫，或输摊号、短码、电话后四位",
        [filled("请扫证上的码，或者输摊号，比如 A01。"), at_most(LONGEST_TYPED)],
    )
    scan = HiddenField()
    direction = SelectOne("进还是出", choices=[("in", "进场"), ("out", "出场")], default="in")


class ReasonForm(HouseForm):
    """Why somebody is let in all the same."""

    why = LineField("为什么放行？", [at_most(60), no_emoji])
    scan = HiddenField()


class DeviceForm(HouseForm):
    """A gate for which a phone is to be enrolled."""

    gate = LineField(
        "哪个门？",
        [filled("请填门的名字，比如“南门”。"), at_most(LONGEST_GATE), no_emoji],
        description="写大家叫惯的名字，比如南门、2号口。",
    )
