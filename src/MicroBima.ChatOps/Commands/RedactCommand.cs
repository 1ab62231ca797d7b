using System.CommandLine;
using MicroBima.ChatOps.Secrets;

namespace MicroBima.ChatOps.Commands;

/// <summary><c>chatops redact</c>: standard input to standard output, every secret and personal datum masked, while it runs.</summary>
internal static class RedactCommand
{
    /// <summary>The verb.</summary>
    public static Command Create(bool isInputClosed)
    {
        var redact = new Command(
            "redact",
            "Copy standard input to standard output with secrets and personal data masked"
        );
        redact.SetAction(
            async (_, cancellationToken) =>
            {
                if (isInputClosed)
                {
                    await Console.Error.WriteLineAsync($"chatops redact: {StandardInput.Closed}");
                    return 2;
                }

                await new StreamRedactor(new Redactor(), Console.In, Console.Out).CopyAsync(cancellationToken);
                return 0;
            }
        );
        return redact;
    }
}
