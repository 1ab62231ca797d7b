using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Secrets;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Makes checks of the checklist and turns what they found into evidence of this moment, masked before it is stored. A check that cannot be made is a no.</summary>
internal sealed class Checks(Redactor redactor, TimeProvider time)
{
    /// <summary>It holds, for as long as an approval may take.</summary>
    public Standing.Proven Proven(DeploymentEnvironment environment, string fact) =>
        new(new Evidence(redactor.Mask(fact), time.GetUtcNow(), time.GetUtcNow() + environment.Policy.Expires));

    /// <summary>It does not hold.</summary>
    public Standing.Failed Failed(string fact) =>
        new(new Evidence(redactor.Mask(fact), time.GetUtcNow(), time.GetUtcNow()));

    /// <summary>A person has to say.</summary>
    public Standing.Open Open(string ask) => new(redactor.Mask(ask));

    /// <summary>It is not known whether it holds, and that means no; the reason stands on the card.</summary>
    public Standing.Failed NotMade(Exception dark) => Failed($"could not be checked: {dark.Message}");

    /// <summary>Makes a check where its item waits for one, and reports it.</summary>
    public async Task MakeAsync(
        Checklist first,
        ChecklistItem item,
        Func<Task<Standing>> check,
        Reporting reporting,
        CancellationToken cancellationToken
    )
    {
        if (first.Items[item] is not Standing.Checking)
            return;

        Standing standing;
        try
        {
            standing = await check();
        }
        catch (Exception dark) when (!cancellationToken.IsCancellationRequested)
        {
            standing = NotMade(dark);
        }

        await reporting.Report(item, standing);
    }
}
