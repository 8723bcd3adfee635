CREATE TABLE "lab_case" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "visit_id" INTEGER NOT NULL, "laboratory" TEXT NOT NULL, "sent_on" DATE NOT NULL, "due_on" DATE NOT NULL, "received_on" DATE, "note" TEXT NOT NULL, FOREIGN KEY ("visit_id") REFERENCES "visit" ("id"), CHECK (length(laboratory) > 0), CHECK (due_on >= sent_on), CHECK (received_on IS NULL OR received_on >= sent_on));

CREATE INDEX "lab_case_visit_id" ON "lab_case" ("visit_id");

CREATE UNIQUE INDEX "lab_case_live" ON "lab_case" ("visit_id") WHERE voided = 0;

