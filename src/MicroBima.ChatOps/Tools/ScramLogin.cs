using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MicroBima.ChatOps.Tools;

/// <summary>The client's side of SCRAM-SHA-256 (https://www.rfc-editor.org/rfc/rfc7677), the only password that a scratch server is given; a server may also trust.</summary>
internal sealed class ScramLogin(string password)
{
    private const string Mechanism = "SCRAM-SHA-256";
    private const string NoBinding = "n,,";
    private const int MostRounds = 1_000_000;

    private readonly string _first = $"n=,r={Convert.ToBase64String(RandomNumberGenerator.GetBytes(18))}";
    private byte[] _expected = [];

    /// <summary>What to send for an authentication message, or null where nothing is to be sent.</summary>
    public byte[]? Answer(byte[] message)
    {
        var data = Encoding.UTF8.GetString(message.AsSpan(4));
        return BinaryPrimitives.ReadInt32BigEndian(message) switch
        {
            0 => null,
            10 when data.Split('\0').Contains(Mechanism, StringComparer.Ordinal) => Begin(),
            11 => Prove(data),
            12 => Verify(data),
            _ => throw new IOException("The server asks for a login other than SCRAM-SHA-256."),
        };
    }

    private byte[] Begin()
    {
        var text = Encoding.UTF8.GetBytes(NoBinding + _first);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
        return [.. Encoding.UTF8.GetBytes(Mechanism), 0, .. length, .. text];
    }

    private byte[] Prove(string server)
    {
        var parts = server.Split(',').ToLookup(part => part[0], part => part[2..]);
        var (nonce, salt, rounds) = (
            parts['r'].First(),
            parts['s'].First(),
            int.Parse(parts['i'].First(), CultureInfo.InvariantCulture)
        );
        if (!nonce.StartsWith(_first[5..], StringComparison.Ordinal) || rounds is < 1 or > MostRounds)
            throw new IOException("The server's login is not to be trusted.");

        var salted = Rfc2898DeriveBytes.Pbkdf2(
            password,
            Convert.FromBase64String(salt),
            rounds,
            HashAlgorithmName.SHA256,
            32
        );
        var final = $"c={Convert.ToBase64String(Encoding.UTF8.GetBytes(NoBinding))},r={nonce}";
        var all = Encoding.UTF8.GetBytes($"{_first},{server},{final}");
        var client = HMACSHA256.HashData(salted, "Client Key"u8);
        var signature = HMACSHA256.HashData(SHA256.HashData(client), all);
        _expected = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), all);
        var proof = client.Zip(signature, (one, other) => (byte)(one ^ other)).ToArray();
        return Encoding.UTF8.GetBytes($"{final},p={Convert.ToBase64String(proof)}");
    }

    private byte[]? Verify(string server) =>
        server.StartsWith("v=", StringComparison.Ordinal)
        && CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(server[2..]), _expected)
            ? null
            : throw new IOException("The server does not know the password itself.");
}
