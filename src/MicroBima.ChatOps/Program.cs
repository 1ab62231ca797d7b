using System.CommandLine;
using MicroBima.ChatOps.Commands;

var config = new Option<string>("--config") { Description = "The file of settings", DefaultValueFactory = _ => "appsettings.json" };
var run = new Command("run", "Run the bot") { config };
run.SetAction((parsed, cancellationToken) => RunCommand.RunAsync(parsed.GetValue(config)!, Console.Error, cancellationToken));

var root = new RootCommand("MicroBima ChatOps: deployments by chat, with two people and a proven plan") { run, config };
root.SetAction((parsed, cancellationToken) => RunCommand.RunAsync(parsed.GetValue(config)!, Console.Error, cancellationToken));
return await root.Parse(args).InvokeAsync();
