"""Forms of the accounts room."""

from wtforms import HiddenField, PasswordField
from wtforms.validators import ValidationError

from eventhub.accounts.models import ROLE_LABELS
from eventhub.accounts.passwords import LONGEST
from eventhub.accounts.phone_checks import mobile_number, phone_number
from eventhub.core.field_checks import at_most, filled, no_emoji, optional
from eventhub.core.form_fields import LineField, SelectOne
from eventhub.core.forms import HouseForm

PHONE = "您的手机号是多少？"


class PhoneForm(HouseForm):
    """The phone a code is sent to."""

    phone = LineField(PHONE, [filled("请填写手机号，11 位数字。"), mobile_number])
    next = HiddenField()


class CodeForm(HouseForm):
    """The code that came."""

    code = LineField("短信里的 6 位数字是多少？", [filled("请填短信里的 6 位数字。"), at_most(20)])
    next = HiddenField()


class PhonePasswordForm(HouseForm):
    """Phone and password."""

    phone = LineField(PHONE, [filled("请填写手机号，11 位数字。"), mobile_number])
    password = PasswordField("密码是什么？", [filled("请填密码。"), at_most(LONGEST)])
    next = HiddenField()


class StaffSignInForm(HouseForm):
    """Login name and password of staff."""

    login = LineField("您的登录名", [filled("请填登录名。"), at_most(40)])
    password = PasswordField("密码", [filled("请填密码。"), at_most(LONGEST)])
    next = HiddenField()


class SecondFactorForm(HouseForm):
    """A code of the authenticator."""

    code = LineField("动态码应用里的 6 位数字", [filled("请填动态码应用里的 6 位数字。"), at_most(20)])
    next = HiddenField()


class RenameForm(HouseForm):
    """How the person is called."""

    display_name = LineField("怎么称呼您？", [filled("请填怎么称呼您，比如“罗大姐”。"), at_most(40), no_emoji])


class PasswordForm(HouseForm):
    """A new password, with the present one where there is one."""

    current = PasswordField("现在的密码", [at_most(LONGEST)])
    new = PasswordField("新密码", [filled("请填新密码，至少 8 位。"), at_most(LONGEST)])
    again = PasswordField("再填一遍新密码", [filled("请把新密码再填一遍。"), at_most(LONGEST)])

    def validate_again(self, field: PasswordField) -> None:
        """Refuse a second typing that differs."""
        if field.data != self.new.data:
            raise ValidationError("两遍填的不一样，请再填一遍。")


class StaffForm(HouseForm):
    """A new staff account."""

    login = LineField("登录名", [filled("请填登录名，小写字母和数字，比如 zhougong。"), at_most(40)])
    display_name = LineField("姓名或称呼", [filled("请填姓名或称呼。"), at_most(40), no_emoji])


class GrantForm(HouseForm):
    """A role to give, and where it holds."""

    role = SelectOne("角色", choices=[(role.value, label) for role, label in ROLE_LABELS.items()])
    organisation = SelectOne("哪个单位")
    festival = SelectOne("哪场节会")
    department = LineField("哪个部门的意见", [at_most(20), no_emoji])


class OrganisationForm(HouseForm):
    """A bureau, town or association."""

    name = LineField("单位全称", [filled("请填单位全称。"), at_most(60), no_emoji])
    short_name = LineField("简称", [filled("请填简称，20 个字以内。"), at_most(20), no_emoji])
    town = LineField("哪个镇街", [at_most(20), no_emoji])
    phone = LineField("联系电话", [optional, phone_number])
