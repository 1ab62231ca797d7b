using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>An environment of one test with its real tools: repository, GitHub's address, database where it has one.</summary>
internal sealed class Surroundings : IDisposable
{
    public static readonly RoleId Role = new(501);
    private static readonly Uri Nowhere = new("http://127.0.0.1:9/");

    private readonly TemporaryFolder _folder = new();
    private readonly Prober _prober = new(TimeProvider.System);
    private readonly FlyMetrics _metrics = new();

    public Surroundings(
        string repository,
        string? connection = null,
        Uri? gitHub = null,
        Uri? app = null,
        string flyctl = "/nonexistent/flyctl",
        string git = "/usr/bin/git"
    )
    {
        if (connection is not null)
            File.WriteAllText(_folder.In("connection"), connection);

        Environment = new DeploymentEnvironment(
            "production",
            new RepositorySettings(repository, "microbima", "internal-api", "master", "staging", null),
            new ActionsSettings(gitHub ?? Nowhere, null, ".github/workflows/ci.yml", ".github/workflows/deploy.yml"),
            new AppSettings("internal-api", app ?? Nowhere, app ?? Nowhere, ["/health"], null),
            connection is null ? null : new DatabaseSettings(_folder.In("connection"), "prisma/migrations"),
            Policy,
            Policy,
            [],
            [
                new(StepKind.Backup, StepMode.Auto),
                new(StepKind.Push, StepMode.Auto),
                new(StepKind.Migrate, StepMode.Auto),
                new(StepKind.Health, StepMode.Auto),
            ],
            TimeSpan.FromMinutes(1),
            [],
            "policy-1"
        );
        Shell = new Shell(TimeProvider.System, _folder.Path);
        Tools = new Toolbox(new ToolPaths(_folder.Path, git, flyctl), Shell, Redactor);
    }

    public static ApprovalPolicy Policy { get; } =
        new(2, [Role], [Role], [], TimeSpan.FromHours(1), TimeSpan.FromHours(2), AuthorsNeedAnother: true);

    public DeploymentEnvironment Environment { get; set; }

    public Redactor Redactor { get; } = new();

    public Shell Shell { get; }

    public Toolbox Tools { get; }

    public string Folder => _folder.Path;

    public EnvironmentList List => new([Environment]);

    public Baseline Baseline(TimeProvider? time = null) =>
        new(List, Tools, _prober, _metrics, time ?? TimeProvider.System);

    public Vaults Vault(TimeProvider? time = null) => new(Shell, time ?? TimeProvider.System, _folder.In("backups"));

    public Groundwork Groundwork(Desk desk, TimeProvider? time = null)
    {
        var vaults = Vault(time);
        return new Groundwork(
            Tools,
            vaults.Vault,
            vaults.Scratch,
            vaults.Copies,
            desk,
            Redactor,
            time ?? TimeProvider.System
        );
    }

    public RestoreCheck Restores(Desk desk, TimeProvider? time = null)
    {
        var vaults = Vault(time);
        return new RestoreCheck(
            Tools,
            vaults.Vault,
            vaults.Prover,
            vaults.Scratch,
            desk,
            Redactor,
            time ?? TimeProvider.System
        );
    }

    public PlanMaker Plans(params Person[] people) =>
        new(
            Tools,
            Redactor,
            new MicroBima.ChatOps.Approvals.Directory(people),
            new MigrationJudge(Grammar.Shared, Redactor),
            Doctor,
            new RestorePlanner(Tools, Vault().Vault, Redactor)
        );

    public Clicks Clicks(
        Desk desk,
        MovedLookup moved,
        TimeProvider? time = null,
        ApprovalCodes? codes = null,
        PossibleApprovers? approvers = null
    ) =>
        new(
            desk,
            List,
            moved,
            new LogLooks(Baseline(time), desk, Redactor, time ?? TimeProvider.System),
            codes ?? new ApprovalCodes(new Dictionary<PersonName, byte[]>()),
            approvers ?? new PossibleApprovers(new([]), new Members(), time ?? TimeProvider.System),
            Redactor,
            time ?? TimeProvider.System
        );

    public MigrationDoctor Doctor => new(Grammar.Shared, Redactor);

    public Git Git() => Tools.Git(Environment);

    public void Dispose()
    {
        _metrics.Dispose();
        _prober.Dispose();
        _folder.Dispose();
    }
}
