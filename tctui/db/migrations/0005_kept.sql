CREATE TABLE "scan" ("id" INTEGER NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL, "voided" INTEGER NOT NULL, "signature_id" INTEGER NOT NULL, "content" BLOB NOT NULL, "sha256" TEXT NOT NULL, "at" TEXT NOT NULL, "day" DATE NOT NULL, "user_id" INTEGER NOT NULL, FOREIGN KEY ("signature_id") REFERENCES "signature" ("id"), FOREIGN KEY ("user_id") REFERENCES "user" ("id"), CHECK (length(sha256) = 64));

CREATE INDEX "scan_signature_id" ON "scan" ("signature_id");

CREATE INDEX "scan_user_id" ON "scan" ("user_id");

CREATE TRIGGER scan_no_update BEFORE UPDATE ON scan BEGIN SELECT RAISE(ABORT, 'a scan is never changed'); END;

CREATE TRIGGER scan_no_delete BEFORE DELETE ON scan BEGIN SELECT RAISE(ABORT, 'a scan is never deleted'); END;

CREATE TRIGGER document_kept BEFORE UPDATE ON document BEGIN SELECT RAISE(ABORT, 'a produced document is never changed'); END;

CREATE TRIGGER override_kept BEFORE UPDATE OF id, case_id, visit_id, gate, reason, at, day, user_id ON "override" BEGIN SELECT RAISE(ABORT, 'an override is never changed'); END;

CREATE TRIGGER override_no_delete BEFORE DELETE ON "override" BEGIN SELECT RAISE(ABORT, 'an override is never deleted'); END;

CREATE TRIGGER audit_no_replace BEFORE INSERT ON "audit" WHEN EXISTS (SELECT 1 FROM "audit" WHERE id = NEW.id OR token = NEW.token) BEGIN SELECT RAISE(ABORT, 'what is kept is never replaced'); END;

CREATE TRIGGER document_no_replace BEFORE INSERT ON "document" WHEN EXISTS (SELECT 1 FROM "document" WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'what is kept is never replaced'); END;

CREATE TRIGGER signature_no_replace BEFORE INSERT ON "signature" WHEN EXISTS (SELECT 1 FROM "signature" WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'what is kept is never replaced'); END;

CREATE TRIGGER scan_no_replace BEFORE INSERT ON "scan" WHEN EXISTS (SELECT 1 FROM "scan" WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'what is kept is never replaced'); END;

CREATE TRIGGER override_no_replace BEFORE INSERT ON "override" WHEN EXISTS (SELECT 1 FROM "override" WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'what is kept is never replaced'); END;

CREATE TRIGGER account_event_no_replace BEFORE INSERT ON "account_event" WHEN EXISTS (SELECT 1 FROM "account_event" WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'what is kept is never replaced'); END;

CREATE TRIGGER entry_no_replace BEFORE INSERT ON "entry" WHEN EXISTS (SELECT 1 FROM "entry" WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'what is kept is never replaced'); END;

CREATE TRIGGER membership_payment_no_replace BEFORE INSERT ON "membership_payment" WHEN EXISTS (SELECT 1 FROM "membership_payment" WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'what is kept is never replaced'); END;

CREATE TRIGGER membership_entry_no_replace BEFORE INSERT ON "membership_entry" WHEN EXISTS (SELECT 1 FROM "membership_entry" WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'what is kept is never replaced'); END;

CREATE TRIGGER huddle_freeze_no_replace BEFORE INSERT ON "huddle_freeze" WHEN EXISTS (SELECT 1 FROM "huddle_freeze" WHERE id = NEW.id OR day = NEW.day AND provider_id = NEW.provider_id) BEGIN SELECT RAISE(ABORT, 'what is kept is never replaced'); END;
