using Microsoft.Playwright;

namespace MicroBima.ChatOps.Tests.Sandbox;

[Trait("Slow", "starts a real browser")]
public class PageTests
{
    private const string Card = """
        {"content":"**card** <script>alert(1)</script> [bad](javascript:alert(1)) [good](https://example.com) ![x](http://elsewhere.example/x.png)",
         "components":[{"type":1,"components":[
           {"type":2,"style":3,"custom_id":"yes","label":"Approve","emoji":{"name":"✅"}},
           {"type":2,"style":2,"custom_id":"off","label":"Abort","disabled":true}]}]}
        """;

    [SkippableFact]
    public async Task Two_people_see_the_channel_side_by_side_and_an_edit_arrives_by_itself()
    {
        await using var browser = await TestBrowser.OpenAsync();
        var id = (await browser.World.PostMessage("""{"content":"first"}""")).MustBe(200)["id"];
        await Assertions.Expect(browser.Pane("ana").GetByText("first")).ToBeVisibleAsync();
        await Assertions.Expect(browser.Pane("ben").GetByText("first")).ToBeVisibleAsync();

        await browser.World.Patch($"channels/{TestWorld.Channel}/messages/{id}", """{"content":"second"}""");

        await Assertions.Expect(browser.Pane("ben").GetByText("second")).ToBeVisibleAsync();
        await Assertions.Expect(browser.Pane("ben").GetByText("(edited)")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task A_slash_command_is_completed_sent_and_answered_only_to_its_sender()
    {
        await using var browser = await TestBrowser.OpenAsync();
        await browser.World.Register(
            """[{"name":"deploy","description":"Deploys","options":[{"type":3,"name":"environment","description":"Where","required":true,"choices":[{"name":"production","value":"production"}]}]}]"""
        );
        await using var talk = await GatewayTalk.IdentifiedAsync(browser.World);
        await talk.ExpectEvent("READY");
        var composer = browser.Pane("ana").GetByTestId("composer").First;

        await composer.PressSequentiallyAsync("/dep");
        await Assertions.Expect(browser.Pane("ana").GetByTestId("suggestions")).ToContainTextAsync("Deploys");
        await composer.PressAsync("Enter");
        await Assertions.Expect(composer).ToHaveValueAsync("/deploy ");
        await composer.PressAsync("Enter");
        await Assertions.Expect(composer).ToHaveValueAsync("/deploy environment:");
        await composer.PressAsync("Enter");
        await Assertions.Expect(composer).ToHaveValueAsync("/deploy environment:production ");
        await composer.PressAsync("Enter");
        var sent = await talk.ExpectEvent("INTERACTION_CREATE");
        await browser.World.Post(
            $"interactions/{sent["id"]}/{sent["token"]}/callback",
            """{"type":4,"data":{"content":"not now","flags":64}}"""
        );

        await Assertions.Expect(browser.Pane("ana").GetByText("not now")).ToBeVisibleAsync();
        await Assertions.Expect(browser.Pane("ana").GetByText("Only you can see this")).ToBeVisibleAsync();
        await Assertions.Expect(browser.Pane("ben").GetByText("not now")).ToHaveCountAsync(0);
        await Assertions.Expect(composer).ToHaveValueAsync("");
    }

    [SkippableFact]
    public async Task A_button_opens_a_modal_that_is_filled_and_sent()
    {
        await using var browser = await TestBrowser.OpenAsync();
        await using var talk = await GatewayTalk.IdentifiedAsync(browser.World);
        await talk.ExpectEvent("READY");
        await browser.World.PostMessage(Card);
        await Assertions
            .Expect(browser.Pane("ben").GetByRole(AriaRole.Button, new() { Name = "Abort" }))
            .ToBeDisabledAsync();

        await browser.Pane("ben").GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        var click = await talk.ExpectEvent("INTERACTION_CREATE");
        await browser.World.Post(
            $"interactions/{click["id"]}/{click["token"]}/callback",
            """{"type":9,"data":{"custom_id":"why","title":"Why?","components":[{"type":18,"label":"Reason","component":{"type":4,"custom_id":"reason","style":2}}]}}"""
        );
        await browser.Pane("ben").GetByRole(AriaRole.Textbox, new() { Name = "Reason" }).FillAsync("tests are green");
        await browser.Pane("ben").GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        var sent = await talk.ExpectEvent("INTERACTION_CREATE");

        Assert.Equal("tests are green", sent["data"]!["components"]![0]!["component"]!["value"]!.ToString());
        await Assertions.Expect(browser.Pane("ben").GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [SkippableFact]
    public async Task Text_of_the_bot_cannot_become_a_script_a_dangerous_link_or_a_foreign_picture()
    {
        await using var browser = await TestBrowser.OpenAsync();

        await browser.World.PostMessage(Card);

        var message = browser.Pane("ana").GetByRole(AriaRole.Article).First;
        await Assertions.Expect(message.Locator("strong", new() { HasText = "card" })).ToBeVisibleAsync();
        await Assertions.Expect(message.GetByText("<script>alert(1)</script>")).ToBeVisibleAsync();
        await Assertions.Expect(message.Locator("a[href='https://example.com']")).ToHaveCountAsync(1);
        await Assertions.Expect(message.Locator("a[href^='javascript']")).ToHaveCountAsync(0);
        await Assertions.Expect(message.Locator("img")).ToHaveCountAsync(0);
    }

    [SkippableFact]
    public async Task A_click_that_nobody_answers_says_so_after_three_seconds()
    {
        await using var browser = await TestBrowser.OpenAsync();
        await browser.World.PostMessage(Card);

        await browser.Pane("ana").GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await Assertions
            .Expect(browser.Pane("ana").GetByRole(AriaRole.Alert))
            .ToContainTextAsync("failed: no answer in 3 s");
    }

    [SkippableFact]
    public async Task The_panel_makes_trouble_and_shows_it()
    {
        await using var browser = await TestBrowser.OpenAsync();

        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Answer 429" }).ClickAsync();

        await Assertions.Expect(browser.Page.GetByTestId("state-faults")).ToContainTextAsync("rest-429");
        (await browser.World.Get("users/@me")).MustBe(429);
    }
}
