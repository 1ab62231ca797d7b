=== danger drop-column | a column
ALTER TABLE "Customer" DROP COLUMN "oldPhone";
=== danger drop-column | in lower case with IF EXISTS
alter table if exists customers drop column if exists old_phone;
=== danger drop-column | the short form without COLUMN
ALTER TABLE customers DROP old_phone;
=== danger drop-column | with a schema, over several lines
ALTER
  TABLE "crm"."Customer"
    DROP
      COLUMN "oldPhone";
=== danger drop-column | comments between the words
ALTER/**/TABLE customers/* x */DROP--y
COLUMN old_phone;
=== danger drop-column | among harmless commands
ALTER TABLE customers ADD COLUMN a text, DROP COLUMN b, ADD COLUMN c text;
=== danger drop-column | the same name comes back with another type
ALTER TABLE customers DROP COLUMN age, ADD COLUMN age integer;
=== danger drop-column | the same name is added first: PostgreSQL drops first all the same
ALTER TABLE customers ADD COLUMN age integer, DROP COLUMN age;
=== danger drop-column,drop-cascade | with CASCADE
ALTER TABLE customers DROP COLUMN b CASCADE;
=== danger drop-column | added only if it was not there
ALTER TABLE customers ADD COLUMN IF NOT EXISTS b text;
ALTER TABLE customers DROP COLUMN b;
=== danger drop-column | an attribute of a composite type
ALTER TYPE address DROP ATTRIBUTE street;
=== safe | a column of a table that this file made
CREATE TABLE t (a int, b int);
ALTER TABLE t DROP COLUMN b;
=== safe | a column that this file added
ALTER TABLE customers ADD COLUMN b text;
ALTER TABLE customers DROP COLUMN b;
=== danger drop-column | the table may have been there before
CREATE TABLE IF NOT EXISTS customers (a int);
ALTER TABLE customers DROP COLUMN b;
=== danger drop-column | a table of the same name in another schema was made
CREATE TABLE archive.customers (a int);
ALTER TABLE customers DROP COLUMN b;
=== danger drop-table | a table
DROP TABLE "Customer";
=== danger drop-table | IF EXISTS, before it is made anew
DROP TABLE IF EXISTS customers;
CREATE TABLE customers (id int);
=== danger drop-table | several at once
DROP TABLE a, crm.b;
=== danger drop-table,drop-cascade | with CASCADE
drop table customers cascade;
=== safe | made in the same file
CREATE TABLE staging_rows (a int);
DROP TABLE staging_rows;
=== safe | a temporary table
CREATE TEMP TABLE rows AS SELECT 1 AS a;
DROP TABLE rows;
=== danger drop-table | the temporary one hides nothing of the schema
CREATE TEMP TABLE customers (a int);
DROP TABLE public.customers;
=== danger drop-table,session-search-path | the search path moved in between
CREATE TABLE customers (a int);
SET search_path = crm;
DROP TABLE customers;
=== danger drop-table,rename-table | the old one under a new name
CREATE TABLE customers_new (a int);
ALTER TABLE customers RENAME TO customers_old;
ALTER TABLE customers_new RENAME TO customers;
DROP TABLE customers_old;
=== danger drop-table | made only in a branch
DO $$ BEGIN IF false THEN CREATE TABLE customers (a int); END IF; END $$;
DROP TABLE customers;
=== danger drop-schema | a schema
DROP SCHEMA crm;
=== danger drop-schema,drop-cascade | a schema with CASCADE
DROP SCHEMA IF EXISTS public CASCADE;
=== danger drop-database,non-transactional | a database
DROP DATABASE microbima;
=== danger drop-cascade | a type with CASCADE
DROP TYPE "Role" CASCADE;
=== danger drop-cascade | a view with CASCADE
DROP VIEW v_contacts CASCADE;
=== danger drop-cascade | a function with CASCADE
DROP FUNCTION f(int) CASCADE;
=== danger drop-cascade,drop-extension | an extension with CASCADE
DROP EXTENSION "uuid-ossp" CASCADE;
=== danger drop-cascade | everything of a role
DROP OWNED BY reporting;
=== danger drop-cascade,drop-constraint | a constraint with CASCADE
ALTER TABLE a DROP CONSTRAINT a_b_key CASCADE;
=== safe | a type that nobody can be using
DROP TYPE "OldStatus";
=== safe | a view
DROP VIEW v_contacts;
=== safe | a sequence and a function
DROP SEQUENCE old_seq;
DROP FUNCTION IF EXISTS f(int);
=== danger change-primary-key | by the name that PostgreSQL gives it
ALTER TABLE "Policy" DROP CONSTRAINT "Policy_pkey";
=== danger change-primary-key,add-primary-key | a new one in the same statement
ALTER TABLE "Policy" DROP CONSTRAINT "Policy_pkey", ADD CONSTRAINT "Policy_pkey" PRIMARY KEY ("number");
=== danger change-primary-key,add-primary-key,multi-lock-window | under a name of its own
ALTER TABLE policy DROP CONSTRAINT policy_identity;
ALTER TABLE policy ADD PRIMARY KEY (number);
=== caution drop-constraint | a foreign key
ALTER TABLE "Policy" DROP CONSTRAINT "Policy_customerId_fkey";
=== caution drop-constraint,add-fk-validating,multi-lock-window | Prisma changes what happens on delete
-- DropForeignKey
ALTER TABLE "Policy" DROP CONSTRAINT "Policy_customerId_fkey";

-- AddForeignKey
ALTER TABLE "Policy" ADD CONSTRAINT "Policy_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;
=== safe | a constraint of a table that this file made
CREATE TABLE t (a int CONSTRAINT positive CHECK (a > 0));
ALTER TABLE t DROP CONSTRAINT positive;
=== safe | a condition that was only there to prove NOT NULL
ALTER TABLE customers VALIDATE CONSTRAINT customers_email_not_null;
ALTER TABLE customers ALTER COLUMN email SET NOT NULL;
ALTER TABLE customers DROP CONSTRAINT customers_email_not_null;
=== caution drop-not-null | a column may be NULL now
ALTER TABLE "Customer" ALTER COLUMN "email" DROP NOT NULL;
=== safe | of a new table
CREATE TABLE t (a int NOT NULL);
ALTER TABLE t ALTER a DROP NOT NULL;
=== caution drop-default | a default goes
ALTER TABLE "Customer" ALTER COLUMN "active" DROP DEFAULT;
=== caution drop-default | the app that runs cannot insert any more
ALTER TABLE customers ADD COLUMN country text NOT NULL DEFAULT 'KE';
ALTER TABLE customers ALTER COLUMN country DROP DEFAULT;
=== safe | the default of a nullable column that this file added
ALTER TABLE customers ADD COLUMN country text DEFAULT 'KE';
ALTER TABLE customers ALTER COLUMN country DROP DEFAULT;
=== safe | a new default
ALTER TABLE "Customer" ALTER COLUMN "active" SET DEFAULT true;
=== safe | renamed constraints and indexes
ALTER TABLE "Policy" RENAME CONSTRAINT "Policy_pkey" TO "policies_pkey";
ALTER INDEX "Policy_number_key" RENAME TO "policies_number_key";

=== danger change-primary-key | by the name that people give it
ALTER TABLE policy DROP CONSTRAINT pk_policy;
=== danger drop-cascade,drop-table | a new table and an old one, with all that hangs on them
CREATE TABLE fresh (id int);
DROP TABLE fresh, customers CASCADE;
=== danger drop-schema,drop-cascade,rename-table | a new schema with an old table in it
CREATE SCHEMA aside;
ALTER TABLE customers SET SCHEMA aside;
DROP SCHEMA aside CASCADE;
=== safe | a new schema with nothing of anybody's in it
CREATE SCHEMA aside;
CREATE TABLE aside.t (a int);
DROP SCHEMA aside CASCADE;
=== danger drop-schema,drop-cascade,rename-schema | an old schema under the name of a new one
CREATE SCHEMA aside;
ALTER SCHEMA aside RENAME TO gone;
ALTER SCHEMA crm RENAME TO aside;
DROP SCHEMA aside CASCADE;
=== danger drop-table | a table that is called like a new schema
CREATE SCHEMA customers;
DROP TABLE customers;
=== danger drop-table | a table that is called like one in a new schema
CREATE SCHEMA aside CREATE TABLE customers (a int);
DROP TABLE customers;
=== danger drop-table | the one behind a temporary one
CREATE TEMP TABLE customers (a int);
DROP TABLE customers;
DROP TABLE customers;
=== danger drop-table | the one that a search path puts before a temporary one
SET search_path = public, pg_temp;
CREATE TEMP TABLE customers (a int);
DROP TABLE customers;
=== danger drop-table,explicit-transaction | the new one was taken back
SAVEPOINT s;
CREATE TEMP TABLE customers (a int);
ROLLBACK TO s;
DROP TABLE customers;
=== danger drop-table,explicit-transaction | the new one was there for a transaction
BEGIN;
CREATE TEMP TABLE customers (a int) ON COMMIT DROP;
COMMIT;
DROP TABLE customers;
=== danger drop-table | after the search path was reset with everything else
SET search_path = aside;
CREATE TABLE customers (a int);
RESET ALL;
DROP TABLE customers;
=== danger drop-table | renamed in a branch that was not taken
CREATE TABLE fresh (a int);
DO $$ BEGIN IF false THEN ALTER TABLE fresh RENAME TO customers; END IF; END $$;
DROP TABLE customers;
=== danger drop-table,attach-partition | a new table with an old partition
CREATE TABLE all_claims (id int, at date) PARTITION BY RANGE (at);
ALTER TABLE all_claims ATTACH PARTITION claims DEFAULT;
DROP TABLE all_claims;
=== danger truncate | a new table of which an old one is a child
CREATE TABLE everybody (id int);
ALTER TABLE customers INHERIT everybody;
TRUNCATE everybody;
=== danger drop-column,rename-column | an old column under the name of a new one
ALTER TABLE customers ADD COLUMN spare text;
ALTER TABLE customers RENAME COLUMN spare TO unused;
ALTER TABLE customers RENAME COLUMN email TO spare;
ALTER TABLE customers DROP COLUMN spare;
=== safe | a new column under another name
ALTER TABLE customers ADD COLUMN spare text;
ALTER TABLE customers RENAME COLUMN spare TO unused;
ALTER TABLE customers DROP COLUMN unused;
=== danger drop-column,rename-table | a column of the table that was renamed
ALTER TABLE drafts ADD COLUMN email text;
ALTER TABLE drafts RENAME TO old_drafts;
ALTER TABLE customers RENAME TO drafts;
ALTER TABLE drafts DROP COLUMN email;
=== danger drop-cascade,alter-column-type,alter-column-type-rewrite | a new type that an old column has
CREATE TYPE "Mood_new" AS ENUM ('A');
ALTER TABLE customers ALTER COLUMN mood TYPE "public"."Mood_new" USING mood::text::"Mood_new";
DROP TYPE "Mood_new" CASCADE;
=== danger change-primary-key | of a table that may have been there
CREATE TABLE IF NOT EXISTS customers (id int);
ALTER TABLE customers DROP CONSTRAINT customers_pkey;
=== caution drop-extension | an extension
DROP EXTENSION IF EXISTS pg_trgm;
=== caution drop-constraint | the condition of a domain
ALTER DOMAIN email DROP CONSTRAINT email_check;
=== caution drop-constraint | a rule that is written down and not kept
ALTER TABLE policies ALTER CONSTRAINT policies_customer_fkey NOT ENFORCED;
=== caution detach-partition-blocking | a child whose rows its parent shows no more
ALTER TABLE claims_2020 NO INHERIT claims;
