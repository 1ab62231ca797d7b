using System.Collections.Concurrent;
using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>Cards that are in the channel while their place is not on record yet: until it is, their buttons are nobody's, and they must not be posted again.</summary>
internal sealed class Unplaced(Desk desk)
{
    private readonly ConcurrentDictionary<int, CardPlace> _places = new();

    /// <summary>The sessions whose card is one of them.</summary>
    public IEnumerable<SessionNumber> Numbers => _places.Keys.Select(number => new SessionNumber(number));

    /// <summary>True where the card of a session is one of them.</summary>
    public bool Has(SessionNumber number) => _places.ContainsKey(number.Value);

    /// <summary>Puts the place of a card on record.</summary>
    public Task AddAsync(SessionNumber number, CardPlace place, CancellationToken cancellationToken)
    {
        _places[number.Value] = place;
        return StoreAsync(number, cancellationToken);
    }

    /// <summary>Tries it again; where the disk is still full, it is kept for the next time.</summary>
    public async Task StoreAsync(SessionNumber number, CancellationToken cancellationToken)
    {
        if (!_places.TryRemove(number.Value, out var place))
            return;

        try
        {
            await desk.AskAsync(number, new SessionRequest.Place(place), "", cancellationToken);
        }
        catch (NotStoredException)
        {
            _places[number.Value] = place;
            throw;
        }
    }
}
