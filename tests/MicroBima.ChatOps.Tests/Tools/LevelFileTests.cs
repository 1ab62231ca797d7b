using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>Readings that lie on a disk which somebody else may have written to, or which was full.</summary>
public sealed class LevelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("yesterday,Memory,0.5")]
    [InlineData("2026-11-22T12:00:00Z,Disk,0.5")]
    [InlineData("2026-11-22T12:00:00Z,77,0.5")]
    [InlineData("2026-11-22T12:00:00Z,Memory,half")]
    [InlineData("2026-11-22T12:00:00Z,Memory,NaN")]
    [InlineData("2026-11-22T12:00:00Z,Memory,-0.1")]
    [InlineData("2026-11-22T12:00:00Z,Memory,1e999")]
    [InlineData("2026-11-22T12:00:00Z,Memory")]
    [InlineData("2026-11-22T12:00:00Z,Memory,0.5,more")]
    [InlineData("")]
    public void A_line_that_is_no_reading_is_left_out_and_hides_no_other(string line)
    {
        Directory.CreateDirectory(_folder.In("probes"));
        File.WriteAllText(
            _folder.In("probes/production.levels.csv"),
            $"2026-11-22T12:00:00Z,Memory,0.25\n{line}\n2026-11-22T12:00:10Z,Connections,0.5\n"
        );

        var readings = Of().Read();

        Assert.Equal(
            [(GaugeKind.Memory, 0.25), (GaugeKind.Connections, 0.5)],
            readings.Select(one => (one.Kind, one.Share))
        );
    }

    [Fact]
    public void What_could_not_be_written_ends_nothing_and_the_next_reading_is_kept_in_a_folder_for_the_bot_alone()
    {
        File.WriteAllText(_folder.In("probes"), "somebody else's");
        var file = Of();

        file.Append([new Reading(Infra.Sample.Now, GaugeKind.Memory, 0.25)]);
        File.Delete(_folder.In("probes"));
        file.Append([new Reading(Infra.Sample.Now, GaugeKind.Memory, 0.5)]);

        Assert.Equal(0.5, Assert.Single(Of().Read()).Share);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(_folder.In("probes"))
        );
    }

    private LevelFile Of() => new(_folder.Path, "production");
}
