using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>Whatever a check found is masked before it is stored: what PostgreSQL, GitHub or the app said may hold a secret or a customer.</summary>
public sealed class ChecksTests
{
    private const string Said =
        "restored in part: DETAIL: Key (phone)=(0712345678) already exists. postgres://app:hunter2x9@db";
    private const string Masked =
        "restored in part: DETAIL: Key (phone)=([redacted]) already exists. postgres://app:[redacted]@db";

    [Fact]
    public void G13_no_standing_is_stored_with_a_secret_or_personal_data()
    {
        using var around = new Surroundings("/nonexistent");
        var checks = new Checks(new Redactor(), TimeProvider.System);

        Assert.Equal(Masked, checks.Proven(around.Environment, Said).Evidence.Fact);
        Assert.Equal(Masked, checks.Failed(Said).Evidence.Fact);
        Assert.Equal(Masked, checks.Open(Said).Ask);
        Assert.Equal($"could not be checked: {Masked}", checks.NotMade(new IOException(Said)).Evidence.Fact);
    }
}
