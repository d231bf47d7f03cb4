"""A returned application: where it is mended, that it was mended, and what the household reads of it afterwards."""

from datetime import date

import pytest

from eventhub.accounts.models import Account
from eventhub.applications import actions, corrections, review
from eventhub.applications.models import Application
from eventhub.applications.states import ApplicationState
from eventhub.core.errors import BadInput
from eventhub.festivals.models import Festival
from eventhub.registry.actions import save_licence
from eventhub.registry.documents import LicenceKind
from eventhub.registry.household_details import LicenceDetails
from eventhub.registry.models import Household
from tests.applications.apply_pages import GOODS, fill, send, started, text_of, the_application
from tests.page_check import CheckedClient


@pytest.fixture
def returned(phone: CheckedClient, festival: Festival, household: Household, reviewer: Account) -> Application:
    base = started(phone, festival, household)
    fill(phone, base)
    send(phone, f"{base}/check", {})
    return review.return_application(the_application(), reviewer, "糯米酒写上度数。", steps=["goods"])


def test_the_way_to_mend_leads_to_the_step_that_was_named(phone: CheckedClient, returned: Application) -> None:
    to_goods = f'href="/apply/{returned.festival.slug}/{returned.id}/goods"'
    status = phone.get(f"/my/applications/{returned.receipt}/").get_data(as_text=True)
    assert f'<a class="btn primary" {to_goods}>去补正</a>' in status
    assert to_goods in phone.get("/my/").get_data(as_text=True)
    step = text_of(phone.get(f"/apply/{returned.festival.slug}/{returned.id}/goods"))
    assert "审核要改这里： 糯米酒写上度数。" in step
    check = text_of(phone.get(f"/apply/{returned.festival.slug}/{returned.id}/check"))
    assert check.count("审核要改这里") == 1


def test_without_a_named_step_missing_documents_name_theirs(
    phone: CheckedClient, returned: Application, household: Household, reviewer: Account
) -> None:
    actions.submit_application(returned, reviewer, unchanged=True)
    review.return_application(returned, reviewer, "营业执照写清楚。")
    assert corrections.first_to_mend(returned) is None
    licence = household.licences[0]
    details = LicenceDetails(LicenceKind.BUSINESS, "YY-1", valid_to=date(2020, 1, 1))
    save_licence(household, licence.id, details, household.version, reviewer)
    assert corrections.first_to_mend(returned) == "papers"


def test_what_was_not_mended_is_asked_about_and_then_taken(phone: CheckedClient, returned: Application) -> None:
    url = f"/apply/{returned.festival.slug}/{returned.id}/check"
    asked = send(phone, url, {})
    assert asked.status_code == 422
    assert "审核说的还没改：糯米酒写上度数。真的不用改，就在下面打勾。" in text_of(asked)
    assert the_application().state is ApplicationState.RETURNED
    assert send(phone, url, {"unchanged": "y"}).status_code == 303
    assert the_application().state is ApplicationState.SUBMITTED


def test_a_changed_answer_or_a_new_licence_counts_as_mended(
    phone: CheckedClient, returned: Application, household: Household, reviewer: Account
) -> None:
    base = f"/apply/{returned.festival.slug}/{returned.id}"
    send(phone, f"{base}/goods", {**GOODS, "goods": "糯米酒 15 元一斤"})
    assert send(phone, f"{base}/check", {}).status_code == 303
    again = the_application()
    review.return_application(again, reviewer, "营业执照换了吗？")
    with pytest.raises(BadInput, match="还没改：营业执照换了吗？。"):
        actions.submit_application(again, reviewer)
    licence = again.household.licences[0]
    details = LicenceDetails(LicenceKind.BUSINESS, "YY-2", valid_to=date(2036, 1, 1))
    save_licence(again.household, licence.id, details, again.household.version, reviewer)
    assert actions.submit_application(again, reviewer).state is ApplicationState.SUBMITTED


def test_the_timeline_keeps_the_return_and_the_filing_after_it(phone: CheckedClient, returned: Application) -> None:
    base = f"/apply/{returned.festival.slug}/{returned.id}"
    send(phone, f"{base}/check", {"unchanged": "y"})
    page = text_of(phone.get(f"/my/applications/{returned.receipt}/"))
    assert "退回补正" in page
    assert "退回：糯米酒写上度数。" in page
    assert "补正交回" in page


def test_the_desk_says_where_and_ticks_the_documents_that_lack(
    desk: CheckedClient, festival: Festival, household: Household
) -> None:
    from tests import factories

    found = factories.an_application(festival, household, state=ApplicationState.SUBMITTED)
    url = f"/desk/{festival.slug}/applications/{found.id}"
    page = desk.get(f"{url}/").get_data(as_text=True)
    assert 'value="papers"' in page
    send_to = {"what": "换个说法", "steps": ["needs"], "version": str(found.version)}
    assert desk.post(f"{url}/return", data=send_to).status_code == 303
    assert corrections.first_to_mend(the_application()) == "needs"
