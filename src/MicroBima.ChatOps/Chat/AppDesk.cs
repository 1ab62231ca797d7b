using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;
using Microsoft.Extensions.Hosting;

namespace MicroBima.ChatOps.Chat;

/// <summary>The app by hand: stop it, restart it. Asked for, confirmed by a button, said in the channel; the outcome is what the machines' status says.</summary>
public sealed class AppDesk(
    Desk desk,
    EnvironmentList environments,
    Machines machines,
    Redactor redactor,
    TimeProvider time
) : BackgroundService
{
    /// <summary>Puts the order on record and asks once more.</summary>
    public async Task<Reply> AskAsync(
        DeploymentEnvironment environment,
        AppAct act,
        string reason,
        Actor by,
        string cause,
        CancellationToken cancellationToken
    )
    {
        var order = new AppOrder(
            environment.Name,
            by.Person,
            act,
            reason,
            OpenRequest.NewSeal(),
            default,
            OrderStage.Asked
        );
        return await desk.OrderAsync(order, by, environment.Policy, cause, cancellationToken) switch
        {
            Answer.Refused refused => Reply.No(refused.Refusal),
            Answer.Repeated => Reply.Words("This was answered before."),
            Answer.Changed or Answer.Done => new Reply.Say(Question(environment, order)),
        };
    }

    /// <summary>The button was pressed: the order begins, and the answer follows it to its end.</summary>
    public async Task<Reply> ConfirmAsync(AppOrder order, Actor by, string cause, CancellationToken cancellationToken)
    {
        if (environments.Find(order.Environment) is not { } environment)
            return Reply.No(new Refusal.Unknown($"{order.Environment} is not configured any more.", "See /status."));

        return await desk.BeginOrderAsync(order, by, environment.Policy, cause, cancellationToken) switch
        {
            Answer.Refused refused => Reply.No(refused.Refusal),
            Answer.Repeated => Reply.Words("This click was answered before; see the channel."),
            Answer.Changed or Answer.Done => new Reply.Work(
                Doing(order, "flyctl is asked"),
                async (show, token) =>
                {
                    var (isDone, outcome) = await CarryOutAsync(order, line => show(Doing(order, line)), token);
                    return Card.Of(
                        isDone ? CardTone.Good : CardTone.Bad,
                        Markdown.Ours(isDone ? "✅ " : "🔴 ") + Markdown.Text(outcome, 900)
                    );
                }
            ),
        };
    }

    /// <summary>
    /// Orders that the bot was ended in the middle of: restarts and stops are harmless a second time, so they are carried out to their end. What
    /// somebody wanted long ago, or before a restore took the app over, is only told.
    /// </summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var order in desk.Ledger.Orders.Values.Where(order => order.Stage is OrderStage.Begun))
        {
            if (order.WhyNotGoOn(desk.Ledger.Holder(order.Environment), time.GetUtcNow()) is { } why)
                await desk.EndOrderAsync(order.Environment, isDone: false, why, stoppingToken);
            else
                await CarryOutAsync(order, _ => { }, stoppingToken);
        }
    }

    private async Task<(bool IsDone, string Outcome)> CarryOutAsync(
        AppOrder order,
        Action<string> say,
        CancellationToken cancellationToken
    )
    {
        MachinesResult result;
        try
        {
            var environment = environments.Get(order.Environment);
            result = order.Act switch
            {
                AppAct.Stop => await machines.StopAsync(environment, say, cancellationToken),
                AppAct.Restart => await machines.RestartAsync(environment, say, cancellationToken),
            };
        }
        catch (Exception dark) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever goes wrong is the outcome.
            result = new MachinesResult.Failed(dark.Message, "");
        }

        var (isDone, outcome) = result switch
        {
            MachinesResult.Done done => (true, done.Fact),
            MachinesResult.Failed failed => (false, $"{failed.What} {failed.Detail}".Trim()),
        };
        outcome = redactor.Mask(outcome);
        await desk.EndOrderAsync(order.Environment, isDone, outcome, CancellationToken.None); // What the machines did is on record.
        return (isDone, outcome);
    }

    private static Card Question(DeploymentEnvironment environment, AppOrder order) =>
        Card.Of(
            CardTone.Warning,
            Markdown.Ours($"⚠️ **{order.Act.Word()}** ")
                + Markdown.Text(environment.App.Name)
                + Markdown.Ours(
                    order.Act is AppAct.Stop
                        ? ": nobody reaches it until it is started again (`/app restart`). The database is not touched."
                        : ": it does not answer for some seconds. The database is not touched."
                ),
            Markdown.Ours("“") + Markdown.Text(order.Reason, 300) + "” is said in the channel with your name."
        ) with
        {
            Confirms = order,
        };

    private static Card Doing(AppOrder order, string line) =>
        Card.Of(
            CardTone.Busy,
            Markdown.Ours($"⏳ {order.Act.Word()} **")
                + Markdown.Text(order.Environment)
                + "** · "
                + Markdown.Text(line, 200)
        );
}
