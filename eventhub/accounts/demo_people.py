"""Who may be entered with one click in the demo. The demo loader creates these accounts; nothing else knows them."""

from typing import NamedTuple


class DemoPerson(NamedTuple):
    """Label on the button, phone or login of the account ("" for nobody), and where the person lands."""

    label: str
    name: str
    landing: str
    hint: str = ""


DEMO_PEOPLE: dict[str, DemoPerson] = {
    "visitor": DemoPerson("游客", "", "/", "看节会、找摊位"),
    "household": DemoPerson("摊主", "19900000001", "/my/", "报名、看排到哪里"),
    "organiser": DemoPerson("主办方", "zhuban", "/desk/", "收申请、排摊位"),
    "reviewer": DemoPerson("部门审核", "shenhe", "/desk/", "看资料、给意见"),
    "town_agent": DemoPerson("镇街代办", "daiban", "/desk/", "帮乡亲填表"),
    "gate": DemoPerson("检票", "jianpiao", "/gate/", "扫证、放行"),
    "regulator": DemoPerson("监管", "jianguan", "/desk/", "查户、召回、红线暂停"),
    "administrator": DemoPerson("管理员", "guanli", "/admin/users/", "管账号、看记录"),
}
