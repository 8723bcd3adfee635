"""Taking back and doing again in the book: the cursor goes where it was done, what was in hand is in hand again."""

from __future__ import annotations

from contextlib import suppress

from tctui.core.errors import Refused
from tctui.core.schedule.records import Appointment
from tctui.core.schedule.states import takes_place
from tctui.db.book import written_last
from tctui.screens.place import Answer
from tctui.screens.schedule_blocks import BlockActs


class UndoActs(BlockActs):
    """z and Z."""

    def act_undo(self) -> Answer:
        """Take back the last change; what was booked from the hand is in hand again at its place."""
        line = self.desk.undo(self.host.last_case)
        return line + self._where_it_went()

    def act_redo(self) -> str:
        """Do again what was taken back last; what is booked by that is in hand no more."""
        line = self.desk.redo(self.host.last_case)
        return line + self._where_it_went()

    def _where_it_went(self) -> str:
        """Stand where the change was; gives what is to be added to its sentence."""
        self.reload()
        written = written_last(self.desk.user.id)
        gone = [row for row, is_gone in written if is_gone]
        self.let_fall(row.id for row in gone)
        if len(written) > 1:
            self.case_id = written[0][0].case_id or self.case_id
            return f": {len(gone)} wait again, P plans them" if len(gone) > 1 and gone[0].case_id else ""
        for row, is_gone in written:
            if not is_gone:
                self._stand_on(row)
            elif self.hand is None and row.id == self.booked_last:
                return self._in_hand_again(row)
            elif row.visit_id is not None:
                return ": it waits again, U lists it"
        return ""

    def _stand_on(self, row: Appointment) -> None:
        if self.hand is not None and (row.id == self.hand.wanted.id or row.visit_id == self.hand.wanted.visit_id):
            self.put_down()
        if takes_place(row.state):
            self.turn_to(row.day, row.start, row.operatory_id)

    def _in_hand_again(self, row: Appointment) -> str:
        if row.visit_id is not None and row.case_id is not None:
            # What is accepted no more, or was booked elsewhere by somebody, is not to be booked again.
            with suppress(Refused):
                self.take_up(row.case_id, row.visit_id)
        else:
            self.take_again(row)
        if self.hand is None:
            return ""
        self.turn_to(row.day, row.start, row.operatory_id)
        self.show()
        return ": in hand again"
