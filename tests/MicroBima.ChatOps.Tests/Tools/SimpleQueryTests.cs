using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>A scratch server that is asked for by its address: what sslmode says is kept.</summary>
public sealed class SimpleQueryTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SimpleQueryTests() => _listener.Start();

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Where_TLS_is_asked_for_and_the_server_has_none_nothing_is_said_in_the_clear()
    {
        var served = ServeAsync(async stream =>
        {
            await stream.WriteAsync("N"u8.ToArray());
            return stream;
        });

        var refused = await Assert.ThrowsAsync<IOException>(() => OpenAsync(SslMode.Require));

        Assert.Contains("does not speak TLS", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await served);
    }

    [Theory]
    [InlineData(SslMode.Require, true)]
    [InlineData(SslMode.VerifyFull, false)]
    public async Task A_certificate_that_nobody_vouches_for_does_where_only_encryption_was_asked_for(
        SslMode mode,
        bool isEnough
    )
    {
        using var key = RSA.Create(2048);
        using var made = new CertificateRequest(
            "CN=localhost",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        var served = ServeAsync(async stream =>
        {
            await stream.WriteAsync("S"u8.ToArray());
            var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(made);
            return secure;
        });

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => OpenAsync(mode));

        Assert.Equal(!isEnough, refused is AuthenticationException);
        Assert.Equal(isEnough, await served > 0);
    }

    /// <summary>Takes one client, answers its question for TLS, and counts what it says then; it is left alone after that.</summary>
    private async Task<int> ServeAsync(Func<Stream, Task<Stream>> answer)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        await stream.ReadExactlyAsync(new byte[8]);
        try
        {
            await using var after = await answer(stream);
            return await after.ReadAsync(new byte[1000]);
        }
        catch (Exception gone) when (gone is IOException or AuthenticationException)
        {
            return 0; // It broke off.
        }
    }

    private async Task OpenAsync(SslMode mode)
    {
        var address = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            Username = "app",
            Database = "app",
            SslMode = mode,
        };
        await using var connection = await SimpleQuery.OpenAsync(address, CancellationToken.None);
    }
}
