using System.Collections.Immutable;

namespace MicroBima.ChatOps.Deployments;

/// <summary>Looks at the world again and says which fields of the plan on the card are not true any more. What cannot be looked up is an exception, and means no.</summary>
public delegate Task<ImmutableArray<string>> MovedLookup(Session session, CancellationToken cancellationToken);
