using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.House;

/// <summary>What comes from others is what was looked at: a package with other content, or one that is known to be vulnerable, ends the build.</summary>
public sealed class SupplyChainTests : IDisposable
{
    private const string Project = "src/MicroBima.ChatOps.Discord";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task P05_A_package_whose_content_is_not_what_the_lock_file_says_is_not_restored(bool isChanged)
    {
        foreach (
            var file in new[]
            {
                "Directory.Build.props",
                "Directory.Packages.props",
                "global.json",
                $"{Project}/MicroBima.ChatOps.Discord.csproj",
                $"{Project}/packages.lock.json",
                "src/MicroBima.ChatOps.Analyzers/MicroBima.ChatOps.Analyzers.csproj",
                "src/MicroBima.ChatOps.Analyzers/packages.lock.json",
            }
        )
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.In(file))!);
            File.Copy(Path.Combine(Places.Repository, file), _folder.In(file));
        }

        if (isChanged)
            await ChangeAsync(_folder.In($"{Project}/packages.lock.json"));

        var restore = await DotnetAsync("restore", _folder.In(Project), "--locked-mode");

        Assert.Equal(!isChanged, restore.IsSuccess);
        Assert.Equal(isChanged, restore.StandardOutput.Contains("NU1403", StringComparison.Ordinal));
    }

    [Fact]
    public async Task P06_The_build_asks_for_advisories_of_all_packages_and_takes_none()
    {
        var said = await DotnetAsync(
            "msbuild",
            Path.Combine(Places.Repository, "src/MicroBima.ChatOps/MicroBima.ChatOps.csproj"),
            "-getProperty:NuGetAudit,NuGetAuditMode,NuGetAuditLevel,TreatWarningsAsErrors,WarningsNotAsErrors,NoWarn"
        );

        var properties = JsonNode.Parse(said.StandardOutput)!["Properties"]!;
        Assert.Equal("true", properties["NuGetAudit"]!.ToString());
        Assert.Equal("all", properties["NuGetAuditMode"]!.ToString());
        Assert.Equal("low", properties["NuGetAuditLevel"]!.ToString());
        Assert.Equal("true", properties["TreatWarningsAsErrors"]!.ToString());
        Assert.DoesNotContain(
            "NU19",
            $"{properties["WarningsNotAsErrors"]}{properties["NoWarn"]}",
            StringComparison.Ordinal
        );
    }

    /// <summary>Gives the first package another hash.</summary>
    private static async Task ChangeAsync(string file)
    {
        var json = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        var package = json["dependencies"]!
            .AsObject()
            .SelectMany(framework => framework.Value!.AsObject())
            .Select(package => package.Value!.AsObject())
            .First(package => package.ContainsKey("contentHash"));
        package["contentHash"] = Convert.ToBase64String(new byte[64]);
        await File.WriteAllTextAsync(file, json.ToJsonString());
    }

    private static async Task<BufferedCommandResult> DotnetAsync(params string[] arguments) =>
        await Cli.Wrap("dotnet")
            .WithArguments(arguments)
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync();
}
