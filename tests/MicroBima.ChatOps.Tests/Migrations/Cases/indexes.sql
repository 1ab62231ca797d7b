=== caution create-index-blocking | an index, as Prisma makes it
-- CreateIndex
CREATE INDEX "Policy_customerId_idx" ON "Policy"("customerId");
=== caution create-index-blocking | another method, a condition, an expression
CREATE INDEX IF NOT EXISTS i ON crm.policies USING gin (lower(name) gin_trgm_ops) WHERE active;
=== safe | built beside the writers, alone
CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON policies (customer_id);
=== safe | on a new table
CREATE TABLE t (a int);
CREATE INDEX i ON t (a);
=== safe | on a table that is made where it is not there
CREATE TABLE IF NOT EXISTS t (a int);
CREATE INDEX IF NOT EXISTS i ON t (a);
=== safe | on a new materialized view
CREATE MATERIALIZED VIEW totals AS SELECT 1 AS a;
CREATE UNIQUE INDEX i ON totals (a);
=== caution create-index-blocking | a table of the same name in another schema is new
CREATE TABLE archive.policies (a int);
CREATE INDEX i ON policies (a);
=== caution create-index-blocking,multi-lock-window | after a change that locks
ALTER TABLE policies ADD COLUMN agent text;
CREATE INDEX i ON policies (agent);
=== caution drop-index-blocking | an index goes
DROP INDEX "Policy_customerId_idx";
=== safe | gently, alone
DROP INDEX CONCURRENTLY IF EXISTS "Policy_customerId_idx";
=== safe | of a new table
CREATE TABLE t (a int);
CREATE INDEX i ON t (a);
DROP INDEX i;
=== caution reindex-blocking | built anew
REINDEX TABLE policies;
=== caution reindex-blocking | one index
reindex index i;
=== safe | gently, alone
REINDEX INDEX CONCURRENTLY i;
=== caution reindex-blocking | switched off
REINDEX (CONCURRENTLY off) TABLE policies;
=== caution concurrently-in-transaction | two of them
CREATE INDEX CONCURRENTLY a ON t (a);
CREATE INDEX CONCURRENTLY b ON t (b);
=== caution concurrently-in-transaction | beside another statement
ALTER TABLE t ADD COLUMN b text;
CREATE INDEX CONCURRENTLY i ON t (b);
=== caution concurrently-in-transaction | beside a setting
SET lock_timeout = '5s';
DROP INDEX CONCURRENTLY i;
=== caution concurrently-in-transaction,explicit-transaction | in a transaction
BEGIN;
CREATE INDEX CONCURRENTLY i ON t (a);
COMMIT;
=== danger cic-corruption pg=14.2 | a server that builds it wrongly
CREATE INDEX CONCURRENTLY i ON t (a);
=== danger cic-corruption pg=14.0 | an older one
REINDEX INDEX CONCURRENTLY i;
=== safe pg=14.4 | repaired
CREATE INDEX CONCURRENTLY i ON t (a);
=== safe pg=14 | of an unknown minor version
CREATE INDEX CONCURRENTLY i ON t (a);
=== caution vacuum-full,non-transactional | written anew
VACUUM FULL policies;
=== caution vacuum-full,non-transactional | in brackets
VACUUM (FULL, ANALYZE) policies;
=== caution non-transactional | without FULL
VACUUM policies;
=== safe | statistics only
ANALYZE policies;
=== caution cluster | sorted anew
CLUSTER policies USING i;
=== caution set-storage-rewrite | not written to the log
ALTER TABLE policies SET UNLOGGED;
=== caution set-storage-rewrite | elsewhere
ALTER TABLE policies SET TABLESPACE fast;
=== caution set-storage-rewrite | all of a place
ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE fast;
=== caution refresh-collation-version | of one
ALTER COLLATION german REFRESH VERSION;
=== caution refresh-collation-version | of all
ALTER DATABASE app REFRESH COLLATION VERSION;
=== caution set-storage-rewrite | another method
ALTER TABLE policies SET ACCESS METHOD columnar;
=== caution refresh-matview-blocking | computed anew
REFRESH MATERIALIZED VIEW totals;
=== safe | gently
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
=== safe | a new one
CREATE MATERIALIZED VIEW totals AS SELECT 1 AS a WITH NO DATA;
REFRESH MATERIALIZED VIEW totals;
