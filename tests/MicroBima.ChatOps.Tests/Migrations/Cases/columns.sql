=== safe | a nullable column
ALTER TABLE "Customer" ADD COLUMN "note" TEXT;
=== safe | several nullable columns
ALTER TABLE "Customer" ADD COLUMN "a" TEXT, ADD COLUMN "b" INTEGER, ADD COLUMN "c" TIMESTAMP(3);
=== safe | a required column with a constant default
ALTER TABLE "Customer" ADD COLUMN "active" BOOLEAN NOT NULL DEFAULT false;
=== safe | CURRENT_TIMESTAMP is one value for all rows
ALTER TABLE "Customer" ADD COLUMN "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
=== safe | now() too
ALTER TABLE customers ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
=== safe | an array, JSON and an enum as default
ALTER TABLE customers ADD COLUMN tags text[] DEFAULT ARRAY[]::text[], ADD COLUMN meta jsonb NOT NULL DEFAULT '{}'::jsonb, ADD COLUMN role "Role" NOT NULL DEFAULT 'USER';
=== safe | an interval from now, a lower case word
ALTER TABLE t ADD COLUMN a timestamptz DEFAULT now() + interval '1 day', ADD COLUMN b text DEFAULT lower('X');
=== safe | with a serial in the new table, not in an old one
CREATE TABLE t ("id" SERIAL NOT NULL, "uuid" uuid NOT NULL DEFAULT gen_random_uuid());
=== caution add-column-rewrite pg=10 | a constant default on an old server
ALTER TABLE "Customer" ADD COLUMN "active" BOOLEAN NOT NULL DEFAULT false;
=== caution add-column-rewrite | a random default
ALTER TABLE customers ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();
=== caution add-column-rewrite | inside an expression
ALTER TABLE customers ADD COLUMN code text DEFAULT 'c-' || floor(random() * 1000)::text;
=== caution add-column-rewrite | clock_timestamp is another value for each row
ALTER TABLE customers ADD COLUMN seen timestamptz DEFAULT clock_timestamp();
=== caution add-column-rewrite | a function that nobody knows
ALTER TABLE customers ADD COLUMN code text DEFAULT next_code();
=== safe | a function that the file calls immutable
CREATE FUNCTION first_code() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'a' $$;
ALTER TABLE customers ADD COLUMN code text DEFAULT first_code();
=== caution add-column-rewrite | serial
ALTER TABLE "Customer" ADD COLUMN "seq" SERIAL NOT NULL;
=== caution add-column-rewrite | bigserial in small letters
alter table customers add seq bigserial;
=== caution add-column-rewrite | identity
ALTER TABLE customers ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY;
=== caution add-column-rewrite | generated and stored
ALTER TABLE customers ADD COLUMN full_name text GENERATED ALWAYS AS (first_name || last_name) STORED;
=== safe pg=18 | generated when it is read
ALTER TABLE customers ADD COLUMN full_name text GENERATED ALWAYS AS (first_name || last_name) VIRTUAL;
=== caution add-column-rewrite | a domain with conditions
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
ALTER TABLE customers ADD COLUMN age positive;
=== caution add-column-rewrite,add-primary-key | serial as the key
ALTER TABLE a ADD COLUMN b SERIAL PRIMARY KEY;
=== caution add-required-column | Prisma's required column
/*
  Warnings:

  - Added the required column `country` to the `Customer` table without a default value. This is not possible if the table is not empty.

*/
-- AlterTable
ALTER TABLE "Customer" ADD COLUMN "country" TEXT NOT NULL;
=== caution add-required-column | a default of NULL is none
ALTER TABLE customers ADD COLUMN country text NOT NULL DEFAULT NULL;
=== caution add-required-column,add-primary-key | as the key
ALTER TABLE customers ADD COLUMN id uuid PRIMARY KEY;
=== safe | required in a new table
CREATE TABLE t (a int);
ALTER TABLE t ADD COLUMN b int NOT NULL;
=== caution set-not-null | a column is required now
ALTER TABLE "Customer" ALTER COLUMN "email" SET NOT NULL;
=== caution set-not-null,add-check-validating,multi-lock-window pg=11 | a condition does not help an old server
ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL);
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
=== caution add-check-validating | a condition proves it: nothing is read twice
ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL);
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
=== caution add-check-validating,set-not-null,multi-lock-window | a condition on another column proves nothing
ALTER TABLE t ADD CONSTRAINT c CHECK (b IS NOT NULL);
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
=== safe | a condition of an earlier migration proves it
ALTER TABLE "users" VALIDATE CONSTRAINT "users_email_null";
ALTER TABLE "users" ALTER COLUMN "email" SET NOT NULL;
=== caution set-not-null | of another table
ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_email_null";
ALTER TABLE "users" ALTER COLUMN "email" SET NOT NULL;
=== caution set-not-null pg=18 | as a constraint
ALTER TABLE t ADD CONSTRAINT nn NOT NULL a;
=== safe pg=18 | as a constraint that is validated later
ALTER TABLE t ADD CONSTRAINT nn NOT NULL a NOT VALID;
=== caution alter-column-type,alter-column-type-rewrite | a wider number
ALTER TABLE "policies" ALTER COLUMN "premium_cents" SET DATA TYPE BIGINT;
=== caution alter-column-type,alter-column-type-rewrite | in small letters
alter table t alter a type uuid using a::uuid;
=== caution alter-column-type | to text: often for free
ALTER TABLE t ALTER COLUMN a TYPE text;
=== caution alter-column-type | a limit: for free only where it gets wider
ALTER TABLE t ALTER COLUMN a TYPE varchar(200);
=== caution alter-column-type | a number of another size
ALTER TABLE t ALTER COLUMN a TYPE numeric(12, 2);
=== caution alter-column-type | with its time zone
ALTER TABLE t ALTER COLUMN a TYPE timestamptz;
=== caution alter-column-type,alter-column-type-rewrite pg=11 | with its time zone, on an old server
ALTER TABLE t ALTER COLUMN a TYPE timestamptz;
=== caution alter-column-type,alter-column-type-rewrite | by an expression
ALTER TABLE t ALTER COLUMN a TYPE timestamptz USING to_timestamp(a);
=== caution alter-column-type,alter-column-type-rewrite | to an array
ALTER TABLE t ALTER COLUMN a TYPE text[] USING ARRAY[a];
=== safe | of a new table
CREATE TABLE t (a int);
ALTER TABLE t ALTER COLUMN a TYPE bigint;
=== caution add-check-validating,alter-column-type,alter-column-type-dependents,multi-lock-window | a condition names the column
ALTER TABLE t ADD CONSTRAINT c CHECK (length(a) < 100);
ALTER TABLE t ALTER COLUMN a TYPE varchar(200);
=== caution alter-column-type,type-blocked-by-view | a view uses the column
CREATE VIEW v AS SELECT a FROM t;
ALTER TABLE t ALTER COLUMN a TYPE text;
=== caution add-column-rewrite pg=17 | another expression
ALTER TABLE t ALTER COLUMN a SET EXPRESSION AS (b * 2);
=== safe | statistics, storage, compression
ALTER TABLE t ALTER COLUMN a SET STATISTICS 500;
ALTER TABLE t ALTER COLUMN a SET STORAGE EXTERNAL;
ALTER TABLE t SET (fillfactor = 90);
=== caution enum-swap,explicit-transaction | Prisma removes a label
BEGIN;
CREATE TYPE "Role_new" AS ENUM ('ADMIN', 'AGENT');
ALTER TABLE "User" ALTER COLUMN "role" DROP DEFAULT;
ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role_new" USING ("role"::text::"Role_new");
ALTER TYPE "Role" RENAME TO "Role_old";
ALTER TYPE "Role_new" RENAME TO "Role";
DROP TYPE "Role_old";
ALTER TABLE "User" ALTER COLUMN "role" SET DEFAULT 'AGENT';
COMMIT;
=== caution enum-swap | the same with schemas and without a transaction
CREATE TYPE "public"."Role_new" AS ENUM ('ADMIN', 'AGENT');
ALTER TABLE "public"."User" ALTER COLUMN "role" TYPE "public"."Role_new" USING ("role"::text::"public"."Role_new");
ALTER TYPE "public"."Role" RENAME TO "Role_old";
ALTER TYPE "public"."Role_new" RENAME TO "Role";
DROP TYPE "public"."Role_old";
=== caution alter-column-type,alter-column-type-rewrite | a cast to a new enum alone is no swap
CREATE TYPE "Kind" AS ENUM ('A');
ALTER TABLE t ALTER COLUMN a TYPE "Kind" USING (a::text::"Kind");
=== safe | a new label
ALTER TYPE "Role" ADD VALUE 'OWNER';
=== safe | two new labels
ALTER TYPE "Role" ADD VALUE 'OWNER';
ALTER TYPE "Role" ADD VALUE IF NOT EXISTS 'GUEST' BEFORE 'AGENT';
=== caution enum-value-used-in-same-tx | a new label as a default
ALTER TYPE "Role" ADD VALUE 'OWNER';
ALTER TABLE "User" ALTER COLUMN "role" SET DEFAULT 'OWNER';
=== caution enum-value-used-in-same-tx,dml-backfill | a new label in rows
ALTER TYPE "Role" ADD VALUE 'OWNER';
UPDATE "User" SET "role" = 'OWNER' WHERE "id" = 1;
=== safe | an old label as a default
ALTER TYPE "Role" ADD VALUE 'OWNER';
ALTER TABLE "User" ALTER COLUMN "role" SET DEFAULT 'AGENT';
=== safe | a label of an enum that this file made
CREATE TYPE "Role" AS ENUM ('AGENT');
ALTER TYPE "Role" ADD VALUE 'OWNER';
ALTER TABLE "User" ADD COLUMN "role" "Role" DEFAULT 'OWNER';
=== caution non-transactional pg=11 | labels in a transaction on an old server
ALTER TYPE "Role" ADD VALUE 'OWNER';
COMMENT ON TYPE "Role" IS 'who';
=== caution rename-enum-value | a label
ALTER TYPE "Role" RENAME VALUE 'AGENT' TO 'BROKER';
=== safe | types that are a matter of taste
ALTER TABLE t ADD COLUMN a json, ADD COLUMN b varchar(20), ADD COLUMN c int, ADD COLUMN d timestamp;
=== safe | a name that PostgreSQL cuts
CREATE TABLE a_table_with_a_name_that_is_longer_than_what_postgresql_keeps_of_it (id int);

=== safe pg=11 | a constant default on the first server that keeps it beside the table
ALTER TABLE t ADD COLUMN active boolean NOT NULL DEFAULT false;
=== safe pg=10 | neither no default nor the default NULL is written into old rows, not on an old server either
ALTER TABLE t ADD COLUMN a text;
ALTER TABLE t ADD COLUMN b text DEFAULT NULL;
=== caution alter-column-type pg=12 | with its time zone, on the first server that may leave the rows alone
ALTER TABLE t ALTER COLUMN a TYPE timestamptz;
=== caution alter-column-type | to text, by nothing but the same conversion in words
ALTER TABLE t ALTER COLUMN a TYPE text USING a::text;
=== caution alter-column-type,alter-column-type-rewrite | to text, by a conversion of something else
ALTER TABLE t ALTER COLUMN a TYPE text USING lower(a)::text;
=== caution alter-column-type,alter-column-type-rewrite | to text, by a function of the column
ALTER TABLE t ALTER COLUMN a TYPE text USING lower(a);
=== caution alter-column-type,alter-column-type-rewrite | to a list of texts, though a text alone may be free
ALTER TABLE t ALTER COLUMN a TYPE text[];
=== caution add-check-validating pg=12 | a condition helps from this server on
ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL);
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
=== safe pg=12 | labels in a transaction, on the first server that allows it
ALTER TYPE "Role" ADD VALUE 'OWNER';
COMMENT ON TYPE "Role" IS 'who';
=== safe pg=11 | one label alone, which is no transaction with others
ALTER TYPE "Role" ADD VALUE 'OWNER';
=== danger alter-column-type,alter-column-type-rewrite | every value becomes NULL
ALTER TABLE t ALTER COLUMN a TYPE text USING NULL;
=== danger alter-column-type,alter-column-type-rewrite | every value becomes the same
ALTER TABLE t ALTER COLUMN a SET DATA TYPE integer USING 0::integer;
=== danger alter-column-type,alter-column-type-rewrite | every value becomes a new one
ALTER TABLE t ALTER COLUMN a TYPE uuid USING gen_random_uuid();
=== caution alter-column-type,alter-column-type-rewrite | the old value decides, deep inside
ALTER TABLE t ALTER COLUMN a TYPE integer USING (CASE WHEN (coalesce(a, '') = '') THEN 0 ELSE 1 END);
=== safe | in a table that this file made
CREATE TABLE t (a int);
ALTER TABLE t ALTER COLUMN a TYPE text USING NULL;
=== danger alter-column-type | a table that may have been there
CREATE TABLE IF NOT EXISTS customers (email text);
ALTER TABLE customers ALTER COLUMN email TYPE text USING '';
