"""The desk of a town agent: from signing in to filing, and the list of what was filed."""

import pytest

from eventhub.accounts.models import Account, Role
from eventhub.applications import actions
from eventhub.festivals.models import Festival
from tests import factories
from tests.applications.apply_pages import text_of
from tests.page_check import CheckedClient


@pytest.fixture
def agent(festival: Festival) -> Account:
    return factories.a_staff_member(Role.TOWN_AGENT, organisation=factories.an_organisation(town="石林镇"))


def test_an_agent_finds_the_way_to_file_from_the_desk(
    client: CheckedClient, festival: Festival, agent: Account
) -> None:
    client.sign_in(agent)
    assert 'href="/desk/filing/"' in client.get("/desk/").get_data(as_text=True)
    page = client.get("/desk/filing/")
    assert f'href="/apply/{festival.slug}/"' in page.get_data(as_text=True)
    assert "您代办石林镇的商户。" in text_of(page)
    assert "还没有代填过。" in text_of(page)
    assert client.get(f"/apply/{festival.slug}/").status_code == 200


def test_the_list_shows_what_this_agent_filed_and_nothing_else(
    client: CheckedClient, festival: Festival, agent: Account
) -> None:
    mine = factories.a_household(town="石林镇", name="罗姐米酒", account=None)
    draft = actions.start_application(festival, mine, agent)
    factories.an_application(festival, factories.a_household(name="自己报的"))
    client.sign_in(agent)
    page = client.get("/desk/filing/")
    assert "我代填的，一共 1 份" in text_of(page)
    assert f'href="/apply/{festival.slug}/{draft.id}/goods"' in page.get_data(as_text=True).replace("contact", "goods")
    assert "还没交" in text_of(page)
    assert "自己报的" not in text_of(page)


def test_after_filing_the_agent_goes_on_with_the_next_household(
    client: CheckedClient, festival: Festival, agent: Account
) -> None:
    filed = factories.an_application(festival, factories.a_household(town="石林镇", account=None), agent_id=agent.id)
    client.sign_in(agent)
    page = client.get(f"/apply/{festival.slug}/{filed.id}/sent").get_data(as_text=True)
    assert f'href="/apply/{festival.slug}/">再替一户申请</a>' in page
    assert 'href="/desk/filing/"' in page


def test_administrators_read_what_all_agents_filed(client: CheckedClient, festival: Festival, agent: Account) -> None:
    actions.start_application(festival, factories.a_household(town="石林镇", account=None), agent)
    client.sign_in(factories.a_staff_member(Role.ADMINISTRATOR))
    page = text_of(client.get("/desk/filing/"))
    assert "各镇街代填的，一共 1 份" in page
    assert agent.label in page
    assert "替一户申请" not in page


def test_organisers_have_no_such_page(client: CheckedClient, festival: Festival) -> None:
    client.sign_in(factories.a_staff_member(Role.ORGANISER))
    assert client.get("/desk/filing/").status_code == 403
    assert "/desk/filing/" not in client.get("/desk/").get_data(as_text=True)
