"""The form of a call for booths, and what it makes of its answers."""

from typing import Any

from wtforms.validators import ValidationError

from eventhub.applications.call_actions import (
    MAX_BOOTHS,
    MAX_CONFIRM_DAYS,
    MAX_FEE_FEN,
    MAX_RESERVED,
    PREFERENCES,
    CallTerms,
)
from eventhub.applications.models import Call
from eventhub.applications.score_lines import (
    ClassLine,
    CreditLine,
    EarlierEditionsLine,
    EarlyFilingLine,
    HeritageLine,
    LocalLine,
    NamedProductLine,
    RuleLine,
    ScoreRule,
)
from eventhub.applications.score_rule_file import rule_from_json, rule_to_json
from eventhub.core.field_checks import at_most, filled, no_emoji
from eventhub.core.form_fields import (
    ChooseOne,
    ChooseSome,
    MomentField,
    ProseField,
    WholeNumberField,
    YuanField,
)
from eventhub.core.forms import VersionedForm
from eventhub.festivals.models import Festival
from eventhub.registry.documents import GoodsCategory
from eventhub.registry.policy_class import PolicyClass
from eventhub.registry.towns import TOWNS

MAX_LINE_POINTS = 1_000
STEPS = 3
MAX_EARLY_DAYS = 365


def points(label: str, high: int = MAX_LINE_POINTS, **kwargs: Any) -> WholeNumberField:
    """Return a field for points; empty counts as none."""
    return WholeNumberField(label, low=0, high=high, **kwargs)


def answered(field: Any) -> Any:
    """Return the answer of a field that validation does not let through empty."""
    return field.data


class CallForm(VersionedForm):
    """A call. The fields by class (`class_…`, `reserve_…`) and by step (`early_…`) are added below."""

    opens_at = MomentField("什么时候开始收申请", [filled("写上开始的日期和钟点。")])
    closes_at = MomentField("什么时候截止", [filled("写上截止的日期和钟点。")])
    categories = ChooseSome("收哪几类", [(kind.value, kind.label) for kind in GoodsCategory], missing="至少选一类。")
    max_booths = ChooseOne("每户最多几个摊位", [("1", "1 个"), ("2", "2 个，挨着")])
    fee = YuanField("摊位费", highest=MAX_FEE_FEN, description="一个摊位整届收多少，不收就写 0。")
    deposit = YuanField("押金", highest=MAX_FEE_FEN, description="撤展检查没问题就退。")
    intro = ProseField(
        "招展公告", [at_most(2_000), no_emoji], description="招什么样的商户、有什么讲究，商户申请前会看到。"
    )
    heritage = points("非遗项目")
    local = points("本地经营")
    local_towns = ChooseSome("哪些镇街算本地", [(town, town) for town in TOWNS])
    named_product = points("点名产品")
    credit_per_point = points("守信记录每分算几分", 100)
    credit_floor = WholeNumberField("最多扣到", low=-MAX_LINE_POINTS, high=0)
    credit_cap = points("最多加到")
    edition_each = points("往届每参展一次")
    edition_cap = points("往届最多加到")
    preference = ChooseOne(
        "排区的办法",
        tuple(PREFERENCES.items()),
        description="名次在前的先挑区：照名次一户一户来。总体最合大家的意：让所有人的意愿加起来最顺。",
    )
    confirm_days = WholeNumberField(
        "留几天给商户确认摊位", [filled("写上几天，例如 3。")], low=1, high=MAX_CONFIRM_DAYS
    )

    @property
    def class_fields(self) -> list[Any]:
        """Points by class."""
        return [self[f"class_{kind.value}"] for kind in PolicyClass]

    @property
    def reserve_fields(self) -> list[Any]:
        """Booths kept for a class."""
        return [self[f"reserve_{kind.value}"] for kind in PolicyClass]

    @property
    def early_fields(self) -> list[tuple[Any, Any]]:
        """Days before closing, and the points for it."""
        return [(self[f"early_days_{number}"], self[f"early_points_{number}"]) for number in range(1, STEPS + 1)]

    def validate_closes_at(self, field: Any) -> None:
        """Closing comes after opening; told with whatever else is wrong."""
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError("截止要在开始之后，请检查日期。")

    def validate_local_towns(self, field: Any) -> None:
        """Points for locals need the towns they are for."""
        if self.local.data and not field.data:
            raise ValidationError("本地加了分，就要勾上哪些镇街算本地。")

    def terms(self, named_products: list[str]) -> CallTerms:
        """Return what the form says."""
        return CallTerms(
            opens_at=answered(self.opens_at),
            closes_at=answered(self.closes_at),
            categories=self.categories.data,
            max_booths=int(self.max_booths.data),
            fee_fen=self.fee.data or 0,
            deposit_fen=self.deposit.data or 0,
            intro=self.intro.data or "",
            score_rule=rule_to_json(ScoreRule(tuple(self._lines(named_products)))),
            reserves=[
                {"class": kind.label, "booths": self[f"reserve_{kind.value}"].data}
                for kind in PolicyClass
                if self[f"reserve_{kind.value}"].data
            ],
            preference=self.preference.data,
            confirm_days=answered(self.confirm_days),
        )

    def _lines(self, named_products: list[str]) -> list[RuleLine]:
        lines: list[RuleLine] = []
        by_class = tuple(
            (kind, self[f"class_{kind.value}"].data) for kind in PolicyClass if self[f"class_{kind.value}"].data
        )
        if by_class:
            lines.append(ClassLine(by_class))
        if self.heritage.data:
            lines.append(HeritageLine(self.heritage.data))
        if self.local.data:
            lines.append(LocalLine(self.local.data, tuple(self.local_towns.data)))
        if self.named_product.data and named_products:
            lines.append(NamedProductLine(self.named_product.data, tuple(named_products)))
        if self.credit_per_point.data:
            cap, floor = self.credit_cap.data or 0, self.credit_floor.data or 0
            lines.append(CreditLine(self.credit_per_point.data, floor, cap))
        if self.edition_each.data:
            each = self.edition_each.data
            lines.append(EarlierEditionsLine(each, self.edition_cap.data or each))
        steps = {days.data: score.data for days, score in self.early_fields if days.data is not None and score.data}
        if steps:
            lines.append(EarlyFilingLine(tuple(sorted(steps.items(), reverse=True))))
        return lines


class ExtendForm(VersionedForm):
    """A later closing time."""

    closes_at = MomentField("延到什么时候截止", [filled("写上新的截止日期和钟点。")])


for _kind in PolicyClass:
    setattr(CallForm, f"class_{_kind.value}", points(f"{_kind.label}类"))
    setattr(CallForm, f"reserve_{_kind.value}", points(f"给{_kind.label}类留几个", MAX_RESERVED))
for _number in range(1, STEPS + 1):
    setattr(
        CallForm,
        f"early_days_{_number}",
        WholeNumberField("提前几天以上", low=1, high=MAX_EARLY_DAYS),
    )
    setattr(CallForm, f"early_points_{_number}", points("加几分"))


def call_form(festival: Festival, call: Call | None) -> CallForm:
    """Return the form as the call stands; for a new one, sound defaults."""
    if call is None:
        return CallForm(
            data={
                "categories": [kind.value for kind in GoodsCategory],
                "max_booths": str(MAX_BOOTHS),
                "fee": 0,
                "deposit": 0,
                "preference": "serial",
                "confirm_days": 3,
                "local_towns": list(TOWNS),
            }
        )
    data: dict[str, Any] = {
        "version": call.version,
        "opens_at": call.opens_at,
        "closes_at": call.closes_at,
        "categories": call.categories or [kind.value for kind in GoodsCategory],
        "max_booths": str(call.max_booths),
        "fee": call.fee_fen,
        "deposit": call.deposit_fen,
        "intro": call.intro,
        "preference": call.preference,
        "confirm_days": call.confirm_days,
        "local_towns": list(TOWNS),
    }
    labels = {kind.label: kind.value for kind in PolicyClass}
    data |= {f"reserve_{labels[entry['class']]}": entry["booths"] for entry in call.reserves}
    for line in rule_from_json(call.score_rule).lines if call.score_rule else ():
        data |= _shown(line)
    return CallForm(data=data)


def _shown(line: RuleLine) -> dict[str, Any]:
    match line:
        case ClassLine(points=by_class):
            return {f"class_{kind.value}": value for kind, value in by_class}
        case HeritageLine(points=value):
            return {"heritage": value}
        case LocalLine(points=value, towns=towns):
            return {"local": value, "local_towns": list(towns)}
        case NamedProductLine(points=value):
            return {"named_product": value}
        case CreditLine(per_point=each, floor=floor, cap=cap):
            return {"credit_per_point": each, "credit_floor": floor, "credit_cap": cap}
        case EarlierEditionsLine(per_edition=each, cap=cap):
            return {"edition_each": each, "edition_cap": cap}
        case EarlyFilingLine(steps=steps):
            found: dict[str, Any] = {}
            for number, (days, value) in enumerate(steps[:STEPS], start=1):
                found |= {f"early_days_{number}": days, f"early_points_{number}": value}
            return found
