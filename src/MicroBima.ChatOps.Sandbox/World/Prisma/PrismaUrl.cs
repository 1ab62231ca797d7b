using System.Globalization;
using Npgsql;

namespace MicroBima.ChatOps.Sandbox.World.Prisma;

/// <summary>A database address as Prisma takes it: postgresql://user:password@host:port/database?schema=public&amp;options=…</summary>
internal sealed record PrismaUrl(NpgsqlConnectionStringBuilder Settings, string Schema)
{
    public string Server => string.Create(CultureInfo.InvariantCulture, $"{Settings.Host}:{Settings.Port}");

    public string Database => Settings.Database!;

    public static PrismaUrl Parse(string text)
    {
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Scheme is not ("postgresql" or "postgres")
            || url.AbsolutePath.Length < 2
        )
            throw new FormatException("The database address has to begin with postgresql:// and to name a database.");

        var user = url.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port > 0 ? url.Port : 5432,
            Database = Uri.UnescapeDataString(url.AbsolutePath[1..]),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length == 2 ? Uri.UnescapeDataString(user[1]) : null,
            IncludeErrorDetail = true,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        var schema = "public";
        foreach (var parameter in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = parameter.Split('=', 2);
            var value = Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? "").Replace('+', ' ');
            switch (parts[0])
            {
                case "schema":
                    schema = value;
                    break;
                case "options":
                    settings.Options = value;
                    break;
                case "connect_timeout" when int.TryParse(value, CultureInfo.InvariantCulture, out var seconds):
                    settings.Timeout = seconds;
                    break;
            }
        }

        settings.SearchPath = schema == "public" ? null : schema;
        return new PrismaUrl(settings, schema);
    }
}
