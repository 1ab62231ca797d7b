using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace MicroBima.ChatOps.Tools;

/// <summary>An error of the server, by the fields that it names (https://www.postgresql.org/docs/current/protocol-error-fields.html).</summary>
public sealed record SqlError(string SqlState, string Message, string Detail);

/// <summary>What one message came to: the text rows of its last result, and the error that ended it.</summary>
public sealed record SqlAnswer(ImmutableArray<ImmutableArray<string?>> Rows, SqlError? Error)
{
    /// <summary>The first value of the first row, or null.</summary>
    public string? Value => Rows is [[var value, ..], ..] ? value : null;
}

/// <summary>
/// A connection that sends text exactly as it is, in one simple-query message, as Prisma sends a file: nothing is parsed, split or prepared on the way
/// (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SIMPLE-QUERY). For scratch databases.
/// </summary>
public sealed class SimpleQuery : IAsyncDisposable
{
    private const int LargestMessage = 64 * 1024 * 1024;
    private const int ProtocolVersion = 196608; // 3.0
    private const int SslRequest = 80877103;
    private const int CancelRequest = 80877102;

    private readonly NpgsqlConnectionStringBuilder _address;
    private readonly Stream _stream;
    private int _secret;

    private SimpleQuery(NpgsqlConnectionStringBuilder address, Stream stream) =>
        (_address, _stream) = (address, stream);

    /// <summary>The server's process of this connection.</summary>
    public int Process { get; private set; }

    /// <summary>Connects to a database of a server, within the time that its address gives to that.</summary>
    /// <exception cref="IOException">It does not answer.</exception>
    public static async Task<SimpleQuery> OpenAsync(
        NpgsqlConnectionStringBuilder address,
        CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (address.Timeout > 0)
            patience.CancelAfter(TimeSpan.FromSeconds(address.Timeout));

        try
        {
            var connection = new SimpleQuery(address, await ConnectAsync(address, patience.Token));
            try
            {
                await connection.StartAsync(patience.Token);
                return connection;
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
        catch (OperationCanceledException silence) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{address.Host}:{address.Port} gave no answer in {address.Timeout} s.", silence);
        }
    }

    /// <summary>Sends text that has to succeed.</summary>
    /// <exception cref="InvalidOperationException">The server refused it.</exception>
    public async Task<SqlAnswer> DemandAsync(string sql, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(sql, cancellationToken);
        return answer.Error is { } error
            ? throw new InvalidOperationException($"{error.Message} ({error.SqlState})")
            : answer;
    }

    /// <summary>Sends text as one message and waits for everything that comes of it. Cancelling stops it in the server first.</summary>
    public async Task<SqlAnswer> SendAsync(string sql, CancellationToken cancellationToken)
    {
        if (sql.Contains('\0', StringComparison.Ordinal))
            throw new FormatException("SQL cannot hold a NUL character.");

        var stop = cancellationToken.Register(() => _ = CancelAsync());
        try
        {
            await WriteAsync('Q', [.. Encoding.UTF8.GetBytes(sql), 0], cancellationToken);

            // The answer of a stopped query is read too: it says that it was stopped.
            var answer = await AnswerAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return answer;
        }
        finally
        {
            await stop.DisposeAsync();
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<SqlAnswer> AnswerAsync(CancellationToken cancellationToken)
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string?>>();
        SqlError? error = null;
        while (true)
        {
            var (type, body) = await ReadAsync(cancellationToken);
            switch (type)
            {
                case 'T':
                    rows.Clear();
                    break;
                case 'D':
                    rows.Add(Row(body));
                    break;
                case 'E':
                    error ??= Error(body);
                    break;
                case 'G':
                    // COPY FROM STDIN in a file waits for data that nobody has.
                    await WriteAsync('f', [.. "no data"u8, 0], cancellationToken);
                    break;
                case 'Z':
                    return new SqlAnswer(rows.ToImmutable(), error);
                default:
                    break; // Notices, parameters, the data of a COPY: nothing that counts here.
            }
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var words = new StringBuilder();
        foreach (
            var (name, value) in new (string, string?)[]
            {
                ("user", _address.Username),
                ("database", _address.Database),
                ("application_name", "chatops rehearsal"),
                ("client_encoding", "UTF8"),
                ("options", _address.Options),
                ("search_path", _address.SearchPath),
            }
        )
        {
            if (value is { Length: > 0 })
                words.Append(name).Append('\0').Append(value).Append('\0');
        }

        var body = Encoding.UTF8.GetBytes(words.Append('\0').ToString());
        var message = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), ProtocolVersion);
        body.CopyTo(message, 8);
        await _stream.WriteAsync(message, cancellationToken);
        var login = new ScramLogin(_address.Password ?? "");
        while (true)
        {
            var (type, answer) = await ReadAsync(cancellationToken);
            switch (type)
            {
                case 'R':
                    if (login.Answer(answer) is { } reply)
                        await WriteAsync('p', reply, cancellationToken);

                    break;
                case 'K':
                    Process = BinaryPrimitives.ReadInt32BigEndian(answer);
                    _secret = BinaryPrimitives.ReadInt32BigEndian(answer.AsSpan(4));
                    break;
                case 'E':
                    throw new InvalidOperationException($"The scratch server refuses: {Error(answer).Message}");
                case 'Z':
                    return;
                default:
                    break;
            }
        }
    }

    /// <summary>Asks the server by a connection of its own to stop what this one is doing.</summary>
    private async Task CancelAsync()
    {
        try
        {
            await using var stream = await ConnectAsync(_address, CancellationToken.None); // A stop that is stopped is none.
            var message = new byte[16];
            BinaryPrimitives.WriteInt32BigEndian(message, 16);
            BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), CancelRequest);
            BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(8), Process);
            BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(12), _secret);
            await stream.WriteAsync(message, CancellationToken.None); // As above.
        }
        catch (Exception gone) when (gone is IOException or SocketException)
        {
            // The server is gone: then so is the query, and its reader finds out.
        }
    }

    private static async Task<Stream> ConnectAsync(
        NpgsqlConnectionStringBuilder address,
        CancellationToken cancellationToken
    )
    {
        var isLocal = address.Host!.StartsWith('/');
        var socket = isLocal
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (isLocal)
            {
                var path = string.Create(CultureInfo.InvariantCulture, $"{address.Host}/.s.PGSQL.{address.Port}");
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }

            await socket.ConnectAsync(address.Host!, address.Port, cancellationToken);
            Stream plain = new NetworkStream(socket, ownsSocket: true);
            return address.SslMode >= SslMode.Require ? await SecureAsync(address, plain, cancellationToken) : plain;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> SecureAsync(
        NpgsqlConnectionStringBuilder address,
        Stream plain,
        CancellationToken cancellationToken
    )
    {
        var message = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(message, 8);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), SslRequest);
        await plain.WriteAsync(message, cancellationToken);
        var answer = new byte[1];
        await plain.ReadExactlyAsync(answer, cancellationToken);
        if (answer[0] != 'S')
            throw new IOException("The scratch server does not speak TLS, and sslmode asks for it.");

        // As libpq: require encrypts, verify-full also knows whom it talks to.
        var secure = new SslStream(
            plain,
            leaveInnerStreamOpen: false,
            (_, _, _, errors) => address.SslMode is SslMode.Require || errors is SslPolicyErrors.None
        );
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = address.Host },
            cancellationToken
        );
        return secure;
    }

    private async Task WriteAsync(char type, byte[] body, CancellationToken cancellationToken)
    {
        var message = new byte[5 + body.Length];
        message[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + body.Length);
        body.CopyTo(message, 5);
        await _stream.WriteAsync(message, cancellationToken);
    }

    private async Task<(char Type, byte[] Body)> ReadAsync(CancellationToken cancellationToken)
    {
        var head = new byte[5];
        await _stream.ReadExactlyAsync(head, cancellationToken);
        var length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4;
        if (length is < 0 or > LargestMessage)
            throw new IOException("The scratch server sent a message that is none.");

        var body = new byte[length];
        await _stream.ReadExactlyAsync(body, cancellationToken);
        return ((char)head[0], body);
    }

    private static ImmutableArray<string?> Row(byte[] body)
    {
        var values = new string?[BinaryPrimitives.ReadInt16BigEndian(body)];
        var at = 2;
        for (var i = 0; i < values.Length; i++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at));
            at += 4;
            if (length < 0)
                continue;

            values[i] = Encoding.UTF8.GetString(body, at, length);
            at += length;
        }

        return [.. values];
    }

    private static SqlError Error(byte[] body)
    {
        var fields = Encoding
            .UTF8.GetString(body)
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .ToLookup(field => field[0], field => field[1..]);
        string Of(char code) => fields[code].FirstOrDefault() ?? "";
        return new SqlError(Of('C'), Of('M'), Of('D'));
    }
}
