"""The data kept of a person, in one JSON document (PIPL article 45). Later rooms add their part in `install`."""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app

from eventhub.accounts.models import Account
from eventhub.core import clock
from eventhub.registry.models import Household
from eventhub.registry.queries import households_of

# Takes the account and its households; returns JSON values.
Part = Callable[[Account, list[Household]], Any]


def add_part(app: Flask, name: str, part: Part) -> None:
    """Add what a later room keeps of a person, under a Chinese name such as 申请."""
    app.extensions.setdefault("my_data", {})[name] = part


def my_data(account: Account) -> dict[str, Any]:
    """Return everything kept of an account, as JSON values with Chinese names."""
    households = households_of(account)
    document: dict[str, Any] = {
        "导出时间": clock.local(clock.now()).isoformat(timespec="seconds"),
        "账号": {
            "称呼": account.display_name,
            "手机号": account.phone,
            "登录名": account.login,
            "建于": clock.local(account.created_at).isoformat(timespec="seconds"),
        },
        "店": [_household(household) for household in households],
    }
    parts: dict[str, Part] = current_app.extensions.get("my_data", {})
    return document | {name: part(account, households) for name, part in parts.items()}


def _household(household: Household) -> dict[str, Any]:
    return {
        "统一社会信用代码": household.uscc,
        "字号": household.name,
        "经营者": household.owner_name,
        "电话": household.phone,
        "镇街": household.town,
        "地址": household.address,
        "主营商品": household.category.label,
        "经营方式": household.stall_kind.label,
        "非遗项目": household.heritage_item,
        "介绍": household.story,
        "登记于": clock.local(household.created_at).isoformat(timespec="seconds"),
        "商品": [
            {
                "名称": entry.name,
                "特产": entry.named,
                "价钱（分）": entry.price_fen,
                "单位": entry.unit,
                "介绍": entry.note,
            }
            for entry in household.products
        ],
        "证照": [
            {
                "种类": entry.kind.label,
                "编号": entry.number,
                "持证人": entry.holder,
                "有效期至": entry.valid_to.isoformat() if entry.valid_to else "长期有效",
            }
            for entry in household.licences
        ],
        "类别": [
            {
                "类别": entry.policy_class.badge,
                "级别": entry.level,
                "编号": entry.number,
                "认定单位": entry.issuer,
                "有效期起": entry.valid_from.isoformat(),
                "有效期止": entry.valid_to.isoformat(),
            }
            for entry in household.recognitions
        ],
    }
