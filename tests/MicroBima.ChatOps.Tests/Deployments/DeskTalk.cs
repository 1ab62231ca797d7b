using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>What the tests of the desk ask again and again.</summary>
internal static class DeskTalk
{
    public static Task<Session> ProposedAsync(Desk desk, int people = 2) => ProposedAsync(desk, Team.Policy(people));

    public static async Task<Session> ProposedAsync(Desk desk, ApprovalPolicy policy)
    {
        var session = Assert.IsType<Answer.Done>(await OpenAsync(desk, "open", policy: policy)).Session;
        var list = new Story().Complete();
        foreach (var item in list.Items.Keys)
            list = list.With(item, new Checklists.Standing.Signed(Team.Cara.Person, DateTimeOffset.UnixEpoch, ""));

        var answer = await AskAsync(desk, session.Number, new SessionRequest.Propose(SamplePlans.Release(), list), "");
        return Assert.IsType<Answer.Done>(answer).Session;
    }

    public static Task<Answer> OpenAsync(
        Desk desk,
        string cause,
        SessionKind kind = SessionKind.Deploy,
        int people = 2,
        ActiveFreeze? freeze = null,
        string overriding = "",
        ApprovalPolicy? policy = null
    ) =>
        desk.OpenAsync(
            new OpenRequest(
                kind,
                "production",
                Team.Ana,
                "KYC fix",
                overriding,
                null,
                freeze,
                policy ?? Team.Policy(people),
                "seal"
            ),
            cause,
            CancellationToken.None
        );

    public static Task<Answer> AskAsync(Desk desk, SessionNumber number, SessionRequest request, string cause) =>
        desk.AskAsync(number, request, cause, CancellationToken.None);
}
