using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Sandbox.World.Prisma;
using MicroBima.ChatOps.Sandbox.World.Processes;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A machine of the app with its migrations, a real shell in which commands run, and the stand-in for Prisma against a real database.</summary>
internal sealed class Machine
{
    private readonly string _url;
    private readonly string _project;

    public Machine(TemporaryFolder folder, string url)
    {
        _url = url;
        _project = folder.In("machine");
        Directory.CreateDirectory(Path.Combine(_project, "prisma", "migrations"));
        folder.Script("pnpm", $"exec {string.Join(' ', Programs.Self.Select(word => $"'{word}'"))} pnpm \"$@\"");

        // As on Fly: the command is taken apart by quotes, and the address of the database is in the machine only.
        Flyctl = folder.Script(
            "flyctl",
            $"""
            shift 5
            echo "$1" >> '{folder.In("commands")}'
            case "$1" in *"migrate status") exit 1;; esac
            export DATABASE_URL='{url}' PATH='{folder.Path}':/usr/bin:/bin
            cd '{_project}' && eval "$1"
            """
        );
        Commands = folder.In("commands");
    }

    public string Flyctl { get; }

    public string Commands { get; }

    public List<MigrationFile> Files { get; } = [];

    public Plan Plan =>
        Sample.Plan with
        {
            Migrations = [.. Files.Select(file => new PlannedMigration(file.Name, file.Checksum, file.Sql))],
            Steps = [new(StepKind.Migrate, StepMode.Auto)],
        };

    /// <summary>Puts a migration into the plan and, unless another text is given, as it is into the machine.</summary>
    public MigrationFile Have(string name, string sql, string? inMachine = null)
    {
        var file = new MigrationFile(name, sql);
        Files.Add(file);
        Write(name, inMachine ?? sql);
        return file;
    }

    public void Write(string name, string sql)
    {
        var path = Path.Combine(_project, "prisma", "migrations", name, "migration.sql");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, sql);
    }

    /// <summary>The exit code of <c>prisma migrate status</c>, and what it says.</summary>
    public async Task<(int Code, string Text)> StatusAsync()
    {
        await using var said = new StringWriter();
        var prisma = new PrismaMigrate(_project, PrismaUrl.Parse(_url), said, said, TimeProvider.System);
        return (await prisma.StatusAsync(CancellationToken.None), said.ToString());
    }
}
