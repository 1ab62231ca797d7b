=== caution rename-column | a column
ALTER TABLE "Customer" RENAME COLUMN "phone" TO "msisdn";
=== caution rename-column | without COLUMN
alter table customers rename phone to msisdn;
=== safe | a column that this file added
ALTER TABLE customers ADD COLUMN phone text;
ALTER TABLE customers RENAME COLUMN phone TO msisdn;
=== caution rename-table | a table
ALTER TABLE "Customer" RENAME TO "Client";
=== caution rename-table | a view
ALTER VIEW v_contacts RENAME TO contacts;
=== caution rename-table | into another schema
ALTER TABLE customers SET SCHEMA crm;
=== safe | a new table
CREATE TABLE a (x int);
ALTER TABLE a RENAME TO b;
CREATE INDEX i ON b (x);
=== caution rename-schema | a schema
ALTER SCHEMA crm RENAME TO sales;
=== caution rename-type | a type
ALTER TYPE "Role" RENAME TO "UserRole";
=== safe | sequences, as Prisma renames them
ALTER SEQUENCE a_id_seq RENAME TO b_id_seq;
=== caution attach-partition | rows are read
ALTER TABLE measures ATTACH PARTITION measures_2026 FOR VALUES FROM (2026) TO (2027);
=== safe | an empty one
CREATE TABLE measures_2026 (LIKE measures INCLUDING ALL);
ALTER TABLE measures ATTACH PARTITION measures_2026 FOR VALUES FROM (2026) TO (2027);
=== caution detach-partition-blocking | out of it
ALTER TABLE measures DETACH PARTITION measures_2020;
=== safe | gently, alone
ALTER TABLE measures DETACH PARTITION measures_2020 CONCURRENTLY;
=== caution create-partition-of | the parent is locked
CREATE TABLE measures_2026 PARTITION OF measures FOR VALUES FROM (2026) TO (2027);
=== safe | of a new one
CREATE TABLE measures (y int) PARTITION BY RANGE (y);
CREATE TABLE measures_2026 PARTITION OF measures FOR VALUES FROM (2026) TO (2027);
=== caution create-trigger | writers pay
CREATE TRIGGER touch BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION touch();
=== safe | on a new table
CREATE TABLE t (a int);
CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
=== caution disable-trigger | switched off
ALTER TABLE customers DISABLE TRIGGER ALL;
=== caution disable-trigger | dropped
DROP TRIGGER touch ON customers;
=== caution disable-trigger | all of them, by a setting
SET session_replication_role = replica;
=== caution rls | rows may be hidden
ALTER TABLE customers ENABLE ROW LEVEL SECURITY;
=== safe | of a new table
CREATE TABLE t (a int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON t USING (a = 1);
=== caution policy | a policy
CREATE POLICY own ON customers USING (owner = current_user);
=== caution policy | another one goes
DROP POLICY own ON customers;
=== caution explicit-transaction | a transaction of its own
BEGIN;
ALTER TABLE t ADD COLUMN a text;
COMMIT;
=== caution explicit-transaction | in other words
START TRANSACTION;
END;
=== caution non-transactional | a database
CREATE DATABASE other;
=== safe | what a migration makes
CREATE SCHEMA crm;
CREATE SEQUENCE s;
CREATE TYPE address AS (street text, town text);
CREATE VIEW v AS SELECT 1 AS one;
CREATE OR REPLACE VIEW v AS SELECT 1 AS one;
CREATE STATISTICS st ON a, b FROM t;
COMMENT ON VIEW v IS 'one';
ALTER SEQUENCE s INCREMENT BY 2;
SELECT setval('s', 10);
=== caution unjudged | what no rule knows
CHECKPOINT;
=== caution disable-trigger | all of them, by a function
SELECT set_config('session_replication_role', 'replica', false);
=== safe | and back again by a function
SELECT set_config('session_replication_role', 'origin', false);
=== danger create-trigger,rule-discards-rows | what is inserted is thrown away
CREATE RULE quiet AS ON INSERT TO claims DO INSTEAD NOTHING;
=== danger create-trigger,rule-discards-rows | what is deleted stays, under a condition
CREATE OR REPLACE RULE keep AS ON DELETE TO crm.claims WHERE old.paid DO INSTEAD NOTHING;
=== caution create-trigger | it goes somewhere else
CREATE RULE moved AS ON INSERT TO claims DO INSTEAD INSERT INTO claims_2026 VALUES (new.*);
=== caution create-trigger | nothing more is done
CREATE RULE r AS ON UPDATE TO claims DO ALSO NOTHING;
