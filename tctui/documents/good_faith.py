"""The good-faith estimate on paper: each provider with the services and expected charges, and what the law asks to be said."""

from __future__ import annotations

from tctui.core.documents.good_faith import GoodFaithEstimate, good_faith_hash
from tctui.core.finance.good_faith import GoodFaithProvider, GoodFaithService
from tctui.core.money import money
from tctui.core.spoken import show_date_year
from tctui.documents.blocks import items, letterhead, people, title
from tctui.documents.sheet import SMALL, Column, Sheet

SERVICES = (
    Column("code", 20),
    Column("service", 84.9),
    Column("diagnosis", 25),
    Column("quantity", 18, "R"),
    Column("expected charge", 32, "R"),
)
UNCODED = (Column("code", 20), Column("service", 109.9), *SERVICES[3:])
"""Without a column for diagnoses, where none is coded: 45 CFR 149.610(c)(1)(iii) asks for those that apply."""
TOTAL = (Column("", 147.9), Column("", 32, "R"))


def render_good_faith(estimate: GoodFaithEstimate) -> bytes:
    """Draw the estimate as a PDF; the same estimate gives the same bytes.

    Raises Refused naming a character that no font can print.
    """
    name = f"Good-faith estimate {estimate.number}, version {estimate.version}"
    footer = f"{name} · SHA-256 {good_faith_hash(estimate)}"
    with Sheet(name, estimate.made_at, estimate.practice, footer) as sheet:
        letterhead(sheet, estimate.practice)
        under = f"No. {estimate.number} · version {estimate.version} · {show_date_year(estimate.day)}"
        title(sheet, "Good-faith estimate of expected charges", under)
        people(sheet, (("patient", estimate.patient),))
        sheet.gap(1)
        sheet.line(f"What it is for: {estimate.primary}", 10, bold=True)
        booked = f"Scheduled for {show_date_year(estimate.service_on)}" if estimate.service_on else "Not scheduled yet"
        sheet.line(f"{booked}. For a patient without insurance, or who does not use it for this.")
        for provider in estimate.providers:
            _provider(sheet, provider)
        if len(estimate.providers) > 1:
            sheet.gap(2)
            sheet.table_row(["Expected charges of all providers", money(estimate.total_cents)], TOTAL, 10, bold=True)
        sheet.heading("What you should know", keep=24)
        items(sheet, estimate.notices)
        return sheet.finish()


def _provider(sheet: Sheet, provider: GoodFaithProvider) -> None:
    sheet.heading(provider.name, keep=26)
    sheet.line(f"NPI {provider.npi} · tax number {provider.tin} · {provider.place}", SMALL, grey=True)
    sheet.gap(1)
    here = [service for service in provider.services if not service.apart]
    columns = SERVICES if any(service.diagnosis for service in provider.services) else UNCODED
    sheet.table_head(columns)
    for number, service in enumerate(here):
        keep = 8.0 if number == len(here) - 1 else 0.0
        sheet.table_row(_row(service, columns, money(service.charge_cents)), columns, keep=keep)
    sheet.rule()
    sheet.gap(0.8)
    sheet.table_row(["Expected charges", money(provider.total_cents)], TOTAL, bold=True)
    apart = [service for service in provider.services if service.apart]
    if apart:
        sheet.gap(2)
        sheet.line("Scheduled or requested apart, with an estimate of their own, not part of the sum:", SMALL, bold=True)
        for service in apart:
            sheet.table_row(_row(service, columns, "apart"), columns)


def _row(service: GoodFaithService, columns: tuple[Column, ...], charge: str) -> list[str]:
    coded = [service.diagnosis] if columns is SERVICES else []
    return [service.code, service.name, *coded, str(service.quantity), charge]
