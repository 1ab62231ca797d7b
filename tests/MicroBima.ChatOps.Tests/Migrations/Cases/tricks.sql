=== safe | I05 dangerous words in comments
-- DROP TABLE customers;
/* TRUNCATE customers; /* DELETE FROM customers; */ GRANT ALL */
SELECT 1;
=== safe | I05 in strings
INSERT INTO notes (t) VALUES ('DROP TABLE customers; --'), ('it''s TRUNCATE'), ($$DELETE FROM customers;$$), ($x$ GRANT $$ ALL $x$);
=== safe | I05 in names
CREATE TABLE "DROP TABLE customers;" ("TRUNCATE" int, "delete" text DEFAULT 'ALTER TABLE x DROP COLUMN y');
=== safe | I05 in a comment on a column
COMMENT ON COLUMN t.a IS 'DROP COLUMN a; CASCADE';
=== danger drop-table | I04 a comment instead of a space
DROP/**/TABLE/*x*/customers;
=== danger drop-table | I04 after nested comments
/* a /* b */ c */ DROP TABLE customers;
=== danger drop-table | I04 after an escaped quote
SELECT E'\''; DROP TABLE customers; --'
=== danger drop-table | I04 after a backslash that is no escape
SELECT '\'; DROP TABLE customers; --';
=== danger drop-table | I04 after a string in dollars
SELECT $a$ ' $b$ $a$; DROP TABLE customers; -- $a$
=== danger drop-table | I04 on the line after a comment
SELECT 1; -- harmless
DROP TABLE customers;
=== danger drop-table | I04 mixed letters, tabs and odd spaces
dRoP	TaBlE
	IF	EXISTS customers;
=== danger drop-table | I04 quoted names with semicolons
DROP TABLE "a;b", "c""d";
=== danger drop-table | I04 letters by number
DROP TABLE U&"cust\006Fmers";
=== danger unparseable | I01 a command of psql
\! rm -rf /
=== danger unparseable | I01 after harmless lines
SELECT 1;
\copy customers to 'x'
=== danger unparseable | I01 into a program
SELECT 1 \g | sh
=== danger unparseable,drop-table | one statement is broken, the others are judged
SELEC 1;
DROP TABLE customers;
=== danger unparseable | a word is missing
ALTER TABLE customers ADD COLUMN;
=== danger unparseable | a string is not closed
SELECT 'abc;
=== danger unparseable | a comment is not closed
SELECT 1; /* DROP TABLE customers;
=== danger unparseable | another kind of database
ALTER TABLE `customers` DROP `phone`;
=== danger unparseable | I07 a mark that turns the direction of writing
SELECT 1; -- ‮ ;stnuocca ELBAT PORD
=== danger unparseable | I07 a space of no width
DROP​ TABLE customers;
=== danger unparseable | I07 letters of full width
ＤＲＯＰ TABLE customers;
=== safe | names and texts of all the world
INSERT INTO "客户" (naïve, "имя") VALUES ('Ngũgĩ 👩‍👩‍👧', 'سلام');
=== safe | nothing at all

=== safe | only comments
-- This is an empty migration.
=== safe | only semicolons
;;;
