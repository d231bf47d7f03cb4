"""What an application says, in words, by the step where it is changed: for the check page, the status
page, the desk.
"""

from dataclasses import dataclass

from eventhub.accounts.phone import mask_phone
from eventhub.applications.document_check import document_lines
from eventhub.applications.goods_lines import goods_text
from eventhub.applications.models import Application
from eventhub.applications.needs_form import OPEN_FLAME, TEXTILE, WATER, asks_for_textile, asks_for_zones
from eventhub.core.display import cn_date, cn_moment
from eventhub.registry.policy_class import chinese_date

NOT_YET = "还没填"
# Terms whose value stands in the registry or in the record, not in the application: no step changes them.
REGISTERED = ("哪一家", "在哪里", "代填人")


@dataclass(frozen=True)
class Section:
    """Answers of a step: its heading, its key, and (term, value) in the order asked."""

    title: str
    step: str
    rows: list[tuple[str, str]]


def sections_of(application: Application) -> list[Section]:
    """Return the four sections as the household reads them, its phone number masked."""
    return [
        _who(application, "您是谁", masked=True),
        _what(application),
        _needs(application),
        _papers(application, "证照"),
    ]


def desk_sections_of(application: Application, masked: bool = True) -> list[Section]:
    """Return them as the desk reads them; the number is masked unless the look at it was written down."""
    return [
        _who(application, "申请人", masked),
        _what(application),
        _needs(application),
        _papers(application, "写的证照和承诺"),
    ]


def days_text(application: Application) -> str:
    """Return the days chosen: `5月1日（周六）、5月2日（周日）（2 天）`, or that it is every day."""
    days = [day for day in application.festival.days if day.isoformat() in application.days]
    if not days:
        return NOT_YET
    if len(days) == len(application.festival.days) and len(days) > 1:
        return f"全部 {len(days)} 天"
    return "、".join(cn_date(day) for day in days)


def booths_text(application: Application) -> str:
    """Return the number of booths asked for."""
    if application.booths_max == 1:
        return "1 个，3 米宽"
    return "2 个挨着" if application.booths_min == 2 else "2 个挨着，只有 1 个也行"


def zones_text(application: Application) -> str:
    """Return the zones in order of wish, and whether any other would do."""
    names = {zone.code: f"{zone.code} 区 {zone.name}" for zone in application.festival.zones}
    wished = "、".join(names.get(code, f"{code} 区") for code in application.zones)
    if not wished:
        return "随便哪个区"
    return f"{wished}；排不上别的区也去" if application.anywhere else f"只要 {wished}"


def power_text(application: Application) -> str:
    """Return the power and what draws it."""
    if not application.power_w:
        return "不用电"
    uses = "、".join(f"{use['name']} {use['count']} 台" for use in application.appliances)
    return f"要，一共 {application.power_w:,} 瓦（{uses}）" if uses else f"要，{application.power_w:,} 瓦"


def _who(application: Application, title: str, masked: bool) -> Section:
    household = application.household
    phone = application.contact_phone
    rows = [
        ("哪一家", household.name),
        ("联系人", application.contact_name or NOT_YET),
        ("电话", (mask_phone(phone) if masked else phone) or NOT_YET),
        ("在哪里", _where(household.town, household.address)),
    ]
    if application.agent is not None:
        rows.append(("代填人", application.agent.label))
    return Section(title, "contact", rows)


def _where(town: str, address: str) -> str:
    """Return the address, the town in front unless it already stands there."""
    whole = address if address.startswith(town) else f"{town} {address}".strip()
    return whole or "没登记"


def _what(application: Application) -> Section:
    goods = "、".join(goods_text(item) for item in application.goods) or NOT_YET
    return Section(
        "卖什么",
        "goods",
        [
            ("类别", application.category.label),
            ("怎么个卖法", application.stall_kind.label),
            ("具体", goods),
            ("碰没包装的吃食", _answer(application, "goods", "有人碰" if application.handles_food else "没有")),
        ],
    )


def _needs(application: Application) -> Section:
    rows = [
        ("哪几天", days_text(application)),
        ("要几个", booths_text(application)),
        *([("想去哪个区", zones_text(application))] if application.zones or asks_for_zones(application) else []),
        ("用电", power_text(application)),
        ("接水", "要" if WATER in application.needs else "不用"),
        ("明火", "有" if OPEN_FLAME in application.needs else "没有"),
    ]
    rows = [(term, _answer(application, "needs", value)) for term, value in rows]
    if asks_for_textile(application.festival):
        rows.append(("布料、绣品", "有" if TEXTILE in application.tags else "没有"))
    if application.note:
        rows.append(("还有啥要说", application.note))
    return Section("摊位", "needs", rows)


def _answer(application: Application, step: str, value: str) -> str:
    """Return the value, unless it is only the default of a step that was never answered."""
    return value if step in application.steps_done or application.receipt else NOT_YET


def _papers(application: Application, title: str) -> Section:
    rows = []
    for line in document_lines(application):
        held = "\n".join(
            f"{licence.kind.label} {licence.number}，"
            + (f"到 {chinese_date(licence.valid_to)}" if licence.valid_to else "长期有效")
            for licence in line.held
        )
        rows.append((line.requirement.label, held or "还没填"))
    signed = application.committed_at
    rows.append(("承诺书", f"{cn_moment(signed)} 答应了" if signed else "还没答应"))
    return Section(title, "papers", rows)
