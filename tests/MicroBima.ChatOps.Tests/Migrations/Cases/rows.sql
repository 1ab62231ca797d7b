=== danger truncate | a table
TRUNCATE TABLE "Session";
=== danger truncate | without TABLE, several, restarting
truncate a, only b restart identity;
=== danger truncate,drop-cascade | with CASCADE
TRUNCATE customers CASCADE;
=== safe | a table that this file made
CREATE TABLE t AS SELECT 1 AS a;
TRUNCATE t;
=== danger truncate | a table that may have been there
CREATE TABLE IF NOT EXISTS customers (a int);
TRUNCATE customers;
=== danger delete-without-where | all rows
DELETE FROM sessions;
=== danger delete-without-where | a condition that every row meets
DELETE FROM sessions WHERE true;
=== danger delete-without-where | another one
DELETE FROM sessions WHERE 1 = 1;
=== danger delete-without-where | a column equals itself
DELETE FROM sessions WHERE id = id;
=== danger delete-without-where | OR with something true
DELETE FROM sessions WHERE id = 5 OR 1 = 1;
=== danger delete-without-where | in a WITH
WITH gone AS (DELETE FROM sessions RETURNING *) INSERT INTO archive SELECT * FROM gone;
=== danger delete-without-where | by EXPLAIN ANALYZE
EXPLAIN ANALYZE DELETE FROM sessions;
=== safe | shown by EXPLAIN, not run
EXPLAIN DELETE FROM sessions;
=== danger delete-without-where | by a MERGE that meets every row
MERGE INTO sessions USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE;
=== danger update-without-where | by a MERGE that meets every row
MERGE INTO sessions USING (SELECT 1) AS one ON 1 = 1 WHEN MATCHED THEN UPDATE SET token = '';
=== safe | a MERGE with a condition
MERGE INTO sessions USING ended ON sessions.id = ended.id WHEN MATCHED THEN DELETE;
=== danger large-object | a document that lies outside of every table
SELECT lo_unlink(4711);
=== danger large-object | those of a table
SELECT pg_catalog.lo_unlink(scan) FROM claims;
=== danger delete-without-where | prepared
PREPARE p AS DELETE FROM sessions;
EXECUTE p;
=== safe | some rows, in a file of its own
DELETE FROM sessions WHERE expires_at < now() - interval '30 days';
=== caution dml-backfill | some rows, beside a change of the schema
DELETE FROM sessions WHERE user_id IS NULL;
CREATE VIEW v AS SELECT 1;
=== safe | all rows of a table that this file made
CREATE TEMP TABLE t (a int);
DELETE FROM t;
=== danger update-without-where | all rows
UPDATE customers SET active = true;
=== danger update-without-where | a join is no condition
UPDATE customers SET active = p.active FROM policies p;
=== safe | some rows, in a file of its own
UPDATE customers SET active = false WHERE left_at IS NOT NULL;
=== caution dml-backfill,multi-lock-window | a new column is filled for all rows
ALTER TABLE customers ADD COLUMN full_name text;
UPDATE customers SET full_name = first_name || ' ' || last_name;
=== danger update-without-where,multi-lock-window | an old column beside the new one
ALTER TABLE customers ADD COLUMN full_name text;
UPDATE customers SET full_name = first_name, first_name = '';
=== caution dml-backfill,multi-lock-window,set-not-null | the usual three steps in one file
ALTER TABLE "Policy" ADD COLUMN "currency" TEXT;
UPDATE "Policy" SET "currency" = 'KES' WHERE "currency" IS NULL;
ALTER TABLE "Policy" ALTER COLUMN "currency" SET NOT NULL;
=== caution dml-backfill | rows are merged
MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN UPDATE SET x = b.x WHEN NOT MATCHED THEN INSERT VALUES (b.id, b.x);
CREATE VIEW v AS SELECT 1;
=== safe | rows are inserted
INSERT INTO countries (code, name) VALUES ('KE', 'Kenya'), ('UG', 'Uganda') ON CONFLICT (code) DO UPDATE SET name = excluded.name;
=== safe | a new table is filled from an old one
CREATE TABLE contacts AS SELECT id, phone FROM customers;
=== safe | a new table is filled and updated
CREATE TABLE contacts (id int, phone text);
INSERT INTO contacts SELECT id, phone FROM customers;
UPDATE contacts SET phone = trim(phone);
=== caution multi-lock-window | rows are copied while the lock is held
ALTER TABLE customers ADD COLUMN note text;
INSERT INTO notes SELECT id, note FROM customers;
=== caution multi-lock-window | a count while the lock is held
ALTER TABLE authors ADD COLUMN meta jsonb;
SELECT count(*) FROM authors;
=== safe | several quick changes
ALTER TABLE a ADD COLUMN x text;
ALTER TABLE b ADD COLUMN y text;
ALTER TABLE a ALTER COLUMN x SET DEFAULT 'z';
=== caution pg-sleep | it sleeps
SELECT pg_sleep(5);
=== caution pg-sleep,alter-column-type,alter-column-type-rewrite,multi-lock-window | under a lock
ALTER TABLE "policies" ALTER COLUMN "premium_cents" SET DATA TYPE BIGINT;
SELECT pg_catalog.pg_sleep(5);
=== caution advisory-lock | a lock that outlives the file, and it is Prisma's own
SELECT pg_advisory_lock(72707369);
=== safe | a lock that ends with the file
SELECT pg_advisory_xact_lock(7);
=== danger delete-without-where | a condition that every row meets, said twice
DELETE FROM customers WHERE id IS NOT NULL OR id IS NULL;
=== safe | two conditions that not every row meets
DELETE FROM customers WHERE phone IS NULL OR email IS NOT NULL;
=== caution lock-table | a lock on purpose
LOCK TABLE customers IN ACCESS EXCLUSIVE MODE;
=== danger delete-without-where | through a view that this file made
CREATE VIEW v AS SELECT * FROM customers;
DELETE FROM v;
=== danger delete-without-where | a condition that asks no row
DELETE FROM customers WHERE NOT (1 = 2) AND EXISTS (SELECT 1);
=== danger update-without-where | a condition that asks no row, otherwise
UPDATE customers SET email = '' WHERE coalesce(true, false) IS NOT NULL;
=== danger delete-without-where | a MERGE whose condition asks nothing
MERGE INTO customers USING (SELECT 1) AS one ON NOT false WHEN MATCHED AND true THEN DELETE;
=== danger delete-without-where pg=17 | a MERGE that meets no row
MERGE INTO customers USING (SELECT 1) AS one ON false WHEN NOT MATCHED BY SOURCE THEN DELETE;
=== danger update-without-where | rows that overwrite themselves
INSERT INTO customers SELECT * FROM customers ON CONFLICT (id) DO UPDATE SET email = '';
=== safe | where the cursor stands
UPDATE customers SET email = '' WHERE CURRENT OF one;
=== caution restart-sequence | numbers that were given come again
ALTER SEQUENCE customers_id_seq RESTART WITH 1;
=== caution restart-sequence | of an identity
ALTER TABLE customers ALTER COLUMN id RESTART;
=== safe | of what this file made
CREATE SEQUENCE s;
ALTER SEQUENCE s RESTART WITH 1000;
ALTER SEQUENCE old_s INCREMENT BY 2;
=== caution advisory-lock | Prisma's lock is let go
SELECT pg_advisory_unlock_all();
