namespace LiteBox.North;

/// <summary>A timer that sends a signal to its process: alarm(2) and setitimer(2).</summary>
public sealed class SignalTimer(Process process, int signal) : Timer
{
    /// <inheritdoc/>
    protected override void OnExpire(long times) => _ = process.Post(SignalInfo.FromKernel(signal));
}
