-- A study file as the first released tables kept it (user_version 1): tables, triggers and rows.
CREATE TABLE "meta" (
   "key" TEXT PRIMARY KEY NOT NULL,
   "value" TEXT NOT NULL
) STRICT;
INSERT INTO "meta" VALUES ('title', '演示研究');
INSERT INTO "meta" VALUES ('demonstration', 'no');
INSERT INTO "meta" VALUES ('created_at', '2026-11-22T06:02:03.456Z');
INSERT INTO "meta" VALUES ('created_by', '王芳');
CREATE TABLE "participant" (
   "code" TEXT PRIMARY KEY NOT NULL,
   "screened_at" TEXT NOT NULL,
   "screened_by" TEXT NOT NULL
) STRICT;
INSERT INTO "participant" VALUES ('P1', '2026-11-22T06:02:03.456Z', '王芳');
CREATE TABLE "history" (
   "sequence" INTEGER PRIMARY KEY,
   "at" TEXT NOT NULL,
   "offset_minutes" INTEGER NOT NULL,
   "user" TEXT NOT NULL,
   "role" TEXT NOT NULL,
   "operation" TEXT NOT NULL,
   "participant" TEXT NOT NULL,
   "form" TEXT NOT NULL,
   "entry" INTEGER,
   "row" INTEGER,
   "field" TEXT NOT NULL,
   "old" TEXT NOT NULL,
   "new" TEXT NOT NULL,
   "reason" TEXT NOT NULL,
   "program" TEXT NOT NULL,
   "digest" TEXT NOT NULL
) STRICT;
INSERT INTO "history" VALUES (1, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'create', '', '', NULL, NULL, 'title', '', '演示研究', '', '0.1.0', '3306294a0beef9ecf3e216bca88600105c60d89505ea0d8a72bea501f2751e91');
INSERT INTO "history" VALUES (2, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'create', '', '', NULL, NULL, 'demonstration', '', 'no', '', '0.1.0', 'fbcad636f7ac23735a50ddf99274719f78917795c6eb6c58888f9aa1988a8a95');
INSERT INTO "history" VALUES (3, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'create', '', '', NULL, NULL, 'created_at', '', '2026-11-22T06:02:03.456Z', '', '0.1.0', 'cb764430a8beb03401c0fdf83a88b04522a7cab38461edfd0c6499b6cee4b02b');
INSERT INTO "history" VALUES (4, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'create', '', '', NULL, NULL, 'created_by', '', '王芳', '', '0.1.0', '721378c167c05657966da8ede8b6816aa55a763dfb8d307e9dad9c4d7c36871c');
INSERT INTO "history" VALUES (5, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'open', '', '', NULL, NULL, '', '', '', '', '0.1.0', 'd46a6c083138c8c2f523b96324a99c07afe281f3aae109840715484d4ca76467');
INSERT INTO "history" VALUES (6, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'screen', 'P1', '', NULL, NULL, '', '', '', '', '0.1.0', '59ec06bf184ae153e75993207ec0f5b838265b6bef256523ccfd089b5347a07d');
INSERT INTO "history" VALUES (7, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'record', 'P1', 'therapy', 1, NULL, '', '', '1.0', '', '0.1.0', 'edc9dc98eb07edd449942d116e35b0056e1923d7d919d96a74734a3f217f4918');
INSERT INTO "history" VALUES (8, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'record', 'P1', 'therapy', 1, NULL, 'remark', '', '既往', '', '0.1.0', '0255d274df75a57f2e7f7dce1d45401cc2af562e3614e3994bdd59297c0a3d91');
INSERT INTO "history" VALUES (9, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'record', 'P1', 'therapy', 1, 1, 'drugs', '', '', '', '0.1.0', '8c364aad3a6427376b90cd2846570dc4d0b47d7e7831f88dbcdd3275612169ca');
INSERT INTO "history" VALUES (10, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'record', 'P1', 'therapy', 1, 1, 'drugs.drug', '', '长春新碱', '', '0.1.0', 'ec7cf8d4aec8a5880c958b6a2c6f9cf069edb0b9f68d7cb713989f2f1024a98f');
INSERT INTO "history" VALUES (11, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'record', 'P1', 'therapy', 1, 1, 'drugs.given_on', '', '2026-01-01', '', '0.1.0', '6bd2c9111c6fcf25851deb8d6141c00738b2ca74edd95e2c7a352b3049b732c3');
INSERT INTO "history" VALUES (12, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'record', 'P1', 'blood', 1, NULL, '', '', '1.0', '', '0.1.0', '7ff06290e90d2972ef5ce191c366ac0f407d812fbf0e8f4609a6e0b58fd05724');
INSERT INTO "history" VALUES (13, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'record', 'P1', 'blood', 1, NULL, 'anc', '', '1.0', '', '0.1.0', '9d1bf5d27fa2a6b865346f98d851ac1e14621e765ae45331c044299a1dece88e');
INSERT INTO "history" VALUES (14, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'record', 'P1', 'blood', 1, NULL, 'sampled_on', '', '2026-11-20', '', '0.1.0', '0e207b121c40653c957fa6e0c7d925006a6a10cd9357b55630f025138349fc9c');
INSERT INTO "history" VALUES (15, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'correct', 'P1', 'blood', 1, NULL, 'anc', '1.0', '1.2', '录入错误', '0.1.0', 'b43ea0fa972cd295493eee7a07ffe3d21e8b2aa31805eda2dfb3a3c1dbee2377');
INSERT INTO "history" VALUES (16, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'decide', '', '', 1, NULL, 'R-EDGE', '', 'within', '', '0.1.0', '849e4bbbaf1c1e64ebcd029bec043f9a103e175c19a6ff77a3ff4fe29c8c20fa');
INSERT INTO "history" VALUES (17, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'decide_source', '', '', 1, NULL, 'R-EDGE', '', '方案 1.0', '', '0.1.0', '14ab0315e7cc0a516883dad452d54615653eebbcfb725c4672dedc724e86eb24');
INSERT INTO "history" VALUES (18, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'confirm', 'P1', 'eligibility', 1, NULL, '', '', '1.0', '', '0.1.0', '884549e98a00be18f6b67630d74ceff782ba289bd005cb5cb683a09c2296113c');
INSERT INTO "history" VALUES (19, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'confirm', 'P1', 'eligibility', 1, NULL, 'confirmed', '', 'yes', '', '0.1.0', 'd9ee34b55b483832df64e7d99230873a6069b62c61ff2b86a9283cd49db5baec');
INSERT INTO "history" VALUES (20, '2026-11-22T06:02:03.456Z', 480, '王芳', 'coordinator', 'close', '', '', NULL, NULL, '', '', '', '', '0.1.0', '39736005efd144d39670e1d2421c2a59b899607bb363a962e14926a44ae437cc');
CREATE TABLE "decision" (
   "id" TEXT NOT NULL,
   "version" INTEGER NOT NULL,
   "value" TEXT NOT NULL,
   "source" TEXT NOT NULL,
   "decided_by" TEXT NOT NULL,
   "decided_at" TEXT NOT NULL,
   "reason" TEXT NOT NULL,
   PRIMARY KEY ("id", "version")
) STRICT;
INSERT INTO "decision" VALUES ('R-EDGE', 1, 'within', '方案 1.0', '王芳', '2026-11-22T06:02:03.456Z', '');
CREATE TABLE "draft" (
   "participant" TEXT NOT NULL,
   "form" TEXT NOT NULL,
   "entry" INTEGER NOT NULL,
   "kept_by" TEXT NOT NULL,
   "kept_at" TEXT NOT NULL,
   "content" TEXT NOT NULL,
   PRIMARY KEY ("participant", "form", "entry", "kept_by")
) STRICT;
CREATE TABLE "form_therapy" (
   "_participant" TEXT NOT NULL REFERENCES "participant"("code"),
   "_entry" INTEGER NOT NULL,
   "_version" TEXT NOT NULL,
   "_recorded_at" TEXT NOT NULL,
   "_recorded_by" TEXT NOT NULL,
   "_struck_reason" TEXT,
   "_struck_by" TEXT,
   "_struck_at" TEXT,
   "remark" TEXT NOT NULL DEFAULT '',
   "given" TEXT NOT NULL DEFAULT '',
   PRIMARY KEY ("_participant", "_entry")
) STRICT;
INSERT INTO "form_therapy" VALUES ('P1', 1, '1.0', '2026-11-22T06:02:03.456Z', '王芳', NULL, NULL, NULL, '既往', '');
CREATE TABLE "rows_therapy__drugs" (
   "_participant" TEXT NOT NULL,
   "_entry" INTEGER NOT NULL,
   "_row" INTEGER NOT NULL,
   "_struck_reason" TEXT,
   "_struck_by" TEXT,
   "_struck_at" TEXT,
   "drug" TEXT NOT NULL DEFAULT '',
   "given_on" TEXT NOT NULL DEFAULT '',
   FOREIGN KEY ("_participant", "_entry") REFERENCES "form_therapy"("_participant", "_entry"),
   PRIMARY KEY ("_participant", "_entry", "_row")
) STRICT;
INSERT INTO "rows_therapy__drugs" VALUES ('P1', 1, 1, NULL, NULL, NULL, '长春新碱', '2026-01-01');
CREATE TABLE "form_blood" (
   "_participant" TEXT NOT NULL REFERENCES "participant"("code"),
   "_entry" INTEGER NOT NULL,
   "_version" TEXT NOT NULL,
   "_recorded_at" TEXT NOT NULL,
   "_recorded_by" TEXT NOT NULL,
   "_struck_reason" TEXT,
   "_struck_by" TEXT,
   "_struck_at" TEXT,
   "anc" TEXT NOT NULL DEFAULT '',
   "anc_unit" TEXT NOT NULL DEFAULT '',
   "anc_lln" TEXT NOT NULL DEFAULT '',
   "anc_uln" TEXT NOT NULL DEFAULT '',
   "anc_significance" TEXT NOT NULL DEFAULT '',
   "sampled_on" TEXT NOT NULL DEFAULT '',
   PRIMARY KEY ("_participant", "_entry")
) STRICT;
INSERT INTO "form_blood" VALUES ('P1', 1, '1.0', '2026-11-22T06:02:03.456Z', '王芳', NULL, NULL, NULL, '1.2', '', '', '', '', '2026-11-20');
CREATE TABLE "form_eligibility" (
   "_participant" TEXT NOT NULL REFERENCES "participant"("code"),
   "_entry" INTEGER NOT NULL,
   "_version" TEXT NOT NULL,
   "_recorded_at" TEXT NOT NULL,
   "_recorded_by" TEXT NOT NULL,
   "_struck_reason" TEXT,
   "_struck_by" TEXT,
   "_struck_at" TEXT,
   "confirmed" TEXT NOT NULL DEFAULT '',
   PRIMARY KEY ("_participant", "_entry")
) STRICT;
INSERT INTO "form_eligibility" VALUES ('P1', 1, '1.0', '2026-11-22T06:02:03.456Z', '王芳', NULL, NULL, NULL, 'yes');
CREATE TABLE "form_enrolment" (
   "_participant" TEXT NOT NULL REFERENCES "participant"("code"),
   "_entry" INTEGER NOT NULL,
   "_version" TEXT NOT NULL,
   "_recorded_at" TEXT NOT NULL,
   "_recorded_by" TEXT NOT NULL,
   "_struck_reason" TEXT,
   "_struck_by" TEXT,
   "_struck_at" TEXT,
   "enrolled_on" TEXT NOT NULL DEFAULT '',
   PRIMARY KEY ("_participant", "_entry")
) STRICT;
CREATE TRIGGER meta_no_delete BEFORE DELETE ON "meta" BEGIN SELECT RAISE(ABORT, 'nothing is ever deleted'); END;
CREATE TRIGGER meta_no_update BEFORE UPDATE ON "meta" BEGIN SELECT RAISE(ABORT, 'meta is only ever added to'); END;
CREATE TRIGGER participant_no_delete BEFORE DELETE ON "participant" BEGIN SELECT RAISE(ABORT, 'nothing is ever deleted'); END;
CREATE TRIGGER participant_no_update BEFORE UPDATE ON "participant" BEGIN SELECT RAISE(ABORT, 'participant is only ever added to'); END;
CREATE TRIGGER history_no_delete BEFORE DELETE ON "history" BEGIN SELECT RAISE(ABORT, 'nothing is ever deleted'); END;
CREATE TRIGGER history_no_update BEFORE UPDATE ON "history" BEGIN SELECT RAISE(ABORT, 'history is only ever added to'); END;
CREATE TRIGGER history_in_order BEFORE INSERT ON history WHEN NEW.sequence IS NOT (SELECT COALESCE(MAX(sequence), 0) + 1 FROM history) BEGIN SELECT RAISE(ABORT, 'history rows follow each other without a gap'); END;
CREATE INDEX history_place ON history ("participant", "form", "entry");
CREATE TRIGGER decision_no_delete BEFORE DELETE ON "decision" BEGIN SELECT RAISE(ABORT, 'nothing is ever deleted'); END;
CREATE TRIGGER decision_no_update BEFORE UPDATE ON "decision" BEGIN SELECT RAISE(ABORT, 'decision is only ever added to'); END;
CREATE TRIGGER form_therapy_no_delete BEFORE DELETE ON "form_therapy" BEGIN SELECT RAISE(ABORT, 'nothing is ever deleted'); END;
CREATE TRIGGER rows_therapy__drugs_no_delete BEFORE DELETE ON "rows_therapy__drugs" BEGIN SELECT RAISE(ABORT, 'nothing is ever deleted'); END;
CREATE TRIGGER form_blood_no_delete BEFORE DELETE ON "form_blood" BEGIN SELECT RAISE(ABORT, 'nothing is ever deleted'); END;
CREATE TRIGGER form_eligibility_no_delete BEFORE DELETE ON "form_eligibility" BEGIN SELECT RAISE(ABORT, 'nothing is ever deleted'); END;
CREATE TRIGGER form_enrolment_no_delete BEFORE DELETE ON "form_enrolment" BEGIN SELECT RAISE(ABORT, 'nothing is ever deleted'); END;
PRAGMA application_id=1430471246;
PRAGMA user_version=1;
