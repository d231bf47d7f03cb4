"""The small forms of decisions: each carries the version of the application it was made from."""

from eventhub.applications.states import RejectReason
from eventhub.core.field_checks import at_most, no_emoji
from eventhub.core.form_fields import ChooseSome, ProseField, SelectOne
from eventhub.core.forms import VersionedForm


class ReturnForm(VersionedForm):
    """What has to be mended."""

    what = ProseField(
        "要补什么、改什么",
        [at_most(200), no_emoji],
        description="商户会原样收到，写清怎么办，例如“健康证过期了，换新证后填新的有效期”。",
    )
    steps = ChooseSome(
        "要改的在哪里？",
        [("contact", "联系人"), ("goods", "卖什么"), ("needs", "摊位、用电"), ("papers", "证照和承诺")],
        description="勾了，商户点“去补正”就直接到那里。",
    )


class RejectForm(VersionedForm):
    """The reason code, and the reviewer's words where the code does not say it."""

    reason = SelectOne("为什么不予通过", [("", "请选一个"), *((r.value, r.label) for r in RejectReason)])
    note = ProseField("再说明一句", [at_most(200), no_emoji])
