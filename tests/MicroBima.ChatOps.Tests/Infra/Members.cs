using MicroBima.ChatOps.Approvals;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>The chat server's members as a test wants them.</summary>
internal sealed class Members : IMembers
{
    public Func<AccountId, Task<Actor?>> Find { get; set; } =
        account =>
            Task.FromResult(
                account == Sample.Ben.Account ? Sample.Ben
                : account == Sample.Ana.Account ? Sample.Ana
                : null
            );

    public int Asked { get; private set; }

    public Task<Actor?> FindAsync(AccountId account, CancellationToken cancellationToken)
    {
        Asked++;
        return Find(account);
    }
}
