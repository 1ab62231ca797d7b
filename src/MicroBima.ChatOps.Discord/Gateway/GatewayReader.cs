using System.Text.Json;

namespace MicroBima.ChatOps.Discord;

/// <summary>Turns a frame of the gateway into an input. Only what is needed is parsed; nothing that arrives throws.</summary>
internal static class GatewayReader
{
    private enum EventKind
    {
        Other,
        Ready,
        Resumed,
        Interaction,
    }

    public static GatewayInput Read(ReadOnlyMemory<byte> frame, long receivedTimestamp)
    {
        try
        {
            var envelope = Scan(frame.Span);
            return envelope.Op switch
            {
                0 => Event(frame, envelope, receivedTimestamp),
                1 => new GatewayInput.BeatRequested(),
                7 => new GatewayInput.ReconnectRequested(),
                9 => new GatewayInput.SessionInvalidated(frame.Span[envelope.Data].SequenceEqual("true"u8)),
                10 => Hello(frame[envelope.Data]),
                11 => new GatewayInput.Acknowledged(),
                var other => new GatewayInput.Garbled($"a gateway frame with op {other}", IsStreamBroken: false),
            };
        }
        catch (Exception error) when (IsUnreadable(error))
        {
            return new GatewayInput.Garbled("a gateway frame that is not valid JSON", IsStreamBroken: false);
        }
    }

    /// <summary>What System.Text.Json throws at hostile text.</summary>
    private static bool IsUnreadable(Exception error) =>
        error is JsonException or InvalidOperationException or FormatException or OverflowException;

    private static GatewayInput Hello(ReadOnlyMemory<byte> data)
    {
        using var document = JsonDocument.Parse(data);
        return document.RootElement.Double("heartbeat_interval") is { } ms and > 0 and < int.MaxValue
            ? new GatewayInput.Hello(TimeSpan.FromMilliseconds(ms))
            : new GatewayInput.Garbled("HELLO without a heartbeat interval.", IsStreamBroken: true);
    }

    private static GatewayInput Event(ReadOnlyMemory<byte> frame, Envelope envelope, long receivedTimestamp)
    {
        try
        {
            switch (envelope.Kind)
            {
                case EventKind.Resumed:
                    return new GatewayInput.Resumed(envelope.Sequence);
                case EventKind.Ready:
                    using (var ready = JsonDocument.Parse(frame[envelope.Data]))
                        return Ready(ready.RootElement, envelope.Sequence);
                case EventKind.Interaction:
                    using (var created = JsonDocument.Parse(frame[envelope.Data]))
                        return InteractionReader.Read(created.RootElement, receivedTimestamp) is { } interaction
                            ? new GatewayInput.Happened(envelope.Sequence, interaction)
                            : Lost(envelope, "an interaction without id, application, token or person.");
                default:
                    return new GatewayInput.Happened(envelope.Sequence, null);
            }
        }
        catch (Exception error) when (IsUnreadable(error))
        {
            return Lost(envelope, "an event whose content cannot be read.");
        }
    }

    private static GatewayInput.Happened Lost(Envelope envelope, string problem) =>
        new GatewayInput.Happened(envelope.Sequence, null) { Problem = problem };

    private static GatewayInput Ready(JsonElement json, long sequence)
    {
        var application = (json.Get("application") ?? default).Id("id") ?? (json.Get("user") ?? default).Id("id");
        return json.Text("session_id") is { Length: > 0 } id
            ? new GatewayInput.Ready(
                sequence,
                new GatewaySession(id, json.Address("resume_gateway_url"), sequence, application ?? default)
            )
            : new GatewayInput.Garbled("READY without a session id.", IsStreamBroken: true);
    }

    private static Envelope Scan(ReadOnlySpan<byte> frame)
    {
        var envelope = new Envelope(-1, 0, EventKind.Other, 0..0);
        var reader = new Utf8JsonReader(frame);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return envelope;

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isOp = reader.ValueTextEquals("op"u8);
            var isSequence = reader.ValueTextEquals("s"u8);
            var isType = reader.ValueTextEquals("t"u8);
            var isData = reader.ValueTextEquals("d"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isOp && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var op))
                envelope = envelope with { Op = op };
            else if (isSequence && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var sequence))
                envelope = envelope with { Sequence = sequence };
            else if (isType && reader.TokenType == JsonTokenType.String)
                envelope = envelope with { Kind = Kind(ref reader) };
            reader.Skip();
            if (isData)
                envelope = envelope with { Data = start..(int)reader.BytesConsumed };
        }

        return envelope;
    }

    private static EventKind Kind(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("INTERACTION_CREATE"u8) ? EventKind.Interaction
        : reader.ValueTextEquals("READY"u8) ? EventKind.Ready
        : reader.ValueTextEquals("RESUMED"u8) ? EventKind.Resumed
        : EventKind.Other;

    private readonly record struct Envelope(int Op, long Sequence, EventKind Kind, Range Data);
}
