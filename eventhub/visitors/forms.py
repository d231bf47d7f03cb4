"""Forms of the visitors' room."""

from wtforms import BooleanField
from wtforms.validators import ValidationError

from eventhub.accounts.models import Account
from eventhub.accounts.phone_checks import phone_number
from eventhub.core.field_checks import at_most, filled, no_emoji
from eventhub.core.form_fields import ChooseOne, DayField, LineField, ProseField
from eventhub.core.forms import HouseForm, VersionedForm
from eventhub.visitors.batches import BatchDetails
from eventhub.visitors.enquiries import Wish, record_outcome
from eventhub.visitors.models import Enquiry, Outcome
from eventhub.visitors.rankings import METRICS

OUTCOMES = [(entry.value, entry.label) for entry in Outcome]


class EnquiryForm(HouseForm):
    """What a buyer leaves on a stall's page. No session, so no CSRF token of the session: see `own_pages`."""

    class Meta:
        """The page is public: its token is signed, not kept in a session."""

        csrf = False

    goods = LineField("想买什么？", [filled("请写想买什么，比如“糯米酒”。"), at_most(60), no_emoji])
    quantity = LineField("大概要多少？", [at_most(40), no_emoji])
    company = LineField("是哪个单位？", [at_most(60), no_emoji])
    buyer = LineField("怎么称呼您？", [filled("请写怎么称呼，比如“王经理”。"), at_most(40), no_emoji])
    phone = LineField("电话是多少？", [filled("请填电话，摊主好给您回话。"), phone_number])
    text = ProseField("还有什么要说的？", [at_most(300), no_emoji])

    def wish(self) -> Wish:
        """Return what was typed, checked."""
        return Wish(
            goods=self.goods.data,
            quantity=self.quantity.data or "",
            company=self.company.data or "",
            buyer=self.buyer.data,
            phone=self.phone.data,
            text=self.text.data or "",
        )


class OutcomeForm(VersionedForm):
    """What came of an enquiry."""

    outcome = ChooseOne("谈得怎么样？", choices=OUTCOMES, refusal="请选一个结果。")
    note = LineField("补一句", [at_most(200), no_emoji])

    @classmethod
    def about_enquiry(cls, enquiry: Enquiry) -> "OutcomeForm":
        """Return the form with what is known of an enquiry."""
        return cls(data={"outcome": enquiry.outcome.value, "note": enquiry.outcome_note})

    def recorded(self, enquiry: Enquiry, actor: Account) -> bool:
        """Write down what was posted, for the household or the organiser; a refusal stands on the form."""

        def deed() -> bool:
            record_outcome(enquiry, Outcome(self.outcome.data), self.note.data or "", self.seen_version, actor)
            return True

        done = self.carry_out(deed) is True
        self.about(enquiry.version)
        return done


class BatchForm(HouseForm):
    """A batch as the household writes it down."""

    number = LineField("这批的批号是多少？", [filled("请写批号，比如“20270412”。"), at_most(40), no_emoji])
    made_on = DayField("哪天做的？", [filled("请填做好的那天。")])
    raw_material = LineField("用的什么料？", [at_most(120), no_emoji])
    report_number = LineField("检验报告编号是多少？", [at_most(60), no_emoji])

    def details(self) -> BatchDetails:
        """Return what was typed, checked."""
        return BatchDetails(
            number=self.number.data,
            made_on=self.made_on.data,
            raw_material=self.raw_material.data or "",
            report_number=self.report_number.data or "",
        )


class BatchNoteForm(VersionedForm):
    """A correction to a batch, or the reason of its recall."""

    kind = ChooseOne("要做什么？", choices=[("correct", "补一条更正"), ("recall", "召回这一批")])
    text = LineField("怎么回事？", [filled("请写清楚，游客看得到。"), at_most(200), no_emoji])

    @property
    def is_recall(self) -> bool:
        """Tell whether the batch is to be recalled."""
        return bool(self.kind.data == "recall")


class RecallForm(VersionedForm):
    """Why somebody at the desk recalls a batch."""

    reason = LineField("为什么召回？", [filled("请写清楚哪里不对，摊主和游客都看得到。"), at_most(200), no_emoji])


class RallyForm(VersionedForm):
    """How the stamp rally is played."""

    needed = LineField("盖满几个算集满？", [filled("请填个数，比如 6。")])
    reward = LineField("集满兑什么？", [at_most(60), no_emoji])
    asks_code = BooleanField("盖章前要输服务台屏幕上的数")

    def validate_needed(self, field: LineField) -> None:
        """Refuse anything but 3 to 40."""
        if not (str(field.data).isascii() and str(field.data).isdigit() and 3 <= int(str(field.data)[:4]) <= 40):
            raise ValidationError("请填 3 到 40 之间的数。")


class RedeemForm(HouseForm):
    """The code of a full booklet, as shown on the visitor's phone."""

    code = LineField("集章码", [filled("请输游客手机上的六位码。"), at_most(20)])


class RankingForm(HouseForm):
    """Which ranking to freeze."""

    metric = ChooseOne("按什么排？", choices=[(key, metric.label) for key, metric in METRICS.items()])
