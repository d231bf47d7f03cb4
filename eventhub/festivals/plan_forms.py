"""Forms of the plan editor: the twin without dragging of everything that can be dragged. Lengths are typed in metres."""

import re
from typing import Any

from wtforms import BooleanField
from wtforms.validators import ValidationError

from eventhub.core.errors import BadInput
from eventhub.core.field_checks import at_most, filled, no_emoji
from eventhub.core.form_fields import ChooseSome, LineField, MetresField, ProseField, SelectOne, WholeNumberField
from eventhub.core.typed_text import half_width
from eventhub.core.typed_values import metres
from eventhub.festivals.booth_features import BoothFeature
from eventhub.festivals.booth_numbers import parse_booth_range
from eventhub.festivals.forms import DeskForm
from eventhub.festivals.layout import BOOTH_SIZE, RowSpec
from eventhub.festivals.models import Booth, Zone
from eventhub.festivals.plan_zones import KINDS
from eventhub.registry.documents import GoodsCategory

FEATURES = [(feature.value, feature.label) for feature in BoothFeature]
CATEGORIES = [(category.value, category.label) for category in GoodsCategory]
_POINT = re.compile(r"\s*([0-9]{1,4}(?:\.[0-9]{1,4})?)\s*[,， ]\s*([0-9]{1,4}(?:\.[0-9]{1,4})?)\s*")


class PointsField(ProseField):
    """Points, a line each, "across, down" in metres; `points()` gives them in centimetres."""

    def pre_validate(self, form: Any) -> None:
        """Refuse a line that is no point."""
        super().pre_validate(form)
        for line in half_width(self.data or "").splitlines():
            if line.strip() and not _POINT.fullmatch(line):
                raise ValidationError(f"“{line.strip()[:20]}”不是一个点，请写成“横，纵”，单位米，例如“12.5，30”。")

    def points(self) -> list[list[int]]:
        """The points in centimetres."""
        found = (_POINT.fullmatch(line) for line in half_width(self.data or "").splitlines())
        return [[round(float(match[1]) * 100), round(float(match[2]) * 100)] for match in found if match]


def points_text(points: list[Any]) -> str:
    """Return points in centimetres as the field shows them."""
    return "\n".join(f"{metres(round(x))},{metres(round(y))}" for x, y in points)


class BoothForm(DeskForm):
    """One booth. Stands on the page beside another form with fields of the same names, hence the ids."""

    label = LineField("摊位号", [filled("请写摊位号，例如“A01”。"), at_most(10), no_emoji], id="b-label")
    x = MetresField("横", [filled()], id="b-x")
    y = MetresField("纵", [filled()], id="b-y")
    rotation = WholeNumberField("转多少度", [filled()], low=-360, high=360, id="b-rotation")
    width = MetresField("宽", [filled()], id="b-width")
    depth = MetresField("深", [filled()], id="b-depth")
    power_w = WholeNumberField("用电", [filled()], low=0, high=50_000, id="b-power_w")
    features = ChooseSome("有什么", FEATURES, id="b-features")
    closed = BooleanField("停用", id="b-closed")
    break_after = BooleanField("后面断开，和下一个不算挨着", id="b-break_after")
    service = LineField("留作", [at_most(20), no_emoji], id="b-service")

    def shown(self, booth: Booth) -> dict[str, Any]:
        """Return the boxes of a booth."""
        return {**super().shown(booth), "features": list(booth.features)}

    def values(self) -> dict[str, Any]:
        """Return the columns of the booth."""
        return {name: field.data for name, field in self._fields.items() if name not in ("version", "csrf_token")}


class RowsForm(DeskForm):
    """Rows to generate."""

    zone_id = SelectOne("放在哪个区")
    numbers = LineField("摊位号", [filled("请写从几号到几号，例如“A01–A20”。"), at_most(200), no_emoji])
    rows = WholeNumberField("排成几排", [filled()], low=1, high=20)
    x = MetresField("第一个的横", [filled()])
    y = MetresField("第一个的纵", [filled()])
    rotation = WholeNumberField("往哪个方向排", [filled()], low=-360, high=360)
    gap = MetresField("摊位间隔", [filled()], low=0, high=5_000)
    row_gap = MetresField("两排间隔", [filled()], low=0, high=10_000)
    width = MetresField("摊位宽", [filled()], low=50, high=3_000)
    depth = MetresField("摊位深", [filled()], low=50, high=3_000)
    arc = SelectOne("排成", [("straight", "直的"), ("right", "往右弯"), ("left", "往左弯")])
    arc_radius = MetresField("弯的半径")
    snake = BooleanField("第二排倒着编号")
    circular = BooleanField("围成一圈，首尾算挨着")
    power_w = WholeNumberField("每个用电", [filled()], low=0, high=50_000)
    features = ChooseSome("每个都有", FEATURES)

    defaults = {
        "rows": 1,
        "rotation": 0,
        "gap": 20,
        "row_gap": 400,
        "width": BOOTH_SIZE,
        "depth": BOOTH_SIZE,
        "arc": "straight",
        "power_w": 3_000,
    }

    def spec(self) -> RowSpec:
        """Return the layout asked for. Raises BadInput when the numbers can't be read or the radius is missing."""
        try:
            numbers = parse_booth_range(self.numbers.data)
        except BadInput as error:
            raise BadInput(fields={"numbers": error.sentence}) from error
        bend = {"straight": 0, "right": 1, "left": -1}[self.arc.data]
        if bend and not self.arc_radius.data:
            raise BadInput(fields={"arc_radius": "要弯着排，请填半径，例如“12”米。"})
        plain = {name: self[name].data for name in ("x", "y", "rows", "width", "depth", "gap", "row_gap", "rotation")}
        return RowSpec(numbers, snake=self.snake.data, arc_radius=bend * (self.arc_radius.data or 0), **plain)


class ZoneForm(DeskForm):
    """A zone; the caps limit how many households of a category may stand in it."""

    code = LineField("代号", [filled("请写代号，例如“A”。"), at_most(4), no_emoji])
    name = LineField("名字", [filled("请写名字，例如“苗家美食”。"), at_most(30), no_emoji])
    categories = ChooseSome("放什么", CATEGORIES, as_sent=True, description="都不勾就什么都可以。第一样决定颜色。")
    power_w = WholeNumberField("全区用电上限", low=0, high=2_000_000)
    outline = PointsField("边界", [at_most(1_500)], description="一行一个角，“横，纵”，单位米。空着就跟着摊位走。")
    cap_food = WholeNumberField("吃的最多几户", low=0, high=999)
    cap_farm = WholeNumberField("土特产最多几户", low=0, high=999)
    cap_craft = WholeNumberField("手工最多几户", low=0, high=999)
    cap_drink = WholeNumberField("喝的最多几户", low=0, high=999)

    def shown(self, zone: Zone) -> dict[str, Any]:
        """Return the boxes of a zone."""
        caps = {f"cap_{key}": zone.category_caps.get(key) for key, _ in CATEGORIES}
        return {**super().shown(zone), **caps, "outline": points_text(zone.outline), "categories": zone.categories}

    def values(self) -> dict[str, Any]:
        """Return the columns of the zone."""
        caps = {key: self[f"cap_{key}"].data for key, _ in CATEGORIES}
        return {
            "code": self.code.data,
            "name": self.name.data,
            "categories": list(self.categories.data or []),
            "category_caps": {key: cap for key, cap in caps.items() if cap is not None},
            "power_w": self.power_w.data,
            "outline": self.outline.points(),
        }


class MarkForm(DeskForm):
    """A landmark."""

    kind = SelectOne("是什么", list(KINDS.items()))
    text = LineField("写什么字", [at_most(20), no_emoji], description="例如：南门、主舞台、芦花湖。")
    x = MetresField("横")
    y = MetresField("纵")
    r = MetresField("半径", low=100, high=20_000, description="舞台和湖要填。")
    width = MetresField("路宽", low=50, high=5_000)
    points = PointsField("路线", [at_most(1_500)], description="只有路要填。一行一个点，“横，纵”，单位米。")

    def shown(self, mark: dict[str, Any]) -> dict[str, Any]:
        """Return the boxes of a landmark."""
        return {**mark, "points": points_text(mark.get("points", []))}

    def mark(self) -> dict[str, Any]:
        """Return the landmark."""
        plain = {name: self[name].data for name in ("kind", "text", "x", "y", "r", "width")}
        return {**plain, "points": self.points.points()}


class GroundForm(DeskForm):
    """The size of the ground and its rule of neighbours."""

    plan_width = MetresField("场地宽", [filled()], low=1_000)
    plan_height = MetresField("场地高", [filled()], low=1_000)
    flame_apart = BooleanField("明火和布料、绣品不挨着")
