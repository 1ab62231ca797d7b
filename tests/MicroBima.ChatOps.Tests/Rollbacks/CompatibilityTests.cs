using MicroBima.ChatOps.Rollbacks;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Rollbacks;

/// <summary>Pairs of live schema and older code on a real PostgreSQL: what a release changed, and whether the code before it can live with that.</summary>
[Collection(WithPostgres.Name)]
public sealed class CompatibilityTests(PostgresServer server)
{
    private const string Code = """
        model Customer {
          id       Int      @id @default(autoincrement())
          name     String
          phone    String?
          email    String?  @db.VarChar(100)
          balance  Decimal  @default(0)
          visits   Int      @default(0)
          big      BigInt?
          tags     String[]
          data     Json?
          status   Status   @default(ACTIVE)
          policies Policy[]
          groups   Group[]
          @@unique([name, phone(sort: Desc)])
          @@map("customers")
        }
        model Group {
          id      String     @id @db.Uuid
          code    String     @unique
          since   DateTime
          members Customer[]
          @@map("groups")
        }
        model Policy {
          id         Int      @id @default(autoincrement())
          customer   Customer @relation(fields: [customerId], references: [id])
          customerId Int      @map("customer_id")
          startsOn   DateTime @map("starts_on") @db.Date
          @@map("policies")
        }
        view Totals {
          count BigInt @unique
          @@map("totals")
        }
        enum Status {
          ACTIVE
          LAPSED
          @@map("customer_status")
        }
        """;

    private const string Before = """
        create type customer_status as enum ('ACTIVE', 'LAPSED');
        create table customers (id serial primary key, name text not null, phone text, email varchar(100), balance numeric not null default 0,
            visits int not null default 0, big bigint, tags text[] not null default '{}', data jsonb, status customer_status not null default 'ACTIVE');
        create table policies (id serial primary key, customer_id int not null references customers, starts_on date not null);
        create unique index on customers (name, phone desc);
        create table groups (id uuid primary key, code text not null unique, since timestamp not null);
        create table "_CustomerToGroup" ("A" int not null references customers, "B" uuid not null references groups);
        create view totals as select count(*) as count from policies;
        insert into customers (name, phone) values ('Ana', '+254'), ('Ben', null), ('Cara', '+255');
        insert into policies (customer_id, starts_on) values (1, '2026-01-01');
        """;

    public static TheoryData<string, string, string> Pairs { get; } =
        new()
        {
            // What the code can live with.
            { "select 1", "SAFE", "" },
            { "alter table customers add notes text", "SAFE", "" },
            { "alter table customers add level int not null default 1", "SAFE", "" },
            { "alter table customers add kind text not null default 'retail'", "SAFE", "" },
            { "alter table customers add active boolean not null default true", "SAFE", "" },
            { "create table claims (id serial primary key)", "SAFE", "" },
            { "create index on customers (phone)", "SAFE", "" },
            { "create unique index on customers (email)", "SAFE", "" },
            { "alter table customers alter email type varchar(200)", "SAFE", "" },
            { "alter table customers alter email type text", "SAFE", "" },
            { "alter table customers alter name drop not null", "SAFE", "" },
            { "alter type customer_status add value 'FROZEN'", "SAFE", "" },
            { "alter table customers alter data type json using data::json", "SAFE", "" },
            { "alter table customers alter balance type numeric(12,2)", "SAFE", "" },
            { "alter table customers alter visits type smallint", "SAFE", "" },
            { "alter table customers alter phone set default 'none'", "SAFE", "" },
            { "create schema audit; create table audit.log (id int); insert into audit.log values (1)", "SAFE", "" },
            { "create table _prisma_migrations (id int); insert into _prisma_migrations values (1)", "SAFE", "" },
            { "alter table customers alter phone set not null, alter phone set default ''", "ERROR", "" },
            {
                "update customers set phone = ''; alter table customers alter phone set default '', alter phone set not null",
                "SAFE",
                ""
            },
            {
                "alter table groups drop constraint groups_code_key; create unique index on groups (code) include (since)",
                "SAFE",
                ""
            },
            { "alter table groups alter since type timestamptz", "SAFE", "" },
            { "alter table groups alter code type varchar(2147483)", "REFUSE", "groups.code holds" },
            // What nobody knows.
            {
                "alter table groups drop constraint groups_code_key",
                "unknown",
                "groups (code) is not unique any more"
            },
            {
                "alter table groups drop constraint groups_code_key; create unique index on groups (code) where code <> ''",
                "unknown",
                "groups (code) is not unique any more"
            },
            {
                "alter table groups drop constraint groups_code_key; alter table groups add notes text; insert into groups values (gen_random_uuid(), 'a', now(), 'x')",
                "unknown",
                "it does not see groups.notes: 1 row"
            },
            // What would be out of sight.
            {
                "create table \"_CustomerToPolicy\" (\"A\" int, \"B\" int); insert into \"_CustomerToPolicy\" values (1, 1)",
                "LOSS",
                "_CustomerToPolicy: 1 row"
            },
            {
                "alter table customers add notes text; update customers set notes = 'x' where id < 3",
                "LOSS",
                "customers.notes: 2 rows"
            },
            {
                "alter table customers add level int not null default 1; update customers set level = 2 where id = 1",
                "LOSS",
                "customers.level: 1 row"
            },
            { "alter table customers add seen timestamptz not null default now()", "LOSS", "customers.seen: 3 rows" },
            {
                "alter table customers add token uuid not null default gen_random_uuid()",
                "LOSS",
                "customers.token: 3 rows"
            },
            {
                "create table claims (id serial primary key); insert into claims default values",
                "LOSS",
                "claims: 1 row"
            },
            { "create table claims as select generate_series(1, 1204) as id", "LOSS", "claims: 1\u00A0204 rows" },
            {
                "alter table customers add \"Odd Name\" text; update customers set \"Odd Name\" = 'x'",
                "LOSS",
                "customers.Odd Name: 3 rows"
            },
            // What the code cannot live with.
            { "drop table \"_CustomerToGroup\"", "REFUSE", "table _CustomerToGroup is not there any more" },
            { "alter table customers alter id drop default", "REFUSE", "customers.id has no default any more" },
            {
                "alter table groups alter code type uuid using null",
                "REFUSE",
                "groups.code is uuid now, the code expects String"
            },
            {
                "drop table \"_CustomerToGroup\"; alter table groups alter id type text",
                "REFUSE",
                "groups.id is text now, the code expects String"
            },
            { "alter table groups alter since type date", "REFUSE", "groups.since is date now" },
            { "alter table customers drop column phone", "REFUSE", "customers.phone is not there any more" },
            { "alter table customers rename phone to mobile", "REFUSE", "customers.phone is not there any more" },
            { "drop view totals; drop table policies", "REFUSE", "table policies is not there any more" },
            { "alter table policies rename to contracts", "REFUSE", "table policies is not there any more" },
            { "drop view totals", "REFUSE", "view totals is not there any more" },
            {
                "alter table customers add code text; update customers set code = id::text; alter table customers alter code set not null",
                "REFUSE",
                "customers.code must be filled"
            },
            {
                "update customers set phone = ''; alter table customers alter phone set not null",
                "REFUSE",
                "customers.phone must be filled now"
            },
            {
                "alter table customers alter name drop not null; update customers set name = null where id = 2",
                "REFUSE",
                "customers.name is empty in 1 row"
            },
            {
                "alter table customers alter visits type bigint",
                "REFUSE",
                "customers.visits is int8 now, the code expects Int"
            },
            {
                "alter table customers alter visits type text using visits::text",
                "REFUSE",
                "customers.visits is text now"
            },
            { "alter table customers alter phone type int using 1", "REFUSE", "customers.phone is int4 now" },
            { "alter table customers alter balance type float8", "REFUSE", "customers.balance is float8 now" },
            { "alter table customers alter data type text using data::text", "REFUSE", "customers.data is text now" },
            {
                "alter table customers alter tags drop default, alter tags type text using array_to_string(tags, ',')",
                "REFUSE",
                "customers.tags is text now"
            },
            {
                "alter table customers alter phone type text[] using array[phone]",
                "REFUSE",
                "customers.phone is _text now"
            },
            {
                "alter table customers alter email type varchar(20)",
                "REFUSE",
                "customers.email holds 20 characters now"
            },
            { "alter table customers alter name type varchar(50)", "REFUSE", "customers.name holds 50 characters now" },
            {
                "alter table customers alter status drop default, alter status type text using status::text",
                "REFUSE",
                "customers.status is text now"
            },
            {
                "alter type customer_status rename value 'LAPSED' to 'ENDED'",
                "REFUSE",
                "does not take 'LAPSED' any more"
            },
            { "alter type customer_status rename to state", "REFUSE", "customers.status is state now" },
        };

    [SkippableTheory]
    [MemberData(nameof(Pairs))]
    public async Task H1_K04_older_code_against_what_a_release_left_behind(string release, string expected, string why)
    {
        var database = await server.NewAsync("rollback");
        await database.RunAsync("drop table customers, _prisma_migrations");
        await database.RunAsync(Before);
        if (expected is "ERROR")
        {
            // The pair stands here to show that such a release never gets as far as a rollback.
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.RunAsync(release));
            return;
        }

        await database.RunAsync(release);
        var verdict = await JudgeAsync(database);

        Assert.Equal(expected, verdict.Word);
        Assert.Contains(why, Words(verdict), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task H1_a_new_label_is_no_trouble_until_a_row_has_it()
    {
        var database = await server.NewAsync("rollback");
        await database.RunAsync("drop table customers, _prisma_migrations");
        await database.RunAsync(Before);
        await database.RunAsync("alter type customer_status add value 'FROZEN'");
        var before = await JudgeAsync(database);

        await database.RunAsync("update customers set status = 'FROZEN' where id = 1");
        var after = await JudgeAsync(database);

        Assert.IsType<RollbackVerdict.Safe>(before);
        Assert.Contains("customers.status is 'FROZEN' in 1 row", Words(after), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task H1_what_no_code_ever_knew_is_not_lost_by_going_back()
    {
        var database = await server.NewAsync("rollback");
        await database.RunAsync("drop table customers, _prisma_migrations");
        await database.RunAsync(Before);
        await database.RunAsync(
            "create table legacy as select 1 as id; alter table customers add by_hand text; update customers set by_hand = 'x'"
        );

        Assert.IsType<RollbackVerdict.Loss>(await JudgeAsync(database));
        Assert.IsType<RollbackVerdict.Safe>(await JudgeAsync(database, PrismaSchemaReader.Read([Code])));
    }

    private static async Task<RollbackVerdict> JudgeAsync(TestDatabase database, PrismaSchema? present = null)
    {
        var catalogue = new Catalogue(new Postgres(database.Url));
        var (code, live) = (PrismaSchemaReader.Read([Code]), await catalogue.ReadAsync(CancellationToken.None));
        var rows = await catalogue.CountAsync(Compatibility.Questions(code, present, live), CancellationToken.None);
        return Compatibility.Judge(code, present, live, question => rows[question]);
    }

    private static string Words(RollbackVerdict verdict) => string.Join("; ", verdict.Findings);
}
