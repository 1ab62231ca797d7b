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
        var story = new Story(now);
        var contacts = Contacts(story, Beginning(story));
        var release = Healthy(story, contacts);
        Ahead(story, release);
        return story.Drafts;
    }

    private static string Beginning(Story story)
    {
        var payments = Files(
            (Migration(story.Now, 26, "add_payments"), FirstMigrations.Payments),
            (AppSources.Schema, AppSources.SchemaWithPayments)
        );
        var service = Files(("src/customers/customers.service.ts", AppSources.Service));

        var head = story.Add("ana", 41.3, "chore: scaffold the internal API", Scaffold(), null);
        head = story.Add("ben", 38.6, "feat: customers and policies", Tables(story.Now), head);
        head = story.Add("ana", 34.2, "fix: sort customers by id", service, head);
        var branch = story.Add("ben", 27.4, "feat: record payments", payments, head);
        return story.Merge("ana", 26.1, "#38", "feat/payments", "feat: record payments", payments, head, branch);
    }

    private static string Contacts(Story story, string head)
    {
        const string Subject = "feat: keep the old telephone numbers";
        var contacts = Files(
            (Migration(story.Now, 16, "customer_contacts"), FirstMigrations.Contacts),
            (AppSources.Schema, AppSources.SchemaWithContacts)
        );

        head = story.Add("ben", 22.8, "feat: seed the products", Files(("prisma/seed.ts", AppSources.Seed)), head);
        var branch = story.Add("ana", 17.5, Subject, contacts, head);
        return story.Merge("ben", 16.0, "#40", "feat/contacts", Subject, contacts, head, branch);
    }

    private static string Healthy(Story story, string head)
    {
        const string Subject = "fix: health says which version answers";
        var health = Files(("src/health/health.controller.ts", Health));

        var note = Note("Names are trimmed before they are saved.");
        head = story.Add("ana", 12.7, "fix: trim names before saving", note, head);
        var branch = story.Add("ben", 9.9, Subject, health, head);
        head = story.Merge("ana", 9.2, "#41", "fix/health", Subject, health, head, branch);
        return story.Add("ana", 7.1, $"chore: release {MasterVersion}", Release(MasterVersion), head);
    }

    private static void Ahead(Story story, string head)
    {
        var notes = Files(
            (Migration(story.Now, 2.4, "add_policy_notes"), FirstMigrations.PolicyNotes),
            (AppSources.Schema, AppSources.SchemaWithPolicyNotes)
        );

        head = story.Add("ben", 2.3, "feat: notes on policies", notes, head);
        story.Add("ana", 1.1, "fix: round premiums to whole shillings", Release(StagingVersion), head);
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

    /// <summary>The drafts in the order in which they were written; each is known to later ones by its mark.</summary>
    private sealed class Story(DateTimeOffset now)
    {
        private readonly List<Draft> _drafts = [];

        public DateTimeOffset Now => now;

        public IReadOnlyList<Draft> Drafts => _drafts;

        public string Add(
            string author,
            double daysAgo,
            string message,
            IReadOnlyDictionary<string, string> files,
            string? from,
            string? merged = null
        )
        {
            var name = _drafts.Count < OnMaster ? "refs/incoming/master" : "refs/incoming/staging";
            var at = now - TimeSpan.FromDays(daysAgo);
            _drafts.Add(new Draft(name, from, merged, Author.Of(author), at, message, files));
            return FastImport.Mark(_drafts.Count - 1);
        }

        public string Merge(
            string author,
            double daysAgo,
            string number,
            string branch,
            string title,
            IReadOnlyDictionary<string, string> files,
            string from,
            string merged
        ) =>
            Add(
                author,
                daysAgo,
                $"Merge pull request {number} from microbima/{branch}\n\n{title}",
                files,
                from,
                merged
            );
    }
}
