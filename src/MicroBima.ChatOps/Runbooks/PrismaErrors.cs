namespace MicroBima.ChatOps.Runbooks;

/// <summary>What to do about an error of Prisma that left no trace in its table.</summary>
internal static class PrismaErrors
{
    /// <summary>The advice for the first code in the output that is known.</summary>
    public static string NextOf(string output)
    {
        if (output.Contains("P1001", StringComparison.Ordinal))
            return "P1001: the machine cannot reach the database, though the bot can. Look at the machine's network and DATABASE_URL, then retry.";

        if (
            output.Contains("P1002", StringComparison.Ordinal)
            || output.Contains("55P03", StringComparison.Ordinal)
            || output.Contains("lock timeout", StringComparison.Ordinal)
        )
            return "P1002: another deploy held Prisma's lock. Retry: the bot says who holds it.";

        if (output.Contains("P3005", StringComparison.Ordinal))
            return "P3005: the machine's database has tables, but no _prisma_migrations. Does its DATABASE_URL name the same database as the bot's?";

        if (output.Contains("P3012", StringComparison.Ordinal))
            return "P3012: nothing is in a failed state; there is nothing to resolve. Retry.";

        return output.Contains("P1003", StringComparison.Ordinal)
            ? "P1003: the machine's database does not exist. Look at its DATABASE_URL, then retry."
            : "Look at the output, then retry.";
    }
}
