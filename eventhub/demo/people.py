"""The organisations and staff of the demo, with the names by which one click enters."""

from dataclasses import dataclass

from eventhub.accounts.models import Account, Grant, Organisation, Role

PASSWORD = "wansheng-2027"  # noqa: S105  # shown on the sign-in page of the demo, and only there


@dataclass(frozen=True)
class Staff:
    """A staff account: sign-in name, name shown, role, organisation (None: everywhere)."""

    login: str
    name: str
    role: Role
    organisation: str | None
    department: str = ""


ORGANISATIONS = (
    ("文旅", "万盛文化旅游局（演示）", None),
    ("市监", "万盛市场监督管理局（演示）", None),
    ("石林", "石林镇人民政府（演示）", "石林镇"),
)
STAFF = (
    Staff("zhuban", "周敏", Role.ORGANISER, None),
    Staff("wenlv", "蒋丽", Role.ORGANISER, "文旅"),
    Staff("shilin", "冉兴国", Role.ORGANISER, "石林"),
    Staff("shenhe", "秦芳", Role.REVIEWER, "市监", "市场监管"),
    Staff("xiaofang", "唐勇", Role.REVIEWER, "文旅", "消防应急"),
    Staff("daiban", "张会计", Role.TOWN_AGENT, "石林"),
    Staff("jianpiao", "小李", Role.GATE, "文旅"),
    Staff("jianguan", "何建", Role.REGULATOR, None),
    Staff("guanli", "管理员", Role.ADMINISTRATOR, None),
)


def organisations() -> dict[str, Organisation]:
    """Return the three organisations by short name, not stored yet."""
    return {
        short: Organisation(name=name, short_name=short, town=town, phone="023-00000000")
        for short, name, town in ORGANISATIONS
    }


def staff(organisations: dict[str, Organisation], password_hash: str) -> list[Account]:
    """Return the staff accounts, not stored yet; every one has the demo's password."""
    return [
        Account(
            login=person.login,
            display_name=person.name,
            password_hash=password_hash,
            grants=[
                Grant(
                    role=person.role,
                    organisation=organisations[person.organisation] if person.organisation else None,
                    department=person.department,
                )
            ],
        )
        for person in STAFF
    ]
