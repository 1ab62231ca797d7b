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

    [SkippableFact]
    public async Task O02_nobody_is_waited_for_once_the_time_of_the_run_is_over()
    {
        await PrepareAsync();
        var old = Sample.Started(_plan).SetItem(3, new SessionEvent.Started(Sample.Now - TimeSpan.FromHours(3)));
        using var desk = new Desk(new KeptStore(old), TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        _members.Find = _ => throw new MembersAwayException("503", new HttpRequestException("503"));

        var recheck = await Waiting(desk)
            .WaitAsync(desk.Ledger.Find(Sample.Number)!, _ => { }, CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal("the roles could not be looked up", Assert.Single(recheck!.Lost).Why);
    }

    [SkippableFact]
    public async Task O02_a_session_that_moved_on_meanwhile_is_not_waited_for()
    {
        await PrepareAsync();
        using var desk = new Desk(new KeptStore(Sample.Started(_plan)), TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        var session = desk.Ledger.Find(Sample.Number)!;
        await desk.AskAsync(Sample.Number, new SessionRequest.Abort(Sample.Ana), "", CancellationToken.None);
        _members.Find = _ => throw new MembersAwayException("503", new HttpRequestException("503"));

        Assert.Null(
            await Waiting(desk).WaitAsync(session, _ => { }, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60))
        );
    }

    [SkippableTheory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task C09_what_somebody_only_began_or_took_back_was_not_applied_by_them(bool finished, bool rolledBack)
    {
        await PrepareAsync();
        await _database.MigrationAsync(New.Name, New.Checksum, finished, rolledBack);

        Assert.Empty((await LookAsync()).Moved);
    }

    private Guard Waiting(Desk desk) =>
        new(_around.List, _around.Tools, _around.Restores(desk), desk, _members, _around.Redactor, new FastTime(50));
}
