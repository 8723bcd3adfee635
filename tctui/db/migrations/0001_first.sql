CREATE TABLE "guarantor" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "source" TEXT NOT NULL, "foreign_id" TEXT NOT NULL, "last_name" TEXT NOT NULL, "first_name" TEXT NOT NULL, "address" TEXT NOT NULL, "phone" TEXT NOT NULL, "email" TEXT NOT NULL);

CREATE UNIQUE INDEX guarantor_source ON guarantor (source, foreign_id) WHERE source <> '';

CREATE TABLE "patient" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "source" TEXT NOT NULL, "foreign_id" TEXT NOT NULL, "chart_number" TEXT NOT NULL, "last_name" TEXT NOT NULL COLLATE NOCASE, "first_name" TEXT NOT NULL COLLATE NOCASE, "preferred_name" TEXT NOT NULL, "birth_date" DATE, "sex" TEXT NOT NULL, "address" TEXT NOT NULL, "phone" TEXT NOT NULL, "email" TEXT NOT NULL, "channel" TEXT NOT NULL, "do_not_contact" INTEGER NOT NULL, "language" TEXT NOT NULL, "medical_alert" TEXT NOT NULL, "can_come" TEXT NOT NULL, "short_call" INTEGER NOT NULL, "guarantor_id" INTEGER, "active" INTEGER NOT NULL, FOREIGN KEY ("guarantor_id") REFERENCES "guarantor" ("id"), CHECK (channel IN ('phone', 'text', 'email', 'letter')));

CREATE INDEX "patient_guarantor_id" ON "patient" ("guarantor_id");

CREATE INDEX "patient_last_name_first_name" ON "patient" ("last_name", "first_name");

CREATE UNIQUE INDEX patient_source ON patient (source, foreign_id) WHERE source <> '';

CREATE TABLE "provider" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "source" TEXT NOT NULL, "foreign_id" TEXT NOT NULL, "code" TEXT NOT NULL, "name" TEXT NOT NULL, "credentials" TEXT NOT NULL, "npi" TEXT NOT NULL, "role" TEXT NOT NULL, "hourly_goal" INTEGER NOT NULL, "active" INTEGER NOT NULL, CHECK (role IN ('doctor', 'hygienist', 'assistant')), CHECK (hourly_goal >= 0));

CREATE UNIQUE INDEX provider_source ON provider (source, foreign_id) WHERE source <> '';

CREATE TABLE "user" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "login" TEXT NOT NULL COLLATE NOCASE, "name" TEXT NOT NULL, "initials" TEXT NOT NULL, "role" TEXT NOT NULL, "password_hash" TEXT NOT NULL, "active" INTEGER NOT NULL, "failures" INTEGER NOT NULL, "blocked_until" TEXT NOT NULL, CHECK (role IN ('front', 'coordinator', 'provider', 'lead', 'auditor', 'admin')));

CREATE UNIQUE INDEX "user_login" ON "user" ("login");

CREATE TABLE "treatment_case" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "source" TEXT NOT NULL, "foreign_id" TEXT NOT NULL, "patient_id" INTEGER NOT NULL, "title" TEXT NOT NULL, "diagnosed_on" DATE NOT NULL, "provider_id" INTEGER, "owner_id" INTEGER, "next_action" TEXT NOT NULL, "next_on" DATE, "next_agreed" INTEGER NOT NULL, FOREIGN KEY ("patient_id") REFERENCES "patient" ("id"), FOREIGN KEY ("provider_id") REFERENCES "provider" ("id"), FOREIGN KEY ("owner_id") REFERENCES "user" ("id"));

CREATE INDEX "treatment_case_patient_id" ON "treatment_case" ("patient_id");

CREATE INDEX "treatment_case_provider_id" ON "treatment_case" ("provider_id");

CREATE INDEX "treatment_case_owner_id" ON "treatment_case" ("owner_id");

CREATE UNIQUE INDEX treatment_case_source ON treatment_case (source, foreign_id) WHERE source <> '';

CREATE TABLE "option" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "case_id" INTEGER NOT NULL, "letter" TEXT NOT NULL, "name" TEXT NOT NULL, "recommended" INTEGER NOT NULL, "chosen" INTEGER NOT NULL, "rationale" TEXT NOT NULL, FOREIGN KEY ("case_id") REFERENCES "treatment_case" ("id"));

CREATE INDEX "option_case_id" ON "option" ("case_id");

CREATE TABLE "frozen_estimate" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "option_id" INTEGER NOT NULL, "number" INTEGER NOT NULL, "frozen_on" DATE NOT NULL, "expires_on" DATE NOT NULL, "user_id" INTEGER, "fee" INTEGER NOT NULL, "insurance" INTEGER NOT NULL, "write_off" INTEGER NOT NULL, "patient" INTEGER NOT NULL, "result" TEXT NOT NULL, FOREIGN KEY ("option_id") REFERENCES "option" ("id"), FOREIGN KEY ("user_id") REFERENCES "user" ("id"));

CREATE INDEX "frozen_estimate_option_id" ON "frozen_estimate" ("option_id");

CREATE INDEX "frozen_estimate_user_id" ON "frozen_estimate" ("user_id");

CREATE UNIQUE INDEX "frozen_estimate_option_id_number" ON "frozen_estimate" ("option_id", "number");

CREATE TABLE "arrangement" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "case_id" INTEGER NOT NULL, "option_id" INTEGER NOT NULL, "estimate_id" INTEGER, "number" INTEGER NOT NULL, "kind" TEXT NOT NULL, "total" INTEGER NOT NULL, "down" INTEGER NOT NULL, "count" INTEGER NOT NULL, "rate" INTEGER NOT NULL, "frequency" TEXT NOT NULL, "first_due" DATE, "courtesy" INTEGER NOT NULL, "method" TEXT NOT NULL, "terms" TEXT NOT NULL, "day" DATE NOT NULL, "user_id" INTEGER, "replaced_by_id" INTEGER, "account_id" INTEGER, "amendment" TEXT NOT NULL, FOREIGN KEY ("case_id") REFERENCES "treatment_case" ("id"), FOREIGN KEY ("option_id") REFERENCES "option" ("id"), FOREIGN KEY ("estimate_id") REFERENCES "frozen_estimate" ("id"), FOREIGN KEY ("user_id") REFERENCES "user" ("id"), FOREIGN KEY ("replaced_by_id") REFERENCES "arrangement" ("id"), FOREIGN KEY ("account_id") REFERENCES "arrangement" ("id"), CHECK (kind IN ('in_full', 'per_visit', 'in_house', 'partner', 'membership', 'split')), CHECK (total >= 0), CHECK (down >= 0), CHECK (rate >= 0));

CREATE INDEX "arrangement_case_id" ON "arrangement" ("case_id");

CREATE INDEX "arrangement_option_id" ON "arrangement" ("option_id");

CREATE INDEX "arrangement_estimate_id" ON "arrangement" ("estimate_id");

CREATE INDEX "arrangement_user_id" ON "arrangement" ("user_id");

CREATE INDEX "arrangement_replaced_by_id" ON "arrangement" ("replaced_by_id");

CREATE INDEX "arrangement_account_id" ON "arrangement" ("account_id");

CREATE TABLE "account_event" ("id" INTEGER NOT NULL PRIMARY KEY, "arrangement_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "day" DATE NOT NULL, "cents" INTEGER NOT NULL, "about" INTEGER, "terms_id" INTEGER, "method" TEXT NOT NULL, "reference" TEXT NOT NULL, "note" TEXT NOT NULL, "at" TEXT NOT NULL, "user_id" INTEGER, FOREIGN KEY ("arrangement_id") REFERENCES "arrangement" ("id"), FOREIGN KEY ("terms_id") REFERENCES "arrangement" ("id"), FOREIGN KEY ("user_id") REFERENCES "user" ("id"), CHECK (kind IN ('payment', 'returned', 'mistaken', 'late_fee', 'returned_fee', 'waived', 'refund', 'amended')), CHECK (kind = 'amended' OR cents > 0));

CREATE INDEX "account_event_arrangement_id" ON "account_event" ("arrangement_id");

CREATE INDEX "account_event_terms_id" ON "account_event" ("terms_id");

CREATE INDEX "account_event_user_id" ON "account_event" ("user_id");

CREATE TABLE "phase" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "option_id" INTEGER NOT NULL, "ordinal" INTEGER NOT NULL, "kind" TEXT NOT NULL, "name" TEXT NOT NULL, FOREIGN KEY ("option_id") REFERENCES "option" ("id"), CHECK (kind IN ('urgent', 'disease_control', 'restorative', 'elective', 'maintenance')));

CREATE INDEX "phase_option_id" ON "phase" ("option_id");

CREATE TABLE "visit" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "phase_id" INTEGER NOT NULL, "ordinal" INTEGER NOT NULL, "name" TEXT NOT NULL, "pattern" TEXT NOT NULL, "provider_id" INTEGER, "gap_min" INTEGER, "gap_max" INTEGER, FOREIGN KEY ("phase_id") REFERENCES "phase" ("id"), FOREIGN KEY ("provider_id") REFERENCES "provider" ("id"), CHECK (gap_min IS NULL OR gap_max IS NULL OR gap_min <= gap_max));

CREATE INDEX "visit_phase_id" ON "visit" ("phase_id");

CREATE INDEX "visit_provider_id" ON "visit" ("provider_id");

CREATE TABLE "operatory" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "source" TEXT NOT NULL, "foreign_id" TEXT NOT NULL, "code" TEXT NOT NULL, "name" TEXT NOT NULL, "kind" TEXT NOT NULL, "ordinal" INTEGER NOT NULL, "provider_id" INTEGER, "active" INTEGER NOT NULL, FOREIGN KEY ("provider_id") REFERENCES "provider" ("id"), CHECK (kind IN ('doctor', 'hygiene', 'any')));

CREATE INDEX "operatory_provider_id" ON "operatory" ("provider_id");

CREATE UNIQUE INDEX operatory_source ON operatory (source, foreign_id) WHERE source <> '';

CREATE TABLE "appointment" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "source" TEXT NOT NULL, "foreign_id" TEXT NOT NULL, "patient_id" INTEGER NOT NULL, "visit_id" INTEGER, "operatory_id" INTEGER NOT NULL, "provider_id" INTEGER NOT NULL, "exam_provider_id" INTEGER, "exam_offset" INTEGER NOT NULL, "exam_units" INTEGER NOT NULL, "day" INTEGER NOT NULL, "start" INTEGER NOT NULL, "pattern" TEXT NOT NULL, "label" TEXT NOT NULL, "state" TEXT NOT NULL, "exclusive" INTEGER NOT NULL, "lane" INTEGER NOT NULL, "lane_reason" TEXT NOT NULL, "confirmed_day" INTEGER, "confirmed_how" TEXT NOT NULL, "broken_as" TEXT NOT NULL, "broken_reason" TEXT NOT NULL, "note" TEXT NOT NULL, "production" INTEGER NOT NULL, "booked_on" DATE, FOREIGN KEY ("patient_id") REFERENCES "patient" ("id"), FOREIGN KEY ("visit_id") REFERENCES "visit" ("id"), FOREIGN KEY ("operatory_id") REFERENCES "operatory" ("id"), FOREIGN KEY ("provider_id") REFERENCES "provider" ("id"), FOREIGN KEY ("exam_provider_id") REFERENCES "provider" ("id"), CHECK (state IN ('planned', 'scheduled', 'confirmed', 'arrived', 'in chair', 'out', 'completed', 'broken', 'cancelled')), CHECK (broken_as IN ('', 'no-show', 'late cancel')), CHECK (start >= 0 AND start + length(pattern) <= 288 AND length(pattern) > 0), CHECK (lane = 0 OR length(lane_reason) > 0));

CREATE INDEX "appointment_patient_id" ON "appointment" ("patient_id");

CREATE INDEX "appointment_visit_id" ON "appointment" ("visit_id");

CREATE INDEX "appointment_operatory_id" ON "appointment" ("operatory_id");

CREATE INDEX "appointment_provider_id" ON "appointment" ("provider_id");

CREATE INDEX "appointment_exam_provider_id" ON "appointment" ("exam_provider_id");

CREATE INDEX "appointment_day" ON "appointment" ("day");

CREATE UNIQUE INDEX appointment_source ON appointment (source, foreign_id) WHERE source <> '';

CREATE TABLE "audit" ("id" INTEGER NOT NULL PRIMARY KEY, "at" TEXT NOT NULL, "user_id" INTEGER NOT NULL, "action" TEXT NOT NULL, "says" TEXT NOT NULL, "case_id" INTEGER, "patient_id" INTEGER, "rows" TEXT NOT NULL, "can_undo" INTEGER NOT NULL, "undoes" INTEGER, "token" TEXT, "result" TEXT NOT NULL, "mac" TEXT NOT NULL);

CREATE INDEX "audit_case_id" ON "audit" ("case_id");

CREATE INDEX "audit_patient_id" ON "audit" ("patient_id");

CREATE INDEX "audit_undoes" ON "audit" ("undoes");

CREATE UNIQUE INDEX "audit_token" ON "audit" ("token");

CREATE INDEX "audit_user_id_id" ON "audit" ("user_id", "id");

CREATE TABLE "carrier" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "source" TEXT NOT NULL, "foreign_id" TEXT NOT NULL, "name" TEXT NOT NULL, "phone" TEXT NOT NULL, "payer_number" TEXT NOT NULL);

CREATE UNIQUE INDEX "carrier_name" ON "carrier" ("name");

CREATE UNIQUE INDEX carrier_source ON carrier (source, foreign_id) WHERE source <> '';

CREATE TABLE "fee_schedule" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "source" TEXT NOT NULL, "foreign_id" TEXT NOT NULL, "name" TEXT NOT NULL, "kind" TEXT NOT NULL, CHECK (kind IN ('office', 'contracted', 'out_of_network', 'copay', 'membership')));

CREATE UNIQUE INDEX "fee_schedule_name" ON "fee_schedule" ("name");

CREATE UNIQUE INDEX fee_schedule_source ON fee_schedule (source, foreign_id) WHERE source <> '';

CREATE TABLE "benefit_plan" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "source" TEXT NOT NULL, "foreign_id" TEXT NOT NULL, "carrier_id" INTEGER NOT NULL, "name" TEXT NOT NULL, "group_number" TEXT NOT NULL, "employer" TEXT NOT NULL, "template" INTEGER NOT NULL, "changed" INTEGER NOT NULL, "kind" TEXT NOT NULL, "in_network" INTEGER NOT NULL, "renewal_month" INTEGER, "cob" TEXT, "fee_schedule_id" INTEGER, "copay_schedule_id" INTEGER, "settings" TEXT NOT NULL, FOREIGN KEY ("carrier_id") REFERENCES "carrier" ("id"), FOREIGN KEY ("fee_schedule_id") REFERENCES "fee_schedule" ("id"), FOREIGN KEY ("copay_schedule_id") REFERENCES "fee_schedule" ("id"), CHECK (renewal_month IS NULL OR renewal_month BETWEEN 1 AND 12));

CREATE INDEX "benefit_plan_carrier_id" ON "benefit_plan" ("carrier_id");

CREATE INDEX "benefit_plan_fee_schedule_id" ON "benefit_plan" ("fee_schedule_id");

CREATE INDEX "benefit_plan_copay_schedule_id" ON "benefit_plan" ("copay_schedule_id");

CREATE UNIQUE INDEX benefit_plan_source ON benefit_plan (source, foreign_id) WHERE source <> '';

CREATE TABLE "coverage" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "source" TEXT NOT NULL, "foreign_id" TEXT NOT NULL, "patient_id" INTEGER NOT NULL, "plan_id" INTEGER NOT NULL, "ordinal" INTEGER NOT NULL, "subscriber_name" TEXT NOT NULL, "relation" TEXT NOT NULL, "member_number" TEXT NOT NULL, "effective" DATE, "terminated" DATE, "verified_on" DATE, "verified_by" TEXT NOT NULL, "verified_how" TEXT NOT NULL, "verified_reference" TEXT NOT NULL, FOREIGN KEY ("patient_id") REFERENCES "patient" ("id"), FOREIGN KEY ("plan_id") REFERENCES "benefit_plan" ("id"), CHECK (relation IN ('self', 'spouse', 'child', 'other')), CHECK (ordinal BETWEEN 1 AND 9));

CREATE INDEX "coverage_patient_id" ON "coverage" ("patient_id");

CREATE INDEX "coverage_plan_id" ON "coverage" ("plan_id");

CREATE UNIQUE INDEX coverage_source ON coverage (source, foreign_id) WHERE source <> '';

CREATE TABLE "benefit_rule" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "source" TEXT NOT NULL, "foreign_id" TEXT NOT NULL, "plan_id" INTEGER, "coverage_id" INTEGER, "kind" TEXT NOT NULL, "scope" TEXT NOT NULL, "level" TEXT NOT NULL, "period" TEXT NOT NULL, "percent" INTEGER, "amount" INTEGER, "terms" TEXT NOT NULL, FOREIGN KEY ("plan_id") REFERENCES "benefit_plan" ("id"), FOREIGN KEY ("coverage_id") REFERENCES "coverage" ("id"), CHECK (level IN ('individual', 'family')), CHECK ((plan_id IS NULL) <> (coverage_id IS NULL)), CHECK (percent IS NULL OR percent BETWEEN 0 AND 10000), CHECK (amount IS NULL OR amount >= 0));

CREATE INDEX "benefit_rule_plan_id" ON "benefit_rule" ("plan_id");

CREATE INDEX "benefit_rule_coverage_id" ON "benefit_rule" ("coverage_id");

CREATE UNIQUE INDEX benefit_rule_source ON benefit_rule (source, foreign_id) WHERE source <> '';

CREATE TABLE "benefit_use" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "source" TEXT NOT NULL, "foreign_id" TEXT NOT NULL, "coverage_id" INTEGER NOT NULL, "day" DATE NOT NULL, "state" TEXT NOT NULL, "who" TEXT NOT NULL, "code" TEXT NOT NULL, "category" TEXT NOT NULL, "tooth" TEXT NOT NULL, "surfaces" TEXT NOT NULL, "area" TEXT NOT NULL, "paid" INTEGER NOT NULL, "deductible" INTEGER NOT NULL, "line_id" INTEGER, "total" TEXT NOT NULL, FOREIGN KEY ("coverage_id") REFERENCES "coverage" ("id"), CHECK (state IN ('paid', 'pending', 'elsewhere', 'denied')), CHECK (total IN ('', 'maximum', 'deductible')), CHECK (who IN ('self', 'family')), CHECK (paid >= 0), CHECK (deductible >= 0));

CREATE INDEX "benefit_use_coverage_id" ON "benefit_use" ("coverage_id");

CREATE UNIQUE INDEX benefit_use_source ON benefit_use (source, foreign_id) WHERE source <> '';

CREATE TABLE "block" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "resource" TEXT NOT NULL, "resource_id" INTEGER NOT NULL, "day" INTEGER, "weekday" INTEGER, "first_day" INTEGER, "last_day" INTEGER, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, "name" TEXT NOT NULL, "kind" TEXT NOT NULL, "uses" TEXT NOT NULL, "release_days" INTEGER, CHECK (resource IN ('practice', 'provider', 'operatory')), CHECK (kind IN ('closed', 'production')), CHECK (start >= 0 AND end <= 288 AND start < end), CHECK (day IS NULL OR (weekday IS NULL AND first_day IS NULL AND last_day IS NULL)));

CREATE INDEX "block_day" ON "block" ("day");

CREATE TABLE "board_card" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "case_id" INTEGER NOT NULL, "patient_id" INTEGER NOT NULL, "last_name" TEXT NOT NULL, "first_name" TEXT NOT NULL, "title" TEXT NOT NULL, "owner_id" INTEGER, "provider_id" INTEGER, "stage" TEXT NOT NULL, "since" DATE NOT NULL, "open_cents" INTEGER NOT NULL, "options" INTEGER NOT NULL, "urgent" INTEGER NOT NULL, "next_on" DATE, "next_action" TEXT NOT NULL, "next_agreed" INTEGER NOT NULL, "money_missing" INTEGER NOT NULL, "papers_missing" INTEGER NOT NULL, "papers_until" DATE, "verified_until" DATE, "estimate_expires" DATE, "at_specialist" INTEGER NOT NULL, "handoff_open" INTEGER NOT NULL, FOREIGN KEY ("case_id") REFERENCES "treatment_case" ("id"), FOREIGN KEY ("patient_id") REFERENCES "patient" ("id"), FOREIGN KEY ("owner_id") REFERENCES "user" ("id"), FOREIGN KEY ("provider_id") REFERENCES "provider" ("id"), CHECK (stage IN ('diagnosed', 'presented', 'accepted', 'scheduled', 'in_treatment', 'completed', 'declined')));

CREATE UNIQUE INDEX "board_card_case_id" ON "board_card" ("case_id");

CREATE INDEX "board_card_patient_id" ON "board_card" ("patient_id");

CREATE INDEX "board_card_owner_id" ON "board_card" ("owner_id");

CREATE INDEX "board_card_provider_id" ON "board_card" ("provider_id");

CREATE INDEX "board_card_stage" ON "board_card" ("stage");

CREATE INDEX "board_card_next_on" ON "board_card" ("next_on");

CREATE TABLE "claim" ("resource" TEXT NOT NULL, "resource_id" INTEGER NOT NULL, "day" INTEGER NOT NULL, "unit" INTEGER NOT NULL, "lane" INTEGER NOT NULL, "appointment_id" INTEGER NOT NULL, PRIMARY KEY ("resource", "resource_id", "day", "unit", "lane"), FOREIGN KEY ("appointment_id") REFERENCES "appointment" ("id"), CHECK (resource IN ('o', 'p', 't'))) WITHOUT ROWID;

CREATE INDEX "claim_appointment_id" ON "claim" ("appointment_id");

CREATE TABLE "line" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "source" TEXT NOT NULL, "foreign_id" TEXT NOT NULL, "visit_id" INTEGER NOT NULL, "ordinal" INTEGER NOT NULL, "code" TEXT NOT NULL, "name" TEXT NOT NULL, "category" TEXT NOT NULL, "tooth" TEXT NOT NULL, "surfaces" TEXT NOT NULL, "area" TEXT NOT NULL, "fee" INTEGER NOT NULL, "quantity" INTEGER NOT NULL, "provider_id" INTEGER, "urgency" TEXT NOT NULL, "rationale" TEXT NOT NULL, "if_waits" TEXT NOT NULL, "planned_on" DATE, FOREIGN KEY ("visit_id") REFERENCES "visit" ("id"), FOREIGN KEY ("provider_id") REFERENCES "provider" ("id"), CHECK (urgency IN ('immediate', 'soon', 'elective')), CHECK (fee >= 0), CHECK (quantity BETWEEN 1 AND 99));

CREATE INDEX "line_visit_id" ON "line" ("visit_id");

CREATE INDEX "line_provider_id" ON "line" ("provider_id");

CREATE UNIQUE INDEX line_source ON line (source, foreign_id) WHERE source <> '';

CREATE TABLE "claim_outcome" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "line_id" INTEGER NOT NULL, "coverage_id" INTEGER NOT NULL, "day" DATE NOT NULL, "user_id" INTEGER, "state" TEXT NOT NULL, "allowed" INTEGER, "paid" INTEGER NOT NULL, "write_off" INTEGER, "deductible" INTEGER, "reason" TEXT NOT NULL, "paid_as" TEXT NOT NULL, "reference" TEXT NOT NULL, "expected" INTEGER NOT NULL, "expected_allowed" INTEGER, "expected_deductible" INTEGER, "expected_percent" INTEGER, FOREIGN KEY ("line_id") REFERENCES "line" ("id"), FOREIGN KEY ("coverage_id") REFERENCES "coverage" ("id"), FOREIGN KEY ("user_id") REFERENCES "user" ("id"), CHECK (state IN ('paid', 'denied')), CHECK (paid >= 0), CHECK (expected >= 0));

CREATE INDEX "claim_outcome_line_id" ON "claim_outcome" ("line_id");

CREATE INDEX "claim_outcome_coverage_id" ON "claim_outcome" ("coverage_id");

CREATE INDEX "claim_outcome_user_id" ON "claim_outcome" ("user_id");

CREATE TABLE "concern" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "case_id" INTEGER NOT NULL, "category" TEXT NOT NULL, "said" TEXT NOT NULL, "suspected" TEXT NOT NULL, "answer" TEXT NOT NULL, "state" TEXT NOT NULL, "day" DATE NOT NULL, "user_id" INTEGER, FOREIGN KEY ("case_id") REFERENCES "treatment_case" ("id"), FOREIGN KEY ("user_id") REFERENCES "user" ("id"), CHECK (state IN ('open', 'answered', 'resolved')));

CREATE INDEX "concern_case_id" ON "concern" ("case_id");

CREATE INDEX "concern_user_id" ON "concern" ("user_id");

CREATE TABLE "contact" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "patient_id" INTEGER NOT NULL, "case_id" INTEGER, "at" TEXT NOT NULL, "day" DATE NOT NULL, "user_id" INTEGER, "channel" TEXT NOT NULL, "reached" INTEGER NOT NULL, "said" TEXT NOT NULL, "next_step" TEXT NOT NULL, "corrects_id" INTEGER, FOREIGN KEY ("patient_id") REFERENCES "patient" ("id"), FOREIGN KEY ("case_id") REFERENCES "treatment_case" ("id"), FOREIGN KEY ("user_id") REFERENCES "user" ("id"), FOREIGN KEY ("corrects_id") REFERENCES "contact" ("id"), CHECK (channel IN ('phone', 'person', 'letter', 'email', 'text', 'note')));

CREATE INDEX "contact_patient_id" ON "contact" ("patient_id");

CREATE INDEX "contact_case_id" ON "contact" ("case_id");

CREATE INDEX "contact_user_id" ON "contact" ("user_id");

CREATE INDEX "contact_corrects_id" ON "contact" ("corrects_id");

CREATE TABLE "document" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "kind" TEXT NOT NULL, "patient_id" INTEGER NOT NULL, "case_id" INTEGER, "option_id" INTEGER, "number" INTEGER NOT NULL, "title" TEXT NOT NULL, "terms" TEXT NOT NULL, "terms_sha256" TEXT NOT NULL, "basis_sha256" TEXT NOT NULL, "content" BLOB NOT NULL, "sha256" TEXT NOT NULL, "made_at" TEXT NOT NULL, "day" DATE NOT NULL, "valid_until" DATE, "user_id" INTEGER, FOREIGN KEY ("patient_id") REFERENCES "patient" ("id"), FOREIGN KEY ("case_id") REFERENCES "treatment_case" ("id"), FOREIGN KEY ("option_id") REFERENCES "option" ("id"), FOREIGN KEY ("user_id") REFERENCES "user" ("id"), CHECK (length(sha256) = 64 AND length(terms_sha256) = 64));

CREATE INDEX "document_patient_id" ON "document" ("patient_id");

CREATE INDEX "document_case_id" ON "document" ("case_id");

CREATE INDEX "document_option_id" ON "document" ("option_id");

CREATE INDEX "document_user_id" ON "document" ("user_id");

CREATE TABLE "entry" ("id" INTEGER NOT NULL PRIMARY KEY, "event_id" INTEGER NOT NULL, "account" TEXT NOT NULL, "cents" INTEGER NOT NULL, FOREIGN KEY ("event_id") REFERENCES "account_event" ("id"));

CREATE INDEX "entry_event_id" ON "entry" ("event_id");

CREATE TABLE "fee" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "source" TEXT NOT NULL, "foreign_id" TEXT NOT NULL, "schedule_id" INTEGER NOT NULL, "code" TEXT NOT NULL, "amount" INTEGER NOT NULL, FOREIGN KEY ("schedule_id") REFERENCES "fee_schedule" ("id"), CHECK (amount >= 0));

CREATE INDEX "fee_schedule_id" ON "fee" ("schedule_id");

CREATE UNIQUE INDEX "fee_schedule_id_code" ON "fee" ("schedule_id", "code");

CREATE TABLE "financing_application" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "case_id" INTEGER NOT NULL, "partner" TEXT NOT NULL, "product" TEXT NOT NULL, "months" INTEGER, "fee" INTEGER, "terms" TEXT NOT NULL, FOREIGN KEY ("case_id") REFERENCES "treatment_case" ("id"), CHECK (fee IS NULL OR fee BETWEEN 0 AND 10000));

CREATE INDEX "financing_application_case_id" ON "financing_application" ("case_id");

CREATE TABLE "financing_fact" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "application_id" INTEGER NOT NULL, "fact" TEXT NOT NULL, "holds" INTEGER NOT NULL, "note" TEXT NOT NULL, "day" DATE NOT NULL, "at" TEXT NOT NULL, "user_id" INTEGER, FOREIGN KEY ("application_id") REFERENCES "financing_application" ("id"), FOREIGN KEY ("user_id") REFERENCES "user" ("id"));

CREATE INDEX "financing_fact_application_id" ON "financing_fact" ("application_id");

CREATE INDEX "financing_fact_user_id" ON "financing_fact" ("user_id");

CREATE TABLE "financing_step" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "application_id" INTEGER NOT NULL, "state" TEXT NOT NULL, "day" DATE NOT NULL, "cents" INTEGER NOT NULL, "expires_on" DATE, "reference" TEXT NOT NULL, "note" TEXT NOT NULL, "at" TEXT NOT NULL, "user_id" INTEGER, FOREIGN KEY ("application_id") REFERENCES "financing_application" ("id"), FOREIGN KEY ("user_id") REFERENCES "user" ("id"), CHECK (state IN ('offered', 'applied', 'approved', 'counter_offer', 'declined', 'used', 'funded', 'refunded', 'expired')), CHECK (cents >= 0), CHECK (length(reference) <= 24));

CREATE INDEX "financing_step_application_id" ON "financing_step" ("application_id");

CREATE INDEX "financing_step_user_id" ON "financing_step" ("user_id");

CREATE TABLE "good_faith" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "case_id" INTEGER NOT NULL, "asked_on" DATE, "uses_insurance" INTEGER, FOREIGN KEY ("case_id") REFERENCES "treatment_case" ("id"));

CREATE INDEX "good_faith_case_id" ON "good_faith" ("case_id");

CREATE TABLE "handoff" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "case_id" INTEGER NOT NULL, "to_role" TEXT NOT NULL, "text" TEXT NOT NULL, "given_at" TEXT NOT NULL, "given_by_id" INTEGER, "confirmed_at" TEXT NOT NULL, "confirmed_by_id" INTEGER, FOREIGN KEY ("case_id") REFERENCES "treatment_case" ("id"), FOREIGN KEY ("given_by_id") REFERENCES "user" ("id"), FOREIGN KEY ("confirmed_by_id") REFERENCES "user" ("id"));

CREATE INDEX "handoff_case_id" ON "handoff" ("case_id");

CREATE INDEX "handoff_given_by_id" ON "handoff" ("given_by_id");

CREATE INDEX "handoff_confirmed_by_id" ON "handoff" ("confirmed_by_id");

CREATE TABLE "hold" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "user_id" INTEGER NOT NULL, "session" TEXT NOT NULL, "operatory_id" INTEGER NOT NULL, "day" INTEGER NOT NULL, "start" INTEGER NOT NULL, "length" INTEGER NOT NULL, "until" TEXT NOT NULL, FOREIGN KEY ("user_id") REFERENCES "user" ("id"), FOREIGN KEY ("operatory_id") REFERENCES "operatory" ("id"));

CREATE INDEX "hold_user_id" ON "hold" ("user_id");

CREATE INDEX "hold_operatory_id" ON "hold" ("operatory_id");

CREATE TABLE "holiday" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "day" INTEGER NOT NULL, "name" TEXT NOT NULL);

CREATE TABLE "hours" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "resource" TEXT NOT NULL, "resource_id" INTEGER NOT NULL, "weekday" INTEGER NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, CHECK (resource IN ('practice', 'provider', 'operatory')), CHECK (weekday BETWEEN 0 AND 6), CHECK (start >= 0 AND end <= 288 AND start < end));

CREATE INDEX "hours_resource_resource_id" ON "hours" ("resource", "resource_id");

CREATE TABLE "hours_exception" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "resource" TEXT NOT NULL, "resource_id" INTEGER NOT NULL, "day" INTEGER NOT NULL, "start" INTEGER, "end" INTEGER, "reason" TEXT NOT NULL, CHECK (resource IN ('practice', 'provider', 'operatory')), CHECK ((start IS NULL) = (end IS NULL)));

CREATE INDEX "hours_exception_day" ON "hours_exception" ("day");

CREATE TABLE "instalment" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "arrangement_id" INTEGER NOT NULL, "ordinal" INTEGER NOT NULL, "due" DATE NOT NULL, "amount" INTEGER NOT NULL, "principal" INTEGER NOT NULL, "interest" INTEGER NOT NULL, FOREIGN KEY ("arrangement_id") REFERENCES "arrangement" ("id"), CHECK (amount >= 0), CHECK (interest >= 0));

CREATE INDEX "instalment_arrangement_id" ON "instalment" ("arrangement_id");

CREATE UNIQUE INDEX "instalment_arrangement_id_ordinal" ON "instalment" ("arrangement_id", "ordinal");

CREATE TABLE "line_event" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "line_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "at" TEXT NOT NULL, "day" DATE NOT NULL, "user_id" INTEGER, "reason" TEXT NOT NULL, "suspected" TEXT NOT NULL, "until" DATE, "note" TEXT NOT NULL, FOREIGN KEY ("line_id") REFERENCES "line" ("id"), FOREIGN KEY ("user_id") REFERENCES "user" ("id"), CHECK (kind IN ('diagnosed', 'presented', 'accepted', 'unaccepted', 'declined', 'deferred', 'referred', 'withdrawn', 'reopened', 'started', 'completed')));

CREATE INDEX "line_event_line_id" ON "line_event" ("line_id");

CREATE INDEX "line_event_user_id" ON "line_event" ("user_id");

CREATE TABLE "lost_tooth" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "patient_id" INTEGER NOT NULL, "tooth" TEXT NOT NULL, "day" DATE NOT NULL, FOREIGN KEY ("patient_id") REFERENCES "patient" ("id"));

CREATE INDEX "lost_tooth_patient_id" ON "lost_tooth" ("patient_id");

CREATE TABLE "membership_plan" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "name" TEXT NOT NULL, "terms" TEXT NOT NULL, "active" INTEGER NOT NULL);

CREATE TABLE "membership" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "patient_id" INTEGER NOT NULL, "plan_id" INTEGER NOT NULL, "begins" DATE NOT NULL, "ends" DATE, FOREIGN KEY ("patient_id") REFERENCES "patient" ("id"), FOREIGN KEY ("plan_id") REFERENCES "membership_plan" ("id"), CHECK (ends IS NULL OR ends >= begins));

CREATE INDEX "membership_patient_id" ON "membership" ("patient_id");

CREATE INDEX "membership_plan_id" ON "membership" ("plan_id");

CREATE TABLE "membership_payment" ("id" INTEGER NOT NULL PRIMARY KEY, "membership_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "day" DATE NOT NULL, "cents" INTEGER NOT NULL, "about" INTEGER, "method" TEXT NOT NULL, "reference" TEXT NOT NULL, "at" TEXT NOT NULL, "user_id" INTEGER, FOREIGN KEY ("membership_id") REFERENCES "membership" ("id"), FOREIGN KEY ("user_id") REFERENCES "user" ("id"), CHECK (kind IN ('payment', 'taken_back')), CHECK (cents > 0), CHECK ((kind = 'taken_back') = (about IS NOT NULL)), CHECK (length(reference) <= 24));

CREATE INDEX "membership_payment_membership_id" ON "membership_payment" ("membership_id");

CREATE INDEX "membership_payment_user_id" ON "membership_payment" ("user_id");

CREATE TABLE "membership_entry" ("id" INTEGER NOT NULL PRIMARY KEY, "payment_id" INTEGER NOT NULL, "account" TEXT NOT NULL, "cents" INTEGER NOT NULL, FOREIGN KEY ("payment_id") REFERENCES "membership_payment" ("id"));

CREATE INDEX "membership_entry_payment_id" ON "membership_entry" ("payment_id");

CREATE TABLE "override" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "case_id" INTEGER NOT NULL, "visit_id" INTEGER, "gate" TEXT NOT NULL, "reason" TEXT NOT NULL, "at" TEXT NOT NULL, "day" DATE NOT NULL, "user_id" INTEGER NOT NULL, FOREIGN KEY ("case_id") REFERENCES "treatment_case" ("id"), FOREIGN KEY ("user_id") REFERENCES "user" ("id"), CHECK (length(reason) > 0));

CREATE INDEX "override_case_id" ON "override" ("case_id");

CREATE INDEX "override_user_id" ON "override" ("user_id");

CREATE TABLE "partner_product" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "partner" TEXT NOT NULL, "name" TEXT NOT NULL, "effective_from" DATE NOT NULL, "effective_to" DATE, "terms" TEXT NOT NULL);

CREATE INDEX "partner_product_partner_name" ON "partner_product" ("partner", "name");

CREATE TABLE "practice" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "name" TEXT NOT NULL, "legal_name" TEXT NOT NULL, "address" TEXT NOT NULL, "phone" TEXT NOT NULL, "email" TEXT NOT NULL, "state" TEXT NOT NULL, "zone" TEXT NOT NULL, "logo" BLOB, "demo" INTEGER NOT NULL);

CREATE TABLE "procedure" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "source" TEXT NOT NULL, "foreign_id" TEXT NOT NULL, "code" TEXT NOT NULL, "name" TEXT NOT NULL, "category" TEXT NOT NULL, "consent_class" TEXT NOT NULL, "area" TEXT NOT NULL, "pattern" TEXT NOT NULL, "uses" TEXT NOT NULL, "exclusive" INTEGER NOT NULL, "step" TEXT NOT NULL, "exam_minutes" INTEGER NOT NULL, "active" INTEGER NOT NULL, CHECK (exam_minutes BETWEEN 0 AND 60), CHECK (area IN ('tooth', 'surface', 'quadrant', 'arch', 'mouth')));

CREATE UNIQUE INDEX "procedure_code" ON "procedure" ("code");

CREATE UNIQUE INDEX procedure_source ON procedure (source, foreign_id) WHERE source <> '';

CREATE TABLE "referral" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "case_id" INTEGER NOT NULL, "specialist" TEXT NOT NULL, "reason" TEXT NOT NULL, "lines" TEXT NOT NULL, "sent_on" DATE, "seen_on" DATE, "report_on" DATE, "reviewed_on" DATE, FOREIGN KEY ("case_id") REFERENCES "treatment_case" ("id"));

CREATE INDEX "referral_case_id" ON "referral" ("case_id");

CREATE TABLE "setting" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "name" TEXT NOT NULL, "value" TEXT NOT NULL);

CREATE UNIQUE INDEX "setting_name" ON "setting" ("name");

CREATE TABLE "signature" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "document_id" INTEGER NOT NULL, "sha256" TEXT NOT NULL, "way" TEXT NOT NULL, "signer" TEXT NOT NULL, "relation" TEXT NOT NULL, "words" TEXT NOT NULL, "at" TEXT NOT NULL, "day" DATE NOT NULL, "address" TEXT NOT NULL, "witness_id" INTEGER, "scan" BLOB, "scan_sha256" TEXT NOT NULL, FOREIGN KEY ("document_id") REFERENCES "document" ("id"), FOREIGN KEY ("witness_id") REFERENCES "user" ("id"), CHECK (way IN ('paper', 'typed')));

CREATE INDEX "signature_document_id" ON "signature" ("document_id");

CREATE INDEX "signature_witness_id" ON "signature" ("witness_id");

CREATE TABLE "spacing" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "before" TEXT NOT NULL, "after" TEXT NOT NULL, "min_days" INTEGER NOT NULL, "max_days" INTEGER, "on_tooth" INTEGER NOT NULL, "days" TEXT NOT NULL, "firm" INTEGER NOT NULL, "near_days" INTEGER, "warn_days" INTEGER, CHECK (days IN ('calendar', 'working', 'lab')), CHECK (min_days >= 0), CHECK (max_days IS NULL OR max_days >= min_days));

CREATE TABLE "touch" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "case_id" INTEGER NOT NULL, "due" DATE NOT NULL, "what" TEXT NOT NULL, "channel" TEXT NOT NULL, "state" TEXT NOT NULL, "contact_id" INTEGER, FOREIGN KEY ("case_id") REFERENCES "treatment_case" ("id"), FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), CHECK (state IN ('due', 'done', 'closed')));

CREATE INDEX "touch_case_id" ON "touch" ("case_id");

CREATE INDEX "touch_contact_id" ON "touch" ("contact_id");

CREATE INDEX "touch_state_due" ON "touch" ("state", "due");

CREATE TABLE "verification" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "coverage_id" INTEGER NOT NULL, "day" DATE NOT NULL, "user_id" INTEGER, "how" TEXT NOT NULL, "reference" TEXT NOT NULL, "cells" TEXT NOT NULL, "entry" INTEGER NOT NULL, FOREIGN KEY ("coverage_id") REFERENCES "coverage" ("id"), FOREIGN KEY ("user_id") REFERENCES "user" ("id"), CHECK (how IN ('phone', 'portal', '271 file', 'letter')));

CREATE INDEX "verification_coverage_id" ON "verification" ("coverage_id");

CREATE INDEX "verification_user_id" ON "verification" ("user_id");

CREATE TABLE "waiting_visit" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "visit_id" INTEGER NOT NULL, "case_id" INTEGER NOT NULL, "patient_id" INTEGER NOT NULL, "patient_name" TEXT NOT NULL, "label" TEXT NOT NULL, "provider_id" INTEGER, "pattern" TEXT NOT NULL, "cents" INTEGER NOT NULL, "urgent" INTEGER NOT NULL, "since" DATE NOT NULL, "broken" INTEGER NOT NULL, "ready_on" INTEGER NOT NULL, "turn" INTEGER NOT NULL, FOREIGN KEY ("visit_id") REFERENCES "visit" ("id"), FOREIGN KEY ("case_id") REFERENCES "treatment_case" ("id"), FOREIGN KEY ("patient_id") REFERENCES "patient" ("id"), FOREIGN KEY ("provider_id") REFERENCES "provider" ("id"));

CREATE UNIQUE INDEX "waiting_visit_visit_id" ON "waiting_visit" ("visit_id");

CREATE INDEX "waiting_visit_case_id" ON "waiting_visit" ("case_id");

CREATE INDEX "waiting_visit_patient_id" ON "waiting_visit" ("patient_id");

CREATE INDEX "waiting_visit_provider_id" ON "waiting_visit" ("provider_id");

CREATE INDEX "waiting_visit_since" ON "waiting_visit" ("since");

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER document_no_update BEFORE UPDATE OF content, sha256, terms, terms_sha256 ON document BEGIN SELECT RAISE(ABORT, 'a produced document is never changed'); END;

CREATE TRIGGER document_no_delete BEFORE DELETE ON document BEGIN SELECT RAISE(ABORT, 'a produced document is never deleted'); END;

CREATE TRIGGER signature_no_update BEFORE UPDATE ON signature BEGIN SELECT RAISE(ABORT, 'a signature is never changed'); END;

CREATE TRIGGER signature_no_delete BEFORE DELETE ON signature BEGIN SELECT RAISE(ABORT, 'a signature is never deleted'); END;

CREATE TRIGGER account_event_no_update BEFORE UPDATE ON account_event BEGIN SELECT RAISE(ABORT, 'what is recorded on an account is never updated'); END;

CREATE TRIGGER account_event_no_delete BEFORE DELETE ON account_event BEGIN SELECT RAISE(ABORT, 'what is recorded on an account is never deleted'); END;

CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'what is recorded on an account is never updated'); END;

CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'what is recorded on an account is never deleted'); END;

CREATE TRIGGER membership_payment_no_update BEFORE UPDATE ON membership_payment BEGIN SELECT RAISE(ABORT, 'what is recorded on an account is never updated'); END;

CREATE TRIGGER membership_payment_no_delete BEFORE DELETE ON membership_payment BEGIN SELECT RAISE(ABORT, 'what is recorded on an account is never deleted'); END;

CREATE TRIGGER membership_entry_no_update BEFORE UPDATE ON membership_entry BEGIN SELECT RAISE(ABORT, 'what is recorded on an account is never updated'); END;

CREATE TRIGGER membership_entry_no_delete BEFORE DELETE ON membership_entry BEGIN SELECT RAISE(ABORT, 'what is recorded on an account is never deleted'); END;

CREATE TRIGGER arrangement_has_account BEFORE UPDATE OF voided ON arrangement WHEN NEW.voided <> 0 AND EXISTS (SELECT 1 FROM account_event WHERE arrangement_id = OLD.id OR terms_id = OLD.id) BEGIN SELECT RAISE(ABORT, 'payments are recorded on this arrangement'); END;

