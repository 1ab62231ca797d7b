using System.Text.RegularExpressions;
using static MicroBima.ChatOps.Secrets.SecretRule;

namespace MicroBima.ChatOps.Secrets;

/// <summary>Secrets that say themselves what they are: their makers gave them a prefix.</summary>
internal static partial class VendorTokens
{
    /// <summary>The rules, one a field of work.</summary>
    public static SecretRule[] All { get; } =
    [
        SecretRule.Of(
            "code hosts",
            CodeHosts(),
            "gh",
            "github_pat_",
            "gl",
            "_session=",
            "GR1348941",
            "ATATT3",
            "ATCTT3",
            "bkua_",
            "CCIP",
            "dapi",
            "sgp_"
        ),
        SecretRule.Of("chat", ChatServices(), "xox", "xapp-", "hooks.slack.com", ":AA", "EAA", "webhook.office.com"),
        SecretRule.Of(
            "clouds",
            Clouds(),
            "AKIA",
            "ASIA",
            "ABIA",
            "ACCA",
            "A3T",
            "ABSK",
            "bedrock-api-key-",
            "AIza",
            "GOCSPX-",
            "ya29.",
            "Q~",
            "LTAI",
            "_v1_",
            "HRKU-",
            "sha256~",
            "pscale_",
            "nfp_",
            "tskey-",
            "pul-",
            "dp.",
            "hvs.",
            "hvb.",
            "hvr.",
            "atlasv1",
            "4b1d",
            "v1.0-"
        ),
        SecretRule.Of("Fly.io", Fly(), "FlyV1", "fm1", "fm2_", "fo1_"),
        SecretRule.Of(
            "money",
            Money(),
            "k_live_",
            "k_test_",
            "k_prod_",
            "whsec_",
            "sq0",
            "EAAA",
            "FLW",
            "access-",
            "EZ",
            "shp",
            "test_",
            "live_",
            "atsk_",
            "duffel_"
        ),
        SecretRule.Of("models", Models(), "sk-", "hf_", "api_org_", "r8_", "pplx-", "gsk_", "xai-"),
        SecretRule.Of(
            "mail and messages",
            Messages(),
            "SG.",
            "key-",
            "-us",
            "xkeysib-",
            "re_",
            "SK",
            "PMAK-",
            "pubkey-",
            "rdme_"
        ),
        SecretRule.Of("packages", Packages(), "npm_", "pypi-", "rubygems_", "oy2", "CLOJARS_", "dckr_pat_"),
        SecretRule.Of(
            "watching and working",
            Tools(),
            "gl",
            "NRAK-",
            "NRJS-",
            "NRII-",
            "NRRA-",
            "sntry",
            "dt0c01.",
            "lin_",
            "figd_",
            "ntn_",
            "ops_eyJ",
            "tk-us-",
            "ico-",
            "s-s4t2",
            "dnkey-",
            "sbp_",
            "sb_secret_",
            "AGE-SECRET",
            "API-",
            "CFPAT-",
            "tfp_",
            "pnu_",
            "fio-u-",
            "lk_",
            "phc_",
            "phx_"
        ),
    ];

    [GeneratedRegex(
        @"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|gl(?:pat|rt|soat|dt|ptt|ft|imt|agent|oas|cbt|ffct|rtr)-[\w.\-]{16,}|GR1348941[\w\-]{20}|AT[AC]TT3[\w=\-]{40,}|bkua_[0-9a-f]{40}|CCIP(?:AT|RJ)_\w{10,}|dapi[0-9a-f]{32}(?:-\d)?|sgp_[\w]{40,})|_gitlab_session=[0-9a-z]{20,}",
        Plain,
        Patience
    )]
    private static partial Regex CodeHosts();

    [GeneratedRegex(
        @"\bxox[abeoprs](?:\.xox[a-z])?-\d[\w\-]{9,}|\bxapp-\d-[\w\-]{10,}|hooks\.slack\.com/(?:services|workflows|triggers)/(?<s>[\w+/]{20,})|\b(?:bot)?\d{8,10}:AA[\w\-]{30,}|\bEAA[A-Z][A-Za-z0-9]{24,}|webhook\.office\.com/webhookb2/(?<s>[\w@\-/]{40,})",
        Plain,
        Patience
    )]
    private static partial Regex ChatServices();

    [GeneratedRegex(
        @"\b(?:(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}|ABSK[\w+/=]{40,}|bedrock-api-key-[\w+/=]{10,}|AIza[\w\-]{30,}|GOCSPX-[\w\-]{20,}|ya29\.[\w\-]{20,}|LTAI\w{12,}|do[opr]_v1_[0-9a-f]{60,}|HRKU-[\w\-]{20,}|sha256~[A-Za-z0-9][\w\-]{40,}|pscale_(?:tkn|oauth|pw)_[\w.=\-]{20,}|nfp_\w{30,}|tskey-[\w\-]{15,}|pul-[0-9a-f]{40}|dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.]{30,}|hv[sbr]\.[\w\-]{20,}|\w{14}\.atlasv1\.[\w\-]{40,}|4b1d[A-Za-z0-9]{38}|v1\.0-[0-9a-f]{24}-[0-9a-f]{100,})\b|(?<![\w~.])[\w~.]{3}\dQ~[\w~.\-]{31,34}",
        Plain,
        Patience
    )]
    private static partial Regex Clouds();

    [GeneratedRegex(@"\b(?:FlyV1[ \t]{1,3})?(?:fm\d[ar]?|fo\d)_[\w+/=,\-]{10,}", Plain, Patience)]
    private static partial Regex Fly();

    [GeneratedRegex(
        @"\b(?:[sr]k_(?:live|test|prod)_\w{10,}|whsec_[\w+/=]{20,}|sq0[a-z]{3}-[\w\-]{20,}|EAAA[\w+=\-]{50,}|FLW(?:PUB|SEC)K(?:_TEST)?-[0-9A-Za-z\-]{12,}|access-(?:sandbox|development|production)-[0-9a-f\-]{36}|EZ[AT]K[0-9A-Za-z]{54}|shp(?:at|ca|pa|ss)_[0-9A-Fa-f]{30,}|(?:live|test)_(?:pub_)?[0-9a-f]{30,}|atsk_[0-9a-f]{40,}|duffel_(?:test|live)_[\w=\-]{40,})",
        Plain,
        Patience
    )]
    private static partial Regex Money();

    [GeneratedRegex(
        @"\b(?:sk-(?:ant-|proj-|or-|svcacct-)?[\w\-]{20,}|hf_(?!x{8})[A-Za-z]{30,}|api_org_[A-Za-z]{30,}|r8_\w{30,}|pplx-\w{40,}|gsk_\w{40,}|xai-\w{40,})",
        Plain,
        Patience
    )]
    private static partial Regex Models();

    [GeneratedRegex(
        @"\b(?:SG\.[\w=\-.]{16,}|(?:pub)?key-[0-9a-f]{32}|[0-9a-f]{32}-us\d{1,2}|xkeysib-[0-9a-f]{64}-\w{16}|re_[A-Za-z0-9]{8}_[A-Za-z0-9]{15,}|SK[0-9a-fA-F]{32}|PMAK-[0-9a-f]{24}-[0-9a-f]{34}|rdme_\w{60,})",
        Plain,
        Patience
    )]
    private static partial Regex Messages();

    [GeneratedRegex(
        @"\b(?:npm_[A-Za-z0-9]{30,}|pypi-[\w\-]{50,}|rubygems_[0-9a-f]{48}|oy2[a-z0-9]{43}|CLOJARS_[a-z0-9]{60}|dckr_pat_[\w\-]{20,})",
        Plain | RegexOptions.IgnoreCase,
        Patience
    )]
    private static partial Regex Packages();

    [GeneratedRegex(
        @"\b(?:glsa_\w{30,}|glc_[\w+/=]{30,}|NR(?:AK|JS|II|RA)-[\w\-]{19,}|sntry[su]_[\w+/=]{40,}|dt0c01\.\w{24}\.\w{64}|lin_(?:api|oauth)_\w{30,}|figd_[\w\-]{30,}|ntn_\w{40,}|ops_eyJ[\w+/=]{50,}|tk-us-[\w\-]{40,}|ico-\w{32}|s-s4t2(?:ud|af)-[0-9a-f]{64}|dnkey-[\w=\-]{20,}|sbp_[0-9a-f]{40}|sb_secret_[\w\-]{20,}|AGE-SECRET-KEY-1\w{50,}|API-[A-Z0-9]{26,}|CFPAT-[\w\-]{43}|tfp_[\w\-=.]{50,}|pnu_\w{36}|fio-u-[\w=\-]{60,}|ph[cx]_\w{40,})",
        Plain | RegexOptions.IgnoreCase,
        Patience
    )]
    private static partial Regex Tools();
}
