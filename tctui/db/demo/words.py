"""What people say in the demo practice: reasons of the dentist, concerns and answers, notes of calls."""

from __future__ import annotations

REASONS = {
    "restorative": ("Decay has reached the inside of the tooth.", "The nerve may be reached."),
    "endo": ("The nerve is infected.", "Pain and swelling; the tooth may be lost."),
    "perio": ("Deep pockets that bleed.", "The bone goes on shrinking and teeth come loose."),
    "crowns": ("Cracks run through a large old filling.", "A wall may break off, down to the root."),
    "oral_surgery": ("The tooth cannot be kept.", "Infection may spread."),
    "implant": ("The gap lets the neighbors lean over.", "The bone shrinks; an implant may need a graft."),
    "prosthetics": ("Missing teeth make chewing hard.", "The other teeth wear and shift."),
    "ortho": ("Crowded teeth are hard to clean.", "Nothing urgent; it takes longer later."),
    "cosmetic": ("Asked for by the patient.", "Nothing is lost by waiting."),
    "other": ("Signs of grinding at night.", "Teeth wear down and crack."),
}
"""By category: why, and what happens if it waits."""

CONCERNS = {
    "cost": ("That is a lot at once.", "Showed the monthly plan and what insurance pays."),
    "fear or pain": ("Had a bad time as a child.", "Explained the numbing; short first visit offered."),
    "time": ("Cannot miss more work.", "Offered early and late hours."),
    "trust": ("The last office never said this.", "Showed the pictures side by side."),
    "no urgency felt": ("It does not hurt.", "Explained what happens while it does not hurt."),
    "family decision": ("Needs to talk at home.", "Gave the printed plan to take along."),
    "second opinion": ("Wants to ask another dentist.", "Offered to send the X-rays."),
    "insurance": ("Will the plan really pay that?", "Asked the carrier; answer is in the file."),
    "moved": ("May move this summer.", "Said which part should not wait."),
    "other": ("Wants to wait until after the wedding.", "Agreed on a date to call."),
}
"""By category of concern: what was said, and the answer."""

REACHED = (
    "Is thinking about it, asked about the monthly amount.", "Will talk with the family this weekend.",
    "Asked whether it can wait until January.", "Happy with the plan; wants an afternoon.", "Asked for the plan by mail.",
    "Wants to know what the insurance pays.", "Will call back after payday.",
)  # fmt: skip
NOT_REACHED = ("Left a message.", "No answer.", "Voicemail full.", "Spoke with the spouse, will call back.")
SPECIALISTS = (
    "Dr. Ostrander, oral surgery",
    "Dr. Feuerstein, root canals",
    "Dr. Kallas, gums",
    "Dr. Quaye, orthodontics",
)
HANDOFFS = (
    "Done today: exam and X-rays\nNext visit: show the plan before they leave; soon\nConcerns heard: cost worries them",
    "Done today: exam\nNext visit: as few trips as possible; long visits are fine\nConcerns heard: whether it hurts",
    "Done today: all for this visit\nNext visit: a long morning, needs a driver; within three weeks\nSaid about money:"
    " insurance is still to be checked",
)
QUESTIONS = (
    ("May I fly the day after?", "Yes, without pain or bleeding; bring the pills along."),
    ("Can both sides be done in one visit?", ""),
    ("Is the metal in it a problem with my allergy?", ""),
    ("Will it hold as long as the other one did?", "Longer, if you wear the guard at night."),
)
"""What patients ask the dentist, and the answer; empty: it waits."""

RECORDS = ({"what": "X-rays of the area", "how": "secure mail"}, {"what": "Chart and findings", "how": "letter"})
"""What goes to a specialist, and how."""

NEXT = {
    "diagnosed": ("Present the plan", "Prepare the estimate, then present", "Ask the carrier, then present"),
    "presented": (
        "Call about the plan",
        "Ask what was decided at home",
        "Send the plan once more",
        "Call about the monthly plan",
    ),
    "accepted": ("Book the first visit", "Get the agreement signed", "Settle how to pay, then book"),
    "scheduled": (
        "Remind of the visit",
        "Get the papers signed before the visit",
        "Check the insurance before the visit",
    ),
    "in_treatment": ("Ask how it went", "Check that the lab work is in", "Book what is left"),
}
