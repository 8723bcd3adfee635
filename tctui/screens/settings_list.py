"""The subjects of the settings in their order."""

from __future__ import annotations

from tctui.screens.settings_agreements import AGREEMENTS
from tctui.screens.settings_credit import CREDIT
from tctui.screens.settings_estimates import ESTIMATES
from tctui.screens.settings_follow_up import FOLLOW_UP
from tctui.screens.settings_members import GOOD_FAITH, MEMBERSHIPS
from tctui.screens.settings_partners import PARTNERS, STATE_RULES
from tctui.screens.settings_people import CHAIRS, COLLEAGUES, PRACTICE, PROVIDERS
from tctui.screens.settings_services import SERVICES
from tctui.screens.settings_targets import TARGETS
from tctui.screens.settings_teaching import TEACHING
from tctui.screens.settings_times import HOLIDAYS, HOURS, LEAVE, PREMEDICATION
from tctui.screens.settings_work import PROCEDURES, SPACING

SUBJECTS = (
    PRACTICE,
    COLLEAGUES,
    PROVIDERS,
    CHAIRS,
    HOURS,
    LEAVE,
    HOLIDAYS,
    PROCEDURES,
    SPACING,
    SERVICES,
    ESTIMATES,
    PARTNERS,
    STATE_RULES,
    CREDIT,
    MEMBERSHIPS,
    GOOD_FAITH,
    TARGETS,
    FOLLOW_UP,
    TEACHING,
    PREMEDICATION,
    AGREEMENTS,
)
