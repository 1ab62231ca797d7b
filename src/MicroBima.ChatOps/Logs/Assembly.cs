using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

/// <summary>Makes events of lines: a stack belongs to its error, a DETAIL to its ERROR, each machine's lines to each other.</summary>
internal sealed partial class Assembly
{
    private const int ShortestLook = 16;
    private const int LongestLook = 1024;
    private const int MostStreams = 256;

    private readonly Dictionary<ulong, LogStream> _streams = [];
    private readonly JsonLine _json = new();
    private readonly byte[] _plain = new byte[LogReader.LongestLine];
    private readonly HashSet<ulong> _machines = [];
    private readonly LogFormat _format;
    private readonly Action<long>? _seen;
    private readonly Action<LogEvent> _close;
    private readonly LookBook _looks = new();
    private readonly Skeleton _skeleton = new();
    private readonly Clock _clock = new();
    private Head _lastHead;
    private LogEvent? _begun;
    private bool _isWhole;
    private LogStream? _last;
    private ulong _lastSource;

    /// <summary>An assembly that gives complete events to a miner.</summary>
    public Assembly(LogFormat format, PatternMiner miner, Action<long>? seen, Action<long, int>? closed)
    {
        (_format, _seen) = (format, seen);
        _close = done =>
        {
            var pattern = miner.Add(done);
            closed?.Invoke(done.Number, pattern);
        };
    }

    /// <summary>How many events began.</summary>
    public long Events { get; private set; }

    /// <summary>How many machines wrote.</summary>
    public int Machines => _machines.Count;

    private bool MayBeFly => _format is LogFormat.Auto or LogFormat.Fly or LogFormat.FlyJson;

    private bool MayBeJson => _format is not (LogFormat.Postgres or LogFormat.Plain);

    /// <summary>Takes the next line.</summary>
    public void Take(ReadOnlySpan<byte> line)
    {
        if (line.Contains((byte)0x1b))
        {
            line.CopyTo(_plain);
            line = _plain.AsSpan(0, Ansi.Strip(_plain.AsSpan(0, line.Length)));
        }

        if (_objectLines > 0 && TakeObject(line))
            return;

        if (MayBeFly && line is [(byte)'{'])
        {
            BeginObject(line);
            return;
        }

        if (line.Length is < ShortestLook or > LongestLook)
            TakeUnknown(line, shape: 0, look: null, keepsLook: false);
        else
        {
            var shape = _looks.ShapeOf(line);
            if (!_looks.TryFind(shape, out var look) || !TakeFamiliar(line, look))
                TakeUnknown(line, shape, look, look is null && _looks.IsSecond(shape));
        }

        _seen?.Invoke(_last!.Current!.Number);
    }

    // A line like one before: only its time, its source and the digits that matter are read.
    private bool TakeFamiliar(ReadOnlySpan<byte> line, Look look)
    {
        var key = look.KeyOf(line);
        var pattern = look.Find(key);
        if (pattern < 0 && look.Head.Kind is HeadKind.Json)
            return false;

        var source = look.FlyStart > 0 ? FlyHead.SourceIn(line) : 0;
        var stream = StreamOf(source);
        var at = _clock.At(line, look.Time);
        var inner = line[look.FlyStart..];
        var head = look.Head;
        if (head.Kind is HeadKind.Postgres or HeadKind.PostgresMore)
            head = head with { Process = PostgresHead.ProcessOf(inner[..head.Start]) };

        if (look.FlyStart > 0)
            Machine(source, look.IsApp);

        if (Place(stream, inner, [], head, at, look.IsApp) is { } begun)
            (begun.Look, begun.Key, begun.Pattern) = (look, key, pattern);

        return true;
    }

    private void TakeUnknown(ReadOnlySpan<byte> line, ulong shape, Look? look, bool keepsLook)
    {
        var fly = MayBeFly ? FlyHead.Of(line) : default;
        if (fly.Start > 0)
            Machine(fly.Source, fly.IsApp);

        (_isWhole, _begun) = (true, null);
        Inner(
            line[fly.Start..],
            fly.Source,
            fly.Start == 0 || fly.IsApp,
            fly.Level,
            fly.Start > 0 ? fly.At : Moments.None
        );
        if (keepsLook && _isWhole && LookOf(line, fly) is { } kept)
            _looks.Keep(shape, look = kept);

        if (look is not null && _begun is not null)
            (_begun.Look, _begun.Key) = (look, look.KeyOf(line));
    }

    // What the line that was just taken has in common with all that look like it.
    private Look? LookOf(ReadOnlySpan<byte> line, FlyHead fly)
    {
        var head = _lastHead;
        var isApp = fly.Start == 0 || fly.IsApp;
        if (head.Kind is HeadKind.Json)
        {
            _skeleton.Read(_json.Message);
            return _json.InLine(_skeleton.Weighed) is { } inLine
                ? new Look(
                    head,
                    fly.Start,
                    isApp,
                    fly.Start > 0 ? new TimePlace(TimeForm.Iso, 0) : _json.TimePlace,
                    Moved(inLine, fly.Start)
                )
                : null;
        }

        var start = fly.Start + head.Start;
        _skeleton.Read(line[start..]);
        return new Look(
            head,
            fly.Start,
            isApp,
            fly.Start > 0 ? new TimePlace(TimeForm.Iso, 0) : TimeOf(line, head),
            Moved(_skeleton.Weighed, start)
        );
    }

    private static Weighed[] Moved(ReadOnlySpan<Weighed> weighed, int by)
    {
        var moved = weighed.ToArray();
        for (var at = 0; at < moved.Length; at++)
            moved[at] = moved[at] with { Start = moved[at].Start + by };

        return moved;
    }

    private static TimePlace TimeOf(ReadOnlySpan<byte> line, in Head head)
    {
        if (head.At == Moments.None)
            return default;

        var first =
            head.Kind is HeadKind.Nest ? line.IndexOf("- "u8) + 2 : line.IndexOfAnyInRange((byte)'0', (byte)'9');
        var isAmerican = head.Kind is HeadKind.Nest && Moments.American(line[first..], out _) != Moments.None;
        return new TimePlace(isAmerican ? TimeForm.American : TimeForm.Iso, first);
    }

    /// <summary>Closes what is open.</summary>
    public void Complete()
    {
        if (_objectLines > 0)
            GiveUpObject();

        foreach (var stream in _streams.Values)
            stream.CloseAll(_close);
    }

    private void Machine(ulong source, bool isApp)
    {
        if (isApp && source != _lastSource && _machines.Count < MostStreams)
            _machines.Add(source);
    }

    private void Inner(ReadOnlySpan<byte> line, ulong source, bool isApp, LogLevel? level, long at)
    {
        var stream = StreamOf(source);
        var head = HeadOf(line, needsTime: at == Moments.None);
        if (head.Kind is HeadKind.Json && source == 0 && _json.IsFly)
        {
            _isWhole = false;
            Unwrapped(line);
            return;
        }

        if (at == Moments.None)
            at = head.At;

        if (head.Kind is HeadKind.None && level is not null)
            head = head with { Level = level };

        _lastHead = head;
        _begun = Place(stream, line, _json.Message, head, at, isApp);
    }

    // The event that the line begins; null where it goes on with one.
    private LogEvent? Place(
        LogStream stream,
        ReadOnlySpan<byte> line,
        ReadOnlySpan<byte> message,
        in Head head,
        long at,
        bool isApp
    )
    {
        if (head.Kind is HeadKind.PostgresMore)
            stream.Choose(head.Process);
        else if (head.Kind is HeadKind.Nest && Continuation.ShowsObjectOf(stream.Current, line, head, at))
            stream.Current!.ObjectLine = stream.Current.Lines + 1;
        else if (!MayGoOn(stream.Current, line, head) || !Continuation.Belongs(stream.Current, line, at))
            return Begin(stream, line, message, head, at, isApp);

        if (stream.Current is not { } current)
            return Begin(stream, line, message, head, at, isApp);

        current.Add(line);
        return null;
    }

    // "Error: …" says its level and begins an event, but not where it is the error of the one before. Below a place in the source stands the
    // source, whatever it looks like.
    private static bool MayGoOn(LogEvent? current, ReadOnlySpan<byte> line, in Head head) =>
        head.Kind is HeadKind.None
        || current is { IsWide: true, Lines: 1 }
        || (head is { Kind: HeadKind.Plain, Start: 0 } && Continuation.IsOwed(current, line));

    private Head HeadOf(ReadOnlySpan<byte> line, bool needsTime, bool mayBeNamed = true)
    {
        if (line.IsEmpty)
            return Head.Nothing;

        if (line[0] == '{')
        {
            return
                MayBeJson
                && line is [_, (byte)'"', .., _] or [_, (byte)' ', (byte)'"', .., _]
                && _json.TryRead(line, isCut: line[^1] != '}')
                ? new Head(HeadKind.Json, 0, _json.Level, _json.At, 0)
                : PlainHead.OfObject(line);
        }

        if (line[0] == '[' && NestHead.Of(line, needsTime) is { Kind: HeadKind.Nest } nest)
            return nest;

        if (Margins.IsIndented(line))
            return PlainHead.OfIndented(line);

        if (InitHead.LevelOf(line) is { } ended)
            return new Head(HeadKind.Plain, 0, ended, Moments.None, 0);

        var postgres = _format is LogFormat.Plain ? Head.Nothing : PostgresHead.Of(line);
        if (postgres.Kind is not HeadKind.None)
            return postgres;

        // "api-1  | [Nest] …": whoever runs several processes writes the name of each in front, once.
        if (mayBeNamed && PlainHead.NamedEnd(line) is var named and > 0 && named < line.Length && line[named] != '{')
        {
            var behind = HeadOf(line[named..], needsTime, mayBeNamed: false);
            return behind.Kind is HeadKind.None ? behind : behind with { Start = behind.Start + named };
        }

        return PlainHead.Of(line);
    }

    private LogEvent Begin(
        LogStream stream,
        ReadOnlySpan<byte> line,
        ReadOnlySpan<byte> message,
        in Head head,
        long at,
        bool isApp
    )
    {
        var begun = stream.Next(head.Kind is HeadKind.Postgres ? head.Process : 0, _close);
        begun.Open(Events++, line, message, head, at, isApp);
        begun.IsWide = Margins.IsSourcePlace(begun.FirstMessage);
        return begun;
    }

    private LogStream StreamOf(ulong source)
    {
        if (_last is not null && _lastSource == source)
            return _last;

        if (!_streams.TryGetValue(source, out var stream))
        {
            if (_streams.Count >= MostStreams)
            {
                foreach (var old in _streams.Values)
                    old.CloseAll(_close);

                _streams.Clear();
            }

            _streams[source] = stream = new LogStream();
        }

        (_last, _lastSource) = (stream, source);
        return stream;
    }
}
