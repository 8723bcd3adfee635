"""Records that an export holds only inside others: fee schedules, office fees, carriers, guarantors, benefit rules, codes."""

from __future__ import annotations

import re
from typing import Any

from tctui.db.imports.fields import Field, Kind
from tctui.db.imports.make_up import OFFICE_FEES
from tctui.db.imports.merge import Merging, adopt, merge, resolve
from tctui.db.imports.profile import Profile
from tctui.db.imports.staging import Staged, drop, indexes
from tctui.db.models import BenefitRule, Carrier, Fee, FeeSchedule, Guarantor, Procedure, database

_FEE = Kind("fees", "fee", (), (Field("schedule", ref="fee_schedules"),))
_OFFICE_WORDS = ("office", "ucr", "usual", "standard", "list price")


def made(name: str, kind: Kind, columns: list[str], select: str, **values: Any) -> Staged:
    """A staged table from what other staged tables hold; the query gives line, foreign_id, then the columns."""
    table = f"incoming_made_{name}"
    drop([table])
    refs = [f'"{known.name}_id" INTEGER' for known in kind.fields if known.ref and known.name in columns]
    held = ", ".join([*(f'"{column}"' for column in columns), *refs])
    database.execute_sql(
        f'CREATE TABLE incoming."{table}" (n INTEGER PRIMARY KEY, line INTEGER, bad INTEGER DEFAULT 0, foreign_id TEXT,'
        f" known_id INTEGER, fate TEXT, {held})"
    )
    indexes(table)
    quoted = ", ".join(f'"{column}"' for column in columns)
    database.execute_sql(f'INSERT INTO incoming."{table}" (line, foreign_id, {quoted}) {select}', values)
    return Staged(kind, name, table, columns, [], {})


def _union(files: list[Staged], select: str) -> str:
    return " UNION ALL ".join(select.replace("{t}", f'incoming."{one.table}"') for one in files)


def bring_in_fees(merging: Merging) -> None:
    """Add and change fee schedules by name, then their fees; the fees of a procedures file are the office's."""
    files = merging.of("fees")
    if not files:
        files = [_office_fees(one) for one in merging.of("procedures") if "fee" in one.columns]
    for staged in files:
        if "schedule" not in staged.headers:
            merging.say(
                f"UPDATE incoming.\"{staged.table}\" SET schedule = COALESCE((SELECT name FROM fee_schedule WHERE kind = 'office'"
                " AND voided = 0 ORDER BY id LIMIT 1), schedule)"
            )
        kind = "MAX(schedule_kind)" if "schedule_kind" in staged.columns else "NULL"
        words = " OR ".join(f"instr(lower(schedule), '{word}')" for word in _OFFICE_WORDS)
        schedules = made(
            "fee_schedules", Kind("fee_schedules", "fee_schedule", (), ()), ["name", "kind"],
            f"SELECT MIN(line), schedule, schedule, COALESCE({kind}, CASE WHEN {words} THEN 'office' ELSE 'contracted' END)"
            f' FROM incoming."{staged.table}" s WHERE bad = 0 AND NOT EXISTS (SELECT 1 FROM fee_schedule f'
            " WHERE f.name = s.schedule) GROUP BY schedule",
        )  # fmt: skip
        merge(merging, schedules, FeeSchedule, "fee schedules")
        resolve(merging, staged)
        adopt(merging, staged, "fee", ("schedule_id", "code"))
        merge(merging, staged, Fee, "fees", ["schedule_id", "code", "amount"])


def _office_fees(staged: Staged) -> Staged:
    return made(
        "office_fees", _FEE, ["schedule", "code", "amount"],
        f"SELECT line, '{OFFICE_FEES}|' || code, '{OFFICE_FEES}', code, fee FROM incoming.\"{staged.table}\""
        " WHERE bad = 0 AND fee IS NOT NULL",
    )  # fmt: skip


def bring_in_own_guarantors(merging: Merging) -> None:
    """Where no file of guarantors is given, patients whom others name as guarantor by their patient id become guarantors."""
    files = [one for one in merging.of("patients") if "guarantor" in one.columns]
    if not files or merging.of("guarantors"):
        return
    contact = [name for name in ("address", "phone", "email") if all(name in one.columns for one in files)]
    columns = ["last_name", "first_name", *contact]
    named = _union(files, "SELECT guarantor FROM {t} WHERE bad = 0 AND guarantor <> ''")
    people = _union(files, f"SELECT line, foreign_id, {', '.join(columns)} FROM {{t}} WHERE bad = 0")
    guarantors = made("own_guarantors", Kind("guarantors", "guarantor", (), ()), columns,
                      f"SELECT * FROM ({people}) WHERE foreign_id IN ({named})")  # fmt: skip
    merge(merging, guarantors, Guarantor, "guarantors")


def bring_in_named_carriers(merging: Merging) -> None:
    """Where no file of carriers is given, the carriers that plans name are added by their names."""
    files = merging.of("plans")
    if not files or merging.of("carriers"):
        return
    named = _union(files, "SELECT line, carrier FROM {t} WHERE bad = 0 AND carrier <> ''")
    carriers = made(
        "carriers", Kind("carriers", "carrier", (), ()), ["name"],
        f"SELECT MIN(line), carrier, carrier FROM ({named}) s WHERE NOT EXISTS (SELECT 1 FROM carrier c WHERE"
        " c.name = s.carrier) AND NOT EXISTS (SELECT 1 FROM carrier c WHERE c.source = :source"
        " AND c.source <> '' AND c.foreign_id = s.carrier) GROUP BY carrier", source=merging.source,
    )  # fmt: skip
    merge(merging, carriers, Carrier, "carriers")


def bring_in_benefits(merging: Merging, staged: Staged, profile: Profile) -> None:
    """The benefit columns of a file of plans as rules; an empty cell makes a rule that was known unknown again."""
    scopes = profile.of("plans").scopes
    selects = []
    values: dict[str, Any] = {"source": merging.source}
    for at, name in enumerate(staged.columns):
        rule = benefit_rule_of(name, scopes.get(name, ""))
        if rule is None:
            continue
        kind, scope, level, period = rule
        values |= {f"name{at}": name, f"scope{at}": scope}
        percent, amount = (f'"{name}"', "NULL") if kind == "percent" else ("NULL", f'"{name}"')
        key = f"foreign_id || '/' || :name{at}"
        selects.append(
            f"SELECT line, {key}, known_id, '{kind}', :scope{at}, '{level}', '{period}', {percent}, {amount}"
            f' FROM incoming."{staged.table}" s WHERE bad = 0 AND ("{name}" IS NOT NULL OR EXISTS (SELECT 1 FROM benefit_rule r'
            f" WHERE r.source = :source AND r.source <> '' AND r.foreign_id = s.{key}))"
        )
    if selects:
        columns = ["plan_id", "kind", "scope", "level", "period", "percent", "amount"]
        rules = made(
            "benefits", Kind("benefits", "benefit_rule", (), ()), columns, " UNION ALL ".join(selects), **values
        )
        merge(merging, rules, BenefitRule, "benefit rules")


def benefit_rule_of(name: str, scope: str) -> tuple[str, str, str, str] | None:
    """Kind, scope, level and period of the rule that a column of a plan stands for, or None for another column."""
    if name == "ortho_maximum":
        return "maximum", scope or "category:ortho", "individual", "lifetime"
    match = re.fullmatch(r"(family_)?(percent|deductible|maximum)(?:_([a-z_]+))?", name)
    if match is None:
        return None
    level = "family" if match[1] else "individual"
    return match[2], scope or (f"category:{match[3]}" if match[3] else "all"), level, "benefit_year"


def add_missing_codes(merging: Merging, staged: Staged) -> None:
    """Add the codes of treatment lines that no procedure has yet; a code's plain name is the code until it is written."""
    missing = made(
        "codes", Kind("procedures", "procedure", (), ()), ["code", "name"],
        f'SELECT MIN(line), code, code, code FROM incoming."{staged.table}" s WHERE bad = 0 AND NOT EXISTS'
        " (SELECT 1 FROM procedure p WHERE p.code = s.code) GROUP BY code",
    )  # fmt: skip
    merge(merging, missing, Procedure, "procedures")
