"""What the actions of the audit log are called in Chinese; each room adds its own in `install`."""

from collections.abc import Mapping

from flask import Flask, current_app

OWN = {
    "account.create": "新账号",
    "account.sign_in": "登录",
    "account.locked": "连错太多，锁住",
    "account.second_factor": "验了动态码",
    "account.second_factor_set": "设了动态码",
    "account.second_factor_removed": "取消动态码",
    "account.password": "改密码",
    "account.rename": "改称呼",
    "account.sign_out_everywhere": "所有地方退出",
    "user.create": "新增工作人员",
    "user.grant": "给角色",
    "user.revoke": "收回角色",
    "user.activate": "启用账号",
    "user.deactivate": "停用账号",
    "user.reset_password": "重设密码",
    "user.reset_second_factor": "取消他人动态码",
    "user.forget": "删除账号资料",
    "user.end_sessions": "让他人退出",
    "organisation.save": "存单位",
}


def add(app: Flask, labels: Mapping[str, str]) -> None:
    """Add the Chinese names of a room's actions."""
    app.extensions.setdefault("audit_labels", {}).update(labels)


def label_of(action: str) -> str:
    """Return the Chinese name of an action, or the action itself where no room named it."""
    labels: dict[str, str] = current_app.extensions.get("audit_labels", {})
    return labels.get(action, action)
