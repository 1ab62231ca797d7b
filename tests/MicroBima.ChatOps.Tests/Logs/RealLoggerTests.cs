using System.Globalization;
using System.Net;
using MicroBima.ChatOps.Tests.Logs.Samples;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace MicroBima.ChatOps.Tests.Logs;

/// <summary>How the patterns of what real loggers write agree with the templates that they hand over with it: nobody here wrote either.</summary>
public sealed class RealLoggerTests(ITestOutputHelper output)
{
    [Fact]
    public async Task What_a_web_server_and_its_clients_write_is_grouped_by_their_templates()
    {
        using var logs = new KeptLogs();
        await using var app = Shop(logs);
        await app.StartAsync(CancellationToken.None);
        foreach (var client in new[] { "shop", "mail", "stock" })
            await VisitAsync(app, client);

        await app.StopAsync(CancellationToken.None);
        var found = Grouping.Of(logs.Lines);

        output.WriteLine(
            $"{logs.Lines.Count} lines of {logs.Lines.DistinctBy(line => line.Template).Count()} templates: accuracy {found.Accuracy:0.000} F1 {found.GroupF1:0.000}"
        );
        foreach (var wrong in found.Wrong)
            output.WriteLine($"    {wrong}");

        Assert.InRange(logs.Lines.DistinctBy(line => line.Template).Count(), 40, int.MaxValue);
        Assert.InRange(found.Accuracy, 0.94, 1);
        Assert.InRange(found.GroupF1, 0.95, 1);
    }

    private static WebApplication Shop(KeptLogs logs)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Debug);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddHttpClient();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins("http://shop.test")));
        builder.Services.AddAuthentication("Cookies").AddCookie("Cookies");
        builder.Services.AddAuthorization();
        builder.Services.AddDistributedMemoryCache();
        builder.Services.AddSession();
        var app = builder.Build();
        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseSession();
        app.MapGet("/orders/{name}", Order);
        return app;
    }

    private static IResult Order(string name, HttpContext context)
    {
        context.Session.SetString("last", name);
        return name.Length % 5 == 0 ? Results.NotFound() : Results.Text(name);
    }

    private static async Task VisitAsync(WebApplication app, string name)
    {
        var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient(name);
        for (var number = 0; number < 60; number++)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get,
                $"{app.Urls.First()}/orders/{name}{(number * 7919).ToString(CultureInfo.InvariantCulture)}"
            );
            request.Headers.Add("Origin", number % 3 == 0 ? "http://shop.test" : "http://mail.test");
            using var answer = await client.SendAsync(request, CancellationToken.None);
        }
    }
}
