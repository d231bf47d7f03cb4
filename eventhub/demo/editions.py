"""The festivals of the demo: texts, venues, programme. Places are real; where a source is missing the page says 待定."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from eventhub.core import clock
from eventhub.demo.grounds import LANE, MOUNTAIN, PROMENADE, Ground
from eventhub.festivals.models import ProgrammeSession, SessionKind, Venue

RITE, SHOW, TRY, TRAIN = (
    SessionKind.RITE,
    SessionKind.PERFORMANCE,
    SessionKind.EXPERIENCE,
    SessionKind.TRAINING,
)


@dataclass(frozen=True)
class Act:
    """A session on one day (0: the first, -1: the last, None: every day) from "HH:MM" for some minutes."""

    day: int | None
    start: str
    minutes: int
    title: str
    kind: SessionKind
    place: str
    heritage: str = ""
    note: str = ""


@dataclass(frozen=True)
class Edition:
    """What one festival of the demo is; `named` are the products of the policy it shows."""

    key: str
    name: str
    short_name: str
    prefix: str
    organisation: str
    skin: str
    summary: str
    description: str
    venue: dict[str, object]
    ground: Ground
    acts: tuple[Act, ...]
    named: tuple[str, ...] = ()
    first_year: int | None = None
    opens: int = 9
    closes: int = 18
    visitors: int = 3_000
    lunar_rule: str = ""
    keep_apart: tuple[tuple[str, str], ...] = field(default=(("open_flame", "textile"),))

    def new_venue(self) -> Venue:
        """Return the venue, not stored yet."""
        return Venue(**self.venue)


def sessions(edition: Edition, first: date, last: date) -> list[ProgrammeSession]:
    """Return the programme of an edition on its days, not stored yet, in order of time."""
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    planned = [(day, act) for act in edition.acts for day in _days_of(act, days)]
    return [_session(day, act) for day, act in sorted(planned, key=lambda pair: (pair[0], pair[1].start))]


def _days_of(act: Act, days: list[date]) -> list[date]:
    if act.day is None:
        return days
    return [days[act.day]] if -len(days) <= act.day < len(days) else []


def _session(day: date, act: Act) -> ProgrammeSession:
    hour, minute = (int(part) for part in act.start.split(":"))
    start = clock.at(day, hour, minute)
    return ProgrammeSession(
        title=act.title,
        kind=act.kind,
        starts_at=start,
        ends_at=start + timedelta(minutes=act.minutes),
        place=act.place,
        heritage_item=act.heritage,
        note=act.note,
    )


MEISHI = Edition(
    "meishi", "万盛“城市岛屿”美食节", "美食节", "MS", "文旅", "meishi",
    "一条街吃遍万盛：米粉、蹄花、螺蛳、腊肉，晚上还有吹打和露天戏。",
    "城市岛屿美食节把各镇的拿手菜请到一条步行街上。120 个摊位，白天买土特产，晚上吃夜市。\n"
    "堡堂手工面、八0一螺蛳、关坝米粉、南桐麒麟蹄花、雷锋垭雪梨膏、九锅箐老腊肉都有专门的展示摊。",
    {"name": "城市岛屿步行街（地点待定）", "town": "万盛街道", "address": "万盛街道，具体位置待主办方公布",
     "lng": 106.9105, "lat": 28.9652, "confirmed": False,
     "directions": "坐车：万盛客运中心坐 402 路，到步行街口下。\n开车：步行街地下停车场，节会期间前两小时免费。\n老人、轮椅、推车：西门是平路，没有台阶。"},
    PROMENADE,
    (
        Act(None, "10:30", 40, "金桥吹打迎客", SHOW, "岛心舞台", "金桥吹打"),
        Act(0, "11:00", 40, "开幕和百家宴", RITE, "岛心舞台"),
        Act(None, "14:00", 90, "跟师傅学棕编", TRY, "E 区 E03", "老黑山棕编", "限 20 人，当场报名"),
        Act(None, "15:30", 60, "关坝米粉现场推浆", TRY, "A 区", "关坝米粉"),
        Act(1, "16:00", 60, "蹄花比赛", SHOW, "岛心舞台"),
        Act(1, "09:30", 60, "摊主用电用火培训", TRAIN, "服务台旁"),
        Act(None, "18:30", 60, "南桐川剧折子戏", SHOW, "岛心舞台", "南桐川剧"),
        Act(None, "19:30", 60, "后坝狮舞", SHOW, "步行街", "后坝狮舞"),
        Act(-1, "20:30", 30, "闭幕", SHOW, "岛心舞台"),
    ),
    ("堡堂手工面", "八0一螺蛳", "关坝米粉", "南桐麒麟蹄花", "雷锋垭雪梨膏", "九锅箐老腊肉"),
    opens=10, closes=21, visitors=15_000,
)  # fmt: skip

CAISHAN = Edition(
    "caishan", "万盛苗族踩山会", "踩山会", "CS", "文旅", "caishan",
    "三百多年的山上聚会：祭山、芦笙、情歌对唱、上刀山，还有六十家乡亲自己的摊子。",
    "踩山会是万盛红苗的大节，1998 年起由区里一道办，是首批市级非物质文化遗产。\n"
    "传统在正月初二到初六，如今多在五月一日起。穿不穿苗装都欢迎，拦门酒喝一口就算进寨。",
    {"name": "石鼓广场", "town": "石林镇", "address": "石林镇万盛石林景区内", "lng": 106.9392, "lat": 28.9021,
     "directions": "坐车：万盛客运中心坐 405 路到石林站，每 20 分钟一班。\n开车：导航“石林景区南门停车场”，9:00 后车位紧，建议停黑山谷换乘点。\n老人、轮椅、推车：走南门无台阶通道，门口可借轮椅和雨伞。"},
    MOUNTAIN,
    (
        Act(None, "09:30", 30, "拦门酒、迎客歌", RITE, "南门"),
        Act(0, "10:00", 60, "祭山大典", RITE, "石鼓广场", "苗族踩山会"),
        Act(1, "10:00", 60, "苗族服饰巡游", SHOW, "红苗寨到石鼓广场"),
        Act(2, "10:00", 120, "芦笙比赛", SHOW, "石鼓广场"),
        Act(0, "11:00", 60, "打牛、爬花杆", SHOW, "花杆坪"),
        Act(None, "14:00", 60, "情歌对唱擂台", SHOW, "芦花湖边", "", "可以上台"),
        Act(None, "15:00", 45, "金桥吹打、木鼓舞", SHOW, "石鼓广场", "金桥吹打"),
        Act(None, "16:30", 60, "跟绣娘学挑花", TRY, "C 区 C01", "苗族挑花", "限 30 人"),
        Act(3, "15:00", 60, "上刀山、下火海", SHOW, "石鼓广场"),
        Act(0, "19:00", 90, "篝火芦笙夜", SHOW, "石鼓广场"),
        Act(1, "18:30", 120, "长桌宴", TRY, "A 区通道", "", "限 200 人，要预约"),
        Act(-1, "16:00", 60, "苗绣评比颁奖", SHOW, "C 区"),
    ),
    ("关坝米粉", "九锅箐老腊肉"), first_year=1999, opens=9, closes=21, visitors=12_000,
)  # fmt: skip

NIANHUO = Edition(
    "nianhuo", "万盛新春年货购物节", "年货节", "NH", "市监", "nianhuo",
    "腊肉香肠、手工面、雪梨膏、苗绣，一趟把年货办齐。",
    "年前最热闹的一个街市。24 个摊位，都是本地名特优新个体工商户的好东西，现买现写春联。",
    {"name": "万盛大道", "town": "万盛街道", "address": "万盛街道万盛大道中段（推测，以公告为准）", "lng": 106.9128, "lat": 28.9631,
     "confirmed": False, "directions": "坐车：坐 401、402 路到万盛大道站。\n开车：体育馆停车场。"},
    LANE,
    (
        Act(0, "09:30", 40, "金桥吹打开街", SHOW, "小舞台", "金桥吹打"),
        Act(None, "10:30", 120, "现场写春联", TRY, "小舞台旁"),
        Act(None, "14:00", 60, "棕编小动物体验", TRY, "C 区", "老黑山棕编"),
        Act(-1, "15:00", 60, "猜灯谜", SHOW, "小舞台", "巴渝灯谜"),
    ),
    ("九锅箐老腊肉", "堡堂手工面", "雷锋垭雪梨膏"), opens=9, closes=19, visitors=2_000,
)  # fmt: skip

TAOHUA = Edition(
    "taohua", "林口桃花节", "桃花节", "TH", "文旅", "taohua",
    "山坡上的桃花一开，就到林口走走，吃碗米粉，喝口米酒。",
    "三月里桃花开半个月。赏花免费，摊位在花海入口的一条小路上。花期早晚要看天，出门前看一眼日历。",
    {"name": "林口桃园", "town": "", "address": "所在镇街待主办方公布", "lng": 106.8815, "lat": 28.9917, "confirmed": False,
     "directions": "开车：导航“林口桃园”，入口有两百个车位。\n老人、轮椅、推车：观花步道前五百米是平路。"},
    LANE,
    (
        Act(0, "10:00", 60, "开园：红苗歌舞", SHOW, "小舞台", "红苗歌舞"),
        Act(None, "14:00", 60, "桃花树下吹打", SHOW, "小舞台", "金桥吹打"),
        Act(None, "15:30", 60, "棕编花环体验", TRY, "C 区", "老黑山棕编"),
    ),
    ("关坝米粉",), first_year=2022, opens=9, closes=18, visitors=5_000,
)  # fmt: skip

LIHUA = Edition(
    "lihua", "五和梨花文化旅游节", "梨花节", "LH", "石林", "lihua",
    "五和村两千亩梨花，看花、听戏、画画，带点梨花蜜回家。",
    "梨花节在万东镇五和村，有京剧曲艺、快闪和亲子绘画。",
    {"name": "五和梨园", "town": "万东镇", "address": "万东镇五和村", "lng": 106.9021, "lat": 28.9783,
     "directions": "坐车：万盛客运中心坐到五和村的专线。\n开车：导航“五和梨园”。"},
    LANE,
    (
        Act(0, "10:00", 60, "梨花开园", SHOW, "小舞台"),
        Act(None, "14:00", 90, "亲子绘画", TRY, "梨园", "", "自带画笔，纸管够"),
        Act(None, "15:30", 45, "金桥吹打", SHOW, "小舞台", "金桥吹打"),
    ),
    (), first_year=2014, opens=9, closes=18, visitors=8_000,
)  # fmt: skip

EDITIONS = {edition.key: edition for edition in (MEISHI, CAISHAN, NIANHUO, TAOHUA, LIHUA)}
