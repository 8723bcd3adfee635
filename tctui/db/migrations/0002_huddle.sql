CREATE TABLE "huddle_freeze" ("id" INTEGER NOT NULL PRIMARY KEY, "day" INTEGER NOT NULL, "provider_id" INTEGER NOT NULL, "production" INTEGER NOT NULL, "goal" INTEGER NOT NULL, "visits" INTEGER NOT NULL, "at" TEXT NOT NULL, "user_id" INTEGER, FOREIGN KEY ("provider_id") REFERENCES "provider" ("id"), FOREIGN KEY ("user_id") REFERENCES "user" ("id"), CHECK (production >= 0), CHECK (goal >= 0), CHECK (visits >= 0));

CREATE INDEX "huddle_freeze_provider_id" ON "huddle_freeze" ("provider_id");

CREATE INDEX "huddle_freeze_user_id" ON "huddle_freeze" ("user_id");

CREATE UNIQUE INDEX "huddle_freeze_day_provider_id" ON "huddle_freeze" ("day", "provider_id");

CREATE TRIGGER huddle_freeze_no_update BEFORE UPDATE ON huddle_freeze BEGIN SELECT RAISE(ABORT, 'what was frozen at a huddle is never updated'); END;

CREATE TRIGGER huddle_freeze_no_delete BEFORE DELETE ON huddle_freeze BEGIN SELECT RAISE(ABORT, 'what was frozen at a huddle is never deleted'); END;

