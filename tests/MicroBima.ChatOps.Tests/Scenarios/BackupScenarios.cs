namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>Backups on demand, over the real wire.</summary>
[Collection(SharedTown.Name)]
public class BackupScenarios(Town town) : InTown(town)
{
    [SkippableFact]
    public async Task I_can_make_a_backup_see_it_and_have_it_proven_again()
    {
        Skip.If(await Town.CountAsync("select 1") is null, "No PostgreSQL on this machine.");

        var begun = await Ana.TypesAsync("backup create", ("environment", "production"));
        var made = await Ana.SeesChangedAsync(begun, "restorable in");
        var id = made.Text.Split('\n')[^1].Split(',')[0].Replace("\\", "", StringComparison.Ordinal);
        var list = await Ana.TypesAsync("backup list", ("environment", "production"));
        var again = await Ana.TypesAsync("backup verify", ("environment", "production"), ("backup", id));
        var proven = await Ana.SeesChangedAsync(again, "restorable in");

        Assert.Contains($"`{id}`", list.Text, StringComparison.Ordinal);
        Assert.Contains("✅ restorable in", list.Text, StringComparison.Ordinal);
        Assert.Contains(id, proven.Text.Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backup create")]
    [InlineData("backup list")]
    [InlineData("backup verify")]
    [InlineData("backup cancel")]
    public async Task A03_somebody_who_may_not_act_gets_nothing(string command)
    {
        var answer = await Cara.TypesAsync(command, ("environment", "production"));

        Assert.Contains("roles do not allow", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("production-20260101T000000000-aaaaaa")]
    public async Task E06_a_backup_that_is_not_there_is_not_found(string id)
    {
        var answer = await Ana.TypesAsync("backup verify", ("environment", "production"), ("backup", id));

        Assert.True(
            answer.Text.Contains("There is no such backup", StringComparison.Ordinal)
                || answer.Text.Contains("has no access to the database", StringComparison.Ordinal),
            answer.Text
        );
    }
}
