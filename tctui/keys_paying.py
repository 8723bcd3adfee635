"""The actions of ways to pay and of the account of a plan."""

from __future__ import annotations

from tctui.key_action import Action, action
from tctui.key_places import WORKING

PAYING_ACTIONS: tuple[Action, ...] = (
    action("pay", "$", "pay", "Show every way to pay side by side, and agree on one.", (*WORKING, "account")),
    action("down_payment", "d", "down payment", "Type the down payment.", {"pay"}),
    action("payments", "n", "months", "Type over how many months it is paid.", {"pay"}),
    action("more_payments", "+", "a month more", "A month more; what is paid each month falls at once.", {"pay"}),
    action("fewer_payments", "-", "a month less", "A month less.", {"pay"}),
    action("more_down", ">", "more down", "50 dollars more down.", {"pay"}),
    action("less_down", "<", "less down", "50 dollars less down.", {"pay"}),
    action("rate", "r", "rate", "Type the yearly rate of the plan in percent; 0 is free of interest.", {"pay"}),
    action(
        "frequency",
        "f",
        "how often",
        "Choose weekly, every two weeks, twice a month, monthly or the same weekday of the month.",
        {"pay"},
    ),
    action("first_due", "t", "first due", "Type the day of the first payment.", {"pay"}),
    action("interest_free", "i", "interest-free", "Type how many payments open the plan free of interest.", {"pay"}),
    action("courtesy", "c", "courtesy", "Type the courtesy for paying in full, in percent.", {"pay"}),
    action(
        "split", "s", "split", "Let the partner under the cursor take a part; the rest in full or by a plan.", {"pay"}
    ),
    action(
        "patient_view", "v", "for the patient", "Hide or show what the practice pays itself, and its counts.", {"pay"}
    ),
    action("print_ways", "p", "page", "Print the ways to pay as a page for the patient.", {"pay"}),
    action(
        "account",
        "M",
        "account",
        "Open the account of the plan: what is owed and why; record payments.",
        {"case", "pay", "worklist"},
    ),
    action("record_payment", "n", "payment", "Record a payment; its receipt is made at once.", {"account"}),
    action("came_back", "r", "came back", "Record that the payment under the cursor was returned.", {"account"}),
    action("mistake", "x", "mistake", "Take back what was recorded by mistake: a payment or a fee.", {"account"}),
    action("charge_fee", "f", "fee", "Charge the late fees that are due, or a returned-payment fee.", {"account"}),
    action("refund", "u", "refund", "Record that a credit was paid back.", {"account"}),
    action("payoff", "p", "payoff", "Quote what clears the plan on a day, step by step.", {"account"}),
    action("amend", "e", "amend", "Draw up new terms from what is owed; they hold once signed.", {"account"}),
)
"""Every one of them; keys.py puts them into the registry."""
