using System.Globalization;
using MicroBima.ChatOps.Approvals;

namespace MicroBima.ChatOps.Configuration;

/// <summary>The rules for settings that say who may approve, and with what.</summary>
internal static class ApprovalCheck
{
    /// <summary>Everything that is wrong with the rules of one environment.</summary>
    public static IEnumerable<SettingsProblem> Of(ApprovalSection approval, string key, Settings settings)
    {
        foreach (
            var (name, people) in new[]
            {
                ("People", approval.People),
                ("RollbackPeople", approval.RollbackPeople),
                ("PeopleForDanger", approval.PeopleForDanger),
            }
        )
        {
            if (people is < 2 or > 10)
                yield return new(
                    $"{key}:{name}",
                    people.ToString(CultureInfo.InvariantCulture),
                    "must be from 2 (the requester and one more) to 10."
                );
        }

        if (approval.RollsBackAfter is { } after && (after < TimeSpan.FromSeconds(10) || after > TimeSpan.FromHours(1)))
            yield return new(
                $"{key}:RollsBackAfter",
                after.ToString(),
                "must be from 10 seconds (somebody has to be able to press Keep) to an hour, or absent."
            );

        if (approval.RoleMinAge < TimeSpan.Zero || approval.RoleMinAge > TimeSpan.FromDays(90))
            yield return new($"{key}:RoleMinAge", approval.RoleMinAge.ToString(), "must be from 0 to 90 days.");

        if (approval.AsksForCode && !settings.People.Exists(person => person.CodeFile is { Length: > 0 }))
            yield return new($"{key}:AsksForCode", "true", "nobody could approve: set People:CodeFile for approvers.");

        if (
            approval.OtherTeam
            && settings.People.Select(person => person.Team ?? "").Where(team => team.Length > 0).Distinct().Count() < 2
        )
            yield return new(
                $"{key}:OtherTeam",
                "true",
                "nobody could approve: People:Team has to name two teams at least."
            );

        foreach (
            var (name, roles) in new[]
            {
                ("RequesterRoles", approval.RequesterRoles),
                ("ApproverRoles", approval.ApproverRoles),
            }
        )
        {
            if (roles.Count == 0)
                yield return new($"{key}:{name}", "", "name at least one role by its id.");
            foreach (var role in roles.Where(role => !SettingsCheck.IsId(role)))
                yield return new(
                    $"{key}:{name}",
                    role,
                    "must be the id of a role, not its name: names can be given twice."
                );
            if (settings.Discord.Guild is { Length: > 0 } guild && roles.Contains(guild, StringComparer.Ordinal))
                yield return new($"{key}:{name}", guild, "is @everyone.");
        }

        foreach (var user in approval.AllowedUsers.Where(user => !SettingsCheck.IsId(user)))
            yield return new($"{key}:AllowedUsers", user, "must be the id of an account.");
        if (approval.Expires < TimeSpan.FromMinutes(1) || approval.Expires > TimeSpan.FromHours(24))
            yield return new($"{key}:Expires", approval.Expires.ToString(), "must be between a minute and a day.");
        if (approval.RunExpires < TimeSpan.FromMinutes(10) || approval.RunExpires > TimeSpan.FromHours(24))
            yield return new(
                $"{key}:RunExpires",
                approval.RunExpires.ToString(),
                "must be between ten minutes and a day."
            );
    }

    /// <summary>What is wrong with the file of a person's authenticator secret; nothing where there is none.</summary>
    public static IEnumerable<SettingsProblem> Code(PersonSection person) =>
        person.CodeFile is not { Length: > 0 } file
            ? []
            : FileCheck.Of(
                "People:CodeFile",
                file,
                text =>
                    ApprovalCodes.TryRead(text) is null
                        ? $"holds no secret in base 32 of {ApprovalCodes.ShortestSecret} bytes at least: head -c 20 /dev/urandom | base32"
                        : null
            );

    /// <summary>People whose codes come from one secret: one phone would approve for both.</summary>
    public static IEnumerable<SettingsProblem> SharedCodes(IEnumerable<PersonSection> people) =>
        people
            .GroupBy(SecretOf)
            .Where(group => group.Key is not null && group.Count() > 1)
            .Select(group => new SettingsProblem(
                "People:CodeFile",
                string.Join(", ", group.Select(person => person.Name)),
                "have one secret between them: each needs their own, or one phone approves for all."
            ));

    private static string? SecretOf(PersonSection person) =>
        person.CodeFile is { Length: > 0 } file
        && FileCheck.Read(file).Text is { } text
        && ApprovalCodes.TryRead(text) is { } secret
            ? Convert.ToHexString(secret)
            : null;
}
