using System.Buffers.Binary;
using System.Text;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>Servers that want a login: only one that proves to know the password gets on.</summary>
public sealed class ScramLoginTests
{
    private const int Cleartext = 3;
    private const int Begin = 10;
    private const int Continue = 11;
    private const int Final = 12;

    private readonly ScramLogin _login = new("secret");

    [Theory]
    [InlineData(Cleartext, "")]
    [InlineData(5, "salt")]
    [InlineData(Begin, "SCRAM-SHA-256-PLUS\0\0")]
    public void No_other_way_to_log_in_is_taken(int kind, string data) => Refused(kind, data);

    [Fact]
    public void A_server_that_answers_somebody_else_or_asks_for_endless_work_is_not_trusted()
    {
        var nonce = Nonce();

        Refused(Continue, "r=somebodyelses,s=c2FsdA==,i=4096");
        Refused(Continue, $"r={nonce}more,s=c2FsdA==,i=0");
        Refused(Continue, $"r={nonce}more,s=c2FsdA==,i=1000001");
        Assert.NotNull(_login.Answer(Message(Continue, $"r={nonce}more,s=c2FsdA==,i=4096")));
    }

    [Theory]
    [InlineData("e=invalid-proof")]
    [InlineData("v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void A_server_that_does_not_know_the_password_itself_gets_no_further(string answer)
    {
        _login.Answer(Message(Continue, $"r={Nonce()}more,s=c2FsdA==,i=4096"));

        Refused(Final, answer);
    }

    private string Nonce() =>
        Encoding.UTF8.GetString(_login.Answer(Message(Begin, "SCRAM-SHA-256\0\0"))!).Split("r=")[1];

    private void Refused(int kind, string data) => Assert.Throws<IOException>(() => _login.Answer(Message(kind, data)));

    private static byte[] Message(int kind, string data)
    {
        var message = new byte[4 + Encoding.UTF8.GetByteCount(data)];
        BinaryPrimitives.WriteInt32BigEndian(message, kind);
        Encoding.UTF8.GetBytes(data).CopyTo(message, 4);
        return message;
    }
}
