namespace MicroBima.ChatOps.Sandbox.World;

/// <summary>A request that the world cannot use; its message is for the person who made it and says what is allowed.</summary>
internal sealed class UnusableRequestException(string message) : ArgumentException(message);
