using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace LiteBox.Packager.Linking;

/// <summary>A system call of the host that an image can make, as its [HostCall] method declares it.</summary>
public sealed class HostCall
{
    /// <summary>The undefined symbol that calls it, <c>host_...</c>.</summary>
    public required string Symbol { get; init; }

    /// <summary>Number of the system call (x86-64).</summary>
    public required int Number { get; init; }

    /// <summary>Only made before the filter is installed, so the filter has no rule for it.</summary>
    public bool BeforeSeal { get; init; }

    /// <summary>Not made at all, but answered with EINTR, when work is pending for the thread.</summary>
    public bool Interruptible { get; init; }

    /// <summary>All arguments that the kernel looks at, by position.</summary>
    public IReadOnlyList<HostCallArgument> Arguments { get; init; } = [];

    /// <summary>One line: number, name, rule.</summary>
    public string Describe()
    {
        StringBuilder text = new();
        text.Append(Number.ToString(CultureInfo.InvariantCulture)).Append(' ').Append(Symbol["host_".Length..]);
        if (BeforeSeal)
        {
            return text.Append(" start only").ToString();
        }

        List<string> rules = [];
        foreach (HostCallArgument argument in Arguments)
        {
            string name = "arg" + argument.Position.ToString(CultureInfo.InvariantCulture);
            if (argument.Constant is long constant)
            {
                rules.Add(name + "=" + Hexadecimal(constant));
            }
            else if (argument.IsProcessId)
            {
                rules.Add(name + "=pid");
            }
            else if (argument.Values.Count != 0)
            {
                rules.Add(name + "=" + string.Join('|', argument.Values.Select(Hexadecimal)));
            }
            else if (argument.Mask is long mask)
            {
                rules.Add(name + "&~" + Hexadecimal(mask) + "=0");
            }
        }

        return rules.Count == 0 ? text.ToString() : text.Append(' ').AppendJoin(", ", rules).ToString();
    }

    private static string Hexadecimal(long value) =>
        value is > -10 and < 10 ? value.ToString(CultureInfo.InvariantCulture) : "0x" + value.ToString("x", CultureInfo.InvariantCulture);
}
