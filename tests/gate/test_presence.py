"""Who is inside is derived from the log: the order in which scans arrive makes no difference, nothing counts twice."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from eventhub.gate.presence import UNDO_WITHIN, Passage, presences, standing

DAY = date(2027, 5, 1)
START = datetime(2027, 5, 1, 1, 0, tzinfo=UTC)


def passage(number: int, minute: int, device: str = "a", **more: object) -> Passage:
    values = {"id": f"{number:04d}", "serial": 1, "day": DAY, "at": START + timedelta(minutes=minute), "gate": "南门"}
    return Passage(**{**values, "device": device, "seq": number, **more})  # type: ignore[arg-type]


@st.composite
def logs(draw: st.DrawFn) -> list[Passage]:
    """Entries, leavings and undos of a few passes from a few devices."""
    made: list[Passage] = []
    for number in range(draw(st.integers(0, 14))):
        undoes = draw(st.sampled_from([None, None, None, *(one.id for one in made[-4:])]))
        target = next((one for one in made if one.id == undoes), None)
        made.append(
            passage(
                number,
                draw(st.integers(0, 40)),
                draw(st.sampled_from("ab")),
                serial=target.serial if target else draw(st.integers(1, 3)),
                out=draw(st.booleans()),
                known=draw(st.booleans()),
                undoes=undoes,
            )
        )
    return made


@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_makes_no_difference(log: list[Passage], chance: Random) -> None:
    shuffled = list(log)
    chance.shuffle(shuffled)
    assert presences(shuffled) == presences(log)


@given(logs())
def test_a_replay_changes_nothing(log: list[Passage]) -> None:
    assert presences(log + log) == presences(log)


@given(logs())
def test_the_first_entry_is_the_earliest_that_stands_and_conflicts_come_after_it(log: list[Passage]) -> None:
    for (serial, day), presence in presences(log).items():
        own = [one for one in standing(log) if (one.serial, one.day) == (serial, day)]
        entries = [one for one in own if not one.out]
        assert presence.first == (entries[0] if entries else None)
        assert set(presence.conflicts) <= set(entries[1:])
        assert not any(conflict.known for conflict in presence.conflicts)
        assert presence.inside == (bool(own) and not own[-1].out)


@given(logs())
def test_an_undo_counts_only_from_the_same_device_and_in_time(log: list[Passage]) -> None:
    known = {one.id: one for one in log}
    gone = {one.id for one in log if not one.undoes} - {one.id for one in standing(log)}
    justified = {
        one.undoes
        for one in log
        if one.undoes
        and known[one.undoes].device == one.device
        and timedelta(0) <= one.at - known[one.undoes].at <= UNDO_WITHIN
    }
    assert gone == {number for number in justified if not known[str(number)].undoes}


def test_two_gates_admit_one_pass() -> None:
    presence = presences([passage(1, 20, "a", gate="南门"), passage(2, 5, "b", gate="北门")])[1, DAY]
    assert presence.first is not None
    assert (presence.first.gate, [one.gate for one in presence.conflicts]) == ("北门", ["南门"])


def test_out_and_in_again_is_no_conflict_but_in_twice_after_it_is() -> None:
    went = [passage(1, 0), passage(2, 10, out=True), passage(3, 20), passage(4, 25, "b")]
    presence = presences(went)[1, DAY]
    assert [one.id for one in presence.conflicts] == ["0004"]
    assert presence.inside


def test_days_and_passes_are_apart() -> None:
    found = presences([passage(1, 0), passage(2, 0, serial=2), passage(3, 0, day=date(2027, 5, 2))])
    assert len(found) == 3
    assert not any(presence.conflicts for presence in found.values())
