namespace MicroBima.ChatOps.Tests.Logs.Samples;

/// <summary>Logs in the manner of operating systems, large machines, phones and their programs.</summary>
internal static class HostSystems
{
    public static SampleSystem Shell { get; } =
        new(
            "shell",
            "«time:MMM dd HH:mm:ss» LabSZ sshd[«int»]: ",
            "Invalid user «user» from «ip»",
            "input_userauth_request: invalid user «user» [preauth]",
            "pam_unix(sshd:auth): check pass; user unknown",
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=«ip» ",
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=«ip»  user=root",
            "Failed password for invalid user «user» from «ip» port «port» ssh2",
            "Failed password for root from «ip» port «port» ssh2",
            "Connection closed by «ip» [preauth]",
            "Received disconnect from «ip»: «small»: Bye Bye [preauth]",
            "Received disconnect from «ip»: «small»: No more user authentication methods available. [preauth]",
            "reverse mapping checking getaddrinfo for «host» [«ip»] failed - POSSIBLE BREAK-IN ATTEMPT!",
            "Did not receive identification string from «ip»",
            "message repeated «small» times: [ Failed password for root from «ip» port «port» ssh2]",
            "PAM «small» more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=«ip»  user=root",
            "PAM service(sshd) ignoring max retries; «small» > 3",
            "Accepted password for «user» from «ip» port «port» ssh2",
            "pam_unix(sshd:session): session opened for user «user» by (uid=0)",
            "pam_unix(sshd:session): session closed for user «user»",
            "error: Received disconnect from «ip»: 3: com.jcraft.jsch.JSchException: Auth fail [preauth]",
            "fatal: Write failed: Connection reset by peer [preauth]"
        );

    public static SampleSystem Kernel { get; } =
        new(
            "kernel",
            "«time:MMM dd HH:mm:ss» combo ",
            "sshd(pam_unix)[«int»]: authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=«pick:218.188.2.4,61.53.154.93,220.82.197.48» ",
            "sshd(pam_unix)[«int»]: authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=«host»  user=root",
            "sshd(pam_unix)[«int»]: check pass; user unknown",
            "su(pam_unix)[«int»]: session opened for user «pick:cyrus,news» by (uid=0)",
            "su(pam_unix)[«int»]: session closed for user «pick:cyrus,news,root»",
            "logrotate: ALERT exited abnormally with [«small»]",
            "ftpd[«int»]: connection from «ip» («pick:,10-0-4-7.dsl.example.net,mail.example.org») at «time:ddd MMM dd HH:mm:ss yyyy» ",
            "gdm(pam_unix)[«int»]: authentication failure; logname= uid=0 euid=0 tty=:0 ruser= rhost=",
            "klogind[«int»]: Authentication failed from «ip» («ip»): Permission denied in replay cache code ",
            "klogind[«int»]: Authentication failed from «host» («ip»): Software caused connection abort ",
            "kernel: Out of Memory: Killed process «int» (httpd).",
            "kernel: BIOS-e820: «hex8»«hex8» - «hex8»«hex8» (usable)",
            "kernel: BIOS-e820: «hex8»«hex8» - «hex8»«hex8» (reserved)",
            "kernel: CPU«any»: Physical Processor ID: «any»",
            "kernel: ACPI: LAPIC (acpi_id[«hex»] lapic_id[«hex»] enabled)",
            "kernel: EXT3-fs: mounted filesystem with ordered data mode.",
            "ntpd[«int»]: synchronized to «ip», stratum «small»",
            "dhcpd: DHCPDISCOVER from «mac» via eth«any»",
            "dhcpd: DHCPOFFER on «ip» to «mac» via eth«any»",
            "gmetad[«int»]: data_thread() got not answer from any [Cluster_«pick:A,B,C»«small»] datasource",
            "gmetad[«int»]: Warning: we failed to resolve data source name «list»"
        );

    public static SampleSystem Racks { get; } =
        new(
            "racks",
            "«pick:-,-,KERNDTLB» «epoch» 2005.06.03 «pick:R02-M1-N0-C:J12-U11,NULL,UNKNOWN_LOCATION» «time:yyyy-MM-dd-HH.mm.ss.ffffff» «pick:R02-M1-N0-C:J12-U11,NULL» RAS ",
            "KERNEL INFO instruction cache parity error corrected",
            "KERNEL INFO CE sym «small», at «hex», mask «hex»",
            "KERNEL INFO generating core.«int»",
            "KERNEL INFO «int» double-hummer alignment exceptions",
            "KERNEL INFO iar «hex8» dear «hex8»",
            "KERNEL INFO total of «small» ddr error(s) detected and corrected",
            "KERNEL FATAL data TLB error interrupt",
            "KERNEL FATAL data storage interrupt",
            "KERNEL FATAL machine check interrupt",
            "KERNEL FATAL rts: kernel terminated for reason «int»",
            "KERNEL FATAL rts tree/torus link training failed: wanted: «pick:B C X+ X- Y+ Y- Z+ Z-» got: «pick:B C X-,B C X- Y- Z+,C X+ Y+»",
            "KERNEL INFO critical input interrupt (unit=«hex» bit=«hex»): warning for torus «pick:x+,y-,z+» wire, suppressing further interrupts of same type",
            "KERNEL INFO floating pt ex mode 0 enable......«any»",
            "KERNEL INFO auxiliary processor.........................«any»",
            "APP FATAL ciod: failed to read message prefix on control stream (CioStream socket to «ip»:«port»",
            "APP FATAL ciod: LOGIN chdir(«path») failed: No such file or directory",
            "APP FATAL ciod: Error loading «path»: invalid or missing program image, Exec format error",
            "APP FATAL ciod: Error loading «path»: program image too big, «int» > «int»",
            "DISCOVERY WARNING Node card is not fully functional",
            "LINKCARD INFO MidplaneSwitchController performing bit sparing on R30-M0-L2-U18-«pick:A,B,C,D» bit «small»",
            "KERNEL INFO «any» microseconds spent in the rbs signal handler during «any» calls. «any» microseconds was the maximum time for a single instance of a correctable ddr."
        );

    public static SampleSystem Cluster { get; } =
        new(
            "cluster",
            "«int» «pick:node-17 unix.hw state_change.unavailable,node-3 node status,full partition status» «epoch» «pick:0,1,-1» ",
            "Component State Change: Component \\042alt0\\042 is in the unavailable state (HWID=«int»)",
            "Link error on broadcast tree Interconnect-«small»T00:00:«small»:«any»",
            "Linkerror event interval expired",
            "psu failure\\ambient=«small»",
            "ambient=«small»",
            "PSU status ( «pick:on,off» «pick:on,off» )",
            "Fan speeds ( «int» «int» 3552 «int» «int» «int» )",
            "Fan speeds ( «int» «int» **** «int» «int» «int» )",
            "Temperature («small»C) exceeds warning threshold",
            "ServerFileSystem: An ServerFileSystem domain panic has occurred on storage«int»",
            "ClusterFileSystem: There is no server for ServerFileSystem domain storage«int»",
            "NIFF: node node-«small» detected a failed network connection on network «ip» via interface alt0",
            "NIFF: node node-«small» has detected an available network connection on network «ip» via interface scip0",
            "boot (command «int») Error: machine node-«small» not responding",
            "Targeting domains:node-D«any» and nodes:node-[«small»-«small»] child of command «int»"
        );

    public static SampleSystem Updates { get; } =
        new(
            "updates",
            "«time:yyyy-MM-dd HH:mm:ss», Info                  ",
            "CBS    Loaded Servicing Stack v6.1.7601.«int» with Core: C:\\Windows\\winsxs\\amd64_«hex8»\\cbscore.dll",
            "CBS    SQM: Initializing online with Windows opt-in: False",
            "CBS    SQM: Cleaning up report files older than «small» days.",
            "CBS    SQM: Failed to start upload with file pattern: C:\\Windows\\servicing\\sqm\\*_std.sqm, flags: «hex» [HRESULT = «hex» - E_FAIL]",
            "CBS    SQM: Queued «any» file(s) for upload with pattern: C:\\Windows\\servicing\\sqm\\*_all.sqm, flags: «hex»",
            "CBS    Warning: Unrecognized packageExtended attribute.",
            "CBS    Expecting attribute name [HRESULT = «hex» - CBS_E_MANIFEST_INVALID_ITEM]",
            "CBS    Failed to get next element [HRESULT = «hex» - CBS_E_MANIFEST_INVALID_ITEM]",
            "CBS    Session: «int»_«int» initialized by client «pick:WindowsUpdateAgent».",
            "CBS    Read out cached package applicability for package: Package_for_KB«int»~31bf3856ad364e35~amd64~~6.1.1.«small», ApplicableState: «int», CurrentState:«int»",
            "CBS    Starting TrustedInstaller initialization.",
            "CBS    Ending TrustedInstaller initialization.",
            "CBS    TrustedInstaller service starts successfully.",
            "CBS    Startup processing thread terminated normally",
            "CSI    «hex8»@2016/9/27:20:30:31.455 WcpInitialize (wcp.dll version 0.0.0.6) called (stack @«hex» @«hex» @«hex»)",
            "CSI    «hex8» IAdvancedInstallerAwareStore_ResolvePendingTransactions (call «small») (flags = «hex8», progress = NULL, phase = «any», pdwDisposition = @«hex»",
            "CSI    «hex8» Created NT transaction (seq «small») result «hex», handle @«hex»"
        );

    public static SampleSystem Phone { get; } =
        new(
            "phone",
            "«time:MM-dd HH:mm:ss.fff»  «int»  «int» ",
            "D WindowManager: printFreezingDisplayLogsopening app wtoken = AppWindowToken{«hex8» token=Token{«hex8» ActivityRecord{«hex8» u0 com.example.app/.MainActivity t«int»}}}, allDrawn= false, startingDisplayed =  false",
            "D PowerManagerService: acquire lock=«int», flags=«hex», tag=\"«pick:View Lock,RILJ_ACK_WL,*launch*,AudioMix»\", name=«pick:com.android.systemui,com.android.phone,android,audioserver,com.example.app», ws=«pick:null,WorkSource{10113}», uid=«int», pid=«int»",
            "D PowerManagerService: release lock=«int», flg=«hex», tag=\"«pick:View Lock,RILJ_ACK_WL»\", name=«pick:com.android.systemui,com.android.phone,android,audioserver»\", ws=null, uid=«int», pid=«int»",
            "D PowerManagerService: ready=true,policy=«any»,wakefulness=«any»,wksummary=«hex»,uasummary=«hex»,bootcompleted=«pick:true,false»,boostinprogress=«pick:true,false»,waitmodeenable=«pick:true,false»,mode=«pick:true,false»,manual=«small»,auto=-1,adj=0.0userId=0",
            "V WindowManager: Skipping AppWindowToken{«hex8» token=Token{«hex8» ActivityRecord{«hex8» u0 com.example.app/.MainActivity t«int»}}} -- going to hide",
            "I PhoneStatusBar: setSystemUiVisibility vis=«small» mask=«any» oldVal=«int» newVal=«int» diff=«int» fullscreenStackVis=«any» dockedStackVis=0, fullscreenStackBounds=Rect(0, 0 - 0, 0), dockedStackBounds=Rect(0, 0 - 0, 0)",
            "I ActivityManager: cleanUpApplicationRecord -- «int»",
            "W ActivityManager: getRunningAppProcesses: caller «int» does not hold REAL_GET_TASKS; limiting output",
            "W ActivityManager: getTasks: caller «int» does not hold REAL_GET_TASKS; limiting output",
            "I DisplayPowerController: HBM brightnessOut =«small»",
            "D DisplayPowerController: Animating brightness: target=«small», rate=«int»",
            "D TextView: visible is system.time.showampm",
            "D TextView: mVisiblity.getValue is false",
            "D TextView: mVisiblity.getValue is true",
            "I chatty: uid=«int»(«pick:system,audio») expire «small» lines",
            "D NotificationManager: enqueueNotificationInternal: pkg=«pick:com.android.phone,com.example.chat,com.example.mail,com.example.bank,com.example.maps» id=«int» notification=Notification(pri=«any» contentView=null vibrate=null sound=null defaults=«hex» flags=«hex»)"
        );

    public static SampleSystem Steps { get; } =
        new(
            "steps",
            "«time:yyyyMMdd-HH:mm:ss:fff»|Step_«pick:LSC,SPUtils,StandReportReceiver»|«int»|",
            "onStandStepChanged «int»",
            "onExtend:«long» «small» «any» «small»",
            "getTodayTotalDetailSteps = «long»##«int»##«int»##«int»##«int»##«long»",
            "setTodayTotalDetailSteps=«long»##«int»##«int»##«int»##«int»##«long»",
            "calculateCaloriesWithCache totalCalories=«int»",
            "calculateAltitudeWithCache totalAltitude=«int»",
            "REPORT : «int» «int» «int» «int»",
            "processHandleBroadcastAction action:android.intent.action.TIME_TICK",
            "onReceive action: android.intent.action.SCREEN_ON",
            "onReceive action: android.intent.action.SCREEN_OFF",
            "isScreenOn true",
            "isScreenOn false",
            "flush sensor data",
            "upLoadHealthData: «small» rows in «int» ms"
        );
}
