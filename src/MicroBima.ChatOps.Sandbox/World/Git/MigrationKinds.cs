namespace MicroBima.ChatOps.Sandbox.World.Git;

/// <summary>A migration that a push adds: its name without the time, its SQL, and the schema file that goes with it.</summary>
internal sealed record MigrationDraft(string Name, string Sql, string Schema);

/// <summary>Makes a migration of the kind that was asked for; each kind can be pushed again and again.</summary>
internal static class MigrationKinds
{
    public const string None = "none";

    private const string RequireEmail = "require_customer_email";
    private const string UniqueNationalId = "unique_national_id";
    private const string EmailLog = "customer_email_log";
    private const string Widen = "widen_premium";
    private const string Narrow = "narrow_premium";

    public static IReadOnlyList<string> All { get; } =
    [None, "safe", "caution", "danger", "failing", "halfway", "locking"];

    /// <param name="kind">One of <see cref="All"/> other than none.</param>
    /// <param name="before">The names of the migrations that the branch holds.</param>
    /// <param name="schema">The schema file that the branch holds.</param>
    /// <param name="stamp">Digits that no earlier migration used; they make names of columns and indexes unique.</param>
    public static MigrationDraft Make(string kind, IReadOnlyList<string> before, string schema, string stamp)
    {
        var isEven = before.Count % 2 == 0;
        return kind switch
        {
            "safe" => isEven ? NullableColumn(schema, stamp) : NewTable(schema, stamp),
            "caution" => isEven ? UniqueIndex(schema, stamp) : PlainIndex(schema, stamp),
            "danger" => Drop(before, schema),
            "failing" => Count(before, RequireEmail) <= Count(before, UniqueNationalId)
                ? Required(schema)
                : UniqueOverDuplicates(schema, stamp),
            "halfway" => Halfway(schema, stamp),
            "locking" => Count(before, Widen) <= Count(before, Narrow)
                ? Locking(Widen, "BIGINT", schema)
                : Locking(Narrow, "INTEGER", schema),
            _ => throw new UnusableRequestException(
                $"migration is one of {string.Join(", ", All)}; \"{kind}\" is not."
            ),
        };
    }

    /// <summary>The SQL of a migration that failed on production's data, corrected as its author would do it, or null where there is nothing to correct.</summary>
    public static string? TryCorrect(string name, string sql)
    {
        const string Corrected = "-- Clean the data first.";
        if (sql.StartsWith(Corrected, StringComparison.Ordinal))
            return null;

        if (name.Contains(RequireEmail, StringComparison.Ordinal) || name.Contains(EmailLog, StringComparison.Ordinal))
            return $"""
                {Corrected}
                UPDATE "customers" SET "email" = 'customer-' || "id" || '@unknown.microbima.example' WHERE "email" IS NULL;

                {sql}
                """;

        return name.Contains(UniqueNationalId, StringComparison.Ordinal)
            ? $"""
                {Corrected}
                UPDATE "customers" AS later SET "national_id" = NULL
                WHERE EXISTS (SELECT 1 FROM "customers" AS earlier WHERE earlier."national_id" = later."national_id" AND earlier."id" < later."id");

                {sql}
                """
            : null;
    }

    private static int Count(IReadOnlyList<string> before, string name) =>
        before.Count(migration => migration.Contains(name, StringComparison.Ordinal));

    private static MigrationDraft NullableColumn(string schema, string stamp) =>
        new(
            $"add_kyc_note_{stamp}",
            $"""
            -- AlterTable
            ALTER TABLE "customers" ADD COLUMN "kyc_note_{stamp}" TEXT;

            """,
            With(schema, "customers", $"kycNote{stamp} String? @map(\"kyc_note_{stamp}\")")
        );

    private static MigrationDraft NewTable(string schema, string stamp) =>
        new(
            $"claim_notes_{stamp}",
            $"""
            -- CreateTable
            CREATE TABLE "claim_notes_{stamp}" (
                "id" SERIAL NOT NULL,
                "policy_number" TEXT NOT NULL,
                "note" TEXT,

                CONSTRAINT "claim_notes_{stamp}_pkey" PRIMARY KEY ("id")
            );

            """,
            schema
        );

    private static MigrationDraft UniqueIndex(string schema, string stamp) =>
        new(
            $"unique_policy_number_{stamp}",
            $"""
            -- CreateIndex
            CREATE UNIQUE INDEX "policies_number_{stamp}_key" ON "policies"("number");

            """,
            schema
        );

    private static MigrationDraft PlainIndex(string schema, string stamp) =>
        new(
            $"index_payments_{stamp}",
            $"""
            -- CreateIndex
            CREATE INDEX "payments_policy_id_{stamp}_idx" ON "payments"("policy_id");

            """,
            schema
        );

    private static MigrationDraft Required(string schema) =>
        new(
            RequireEmail,
            """
            -- AlterTable
            ALTER TABLE "customers" ALTER COLUMN "email" SET NOT NULL;

            """,
            schema
        );

    /// <summary>A file that ends its own transaction in the middle: where its last statement fails, the first one stays.</summary>
    private static MigrationDraft Halfway(string schema, string stamp) =>
        new(
            $"{EmailLog}_{stamp}",
            $"""
            -- CreateTable
            CREATE TABLE "{EmailLog}_{stamp}" (
                "id" SERIAL NOT NULL,
                "customer_id" INTEGER NOT NULL,

                CONSTRAINT "{EmailLog}_{stamp}_pkey" PRIMARY KEY ("id")
            );

            COMMIT;

            -- AlterTable
            ALTER TABLE "customers" ALTER COLUMN "email" SET NOT NULL;

            """,
            schema
        );

    private static MigrationDraft UniqueOverDuplicates(string schema, string stamp) =>
        new(
            $"{UniqueNationalId}_{stamp}",
            $"""
            -- CreateIndex
            CREATE UNIQUE INDEX "customers_national_id_{stamp}_key" ON "customers"("national_id");

            """,
            schema
        );

    private static MigrationDraft Drop(IReadOnlyList<string> before, string schema)
    {
        bool IsNew(string name) => !before.Any(migration => migration.EndsWith(name, StringComparison.Ordinal));
        if (IsNew("drop_old_phone"))
            return new MigrationDraft(
                "drop_old_phone",
                """
                -- AlterTable
                ALTER TABLE "customers" DROP COLUMN "old_phone";

                """,
                string.Join(
                    '\n',
                    schema.Split('\n').Where(line => !line.Contains("old_phone", StringComparison.Ordinal))
                )
            );

        var field = Enumerable
            .Range(1, FirstMigrations.LegacyFields)
            .Select(FirstMigrations.LegacyField)
            .FirstOrDefault(field => IsNew($"drop_legacy_{field}"));
        return field is null
            ? new MigrationDraft("empty_customer_legacy", "TRUNCATE TABLE \"customer_legacy\";\n", schema)
            : new MigrationDraft(
                $"drop_legacy_{field}",
                $"""
                -- AlterTable
                ALTER TABLE "customer_legacy" DROP COLUMN "{field}";

                """,
                schema
            );
    }

    private static MigrationDraft Locking(string name, string type, string schema) =>
        new(
            name,
            $"""
            -- AlterTable
            ALTER TABLE "policies" ALTER COLUMN "premium_cents" SET DATA TYPE {type};

            -- The reports are rebuilt while the table is locked.
            SELECT pg_sleep(5);

            """,
            schema
        );

    private static string With(string schema, string table, string field) =>
        schema.Replace($"\n\n  @@map(\"{table}\")", $"\n  {field}\n\n  @@map(\"{table}\")", StringComparison.Ordinal);
}
