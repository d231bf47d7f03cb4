"""The small forms of decisions: each carries the version of the application it was made from."""

from eventhub.applications.fields import ListField, TextField
from eventhub.applications.states import RejectReason
from eventhub.applications.version_form import VersionForm


class ReturnForm(VersionForm):
    """What has to be mended."""

    what = TextField(
        "要补什么、改什么",
        longest=200,
        description="商户会原样收到，写清怎么办，例如“健康证过期了，换新证后填新的有效期”。",
    )


class RejectForm(VersionForm):
    """The reason code, and the reviewer's words where the code does not say it."""

    reason = ListField("为什么不予通过", [("", "请选一个"), *((r.value, r.label) for r in RejectReason)])
    note = TextField("再说明一句", longest=200)
