"""The builders hold together: their rows go in and come out again."""

from eventhub.accounts.models import Role
from eventhub.accounts.phone import normalise_phone
from tests import factories


def test_a_festival_with_everything_in_it_can_be_stored(app) -> None:
    festival = factories.a_festival(booths=3)
    application = factories.an_application(festival)
    factories.a_recognition(application.household)
    staff = factories.a_staff_member(Role.ORGANISER, organisation=festival.organisation)
    assert [booth.label for booth in festival.zones[0].rows[0].booths] == ["A01", "A02", "A03"]
    assert application.household.recognition_on(festival.days[0]) is not None
    assert staff.grants[0].organisation == festival.organisation


def test_a_household_can_sign_in_with_its_phone_however_many_came_before(app) -> None:
    phone = factories.a_household().phone
    assert normalise_phone(phone) == phone
