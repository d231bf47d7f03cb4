"""The forms of steps 1, 2 and 4, and what each makes of its answers: column → value for `save_step`."""

from abc import ABCMeta, abstractmethod
from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField
from wtforms.form import FormMeta
from wtforms.validators import ValidationError

from eventhub.accounts.phone_checks import phone_number
from eventhub.applications.goods_lines import goods_lines, read_goods
from eventhub.applications.models import Application, Call
from eventhub.applications.papers import Paper
from eventhub.core.errors import BadInput
from eventhub.core.field_checks import at_most, filled, no_emoji
from eventhub.core.form_fields import ChooseOne, DayField, LineField, ProseField
from eventhub.core.forms import VersionedForm
from eventhub.registry.documents import GoodsCategory, LicenceKind, Requirement, StallKind
from eventhub.registry.models import Household

PROMISES = (
    "上面填的都是真的，证照是自己的。",
    "卖吃的带健康证上岗，食材来路清楚，不卖过期变质的。",
    "用电、明火按场地规定，自己带灭火器，不堵消防通道。",
    "明码标价，不缺斤少两，不提前收摊，收摊把垃圾带走。",
)


class _AbstractForm(ABCMeta, FormMeta):
    """Forms of which nobody can make one while a method of theirs is missing."""


class StepForm(VersionedForm, metaclass=_AbstractForm):
    """A step. With `partial` an empty answer is left open instead of refused."""

    partial: bool = False

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate, forgiving what is still empty where the person only wants to keep what there is.

        What is wrong with one answer and what is wrong between answers is told in one go.
        """
        super().validate(extra_validators)
        self.check_together()
        if self.partial:
            for field in self:
                if field.errors and not any(str(value).strip() for value in field.raw_data or ()):
                    field.errors = []
                    field.process_errors = []
        return not self.errors

    def check_together(self) -> None:
        """Put onto the fields what is wrong between answers. Steps whose answers stand alone have nothing to check."""

    def wrong(self, name: str, sentence: str) -> None:
        """Put a sentence onto a field, beside those it has."""
        self[name].errors = [*self[name].errors, sentence]

    @abstractmethod
    def answers(self) -> dict[str, Any]:
        """Return column → value of what was answered, once the form is valid."""


class YesNo(ChooseOne):
    """A question of yes or no. Data: "yes", "no", or None while it is open; stored values come in as bool or None."""

    def __init__(self, label: str, *, no: str, yes: str, refusal: str, yes_first: bool = False, **kwargs: Any) -> None:
        words = [("yes", yes), ("no", no)]
        super().__init__(label, words if yes_first else words[::-1], refusal=refusal, **kwargs)

    def process_data(self, value: bool | None) -> None:
        """Take a stored value."""
        self.data = None if value is None else "yes" if value else "no"

    @property
    def is_yes(self) -> bool:
        """Tell whether it is answered with yes."""
        return bool(self.data == "yes")


class ContactForm(StepForm):
    """Step 1: whom to call."""

    contact_name = LineField("联系人怎么称呼？", [filled("写上联系人的姓名。"), at_most(40), no_emoji])
    contact_phone = LineField("打哪个电话找得到您？", [filled("请填写手机号，11 位数字。"), phone_number])

    def answers(self) -> dict[str, Any]:
        """Return name and phone."""
        return _given(contact_name=self.contact_name.data, contact_phone=self.contact_phone.data)


def contact_form(application: Application, call: Call) -> ContactForm:
    """Return step 1 as it stands."""
    return ContactForm(
        data={
            "version": application.version,
            "contact_name": application.contact_name,
            "contact_phone": application.contact_phone,
        }
    )


class GoodsForm(StepForm):
    """Step 2: what is sold, of which kind, and whether anybody touches unpacked food."""

    category = ChooseOne("主要卖哪一类？", refusal="选一类最主要的。")
    stall_kind = ChooseOne(
        "怎么个卖法？",
        [(kind.value, kind.label) for kind in StallKind],
        refusal="选一种最接近的卖法，要什么证照看这个。",
    )
    goods = ProseField(
        "具体卖些啥，多少钱？",
        [filled("写上您卖什么，例如“糯米酒 15 元一斤”。"), at_most(200), no_emoji],
        description="最拿手的写前面，一行一样，写 1 到 5 样，带上价钱。不会打字，按输入法的话筒说出来就行。",
    )
    handles_food = YesNo(
        "有人要碰没包装的吃食吗？",
        no="没有",
        yes="有",
        refusal="选一下有没有人碰没包装的吃食。",
        description="现做、散装、切开卖都算，要健康证。",
    )

    def validate_goods(self, field: Any) -> None:
        """Every line must say what is sold and for how much."""
        try:
            read_goods(field.data)
        except BadInput as error:
            raise ValidationError(error.sentence) from None

    def answers(self) -> dict[str, Any]:
        """Return kind, category and goods."""
        found: dict[str, Any] = {}
        if self.category.data and not self.category.errors:
            found["category"] = GoodsCategory(self.category.data)
        if self.stall_kind.data and not self.stall_kind.errors:
            found["stall_kind"] = StallKind(self.stall_kind.data)
        if self.goods.data:
            found["goods"] = read_goods(self.goods.data)
        if self.handles_food.data and not self.handles_food.errors:
            found["handles_food"] = self.handles_food.is_yes
        return found


def goods_form(application: Application, call: Call) -> GoodsForm:
    """Return step 2 as it stands, with the categories the call asks for."""
    answered = "goods" in application.steps_done
    form = GoodsForm(
        data={
            "version": application.version,
            "category": application.category.value,
            "stall_kind": application.stall_kind.value,
            "goods": goods_lines(application.goods),
            "handles_food": application.handles_food if answered else None,
        }
    )
    wanted = call.categories or [category.value for category in GoodsCategory]
    form.category.offer([(kind.value, kind.label) for kind in GoodsCategory if kind.value in wanted])
    return form


class PapersForm(StepForm):
    """Step 4: number and expiry of each document asked for, and the promise. Made by `papers_form`."""

    requirements: Sequence[Requirement] = ()
    last_day: date = date.max
    committed = BooleanField("这几条我都答应。")

    def validate_committed(self, field: Any) -> None:
        """Ask for the promise."""
        if not field.data and not self.partial:
            raise ValidationError("看完承诺书，答应的话在前面打勾。")

    def check_together(self) -> None:
        """A number needs an expiry, an expiry a number."""
        for number in range(len(self.requirements)):
            typed, forever = self[f"number_{number}"], self._is_forever(number)
            until = self[f"valid_to_{number}"]
            if typed.data and until.data is None and not forever and not until.errors:
                self.wrong(f"valid_to_{number}", f"写上有效期到哪天{self._or_forever(number)}。")
            if not typed.data and (until.data or forever):
                self.wrong(f"number_{number}", "写了有效期，还差证照编号。没有这个证就都空着。")

    def ends_early(self, number: int) -> bool:
        """Tell whether the document as it stands in the form ends before the festival does."""
        valid_to = self[f"valid_to_{number}"].data
        return valid_to is not None and valid_to < self.last_day and not self._is_forever(number)

    def _is_forever(self, number: int) -> bool:
        name = f"forever_{number}"
        return name in self and bool(self[name].data)

    def _or_forever(self, number: int) -> str:
        return "；长期有效就在下面打勾" if f"forever_{number}" in self else ""

    def answers(self) -> dict[str, Any]:
        """Return `papers`, a list of `Paper`, and `committed`."""
        papers = [paper for number in range(len(self.requirements)) if (paper := self._paper(number))]
        return {"papers": papers, "committed": bool(self.committed.data)}

    def _paper(self, number: int) -> Paper | None:
        kind, typed = self[f"kind_{number}"].data, self[f"number_{number}"].data or ""
        valid_to = None if self._is_forever(number) else self[f"valid_to_{number}"].data
        return Paper(LicenceKind(kind), typed, valid_to) if typed else None


def papers_form(application: Application, requirements: Sequence[Requirement], last_day: date) -> PapersForm:
    """Return step 4 with one group of fields for each document asked for, filled with what the registry
    holds; documents must last to `last_day`.
    """
    fields: dict[str, Any] = {"requirements": requirements, "last_day": last_day}
    data: dict[str, Any] = {
        "version": application.version,
        "committed": application.committed_at is not None,
    }
    for number, need in enumerate(requirements):
        kinds = [(kind.value, kind.label) for kind in need.any_of]
        fields |= {
            f"kind_{number}": ChooseOne("是哪一种", kinds, refusal="选一下是哪一种证照。"),
            f"number_{number}": LineField(f"{need.label}编号是多少？", [at_most(60), no_emoji]),
            f"valid_to_{number}": DayField(f"{need.label}管到哪天？"),
        }
        if any(kind.may_be_forever for kind in need.any_of):
            fields[f"forever_{number}"] = BooleanField("长期有效")
        data |= _held(application.household, need, number)
    made = type("MadePapersForm", (PapersForm,), fields)
    form: PapersForm = made(data=data)
    return form


def _held(household: Household, need: Requirement, number: int) -> dict[str, Any]:
    licences = [licence for licence in household.licences if licence.kind in need.any_of]
    best = max(licences, key=lambda licence: licence.valid_to or date.max, default=None)
    return {
        f"kind_{number}": (best.kind if best else need.any_of[0]).value,
        f"number_{number}": best.number if best else "",
        f"valid_to_{number}": best.valid_to if best else None,
        f"forever_{number}": best is not None and best.valid_to is None,
    }


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}
