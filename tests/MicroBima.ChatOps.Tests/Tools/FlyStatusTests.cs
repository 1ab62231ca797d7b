using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

public sealed class FlyStatusTests
{
    private const string Status = """
        {"Version": 142, "Machines": [
          {"id": "e82d", "state": "started", "updated_at": "2026-11-22T14:00:00Z",
           "checks": [{"name": "http", "status": "passing"}, {"name": "tcp", "status": "critical"}],
           "events": [
             {"type": "start", "timestamp": 1795356000000},
             {"type": "exit", "timestamp": 1795356060000, "request": {"exit_event": {"exit_code": 0, "signal": 9, "oom_killed": true, "requested_stop": false}}},
             {"type": "exit", "timestamp": 1795356030000, "request": {"exit_event": {"exit_code": 1, "signal": -1, "oom_killed": false, "requested_stop": true}}},
             {"type": "exit", "timestamp": "soon"}]},
          {"id": "17aa", "state": "stopped"}]}
        """;

    [Fact]
    public void Machines_checks_and_ends_are_read()
    {
        var status = FlyStatus.TryRead(Status)!;

        Assert.Equal(
            (1, 2, 1, 2, 142),
            (status.Started, status.Machines, status.ChecksPassing, status.Checks, status.Release)
        );
        Assert.Equal(2, status.Exits.Length);
        Assert.Equal("machine e82d ended with exit code 1", status.Exits[0].Sentence);
        Assert.True(status.Exits[0].IsRequested);
        Assert.Equal("machine e82d was out of memory", status.Exits[1].Sentence);
        Assert.False(status.Exits[1].IsRequested);
    }

    [Theory]
    [InlineData("""{"schedule":"hourly"}""", "\"exit_code\":0", 0, 0)]
    [InlineData("""{"standbys":["e82d"]}""", "\"exit_code\":0", 0, 0)]
    [InlineData("""{"schedule":"hourly"}""", "\"exit_code\":1", 1, 0)]
    [InlineData("""{"schedule":"hourly"}""", "\"exit_code\":0,\"oom_killed\":true", 1, 0)]
    [InlineData("""{"schedule":"","standbys":[]}""", "\"exit_code\":0", 1, 1)]
    [InlineData("7", "\"exit_code\":0", 1, 1)]
    public void A_job_that_is_done_is_no_machine_that_went_away(string config, string exit, int ends, int machines)
    {
        var status = FlyStatus.TryRead(
            $$"""
            {"Machines": [{"id": "a", "state": "stopped", "config": {{config}}, "events": [{"type": "exit", "timestamp": 1795356000000, "request": {"exit_event": { {{exit}} } } }] }] }
            """
        );

        Assert.Equal((ends, machines), (status!.Exits.Length, status.Machines));
    }

    [Theory]
    [InlineData("1795356060000000000")]
    [InlineData("-1")]
    public void An_end_at_no_moment_of_the_calendar_is_left_out_and_the_machines_are_read(string timestamp)
    {
        var status = FlyStatus.TryRead(Status.Replace("1795356060000", timestamp, StringComparison.Ordinal))!;

        Assert.Equal((2, 1), (status.Machines, status.Exits.Length));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"exit_event": null}""")]
    public void An_end_that_says_nothing_of_itself_hides_no_machine(string request)
    {
        var status = FlyStatus.TryRead(
            $$"""
            {"Machines": [{"id": "a", "state": "started", "events": [{"type": "exit", "timestamp": 1795356000000, "request": {{request}}}]}]}
            """
        );

        Assert.Equal((1, 0), (status!.Started, status.Exits.Length));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Error: app not found")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"Machines": []}""")]
    [InlineData("""{"Machines": "none"}""")]
    [InlineData("""{"Machines": [1]}""")]
    public void E17_an_answer_of_another_shape_is_unknown(string json)
    {
        Assert.Null(FlyStatus.TryRead(json));
    }

    [Fact]
    public void E17_an_answer_that_is_nested_without_end_is_unknown()
    {
        Assert.Null(FlyStatus.TryRead($$"""{"Machines": {{new string('[', 5_000)}}"""));
    }
}
