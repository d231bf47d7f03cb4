"""名特优新 classes: which day they count on, and what the household is told when they don't."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from eventhub.registry.policy_class import PolicyClass, class_valid_on, why_class_does_not_count

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_labels_are_those_of_the_policy():
    assert [member.label for member in PolicyClass] == ["知名", "特色", "优质", "新兴"]


def test_first_and_last_day_count_the_days_around_do_not():
    first, last = date(2026, 6, 1), date(2027, 5, 31)
    one = timedelta(days=1)
    assert class_valid_on(first, last, first)
    assert class_valid_on(first, last, last)
    assert not class_valid_on(first, last, first - one)
    assert not class_valid_on(first, last, last + one)


def test_open_ends():
    assert class_valid_on(None, None, date(2027, 5, 1))
    assert class_valid_on(None, date(2027, 5, 1), date(1999, 1, 1))
    assert class_valid_on(date(2027, 5, 1), None, date(2099, 1, 1))


def test_an_expired_class_is_told_with_its_last_day():
    told = why_class_does_not_count(PolicyClass.SPECIALTY, date(2024, 6, 1), date(2027, 4, 30), date(2027, 5, 1))
    assert told == "“特色类”有效期到2027年4月30日为止，2027年5月1日已经过期，不计。"


def test_a_class_not_yet_valid_is_told_with_its_first_day():
    told = why_class_does_not_count(PolicyClass.FAMOUS, date(2027, 6, 1), None, date(2027, 5, 1))
    assert told == "“知名类”从2027年6月1日起才有效，2027年5月1日还没到，不计。"


@given(st.none() | days, st.none() | days, days)
def test_there_is_a_reason_exactly_when_it_does_not_count(first, last, day):
    told = why_class_does_not_count(PolicyClass.QUALITY, first, last, day)
    assert (told is None) == class_valid_on(first, last, day)
