using System.Globalization;
using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Tests.Logs.Samples;

namespace MicroBima.ChatOps.Tests.Logs;

public sealed class PatternTests
{
    [Theory]
    [InlineData("GET /policies {0} 12ms")]
    [InlineData("GET /policies/77 -> {0}")]
    [InlineData("HTTP {0}")]
    [InlineData("\"GET /x HTTP/1.1\" {0} 512")]
    [InlineData("status={0} path=/x")]
    [InlineData("status: {0}")]
    [InlineData("upstream answered {0}")]
    [InlineData("{{\"statusCode\":{0},\"ms\":12}}")]
    [InlineData("{{\"status\": {0}}}")]
    [InlineData("{{\"status\":\"{0}\"}}")]
    public void Answers_2xx_and_5xx_never_become_one(string line)
    {
        string Of(int status) => Pattern(string.Format(CultureInfo.InvariantCulture, line, status));

        Assert.NotEqual(Of(200), Of(500));
        Assert.NotEqual(Of(404), Of(500));
        Assert.Equal(Of(503), Of(500));
        Assert.Equal(Of(201), Of(200));
    }

    [Theory]
    [InlineData("user 17 not found", "user 99 not found")]
    [InlineData("slow: 512 ms", "slow: 97 ms")]
    [InlineData("slow: 512ms", "slow: 1200ms")]
    [InlineData("id 3f2504e0-4f89-11d3-9a0c-0305e82c3301 gone", "id 9b2504e0-4f89-41d3-9a0c-a305e82c33ff gone")]
    [InlineData("reading 'value'", "reading 'name'")]
    [InlineData("commit deadbeef01 missing", "commit 0123456789ab missing")]
    [InlineData("GET /policies/17?page=2 200", "GET /policies/4 200")]
    [InlineData("took <1 sec", "took 00:03")]
    [InlineData("open /var/lib/x.db", "open /tmp/other.db")]
    [InlineData("from 00:11:43:e3:ba:c3 via", "from aa:bb:cc:dd:ee:ff via")]
    [InlineData("sent 12 KB to a.b.example.com", "sent 3 MB to c.d.example.org")]
    [InlineData("sent to example.com:25 today", "sent to mail.example.org:587 today")]
    [InlineData("slot [A] is free", "slot [C] is free")]
    [InlineData("window of com.example.shop/.ui.Cart shown", "window of com.example.mail/.ui.Inbox shown")]
    [InlineData("nodes dn1 dn2 dn3 lost", "nodes dn7 lost")]
    public void Values_do_not_make_another_pattern(string one, string other)
    {
        Assert.Equal(Pattern(one), Pattern(other));
    }

    [Theory]
    [InlineData("error P2002", "error P2024")]
    [InlineData("0 errors", "3 errors")]
    [InlineData("user not found", "policy not found")]
    [InlineData("net.ipv4.ip_forward = 1", "net.ipv4.rp_filter = 1")]
    [InlineData("IPv4 address 10.0.0.7 given", "IPv6 address ::7 given")]
    [InlineData("lease lost on interface en0", "lease lost on interface lo0")]
    [InlineData("Link Up on en0", "Link Up on wlan0")]
    [InlineData("icon is in state 'Active'", "icon is in state 'Inactive'")]
    [InlineData("receiver x+ lost its input", "receiver y- lost its input")]
    [InlineData("GET /policies 200", "GET /customers 200")]
    [InlineData("GET /policies 200", "POST /policies 200")]
    [InlineData("{\"level\":30,\"msg\":\"same\"}", "{\"level\":50,\"msg\":\"same\"}")]
    public void What_tells_one_event_from_another_stays(string one, string other)
    {
        Assert.NotEqual(Pattern(one), Pattern(other));
    }

    [Fact]
    public void A_place_with_many_names_is_a_value_and_one_with_a_few_verbs_is_not()
    {
        string[] names = ["ana", "ben", "cara", "dan", "eve", "finn"];
        string[] verbs = ["Started", "Paused", "Resumed", "Stopped"];
        var log = string.Join(
            '\n',
            names
                .Select(name => $"session opened for user {name} by hand")
                .Concat(verbs.Select(verb => $"machine {verb} by itself"))
        );

        var patterns = Grouping.Read(log).Select(line => line.Pattern.Text).Distinct(StringComparer.Ordinal).ToList();

        Assert.Equal(
            ["session opened for user * by hand", .. verbs.Select(verb => $"machine {verb} by itself")],
            patterns
        );
    }

    [Fact]
    public void A_word_that_was_a_value_in_one_place_is_one_in_another()
    {
        string[] names = ["ana", "ben", "cara", "dan", "eve", "finn"];
        var opened = names.Select(name => $"session opened for user {name} by hand");

        var known = Patterns([.. opened, "key of ring ana kept", "key of ring ben kept"]);
        var strange = Patterns([.. opened, "key of ring red kept", "key of ring blue kept"]);

        Assert.Equal(["session opened for user * by hand", "key of ring * kept"], known);
        Assert.Equal(3, strange.Count);
    }

    [Fact]
    public void Two_places_that_vary_together_are_values()
    {
        Assert.Equal(
            ["session opened for user * by *(uid=*)"],
            Patterns(
                "session opened for user ana by ben(uid=0)",
                "session opened for user cara by dan(uid=0)",
                "session opened for user eve by finn(uid=0)"
            )
        );
    }

    [Fact]
    public void What_is_true_or_false_is_a_value_but_not_whether_something_went_well()
    {
        Assert.Equal(["screen isOn=* now"], Patterns("screen isOn=true now", "screen isOn=false now"));
        Assert.Equal(
            ["key * on=true down * now"],
            Patterns("key 1 on=true down true now", "key 2 on=true down false now")
        );
        Assert.Equal(2, Patterns("screen is true", "screen is false").Count);
        Assert.Equal(2, Patterns("check isOk=true now", "check isOk=false now").Count);
        Assert.Equal(2, Patterns("screen on: yes", "screen on: no").Count);
    }

    [Fact]
    public void Two_names_of_packages_in_one_place_are_values()
    {
        Assert.Equal(["visible is *"], Patterns("visible is system.charge.show", "visible is system.owner.show"));
        Assert.Equal(2, Patterns("on action: app.action.START_UP", "on action: app.action.SHUT_DOWN").Count);
    }

    [Fact]
    public void What_came_before_its_places_were_known_is_taken_as_what_comes_after()
    {
        string[] names = ["ana", "ben", "cara", "dan"];
        string[] packages = ["com.ex.one", "com.ex.two", "com.ex.three", "com.ex.four"];
        var many = names.SelectMany(name => packages.Select(package => $"load of {name} with {package} done")).ToList();

        Assert.Equal(["load of * with * done"], Patterns(["load of zoe with com.ex.nine done", .. many]));
        Assert.Equal(2, Patterns(["load of ZoeError with com.ex.nine done", .. many]).Count);
    }

    [Fact]
    public void Neighbouring_values_are_one_also_where_one_of_them_is_a_word()
    {
        var known = Enumerable.Range(1, 3).Select(number => $"row of dn{number}:80 waits long enough for us");
        string[] words = ["ana", "ben", "cara", "dan", "eve", "finn"];

        Assert.Single(Patterns([.. known, .. words.Select(word => $"row of {word}:80 waits long enough for us")]));
    }

    [Fact]
    public void What_was_masked_is_a_value()
    {
        Assert.Equal(Pattern("mail to [redacted] was sent"), Pattern("mail to ana@example.com was sent"));
    }

    [Fact]
    public void The_id_of_a_pattern_is_the_same_in_every_run()
    {
        Assert.Equal("224d55dc4279", Pattern("user 17 not found"));
    }

    private static List<string> Patterns(params string[] log) =>
        [
            .. Grouping
                .Read(string.Join('\n', log) + "\n")
                .Select(line => line.Pattern)
                .DistinctBy(pattern => pattern.Id)
                .Select(pattern => pattern.Text),
        ];

    private static string Pattern(string line) => Assert.Single(Grouping.Read(line + "\n")).Pattern.Id;
}
