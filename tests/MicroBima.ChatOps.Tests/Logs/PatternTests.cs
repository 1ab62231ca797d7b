using System.Globalization;
using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Tests.Logs.Samples;
using static MicroBima.ChatOps.Tests.Logs.Samples.Grouping;

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
    [InlineData("<- POST https://bank.example/floats {0} in 12ms")]
    [InlineData("End of the HTTP request after 12ms - {0}")]
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
    [InlineData("103", "1xx")]
    [InlineData("137", "*")]
    [InlineData("208", "2xx")]
    [InlineData("226", "2xx")]
    [InlineData("243", "*")]
    [InlineData("307", "3xx")]
    [InlineData("311", "*")]
    [InlineData("444", "4xx")]
    [InlineData("520", "5xx")]
    [InlineData("4.5", "*")]
    [InlineData("600", "*")]
    public void A_number_that_no_server_gives_is_no_status(string number, string shown)
    {
        Assert.Equal(
            [$"gate came back with status {shown} at noon"],
            Grouping.Patterns($"gate came back with status {number} at noon")
        );
    }

    [Fact]
    public void The_code_of_a_message_of_a_switch_is_never_a_value()
    {
        string[] lines = ["HIGH", "LOW", "EBB", "FLOOD", "SPRING", "NEAP"];

        Assert.Equal(
            lines.Select(tide => $"%TIDE-3-{tide}: boat * moored").Order(StringComparer.Ordinal),
            Grouping
                .Patterns([.. lines.Select((tide, at) => $"%TIDE-3-{tide}: boat {at} moored")])
                .Order(StringComparer.Ordinal)
        );
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
    [InlineData("sent to mx.example.com today", "sent to db.example.org today")]
    [InlineData("session kQzRtbVxWmLePa is open", "session ZpYwGhTnBvKqDsMr is open")]
    [InlineData("slot [A] is free", "slot [C] is free")]
    [InlineData("window of com.example.shop/.ui.Cart shown", "window of com.example.mail/.ui.Inbox shown")]
    [InlineData("nodes dn1 dn2 dn3 lost", "nodes dn7 lost")]
    [InlineData("refused, request: \"GET /a HTTP/1.1\", size: 7", "refused, request: \"PUT /b/c HTTP/2\", size: 7")]
    [InlineData("no method `name' here", "no method `kind' here")]
    [InlineData("sent row->7f3 away", "sent row->af3b7e1d away")]
    [InlineData("came from (7) today", "came from 7 today")]
    [InlineData("shop \"17\" is open", "shop \"(17)\" is open")]
    [InlineData("no page at /shop/list?by=price today", "no page at /shop/list today")]
    [InlineData("INFO  [main] 2026-11-22 09:00:00,120 row kept", "INFO  [pool] 2026-11-22 09:00:07,003 row kept")]
    [InlineData(
        "I, [2026-11-22T09:00:00.120 #17]  INFO -- : row kept",
        "I, [2026-11-22T09:00:07.003 #4]  INFO -- shop: row kept"
    )]
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
    [InlineData("gone, reason: \"disk is full\", size: 7", "gone, reason: \"nobody asked\", size: 7")]
    [InlineData("gone, answer: \"internal server error\", size: 7", "gone, answer: \"all is well\", size: 7")]
    [InlineData("done, answer: \"HTTP 200 OK\", size: 7", "done, answer: \"HTTP 500 No\", size: 7")]
    [InlineData("INFO  [main] row kept", "INFO  [pool] row kept")]
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
    public void What_is_true_or_false_is_a_value_but_not_whether_something_went_well()
    {
        Assert.Equal(["screen isOn=* now"], Patterns("screen isOn=true now", "screen isOn=false now"));
        Assert.Equal(
            ["key * on=true down * now"],
            Patterns("key 1 on=true down true now", "key 2 on=true down false now")
        );
        Assert.Equal(2, Patterns("screen is true", "screen is false").Count);
        Assert.Equal(2, Patterns("check isOk=true now", "check isOk=false now").Count);
        Assert.Equal(["screen on: *"], Patterns("screen on: yes", "screen on: no"));
        Assert.Equal(2, Patterns("screen healthy: yes", "screen healthy: no").Count);
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
    public void A_value_may_be_missing()
    {
        Assert.Single(Patterns("rows Set(17) of shop kept", "rows Set() of shop kept"));
        Assert.Single(Patterns("guest name=17 age=4 left", "guest name= age=4 left"));
        Assert.Single(Patterns("guest of \"shop\" left us", "guest of \"\" left us"));
        Assert.Equal(2, Patterns("guest 17 left us", "guest left us").Count);
    }

    [Fact]
    public void A_few_names_that_somebody_made_up_are_values_and_a_few_other_words_are_not()
    {
        Assert.Equal(["saved * of shop"], Patterns("saved KeyCache of shop", "saved RowCache of shop"));
        Assert.Equal(["rows of * kept"], Patterns("rows of order_items kept", "rows of order_notes kept"));
        Assert.Equal(["saved * of shop"], Patterns("saved KeyA of shop", "saved RowB of shop"));
        Assert.Equal(2, Patterns("keys of shop", "rows of shop").Count);
        Assert.Equal(2, Patterns("saved isStarted of shop", "saved isStopped of shop").Count);
    }

    [Fact]
    public void What_a_message_is_about_is_a_value()
    {
        Assert.Equal(
            ["*: left alone"],
            Patterns("shop.unit: left alone", "mail.unit: left alone", "shop-floor.unit: left alone")
        );
    }

    [Fact]
    public void What_a_field_is_set_to_is_a_value_but_not_what_it_says_of_what_happened()
    {
        Assert.Equal(["pool mode=* now"], Patterns("pool mode=wide now", "pool mode=deep now"));
        Assert.Equal(2, Patterns("pool state=wide now", "pool state=deep now").Count);
        Assert.Equal(2, Patterns("pool mode=read now", "pool mode=write now").Count);
    }

    [Fact]
    public void Words_in_brackets_are_one_value_of_however_many_words()
    {
        Assert.Single(
            Patterns(
                "row kept by thread named [17] for good",
                "row kept by thread named [quiet old one] for good",
                "row kept by thread named [pool 4] for good"
            )
        );
        Assert.Equal(
            3,
            Patterns(
                "row kept by us [as it was sent] for good",
                "row kept by us [as it was lost] for good",
                "row kept by us [as it was open] for good"
            ).Count
        );
    }

    [Fact]
    public void Words_in_quotes_are_one_value_but_not_what_a_field_says_of_what_happened()
    {
        Assert.Single(
            Patterns(
                "rows of unit 'quiet old one' were kept",
                "rows of unit 'Shop Start' were kept",
                "rows of unit 'Shop Stop' were kept"
            )
        );
        Assert.Equal(
            3,
            Patterns(
                "row kept today by us msg=\"as it was\"",
                "row kept today by us msg=\"as we said\"",
                "row kept today by us msg=\"in the night\""
            ).Count
        );
    }

    [Fact]
    public void A_field_holds_one_value_of_however_many_words_up_to_the_name_of_the_next()
    {
        Assert.Equal(
            ["new part of shop: *, size: *"],
            Patterns(
                "new part of shop: Old Bench (oak), size: 7",
                "new part of shop: Lamp, size: 4",
                "new part of shop: Green Lamp, size: 9"
            )
        );
        Assert.Equal(
            3,
            Patterns(
                "row of shop kept, reason: it is old, size: 7",
                "row of shop kept, reason: nobody asked, size: 4",
                "row of shop kept, reason: as ever, size: 9"
            ).Count
        );
    }

    [Fact]
    public void Free_text_at_the_end_is_a_value()
    {
        string[] texts = ["blue lamp", "old bench of oak", "table", "two green chairs", "Rope", "Wind and rain"];

        Assert.Equal(
            ["guest of shop asks for: *"],
            Patterns([.. texts.Select(text => $"guest of shop asks for: {text}")])
        );
        Assert.Equal(6, Patterns([.. texts.Select(text => $"guest: {text}")]).Count);
    }

    [Fact]
    public void Words_that_stand_for_each_other_in_several_places_are_values()
    {
        string[] words = ["mail", "bill"];
        string[] places = ["sold {0} to us", "gave {0} away", "kept {0} at home"];

        Assert.Equal(
            places.Select(place => string.Format(CultureInfo.InvariantCulture, place, "*")),
            Patterns([
                .. places.SelectMany(place =>
                    words.Select(word => string.Format(CultureInfo.InvariantCulture, place, word))
                ),
            ])
        );
        Assert.Equal(2, Patterns("sold mail to us", "sold bill to us").Count);
    }

    [Fact]
    public void What_happened_tells_also_at_the_end_of_a_sentence()
    {
        Assert.Equal(
            4,
            Patterns(
                "row 1 of shop created.",
                "row 1 of shop opened.",
                "row 1 of shop closed.",
                "row 1 of shop disposed."
            ).Count
        );
    }

    [Fact]
    public void Who_says_something_is_a_value_where_it_is_a_full_name()
    {
        Assert.Equal(["* - row * kept"], Patterns("com.ex.Shop - row 1 kept", "com.ex.Mail - row 2 kept"));
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

    private static string Pattern(string line) => Assert.Single(Grouping.Read(line + "\n")).Pattern.Id;
}
