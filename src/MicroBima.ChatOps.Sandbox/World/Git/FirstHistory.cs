namespace MicroBima.ChatOps.Sandbox.World.Git;

/// <summary>What the repository holds when the world begins: master at 1.4.0, and staging two commits and one safe migration ahead.</summary>
internal static class FirstHistory
{
    public const string MasterVersion = "1.4.0";
    public const string StagingVersion = "1.5.0";

    /// <summary>The number of drafts that master holds; the rest is staging's.</summary>
    public const int OnMaster = 12;

    public static IReadOnlyList<Draft> Drafts(DateTimeOffset now)
    {
        var ana = Author.Of("ana");
        var ben = Author.Of("ben");
        var drafts = new List<Draft>();

        var payments = Files(
            (Migration(now, 26, "add_payments"), FirstMigrations.Payments),
            (AppSources.Schema, AppSources.SchemaWithPayments)
        );
        var contacts = Files(
            (Migration(now, 16, "customer_contacts"), FirstMigrations.Contacts),
            (AppSources.Schema, AppSources.SchemaWithContacts)
        );
        var health = Files(("src/health/health.controller.ts", Health));

        string Add(
            Author author,
            double days,
            string message,
            IReadOnlyDictionary<string, string> files,
            string? from,
            string? merge = null
        )
        {
            var name = drafts.Count < OnMaster ? "refs/incoming/master" : "refs/incoming/staging";
            drafts.Add(new Draft(name, from, merge, author, now - TimeSpan.FromDays(days), message, files));
            return FastImport.Mark(drafts.Count - 1);
        }

        var head = Add(ana, 41.3, "chore: scaffold the internal API", Scaffold(), null);
        head = Add(ben, 38.6, "feat: customers and policies", Tables(now), head);
        head = Add(
            ana,
            34.2,
            "fix: sort customers by id",
            Files(("src/customers/customers.service.ts", AppSources.Service)),
            head
        );
        var branch = Add(ben, 27.4, "feat: record payments", payments, head);
        head = Add(
            ana,
            26.1,
            "Merge pull request #38 from microbima/feat/payments\n\nfeat: record payments",
            payments,
            head,
            branch
        );
        head = Add(ben, 22.8, "feat: seed the products", Files(("prisma/seed.ts", AppSources.Seed)), head);
        branch = Add(ana, 17.5, "feat: keep the old telephone numbers", contacts, head);
        head = Add(
            ben,
            16.0,
            "Merge pull request #40 from microbima/feat/contacts\n\nfeat: keep the old telephone numbers",
            contacts,
            head,
            branch
        );
        head = Add(ana, 12.7, "fix: trim names before saving", Note("Names are trimmed before they are saved."), head);
        branch = Add(ben, 9.9, "fix: health says which version answers", health, head);
        head = Add(
            ana,
            9.2,
            "Merge pull request #41 from microbima/fix/health\n\nfix: health says which version answers",
            health,
            head,
            branch
        );
        head = Add(ana, 7.1, $"chore: release {MasterVersion}", Release(MasterVersion), head);

        head = Add(
            ben,
            2.3,
            "feat: notes on policies",
            Files(
                (Migration(now, 2.4, "add_policy_notes"), FirstMigrations.PolicyNotes),
                (AppSources.Schema, AppSources.SchemaWithPolicyNotes)
            ),
            head
        );
        Add(ana, 1.1, "fix: round premiums to whole shillings", Release(StagingVersion), head);
        return drafts;
    }

    private static string Migration(DateTimeOffset now, double days, string name) =>
        $"{AppSources.Migrations}/{now - TimeSpan.FromDays(days):yyyyMMddHHmmss}_{name}/migration.sql";

    private static Dictionary<string, string> Scaffold() =>
        new(AppSources.Scaffold, StringComparer.Ordinal)
        {
            [AppSources.AppFile] = AppSources.App("1.0.0", "good"),
            [AppSources.PackageFile] = AppSources.Package("1.0.0"),
            [AppSources.Changelog] = "# Changes\n",
        };

    private static Dictionary<string, string> Tables(DateTimeOffset now) =>
        Files(
            (Migration(now, 38.7, "init"), FirstMigrations.Initial),
            ($"{AppSources.Migrations}/migration_lock.toml", AppSources.MigrationLock),
            (AppSources.Schema, AppSources.FirstSchema)
        );

    private static Dictionary<string, string> Release(string version) =>
        Files(
            (AppSources.AppFile, AppSources.App(version, "good")),
            (AppSources.PackageFile, AppSources.Package(version)),
            (AppSources.Changelog, $"# Changes\n- {version}\n")
        );

    private static Dictionary<string, string> Note(string text) =>
        Files((AppSources.Changelog, $"# Changes\n- {text}\n"));

    private static Dictionary<string, string> Files(params (string Path, string Content)[] files) =>
        files.ToDictionary(file => file.Path, file => file.Content, StringComparer.Ordinal);

    private const string Health = """
        import { Controller, Get } from '@nestjs/common';
        import { version } from '../../package.json';

        @Controller('health')
        export class HealthController {
          @Get()
          health() {
            return { status: 'ok', version, commit: process.env.COMMIT_SHA };
          }
        }

        """;
}
