using System.Collections.Frozen;
using MicroBima.ChatOps.Audit;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Storage;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>What people type and what files are called: secrets are masked and warned of, cells and names are only text.</summary>
public sealed class SaidSecretsTests : IDisposable
{
    private const string Token = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task G08_a_token_in_a_reason_is_masked_before_it_is_kept_and_its_writer_is_warned()
    {
        using var around = new Surroundings("/nonexistent");
        var journal = Journal.Open(_folder.In("journal"));
        using var desk = new Desk(journal, TimeProvider.System);

        var reply = await LockAsync(desk, around, $"broken, use {Token} meanwhile");
        journal.Dispose();

        var text = Markdown.Join("\n", Assert.IsType<Reply.Say>(reply).Card.Blocks).Source;
        Assert.Contains("🔒", text, StringComparison.Ordinal);
        Assert.Contains("change it", text, StringComparison.Ordinal);
        Assert.Contains("broken, use [redacted]", desk.Ledger.Locks["production"].Reason, StringComparison.Ordinal);
        Assert.All(
            Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain(Token, File.ReadAllText(file), StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            Token,
            string.Concat(AuditTrail.JsonLines(_folder.In("journal"))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task G08_who_types_no_secret_is_not_warned()
    {
        using var around = new Surroundings("/nonexistent");
        using var journal = Journal.Open(_folder.In("journal"));
        using var desk = new Desk(journal, TimeProvider.System);

        var reply = await LockAsync(desk, around, "the database moves");

        Assert.Single(Assert.IsType<Reply.Say>(reply).Card.Blocks);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"https://evil.example\")", "\"'=HYPERLINK(\"\"https://evil.example\"\")\"")]
    [InlineData("+1+cmd|' /C calc'!A0", "\"'+1+cmd|' /C calc'!A0\"")]
    [InlineData("-2", "\"'-2\"")]
    [InlineData("@SUM(1)", "\"'@SUM(1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("a,\"b\"\n=1", "\"a,\"\"b\"\"\n=1\"")]
    [InlineData("", "\"\"")]
    public void F10_no_cell_is_a_formula(string text, string cell) => Assert.Equal(cell, AuditTrail.Cell(text));

    [Theory]
    [InlineData("logs.txt", "logs.txt")]
    [InlineData("../../etc/passwd", "file.txt")]
    [InlineData("plan\u202Egnp.exe", "plangnp.exe")]
    [InlineData("invoice.pdf.exe", "file.txt")]
    [InlineData(".bashrc", "file.txt")]
    [InlineData("a\r\nX: b\".txt", "aXb.txt")]
    [InlineData("", "file.txt")]
    public void F12_a_file_has_a_plain_name_whatever_it_is_called(string name, string expected)
    {
        using var desk = new Desk(new MemoryStore(), TimeProvider.System);
        var card = Card.Of(CardTone.Calm, Markdown.Ours("x")) with { Files = [new CardFile(name, "text")] };

        var file = Assert.Single(new Payloads(new Redactor(), desk, Sample.Channel, _folder.Path).Of(card).Attachments);

        Assert.Matches(@"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\z", file.FileName);
        Assert.Equal(expected, file.FileName);
    }

    /// <summary>Locks production with a reason, through the command that people type.</summary>
    private static Task<Reply> LockAsync(Desk desk, Surroundings around, string reason)
    {
        var commands = new SlashCommands(
            desk,
            around.List,
            null!,
            null!,
            null!,
            null!,
            null!,
            null!,
            null!,
            around.Redactor,
            TimeProvider.System
        );
        return commands.RunAsync(
            "lock",
            Options(("environment", "production"), ("reason", reason)),
            Sample.Ana with
            {
                Roles = [Surroundings.Role],
            },
            "test:1",
            CancellationToken.None
        );
    }

    private static FrozenDictionary<string, string> Options(params (string Name, string Value)[] options) =>
        options.ToFrozenDictionary(option => option.Name, option => option.Value, StringComparer.Ordinal);
}
