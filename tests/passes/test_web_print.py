"""Printing one stall, and the whole festival in one file with its progress."""

import pytest
from flask import Flask

from eventhub.accounts.models import Role
from eventhub.core.database import writing
from eventhub.passes.actions import set_state
from eventhub.passes.models import PassState
from eventhub.passes.print_jobs import MOST_KEPT, PrintJob, PrintJobs, print_jobs
from eventhub.passes.printing import FestivalPrint
from eventhub.passes.qr import pass_address, sign_address
from tests import factories
from tests.allocation.ready import Ready
from tests.page_check import CheckedClient
from tests.passes.samples import a_pass
from tests.passes.stalls import HOST, Stalls, codes_in, finished


@pytest.fixture
def stalls(app: Flask) -> Stalls:
    """A festival with two confirmed stalls."""
    return Stalls()


def addresses(stalls: Stalls, *numbers: int) -> list[str]:
    """What the codes of those stalls' passes and signs say."""
    passes = [stalls.passes[number] for number in numbers]
    signs = [sign_address(HOST, entry.booth.sign_code) for entry in passes if entry.booth]
    return sorted([pass_address(HOST, entry.digits) for entry in passes] + signs)


def test_one_stall_prints_its_pass_and_its_sign_and_nobody_elses(stalls: Stalls, client: CheckedClient) -> None:
    client.sign_in(stalls.ready.organiser)
    answer = client.get(f"{stalls.desk}{stalls.passes[1].serial}/stall.pdf")
    assert answer.mimetype == "application/pdf"
    assert sorted(codes_in(answer.data)) == addresses(stalls, 1)


def test_a_stall_without_a_living_pass_has_nothing_to_print(stalls: Stalls, client: CheckedClient) -> None:
    set_state(stalls.passes[0], PassState.REVOKED, stalls.ready.organiser, None)
    client.sign_in(stalls.ready.organiser)
    page = client.get(f"{stalls.desk}{stalls.passes[0].serial}/stall.pdf", follow_redirects=True)
    assert "没有要打印的证和牌" in page.get_data(as_text=True)
    assert client.get(f"{stalls.desk}{2**40}/stall.pdf").status_code == 404


def test_the_whole_festival_prints_into_one_file_that_is_watched_and_downloaded(
    stalls: Stalls, client: CheckedClient, app: Flask
) -> None:
    client.sign_in(stalls.ready.organiser)
    started = client.post(f"{stalls.desk}print/all")
    assert started.status_code == 303
    job = finished(app, started.location)
    assert job.done == job.steps == 5, "two passes, two signs, one setting of the pages"
    page = client.get(started.location)
    assert "<progress" in page.get_data(as_text=True)
    assert "Refresh" not in page.headers
    assert "下载" in page.get_data(as_text=True)
    answer = client.get(f"{started.location}all.pdf")
    assert sorted(codes_in(answer.data)) == addresses(stalls, 0, 1)
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_print_under_way_shows_how_far_it_is_and_asks_again_by_itself(
    stalls: Stalls, client: CheckedClient, app: Flask
) -> None:
    client.sign_in(stalls.ready.organiser)
    print_jobs(app)._jobs["half"] = PrintJob(stalls.festival.id, done=3, steps=5)
    page = client.get(f"{stalls.desk}print/all/half/")
    assert page.headers["Refresh"] == "1"
    assert 'max="5" value="3"' in page.get_data(as_text=True)
    assert client.get(f"{stalls.desk}print/all/half/all.pdf").status_code == 404


def test_a_print_that_meets_a_character_it_can_not_print_names_it_on_the_desk(
    stalls: Stalls, client: CheckedClient, app: Flask
) -> None:
    with writing():
        stalls.households[1].owner_name = "罗\U000323a0妹"
    client.sign_in(stalls.ready.organiser)
    started = client.post(f"{stalls.desk}print/all")
    finished(app, started.location)
    page = client.get(started.location, follow_redirects=True).get_data(as_text=True)
    assert "U+323A0" in page
    assert "证和牌" in page


def test_a_festival_without_stalls_is_told_that_there_is_nothing_to_print(app: Flask, client: CheckedClient) -> None:
    ready = Ready()
    client.sign_in(ready.organiser)
    started = client.post(f"/desk/{ready.festival.slug}/passes/print/all")
    finished(app, started.location)
    page = client.get(started.location, follow_redirects=True)
    assert "没有要打印的证和牌" in page.get_data(as_text=True)


def test_a_print_is_for_its_own_festivals_organisers_only(stalls: Stalls, client: CheckedClient, app: Flask) -> None:
    number = print_jobs(app).start(stalls.festival.id, FestivalPrint("证", passes=[a_pass(1)]))
    other = factories.a_festival()
    client.sign_in(factories.a_staff_member(Role.ORGANISER, organisation=other.organisation))
    assert client.get(f"{stalls.desk}print/all/{number}/").status_code == 403
    assert client.get(f"/desk/{other.slug}/passes/print/all/{number}/all.pdf").status_code == 404
    page = client.get(f"/desk/{other.slug}/passes/print/all/{number}/", follow_redirects=True)
    assert "再打一次" in page.get_data(as_text=True)


def test_a_fault_in_a_print_is_told_and_does_not_leave_the_page_waiting() -> None:
    job = PrintJob(1)
    job.carry_out(None)  # type: ignore[arg-type]  # stands for any fault of the printing itself
    assert job.over.is_set()
    assert "再打一次" in job.sentence


def test_only_the_last_few_prints_are_kept() -> None:
    jobs = PrintJobs()
    numbers = [jobs.start(1, FestivalPrint("空")) for _ in range(MOST_KEPT + 1)]
    assert jobs.find(1, numbers[0]) is None
    assert all(jobs.find(1, number) for number in numbers[1:])
