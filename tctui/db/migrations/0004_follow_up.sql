ALTER TABLE "touch" ADD COLUMN "counted_from" DATE;

ALTER TABLE "touch" ADD COLUMN "step" INTEGER;

ALTER TABLE "touch" ADD COLUMN "ended_on" DATE;

UPDATE "touch" SET "ended_on" = COALESCE((SELECT "day" FROM "contact" WHERE "contact"."id" = "contact_id"), "due") WHERE "state" <> 'due';

CREATE INDEX "line_event_until" ON "line_event" ("until") WHERE "until" IS NOT NULL;
