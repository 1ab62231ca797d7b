using System.CommandLine;
using MicroBima.ChatOps;
using MicroBima.ChatOps.Commands;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

Heap.Bound();
var isInputClosed = StandardInput.IsClosed();
Privacy.Close();
var config = new Option<string>("--config")
{
    Description = "The file of settings",
    DefaultValueFactory = _ => "appsettings.json",
};

var run = new Command("run", "Run the bot (the default)") { config };
run.SetAction(
    (parsed, cancellationToken) => RunCommand.RunAsync(parsed.GetValue(config)!, Console.Error, cancellationToken)
);

var json = new Option<bool>("--json") { Description = "One JSON object a check" };
var doctor = new Command("doctor", "Check everything that a deployment needs, one line a check") { config, json };
doctor.SetAction(
    (parsed, cancellationToken) =>
        new Doctor(Console.Out, parsed.GetValue(json)).RunAsync(parsed.GetValue(config)!, cancellationToken)
);

var root = new RootCommand("MicroBima ChatOps: deployments by chat, with two people and a proven plan")
{
    config,
    run,
    doctor,
    AliveCommand.Create(),
    AuditCommands.Audit(),
    AuditCommands.History(),
    AuditCommands.Stats(),
    JudgeCommand.Create(),
    RedactCommand.Create(isInputClosed),
    LogsCommand.Create(isInputClosed),
    ReviewCommand.Create(),
    BackupCommands.Create(),
    RehearseCommand.Create(),
};
root.SetAction(
    (parsed, cancellationToken) => RunCommand.RunAsync(parsed.GetValue(config)!, Console.Error, cancellationToken)
);
var line = root.Parse(args);

// How a verb is used is a message where it was asked for wrongly, and the result where --help asks for it.
var isWrong = line.Errors.Count > 0;
try
{
    var code = await line.InvokeAsync(
        new InvocationConfiguration
        {
            Output = isWrong ? Console.Error : Console.Out,
            EnableDefaultExceptionHandler = false,
        }
    );
    return isWrong ? 2 : code;
}
catch (OperationCanceledException)
{
    // Whoever stopped it knows.
    return 2;
}
catch (Exception problem) when (problem is not OutOfMemoryException)
{
    // A full disk behind standard output, or a folder that is not this user's. Anything else is a mistake of the program's own.
    var told = problem is IOException or UnauthorizedAccessException ? problem.Message : problem.ToString();
    await Console.Error.WriteLineAsync($"chatops: {new Redactor().Mask(told)}");
    return 2;
}
