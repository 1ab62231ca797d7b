using MicroBima.ChatOps.Sandbox.World.Git;
using Npgsql;

namespace MicroBima.ChatOps.Sandbox.World.Postgres;

/// <summary>The records of the demo: a few clean ones on staging, thousands with the usual dirt in production.</summary>
internal static class DemoData
{
    public const string Production = "internal_api_production";
    public const string Staging = "internal_api_staging";

    private const string Products = """
        INSERT INTO "products" VALUES ('HEALTH', 'Hospital cash'), ('LIFE', 'Family life'), ('CROP', 'Crop cover'), ('PHONE', 'Device cover');
        """;

    /// <summary>4,000 customers: 1,204 with an old telephone number, 37 without an address, 6 national ids used twice.</summary>
    private const string ProductionCustomers = """
        INSERT INTO "customers" ("full_name", "phone", "old_phone", "email", "national_id", "status", "created_at")
        SELECT
            (ARRAY['Amina','Brian','Chebet','Daudi','Esther','Faith','Gitau','Halima'])[1 + n % 8] || ' ' ||
            (ARRAY['Achieng','Barasa','Cherono','Kamau','Mwangi','Njeri','Odhiambo'])[1 + n % 7],
            CASE WHEN n % 9 = 0 THEN NULL ELSE '+2547' || lpad((n * 7919 % 100000000)::text, 8, '0') END,
            CASE WHEN n <= 1204 THEN '07' || lpad((n * 104729 % 100000000)::text, 8, '0') END,
            CASE WHEN n % 108 = 5 THEN NULL ELSE 'customer' || n || '@mail.example' END,
            CASE WHEN n % 25 = 0 THEN NULL WHEN n % 666 = 1 AND n > 1 THEN (20000000 + n - 1)::text ELSE (20000000 + n)::text END,
            CASE WHEN n % 13 = 0 THEN 'lapsed' ELSE 'active' END,
            now() - n * interval '3 hours'
        FROM generate_series(1, 4000) AS n;
        """;

    private const string StagingCustomers = """
        INSERT INTO "customers" ("full_name", "phone", "old_phone", "email", "national_id")
        SELECT 'Test Customer ' || n, '+25470000' || lpad(n::text, 4, '0'), NULL, 'test' || n || '@mail.example', (10000000 + n)::text
        FROM generate_series(1, 40) AS n;
        """;

    private const string Policies = """
        INSERT INTO "policies" ("number", "customer_id", "product_code", "premium_cents", "starts_at")
        SELECT
            'MB-' || lpad(row_number() OVER (ORDER BY c."id", n)::text, 7, '0'),
            c."id",
            (ARRAY['HEALTH','LIFE','CROP','PHONE'])[1 + (c."id" + n) % 4],
            30000 + (c."id" * 37 + n) % 90000,
            now() - (c."id" % 400) * interval '1 day'
        FROM "customers" AS c CROSS JOIN generate_series(1, 2) AS n;
        INSERT INTO "payments" ("policy_id", "amount_cents", "reference", "paid_at")
        SELECT p."id", p."premium_cents" / 12, 'QK' || lpad((p."id" * 10 + n)::text, 8, '0'), now() - n * interval '30 days'
        FROM "policies" AS p CROSS JOIN generate_series(1, 2) AS n;
        """;

    public static async Task FillAsync(
        NpgsqlConnectionStringBuilder database,
        bool isProduction,
        CancellationToken cancellationToken
    )
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        var customers = isProduction ? ProductionCustomers : StagingCustomers;
        await using var command = new NpgsqlCommand($"{Products}\n{customers}\n{Policies}\n{Legacy()}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        // Outside the batch: it may not share an implicit transaction.
        await using var analyze = new NpgsqlCommand("ANALYZE", connection);
        await analyze.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Legacy()
    {
        var fields = Enumerable.Range(1, FirstMigrations.LegacyFields).Select(FirstMigrations.LegacyField).ToArray();
        var names = string.Join(", ", fields.Select(field => $"\"{field}\""));
        var values = string.Join(", ", fields.Select(field => $"'{field} of ' || \"id\""));
        return $"""INSERT INTO "customer_legacy" ("customer_id", {names}) SELECT "id", {values} FROM "customers" WHERE "id" <= 800;""";
    }
}
