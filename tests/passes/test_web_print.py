"""Printing one stall, and the whole festival in one file with its progress, on the pages of the desk."""

from datetime import timedelta

import pytest
from flask import Flask

from eventhub.accounts.models import Role
from eventhub.core.database import db, writing
from eventhub.passes import print_jobs
from eventhub.passes.actions import set_state
from eventhub.passes.models import PassState, PrintJob, PrintState
from eventhub.passes.qr import pass_address, sign_address
from tests import factories
from tests.allocation.ready import Ready
from tests.page_check import CheckedClient
from tests.passes.stalls import HOST, Stalls, codes_in


@pytest.fixture
def stalls(app: Flask, client: CheckedClient) -> Stalls:
    """A festival with two confirmed stalls, its organiser signed in."""
    found = Stalls()
    client.sign_in(found.ready.organiser)
    return found


def addresses(stalls: Stalls, *numbers: int) -> list[str]:
    """What the codes of those stalls' passes and signs say."""
    passes = [stalls.passes[number] for number in numbers]
    signs = [sign_address(HOST, entry.booth.sign_code) for entry in passes if entry.booth]
    return sorted([pass_address(HOST, entry.digits) for entry in passes] + signs)


def asked_to_print(client: CheckedClient, desk: str) -> str:
    """Press the button and return where the print is watched."""
    started = client.post(f"{desk}print/all")
    assert started.status_code == 303
    return started.location


def text_of(client: CheckedClient, address: str) -> str:
    """What a page says, wherever it leads."""
    return client.get(address, follow_redirects=True).get_data(as_text=True)


def test_one_stall_prints_its_pass_and_its_sign_and_nobody_elses(stalls: Stalls, client: CheckedClient) -> None:
    answer = client.get(f"{stalls.desk}{stalls.passes[1].serial}/stall.pdf")
    assert answer.mimetype == "application/pdf"
    assert sorted(codes_in(answer.data)) == addresses(stalls, 1)


def test_a_stall_without_a_living_pass_has_nothing_to_print(stalls: Stalls, client: CheckedClient) -> None:
    set_state(stalls.passes[0], PassState.REVOKED, stalls.ready.organiser, None)
    assert "没有要打印的证和牌" in text_of(client, f"{stalls.desk}{stalls.passes[0].serial}/stall.pdf")
    assert client.get(f"{stalls.desk}{2**40}/stall.pdf").status_code == 404


def test_the_whole_festival_prints_into_one_file_that_is_watched_and_downloaded(
    stalls: Stalls, client: CheckedClient
) -> None:
    watched = asked_to_print(client, stalls.desk)
    waiting = client.get(watched)
    assert waiting.headers["Refresh"] == "1"
    assert "在排队" in waiting.get_data(as_text=True)
    assert 'href="./"' in waiting.get_data(as_text=True), "whose browser does not refresh has a link"
    assert client.get(f"{watched}all.pdf").status_code == 404
    assert print_jobs.work_due() == 1
    page = client.get(watched)
    assert 'max="5" value="5"' in page.get_data(as_text=True), "two passes, two signs, one setting of the pages"
    assert "Refresh" not in page.headers
    assert "下载" in page.get_data(as_text=True)
    answer = client.get(f"{watched}all.pdf")
    assert sorted(codes_in(answer.data)) == addresses(stalls, 0, 1)
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_print_under_way_shows_how_far_it_is_and_asks_again_by_itself(stalls: Stalls, client: CheckedClient) -> None:
    watched = asked_to_print(client, stalls.desk)
    with writing():
        job = db.session.query(PrintJob).one()
        job.state, job.done, job.steps = PrintState.RUNNING, 3, 5
    page = client.get(watched)
    assert page.headers["Refresh"] == "1"
    assert 'max="5" value="3"' in page.get_data(as_text=True)


def test_pressing_twice_leads_to_the_same_print(stalls: Stalls, client: CheckedClient) -> None:
    assert asked_to_print(client, stalls.desk) == asked_to_print(client, stalls.desk)


def test_an_interrupted_print_says_so_and_is_made_again(stalls: Stalls, client: CheckedClient) -> None:
    watched = asked_to_print(client, stalls.desk)
    with writing():
        job = db.session.query(PrintJob).one()
        job.state = PrintState.RUNNING
        job.heartbeat_at -= print_jobs.DEAD_AFTER + timedelta(seconds=1)
    page = client.get(watched)
    assert "后台停过" in page.get_data(as_text=True)
    assert "Refresh" not in page.headers
    again = asked_to_print(client, stalls.desk)
    assert print_jobs.work_due() == 1
    assert sorted(codes_in(client.get(f"{again}all.pdf").data)) == addresses(stalls, 0, 1)
    assert "已经不在了" in text_of(client, watched), "the new print replaces the interrupted one"


def test_a_print_that_meets_a_character_it_can_not_print_names_it(stalls: Stalls, client: CheckedClient) -> None:
    with writing():
        stalls.households[1].owner_name = "罗\U000323a0妹"
    watched = asked_to_print(client, stalls.desk)
    print_jobs.work_due()
    page = text_of(client, watched)
    assert "U+323A0" in page
    assert "再打一次" in page


def test_a_festival_without_stalls_is_told_that_there_is_nothing_to_print(app: Flask, client: CheckedClient) -> None:
    ready = Ready()
    client.sign_in(ready.organiser)
    watched = asked_to_print(client, f"/desk/{ready.festival.slug}/passes/")
    print_jobs.work_due()
    assert "没有要打印的证和牌" in text_of(client, watched)


def test_a_print_is_for_its_own_festivals_organisers_only(stalls: Stalls, client: CheckedClient) -> None:
    watched = asked_to_print(client, stalls.desk)
    print_jobs.work_due()
    number = watched.rstrip("/").rsplit("/", 1)[1]
    other = factories.a_festival()
    client.sign_in(factories.a_staff_member(Role.ORGANISER, organisation=other.organisation))
    assert client.get(watched).status_code == 403
    assert client.get(f"{watched}all.pdf").status_code == 403
    assert client.get(f"/desk/{other.slug}/passes/print/all/{number}/all.pdf").status_code == 404
    assert "再打一次" in text_of(client, f"/desk/{other.slug}/passes/print/all/{number}/")


def test_a_number_too_large_for_the_database_is_no_print(stalls: Stalls, client: CheckedClient) -> None:
    assert client.get(f"{stalls.desk}print/all/{2**70}/all.pdf").status_code == 404
