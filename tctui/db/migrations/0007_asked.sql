ALTER TABLE "referral" ADD COLUMN "records" TEXT NOT NULL DEFAULT '[]';

ALTER TABLE "referral" ADD COLUMN "asked_on" DATE;

CREATE TABLE "question" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "case_id" INTEGER NOT NULL, "text" TEXT NOT NULL, "asked_at" TEXT NOT NULL, "asked_by_id" INTEGER, "answer" TEXT NOT NULL, "answered_at" TEXT NOT NULL, "answered_by_id" INTEGER, "told_at" TEXT NOT NULL, "told_by_id" INTEGER, FOREIGN KEY ("case_id") REFERENCES "treatment_case" ("id"), FOREIGN KEY ("asked_by_id") REFERENCES "user" ("id"), FOREIGN KEY ("answered_by_id") REFERENCES "user" ("id"), FOREIGN KEY ("told_by_id") REFERENCES "user" ("id"), CHECK (length(text) > 0), CHECK (told_at = '' OR answered_at <> ''));

CREATE INDEX "question_case_id" ON "question" ("case_id");

CREATE INDEX "question_asked_by_id" ON "question" ("asked_by_id");

CREATE INDEX "question_answered_by_id" ON "question" ("answered_by_id");

CREATE INDEX "question_told_by_id" ON "question" ("told_by_id");
