CREATE TABLE "office_paper" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "kind" TEXT NOT NULL, "patient_id" INTEGER, "number" INTEGER NOT NULL, "title" TEXT NOT NULL, "terms_sha256" TEXT NOT NULL, "content" BLOB NOT NULL, "sha256" TEXT NOT NULL, "made_at" TEXT NOT NULL, "day" DATE NOT NULL, "user_id" INTEGER NOT NULL, FOREIGN KEY ("patient_id") REFERENCES "patient" ("id"), FOREIGN KEY ("user_id") REFERENCES "user" ("id"), CHECK (length(sha256) = 64 AND length(terms_sha256) = 64));

CREATE INDEX "office_paper_patient_id" ON "office_paper" ("patient_id");

CREATE INDEX "office_paper_user_id" ON "office_paper" ("user_id");

CREATE INDEX "office_paper_kind" ON "office_paper" ("kind");

CREATE TRIGGER office_paper_kept BEFORE UPDATE ON "office_paper" BEGIN SELECT RAISE(ABORT, 'a produced paper is never changed'); END;

CREATE TRIGGER office_paper_no_delete BEFORE DELETE ON "office_paper" BEGIN SELECT RAISE(ABORT, 'a produced paper is never deleted'); END;

CREATE TRIGGER office_paper_no_replace BEFORE INSERT ON "office_paper" WHEN EXISTS (SELECT 1 FROM "office_paper" WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'what is kept is never replaced'); END;

CREATE TRIGGER financing_step_kept BEFORE UPDATE OF id, application_id, state, day, cents, expires_on, reference, note, at, user_id ON "financing_step" BEGIN SELECT RAISE(ABORT, 'a step with a lender is never changed'); END;

CREATE TRIGGER financing_step_no_delete BEFORE DELETE ON "financing_step" BEGIN SELECT RAISE(ABORT, 'a step with a lender is never deleted'); END;

CREATE TRIGGER financing_step_no_replace BEFORE INSERT ON "financing_step" WHEN EXISTS (SELECT 1 FROM "financing_step" WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'what is kept is never replaced'); END;

CREATE TRIGGER financing_fact_kept BEFORE UPDATE OF id, application_id, fact, holds, note, day, at, user_id ON "financing_fact" BEGIN SELECT RAISE(ABORT, 'what was told for a lender is never changed'); END;

CREATE TRIGGER financing_fact_no_delete BEFORE DELETE ON "financing_fact" BEGIN SELECT RAISE(ABORT, 'what was told for a lender is never deleted'); END;

CREATE TRIGGER financing_fact_no_replace BEFORE INSERT ON "financing_fact" WHEN EXISTS (SELECT 1 FROM "financing_fact" WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'what is kept is never replaced'); END;
