using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Tests.Logs.Samples;

namespace MicroBima.ChatOps.Tests.Logs;

/// <summary>Errors that list below them what may help, or where in the settings the mistake stands, are one event.</summary>
public sealed class ListedReasonTests
{
    private const string Nest = "[Nest] 17  - 11/22/2026, 1:11:20 PM   ERROR [ExceptionHandler] ";

    private const string Ways = """


        Potential solutions:
        - Is RateModule a valid module?
        - If Rates is exported, is its module imported?
          @Module({
            imports: [ /* the module of Rates */ ]
          })


        """;

    private const string Settings = """
        Error: Prisma schema validation - (get-config wasm)
        Error code: P1012
        error: Environment variable not found: RATES_URL.
          -->  prisma/schema.prisma:7
           |
         6 |   provider = "postgresql"
         7 |   url      = env("RATES_URL")
           |

        Validation Error Count: 1
        [Context: getConfig]

        Prisma CLI Version : 5.22.0
        """;

    [Fact]
    public void What_Nest_cannot_resolve_is_told_with_its_ways_out_and_its_stack()
    {
        const string What = "Nest can't resolve dependencies of the RateService (?).";
        var log = $"{Nest}{What}{Ways}Error: {What}{Ways}    at Injector.look (/app/injector.js:262:19)\n";

        var found = Grouping.Read(log);

        Assert.Single(found.Select(line => line.Event).Distinct());
        Assert.Equal(LogLevel.Fatal, found[0].Pattern.Level);
        Assert.DoesNotContain("Is RateModule", found[0].Pattern.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-22T10:00:00Z app[148e2d5a] jnb [info]")]
    public void What_is_wrong_with_Prismas_settings_is_told_with_the_place(string head)
    {
        var log = string.Concat(Settings.Split('\n').Select(line => $"{head}{line}\n"));

        var found = Grouping.Read(log);

        Assert.Single(found.Select(line => line.Event).Distinct());
        Assert.Contains("RATES_URL", found[0].Pattern.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Nest + "cannot start" + Ways + "Listening on 3000")]
    [InlineData(Settings + "\nerror: no rate for 17")]
    [InlineData(Settings + "\nListening on 3000")]
    [InlineData("Boats of today:\n- boat of ana")]
    public void What_is_another_matter_is_another_event(string log)
    {
        var found = Grouping.Read(log + "\n");

        Assert.NotEqual(found[0].Event, found[^1].Event);
    }
}
