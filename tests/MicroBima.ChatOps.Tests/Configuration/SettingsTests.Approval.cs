using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Configuration;

/// <content>Codes of authenticator apps, teams, and what an approval relies on.</content>
public sealed partial class SettingsTests
{
    [Theory]
    [InlineData("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", false)]
    [InlineData("gezd gnbv gy3t qojq gezd gnbv gy3t qojq", true)]
    [InlineData("GEZDGNBVGY3TQOJQ", true)]
    [InlineData("not base 32!", true)]
    [InlineData("", true)]
    public void A16_The_secret_of_an_authenticator_is_base_32_and_long_enough(string secret, bool isProblem)
    {
        using var folder = new TemporaryFolder();
        var file = folder.In("ben.code");
        File.WriteAllText(file, secret + "\n");

        var problems = _file
            .With("People:0:CodeFile", file)
            .With("Environments:0:Approval:AsksForCode", true)
            .Problems();

        Assert.Equal(isProblem, problems.Any(problem => problem.Key == "People:CodeFile"));
    }

    [Theory]
    [InlineData("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n", true)]
    [InlineData("gezdgnbvgy3tqojqgezdgnbvgy3tqojq", true)]
    [InlineData("MFRGGZDFMFRGGZDFMFRGGZDFMFRGGZDF", false)]
    public void A16_A10_No_two_people_have_one_authenticator(string other, bool isProblem)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("ana.code"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        File.WriteAllText(folder.In("ben.code"), other);

        var problems = _file
            .With("People:0:CodeFile", folder.In("ana.code"))
            .With("People:1:CodeFile", folder.In("ben.code"))
            .Problems();

        Assert.Equal(isProblem, problems.Any(problem => problem is { Key: "People:CodeFile", Value: "ana, ben" }));
    }

    [Fact]
    public void A16_Codes_that_nobody_has_do_not_start()
    {
        AssertNamed(_file.With("Environments:0:Approval:AsksForCode", true), "Environments:0:Approval:AsksForCode");
        AssertNamed(_file.With("People:0:CodeFile", "/nowhere/ben.code"), "People:CodeFile");
    }

    [Fact]
    public void A17_Another_team_needs_two_teams()
    {
        AssertNamed(
            _file.With("People:0:Team", "app").With("Environments:0:Approval:OtherTeam", true),
            "Environments:0:Approval:OtherTeam"
        );
    }

    [Theory]
    [InlineData("Environments:0:Approval:Expires", "00:31:00")]
    [InlineData("People:0:Name", "somebody")]
    [InlineData("People:0:DiscordIds:0", "990000000000000001")]
    public void C13_M05_Every_changed_setting_of_an_environment_and_of_who_is_who_changes_its_hash(
        string key,
        string value
    )
    {
        var before = Mapped().PolicyHash;

        Assert.Equal(before, Mapped().PolicyHash);
        _file.With(key, value);
        Assert.NotEqual(before, Mapped().PolicyHash);
    }
}
