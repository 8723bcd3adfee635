"""A run beside the keys of a place: a worker that tells what it finds, until it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Generic, TypeVar

from textual.message import Message

from tctui.screens.place import Place

Told = TypeVar("Told")


class Heard(Message, Generic[Told]):
    """What a run told last; ``run`` is the stop of the run it belongs to."""

    def __init__(self, run: Event, told: Told) -> None:
        super().__init__()
        self.run = run
        self.told = told


def run_beside(place: Place, name: str, work: Callable[[Callable[[Told], bool]], object]) -> Event:
    """Run ``work`` in a worker and post ``Heard`` to the place for all it tells; setting the event given stops it.

    ``work`` gets the function to tell by, which says whether to go on.
    """
    stop = Event()

    def tell(told: Told) -> bool:
        if not stop.is_set():
            place.post_message(Heard(stop, told))
        return not stop.is_set()

    place.run_worker(lambda: work(tell), name=name, group=name, thread=True, exit_on_error=False)
    return stop
