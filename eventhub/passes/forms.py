"""Forms of the passes room."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField
from wtforms.validators import AnyOf, DataRequired, ValidationError

from eventhub.core.display import cn_date
from eventhub.core.errors import BadInput
from eventhub.core.field_checks import at_most, filled, no_emoji
from eventhub.core.form_fields import ChooseOne, ChooseSome, ClockField, LineField, WholeNumberField
from eventhub.core.forms import HouseForm, VersionedForm
from eventhub.passes.entry_terms import DAY, MOST_HEADS, STALL, VEHICLE, Range, Terms, clock_of, minute_of
from eventhub.passes.extra_passes import MOST_HELPERS, helpers_of, normal_plate, vehicle_of
from eventhub.passes.models import PassState, StallPass

CHOICES = ("reissue", "anew", PassState.VALID.value, PassState.SUSPENDED.value)


class PassForm(VersionedForm):
    """What to do with one pass: `do` is "reissue", "anew" or the new state, `version` the row as it was seen."""

    do = HiddenField("要办什么", [AnyOf(CHOICES, "没看懂要办什么，请从按钮进来。")])
    why = LineField("原因", [at_most(100), no_emoji])


class RevokeForm(VersionedForm):
    """Why a pass, or all of a stall, is revoked for good."""

    why = LineField(
        "为什么作废？",
        [filled("请写一句为什么作废，比如“不来了”。"), at_most(100), no_emoji],
        description="会记在操作记录里。",
    )


def _as_painted(_form: Any, plate: Any) -> None:
    """Put a number plate into normal form; what can't be one stays as it was typed, with the sentence."""
    try:
        plate.data = normal_plate(plate.data or "")
    except BadInput as error:
        raise ValidationError(error.sentence) from error


class ExtrasForm(VersionedForm):
    """How many help at the stall, and the vehicle that brings the goods; `version` is the stallholder's pass's."""

    helpers = ChooseOne(
        "几个人来帮忙？",
        [("0", "没有"), *((str(number), f"{number} 位") for number in range(1, MOST_HELPERS + 1))],
        "请选几位。",
    )
    plate = LineField("送货的车牌", [at_most(16), _as_painted])

    def show(self, stall_pass: StallPass, living: Sequence[StallPass]) -> None:
        """Fill in what the stall has, unless something was posted."""
        if not self.is_submitted():
            vehicle = vehicle_of(living)
            self.helpers.data = str(len(helpers_of(living)))
            self.plate.data = vehicle.plate if vehicle else ""
        self.about(stall_pass.version)


class OrganiserPassForm(HouseForm):
    """A pass for somebody who works for the organiser."""

    holder = LineField("姓名", [filled("请写姓名。"), at_most(20), no_emoji])
    days = ChooseSome("哪几天", missing="请至少选一天。")

    def offer_days(self, days: Sequence[date]) -> None:
        """Offer the festival's days, all of them ticked at first."""
        self.days.offer((day.isoformat(), cn_date(day)) for day in days)
        if not self.is_submitted():
            self.days.data = [day.isoformat() for day in days]


class RotateKeyForm(HouseForm):
    """Whether to change the signing key."""

    sure = BooleanField("我要换新密钥", [DataRequired("请先打勾，再换密钥。")])


# Window → the pairs of boxes (from, until) in which its ranges are typed.
SPANS = {
    STALL: (("stall_from", "stall_until"),),
    VEHICLE: (("vehicle_from", "vehicle_until"), ("vehicle_again_from", "vehicle_again_until")),
}


class EntryForm(VersionedForm):
    """When passes let in on each day of the festival, and how many people a household's pass admits."""

    stall_from = ClockField("最早几点进")
    stall_until = ClockField("最晚几点进")
    vehicle_from = ClockField("早上从几点")
    vehicle_until = ClockField("早上到几点")
    vehicle_again_from = ClockField("收摊后从几点")
    vehicle_again_until = ClockField("收摊后到几点")
    heads = WholeNumberField("一张摊主证进几个人", [filled("请填几个人。")], low=1, high=MOST_HEADS)

    def show(self, terms: Terms, version: int) -> None:
        """Fill in the terms of the festival, unless something was posted."""
        if not self.is_submitted():
            self.heads.data = terms.heads
            for window, pairs in SPANS.items():
                for (start_box, end_box), (start, end) in zip(pairs, terms.hours.get(window, ()), strict=False):
                    self[start_box].data, self[end_box].data = clock_of(start), clock_of(end)
        self.about(version)

    def hours(self) -> dict[int, tuple[Range, ...]]:
        """Return window → ranges as typed; a box left empty is that end of the day. Raises BadInput with the field."""
        found = {}
        for window, pairs in SPANS.items():
            spans: list[Range] = []
            for start_box, end_box in pairs:
                start, end = self[start_box].data, self[end_box].data
                if start is None and end is None:
                    continue
                span = (minute_of(start) if start else 0, minute_of(end) if end else DAY)
                if span[1] <= span[0]:
                    raise BadInput(fields={end_box: "结束要晚于开始，请改一下。"})
                if spans and span[0] < spans[-1][1]:
                    raise BadInput(fields={start_box: "要晚于前一段的结束，请改一下。"})
                spans.append(span)
            found[window] = tuple(spans)
        return found
