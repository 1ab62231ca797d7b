using System.Text;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Approvals;

/// <summary>Codes of authenticator apps, by the vectors of RFC 6238, appendix B: their last six digits.</summary>
public sealed class ApprovalCodesTests
{
    private static readonly ApprovalCodes Codes = new(
        new Dictionary<PersonName, byte[]>
        {
            [Team.Ben.Person] = Encoding.ASCII.GetBytes("12345678901234567890"),
            [Team.Cara.Person] = Encoding.ASCII.GetBytes("09876543210987654321"),
        }
    );

    [Theory]
    [InlineData(59, "287082", 1)]
    [InlineData(1111111109, "081804", 37037036)]
    [InlineData(1111111111, "050471", 37037037)]
    [InlineData(1234567890, "005924", 41152263)]
    [InlineData(2000000000, "279037", 66666666)]
    [InlineData(20000000000, "353130", 666666666)]
    public void A16_The_vectors_of_the_RFC_are_right_in_their_half_minute(long at, string code, long step)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(at);

        Assert.Equal(step, Codes.StepOf(Team.Ben.Person, code, now));
        Assert.Equal(step, Codes.StepOf(Team.Ben.Person, $" {code[..3]} {code[3..]}", now));
        Assert.Equal(step, Codes.StepOf(Team.Ben.Person, code, now.AddSeconds(30)));
        Assert.Null(Codes.StepOf(Team.Ben.Person, code, now.AddSeconds(61)));
        Assert.Null(Codes.StepOf(Team.Ben.Person, code, now.AddSeconds(-90)));
    }

    [Fact]
    public void A16_The_code_of_somebody_else_is_none()
    {
        Assert.Null(Codes.StepOf(Team.Cara.Person, "287082", DateTimeOffset.FromUnixTimeSeconds(59)));
        Assert.Null(Codes.StepOf(Team.Dan.Person, "287082", DateTimeOffset.FromUnixTimeSeconds(59)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("28708")]
    [InlineData("2870820")]
    [InlineData("94287082")]
    [InlineData("28708a")]
    [InlineData("٢٨٧٠٨٢")]
    [InlineData("-87082")]
    public void A16_What_is_not_six_digits_is_no_code(string typed) =>
        Assert.Null(Codes.StepOf(Team.Ben.Person, typed, DateTimeOffset.FromUnixTimeSeconds(59)));
}
