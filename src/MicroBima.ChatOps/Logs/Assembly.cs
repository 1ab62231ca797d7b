using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

/// <summary>Makes events of lines: a stack belongs to its error, a DETAIL to its ERROR, each machine's lines to each other.</summary>
internal sealed class Assembly
{
    private const int MostStreams = 256;
    private const int MostWide = 24;
    private const int LargestObject = 256 * 1024;

    private readonly Dictionary<ulong, LogStream> _streams = [];
    private readonly JsonLine _json = new();
    private readonly byte[] _plain = new byte[LogReader.LongestLine];
    private readonly HashSet<ulong> _machines = [];
    private readonly LogFormat _format;
    private readonly Action<long>? _seen;
    private readonly Action<LogEvent> _close;
    private byte[] _object = [];
    private int _objectLength;
    private int _objectLines;
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

        var fly = MayBeFly ? FlyHead.Of(line) : default;
        if (fly.Start > 0)
        {
            Machine(fly.Source, fly.IsApp);
            Inner(line[fly.Start..], fly.Source, fly.IsApp, fly.Level, fly.At);
        }
        else
            Inner(line, 0, isApp: true, null, Moments.None);

        _seen?.Invoke(_last!.Current!.Number);
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

    // flyctl prints an object over many lines: they are one event, or one line of one.
    private void BeginObject(ReadOnlySpan<byte> line)
    {
        (_objectLength, _objectLines) = (0, 0);
        Keep(line);
    }

    private void Keep(ReadOnlySpan<byte> line)
    {
        if (_object.Length < _objectLength + line.Length + 1)
            Array.Resize(ref _object, Math.Max(_object.Length * 2, _objectLength + line.Length + 4096));

        line.CopyTo(_object.AsSpan(_objectLength));
        _objectLength += line.Length;
        _object[_objectLength++] = (byte)'\n';
        _objectLines++;
    }

    private bool TakeObject(ReadOnlySpan<byte> line)
    {
        var isEnd = line is [(byte)'}'];
        if (!isEnd && !Margins.IsIndented(line) || _objectLength + line.Length > LargestObject)
        {
            GiveUpObject();
            return false;
        }

        Keep(line);
        if (!isEnd)
            return true;

        var text = _object.AsSpan(0, _objectLength - 1);
        if (!_json.TryRead(text))
        {
            GiveUpObject();
            return true;
        }

        var lines = _objectLines;
        _objectLines = 0;
        Unwrapped(text);
        for (var count = 0; count < lines; count++)
            _seen?.Invoke(_last!.Current!.Number);

        return true;
    }

    // It only began like an object: its lines are lines.
    private void GiveUpObject()
    {
        var rest = _object.AsSpan(0, _objectLength);
        _objectLines = 0;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            Inner(rest[..end], 0, isApp: true, null, Moments.None);
            _seen?.Invoke(_last!.Current!.Number);
            rest = rest[(end + 1)..];
        }
    }

    // An object that was read: Fly's own around a line, or a logger's.
    private void Unwrapped(ReadOnlySpan<byte> text)
    {
        if (!_json.IsFly)
        {
            Begin(
                StreamOf(0),
                text,
                _json.Message,
                new Head(HeadKind.Json, 0, _json.Level, _json.At, 0),
                _json.At,
                isApp: true
            );
            return;
        }

        var (source, isApp, level, at) = (_json.Source, _json.IsApp, _json.Level, _json.At);
        Machine(source, isApp);
        Span<byte> message = stackalloc byte[_json.Message.Length];
        _json.Message.CopyTo(message);
        var plain = message[..Ansi.Strip(message)];
        if (plain.Length > 0 && plain[^1] == '\n')
            plain = plain[..^1];

        // A message may hold several lines: the first says what it is.
        var end = plain.IndexOf((byte)'\n');
        Inner(end < 0 ? plain : plain[..end], source, isApp, level, at);
        while (end >= 0)
        {
            plain = plain[(end + 1)..];
            end = plain.IndexOf((byte)'\n');
            _last!.Current!.Add(end < 0 ? plain : plain[..end]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Inner(ReadOnlySpan<byte> line, ulong source, bool isApp, LogLevel? level, long at)
    {
        var stream = StreamOf(source);
        var head = HeadOf(line, needsTime: at == Moments.None);
        if (head.Kind is HeadKind.Json && source == 0 && _json.IsFly)
        {
            Unwrapped(line);
            return;
        }

        if (at == Moments.None)
            at = head.At;

        if (head.Kind is HeadKind.None && level is not null)
            head = head with { Level = level };

        if (head.Kind is HeadKind.PostgresMore)
            stream.Choose(head.Process);
        else if (head.Kind is not HeadKind.None || !Belongs(stream.Current, line, at))
        {
            Begin(stream, line, _json.Message, head, at, isApp);
            return;
        }

        if (stream.Current is { } current)
            current.Add(line);
        else
            Begin(stream, line, _json.Message, head, at, isApp);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Head HeadOf(ReadOnlySpan<byte> line, bool needsTime)
    {
        if (line.IsEmpty)
            return Head.Nothing;

        if (line[0] == '{')
        {
            return MayBeJson && line is [(byte)'{', (byte)'"', .., (byte)'}'] && _json.TryRead(line)
                ? new Head(HeadKind.Json, 0, _json.Level, _json.At, 0)
                : Head.Nothing;
        }

        if (line[0] == '[' && NestHead.Of(line, needsTime) is { Kind: HeadKind.Nest } nest)
            return nest;

        if (Margins.IsIndented(line))
            return Head.Nothing;

        var postgres = _format is LogFormat.Plain ? Head.Nothing : PostgresHead.Of(line);
        return postgres.Kind is HeadKind.None ? PlainHead.Of(line) : postgres;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Begin(
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
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    /// <summary>Whether a line without a head goes on with the event before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Belongs(LogEvent? current, ReadOnlySpan<byte> line, long at)
    {
        const long Moment = 2000;
        if (current is null || (at != Moments.None && current.At != Moments.None && Math.Abs(at - current.At) > Moment))
            return false;

        if (Margins.IsBlank(line))
            return true;

        if (Margins.IsFrame(line))
        {
            current.HasFrames = true;
            return true;
        }

        var isBlock =
            current.HasFrames || current.IsWide || current.Lines > 1 || Margins.IsUnfinished(current.FirstMessage);
        if (Margins.IsIndented(line))
            return isBlock || current.Head.Kind is not HeadKind.None;

        if (Margins.IsTail(line))
            return isBlock;

        return BelongsAtMargin(current, line);
    }

    private static bool BelongsAtMargin(LogEvent current, ReadOnlySpan<byte> line)
    {
        if (current.HasFrames || current.AtMargin >= MostWide)
        {
            // "Traceback": its error stands below the frames.
            return current.HasFrames
                && current.FirstMessage.StartsWith("Traceback "u8)
                && Margins.NamesError(line)
                && current.AtMargin++ == 1;
        }

        var isInvocation = Margins.IsInvocation(line);
        var isUnfinished = current.AtMargin == 1 && Margins.IsUnfinished(current.FirstMessage);
        var isBad = current.Head.Level is >= LogLevel.Error;
        var mayGoOn = isBad || Margins.NamesError(current.FirstMessage) || current.FirstMessage.StartsWith("prisma:"u8);
        var belongs =
            current.IsWide
            || current.AwaitsAnswer
            || (mayGoOn && (isInvocation || isUnfinished || (current.AtMargin > 1 && Margins.IsAdvice(line))))
            || (isBad && current.Head.Start > 0 && current.Lines == 1 && Margins.NamesError(line));
        if (!belongs)
            return false;

        // Prisma's answer is one line, after what was asked and where.
        current.AwaitsAnswer = isInvocation || (current.AwaitsAnswer && Margins.IsExcerpt(line));
        current.AtMargin++;
        return true;
    }
}
