"""`eventhub user …`: accounts of staff from the command line, for the first administrator and for emergencies."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from werkzeug.utils import import_string

from eventhub.core.errors import DomainError

ROLES = ("organiser", "reviewer", "town_agent", "gate", "regulator", "administrator")


@click.group(help="人员账号：新增、改密码、给角色、列出。")
def user() -> None:
    """Group of the commands about accounts."""


@user.command(help="新增工作人员。不给密码就生成一个，只显示这一次。")
@click.argument("login")
@click.option("--name", default="", help="姓名或称呼。")
@click.option("--role", type=click.Choice(ROLES), help="同时给一个角色（管全部单位和节会）。")
@click.option("--password", envvar="EVENTHUB_NEW_PASSWORD", help="密码；最好放进环境变量 EVENTHUB_NEW_PASSWORD。")
def add(login: str, name: str, role: str | None, password: str | None) -> None:
    """Create a staff account, and give it a role everywhere."""
    from eventhub.accounts.administration import create_staff, give_role
    from eventhub.accounts.models import Role

    with _app().app_context(), _told():
        account, chosen = create_staff(login, name or login, None, password)
        if role:
            give_role(account, Role(role), None)
        click.echo(f"新增了 {login}。" + ("" if password else f"密码：{chosen}"))


@user.command(help="给账号一个新密码，所有地方退出登录。")
@click.argument("name")
@click.option("--password", envvar="EVENTHUB_NEW_PASSWORD", help="不给就生成一个，只显示这一次。")
def password(name: str, password: str | None) -> None:
    """Reset the password of a login or phone."""
    from eventhub.accounts.administration import reset_password

    with _app().app_context(), _told():
        chosen = reset_password(_found(name), None, password)
        click.echo("密码改好了。" + ("" if password else f"新密码：{chosen}"))


@user.command(help="给账号一个角色；--organisation 限于一个单位（填全称）。")
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@click.option("--organisation", default="", help="单位全称；不填就是全部。")
def grant(name: str, role: str, organisation: str) -> None:
    """Give a role to a login or phone."""
    from eventhub.accounts.administration import give_role
    from eventhub.accounts.models import Role
    from eventhub.accounts.queries import organisations

    with _app().app_context(), _told():
        known = {row.name: row.id for row in organisations()}
        if organisation and organisation not in known:
            raise click.ClickException(f"没有叫“{organisation}”的单位。现有：{'、'.join(known) or '还没有'}。")
        give_role(_found(name), Role(role), None, known.get(organisation))
        click.echo("角色给了。")


@user.command("list", help="列出工作人员和角色。")
def list_people() -> None:
    """Print login, name, roles of every staff account."""
    from eventhub.accounts.queries import people

    with _app().app_context():
        number = pages = 1
        while number <= pages:
            page = people(page=number)
            for account in page.rows:
                roles = "、".join(sorted({grant.role.label for grant in account.grants})) or "没有角色"
                state = "" if account.active else "（停用）"
                click.echo(f"{account.login or account.label}\t{account.display_name}\t{roles}{state}")
            number, pages = number + 1, page.pages


def _app() -> Any:
    # By name, since this room stands below the assembly that builds the app out of all rooms.
    return import_string("eventhub:create_app")()


def _found(name: str) -> Any:
    from eventhub.accounts.queries import account_by_name

    account = account_by_name(name)
    if account is None:
        raise click.ClickException(f"没有登录名或手机号是“{name}”的账号。")
    return account


@contextmanager
def _told() -> Iterator[None]:
    """Turn a refusal of the domain into a message of the command line."""
    try:
        yield
    except DomainError as error:
        raise click.ClickException(error.sentence) from error
