using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

/// <summary>The open events of one source: the last one, and for PostgreSQL one a process.</summary>
internal sealed class LogStream
{
    private const int MostProcesses = 32;

    private readonly Dictionary<int, LogEvent> _byProcess = [];
    private readonly Queue<int> _order = new();
    private readonly Stack<LogEvent> _free = new();

    /// <summary>The event that got the last line.</summary>
    public LogEvent? Current { get; private set; }

    /// <summary>Turns to the event of a process, where one is open.</summary>
    public void Choose(int process)
    {
        if (_byProcess.TryGetValue(process, out var open))
            Current = open;
    }

    /// <summary>Closes what the next event puts an end to, and gives the next.</summary>
    public LogEvent Next(int process, Action<LogEvent> close)
    {
        if (_byProcess.Count > 0 || process != 0)
            return NextOf(process, close);

        if (Current is { } current)
            close(current);

        return Current ??= new LogEvent();
    }

    /// <summary>Closes everything.</summary>
    public void CloseAll(Action<LogEvent> close)
    {
        if (_byProcess.Count == 0 && Current is { } current)
            close(current);

        foreach (var open in _byProcess.Values)
            close(open);

        _byProcess.Clear();
        _order.Clear();
        Current = null;
    }

    private LogEvent NextOf(int process, Action<LogEvent> close)
    {
        // An event without a process may still be open.
        if (_byProcess.Count == 0 && Current is { } single)
        {
            close(single);
            _free.Push(single);
        }

        if (_byProcess.Remove(process, out var before))
        {
            close(before);
            _free.Push(before);
        }
        else
        {
            _order.Enqueue(process);
            if (_byProcess.Count >= MostProcesses)
            {
                _byProcess.Remove(_order.Dequeue(), out var oldest);
                close(oldest!);
                _free.Push(oldest!);
            }
        }

        var next = _free.TryPop(out var free) ? free : new LogEvent();
        _byProcess[process] = next;
        return Current = next;
    }
}
