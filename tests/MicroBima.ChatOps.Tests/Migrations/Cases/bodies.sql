=== safe | Prisma's way to make a type once
DO $$ BEGIN
 CREATE TYPE "Role" AS ENUM ('ADMIN');
EXCEPTION
 WHEN duplicate_object THEN null;
END $$;
=== safe | it only looks
DO $$ BEGIN IF EXISTS (SELECT 1 FROM customers WHERE email IS NULL) THEN RAISE EXCEPTION 'clean up first'; END IF; END $$;
=== danger drop-table | in a branch
DO $$ BEGIN IF now() > '2026-01-01' THEN DROP TABLE customers; END IF; END $$;
=== danger truncate | in a loop
DO $$ DECLARE r record; BEGIN FOR r IN SELECT 1 LOOP TRUNCATE customers; END LOOP; END $$;
=== danger delete-without-where | in a handler
DO $$ BEGIN NULL; EXCEPTION WHEN others THEN DELETE FROM customers; END $$;
=== danger drop-table | in a block in a block
DO $a$ BEGIN DECLARE x int; BEGIN CASE x WHEN 1 THEN DROP TABLE customers; ELSE NULL; END CASE; END; END $a$;
=== danger drop-table | put together from constants
DO $$ BEGIN EXECUTE 'DR' || 'OP TABLE ' || 'customers'; END $$;
=== danger drop-table | written out
DO 'BEGIN EXECUTE ''DROP TABLE customers''; END';
=== safe | written out and harmless
DO $$ BEGIN EXECUTE 'CREATE VIEW v AS SELECT 1'; END $$;
=== danger dynamic-sql | put together while it runs
DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables LOOP EXECUTE format('DROP TABLE %I', t); END LOOP; END $$;
=== danger dynamic-sql | a cursor over such a text
DO $$ DECLARE r record; q text := 'select 1'; BEGIN FOR r IN EXECUTE q LOOP NULL; END LOOP; END $$;
=== danger dynamic-sql | a body that is none
DO $$ this is no body $$;
=== danger dynamic-sql | a procedure of others
CALL cleanup();
=== safe | a procedure that was judged before
CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN CREATE VIEW v AS SELECT 1; END $$;
CALL p();
=== danger dynamic-sql | a prepared statement of others
EXECUTE cleanup;
=== danger dynamic-sql | a function that runs a text
SELECT query_to_xml('DROP TABLE customers', true, true, '');
=== caution add-unique | what it does is judged as everywhere
DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN ALTER TABLE customers ADD CONSTRAINT u UNIQUE (email); END IF; END $$;
=== danger server-file | in a declaration
DO $$ DECLARE x oid := lo_import('/etc/passwd'); BEGIN NULL; END $$;
=== safe | a function for a trigger
CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE policies SET touched_at = now() WHERE id = NEW.policy_id;
  NEW.updated_at = now();
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
=== danger drop-table | a function that waits to be called
CREATE FUNCTION later() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE customers; END $$;
=== danger truncate | in SQL
CREATE FUNCTION later() RETURNS void LANGUAGE sql AS $$ TRUNCATE customers $$;
=== danger delete-without-where | in the new way of SQL
CREATE FUNCTION later() RETURNS void LANGUAGE sql BEGIN ATOMIC DELETE FROM customers; END;
=== safe | a query in SQL
CREATE FUNCTION total() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT count(*) FROM customers WHERE note <> 'DROP TABLE customers' $$;
=== danger dynamic-sql | a function that puts text together
CREATE FUNCTION run(q text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE q; END $$;
=== caution dynamic-sql | a function of somebody's, called for what it does
SELECT purge_customers();
=== caution dynamic-sql | in a block
DO $$ BEGIN PERFORM audit.purge('customers'); END $$;
=== safe | functions of the server, and one that this file made
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
SELECT f(), now(), pg_catalog.upper('a'), setval('s', 10);
DO $$ DECLARE n int; BEGIN n := own_length(n); END $$;
