namespace MicroBima.ChatOps.Tests.Logs.Samples;

/// <summary>Logs of made-up operating systems, large machines, phones and their programs, in the shapes that such things print.</summary>
internal static class HostSystems
{
    public static SampleSystem Doorman { get; } =
        new(
            "doorman",
            "«time:MMM dd HH:mm:ss» Porch doord[«int»]: ",
            "No such guest «user» at «ip»",
            "hear_guest_knock: no such guest «user» [outside]",
            "keys_unit(doord:hall): try key; guest unheard of",
            "keys_unit(doord:hall): key does not turn; name= uid=0 euid=0 tty=bell ruser= rhost=«ip» ",
            "keys_unit(doord:hall): key does not turn; name= uid=0 euid=0 tty=bell ruser= rhost=«ip»  user=root",
            "Wrong key for no such guest «user» at «ip» port «port» bell2",
            "Wrong key for root at «ip» port «port» bell2",
            "Went away «ip» [outside]",
            "Was waved off by «ip»: «small»: Good Night [outside]",
            "Was waved off by «ip»: «small»: The guest has no other keys to try. [outside]",
            "looking up the street of «host» [«ip»] went wrong - THAT MAY BE A FALSE NAME!",
            "Nobody said a name at «ip»",
            "said again «small» times: [ Wrong key for root at «ip» port «port» bell2]",
            "KEYS «small» more keys that do not turn; name= uid=0 euid=0 tty=bell ruser= rhost=«ip»  user=root",
            "KEYS house(doord) is tired of trying; «small» > 3",
            "Good key for «user» at «ip» port «port» bell2",
            "keys_unit(doord:stay): stay begins for guest «user» by (uid=0)",
            "keys_unit(doord:stay): stay ends for guest «user»",
            "error: Was waved off by «ip»: 3: com.robot.knock.KnockException: No key [outside]",
            "fatal: Bell broke: the rope was cut outside [outside]"
        );

    public static SampleSystem Cottage { get; } =
        new(
            "cottage",
            "«time:MMM dd HH:mm:ss» cottage ",
            "doord(keys_unit)[«int»]: key does not turn; name= uid=0 euid=0 tty=YARDbell ruser= rhost=«pick:198.51.100.4,198.51.100.93,203.0.113.48» ",
            "doord(keys_unit)[«int»]: key does not turn; name= uid=0 euid=0 tty=YARDbell ruser= rhost=«host»  user=root",
            "doord(keys_unit)[«int»]: try key; guest unheard of",
            "cloak(keys_unit)[«int»]: stay begins for guest «pick:baker,miller» by (uid=0)",
            "cloak(keys_unit)[«int»]: stay ends for guest «pick:baker,miller,root»",
            "leafturn: ALERT fell over with [«small»]",
            "postd[«int»]: letter from «ip» («pick:,10-0-4-7.dsl.example.net,mail.example.org») on «time:ddd MMM dd HH:mm:ss yyyy» ",
            "lampd(keys_unit)[«int»]: key does not turn; name= uid=0 euid=0 tty=:0 ruser= rhost=",
            "oathd[«int»]: Oath not taken from «ip» («ip»): Book of old oaths is locked ",
            "oathd[«int»]: Oath not taken from «host» («ip»): The speaker hung up ",
            "heart: No Room Left: Sent away guest «int» (webd).",
            "heart: MAP-g820: «hex8»«hex8» - «hex8»«hex8» (free land)",
            "heart: MAP-g820: «hex8»«hex8» - «hex8»«hex8» (kept land)",
            "heart: HAND«any»: Left Or Right Hand: «any»",
            "heart: ROOF: BEAM (roof_id[«hex»] beam_id[«hex»] holds)",
            "heart: SHED3-fs: opened the shed with tidy shelves.",
            "clockd[«int»]: follows the sun of «ip», row «small»",
            "bedd: BEDWANTED from «mac» via door«any»",
            "bedd: BEDGIVEN at «ip» to «mac» via door«any»",
            "talesd[«int»]: story_round() heard no tale of any [Village_«pick:A,B,C»«small»] teller",
            "talesd[«int»]: Warning: nobody knows the way to the tellers «list»"
        );

    public static SampleSystem Lattice { get; } =
        new(
            "lattice",
            "«pick:-,-,FOLDMISS» «epoch» 2026.06.03 «pick:A07-B0-C3-D:E04-F02,NULL,NOWHERE_KNOWN» «time:yyyy-MM-dd-HH.mm.ss.ffffff» «pick:A07-B0-C3-D:E04-F02,NULL» LAT ",
            "CORE INFO a wrong bit in the page of orders was put right",
            "CORE INFO FX mark «small», place «hex», veil «hex»",
            "CORE INFO writing picture.«int»",
            "CORE INFO «int» twin-wheel balance slips",
            "CORE INFO abc «hex8» def «hex8»",
            "CORE INFO sum of «small» shelf error(s) seen and put right",
            "CORE FATAL fold miss error stop",
            "CORE FATAL fold store stop",
            "CORE FATAL wheel check stop",
            "CORE FATAL run: core was put to sleep for cause «int»",
            "CORE FATAL run hill/ring thread tying went wrong: hoped: «pick:K L M+ M- N+ N- O+ O-» found: «pick:K L M-,K L M- N- O+,K L M+ N+»",
            "CORE INFO loud knock stop (unit=«hex» bit=«hex»): caution for ring «pick:m+,n-,o+» thread, hushing more stops of the same kind",
            "CORE INFO round number ex way 0 taken......«any»",
            "CORE INFO second wheel.........................«any»",
            "JOB FATAL ferry: no first words of a note on the river (FerryRope to «ip»:«port»",
            "JOB FATAL ferry: SIGNON chdir(«path») went wrong: There is no such pier",
            "JOB FATAL ferry: Error lifting «path»: the load is odd or missing, Load shape error",
            "JOB FATAL ferry: Error lifting «path»: the load is too wide, «int» > «int»",
            "SEARCH WARNING Shelf board is not quite awake",
            "ROPEBOARD INFO MidshelfRopeTamer is sparing threads on A30-B0-C2-D18-«pick:A,B,C,D» thread «small»",
            "CORE INFO «any» microseconds were lost in the hall of bells in «any» rings. «any» microseconds was the longest of one ring of a shelf that was put right."
        );

    public static SampleSystem Orchard { get; } =
        new(
            "orchard",
            "«int» «pick:tree-17 root.hw season_change.resting,tree-3 tree mood,whole orchard mood» «epoch» «pick:0,1,-1» ",
            "Tree Season Change: Tree \\042oak0\\042 is in the resting season (BARK=«int»)",
            "Graft error on main trunk Branches-«small»T00:00:«small»:«any»",
            "Graft error counting time is over",
            "pump failure\\heat=«small»",
            "heat=«small»",
            "Pump mood ( «pick:on,off» «pick:on,off» )",
            "Wind wheels ( «int» «int» 3552 «int» «int» «int» )",
            "Wind wheels ( «int» «int» **** «int» «int» «int» )",
            "Heat («small»C) is over the caution line",
            "BasketStore: A BasketStore heap has fallen over on barn«int»",
            "FruitStore: There is no keeper for BasketStore heap barn«int»",
            "ROOT: tree tree-«small» lost a wet root on brook «ip» by channel oak0",
            "ROOT: tree tree-«small» has found a wet root on brook «ip» by channel elm0",
            "bloom (order «int») Error: tree tree-«small» does not stir",
            "Meaning rows:tree-D«any» and trees:tree-[«small»-«small»] below order «int»"
        );

    public static SampleSystem Refit { get; } =
        new(
            "refit",
            "«time:yyyy-MM-dd HH:mm:ss», Info                  ",
            "YRD    Brought Tool Bench v4.2.7601.«int» with Heart: D:\\Yard\\benches\\oak64_«hex8»\\yrdheart.dll",
            "YRD    TLY: Getting the wharf ready, counting allowed: False",
            "YRD    TLY: Throwing out tallies older than «small» days.",
            "YRD    TLY: Could not begin to send tallies named: D:\\Yard\\bench\\tly\\*_day.tly, marks: «hex» [ANSWER = «hex» - E_NOBODY]",
            "YRD    TLY: Lined up «any» tally(s) to be sent, named: D:\\Yard\\bench\\tly\\*_sum.tly, marks: «hex»",
            "YRD    Warning: A plank has a mark that nobody reads.",
            "YRD    Hoped for the name of a mark [ANSWER = «hex» - YRD_E_LIST_ODD_LINE]",
            "YRD    Could not turn to the next plank [ANSWER = «hex» - YRD_E_LIST_ODD_LINE]",
            "YRD    Shift: «int»_«int» was called by hand «pick:HarbourMaster».",
            "YRD    Read the old notes of fit for plank: Plank_for_HB«int»~0123456789abcdef~oak64~~4.2.1.«small», FitNow: «int», FitBefore:«int»",
            "YRD    Morning of the MasterFitter.",
            "YRD    Evening of the MasterFitter.",
            "YRD    The house MasterFitter opens well.",
            "YRD    The morning work came to its usual end",
            "NAI    «hex8»@2026/9/27:20:30:31.455 NaiOpen (nai.dll version 0.0.0.6) was called (pile @«hex» @«hex» @«hex»)",
            "NAI    «hex8» IFitterWhoKnowsTheStore_FinishOpenPlanks (turn «small») (marks = «hex8», way = NULL, part = «any», pdwOutcome = @«hex»",
            "NAI    «hex8» Tied a KT knot (row «small») answer «hex», grip @«hex»"
        );

    public static SampleSystem Slate { get; } =
        new(
            "slate",
            "«time:MM-dd HH:mm:ss.fff»  «int»  «int» ",
            "D PaneKeeper: showFrozenPanesopening pane grip = PaneGrip{«hex8» grip=Grip{«hex8» SceneNote{«hex8» u0 com.example.app/.FirstScene t«int»}}}, allDrawn= false, firstShown =  false",
            "D LightKeeper: take hold=«int», marks=«hex», tag=\"«pick:View Hold,CALL_ACK_HL,*open*,SoundMix»\", name=«pick:com.slate.shell,com.slate.call,slate,soundhouse,com.example.app», for=«pick:null,WorkFor{10113}», uid=«int», pid=«int»",
            "D LightKeeper: drop hold=«int», mrk=«hex», tag=\"«pick:View Hold,CALL_ACK_HL»\", name=«pick:com.slate.shell,com.slate.call,slate,soundhouse»\", for=null, uid=«int», pid=«int»",
            "D LightKeeper: fit=true,rule=«any»,sleep=«any»,holds=«hex»,touches=«hex»,woken=«pick:true,false»,hurries=«pick:true,false»,waits=«pick:true,false»,own=«pick:true,false»,hand=«small»,self=-1,turn=0.0user=0",
            "V PaneKeeper: Passing by PaneGrip{«hex8» grip=Grip{«hex8» SceneNote{«hex8» u0 com.example.app/.FirstScene t«int»}}} -- soon hidden",
            "I CallBar: drawEdges seen=«small» veil=«any» was=«int» is=«int» diff=«int» wholeSeen=«any» sideSeen=0, wholeFrame=Frame(0, 0 - 0, 0), sideFrame=Frame(0, 0 - 0, 0)",
            "I SceneKeeper: sweepUpScene -- «int»",
            "W SceneKeeper: listScenes: asker «int» may not READ_ALL_SCENES; says less",
            "W SceneKeeper: listTurns: asker «int» may not READ_ALL_SCENES; says less",
            "I LampWheel: HOT lampNow =«small»",
            "D LampWheel: Turning the lamp: goal=«small», pace=«int»",
            "D WordPane: seen is slate.clock.halfday",
            "D WordPane: mSeen.read is false",
            "D WordPane: mSeen.read is true",
            "I gossip: uid=«int»(«pick:house,sound») leaves out «small» lines",
            "D NoteKeeper: putNoteInRow: of=«pick:com.slate.call,com.example.chat,com.example.mail,com.example.bank,com.example.maps» id=«int» note=Note(loud=«any» view=null shake=null ring=null usual=«hex» marks=«hex»)"
        );

    public static SampleSystem Strides { get; } =
        new(
            "strides",
            "«time:yyyyMMdd-HH:mm:ss:fff»|Walk_«pick:ABC,XYTools,RestNoteTaker»|«int»|",
            "onRestChanged «int»",
            "onMore:«long» «small» «any» «small»",
            "readDayOfStrides = «long»##«int»##«int»##«int»##«int»##«long»",
            "writeDayOfStrides=«long»##«int»##«int»##«int»##«int»##«long»",
            "countWarmthFromNotes allWarmth=«int»",
            "countHeightFromNotes allHeight=«int»",
            "SUMMARY : «int» «int» «int» «int»",
            "handleCallOfTheDay call:walk.note.call.MINUTE_BELL",
            "onCall call: walk.note.call.LAMP_ON",
            "onCall call: walk.note.call.LAMP_OFF",
            "isLampOn true",
            "isLampOn false",
            "empty the feeler",
            "sendDayNotes: «small» lines in «int» ms"
        );
}
