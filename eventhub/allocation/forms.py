"""Forms of the board, the publication and the household's answer."""

import re

from wtforms import HiddenField
from wtforms.validators import Length

from eventhub.accounts.phone_checks import phone_number
from eventhub.core.addresses import MAX_ID, whole_number
from eventhub.core.field_checks import at_least, at_most, filled
from eventhub.core.form_fields import (
    ChooseOne,
    DayField,
    LineField,
    MomentField,
    ProseField,
    SelectOne,
    WholeNumberField,
)
from eventhub.core.forms import HouseForm, VersionedForm
from eventhub.core.typed_text import half_width

SEPARATORS = re.compile(r"[\s、，,；;]+")
MOST_NOTICE_DAYS = 30


class BoardForm(HouseForm):
    """A deed on the board: which household, which booths (A01、A02), and the version the organiser saw."""

    version = HiddenField()
    receipt = HiddenField()
    other = HiddenField()
    booths = LineField("放到哪个摊位", [Length(max=80)])
    reason = LineField("理由", [Length(max=200)])

    @property
    def seen(self) -> int | None:
        """The version the organiser saw; None when the form carried none."""
        return whole_number(self.version.data, 0, 0, MAX_ID) or None

    @property
    def who(self) -> str:
        """The household's receipt number."""
        return str(self.receipt.data or "").strip().upper()[:20]

    @property
    def whom(self) -> str:
        """The receipt number of the household to change places with."""
        return str(self.other.data or "").strip().upper()[:20]

    @property
    def labels(self) -> list[str]:
        """The booths as typed, one by one, in capitals."""
        typed = half_width(str(self.booths.data or ""))[:80]
        return [label.upper() for label in SEPARATORS.split(typed.strip()) if label]


class AnswerForm(HouseForm):
    """The household's answer to an offer."""

    answer = HiddenField()


class PublishForm(VersionedForm):
    """Opening a notice: its last day where it can't be counted, and what is corrected."""

    ends_on = DayField("公示到哪天")
    correction = ProseField(
        "更正说明", [at_most(300)], description="替换正在公示的版本时，写一句改了什么，公众会看到。"
    )


class SettingsForm(VersionedForm):
    """How the edition publishes."""

    notice_days = WholeNumberField(
        "公示几个工作日", [filled("写上几天，例如 5；不公示写 0。")], low=0, high=MOST_NOTICE_DAYS
    )


class LaneForm(HouseForm):
    """A department and who signs for it; nobody: its signature is not asked for."""

    department = SelectOne("哪个部门要签字", refusal="请从列出的部门里选一个。")
    account = SelectOne("谁来签", refusal="请从列出的审核人里选一个。")


class SignForm(VersionedForm):
    """A department's signature."""

    department = HiddenField()


class ObjectionForm(HouseForm):
    """An objection by real name and phone. The fields stand here as on the page, which the summary of errors follows."""

    body = ProseField(
        "哪里不对",
        [filled("写一写哪里不对，主办方才好核实。"), at_least(5, "再写详细一点，主办方才好核实。"), at_most(1_000)],
        description="写清楚是哪一户、哪一条分数或者规矩，有什么凭据。",
    )
    about = LineField("说的是哪一户", [at_most(20)], description="受理编号或摊位号，不确定可以不填。")
    name = LineField("您的姓名", [filled("写上您的真实姓名，只有主办方看得到。"), at_most(40)])
    phone = LineField("您的电话", [filled("写上电话，核实的时候联系您。"), phone_number])


class ReplyForm(VersionedForm):
    """The answer to an objection."""

    upheld = ChooseOne("核实下来", [("no", "异议不成立"), ("yes", "异议成立，要更正")], refusal="请选成立还是不成立。")
    reply = ProseField("答复", [filled("写上核实的结果，提异议的人会看到。"), at_most(1_000)])


class DrawForm(VersionedForm):
    """The public draw that will be the seed."""

    name = LineField("用哪个公开抽签", [filled("写上抽签的名字，例如 双色球。"), at_most(20)], default="双色球")
    issue = LineField("第几期", [filled("写上期号，例如 2027042。"), at_most(12)])
    drawn_at = MomentField("什么时候开奖", [filled("写上开奖的日期和钟点。")])


class NumbersForm(VersionedForm):
    """The numbers that were drawn."""

    numbers = LineField(
        "开出的号码", [filled("照公告录号码。"), at_most(60)], description="照公告的次序录，比如 03 07 12 19 22 31+09。"
    )
