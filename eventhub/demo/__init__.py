"""The demo (演示数据): fictional households and the whole life of five festivals, the same for the same day."""

from sqlalchemy import select

from eventhub.config import Settings
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.demo.people import PASSWORD, STAFF
from eventhub.festivals.models import Festival

ACCOUNTS_TEXT = "\n".join(
    (
        "演示账号（登录页上点一下就能进，也可以照下面填）：",
        "  摊主    手机 19900000001，验证码在登录页旁的“演示短信”里看",
        *(f"  {person.role.label:<4}  用户名 {person.login}，密码 {PASSWORD}" for person in STAFF),
    )
)


def load_demo(settings: Settings) -> bool:
    """Fill an empty database with the demo and mark the instance as one; return False where there is data already."""
    from eventhub.demo.story import Story

    if db.session.scalar(select(Festival.id).limit(1)) is not None:
        return False
    (settings.instance / "demo").touch()
    Story(clock.today()).tell()
    return True
