CREATE TRIGGER arrangement_kept BEFORE UPDATE OF "id", "case_id", "option_id", "estimate_id", "number", "kind", "total", "down", "count", "rate", "frequency", "first_due", "courtesy", "method", "terms", "day", "user_id", "account_id", "amendment" ON "arrangement" BEGIN SELECT RAISE(ABORT, 'what was agreed is never changed'); END;

CREATE TRIGGER arrangement_no_delete BEFORE DELETE ON "arrangement" BEGIN SELECT RAISE(ABORT, 'what was agreed is never deleted'); END;

CREATE TRIGGER arrangement_no_replace BEFORE INSERT ON "arrangement" WHEN EXISTS (SELECT 1 FROM "arrangement" WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'what is kept is never replaced'); END;

CREATE TRIGGER instalment_kept BEFORE UPDATE OF "id", "arrangement_id", "ordinal", "due", "amount", "principal", "interest" ON "instalment" BEGIN SELECT RAISE(ABORT, 'what was agreed is never changed'); END;

CREATE TRIGGER instalment_no_delete BEFORE DELETE ON "instalment" BEGIN SELECT RAISE(ABORT, 'what was agreed is never deleted'); END;

CREATE TRIGGER instalment_no_replace BEFORE INSERT ON "instalment" WHEN EXISTS (SELECT 1 FROM "instalment" WHERE id = NEW.id OR arrangement_id = NEW.arrangement_id AND ordinal = NEW.ordinal) BEGIN SELECT RAISE(ABORT, 'what is kept is never replaced'); END;

CREATE TRIGGER frozen_estimate_kept BEFORE UPDATE OF "id", "option_id", "number", "frozen_on", "expires_on", "user_id", "fee", "insurance", "write_off", "patient", "result" ON "frozen_estimate" BEGIN SELECT RAISE(ABORT, 'an estimate as presented is never changed'); END;

CREATE TRIGGER frozen_estimate_no_delete BEFORE DELETE ON "frozen_estimate" BEGIN SELECT RAISE(ABORT, 'an estimate as presented is never deleted'); END;

CREATE TRIGGER frozen_estimate_no_replace BEFORE INSERT ON "frozen_estimate" WHEN EXISTS (SELECT 1 FROM "frozen_estimate" WHERE id = NEW.id OR option_id = NEW.option_id AND number = NEW.number) BEGIN SELECT RAISE(ABORT, 'what is kept is never replaced'); END;
