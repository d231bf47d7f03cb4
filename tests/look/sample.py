"""Plain data for the gallery: invented people, booths and days."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FileField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
    widgets,
)
from wtforms.fields.choices import SelectChoice

CATEGORIES = {"food": "吃的", "farm": "土特产", "craft": "手工", "drink": "喝的"}
LUNAR = [
    *(f"初{n}" for n in "一二三四五六七八九十"),
    *(f"十{n}" for n in "一二三四五六七八九"),
    "二十",
    *(f"廿{n}" for n in "一二三四五六七八九"),
]


def _options(words: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in words.items()]


class Application(Form):
    """Step three of an application, as a household sees it."""

    category = RadioField("主要卖哪一类", choices=_options(CATEGORIES))
    goods = TextAreaField(
        "具体卖些啥",
        [validators.InputRequired("写上您卖什么，例如“糯米酒 15 元一斤”")],
        description="最拿手的写前面，一行一样。不会打字，按输入法的话筒说出来就行。",
    )
    power = RadioField(
        "要用电吗", choices=_options({"no": "不用电", "yes": "要用电"}), description="冰柜、电饭煲、灯都算。"
    )
    watts = IntegerField("一共大约多少瓦", [validators.NumberRange(0, 20000, "填 0 到 20000 之间的数字，例如 800")])
    village = SelectField(
        "哪个村", choices=_options({v: v for v in ("茶园村", "石鼓村", "红苗寨", "青年村", "新华村")})
    )
    dates = SelectMultipleField(
        "哪几天来",
        choices=_options({str(d): f"5月{d}日" for d in range(1, 6)}),
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )
    photo = FileField("摊子照片")
    promise = BooleanField("上面填的都是真的。", [validators.InputRequired("请看过再打勾")])
    owner = StringField("姓名")


def application(**typed: str) -> Application:
    """The form after somebody pressed the button with these answers; validated."""
    form = Application(MultiDict({"category": "drink", "power": "yes", "village": "茶园村", **typed}))
    form.validate()
    if form.watts.errors:
        form.watts.errors = ["填数字，例如 800"]  # the real app speaks Chinese through Flask-Babel
    return form


def month_days(first: date = date(2027, 4, 12), today: date = date(2027, 4, 17)) -> list[dict[str, Any]]:
    """Four weeks with a deadline and two festivals that overlap."""
    days: list[dict[str, Any]] = []
    for i in range(28):
        day = first + timedelta(days=i)
        lunar = LUNAR[(i + 5) % 29]
        days.append(
            {
                "date": day,
                "lunar": lunar,
                "lunar_full": f"三月{lunar}",
                "past": day < today,
                "today": day == today,
                "events": [],
            }
        )
    days[8] |= {"href": "/calendar/2027-04-20", "events": [{"label": "报名止", "part": "mark"}]}
    for i in range(19, 24):
        part = {19: "start", 23: "end"}.get(i, "mid")
        days[i] |= {
            "href": "/calendar/",
            "events": [{"label": "踩山会", "part": part, "skin": "caishan", "show": i in (19, 21)}],
        }
    days[20]["events"].append({"label": "美食节", "part": "one", "skin": "meishi", "lane": 1, "show": True})
    days[26] |= {"lunar": "立夏", "term": True, "off": True}
    return days


def sessions() -> list[dict[str, Any]]:
    """Two programme days."""
    first = [
        {"time": "9:30", "title": "拦门酒、迎客歌", "place": "南门"},
        {
            "time": "10:00",
            "title": "金桥吹打",
            "place": "石鼓广场",
            "end": "10:40",
            "tags": [("非遗", "fest", "fest")],
        },
        {"time": "15:00", "title": "桶鼓舞", "place": "石鼓广场", "now": True, "ics": "/x.ics"},
        {"time": "16:30", "title": "跟着学棕编", "place": "C 区", "tags": [("限 30 人", "warn", "clock")]},
        {"time": "19:00", "title": "篝火芦笙夜", "place": "石鼓广场", "cancelled": True},
    ]
    return [
        {"id": "d0501", "title": "5月1日", "sub": "周六 · 廿五", "here": True, "list": first},
        {"id": "d0502", "title": "2日", "sub": "周日 · 廿六", "list": first[:2]},
    ]


def _row(zone: str, cat: str, x: float, y: float, count: int, states: dict[int, str]) -> list[dict[str, Any]]:
    words = {"free": "还空着", "off": "停用"}
    rows = []
    for i in range(count):
        number, state = f"{zone}{i + 1:02d}", states.get(i, "on")
        rows.append(
            {
                "number": number,
                "x": x + 3.6 * (i % 2),
                "y": y + 2.7 * (i // 2),
                "w": 3,
                "h": 2.3,
                "rotation": -6,
                "cat": cat,
                "state": state,
                "href": f"/s/{number}",
                "name": "" if state in words else f"苗家小店 {number}",
                "aria_label": f"{number} {words.get(state, '苗家小店')}",
            }
        )
    return rows


def plan() -> dict[str, Any]:
    """A venue in metres: two zones, a stage, a lake, a road."""
    return {
        "label": "踩山会平面图",
        "box": [0, 0, 56, 64],
        "scale": 15,
        "features": [
            {"kind": "contour", "d": "M-10 4C10 2 20 6 40 3S60 4 70 2"},
            {"kind": "water", "d": "M50 24C56 22 60 26 60 34S58 52 53 50S48 40 49 32S48 26 50 24z"},
            {"kind": "road", "d": "M24 66C24 56 26 48 28 40S30 20 30 0", "width": 3.2},
            {"kind": "plaza", "x": 29, "y": 22, "r": 8},
            {"kind": "stage", "x": 29, "y": 21, "r": 5},
            {"kind": "label", "x": 29, "y": 28.5, "text": "石鼓广场（主舞台）"},
            {"kind": "tree", "x": 6, "y": 18},
            {"kind": "house", "x": 46, "y": 12},
            {"kind": "build", "x": 42, "y": 14, "w": 8, "h": 3},
            {"kind": "service", "x": 20, "y": 40, "text": "厕"},
            {"kind": "gate", "x": 24, "y": 62, "text": "南门"},
        ],
        "zones": [
            {
                "code": "A",
                "name": "苗家美食",
                "cat": "food",
                "rect": {"x": 5, "y": 30, "w": 11, "h": 28, "rotation": -6},
                "label": (10.5, 28.5),
                "booths": _row("A", "food", 8, 33, 16, {0: "lock", 4: "moved", 11: "bad", 15: "off"}),
            },
            {
                "code": "D",
                "name": "茶酒饮品",
                "cat": "drink",
                "points": [(36, 32), (46, 32), (46, 56), (36, 56)],
                "label": (41, 30.5),
                "booths": _row("D", "drink", 39, 35, 14, {6: "free", 9: "free"}),
            },
        ],
    }


def rows() -> list[SimpleNamespace]:
    """Applicants."""
    names = (("罗姐苗家米酒", "茶酒", 71), ("李记炭烤鱼", "美食", 66), ("丛林木耳合作社", "农特产", 63))
    return [SimpleNamespace(name=n, category=c, score=s) for n, c, s in names]
