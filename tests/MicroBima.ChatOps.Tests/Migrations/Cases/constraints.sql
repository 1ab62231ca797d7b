=== caution add-unique | a unique index, as Prisma makes it
-- CreateIndex
CREATE UNIQUE INDEX "Customer_email_key" ON "Customer"("email");
=== caution add-unique | a unique constraint
ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE (email);
=== caution add-unique | nulls are equal
ALTER TABLE customers ADD UNIQUE NULLS NOT DISTINCT (email);
=== caution add-unique | with the column
ALTER TABLE customers ADD COLUMN code text UNIQUE;
=== safe | from an index that was built before
ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE USING INDEX customers_email_idx;
=== safe | built beside the writers, alone
CREATE UNIQUE INDEX CONCURRENTLY customers_email_idx ON customers (email);
=== safe | on a new table
CREATE TABLE "T" ("email" TEXT);
CREATE UNIQUE INDEX "T_email_key" ON "T"("email");
=== safe | the new table is named with its schema
CREATE TABLE public.t (email text);
CREATE UNIQUE INDEX t_email_key ON t (email);
=== caution add-primary-key | a key for an old table
ALTER TABLE "_AToB" ADD CONSTRAINT "_AToB_AB_pkey" PRIMARY KEY ("A", "B");
=== safe | from an index
ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_id_idx;
=== safe | in a new table
CREATE TABLE t (id int);
ALTER TABLE t ADD PRIMARY KEY (id);
=== caution add-fk-validating | a foreign key
ALTER TABLE "Policy" ADD CONSTRAINT "Policy_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "Customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
=== safe | not validated
ALTER TABLE policies ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
=== safe | validated in its own file
ALTER TABLE policies VALIDATE CONSTRAINT fk;
=== safe | from a new table to an old one
CREATE TABLE "Claim" ("id" TEXT NOT NULL, "policyId" TEXT NOT NULL, CONSTRAINT "Claim_pkey" PRIMARY KEY ("id"));
ALTER TABLE "Claim" ADD CONSTRAINT "Claim_policyId_fkey" FOREIGN KEY ("policyId") REFERENCES "Policy"("id") ON DELETE CASCADE ON UPDATE CASCADE;
=== safe | on a new column that holds nothing yet
ALTER TABLE "Policy" ADD COLUMN "agentId" TEXT;
ALTER TABLE "Policy" ADD CONSTRAINT "Policy_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "Agent"("id") ON DELETE SET NULL ON UPDATE CASCADE;
=== caution add-fk-validating,multi-lock-window | on a new column that is filled by its default
ALTER TABLE policies ADD COLUMN agent_id int NOT NULL DEFAULT 1;
ALTER TABLE policies ADD CONSTRAINT fk FOREIGN KEY (agent_id) REFERENCES agents (id);
=== caution add-fk-validating | with the column
ALTER TABLE policies ADD COLUMN agent_id int REFERENCES agents (id);
=== caution validate-in-same-transaction | both steps in one file
ALTER TABLE policies ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
ALTER TABLE policies VALIDATE CONSTRAINT fk;
=== caution validate-in-same-transaction | both steps in one statement
ALTER TABLE policies ADD CONSTRAINT c CHECK (a > 0) NOT VALID, VALIDATE CONSTRAINT c;
=== caution add-check-validating | a condition
ALTER TABLE policies ADD CONSTRAINT positive CHECK (premium > 0);
=== caution add-check-validating | without a name
alter table policies add check (premium > 0);
=== caution add-check-validating | with the column
ALTER TABLE policies ADD COLUMN discount int CHECK (discount < 100);
=== safe | not validated
ALTER TABLE policies ADD CONSTRAINT positive CHECK (premium > 0) NOT VALID;
=== safe | in a new table
CREATE TABLE t (a int, CONSTRAINT positive CHECK (a > 0));
ALTER TABLE t ADD CHECK (a < 10);
=== caution add-exclusion | no two at the same time
ALTER TABLE bookings ADD CONSTRAINT apart EXCLUDE USING gist (room WITH =, during WITH &&);
=== safe | in a new table
CREATE TABLE bookings (room int, during tsrange);
ALTER TABLE bookings ADD EXCLUDE USING gist (during WITH &&);
=== caution domain-constraint | every table that uses it is read
ALTER DOMAIN phone ADD CONSTRAINT digits CHECK (VALUE ~ '^[0-9]+$');
=== caution domain-constraint | required
ALTER DOMAIN phone SET NOT NULL;
=== safe | not validated
ALTER DOMAIN phone ADD CONSTRAINT digits CHECK (VALUE ~ '^[0-9]+$') NOT VALID;
=== safe | a new domain
CREATE DOMAIN phone AS text CHECK (VALUE ~ '^[0-9]+$');
ALTER DOMAIN phone ADD CONSTRAINT short CHECK (length(VALUE) < 20);
