using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Storage;

/// <summary>How facts are written as JSON: strict, camel case, enums and ids as text.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [
        typeof(IdConverter<CommitSha>),
        typeof(IdConverter<Digest>),
        typeof(IdConverter<AccountId>),
        typeof(IdConverter<RoleId>),
        typeof(IdConverter<PersonName>),
    ]
)]
[JsonSerializable(typeof(Batch))]
[JsonSerializable(typeof(SessionEvent.Signed), TypeInfoPropertyName = "SignedEvent")]
internal sealed partial class JournalFormat : JsonSerializerContext
{
    /// <summary>A batch as bytes.</summary>
    public static byte[] Write(Batch batch) => JsonSerializer.SerializeToUtf8Bytes(batch, Default.Batch);

    /// <summary>A batch from bytes.</summary>
    public static Batch Read(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, Default.Batch) ?? throw new JsonException("A record of the journal is null.");
}

/// <summary>An id as one JSON string.</summary>
internal sealed class IdConverter<T> : JsonConverter<T>
    where T : struct, IParsable<T>
{
    /// <inheritdoc />
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new JsonException($"'{reader.GetString()}' is not a {typeof(T).Name}.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
