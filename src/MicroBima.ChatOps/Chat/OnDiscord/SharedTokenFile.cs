using System.Security.Cryptography;
using System.Text;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>What was found out about a token, kept over a restart: a fingerprint of the token, and the finding. Of another token nothing is known.</summary>
internal sealed class SharedTokenFile(string folder, string token)
{
    /// <summary>Its name in the bot's folder.</summary>
    public const string Name = "shared-token.txt";

    private readonly string _file = Path.Combine(folder, Name);

    private readonly string _fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>The finding about this token, or null.</summary>
    public string? Read() =>
        File.Exists(_file)
        && File.ReadAllLines(_file) is [var fingerprint, var what, ..]
        && string.Equals(fingerprint, _fingerprint, StringComparison.Ordinal)
            ? what
            : null;

    /// <summary>Keeps a finding.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Write(string what) => OwnFile.Replace(_file, $"{_fingerprint}\n{what}\n");
}
