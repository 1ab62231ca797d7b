using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tests.Infra;
using Microsoft.Extensions.Time.Testing;

namespace MicroBima.ChatOps.Tests.Secrets;

/// <summary>What was secret until lately stays masked, and nothing of it stands anywhere.</summary>
public sealed class RetiredSecretsTests : IDisposable
{
    private const string Old = "k/9Qz+correct horse/staple";
    private const string Fresh = "new-battery-under-the-bed";

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 27, 8, 0, 0, TimeSpan.Zero));

    private string FileName => Path.Combine(_folder.Path, "fingerprints");

    [Theory]
    [InlineData("start k/9Qz+correct horse/staple end", "start [redacted] end")]
    [InlineData("k/9Qz+correct horse/staple", "[redacted]")]
    [InlineData("xk/9Qz+correct horse/staplex", "x[redacted]x")]
    [InlineData("u=k%2F9Qz%2Bcorrect%20horse%2Fstaple&n=1", "u=[redacted]&n=1")]
    [InlineData("k/9Qz+correct horse/stapl", "k/9Qz+correct horse/stapl")]
    [InlineData("k/9Qz+correct horse/stapleK/9Qz+correct horse/staple", "[redacted]K/9Qz+correct horse/staple")]
    public void G14_a_secret_that_was_replaced_is_masked_in_a_late_log(string text, string masked)
    {
        Bot(Old);

        Assert.Equal(masked, Bot(Fresh).Mask(text));
    }

    [Fact]
    public void G14_it_is_found_wherever_it_stands_and_beside_others()
    {
        Bot(Old);
        Bot(Fresh);
        var redactor = Bot("the third one");

        for (var at = 0; at < 60; at++)
        {
            var around = new string('a', at);
            Assert.Equal($"{around}[redacted]{around} [redacted]", redactor.Mask($"{around}{Old}{around} {Fresh}"));
        }
    }

    [Fact]
    public void G14_it_is_forgotten_thirty_days_after_it_was_last_in_use()
    {
        Bot(Old);
        _time.Advance(TimeSpan.FromDays(29));
        Bot(Old);
        _time.Advance(TimeSpan.FromDays(29));
        Assert.Equal("[redacted]", Bot(Fresh).Mask(Old));

        _time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(Old, Bot(Fresh).Mask(Old));
        Assert.Equal("[redacted]", Bot("the third one").Mask(Fresh));
    }

    [Fact]
    public void G14_neither_the_secret_nor_a_form_of_it_stands_in_the_file_and_nobody_else_may_read_it()
    {
        Bot(Old);

        var kept = File.ReadAllText(FileName);
        Assert.True(kept.Length > 64);
        Assert.All(SecretForms.Of(Old), form => Assert.DoesNotContain(form, kept, StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FileName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key at all\n")]
    [InlineData("00ff\n")]
    [InlineData(
        "00000000000000000000000000000000000000000000000000000000000000ff\n0 4 ab 2026-11-27T08:00:00.0000000+00:00\n"
    )]
    [InlineData("00ff\n3 4\n")]
    [InlineData("00ff\n99999999999 4 ab 2026-11-27T08:00:00.0000000+00:00\n")]
    [InlineData("00ff\n-1 4 ab 2026-11-27T08:00:00.0000000+00:00\n")]
    public void A_file_that_cannot_be_read_is_begun_anew(string content)
    {
        File.WriteAllText(FileName, content);
        Bot(Old);

        Assert.Equal("[redacted]", Bot(Fresh).Mask(Old));
    }

    [Fact]
    public void Where_nothing_can_be_kept_what_is_in_use_is_masked_all_the_same()
    {
        var redactor = new Redactor(RetiredSecrets.Open(Path.Combine(_folder.Path, "gone", "file"), _time));
        redactor.Register(Fresh);

        Assert.Equal("[redacted]", redactor.Mask(Fresh));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>What a bot masks that was started with this secret.</summary>
    private Redactor Bot(string secret)
    {
        var redactor = new Redactor(RetiredSecrets.Open(FileName, _time));
        redactor.Register(secret);
        return redactor;
    }
}
