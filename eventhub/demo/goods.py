"""What the fictional households of the demo sell. Places and the policy's products are real, shops and people are not."""

from dataclasses import dataclass, field

from eventhub.registry.documents import GoodsCategory as G
from eventhub.registry.documents import StallKind as K


@dataclass(frozen=True)
class Trade:
    """A trade: how its shops are called ({n}: the owner's name), what they sell (name, price in fen, unit), how they work."""

    shop: str
    category: G
    kind: K
    town: str
    goods: tuple[tuple[str, int, str], ...]
    watts: tuple[tuple[str, int], ...] = ()
    needs: tuple[str, ...] = ()
    flame: bool = False
    named: str = ""
    heritage: str = ""
    story: str = ""
    shops: int = 4
    tags: tuple[str, ...] = field(default=())


TRADES = (
    Trade("{n}堡堂手工面", G.FARM, K.WORKSHOP, "青年镇", (("手工挂面", 1200, "斤"), ("鸡蛋面", 1500, "斤"), ("荞麦面", 1600, "斤")),
          named="堡堂手工面", story="堡堂村家家会做面。天不亮和面，挂起来晒足一天，下锅不糊汤。", shops=6),
    Trade("{n}八0一螺蛳", G.FOOD, K.COOKED_FOOD, "东林街道", (("麻辣螺蛳", 2800, "份"), ("紫苏螺蛳", 2800, "份"), ("螺蛳粉", 1500, "碗")),
          (("电磁炉", 2200),), ("water",), named="八0一螺蛳", story="从厂区门口的夜宵摊做起，螺蛳要养三天吐净沙。", shops=5),
    Trade("{n}关坝米粉", G.FOOD, K.COOKED_FOOD, "关坝镇", (("火元米粉", 1000, "碗"), ("牛肉米粉", 1500, "碗"), ("干米粉", 1800, "袋")),
          (("煮粉炉", 3000),), ("water",), named="关坝米粉", heritage="关坝米粉", story="米要泡一夜，石磨推浆。汤头是棒子骨熬的，早上六点就开锅。", shops=6),
    Trade("{n}麒麟蹄花", G.FOOD, K.COOKED_FOOD, "南桐镇", (("雪豆蹄花汤", 2600, "份"), ("红烧蹄花", 3000, "份")),
          (("煲汤炉", 2500), ("保温柜", 800)), ("water",), named="南桐麒麟蹄花", story="麒麟村的做法：蹄花先烧皮，再炖四个钟头，豆子要化不化。", shops=5),
    Trade("{n}雪梨膏", G.FARM, K.WORKSHOP, "丛林镇", (("雪梨膏", 3800, "瓶"), ("梨膏糖", 1500, "袋")), (("保温柜", 500),),
          named="雷锋垭雪梨膏", story="十斤梨熬一斤膏，不放香精，咳嗽时冲一勺。", shops=4),
    Trade("{n}九锅箐老腊肉", G.FARM, K.WORKSHOP, "关坝镇", (("老腊肉", 6800, "斤"), ("香肠", 5800, "斤"), ("腊猪蹄", 5200, "斤")),
          named="九锅箐老腊肉", story="高山上的年猪，柏枝熏四十天，切开是透亮的。", shops=6),
    Trade("{n}苗家米酒", G.DRINK, K.WORKSHOP, "石林镇", (("糯米酒（甜）", 1500, "斤"), ("杨梅酒", 2500, "瓶"), ("醪糟", 1000, "碗")),
          (("冰柜", 300),), story="我十六岁跟外婆学蒸酒。踩山会喝的是拦门酒，来了先尝一口，不买也没事。", shops=6),
    Trade("{n}豆花饭", G.FOOD, K.COOKED_FOOD, "石林镇", (("豆花饭", 1200, "份"), ("烧白", 1800, "份"), ("糍粑辣椒", 1000, "瓶")),
          (("电磁炉", 2200), ("电饭锅", 1000)), ("water",), story="豆花现点，蘸水是自家舂的糍粑辣椒。", shops=6),
    Trade("{n}苗家酸汤鱼", G.FOOD, K.COOKED_FOOD, "石林镇", (("酸汤鱼", 4800, "份"), ("酸汤粉", 1200, "碗")),
          (("电磁炉", 4400),), ("water",), story="酸汤是番茄和木姜子发的，坛子传了三代。", shops=4),
    Trade("{n}烤小土豆", G.FOOD, K.STREET_FOOD, "黑山镇", (("柴火烤洋芋", 800, "份"), ("烤苞谷", 600, "根")), flame=True,
          story="黑山谷的小土豆，皮薄沙糯，炭火慢慢烤。", shops=6, tags=("open_flame",)),
    Trade("{n}炭烤鱼", G.FOOD, K.COOKED_FOOD, "青年镇", (("炭火烤鱼", 5800, "条"), ("烤苕皮", 800, "份")), (("照明", 200),), ("water",),
          flame=True, story="鱼是板辽湖的，先腌后烤，火候看眼睛。", shops=5, tags=("open_flame",)),
    Trade("{n}竹筒饭", G.FOOD, K.STREET_FOOD, "石林镇", (("竹筒腊肉饭", 1500, "筒"), ("竹筒糯米饭", 1200, "筒")), (("蒸柜", 3000),), ("water",),
          story="竹子现砍，糯米泡四个钟头，腊肉丁一层油。", shops=4),
    Trade("{n}万盛凉面", G.FOOD, K.STREET_FOOD, "万盛街道", (("凉面", 800, "份"), ("凉虾", 600, "碗")), (("冰柜", 300),), ("water",),
          story="老街口摆了二十年，芝麻酱自己磨。", shops=5),
    Trade("{n}油茶", G.DRINK, K.STREET_FOOD, "金桥镇", (("苗家油茶", 1000, "碗"), ("油茶汤圆", 1200, "碗")), (("电磁炉", 1500),), ("water",),
          story="茶叶、花生、阴米一起炒，早上一碗顶半天。", shops=5),
    Trade("{n}高山茶", G.DRINK, K.TRADER, "黑山镇", (("明前绿茶", 9800, "两"), ("老鹰茶", 2000, "袋")), (("烧水壶", 1500),),
          story="茶园在一千二百米，一年只采一季春茶。", shops=5),
    Trade("{n}酸梅汤", G.DRINK, K.STREET_FOOD, "东林街道", (("酸梅汤", 500, "杯"), ("冰粉", 600, "碗")), (("冰柜", 400),), ("water",),
          story="乌梅、山楂、陈皮熬的，不加色素。", shops=5),
    Trade("{n}方竹笋", G.FARM, K.FARM, "黑山镇", (("方竹笋干", 3800, "斤"), ("鲜笋", 1500, "斤"), ("笋尖", 5800, "斤")),
          story="金佛山、黑山一带的方竹，九月出笋，剥好就烘。", shops=5),
    Trade("{n}猕猴桃", G.FARM, K.FARM, "黑山镇", (("红心猕猴桃", 1200, "斤"), ("猕猴桃干", 2800, "袋")), story="自家十二亩，挂树熟了才摘。", shops=4),
    Trade("{n}土蜂蜜", G.FARM, K.FARM, "丛林镇", (("土蜂蜜", 8800, "瓶"), ("蜂巢蜜", 6800, "盒")), story="山上四十箱中蜂，一年割一回蜜。", shops=5),
    Trade("{n}菌谷鲜菇", G.FARM, K.FARM, "丛林镇", (("羊肚菌干", 9800, "两"), ("香菇", 3600, "斤"), ("菌油", 3000, "瓶")), story="果园山下的大棚，早上采早上卖。", shops=5),
    Trade("{n}五和梨", G.FARM, K.FARM, "万东镇", (("五和脆梨", 600, "斤"), ("梨花蜜", 6800, "瓶")), story="五和村两千亩梨园，三月看花，七月吃梨。", shops=5),
    Trade("{n}土鸡蛋", G.FARM, K.FARM, "南桐镇", (("土鸡蛋", 150, "个"), ("皮蛋", 200, "个")), story="鸡放在坡上跑，蛋黄是红的。", shops=4),
    Trade("{n}富硒米", G.FARM, K.FARM, "青年镇", (("稻花鱼米", 800, "斤"), ("糯米", 900, "斤")), story="冷水田一年一季，稻子里养鱼，不打药。", shops=4),
    Trade("{n}老黑山棕编", G.CRAFT, K.CRAFT, "黑山镇", (("棕编蚱蜢", 1000, "个"), ("棕编扇子", 3800, "把"), ("棕拖鞋", 6800, "双")),
          heritage="老黑山棕编", story="一片棕叶几分钟就成一只蚱蜢，孩子可以坐下来学。", shops=5, tags=("heritage",)),
    Trade("{n}挑花苗绣", G.CRAFT, K.CRAFT, "石林镇", (("绣片", 8800, "片"), ("绣花围腰", 26800, "件"), ("自己绣一片", 2000, "次")),
          heritage="苗族挑花", story="花样都在脑壳里，不打底稿。可以自己绣一片带走。", shops=6, tags=("textile", "heritage")),
    Trade("{n}苗银", G.CRAFT, K.CRAFT, "石林镇", (("银手镯", 38000, "只"), ("银耳环", 12000, "对")), (("照明", 200),),
          story="錾花、拉丝都是手工，可以现场刻字。", shops=4),
    Trade("{n}竹编", G.CRAFT, K.CRAFT, "关坝镇", (("竹背篼", 6000, "个"), ("竹果盘", 3500, "个"), ("竹灯笼", 4800, "个")),
          story="慈竹劈成八层篾，一个背篼要用一天半。", shops=5),
    Trade("{n}面塑糖画", G.CRAFT, K.CRAFT, "万盛街道", (("糖画", 1000, "个"), ("面人", 1500, "个")), (("电炉", 800),),
          heritage="李氏面塑", story="转到龙就给龙。面人能放三年不裂。", shops=4, tags=("heritage",)),
    Trade("{n}蜡染布艺", G.CRAFT, K.CRAFT, "石林镇", (("蜡染方巾", 4800, "条"), ("布艺包", 6800, "个")), story="板蓝根的靛，染七遍才有这个深。", shops=5, tags=("textile",)),
    Trade("{n}吹打乐器", G.CRAFT, K.CRAFT, "金桥镇", (("小唢呐", 12000, "支"), ("竹笛", 5800, "支")), heritage="金桥吹打",
          story="金桥吹打用的家什，买不买都可以吹一声。", shops=3, tags=("heritage",)),
)  # fmt: skip

SURNAMES = "罗李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文冉"
GIVEN = (
    "小妹",
    "大群",
    "兴国",
    "秀英",
    "光明",
    "德贵",
    "素芬",
    "建华",
    "桂兰",
    "正强",
    "玉梅",
    "国富",
    "春燕",
    "永红",
    "世碧",
    "明芳",
    "家林",
    "开秀",
    "登云",
    "天蓉",
)
CALLED = ("姐", "大姐", "嬢嬢", "老", "幺妹", "二哥", "婆婆", "师傅", "家", "记")


def called(surname: str, number: int) -> str:
    """Return what neighbours call the owner: 罗姐, 老周, 李记 …"""
    word = CALLED[number % len(CALLED)]
    return f"老{surname}" if word == "老" else f"{surname}{word}"
