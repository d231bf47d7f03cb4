"""Who writes to stalls in the demo, and the batches their makers wrote down. Buyers and firms are fictional."""

from dataclasses import dataclass

from eventhub.visitors.models import Outcome

FIRST_BUYER_PHONE = 19900009001


@dataclass(frozen=True)
class Buyer:
    """A buyer's wish (the goods are the stall's), and what came of it; `NEW`: the household has not called back."""

    company: str
    name: str
    quantity: str
    text: str
    outcome: Outcome = Outcome.NEW
    note: str = ""


BUYERS = (
    Buyer("渝南餐饮（演示）", "王经理", "每月 200 斤", "先送两斤样品到店里，行就签半年。"),
    Buyer("南川好邻居超市（演示）", "陈采购", "300 份", "要能开票，最好有检验报告。", Outcome.DEAL, "先订 300 份，月底送到仓库。"),
    Buyer("", "刘女士", "50 份", "公司年会发，想要礼盒装。", Outcome.TALKING, "寄了样品，等回话。"),
    Buyer("黑山谷山居民宿（演示）", "冉老板", "每周 20 斤", "", Outcome.DEAL, "每周五送一趟。"),
    Buyer("重庆山货铺（演示）", "小周", "100 斤", "网店卖，要能发快递。"),
    Buyer("綦江机关食堂（演示）", "何师傅", "80 斤", "要食品经营许可证复印件。", Outcome.NOTHING, "对方要的量太大，做不过来。"),
    Buyer("", "罗先生", "10 瓶", "给老人带的，能不能少放点糖？", Outcome.TALKING, "说好下周来取。"),
    Buyer("万盛土特产公司（演示）", "赵主任", "先要 500 份", "想放到景区门店里卖，请回电细谈。"),
)  # fmt: skip


@dataclass(frozen=True)
class MadeBatch:
    """A batch of a product of the policy: made how many days ago, of what, under which test report.

    `correction` was appended later; for `recall` the regulator called it back.
    """

    product: str
    days_ago: int
    raw_material: str
    report: str = ""
    correction: str = ""
    recall: str = ""


# Of the household that one click enters as.
FIRST_BATCHES = (
    MadeBatch("", 26, "石林镇糯米，泉水，自制酒曲", "YS-JJ-0117"),
    MadeBatch("", 9, "石林镇糯米，泉水，自制酒曲", "YS-JJ-0131", "检验报告编号写错了，应为 YS-JJ-0132。"),
)
# One after the other to the makers of each product.
MORE_BATCHES = (
    MadeBatch("堡堂手工面", 12, "本地小麦粉，盐", "YS-MT-0090"),
    MadeBatch("堡堂手工面", 7, "本地小麦粉，盐", recall="抽检发现这一批标签漏写了保质期，停卖重贴。"),
    MadeBatch("雷锋垭雪梨膏", 18, "雷锋垭雪梨，黄冰糖", "YS-LG-0044"),
    MadeBatch("雷锋垭雪梨膏", 15, "雷锋垭雪梨，黄冰糖", "YS-LG-0051"),
    MadeBatch("九锅箐老腊肉", 30, "高山年猪后腿，柏枝熏", "YS-RZ-0208"),
    MadeBatch("九锅箐老腊肉", 21, "高山年猪，自家香料", "YS-RZ-0215", "补记：这一批真空包装，常温放三个月。"),
)
