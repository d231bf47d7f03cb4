"""Form fields: what people really type is read, what can't be read gets a sentence and stays in its box."""

import io
import unicodedata
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import Form

from eventhub.accounts.phone_checks import mobile_number, phone_number
from eventhub.core.field_checks import at_least, at_most, filled, no_emoji, optional
from eventhub.core.form_fields import (
    ChooseOne,
    ChooseSome,
    ClockField,
    DayField,
    DegreesField,
    LineField,
    MetresField,
    MomentField,
    ProseField,
    SelectOne,
    WholeNumberField,
    YuanField,
)
from eventhub.core.typed_text import is_storable, strange_sign
from eventhub.core.typed_values import metres, read_metres, read_moment, read_yuan, yuan
from eventhub.passes.glyphs import missing_glyphs

DAYS = [("1", "5月1日"), ("2", "5月2日"), ("3", "5月3日")]


class Asked(Form):
    """One field of every kind."""

    line = LineField("店名", [at_most(20), no_emoji])
    prose = ProseField("介绍", [at_most(60), no_emoji])
    count = WholeNumberField("几台", low=0, high=20_000)
    floor = WholeNumberField("最多扣到", low=-50, high=0)
    price = YuanField("多少钱")
    length = MetresField("宽", low=50)
    lng = DegreesField("经度", low=73, high=136)
    day = DayField("哪天")
    clock = ClockField("几点")
    moment = MomentField("什么时候")
    one = ChooseOne("哪天来", DAYS)
    listed = SelectOne("哪个区", [("", "随便"), ("A", "A 区")])
    some = ChooseSome("哪几天", DAYS)
    first = ChooseSome("哪几天，最要紧的在前", DAYS, as_sent=True)
    phone = LineField("电话", [optional, phone_number])
    mobile = LineField("手机", [optional, mobile_number])


NAMES = list(Asked()._fields)


def answer(name: str, *typed: Any) -> Any:
    """The field after somebody sent these values for it, and a sound answer where one is always needed."""
    form = Asked(MultiDict([("one", "1"), *((name, value) for value in typed)]) if name != "one" else _only(typed))
    form.validate()
    return form[name]


def _only(typed: tuple[Any, ...]) -> MultiDict[str, Any]:
    return MultiDict([("line", ""), *(("one", value) for value in typed)])


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("line", "  万盛\u200b　 老街\x00\n（总店） ", "万盛 老街 （总店）"),
        ("line", "罗姐\ud800米酒\x1b", "罗姐米酒"),
        ("line", "10㎡ 45℃ ★ ①号 №3", "10㎡ 45℃ ★ ①号 №3"),
        ("prose", " 一\r\n\r\n 二  三\r四\x00 ", "一\n\n二 三\n四"),
        ("count", " １，２００ ", 1200),
        ("count", "+7", 7),
        ("floor", "−５", -5),
        ("price", "15", 1500),
        ("price", "１２．５　元", 1250),
        ("price", "¥1,200.05", 120_005),
        ("price", "8块钱", 800),
        ("length", "１２.5 米", 1250),
        ("length", "3", 300),
        ("lng", "106.92", 106.92),
        ("day", "2028年5月1日", date(2028, 5, 1)),
        ("day", "2028.5.1", date(2028, 5, 1)),
        ("day", "２０２８/５/１", date(2028, 5, 1)),
        ("day", "20280501", date(2028, 5, 1)),
        ("day", " 2028-05-01\u200b", date(2028, 5, 1)),
        ("clock", "9：30", time(9, 30)),
        ("clock", "09:30:00", time(9, 30)),
        ("clock", "9点半", time(9, 30)),
        ("clock", "18点5分", time(18, 5)),
        ("clock", "18时", time(18)),
        ("moment", "2027-04-20T18:00", datetime(2027, 4, 20, 10, tzinfo=UTC)),
        ("moment", "2027-04-20 18:00:00", datetime(2027, 4, 20, 10, tzinfo=UTC)),
        ("moment", "2027年4月20日18点", datetime(2027, 4, 20, 10, tzinfo=UTC)),
        ("moment", "２０２７０４２０　０８：３０", datetime(2027, 4, 20, 0, 30, tzinfo=UTC)),
        ("one", "2", "2"),
        ("listed", "A", "A"),
        ("phone", "０２３－４８２７ ０００１", "023-48270001"),
        ("mobile", "+86 199 0000 1234", "19900001234"),
    ],
)
def test_what_people_type_is_read(name: str, typed: str, value: object) -> None:
    field = answer(name, typed)
    assert not field.errors
    assert field.data == value


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("line", "米酒🍶", "里面有“🍶”，打印不出来，请换成文字。"),
        ("line", "米酒\ue000", "里面有看不懂的字符，打印不出来，请换成文字。"),
        ("line", "米酒\ufffd", "里面有看不懂的字符，打印不出来，请换成文字。"),
        ("line", "米" * 21, "最多 20 个字，现在有 21 个，请写短一点。"),
        ("prose", "第一行\n❤️", "里面有“❤”，打印不出来，请换成文字。"),
        ("count", "一个", "要填整数，例如 1。"),
        ("count", "٣", "“٣”不是普通数字，请用 0 到 9 重新填。"),
        ("count", "²", "“²”不是普通数字，请用 0 到 9 重新填。"),
        ("count", "1.5", "要填整数，例如 1。"),
        ("count", "--5", "要填整数，例如 1。"),
        ("count", "9" * 5000, "要填整数，例如 1。"),
        ("count", "20001", "要在 0 到 20,000 之间，现在是 20,001。"),
        ("floor", "三", "要填整数，例如 0。"),
        ("price", "两百", "只填数字，单位是元，最多两位小数，例如 15 或 12.5。"),
        ("price", "1.234", "只填数字，单位是元，最多两位小数，例如 15 或 12.5。"),
        ("price", "-5", "只填数字，单位是元，最多两位小数，例如 15 或 12.5。"),
        ("price", "١٥", "“١”不是普通数字，请用 0 到 9 重新填。"),
        ("price", "99999999", "最多 9,999,999 元，请核对。"),
        ("length", "1e5", "要填米数，例如“12.5”。"),
        ("length", "0.2", "要在 0.5 到 2000 米之间。"),
        ("lng", "180", "要填 73 到 136 之间的小数，例如“104.5”。"),
        ("lng", "nan", "要填 73 到 136 之间的小数，例如“104.5”。"),
        ("day", "明天", "“明天”不是日期，请写成 2027-05-01 这样。"),
        ("day", "2028-02-30", "“2028-02-30”不是日期，请写成 2027-05-01 这样。"),
        ("day", "٢٠٢٨-٠٥-٠١", "“٢”不是普通数字，请用 0 到 9 重新填。"),
        ("day", "9999-01-01", "年份要在 2000 到 2100 之间，请核对。"),
        ("clock", "25:00", "时间要写成“09:30”这样。"),
        ("clock", "9点99分", "时间要写成“09:30”这样。"),
        ("moment", "2027-04-20", "日期和钟点看不懂，请写成 2027-04-20 18:00 这样。"),
        ("moment", "1999-04-20 18:00", "日期和钟点看不懂，请写成 2027-04-20 18:00 这样。"),
        ("one", "9", "请选一个。"),
        ("listed", "B", "请从列出的里面选一个。"),
        ("some", "9", "请从列出的里面选。"),
        ("phone", "١٩٩٠٠٠٠١٢٣٤", "电话里的“١”不是普通数字，请用 0 到 9 重新填。"),
        ("phone", "9" * 60, "电话太长了。手机号 11 位，比如 19900001234。"),
        ("mobile", "023-48270001", "座机收不到短信，请填手机号，11 位数字。"),
    ],
)
def test_what_cannot_be_used_gets_one_sentence_and_stays(name: str, typed: str, sentence: str) -> None:
    field = answer(name, typed)
    assert list(field.errors) == [sentence]
    if name not in ("one", "listed", "some", "first"):
        shown = field._value()
        assert typed.startswith(shown)
        assert len(shown) >= min(len(typed), 200)


@given(st.sampled_from(NAMES), st.text(max_size=120))
def test_any_text_is_read_or_refused_with_a_sentence(name: str, typed: str) -> None:
    field = answer(name, typed)
    assert all(error.endswith("。") for error in field.errors)
    assert is_storable(str(field()))
    if not field.errors:
        assert is_storable(str(field.data))


@given(
    st.sampled_from(["count", "price", "length", "lng", "day", "clock", "moment"]),
    st.text("0123456789.:-年月日点 ¥元米T"),
)
def test_what_was_read_is_read_again_from_its_box(name: str, typed: str) -> None:
    first = answer(name, typed)
    if first.errors or first.data is None:
        return
    shown = Asked(data={name: first.data})[name]._value()
    assert answer(name, shown).data == first.data


@given(st.integers(0, 999_999_999))
def test_amounts_are_shown_as_they_are_read(fen: int) -> None:
    assert read_yuan(yuan(fen)) == fen


@given(st.integers(0, 200_000))
def test_lengths_are_shown_as_they_are_read(centimetres: int) -> None:
    assert read_metres(metres(centimetres), 0, 200_000) == centimetres


@given(st.dates(date(2000, 1, 2), date(2100, 12, 30)), st.times())
def test_moments_are_shown_as_they_are_read(day: date, clock: time) -> None:
    moment = datetime.combine(day, clock.replace(second=0, microsecond=0), UTC)
    assert read_moment(Asked(data={"moment": moment}).moment._value()) == moment


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("one", "listed", "some", "first")])
def test_a_field_left_out_or_sent_as_a_file_counts_as_empty(name: str) -> None:
    stored = Asked(MultiDict([("one", "1")]), data={name: "早先的"})[name]
    assert stored.data in (None, "")
    sent = answer(name, FileStorage(io.BytesIO(b"x"), "x.txt"))
    assert not sent.errors
    assert sent.data in (None, "")


def test_days_ticked_come_in_the_order_offered_and_once() -> None:
    assert answer("some", "3", "1", "3").data == ["1", "3"]
    assert answer("some").data == []
    assert answer("first", "3", "1", "3").data == ["3", "1"], "where the first one counts, the order sent is kept"


def test_a_list_takes_no_answer_where_the_empty_one_is_offered() -> None:
    assert answer("listed").data == ""
    form = Asked(MultiDict([("one", "1")]))
    form.listed.offer([("A", "A 区")])
    assert not form.validate()
    assert form.listed.errors == ["请从列出的里面选一个。"]


def test_choices_may_be_numbers_and_are_told_apart_as_text() -> None:
    form = Asked(MultiDict([("one", "7")]))
    form.one.offer([(7, "七号"), (8, "八号")])
    assert form.validate()
    assert [choice.selected for choice in form.one.iter_choices()] == [True, False]


class Needed(Form):
    """Fields that must be answered."""

    name = LineField("名字", [filled("请填名字。"), at_least(2, "名字至少两个字。"), at_most(4)])
    day = DayField("哪天", [filled("请填哪天。")], first_year=1950, last_year=2150)
    some = ChooseSome("哪几天", DAYS, missing="至少选一天。")


@pytest.mark.parametrize(
    "sent", [{"name": "", "day": "", "other": ""}, {"other": ""}, {"name": " \u3000", "day": "\u200b"}]
)
def test_an_empty_answer_gets_its_own_sentence_alone(sent: dict[str, str]) -> None:
    form = Needed(MultiDict(sent), data={"name": "早先", "day": date(2027, 5, 1)})
    assert not form.validate()
    assert form.errors == {"name": ["请填名字。"], "day": ["请填哪天。"], "some": ["至少选一天。"]}


def test_an_unreadable_answer_is_not_also_called_empty() -> None:
    form = Needed(MultiDict({"name": "罗", "day": "昨天", "some": "1"}))
    assert not form.validate()
    assert form.errors == {"name": ["名字至少两个字。"], "day": ["“昨天”不是日期，请写成 2027-05-01 这样。"]}


def test_years_may_reach_further_where_the_form_says_so() -> None:
    assert Needed(MultiDict({"day": "1951-06-01"})).day.data == date(1951, 6, 1)
    assert Asked(MultiDict({"day": "1951-06-01"})).day.data is None


def test_the_browser_is_told_length_need_and_keyboard() -> None:
    form, many = Needed(), Asked()
    assert 'maxlength="4"' in form.name()
    assert "required" in form.day()
    assert 'type="date"' in form.day()
    assert 'inputmode="numeric"' in many.count()
    assert "inputmode" not in many.floor(), "number pads of phones have no minus"
    assert 'type="datetime-local"' in many.moment()
    assert 'inputmode="none"' in many.count(inputmode="none")


@pytest.mark.filterwarnings("error::DeprecationWarning")
def test_choices_are_given_as_the_library_wants_them() -> None:
    form = Asked(MultiDict([("one", "1"), ("some", "2")]))
    form.some.offer(DAYS)
    assert form.validate()
    assert str(form.some())
    assert str(form.one())
    assert str(form.listed())


def test_signs_that_are_let_through_are_in_the_font_of_the_passes() -> None:
    pictures = [chr(code) for code in range(0x20, 0x30000) if not 0xD800 <= code <= 0xDFFF]
    through = "".join(char for char in pictures if strange_sign(char) is None and _is_picture(char))
    assert missing_glyphs(through) == []
    assert set("★☆○●■□▲△◆℃㎡㎏№©°") <= set(through)


def _is_picture(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk")
