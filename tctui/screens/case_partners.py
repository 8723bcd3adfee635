"""What the case screen opens about money beside the ways to pay: lending partners, membership, good-faith estimate."""

from __future__ import annotations

from tctui.screens.case_base import CaseBase


class Partners(CaseBase):
    """L, Y and g."""

    def act_financing(self) -> None:
        """Show the applications to lending partners."""
        from tctui.screens.financing import open_financing

        open_financing(self, self.case.id)

    def act_membership(self) -> None:
        """Show the membership of the patient."""
        from tctui.screens.members import open_members

        open_members(self, self.case.patient_id)

    def act_good_faith(self) -> None:
        """Show whether a good-faith estimate is needed; make it."""
        from tctui.screens.good_faith import open_good_faith

        open_good_faith(self, self.case.id)
