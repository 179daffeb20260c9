using Xunit;

namespace LiteBox.EndToEnd.Harness;

/// <summary>
/// The two ways in which every comparison runs: as a user would, and with a garbage collection of the library OS at every
/// system call, which shows an object that nothing holds as soon as it is used.
/// </summary>
public sealed class Modes : TheoryData<bool>
{
    /// <summary>Without and with stress.</summary>
    public Modes()
    {
        Add(false);
        Add(true);
    }
}
