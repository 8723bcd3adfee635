"""What to talk about when something holds a patient back: a few points by category, until the office has its own."""

from __future__ import annotations

from tctui.core.case import CONCERN_CATEGORIES

USUAL = {
    "cost": "Say the patient's part, not the fee. Ask what a month could be, then show ways to pay that fit. What can be"
    " done first, and what can wait safely?",
    "fear or pain": "Ask what went badly before, and listen. Say what is felt and what is done about it. Offer a short"
    " first visit, and the dentist's word.",
    "time": "Say how many visits and how long each takes. Offer early, late or one long visit. Ask which days never work.",
    "trust": "Show the picture or the film of the tooth. Say why now, and what was seen. Offer the dentist's call, and a"
    " second opinion without hurry.",
    "no urgency felt": "Say what happens if it waits, in months, and what it costs then. Show it in the mirror. Agree on"
    " a day to look again.",
    "family decision": "Ask who decides with them, and offer to explain it to both. Give the plan on paper. Agree on a"
    " day to call.",
    "second opinion": "Say that it is welcome. Offer the films and the plan to take along. Agree on a day to call.",
    "insurance": "Say what is known and what is not, and who asks the insurer. What lapses at the end of the year?"
    " Show both ways: now, and over two years.",
    "moved": "Offer the records and a colleague near them. Ask whether a long visit here would still suit.",
    "other": "Ask, then wait for the answer. Say back what was heard. Agree on what happens next and when.",
}
"""By category of CONCERN_CATEGORIES; plain words of our own, for the coordinator's eye and not for the patient's."""

assert tuple(USUAL) == CONCERN_CATEGORIES
