"""Forms of the organiser's pages."""

from collections.abc import Callable
from typing import Any

from wtforms import BooleanField
from wtforms.validators import ValidationError

from eventhub.accounts.phone_checks import phone_number
from eventhub.core.errors import BadInput
from eventhub.core.field_checks import at_least, at_most, filled, no_emoji, optional
from eventhub.core.form_fields import (
    ClockField,
    DayField,
    DegreesField,
    LineField,
    MomentField,
    ProseField,
    SelectOne,
    WholeNumberField,
)
from eventhub.core.forms import VersionedForm
from eventhub.festivals.edition_days import check_days
from eventhub.festivals.hours import check_hours
from eventhub.festivals.models import Datum, Festival, ProgrammeSession, SessionKind, Venue

SKINS = (
    ("caishan", "踩山：靛蓝"),
    ("meishi", "美食：绛红"),
    ("taohua", "桃花：茶绿"),
    ("lihua", "梨花：青"),
    ("nianhuo", "年货：朱红"),
)
DATUMS = (
    (Datum.GCJ02.value, "高德、腾讯地图上点的"),
    (Datum.WGS84.value, "手机定位或国外地图上的"),
)


class DeskForm(VersionedForm):
    """A form of the desk, filled in from a row. Two people may change it, so what is stored now can be told."""

    def shown(self, row: Any) -> dict[str, Any]:
        """Return what the boxes show for a row: name of the field → value."""
        return {name: getattr(row, name) for name in self._fields if hasattr(row, name)}

    def fill(self, row: Any) -> None:
        """Fill the boxes from a row."""
        self.process(data=self.shown(row))

    def attempt(self, deed: Callable[[], Any], row: Any = None) -> int | None:
        """Do the deed if the form was sent and is sound.

        Returns:
            None when it was done; else the status to show the form with again: 200 when it was not sent yet, 422
            when it has faults, or the status of the DomainError, whose sentences then stand on the form. What was
            typed stays; where somebody else changed `row` meanwhile, the hints tell what is stored now.
        """
        if self.carry_out(lambda: (deed(),)) is not None:
            return None
        if row is not None and self.is_stale:
            self._rebase(row)
        return self.status

    def _rebase(self, row: Any) -> None:
        current = type(self)(formdata=None, data=self.shown(row), meta={"csrf": False})
        self.about(row.version)
        for name, field in self._fields.items():
            if name not in ("version", "csrf_token") and current[name].data != field.data:
                stored = current[name]._value() if hasattr(current[name], "_value") else current[name].data
                field.description = f"现在存着的是“{_plain(stored)}”。"


def _plain(stored: Any) -> str:
    words = {True: "是", False: "否", None: "空", "": "空"}
    return str(words.get(stored, stored) if isinstance(stored, bool | str | None) else stored)


class DaysForm(DeskForm):
    """A form with days: that they are in order is told together with everything else that is wrong."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then the days and hours that could be read."""
        sound = super().validate(extra_validators)
        readable = {name: field.data for name, field in self._fields.items() if not field.errors}
        try:
            if {"starts_on", "ends_on"} <= readable.keys():
                check_days(readable["starts_on"], readable["ends_on"])
        except BadInput as error:
            self.refuse(error)
        try:
            check_hours(readable)
        except BadInput as error:
            self.refuse(error)
        return sound and self.refusal is None


class FestivalForm(DaysForm):
    """The facts of an edition."""

    name = LineField("节会叫什么", [at_least(2, "请写上节会的全名，例如“万盛苗族踩山会”。"), at_most(60), no_emoji])
    short_name = LineField(
        "简称",
        [at_least(2, "请写上简称，例如“踩山会”。"), at_most(20), no_emoji],
        description="日历和短信里用，越短越好。",
    )
    edition = WholeNumberField("第几届", low=1, high=200)
    slug = LineField("网址里的名字", [at_most(60)], description="小写字母加年份，例如 caishan-2027。空着就自动起一个。")
    prefix = LineField(
        "编号开头", [at_least(2, "请写两个大写字母。"), at_most(2)], description="两个大写字母，受理编号用，例如 CS。"
    )
    summary = LineField("一句话介绍", [at_most(60)], description="发布前一定要有。例如：上刀山、对情歌，吃苗家饭。")
    description = ProseField("详细介绍", [at_most(4000)])
    skin = SelectOne("封面花色", SKINS)
    starts_on = DayField("第一天", description="还没定就空着。")
    ends_on = DayField("最后一天")
    opens_at = ClockField("每天开门", [filled()])
    closes_at = ClockField("每天收摊", [filled()])
    lunar_rule = LineField(
        "农历日子", [at_most(60), no_emoji], description="按农历办的填，例如“正月初二至初六”，再办一届时自动算。"
    )
    venue_id = SelectOne("在哪里办")
    admission = LineField("门票", [at_most(60), no_emoji])
    phone = LineField("咨询电话", [optional, phone_number])
    expected_visitors = WholeNumberField(
        "预计来多少人", [filled()], low=0, high=1_000_000, description="满 1000 人要报安全许可，工作台会提醒。"
    )
    sells_food = BooleanField("现场卖吃的（要报食品安全）")
    named_products = LineField(
        "主打特产", [at_most(200), no_emoji], description="用顿号隔开，例如：堡堂手工面、南桐麒麟蹄花。"
    )
    set_up_from = MomentField("布展从")
    set_up_until = MomentField("布展到")
    take_down_from = MomentField("撤展从")
    take_down_until = MomentField("撤展到")

    def validate_prefix(self, field: Any) -> None:
        """Two letters, made capital."""
        field.data = field.data.upper()
        if not (field.data.isascii() and field.data.isalpha()):
            raise ValidationError("要两个字母，例如“CS”。")

    def validate_named_products(self, field: Any) -> None:
        """Each name at most 40 characters."""
        if any(len(name) > 40 for name in product_names(field.data)):
            raise ValidationError("一种特产的名字最多 40 个字，请用顿号隔开。")

    def values(self) -> dict[str, Any]:
        """Return the columns of the festival."""
        values = {name: field.data for name, field in self._fields.items() if name not in ("version", "csrf_token")}
        values["venue_id"] = int(self.venue_id.data) if self.venue_id.data else None
        values["named_products"] = product_names(self.named_products.data)
        return values

    def shown(self, festival: Festival) -> dict[str, Any]:
        """Return the boxes of a festival."""
        return {
            **super().shown(festival),
            "venue_id": str(festival.venue_id or ""),
            "named_products": "、".join(festival.named_products),
        }


class NewFestivalForm(FestivalForm):
    """A new edition also names its organisation."""

    organisation_id = SelectOne("哪个单位主办")


def product_names(text: str) -> list[str]:
    """Split names at 、 or a comma; empty ones and repeats are left out."""
    names = (name.strip() for name in text.replace("，", "、").replace(",", "、").split("、"))
    return list(dict.fromkeys(name for name in names if name))


class ReasonForm(DeskForm):
    """A written reason that everybody may read."""

    reason = ProseField("为什么", [at_least(2, "请写上原因，大家会看到，例如“连日暴雨，场地积水”。"), at_most(300)])


class PostponeForm(DaysForm):
    """New days, or none: open."""

    starts_on = DayField("新的第一天", description="还没定就两个都空着，页面会写“日子待定”。")
    ends_on = DayField("新的最后一天")
    reason = ProseField("为什么", [at_most(300)])


class CloneForm(DaysForm):
    """The next edition."""

    name = LineField("节会叫什么", [at_least(2, "请写上节会的全名。"), at_most(60), no_emoji])
    slug = LineField("网址里的名字", [at_most(60)], description="空着就自动起一个。")
    starts_on = DayField("第一天", description="节目会跟着挪到新的日子。还没定就空着。")
    ends_on = DayField("最后一天")


class PlainForm(DeskForm):
    """A button: nothing but the token and the version."""


class SessionForm(DeskForm):
    """A session of the programme."""

    title = LineField("节目", [filled("请写上节目的名字，例如“打牛”。"), at_most(60), no_emoji])
    kind = SelectOne("是什么", [(kind.value, kind.label) for kind in SessionKind])
    starts_at = MomentField("开始", [filled("请选开始的日期和时间。")])
    ends_at = MomentField("结束", [filled("请选结束的日期和时间。")])
    place = LineField("在哪里", [at_most(60), no_emoji], description="例如：石鼓广场主舞台。")
    heritage_item = LineField("非遗项目", [at_most(40), no_emoji], description="例如：金桥吹打。")
    note = LineField("说明", [at_most(300)])
    published = BooleanField("公开（不勾就先不给大家看）")

    def shown(self, session: ProgrammeSession) -> dict[str, Any]:
        """Return the boxes of a session."""
        return {**super().shown(session), "kind": session.kind.value}

    def values(self) -> dict[str, Any]:
        """Return the columns of the session."""
        values = {name: field.data for name, field in self._fields.items() if name not in ("version", "csrf_token")}
        values["kind"] = SessionKind(self.kind.data)
        return values


class VenueForm(DeskForm):
    """A venue with its coordinate and the datum it is in."""

    name = LineField("场地叫什么", [at_least(2, "请写上场地的名字，例如“石鼓广场”。"), at_most(60), no_emoji])
    town = LineField("哪个镇街", [at_most(20), no_emoji])
    address = LineField("详细地址", [at_most(120), no_emoji])
    lng = DegreesField("经度", low=73, high=136, description="先经度后纬度。在地图上长按场地就能看到。")
    lat = DegreesField("纬度", low=3, high=54)
    datum = SelectOne("坐标从哪来", DATUMS)
    directions = ProseField("怎么走", [at_most(1000)], description="几路车、哪里停车，一行写一种走法。")
    confirmed = BooleanField("场地定了（不勾就写“地点待定”）")

    def validate_lat(self, field: Any) -> None:
        """Both figures or none."""
        if (field.data is None) != (self.lng.data is None) and not self.lng.errors:
            raise ValidationError("经度和纬度要一起填，或者都空着。")

    def shown(self, venue: Venue) -> dict[str, Any]:
        """Return the boxes of a venue."""
        return {**super().shown(venue), "datum": venue.datum.value}

    def values(self) -> dict[str, Any]:
        """Return the columns of the venue."""
        values = {name: field.data for name, field in self._fields.items() if name not in ("version", "csrf_token")}
        values["datum"] = Datum(self.datum.data)
        return values


class NoticeForm(DeskForm):
    """A notice to visitors."""

    title = LineField(
        "标题", [filled("请写上标题，一句话说清什么事。"), at_most(80)], description="例如：明天有雨，演出改到室内。"
    )
    body = ProseField("内容", [at_most(1000)])
