"""A second fetch costs nothing, and nobody is told "unchanged" when it did change (RFC 9110)."""

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.calendar.conditional import compressed, decide, next_last_modified, strong_etag, wants_gzip

BODY = "BEGIN:VCALENDAR 万盛节会".encode()
TAG = strong_etag(BODY)
ZIPPED_TAG = TAG[:-1] + '-gzip"'
CHANGED = datetime(2026, 11, 24, 6, 0, 0, 700_000, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
HTTP_CHANGED = "Tue, 24 Nov 2026 06:00:00 GMT"


def answer(method: str = "GET", **headers: str):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return decide(method, named, TAG, CHANGED, NOW)


def test_the_tag_is_strong_and_follows_the_bytes():
    assert strong_etag(bytes(BODY)) == TAG
    assert strong_etag(BODY + b" ") != TAG
    assert TAG.startswith('"')
    assert TAG.endswith('"')
    assert len(TAG) >= 34


def test_a_first_visit_gets_everything_and_both_validators():
    decision = answer()
    assert (decision.status, decision.gzip) == (200, False)
    assert decision.headers == {"ETag": TAG, "Last-Modified": HTTP_CHANGED, "Vary": "Accept-Encoding"}


@pytest.mark.parametrize(
    "condition",
    [
        TAG,
        f"W/{TAG}",
        f'"other", {TAG}',
        f'"with,comma" , W/"x",{TAG}',
        f"  {TAG}  ",
        "*",
        ZIPPED_TAG,
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_the_bytes_is_told_so(condition, method):
    decision = answer(method, If_None_Match=condition)
    assert decision.status == 304
    assert decision.headers["ETag"] in (TAG, ZIPPED_TAG)
    assert decision.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "condition", ['"other"', "", TAG.strip('"'), f'"other" {TAG}', TAG[:-2] + '"', '"', "W/", f"w/{TAG}"]
)
def test_who_has_other_bytes_gets_the_new_ones(condition):
    assert answer(If_None_Match=condition).status == 200


@pytest.mark.parametrize("condition", [f'"a",,{TAG}', f", ,{TAG}", f"{TAG},,", f'"a" ,\t, W/{TAG}, "b"'])
def test_empty_elements_of_the_list_are_passed_over(condition):
    assert answer(If_None_Match=condition).status == 304


def test_if_none_match_decides_alone():
    decision = answer(If_None_Match='"other"', If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT")
    assert decision.status == 200
    assert answer(If_None_Match="", If_Modified_Since=HTTP_CHANGED).status == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [
        (HTTP_CHANGED, 304),
        ("Tue, 24 Nov 2026 06:00:01 GMT", 304),
        ("Tue, 24 Nov 2026 05:59:59 GMT", 200),
        ("Tuesday, 24-Nov-26 06:00:00 GMT", 304),
        ("Tue Nov 24 06:00:00 2026", 304),
        ("yesterday", 200),
        ("", 200),
        ("Tue, 99 Nov 2026 06:00:00 GMT", 200),
        ("十一月二十四日", 200),
    ],
)
def test_if_modified_since(since, status):
    assert answer(If_Modified_Since=since).status == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_conditions_count_for_reading_only(method):
    assert answer(method, If_None_Match=TAG, If_Modified_Since=HTTP_CHANGED).status == 200


def test_header_names_are_read_in_any_case():
    assert decide("GET", {"iF-nOnE-mAtCh": TAG}, TAG, CHANGED, NOW).status == 304


def test_a_gzipped_answer_has_a_tag_of_its_own():
    decision = answer(Accept_Encoding="gzip")
    assert decision.gzip
    assert decision.headers["Content-Encoding"] == "gzip"
    assert decision.headers["ETag"] == ZIPPED_TAG


@pytest.mark.parametrize("tag", [TAG, ZIPPED_TAG])
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_304_repeats_the_tag_the_visitor_holds_and_has_no_coding(tag, coding):
    decision = answer(If_None_Match=tag, Accept_Encoding=coding)
    assert (decision.status, decision.gzip) == (304, False)
    assert decision.headers["ETag"] == tag
    assert "Content-Encoding" not in decision.headers


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("deflate, gzip;q=0.8", True),
        ("gzip ; q=1.000", True),
        ("gzip;q=0.001", True),
        ("br;q=1, gzip;q=0.5, identity;q=0.1", True),
        ("", False),
        ("*", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("gzip;q=0.5, identity;q=0.9", False),
        ("gzip;q=2", False),
        ("gzip;q=high", False),
        ("gzipped", False),
        ("br, zstd", False),
        (",,;,", False),
    ],
)
def test_gzip_only_when_asked_for(accepted, wanted):
    assert wants_gzip(accepted) is wanted


def test_gzip_is_the_same_every_time_and_reads_back():
    assert compressed(BODY) == compressed(bytes(BODY))
    assert gzip.decompress(compressed(BODY)) == BODY


def test_last_modified_never_stands_far_in_the_future():
    ahead = decide("GET", {}, TAG, NOW + timedelta(hours=2), NOW)
    assert "Last-Modified" not in ahead.headers
    assert ahead.headers["ETag"] == TAG


def test_the_third_change_within_a_second_is_told_by_its_date_too():
    third = decide("GET", {}, TAG, NOW + timedelta(seconds=2), NOW)
    assert third.headers["Last-Modified"] == format_datetime(NOW + timedelta(seconds=2), usegmt=True)


def test_last_modified_of_ten_changes_in_one_second_are_ten_dates():
    moments = [next_last_modified(None, NOW)]
    for _ in range(9):
        moments.append(next_last_modified(moments[-1], NOW))
    assert len(set(moments)) == 10
    assert moments == sorted(moments)


def test_last_modified_only_grows_even_when_the_clock_goes_back():
    first = next_last_modified(None, NOW)
    assert next_last_modified(first, NOW - timedelta(hours=1)) > first
    assert next_last_modified(first, NOW + timedelta(hours=1)) == NOW + timedelta(hours=1)


@given(condition=st.text(max_size=60), since=st.text(max_size=40), coding=st.text(max_size=40))
def test_rubbish_in_headers_never_breaks_and_never_says_unchanged(condition, since, coding):
    headers = {"If-None-Match": condition, "Accept-Encoding": coding}
    if condition.strip() != "*":
        assert decide("GET", headers, TAG, CHANGED, NOW).status == 200
    assert decide("GET", {"If-Modified-Since": since}, TAG, CHANGED, NOW).status in (200, 304)
