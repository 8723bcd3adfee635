"""The book: who and what is free, one integer of five-minute units for each resource and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Self

from tctui.core.schedule.openhours import OpenHours
from tctui.core.schedule.pattern import chair_mask, provider_mask, span_mask
from tctui.core.schedule.records import Block, Operatory, Placed, Provider, Resource
from tctui.core.schedule.states import takes_place


class Book:
    """Appointments of a stretch of days with the masks of what is free; made from rows, patched after each write.

    A book is never changed: `with_appointment` and `without` give another one that shares all but one or two days.
    Days are ordinals from ``first_day`` to ``last_day``, both within; masks have bit 0 at midnight.
    """

    __slots__ = (
        "_busy",
        "_by_id",
        "_by_patient",
        "_cents",
        "_free",
        "_open",
        "_production",
        "_rows",
        "first_day",
        "hours",
        "last_day",
        "operatories",
        "providers",
    )

    def __init__(
        self,
        first_day: int,
        last_day: int,
        operatories: Iterable[Operatory],
        providers: Iterable[Provider],
        hours: OpenHours,
        appointments: Iterable[Placed] = (),
    ) -> None:
        self.first_day = first_day
        self.last_day = last_day
        self.hours = hours
        self.operatories = {row.id: row for row in sorted(operatories, key=lambda o: (o.ordinal, o.id))}
        self.providers = {row.id: row for row in providers}
        days = range(first_day, last_day + 1)
        resources = [Resource("operatory", key) for key in self.operatories]
        resources += [Resource("provider", key) for key in self.providers]
        self._open: dict[tuple[str, int], list[int]] = {
            resource: hours.open_days(resource, days) for resource in resources
        }
        self._production: dict[Resource, dict[int, tuple[Block, ...]]] = {resource: {} for resource in resources}
        owners: dict[int, list[Resource]] = {}
        for day in days:
            kept = [block for block in hours.standing(day) if block.kind == "production"]
            for block in kept:
                if block.id not in owners:
                    owners[block.id] = [resource for resource in resources if block.of(resource)]
                for resource in owners[block.id]:
                    of_days = self._production[resource]
                    of_days[day] = (*of_days.get(day, ()), block)
        self._busy: dict[tuple[str, int], list[int]] = {resource: [0] * len(days) for resource in resources}
        by_day: defaultdict[int, list[Placed]] = defaultdict(list)
        by_patient: defaultdict[int, list[Placed]] = defaultdict(list)
        held = [row for row in appointments if first_day <= row.day <= last_day and takes_place(row.state)]
        for row in held:
            by_day[row.day].append(row)
            by_patient[row.patient_id].append(row)
        self._by_id: dict[int, Placed] = {row.id: row for row in held}
        self._mark(held)
        self._cents: dict[int, dict[int, int]] = {}
        self._rows: dict[int, list[Placed] | tuple[Placed, ...]] = dict(by_day)
        self._by_patient = dict(by_patient)
        self._free: dict[tuple[str, int], list[int]] = {
            resource: [is_open & ~is_busy for is_open, is_busy in zip(self._open[resource], busy, strict=True)]
            for resource, busy in self._busy.items()
        }

    def _mark(self, rows: Iterable[Placed]) -> None:
        # A year has twenty thousand rows: the masks are looked up by the bare id, of each pattern once.
        chairs = {key: self._busy["operatory", key] for key in self.operatories}
        providers = {key: self._busy["provider", key] for key in self.providers}
        units: dict[str, tuple[int, int]] = {}
        for row in rows:
            index, start, pattern = row.day - self.first_day, row.start, row.pattern
            if pattern not in units:
                units[pattern] = chair_mask(pattern), provider_mask(pattern)
            whole, own = units[pattern]
            if row.operatory_id in chairs:
                chairs[row.operatory_id][index] |= whole << start
            if row.provider_id in providers:
                providers[row.provider_id][index] |= (whole if row.exclusive else own) << start
            if row.exam_provider_id in providers and row.exam_units:
                exam = ((1 << row.exam_units) - 1) << (start + row.exam_offset)
                providers[row.exam_provider_id][index] |= exam

    def _patched(self, day: int, rows: list[Placed]) -> None:
        """Give this book other rows on a day, copying what is shared first and counting that day's masks anew."""
        self._rows = {**self._rows, day: rows}
        index = day - self.first_day
        self._busy = {resource: masks.copy() for resource, masks in self._busy.items()}
        self._free = {resource: masks.copy() for resource, masks in self._free.items()}
        for masks in self._busy.values():
            masks[index] = 0
        self._mark(rows)
        for resource, free in self._free.items():
            free[index] = self._open[resource][index] & ~self._busy[resource][index]

    def _copy(self) -> Self:
        other = object.__new__(type(self))
        for name in self.__slots__:
            setattr(other, name, getattr(self, name))
        other._by_id = dict(self._by_id)
        other._by_patient = dict(self._by_patient)
        other._cents = {}
        return other

    def without(self, appointment_id: int) -> Self:
        """The book without an appointment; the same book when it does not hold it."""
        gone = self._by_id.get(appointment_id)
        if gone is None:
            return self
        other = self._copy()
        del other._by_id[appointment_id]
        other._by_patient[gone.patient_id] = [r for r in self._by_patient[gone.patient_id] if r.id != appointment_id]
        other._patched(gone.day, [row for row in self._rows[gone.day] if row.id != appointment_id])
        return other

    def with_appointment(self, row: Placed) -> Self:
        """The book with an appointment as it is now, in place of what was known of it.

        One that holds no place (planned, broken, cancelled) or lies outside the days is only taken out.
        """
        other = self.without(row.id)
        if not takes_place(row.state) or not self.first_day <= row.day <= self.last_day:
            return other
        other = other._copy() if other is self else other
        other._by_id[row.id] = row
        other._by_patient[row.patient_id] = [*other._by_patient.get(row.patient_id, []), row]
        other._patched(row.day, [*other._rows.get(row.day, []), row])
        return other

    def appointment(self, appointment_id: int) -> Placed | None:
        """The appointment with this id when it holds a place in these days."""
        return self._by_id.get(appointment_id)

    def day_rows(self, day: int) -> tuple[Placed, ...]:
        """The appointments of a day that hold a place, in the order of start, chair and lane."""
        rows = self._rows.get(day, ())
        if not isinstance(rows, tuple):
            # Put in order when first asked for: most days of a year never are.
            rows = self._rows[day] = tuple(sorted(rows, key=lambda r: (r.start, r.operatory_id, r.lane, r.id)))
        return rows

    def production(self, day: int) -> Mapping[int, int]:
        """Production booked on a day by provider id, in cents; the whole visit counts for its own provider."""
        booked = self._cents.get(day)
        if booked is None:
            # A day is asked for by each of its chairs and providers.
            booked = self._cents[day] = {}
            for row in self.day_rows(day):
                booked[row.provider_id] = booked.get(row.provider_id, 0) + row.production_cents
        return booked

    def patient_rows(self, patient_id: int) -> tuple[Placed, ...]:
        """The appointments of a patient that hold a place, earliest first."""
        return tuple(sorted(self._by_patient.get(patient_id, ()), key=lambda r: (r.day, r.start)))

    def holds(self, day: int) -> bool:
        """True when the day lies within the book."""
        return self.first_day <= day <= self.last_day

    def open(self, resource: Resource, day: int) -> int:
        """Mask of the open hours of an operatory or provider, less closed blocks; 0 for what the book does not know."""
        masks = self._open.get(resource)
        return masks[day - self.first_day] if masks is not None and self.holds(day) else 0

    def busy(self, resource: Resource, day: int) -> int:
        """Mask of the units that appointments take of an operatory, a provider or a patient."""
        if resource.kind == "patient":
            mask = 0
            for row in self._by_patient.get(resource.id, ()):
                if row.day == day:
                    mask |= span_mask(row.start, row.start + len(row.pattern))
            return mask
        masks = self._busy.get(resource)
        return masks[day - self.first_day] if masks is not None and self.holds(day) else 0

    def free(self, resource: Resource, day: int) -> int:
        """Mask of the units of an operatory or provider that are open and not taken."""
        masks = self._free.get(resource)
        return masks[day - self.first_day] if masks is not None and self.holds(day) else 0

    def free_days(self, resource: Resource) -> list[int]:
        """The free masks of all days of the book in order, for searches; empty for what the book does not know.

        The list is the book's own: it is read, never written.
        """
        return self._free.get(resource, [])

    def production_blocks(self, resource: Resource, day: int) -> tuple[Block, ...]:
        """The production blocks that hold time of an operatory or provider on a day."""
        return self._production.get(resource, {}).get(day, ())

    def production_days(self, resource: Resource) -> Mapping[int, tuple[Block, ...]]:
        """The production blocks of an operatory or provider by day ordinal, for searches; days without any lack."""
        return self._production.get(resource, {})

    def reserved(self, resource: Resource, day: int, uses: frozenset[str], today: int) -> int:
        """Mask of the production blocks that a visit with these uses may not take yet, as seen from today."""
        mask = 0
        for block in self._production.get(resource, {}).get(day, ()):
            if uses.isdisjoint(block.uses) and not self.hours.is_released(block, day, today):
                mask |= span_mask(block.start, block.end)
        return mask
