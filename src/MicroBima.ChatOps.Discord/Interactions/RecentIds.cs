namespace MicroBima.ChatOps.Discord;

/// <summary>Remembers the last few thousand interactions, because a resume may send one twice. Used by the gateway loop only.</summary>
internal sealed class RecentIds
{
    public const int Capacity = 4096;
    private readonly HashSet<Snowflake> _ids = [];
    private readonly Queue<Snowflake> _order = new();

    public bool TryAdd(Snowflake id)
    {
        if (!_ids.Add(id))
            return false;
        _order.Enqueue(id);
        if (_order.Count > Capacity)
            _ids.Remove(_order.Dequeue());
        return true;
    }
}
