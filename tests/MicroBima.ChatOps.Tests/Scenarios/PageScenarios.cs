using System.Text.RegularExpressions;
using MicroBima.ChatOps.Tests.Infra;
using Microsoft.Playwright;

namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>The whole job in a real browser: two people side by side, a good release, a bad one, and the way back.</summary>
[Collection(SharedTown.Name)]
[Trait("Slow", "a browser, two releases and a rollback")]
public partial class PageScenarios(Town town) : InTown(town)
{
    private const float Patience = 90_000;

    [SkippableFact]
    public async Task We_deploy_side_by_side_see_a_bad_version_fail_and_roll_it_back()
    {
        _ = Chromium.Find();
        Assertions.SetDefaultExpectTimeout(Patience);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.OpenAsync(playwright);
        var page = await browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = 1720, Height = 1080 },
            }
        );
        await page.GotoAsync(Town.Api.Address.AbsoluteUri);
        var (ana, ben) = (Pane(page, "ana"), Pane(page, "ben"));

        await Town.Api.CommitAsync("good", "safe");
        var card = await DeployAsync(page, ana, ben);
        await Assertions.Expect(card).ToContainTextAsync(Stayed());
        await ShotAsync(page, "healthy");

        await Town.Api.CommitAsync("errors", "none");
        card = await DeployAsync(page, ana, ben);
        await Assertions.Expect(card).ToContainTextAsync("· failed");
        await ShotAsync(page, "failed");

        await card.GetByRole(AriaRole.Button, new() { Name = "Roll back" }).ClickAsync();
        card = Cards(ana).Last;
        await Assertions.Expect(card).ToContainTextAsync("awaiting-approval");
        await Cards(ben).Last.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Assertions.Expect(card).ToContainTextAsync("· rolled-back");
        await ShotAsync(page, "rolled-back");
        await Ana.TypesAsync("unlock", ("environment", "production"));
        if (PictureFolder is not null)
            await ShowMigrationsAsync(page, ana);
    }

    /// <summary>A card with each kind of migration, for the README alone: it leaves a plan that nobody can deploy.</summary>
    private async Task ShowMigrationsAsync(IPage page, ILocator ana)
    {
        foreach (var kind in new[] { "safe", "caution", "danger", "locking", "failing" })
            await Town.Api.CommitAsync("good", kind);

        await TypeAsync(ana, "/deploy production");
        await Assertions.Expect(Cards(ana).Last).ToContainTextAsync("rows are NULL");
        await ShotAsync(page, "migrations");
    }

    private static async Task TypeAsync(ILocator person, string command)
    {
        var composer = person.GetByTestId("composer").First;
        await composer.FillAsync(command);
        await composer.PressAsync("Enter");
    }

    private static async Task<ILocator> DeployAsync(IPage page, ILocator ana, ILocator ben)
    {
        await TypeAsync(ana, "/deploy production");
        // The channel may hold older cards, which the page is still fetching; all of those are over.
        var card = Cards(ana).Last;
        await Assertions.Expect(card).ToContainTextAsync("· checklist");
        // While the bot checks, it changes the list under the mouse.
        await Assertions.Expect(card).Not.ToContainTextAsync("checking…");
        await Assertions.Expect(ana.GetByTestId("suggestions")).ToHaveCountAsync(0);
        await card.GetByRole(AriaRole.Button, new() { Name = "Checklist" }).ClickAsync();
        var sign = ana.Locator("article").Last.GetByRole(AriaRole.Button, new() { NameRegex = Sign() });
        await Assertions.Expect(sign.First).ToBeVisibleAsync();
        var list = await ana.Locator("article").Last.GetAttributeAsync("data-message");
        // What is signed loses its button, so the names are read before the first click.
        var buttons = ana.Locator($"article[data-message='{list}']").GetByRole(AriaRole.Button);
        foreach (
            var name in Sign().Matches(string.Join('\n', await buttons.AllInnerTextsAsync())).Select(one => one.Value)
        )
            await buttons.Filter(new() { HasText = name }).ClickAsync();

        await Assertions.Expect(card).ToContainTextAsync("awaiting-approval");
        await ShotAsync(page, "awaiting-approval");
        await Cards(ben).Last.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        return card;
    }

    private static ILocator Pane(IPage page, string person) => page.Locator($"section[data-person='{person}']");

    private static ILocator Cards(ILocator pane) => pane.Locator("article").Filter(new() { HasTextRegex = LastLine() });

    /// <summary>Where pictures for the README go, or null.</summary>
    private static string? PictureFolder =>
        Environment.GetEnvironmentVariable("CHATOPS_SCREENSHOTS") is { Length: > 0 } folder ? folder : null;

    private static async Task ShotAsync(IPage page, string name)
    {
        if (PictureFolder is { } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
    }

    [GeneratedRegex("· (?:healthy|warn)", RegexOptions.None, 1000)]
    private static partial Regex Stayed();

    [GeneratedRegex("Sign: .+", RegexOptions.None, 1000)]
    private static partial Regex Sign();

    [GeneratedRegex(@"session \d+ · [\w-]+", RegexOptions.None, 1000)]
    private static partial Regex LastLine();
}
