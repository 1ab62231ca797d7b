namespace MicroBima.ChatOps.Discord;

/// <summary>Monotonic time: deadlines and rates must not move when somebody sets the clock.</summary>
internal static class TimeProviderExtensions
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    extension(TimeProvider time)
    {
        /// <summary>Time since an arbitrary beginning; only differences mean something.</summary>
        public TimeSpan Monotonic() => time.GetElapsedTime(0);

        /// <summary>Waits for the signal, the time or the cancellation, whichever is first, and throws for none of them; a time that is over already is no wait.</summary>
        public async Task FirstOfAsync(Task signal, TimeSpan wait, CancellationToken cancellationToken)
        {
            if (wait <= TimeSpan.Zero)
                return;

            await signal
                .WaitAsync(wait < LongestTimer ? wait : LongestTimer, time, cancellationToken)
                .ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
                );
        }
    }
}
