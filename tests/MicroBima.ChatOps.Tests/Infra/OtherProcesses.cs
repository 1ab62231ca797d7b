using System.Diagnostics;
using System.Globalization;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>Processes that a test looks at from outside.</summary>
internal static class OtherProcesses
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(1);

    /// <summary>True where the process runs; one that ended and was not collected yet does not.</summary>
    public static bool IsAlive(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The number that a program wrote into a file, once it is there.</summary>
    public static async Task<int> NumberInAsync(string file) =>
        int.Parse(
            await UntilAsync(
                () => Task.FromResult(File.Exists(file) ? File.ReadAllText(file).Trim() : ""),
                text => text.Length > 0
            ),
            CultureInfo.InvariantCulture
        );

    /// <summary>Waits until a process is gone.</summary>
    public static Task<bool> GoneAsync(int process) =>
        UntilAsync(() => Task.FromResult(!IsAlive(process)), gone => gone);

    /// <summary>Asks until the answer is the wanted one; real processes give no signal.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isWanted)
    {
        var began = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (isWanted(answer))
                return answer;

            if (began.Elapsed > Patience)
                throw new TimeoutException($"Still {answer} after {Patience.TotalSeconds:0} s.");

            await Task.Delay(TimeSpan.FromMilliseconds(30), CancellationToken.None);
        }
    }

    /// <summary>Waits until a process has ended, and answers everything that it said.</summary>
    public static async Task<string> EndOfAsync(Process process)
    {
        var said = await Task.WhenAll(process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync())
            .WaitAsync(LongPatience);
        await process.WaitForExitAsync().WaitAsync(LongPatience);
        return string.Concat(said);
    }

    /// <summary>Runs a program that has to succeed and answers what it printed.</summary>
    public static async Task<string> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string? input = null,
        params (string Name, string Value)[] environment
    )
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)}: {await errors}");
    }
}
