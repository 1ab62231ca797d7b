using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Runbooks;

public sealed partial class GuardTests
{
    [SkippableFact]
    public async Task O02_while_the_chat_is_away_only_the_chat_is_asked_again()
    {
        await PrepareAsync();
        var (git, calls) = (Path.Combine(_around.Folder, "counted-git"), Path.Combine(_around.Folder, "calls"));
        await File.WriteAllTextAsync(git, $"#!/bin/sh\necho x >> {calls}\nexec /usr/bin/git \"$@\"\n");
        File.SetUnixFileMode(git, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var tools = new Toolbox(new ToolPaths(_around.Folder, git, "/nonexistent"), _around.Shell, _around.Redactor);
        using var desk = new Desk(new KeptStore(Sample.Started(_plan)), TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        var session = desk.Ledger.Find(Sample.Number)!;
        var guard = new Guard(
            _around.List,
            tools,
            _around.Restores(desk),
            desk,
            _members,
            _around.Redactor,
            new FastTime(50)
        );
        await guard.LookAsync(session, CancellationToken.None);
        var once = (await File.ReadAllLinesAsync(calls)).Length;
        var left = 5;
        _members.Find = _ =>
            left-- > 0
                ? throw new MembersAwayException("503", new HttpRequestException("503"))
                : Task.FromResult<Actor?>(Sample.Ben);

        var recheck = await guard.WaitAsync(session, _ => { }, CancellationToken.None);

        Assert.Empty(recheck!.Lost);
        Assert.Equal(3 * once, (await File.ReadAllLinesAsync(calls)).Length);
    }
}
