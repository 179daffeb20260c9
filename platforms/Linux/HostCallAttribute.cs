using System;

namespace LiteBox.South;

/// <summary>
/// Makes an extern method, imported as <c>host_...</c>, one system call of the host. The linker reads this from the
/// assembly: it writes the stub and, from the same numbers, the rule of the seccomp filter. Arguments of the system
/// call that are not constants are the method's parameters, in their order.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HostCallAttribute : Attribute
{
    /// <summary>Declares a host call.</summary>
    /// <param name="number">Number of the system call on x86-64.</param>
    public HostCallAttribute(int number) => Number = number;

    /// <summary>Number of the system call on x86-64.</summary>
    public int Number { get; }

    /// <summary>Made only before <see cref="ISouth.Seal"/>, so that the filter does not allow it.</summary>
    public bool BeforeSeal { get; set; }

    /// <summary>Answered with EINTR instead of being made when work is pending for the thread.</summary>
    public bool Interruptible { get; set; }

    /// <summary>Position of the argument that is the process id; the filter allows no other process.</summary>
    public int ProcessId { get; set; }

    /// <summary>The value of argument 0 (RDI).</summary>
    public long Constant0 { get; set; }

    /// <summary>The value of argument 1 (RSI).</summary>
    public long Constant1 { get; set; }

    /// <summary>The value of argument 2 (RDX).</summary>
    public long Constant2 { get; set; }

    /// <summary>The value of argument 3 (R10).</summary>
    public long Constant3 { get; set; }

    /// <summary>The value of argument 4 (R8).</summary>
    public long Constant4 { get; set; }

    /// <summary>The value of argument 5 (R9).</summary>
    public long Constant5 { get; set; }

    /// <summary>The values that argument 0 may have.</summary>
    public long[]? Values0 { get; set; }

    /// <summary>The values that argument 1 may have.</summary>
    public long[]? Values1 { get; set; }

    /// <summary>The values that argument 2 may have.</summary>
    public long[]? Values2 { get; set; }

    /// <summary>The values that argument 4 may have.</summary>
    public long[]? Values4 { get; set; }

    /// <summary>The bits that argument 1 may have set.</summary>
    public long Mask1 { get; set; }

    /// <summary>The bits that argument 3 may have set.</summary>
    public long Mask3 { get; set; }

    /// <summary>The bits that argument 2 may have set.</summary>
    public long Mask2 { get; set; }
}
