"""The papers of a case: what is made, signed, missing or invalid; making, printing and signing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from textual.widget import Widget

from tctui.core.case import CaseFile, Option
from tctui.core.documents.parts import Person
from tctui.core.errors import Refused
from tctui.core.papers import (
    AGREEMENT,
    CHARGES,
    CONSENT,
    CREDIT_NOTICE,
    DISCLOSURE,
    ESTIMATE,
    ITINERARY,
    PAYMENTS,
    PRESENTATION,
    REFERRAL,
    REFUSAL,
    Paper,
    is_signed,
)
from tctui.core.spoken import moment_from_text, show_date, show_date_year
from tctui.core.text import clean
from tctui.db import agreements, handouts, papers_lacking
from tctui.db.cases import read_case
from tctui.db.credit_notices import make_notice, names_the_plan
from tctui.db.paper_parts import dentists, provider_name
from tctui.db.papers import overrides, papers_of
from tctui.db.receipts import RECEIPT, taken_back
from tctui.db.refusals import make_refusal
from tctui.db.scans import attach_scan
from tctui.db.state_gates import rescission_words
from tctui.screens import papers_out
from tctui.screens.papers_sign import ask_how
from tctui.screens.papers_wanted import Wanted, lines_of_refusal, still_declined, wanted_today
from tctui.screens.place import Answer, Place
from tctui.widgets.table import Column, Line, Row, Section, Table

VERSIONED = (
    AGREEMENT, CHARGES, CONSENT, CREDIT_NOTICE, DISCLOSURE, ESTIMATE, ITINERARY, PAYMENTS, PRESENTATION, REFERRAL, REFUSAL,
)  # fmt: skip
"""Papers of which the newest is the one that counts; each of any other kind stands for itself."""

ON_PAPERS = ("open", "sign", "make", "scan")


class PapersScreen(Place):
    """Agreement, consents, refusals and handouts of the leading option, with every version behind them."""

    PLACE = "papers"
    DETAIL = 3

    def __init__(self, case_id: int, sign: bool = False, kind: str = "") -> None:
        super().__init__()
        self._case_id = case_id
        self._sign_first = sign
        self._kind = kind
        columns = [Column("paper"), Column("version", 7, "right"), Column("made", 11), Column("how it stands", 30)]
        self._table = Table(columns, self._moved)
        self._case: CaseFile | None = None
        self._wanted: dict[Any, Wanted] = {}

    def body(self) -> Iterable[Widget]:
        """Give the list of papers."""
        yield self._table

    def arrive(self, **context: Any) -> None:
        """Show the papers; go on to signing when that was asked for."""
        super().arrive(**context)
        if self._kind in self._wanted:
            self._table.go_to(self._kind)
        if self._sign_first:
            asked = self._wanted.get(self._kind)
            waiting = [
                key for key, each in self._wanted.items() if each.standing == "unsigned" and is_signed(each.kind)
            ]
            unsigned = self._kind if asked and asked.standing == "unsigned" else next(iter(waiting), None)
            if unsigned is not None:
                self._table.go_to(unsigned)
                if why := self.why_not("sign"):
                    raise Refused(f"sign: {why}")
                self.act_sign()
            else:
                self.warn("sign: there is no paper waiting for a signature; make it first")

    @property
    def case(self) -> CaseFile:
        """The case."""
        assert self._case is not None
        return self._case

    @property
    def option(self) -> Option:
        """The option the papers are for."""
        option = self.case.leading
        if option is None:
            raise Refused("The case has no option yet.")
        return option

    def reload(self) -> None:
        """Read the papers and show how they stand today."""
        today = self.desk.today()
        self._case = read_case(self._case_id)
        option = self.option
        papers = papers_of([self._case_id])[self._case_id]
        wanted = wanted_today(self.case, option, papers, today, self._kind)
        self._wanted = {each.kind: each for each in wanted}
        rows: list[Line] = [Section("wanted today")]
        for each in wanted:
            made = (str(each.paper.number), show_date(each.paper.day)) if each.paper else ("", "")
            rows.append(Row(each.kind, (each.title, *made, (each.stands, _ink(each.stands)))))
        shown = {each.paper.id for each in wanted if each.paper}
        rest = [paper for paper in reversed(papers) if paper.id not in shown]
        void = taken_back(self._case_id)
        others = [paper for paper in rest if paper.kind.partition(":")[0] not in VERSIONED]
        for title, group in (
            ("receipts and other papers", others),
            ("earlier versions and other options", [paper for paper in rest if paper not in others]),
        ):
            rows += [Section(title)] if group else []
            for paper in group:
                standing = "signed" if paper.signatures else "replaced" if is_signed(paper.kind) else "made"
                if paper.kind.startswith(f"{REFUSAL}:") and paper.signatures and not still_declined(self.case, paper):
                    standing = "signed, no longer declined"
                if paper.title in void:
                    standing = "payment taken back"
                self._wanted[paper.id] = Wanted(paper.kind, paper.title, paper, standing)
                version = "" if paper.kind == RECEIPT else str(paper.number)
                rows.append(Row(paper.id, (paper.title, version, show_date(paper.day), standing), "dim"))
        missing = papers_lacking.missing_for(self.case, None, today)
        name = f"{self.case.last_name}, {self.case.first_name}"
        state = (
            [("nothing is missing", "good")] if not missing else [(f"{len(missing)} missing before treatment", "warn")]
        )
        self.heading(
            [("Papers  ", "heading"), (f"{name}  option {option.letter} {option.name}", "strong")], right=state
        )
        self._table.show(rows)
        self._moved()

    @property
    def current(self) -> Wanted | None:
        """The paper under the cursor."""
        return self._wanted.get(self._table.key)

    @property
    def paper(self) -> Paper:
        """The newest version of the paper under the cursor; raises Refused when none is made."""
        if self.current is None or self.current.paper is None:
            raise Refused("That paper is not made yet (Enter).")
        return self.current.paper

    def _moved(self) -> None:
        current = self.current
        needed = f"needed for {current.visits}   " if current and current.visits else ""
        if current is None or current.paper is None:
            self.detail(f"{needed}Enter makes it and writes the PDF" if current else "")
            return
        paper = current.paper
        by = "to be signed by" if is_signed(paper.kind) else "holds until"
        until = f"{by} {show_date_year(paper.valid_until)}" if paper.valid_until else ""
        signed = [
            f"signed {show_date(one.day)} by {one.signer} ({one.relation}, {one.how}), witness {one.witness}"
            for one in paper.signatures
        ]
        first = "not signed   " if is_signed(paper.kind) else ""
        waited = " and ".join(f"{one.name} ({one.role.lower()})" for one in paper.waits_for()) if signed else ""
        signed += [f"still to be signed by {waited}"] if waited else []
        last = f"SHA-256 {paper.sha256}"
        if paper.kind == AGREEMENT and paper.is_signed():
            last = rescission_words(paper.signatures[-1].day, self.desk.today()) or last
        self.detail(*(signed[-2:] or [f"{first}{needed}{until}"]), last)

    def why_not(self, action_id: str) -> str | None:
        """Say why a paper cannot be made or signed now."""
        current = self.current
        if action_id not in ON_PAPERS or current is None:
            return "there is no paper here" if action_id in ON_PAPERS else None
        head = current.kind.partition(":")[0]
        if action_id == "sign" and not self.desk.user.may("sign"):
            return f"your role ({self.desk.user.role}) witnesses no signatures"
        if action_id == "sign":
            if not is_signed(current.kind):
                return "it is handed out, not signed"
            if current.standing != "unsigned":
                return {"signed": "it is signed", "not made": "make it first (Enter)"}.get(
                    current.standing, f"it is {current.standing}; make it anew (n)"
                )
        if action_id == "make" and head == DISCLOSURE:
            return "it comes with the agreement; make that anew"
        if action_id == "make" and head == REFERRAL:
            return "a letter is written from the referral: W in the case"
        if action_id == "make" and head not in VERSIONED:
            return "it stands for itself: receipts are made in the account, good-faith estimates in the case"
        if action_id == "scan" and not (current.paper and current.paper.signatures):
            return "no signed paper stands here"
        return None

    def act_open(self) -> Answer:
        """Make the paper if it is not there yet, and write its PDF."""
        current = self.current
        assert current is not None
        if current.paper is None and current.kind.startswith(f"{CREDIT_NOTICE}:") and names_the_plan(self.desk.today()):
            return self._plan_and_notice(current.kind)
        changed = current.paper is not None and current.standing.startswith(("outdated", "INVALID"))
        said = "As it was before the change; n makes it anew. " if changed else ""
        if current.kind == PRESENTATION:
            from tctui.screens.papers_presented import offer_presented

            number, said = (current.paper.id, said) if current.paper else (self._make(PRESENTATION), "Made. ")
            return offer_presented(self, self.case, self._written(number, PRESENTATION, said))
        if current.paper is None:
            return self._talked(current.kind, lambda made: self._written(made, current.kind, "Made. "))
        return self._written(current.paper.id, current.kind, said)

    def _plan_and_notice(self, kind: str) -> str:
        """Make the notice on a partner's credit, and before it the written plan as it is today: the notice names its day."""
        day = self.desk.today().isoformat()
        paths = [papers_out.export(self._make(each), each, day) for each in (PRESENTATION, kind)]
        self.reload()
        return f"Made, with the treatment plan that it names. PDFs: {paths[0].name}, {papers_out.shown_path(paths[1])}"

    def _written(self, number: int, kind: str, made: str = "") -> str:
        path = papers_out.export(number, kind, self.desk.today().isoformat())
        signatures = papers_out.export_signatures(number, self.desk.today().isoformat())
        self.reload()
        beside = f"; who signed it: {signatures.name}" if signatures else ""
        return f"{made}PDF: {papers_out.shown_path(path)}{beside}"

    def act_make(self) -> Answer:
        """Make the paper anew with today's terms."""
        current = self.current
        assert current is not None
        before = current.paper.id if current.paper else 0

        def done(number: int) -> str:
            self.reload()
            return "Nothing has changed since this version." if number == before else f"{current.title}: new version made"

        return self._talked(current.kind, done)

    def _talked(self, kind: str, then: Callable[[int], str], interpreter: str = "", guardian: str = "", by: int = 0) -> Answer:
        """Make a paper; before a consent it is asked whether the dentist has talked it over: no paper says so unasked."""
        if not kind.startswith(f"{CONSENT}:"):
            return then(self._make(kind))
        wanted = kind.partition(":")[2]
        explains = by or agreements.dentist_of(self.option, wanted) or 0

        def made(discussed: bool, talked: tuple[date, int] | None = None) -> str:
            desk = self.desk
            name, _, relation = guardian.partition(",")
            decides = Person(clean(name, limit=60), relation=clean(relation, limit=60) or "guardian") if name.strip() else None
            number = agreements.make_consent(
                desk.user, desk.now(), desk.today(), self.case, self.option, wanted, discussed,
                talked=talked, interpreter=interpreter, decides=decides, explains=explains or None,
            )  # fmt: skip
            return then(number)

        def chosen(key: str) -> Answer:
            if key == "e":
                asked = "Talked over when (today 9:10, 11/20 2p)"
                self.ask(asked, lambda text: made(True, moment_from_text(text, self.desk.today())))
            elif key == "i":
                self.ask("Interpreter", lambda name: self._talked(kind, then, name, guardian, by))
            elif key == "g":
                asked = "Guardian who signs for the patient (name, relation)"
                self.ask(asked, lambda name: self._talked(kind, then, interpreter, name, by))
            elif key == "d":
                others = {str(number): who for number, who in enumerate(dentists().items(), 1)}
                self.choose(
                    "Talked over by", [(number, name) for number, (_, name) in others.items()],
                    lambda number: self._talked(kind, then, interpreter, guardian, others[number][0]),
                )  # fmt: skip
            else:
                return made(key == "n")
            return None

        said = [("n", "just now"), ("e", "earlier"), ("h", "written by hand"), ("i", "interpreter"), ("g", "guardian")]
        said += [("d", "another dentist")] if len(dentists()) > 1 else []
        who = f", {interpreter} interpreting" if interpreter else ""
        who += f", {guardian.partition(',')[0]} signing" if guardian else ""
        dentist = provider_name(explains) or "The dentist"
        self.choose(f"{dentist} talked it over{who or ' with the patient'}", said, chosen)
        return None

    def _make(self, kind: str) -> int:
        desk, case = self.desk, self.case
        head, _, rest = kind.partition(":")
        if head == AGREEMENT:
            return agreements.make_agreement(desk.user, desk.now(), desk.today(), case, self.option)
        if head == PRESENTATION:
            return agreements.make_presentation(desk.user, desk.now(), desk.today(), case)
        if head == REFUSAL:
            wanted = lines_of_refusal(kind)
            owner = next(each for each in case.options if any(line.id in wanted for line in each.lines()))
            return make_refusal(desk.by(), case, owner, wanted)
        if head == CREDIT_NOTICE:
            return make_notice(desk.by(), case, rest)
        if head == ESTIMATE:
            return handouts.make_estimate_paper(desk.by(), case, self.option)
        if head == PAYMENTS:
            return handouts.make_payment_schedule(desk.by(), case, self.option)
        if head == CHARGES:
            return handouts.make_charges_list(desk.by(), case, self.option, rest)
        if head == ITINERARY:
            return handouts.give_itinerary(desk.by(), case, int(rest) if rest else None).document_id
        raise Refused("That paper is not made here.")

    def act_sign(self) -> None:
        """Record a signature: on paper with a witness and perhaps a scan, or typed on this screen."""
        ask_how(self, self.case, self.paper)

    def act_scan(self) -> Answer:
        """Attach the scan of a paper that was signed by hand, or write what is attached into the export folder."""
        paper = self.paper

        def attach(named: str) -> str:
            attach_scan(self.desk.by(), self.case, paper, papers_out.read_scan(named))
            self.reload()
            return f"Scan of {paper.title} attached"

        def write() -> str:
            paths = papers_out.export_scans(paper.id, self.desk.today().isoformat())
            more = f", {len(paths)} of them in that folder" if len(paths) > 1 else ""
            return f"Scan: {papers_out.shown_path(paths[-1])}{more}"

        def chosen(key: str) -> Answer:
            if key == "w":
                return write()
            self.ask("Path of the scan", attach)
            return None

        by_hand = any(one.way == "paper" for one in paper.signatures)
        if not any(one.scanned for one in paper.signatures):
            return chosen("a") if by_hand else write()
        self.choose("Scan", [("w", "write it out"), ("a", "attach another")] if by_hand else [("w", "write it out")], chosen)
        return None

    def act_explain(self) -> None:
        """Show the tree of every amount on the paper: from its own terms, and the estimate that these rest on."""
        from tctui.db.paper_traces import paper_trace
        from tctui.screens.trace import open_trace

        paper = self.paper
        root = paper_trace(self.case, paper)
        if root is None:
            raise Refused("No amount stands on that paper.")
        version = "" if paper.kind == RECEIPT else f", version {paper.number}"
        open_trace(self, [(f"{paper.title}{version}: its amounts", "heading")], root)

    def act_overrides(self) -> None:
        """Show who let which visit go ahead with papers missing, and why: here, and in all cases."""
        show_overrides(self, self._case_id)


def show_overrides(place: Place, case_id: int | None = None) -> None:
    """List the overrides of the gate, the newest first; those of the case in hand stand out."""
    found = {each.id: each for each in overrides()}
    if not found:
        raise Refused("No visit was let go ahead with papers missing.")
    rows: list[Line] = [
        Row(each.id, (show_date_year(each.day), each.patient, each.by, each.reason),
            "plain" if case_id in (None, each.case_id) else "dim")
        for each in found.values()
    ]  # fmt: skip
    columns = [Column("day", 15), Column("patient", 20), Column("by", 16), Column("why")]

    def about(key: object) -> list[str]:
        each = found.get(key) if isinstance(key, int) else None
        return [f"{each.visit}: {each.missing}", each.reason] if each else [""]

    place.open_list(
        [("Overrides  ", "heading"), ("visits that went ahead unsigned", "strong")], columns, rows, about=about
    )


def open_papers(place: Place, case_id: int, sign: bool = False, kind: str = "") -> None:
    """Open the papers of a case over a place: on the way to a signature when asked, the cursor on a kind when named."""
    place.app.push_screen(PapersScreen(case_id, sign, kind), place._form_closed)


def _ink(standing: str) -> str:
    if standing in ("signed", "made"):
        return "good"
    return "warn" if standing.startswith("INVALID") else "caution"
