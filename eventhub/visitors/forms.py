"""Forms of the visitors' room."""

from eventhub.accounts.form_fields import (
    ChooseOne,
    HouseForm,
    LineField,
    ProseField,
    VersionedForm,
    at_most,
    filled,
    no_emoji,
    phone_number,
)
from eventhub.visitors.enquiries import Wish
from eventhub.visitors.models import Outcome

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

    def result(self) -> tuple[Outcome, str]:
        """Return outcome and note."""
        return Outcome(self.outcome.data), self.note.data or ""

