namespace MicroBima.ChatOps.Tests.Logs.Samples;

/// <summary>Systems whose values are words: names of people in several places, components, settings.</summary>
internal static class NamedSystems
{
    public static SampleSystem Accounts { get; } =
        new(
            "accounts",
            "«time:MMM dd HH:mm:ss» gate «pick:su,sudo,crond,login,sysctl»[«int»]: ",
            "(«user») CMD (run-parts «path»)",
            "session opened for user «user» by «user»(uid=«any»)",
            "session opened for user «user» by (uid=«any»)",
            "session closed for user «user»",
            "Accepted publickey for «user» from «ip» port «port» ssh2",
            "Disk sd«pick:a,b,c,d» joins the mirror",
            "Link on slot [«pick:A,B,C,D»] trained at «int» MB/s",
            "Mail for «user» handed to «pick:anwar,bora,clark,doyle,evans».«pick:com,org,net»",
            "net.ipv4.ip_forward = «any»",
            "net.ipv4.conf.all.rp_filter = «any»",
            "kernel.sysrq = «any»",
            "IPv4 address «ip» was given to card «small»",
            "IPv6 address «ip» was given to card «small»",
            "Ended process «int» («pick:java,python,bash,perl,ruby») to free «int» kB"
        );

    public static SampleSystem Handset { get; } =
        new(
            "handset",
            "«time:MM-dd HH:mm:ss.fff»  «int»  «int» D Screen: ",
            "lit=«pick:true,false», plugged=«pick:true,false», idle=«pick:yes,no», awake=«pick:true,false», level=«float»",
            "window Window{«hex8» u0 «pick:org.mail,org.chat,org.maps,shell»/.«pick:Main,Inbox,Share,Login»Activity} gets the focus",
            "tap at «int» goes to «pick:org.mail,org.chat,org.maps,shell»/.«pick:Main,Inbox,Share,Login»Activity",
            "start of «pick:org.mail.app,org.chat.app,org.maps.app,org.shell.app» for activity took «int» ms",
            "start of «pick:org.mail.app,org.chat.app,org.maps.app,org.shell.app» for service took «int» ms",
            "animation begin",
            "animation end",
            "environment: os.arch=amd64",
            "environment: os.name=linux",
            "environment: user.dir=«path»",
            "request of «ip»:«port» waits in the row of «pick:alpha,bravo,delta,golf,hotel,india,kilo,lima»:«port» since «int» ms"
        );
}
