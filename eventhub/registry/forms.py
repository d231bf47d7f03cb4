"""Forms of the registry. They turn into the plain values the actions take."""

from wtforms import BooleanField
from wtforms.validators import ValidationError

from eventhub.accounts.phone_checks import phone_number
from eventhub.core.errors import BadInput
from eventhub.core.field_checks import at_most, filled, no_emoji
from eventhub.core.form_fields import ChooseOne, DayField, LineField, ProseField, SelectOne, YuanField
from eventhub.core.forms import HouseForm, VersionedForm
from eventhub.registry.documents import GoodsCategory, LicenceKind, StallKind
from eventhub.registry.household_details import (
    HouseholdDetails,
    LicenceDetails,
    ProductDetails,
    RecognitionDetails,
)
from eventhub.registry.named_products import NAMED_PRODUCTS
from eventhub.registry.policy_class import PolicyClass
from eventhub.registry.towns import OUTSIDE, TOWNS
from eventhub.registry.uscc import parse_uscc

TOWN_CHOICES = [("", "请选一个"), *((town, town) for town in TOWNS), (OUTSIDE, "不在万盛（区外）")]
CATEGORY_CHOICES = [(member.value, member.label) for member in GoodsCategory]
KIND_CHOICES = [(member.value, member.label) for member in StallKind]
NAMED_CHOICES = [("", "都不是"), *((name, name) for name in NAMED_PRODUCTS)]


class HouseholdForm(VersionedForm):
    """What a household tells of itself."""

    name = LineField(
        "店名（字号）叫什么？",
        [filled("请填营业执照上的字号，比如“罗姐苗家米酒”。"), at_most(60), no_emoji],
    )
    owner_name = LineField("经营者是谁？", [filled("请填经营者的姓名。"), at_most(40), no_emoji])
    phone = LineField("联系电话是多少？", [filled("请填电话，主办方有事打得通。"), phone_number])
    town = SelectOne("在哪个镇街？", choices=TOWN_CHOICES, refusal="请从列出的镇街里选一个。")
    address = LineField("门牌或村组在哪里？", [at_most(120), no_emoji])
    category = ChooseOne("主要卖什么？", choices=CATEGORY_CHOICES, refusal="请选主要卖的一样。")
    stall_kind = ChooseOne("怎么卖？", choices=KIND_CHOICES, refusal="请选怎么卖，证照按这个来要。")
    heritage_item = LineField("是非遗项目吗？", [at_most(40), no_emoji])
    story = ProseField("有什么要跟游客说的？", [at_most(500), no_emoji])

    def validate_town(self, field: SelectOne) -> None:
        """Refuse the line that only asks to choose."""
        if not field.data:
            raise ValidationError("请选在哪个镇街；不在万盛的选“区外”。")

    def details(self) -> HouseholdDetails:
        """Return what was typed, checked."""
        return HouseholdDetails(
            name=self.name.data,
            owner_name=self.owner_name.data,
            phone=self.phone.data,
            town=self.town.data,
            address=self.address.data or "",
            category=GoodsCategory(self.category.data),
            stall_kind=StallKind(self.stall_kind.data),
            story=self.story.data or "",
            heritage_item=self.heritage_item.data or "",
        )


class NewHouseholdForm(HouseholdForm):
    """A household that is not here yet: its code first."""

    uscc = LineField(
        "营业执照上的统一社会信用代码是多少？",
        [filled("请填统一社会信用代码，它在营业执照上，共 18 位。"), at_most(40)],
    )

    def validate_uscc(self, field: LineField) -> None:
        """Check the code with the other answers, so that everything to be mended is told in one go."""
        try:
            parse_uscc(field.data)
        except BadInput as error:
            raise ValidationError(error.sentence) from None


class ProductForm(VersionedForm):
    """Something the household sells."""

    name = LineField("卖的是什么？", [filled("请填名字，比如“糯米酒”。"), at_most(40), no_emoji])
    price = YuanField("卖多少钱？")
    unit = LineField("按什么算？", [at_most(10), no_emoji])
    named = SelectOne("是这几样特产吗？", choices=NAMED_CHOICES)
    note = LineField("一句话介绍", [at_most(120), no_emoji])

    def details(self) -> ProductDetails:
        """Return what was typed, checked."""
        return ProductDetails(
            name=self.name.data,
            named=self.named.data,
            price_fen=self.price.data,
            unit=self.unit.data or "",
            note=self.note.data or "",
        )


class LicenceForm(VersionedForm):
    """A licence by number and last valid day; no picture is taken."""

    kind = SelectOne("是什么证？", choices=[(member.value, member.label) for member in LicenceKind])
    number = LineField("编号是多少？", [filled("请填证上的编号。"), at_most(60), no_emoji])
    holder = LineField("证上是谁的名字？", [at_most(40), no_emoji])
    valid_to = DayField("有效期到哪天？")

    def validate_valid_to(self, field: DayField) -> None:
        """Ask for the last day of what is never without an end."""
        kind = LicenceKind(self.kind.data) if self.kind.data in set(LicenceKind) else None
        if kind and not kind.may_be_forever and field.data is None and not field.process_errors:
            raise ValidationError(f"{kind.label}都有期限，写上证上的那一天。")

    def details(self) -> LicenceDetails:
        """Return what was typed, checked."""
        return LicenceDetails(
            kind=LicenceKind(self.kind.data),
            number=self.number.data,
            holder=self.holder.data or "",
            valid_to=self.valid_to.data,
        )


class RecognitionForm(HouseForm):
    """A class as the bureau's letter says it."""

    policy_class = SelectOne("类别", choices=[(member.value, member.badge) for member in PolicyClass])
    level = LineField("级别", [at_most(20), no_emoji])
    number = LineField("编号", [filled("请填认定文件上的编号。"), at_most(40), no_emoji])
    issuer = LineField("认定单位", [filled("请填认定单位的全称。"), at_most(60), no_emoji])
    valid_from = DayField("有效期起", [filled("请填有效期从哪天起。")], first_year=1950)
    valid_to = DayField("有效期止", [filled("请填有效期到哪天止。")])

    def validate_valid_to(self, field: DayField) -> None:
        """Refuse an end before the beginning."""
        if self.valid_from.data and field.data and field.data < self.valid_from.data:
            raise ValidationError("有效期止比有效期起还早，请核对。")

    def details(self) -> RecognitionDetails:
        """Return what was typed, checked."""
        return RecognitionDetails(
            policy_class=PolicyClass(self.policy_class.data),
            number=self.number.data,
            issuer=self.issuer.data,
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            level=self.level.data or "",
        )


class DeletionForm(HouseForm):
    """The wish to have the personal data removed, ticked so that nobody asks by a slip of the finger."""

    sure = BooleanField("我明白：删了以后报不了名，以前的参展证也查不到名字了")

    def validate_sure(self, field: BooleanField) -> None:
        """Refuse without the tick."""
        if not field.data:
            raise ValidationError("真要删的话，请先勾上这一句。")


class AppealForm(VersionedForm):
    """What a household says against a credit event."""

    text = ProseField(
        "哪里不对，当时是怎么回事？", [filled("请写清楚当时的情况，主办方好核实。"), at_most(500), no_emoji]
    )


class AppealDecisionForm(VersionedForm):
    """The decision on an appeal, with the reason the household reads."""

    uphold = ChooseOne(
        "核实下来", choices=[("yes", "维持这条记录"), ("no", "撤销这条记录")], refusal="请选维持还是撤销。"
    )
    text = ProseField("理由", [filled("请写核实的结果，这一户看得到。"), at_most(500), no_emoji])
