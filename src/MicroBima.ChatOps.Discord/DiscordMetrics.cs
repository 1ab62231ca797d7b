using System.Diagnostics.Metrics;

namespace MicroBima.ChatOps.Discord;

/// <summary>Numbers for whoever listens to the meter "MicroBima.ChatOps.Discord".</summary>
internal static class DiscordMetrics
{
    public const string MeterName = "MicroBima.ChatOps.Discord";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("discord.rest.requests");
    private static readonly Counter<long> Identifies = Meter.CreateCounter<long>("discord.gateway.identifies");
    private static readonly Counter<long> Resumes = Meter.CreateCounter<long>("discord.gateway.resumes");
    private static readonly Histogram<double> FirstAnswer = Meter.CreateHistogram<double>(
        "discord.interaction.first_answer",
        "s"
    );

    public static void Request(string route, int status) => Requests.Add(1, new("route", route), new("status", status));

    public static void Identified() => Identifies.Add(1);

    public static void Resumed() => Resumes.Add(1);

    public static void Answered(TimeSpan sinceReceipt) => FirstAnswer.Record(sinceReceipt.TotalSeconds);
}
