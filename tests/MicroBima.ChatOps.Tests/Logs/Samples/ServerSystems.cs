namespace MicroBima.ChatOps.Tests.Logs.Samples;

/// <summary>Logs of made-up stores, schedulers and web servers, in the shapes that such programs print.</summary>
internal static class ServerSystems
{
    public static SampleSystem Depot { get; } =
        new(
            "depot",
            "«time:yyMMdd HHmmss» «int» ",
            "INFO depot.Shelf$Porter: Porter «any» for crate crt_«long» goes home",
            "INFO depot.Ledger: CRATE* Ledger.noteCrate: map changed: «ip»:«port» now holds crt_«long» of weight «int»",
            "INFO depot.Shelf$Dock: Taking crate crt_«long» from: /«ip»:«port» to: /«ip»:«port»",
            "INFO depot.Shelf$Dock: Took crate crt_«long» from: /«ip»:«port» to: /«ip»:«port» weighing «int»",
            "INFO depot.Shelf$Porter: Took crate crt_«long» weighing «int» off /«ip»",
            "INFO depot.Ledger: CRATE* Ledger.reserve: «path». crt_«long»",
            "INFO depot.Inspector: Seal is whole on crt_«long»",
            "INFO depot.Room: Burning crate crt_«long» label «path»",
            "INFO depot.Ledger: CRATE* Ledger.strike: crt_«long» goes to the pyre of «ip»:«port»",
            "INFO depot.Shelf$Dock: «ip»:«port» Handed crate crt_«long» to /«ip»",
            "WARN depot.Shelf$Dock: «ip»:«port»:Dropped something while handing crt_«long» to /«ip»:",
            "INFO depot.Ledger: CRATE* wants «ip»:«port» to copy crt_«long» to shelves «ip»:«port» «ip»:«port»",
            "INFO depot.Shelf: «ip»:«port» Sends a cart for crate crt_«long» to «ip»:«port»"
        );

    public static SampleSystem Convoy { get; } =
        new(
            "convoy",
            "«time:yyyy-MM-dd HH:mm:ss,fff» ",
            "INFO [main] com.convoy.Leader: Made a Leader for journey trip_«int»_«int»",
            "INFO [main] com.convoy.Leader: Riding with papers:",
            "INFO [main] com.convoy.event.Postman: Writing down class com.convoy.«pick:history.NoteType,trip.event.TripType,trip.event.LegType,inn.BedFinder,stable.HorseFinder,guess.Oracle» for class com.convoy.«pick:main.Leader,main.Postman,main.TripNotes,main.LegNotes,main.Signpost»",
            "INFO [Postman of notes] com.convoy.trip.impl.LegImpl: leg_«int»_«int»_w_«int»_0 Leg went over from DREAMT to PLANNED",
            "INFO [Postman of notes] com.convoy.trip.impl.LegImpl: leg_«int»_«int»_w_«int»_0 Leg went over from PLANNED to SADDLED",
            "INFO [Postman of notes] com.convoy.trip.impl.LegImpl: leg_«int»_«int»_w_«int»_0 Leg went over from RIDING to ARRIVED_AND_FED",
            "INFO [Postman of notes] com.convoy.trip.impl.TripImpl: trip_«int»_«int»_w_«int» Trip went over from DREAMT to BOOKED",
            "INFO [Gate keeper «small» on «port»] com.convoy.leg.Listener: Distance of leg leg_«int»_w_«int»_0 is : «float»",
            "INFO [Gate keeper «small» on «port»] com.convoy.leg.Listener: Rider with ID : rdr_«int»_w_«int» wants a leg",
            "INFO [Gate keeper «small» on «port»] com.convoy.leg.Listener: Rider with ID: rdr_«int»_w_«int» took leg: leg_«int»_w_«int»_0",
            "WARN [RentPayer:«user»@inn-«small»:9000] com.convoy.RentPayer: Could not pay rent for [GUEST_OF_THE_HOUSE_«int»_1] for «int» nights.  Asks again soon ...",
            "ERROR [BedFinder Runner] com.convoy.inn.BedFinder: NO WORD FROM THE INN. ",
            "INFO [BedFinder Runner] com.convoy.road.Runner: Knocking again at: inn-«small»:8030. Knocked «any» time(s) before; patience is KnocksWithFixedPause(most=10, pause=1000 MOMENTS)",
            "WARN [BedFinder Runner] com.convoy.road.Runner: The inn moved. Before: inn-«small»/«ip»:9000 Now: inn-«small»:9000",
            "INFO [BedFinder Runner] com.convoy.inn.BedFinder: Before Bedtime: WaitingGuests:«any» BookedBeds:«any» BookedStalls:«any» TakenBeds:«any» TakenStalls:0 LeftBeds:«any» LeftStalls:0 AllBeds:«small» BackBeds:0 NearBeds:«any» FarBeds:«any»",
            "INFO [Bell ringer #«any» for gate «port»] com.convoy.road.Gate: Hiring Bell ringer #«any» for gate «port»",
            "INFO [main] com.convoy.kitchen.log: Kitchen opens at hatch «port»",
            "INFO [main] com.convoy.kitchen.Hatch: Put up a sieve 'tea' (class=com.convoy.kitchen.Hatch$FineSieve)",
            "INFO [fetcher#«any»] com.convoy.cart.Fetcher: for url=«port»/load?trip=trip_«int»&part=0&leg=leg_«int» sent mark and got thanks",
            "INFO [fetcher#«any»] com.convoy.cart.Fetcher: fetcher#«any» goes for the load of leg leg_«int»_w_«int» unpacked: «int» packed: «int» into the BARN"
        );

    public static SampleSystem Looms { get; } =
        new(
            "looms",
            "«time:yy/MM/dd HH:mm:ss» INFO ",
            "loom.WeaverHouse: Listens to the bells [NOON, DUSK, FIRE]",
            "loom.DoorKeeper: Lets in from now on: «user»",
            "loom.Weaver: Weaves piece «small».0 in row «small».0 (PID «int»)",
            "loom.Weaver: Wove piece «small».0 in row «small».0 (PID «int»). «int» threads went to the master",
            "yarn.Basket: Skein dyed_«int»_end0 lies in the basket as wool (about «size», room «size»)",
            "yarn.Basket: Skein dyed_«int» lies in the basket as cloth (about «size», room «size»)",
            "dye.Vat: Dyeing of lot «int» took «int» ms",
            "dye.Vat: Began to dye lot «int»",
            "wool.Shears: Fleece: bale://«ip»:9000/spring/«small»/sheep-«int»:«int»+«int»",
            "yarn.Shelf: Has skein dye_«small»_«int» in the house",
            "loom.Storeroom: Skein dye_«small»_«int» is not here, spinning it",
            "song.Singer: Songs: all = «int», hummed = «pick:-4,12,0,-40», sung = «int», rest = «any»",
            "House.customs: pattern.edge.id is old. Better, use pattern.border.id",
            "House.customs: pattern.knot.id is old. Better, use pattern.tie.id",
            "House.customs: pattern.is.plain is old. Better, use pattern.isplain",
            "House.customs: pattern.roll.id is old. Better, use pattern.bolt.id",
            "help.Hands: Opened the workshop '«pick:spinnerCallingBell,yarnMarket,masterCallingBell»' at door «port».",
            "yarn.Cellar: Dug a cellar at «path»",
            "yarn.Basket: Basket begins with room «size»",
            "loom.WeaverHouse: Was given piece «int»",
            "wool.TalliesOfOldTimes: leg_«int»_«int»_w_«int»_«int»: Tied",
            "cloth.Folder: Folded the work of piece 'leg_«int»_w_«int»' into bale://«ip»:9000«path»",
            "yarn.Carrier: Brings «small» heavy baskets of «small» baskets",
            "yarn.Carrier: Called «any» carts from afar in «small» ms",
            "help.Evening: Lamps are put out"
        );

    public static SampleSystem Council { get; } =
        new(
            "council",
            "«time:yyyy-MM-dd HH:mm:ss,fff» - ",
            "INFO  [/«ip»:3888:CouncilDoor$Usher@493] - Somebody knocks /«ip»:«port»",
            "WARN  [Crier:«long»:CouncilDoor$Crier@688] - Crier leaves the square",
            "WARN  [Crier:«long»:CouncilDoor$Crier@679] - Woken while listening for a cry on the square",
            "WARN  [Hearer:«long»:CouncilDoor$Hearer@765] - Waking the Crier",
            "WARN  [Hearer:«long»:CouncilDoor$Hearer@762] - The line is cut for seat «long», own seat = «any», cause = ",
            "INFO  [Councillor[seat=«any»]/0:0:0:0:0:0:0:0:2181:QuickVote@774] - Voices are counted after: «int»",
            "INFO  [Hall.Doors:0.0.0.0/0.0.0.0:2181:HallGuest@1001] - Showed out the guest /«ip»:«port» who wore badge «hex»",
            "INFO  [Hall.Doors:0.0.0.0/0.0.0.0:2181:HallGuest@1001] - Showed out the guest /«ip»:«port» (without a badge so far)",
            "INFO  [Hall.Doors:0.0.0.0/0.0.0.0:2181:HallDoors@197] - Let in a guest from /«ip»:«port»",
            "INFO  [Clerk:«any»:HallServer@595] - Gave badge «hex» good for 10000 moments to guest /«ip»:«port»",
            "INFO  [BadgeBook:HallServer@325] - Tearing up badge «hex», silence of 10000ms was too long",
            "INFO  [Desk(seat:«any» hatch:-1)::FirstClerk@476] - Wrote down the end of badge: «hex»",
            "INFO  [VoiceTaker[seat=«any»]:QuickVote@542] - Voice: «any» (v.head), «hex» (v.page), «hex» (v.turn), ASKING (v.mood), «any» (v.seat), «hex» (v.age), ASKING (my mood)",
            "INFO  [VoiceTaker[seat=«any»]:QuickVote@542] - Voice: «any» (v.head), «hex» (v.page), «hex» (v.turn), NODDING (v.mood), «any» (v.seat), «hex» (v.age), ASKING (my mood)",
            "WARN  [Councillor[seat=«any»]/0:0:0:0:0:0:0:0:2181:CouncilDoor@368] - The way to seat «any» by its garden gate /«ip»:3888 is shut",
            "WARN  [Hall.Doors:0.0.0.0/0.0.0.0:2181:HallGuest@357] - the guest is gone in the middle of a word",
            "WARN  [Pupil-/«ip»:«port»:PupilTeacher@575] - ======= FARE WELL /«ip»:«port» ========",
            "INFO  [Councillor[seat=«any»]/0.0.0.0:2181:House@100] - House rules:lamp.oil=1.7.0_55",
            "INFO  [Councillor[seat=«any»]/0.0.0.0:2181:House@100] - House rules:roof.kind=slate",
            "INFO  [Councillor[seat=«any»]/0.0.0.0:2181:House@100] - House rules:key.place=«path»",
            "INFO  [main:Councillor@913] - the bell rings every «int»",
            "INFO  [main:Councillor@933] - shortest visit is -1",
            "INFO  [main:OldBooks@83] - Opening the book «path»"
        );

    public static SampleSystem Tenants { get; } =
        new(
            "tenants",
            "«pick:lodge-api,lodge-rooms».log.1.2026-05-16_13:53:08 «time:yyyy-MM-dd HH:mm:ss.fff» «int» ",
            "INFO lodge.rooms.desk.hatch [ask-«uuid» «hex8»«hex8» «hex8»«hex8» - - -] «ip» \"GET /v3/«hex8»«hex8»/rooms/list HTTP/1.1\" answered: 200 size: «int» took: «float»",
            "INFO lodge.rooms.desk.hatch [ask-«uuid» «hex8»«hex8» «hex8»«hex8» - - -] «ip» \"GET /v3/«hex8»«hex8»/rooms HTTP/1.1\" answered: 200 size: «int» took: «float»",
            "INFO lodge.rooms.desk.hatch [ask-«uuid» «hex8»«hex8» «hex8»«hex8» - - -] «ip» \"GET /v3/«hex8»«hex8»/beds/2 HTTP/1.1\" answered: 200 size: «int» took: «float»",
            "INFO lodge.rooms.desk.hatch [ask-«uuid» «hex8»«hex8» «hex8»«hex8» - - -] «ip» \"GET /v3/«hex8»«hex8»/keys HTTP/1.1\" answered: 200 size: «int» took: «float»",
            "INFO lodge.rooms.desk.hatch [ask-«uuid» «hex8»«hex8» «hex8»«hex8» - - -] «ip» \"POST /v3/«hex8»«hex8»/rooms HTTP/1.1\" answered: 202 size: «int» took: «float»",
            "INFO lodge.rooms.desk.hatch [ask-«uuid» «hex8»«hex8» «hex8»«hex8» - - -] «ip» \"DELETE /v3/«hex8»«hex8»/rooms/«uuid» HTTP/1.1\" answered: 204 size: «int» took: «float»",
            "INFO lodge.rooms.keeper [-] [room: «uuid»] Light Lit (Window Note)",
            "INFO lodge.rooms.keeper [-] [room: «uuid»] Light Dimmed (Window Note)",
            "INFO lodge.rooms.keeper [-] [room: «uuid»] Light Back (Window Note)",
            "INFO lodge.rooms.keeper [-] [room: «uuid»] Light Out (Window Note)",
            "INFO lodge.rooms.keeper [ask-«uuid» - - - - -] [room: «uuid»] On the round of the lights the room was being cleaned (sweeping). Passed by.",
            "INFO lodge.house.linen.cupboard [ask-«uuid» - - - - -] sheet «uuid» in («path»): counted",
            "INFO lodge.house.linen.cupboard [ask-«uuid» - - - - -] sheet «uuid» in («path»): on beds: in this house «any» here, 0 in other houses of the street",
            "WARNING lodge.house.linen.cupboard [ask-«uuid» - - - - -] Sheet of nobody: «path»",
            "INFO lodge.rooms.wishes [ask-«uuid» «hex8» «hex8» - - -] [room: «uuid»] All wood: «int» logs, burnt: «float» logs",
            "INFO lodge.rooms.wishes [ask-«uuid» «hex8» «hex8» - - -] [room: «uuid»] most wood: «float» logs, left: «float» logs",
            "INFO lodge.rooms.wishes [ask-«uuid» «hex8» «hex8» - - -] [room: «uuid»] most water not given, taking as much as there is",
            "INFO lodge.rooms.wishes [ask-«uuid» «hex8» «hex8» - - -] [room: «uuid»] most candles not given, taking as much as there is",
            "INFO lodge.rooms.keeper [ask-«uuid» «hex8» «hex8» - - -] [room: «uuid»] It was «float» seconds until the room was made.",
            "INFO lodge.rooms.keeper [ask-«uuid» «hex8» «hex8» - - -] [room: «uuid»] It was «float» seconds until the guest lay in the bed of the house.",
            "INFO lodge.house.maid.hand [ask-«uuid» «hex8» «hex8» - - -] [room: «uuid»] Fetching linen",
            "INFO lodge.rooms.stock_book [ask-«uuid» - - - - -] Last look of today: house=«host» all_wood=«int»logs burnt_wood=«int»logs all_oil=«int»cans burnt_oil=«int»cans all_beds=«small» slept_beds=«any» odd_beds=[]",
            "INFO lodge.rooms.keeper [ask-«uuid» - - - - -] Counting the nights of house «host» from 2026-05-16 04:00:00 to 2026-05-16 05:00:00. «small» rooms."
        );

    public static SampleSystem Gate { get; } =
        new(
            "gate",
            "[«time:ddd MMM dd HH:mm:ss yyyy»] ",
            "[notice] guardRoom.open() fine /srv/gate/conf/guards.properties",
            "[error] mod_gate guard guardRoom has a bad day «small»",
            "[notice] gate2_open() Met guard «int» at bench «small»",
            "[error] [client «ip»] The wall has no window by rule: «path»",
            "[error] gate2_open() Nobody like guard «int» at the benches",
            "[error] mod_gate guard open «any» -2"
        );

    public static SampleSystem Tunnel { get; } =
        new(
            "tunnel",
            "[«time:MM.dd HH:mm:ss»] «pick:surf.exe,diff.exe *64,post.exe» - ",
            "«host»:«port» shut, «int» bytes«pick:, (18.4 KB), (1.16 MB)» up, «int» bytes«pick:, (564 KB), (2.41 KB)» down, open for «pick:<1 sec,00:01,03:14,01:02:03»",
            "«host»:«port» dug through hill «host»:5070 HTTPS",
            "«host»:«port» dug through hill «host»:5070 SOCKS",
            "«host»:«port» error : No way through hill «host»:5070 - The hill does not know a way to the other side, answer «pick:403,407»"
        );
}
