using MicroBima.ChatOps.Commands;
using MicroBima.ChatOps.Secrets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MicroBima.ChatOps.Tests.Commands;

/// <summary>The one place where log lines leave the process.</summary>
public sealed class MaskedConsoleTests
{
    private const string Password = "hunterhunterhunter";
    private const string Token = "ghp_0123456789abcdefghijABCDEFGHIJ012345";

    [Fact]
    public void G04_what_a_library_puts_into_its_exceptions_is_masked_where_it_leaves()
    {
        var inner = new InvalidOperationException(
            $"/usr/bin/git push https://x:{Token}@github.com/o/r failed\nstderr: {Token}"
        );
        var line = Written(new IOException($"Host=db;Username=app;Password={Password}", inner), "A step failed");

        Assert.Contains("A step failed", line, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", line, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, line, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, line, StringComparison.Ordinal);
        Assert.Equal(1, line.Count(letter => letter == '\n'));
    }

    [Theory]
    [InlineData("Authorization: Bot MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789ab")]
    [InlineData(
        "POST https://discord.com/api/v10/webhooks/123456789012345678/aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OmFiY2RlZmdoaWprbG1ub3A"
    )]
    [InlineData(
        "POST https://discord.com/api/v10/interactions/123456789012345678/aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OmFiY2RlZmdoaWprbG1ub3A/callback 500"
    )]
    [InlineData("GET https://api.github.com/x Authorization: Bearer ghs_0123456789abcdefghijABCDEFGHIJ012345")]
    public void G09_a_request_that_a_client_logs_shows_no_credential(string text)
    {
        var line = Written(null, text);

        Assert.DoesNotMatch("MTIzNDU2Nzg5|aW50ZXJhY3Rpb246|ghs_", line);
    }

    private static string Written(Exception? exception, string text)
    {
        using var output = new StringWriter();
        new MaskedConsole(new Redactor(), TimeProvider.System).Write(
            new LogEntry<string>(LogLevel.Error, "A.B", new EventId(1), text, exception, (state, _) => state),
            null,
            output
        );
        return output.ToString();
    }
}
