using MicroBima.ChatOps.Tests.Infra;
using Microsoft.Playwright;

namespace MicroBima.ChatOps.Tests.Sandbox;

/// <summary>The page in a real browser; the tests skip aloud where the machine has none.</summary>
internal sealed class TestBrowser : IAsyncDisposable
{
    // Milliseconds; a busy machine draws late.
    private const float Patience = 30_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private TestBrowser(TestWorld world, IPlaywright playwright, IBrowser browser, IPage page)
    {
        World = world;
        _playwright = playwright;
        _browser = browser;
        Page = page;
    }

    public TestWorld World { get; }

    public IPage Page { get; }

    public static async Task<TestBrowser> OpenAsync()
    {
        _ = Chromium.Find();
        Assertions.SetDefaultExpectTimeout(Patience);
        var world = await TestWorld.StartInRealTimeAsync();
        var playwright = await Playwright.CreateAsync();
        var browser = await Chromium.OpenAsync(playwright);
        var page = await browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = 1680, Height = 950 },
            }
        );
        await page.GotoAsync(world.BaseAddress.AbsoluteUri);
        await page.GetByTestId("composer").First.WaitForAsync();
        return new TestBrowser(world, playwright, browser, page);
    }

    public ILocator Pane(string person) => Page.Locator($"section[data-person='{person}']");

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await World.DisposeAsync();
    }
}
