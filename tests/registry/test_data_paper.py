"""The data of a person as a page to read: no braces, no ISO dates, no cents; nothing left out."""

from hypothesis import given
from hypothesis import strategies as st

from eventhub.registry.data_paper import Part, parts_of
from tests import factories
from tests.page_check import CheckedClient


def all_values(parts: list[Part]) -> list[str]:
    return [value for part in parts for value in [*(v for _, v in part.lines), *all_values(part.parts)]]


def test_values_are_said_in_words() -> None:
    parts = parts_of(
        {
            "导出时间": "2027-04-17T09:30:00+08:00",
            "账号": {"称呼": "罗姐", "登录名": None},
            "店": [
                {"价钱（分）": 1550, "有效期至": "2035-01-01", "留言于": "2027-04-16 11:07", "样": ["2027-05-01", "甲"]}
            ],
            "守信记录": [],
            "当日算分": True,
        }
    )
    assert parts == [
        Part("", [("导出时间", "2027年4月17日 9:30"), ("当日算分", "是")]),
        Part("账号", [("称呼", "罗姐"), ("登录名", "没有")]),
        Part(
            "店",
            parts=[
                Part(
                    "第 1 条",
                    [
                        ("价钱", "15.50 元"),
                        ("有效期至", "2035年1月1日"),
                        ("留言于", "2027年4月16日 11:07"),
                        ("样", "2027年5月1日、甲"),
                    ],
                )
            ],
        ),
        Part("守信记录", [("", "没有")]),
    ]


words = st.text("酒面茶T-2027", min_size=1, max_size=12)
plain = st.one_of(words, st.booleans(), st.none(), st.integers(-10, 10))
documents = st.recursive(
    st.dictionaries(words, plain, max_size=4),
    lambda inner: st.dictionaries(words, st.one_of(plain, inner, st.lists(inner, max_size=3)), max_size=4),
)


@given(documents)
def test_nothing_is_left_out(document: dict[str, object]) -> None:
    def leaves(value: object) -> int:
        if isinstance(value, dict):
            return sum(leaves(inner) for inner in value.values())
        if isinstance(value, list):
            return sum(leaves(inner) for inner in value) if value else 1
        return 1

    assert len(all_values(parts_of(document))) == leaves(document)


def test_the_page_shows_everything_and_the_file_comes_after_it(client: CheckedClient) -> None:
    household = factories.a_household(address="石鼓村 3 组", story="家传三代。")
    factories.an_application(factories.a_festival(), household, note="要靠近水")
    assert household.account is not None
    client.sign_in(household.account)
    shop = client.get(f"/my/household/{household.id}").text
    assert "/my/household/data.json" not in shop
    page = client.get("/my/household/data").text
    for said in ("石鼓村 3 组", "家传三代。", household.uscc, "2035年1月1日", "25 元", "要靠近水"):
        assert said in page
    assert page.index("给电脑读的文件") > page.index("<h1")
    assert '"' + household.uscc not in page


def test_nobody_else_reads_it(client: CheckedClient) -> None:
    household = factories.a_household(address="石鼓村 3 组")
    stranger = factories.a_household().account
    assert stranger is not None
    client.sign_in(stranger)
    assert household.uscc not in client.get("/my/household/data").text
