using Npgsql;

namespace MicroBima.ChatOps.Sandbox.World.Prisma;

/// <summary>Longer sentences of Prisma's engine.</summary>
internal static class PrismaText
{
    public static string S(IReadOnlyCollection<string> names) => names.Count == 1 ? "" : "s";

    public static PrismaException Unknown(string name) =>
        new(
            "P3017",
            $"The migration {name} could not be found. Please make sure that the migration exists, and that you included the whole name of the directory. (example: \"20201231000000_initial_migration\")"
        );

    public static string Failure(string name, PostgresException failure)
    {
        var detail = failure.Detail is { } text ? $"\nDETAIL: {text}" : "";
        var fields =
            $"severity: \"{failure.Severity}\", parsed_severity: Some(Error), code: SqlState(E{failure.SqlState}), message: \"{failure.MessageText}\"";
        return $"""
            A migration failed to apply. New migrations cannot be applied before the error is recovered from. Read more about how to resolve migration issues in a production database: https://pris.ly/d/migrate-resolve

            Migration name: {name}

            Database error code: {failure.SqlState}

            Database error:
            {failure.Severity}: {failure.MessageText}{detail}

            DbError {"{"} {fields}, schema: {Some(failure.SchemaName)}, table: {Some(failure.TableName)}, column: {Some(
                failure.ColumnName
            )}, constraint: {Some(failure.ConstraintName)} {"}"}

            """;
    }

    private static string Some(string? value) => value is null ? "None" : $"Some(\"{value}\")";
}
