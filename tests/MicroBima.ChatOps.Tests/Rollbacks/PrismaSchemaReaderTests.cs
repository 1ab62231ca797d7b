using MicroBima.ChatOps.Rollbacks;

namespace MicroBima.ChatOps.Tests.Rollbacks;

public sealed class PrismaSchemaReaderTests
{
    [Fact]
    public void Tables_columns_and_enums_are_read_by_their_names_in_the_database()
    {
        var schema = PrismaSchemaReader.Read(
            """
            // model Comment { id Int }
            generator client { provider = "prisma-client" }
            datasource db {
              provider = "postgresql"
              url      = env("DATABASE_URL") // not this one
            }

            /// A customer.
            model Customer {
              id        Int       @id @default(autoincrement())
              fullName  String    @map("full_name") @db.VarChar(120)
              notes     String?   @default("a // b { c }")
              tags      String[]
              status    Status    @default(ACTIVE)
              geo       Unsupported("point")?
              secret    String    @ignore
              policies  Policy[]
              /* a block
                 comment */
              createdAt DateTime  @default(now()) @map(name: "created_at") @db.Timestamptz(3)

              @@unique([fullName, status])
              @@map("customers")
              @@schema("crm")
            }

            model Policy {
              id         BigInt   @id
              customer   Customer @relation(fields: [customerId], references: [id])
              customerId Int      @map("customer_id")
            }

            model Hidden {
              id Int
              @@ignore
            }

            view Totals {
              count Int
            }

            enum Status {
              ACTIVE
              LAPSED @map("lapsed") // since 2024
              @@map("customer_status")
            }
            """
        );

        Assert.Equal(["customers", "Policy", "Totals"], schema.Tables.Select(table => table.Name));
        var customers = schema.Tables[0];
        Assert.Equal("crm", customers.Schema);
        Assert.Equal(
            [
                new PrismaColumn("id", "Int", true, false, null) { IsFilledByDatabase = true },
                new PrismaColumn("full_name", "String", true, false, 120) { Native = "varchar" },
                new PrismaColumn("notes", "String", false, false, null),
                new PrismaColumn("tags", "String", true, true, null),
                new PrismaColumn("status", "customer_status", true, false, null),
                new PrismaColumn("created_at", "DateTime", true, false, null) { Native = "timestamptz" },
            ],
            customers.Columns.AsEnumerable()
        );
        Assert.Equal(["id", "full_name,status"], customers.Keys.Select(key => string.Join(',', key)));
        Assert.Equal(["id", "customer_id"], schema.Tables[1].Columns.Select(column => column.Name));
        Assert.Equal([false, false, true], schema.Tables.Select(table => table.IsView));
        Assert.Equal(["ACTIVE", "lapsed"], Assert.Single(schema.Enums).Labels.AsEnumerable());
    }

    [Theory]
    [InlineData("model A {\n id Int", "not closed")]
    [InlineData("model A {\n id Foo\n}", "nobody knows the type Foo")]
    [InlineData("model A {\n 17\n}", "is no field")]
    [InlineData("ALTER TABLE x", "opens no block")]
    [InlineData("model A {\n id Int\n}\n/", "opens no block")]
    [InlineData("model A {\n id Int @default(\"\\", "not closed")]
    public void What_is_not_understood_is_an_error_not_a_guess(string file, string expected)
    {
        var error = Assert.Throws<FormatException>(() => PrismaSchemaReader.Read([file]));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""@default("http://a") @map("link")""")]
    [InlineData("""@default("/* a") @map("link") /* gone */""")]
    [InlineData("""@default("a \" // b") @map("link") // gone""")]
    [InlineData("""@default(a / b) @map("link")""")]
    public void Only_what_stands_outside_of_quotes_is_a_comment(string attributes)
    {
        var schema = PrismaSchemaReader.Read($"model A {{\n id String {attributes}\n}}\n/* not closed");

        Assert.Equal("link", Assert.Single(Assert.Single(schema.Tables).Columns).Name);
    }

    [Theory]
    [InlineData("generator client { }\nmodel A { id Int @map(\"link\") }\nenum B { ON }")]
    [InlineData("generator client {}\nmodel A { id Int @map(\"link\")\n}\nenum B { ON\n}")]
    public void H1_a_block_that_begins_on_its_first_line_loses_nothing_of_it(string file)
    {
        var schema = PrismaSchemaReader.Read(file);

        Assert.Equal("link", Assert.Single(Assert.Single(schema.Tables).Columns).Name);
        Assert.Equal(["ON"], Assert.Single(schema.Enums).Labels.AsEnumerable());
    }

    [Theory]
    [InlineData("posts Post[]", "tags Tag[]", "_PostToTag")]
    [InlineData("posts Post[] @relation(\"Marked\")", "tags Tag[] @relation(name: \"Marked\")", "_Marked")]
    [InlineData("posts Post[]", "tag Tag @relation(fields: [id], references: [id])", "")]
    [InlineData("posts Post[] @relation(\"A\")", "tags Tag[] @relation(\"B\")", "")]
    [InlineData("others Tag[] @relation(\"Near\")\n near Tag[] @relation(\"Near\")", "title String", "_Near")]
    public void H1_lists_of_each_other_have_a_table_of_their_own(string ofTag, string ofPost, string expected)
    {
        var schema = PrismaSchemaReader.Read(
            $"model Tag {{\n id Int @id\n {ofTag}\n}}\nmodel Post {{\n id String @id @db.Uuid\n {ofPost}\n}}"
        );

        var made = schema.Tables.Skip(2).ToList();
        Assert.Equal(expected, string.Join(',', made.Select(table => table.Name)));
        Assert.All(made, table => Assert.Equal(["A", "B"], table.Columns.Select(column => column.Name)));
    }

    [Fact]
    public void Models_of_several_files_know_each_other()
    {
        var schema = PrismaSchemaReader.Read(
            "model A {\n id Int @id\n b B[]\n}",
            "model B {\n id Int @id\n a A @relation(fields: [aId], references: [id])\n aId Int\n}"
        );

        Assert.Equal(["A", "B"], schema.Tables.Select(table => table.Name));
        Assert.Single(schema.Tables[0].Columns);
    }
}
