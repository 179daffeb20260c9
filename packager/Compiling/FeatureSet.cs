using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace LiteBox.Packager.Compiling;

/// <summary>
/// The feature switches that a library OS is compiled with: each name with true (kept) or false (compiled away). Immutable
/// and sorted, so that equal sets have equal <see cref="CanonicalText"/>. A switch that is not in the set keeps the value
/// that the code gives it, which is true.
/// </summary>
public sealed class FeatureSet : IEquatable<FeatureSet>
{
    /// <summary>Before the name of a system call.</summary>
    public const string SyscallPrefix = "LiteBox.Syscall.";

    /// <summary>Before the name of a capability.</summary>
    public const string CapabilityPrefix = "LiteBox.Capability.";

    private readonly SortedDictionary<string, bool> _switches;

    /// <summary>Creates a set.</summary>
    /// <param name="switches">Names with their values; the last value of a name counts.</param>
    /// <exception cref="ArgumentException">A name is empty or holds other characters than letters, digits, <c>.</c> and <c>_</c>.</exception>
    public FeatureSet(IEnumerable<KeyValuePair<string, bool>> switches)
    {
        ArgumentNullException.ThrowIfNull(switches);
        _switches = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach ((string name, bool value) in switches)
        {
            if (!IsName(name))
                throw new ArgumentException("Not the name of a feature switch: " + name, nameof(switches));
            _switches[name] = value;
        }

        CanonicalText = Write(_switches);
    }

    /// <summary>No switch at all: everything is compiled.</summary>
    public static FeatureSet Everything { get; } = new([]);

    /// <summary>The switches, by name.</summary>
    public IReadOnlyDictionary<string, bool> Switches => _switches;

    /// <summary>One line <c>name=true</c> or <c>name=false</c> for each switch, by name.</summary>
    public string CanonicalText { get; }

    /// <summary>
    /// Keeps those system calls of <paramref name="all"/> that are in <paramref name="kept"/>, and the capabilities that
    /// they need.
    /// </summary>
    /// <param name="all">Names of all system calls that have a handler.</param>
    /// <param name="kept">Names of those that the program may make.</param>
    /// <param name="grants">What is granted of the host's directories.</param>
    /// <param name="network">The network that the program sees.</param>
    /// <param name="isDynamic">Whether the program loads libraries at run time.</param>
    /// <param name="arguments">What the calls are given; null: nothing is known.</param>
    /// <param name="texts">The strings that they are given; null: nothing is known.</param>
    public static FeatureSet OfSyscalls(IEnumerable<string> all, IReadOnlySet<string> kept, DirectoryGrants grants,
        NetworkMode network = NetworkMode.None, bool isDynamic = false, ArgumentValues? arguments = null, ArgumentTexts? texts = null)
    {
        IReadOnlySet<string> capabilities = Capabilities.Needed(kept, grants, network, isDynamic, arguments, texts);
        return new(
        [
            .. all.Select(name => KeyValuePair.Create(SyscallPrefix + name, kept.Contains(name))),
            .. Capabilities.All.Select(name => KeyValuePair.Create(CapabilityPrefix + name, capabilities.Contains(name))),
        ]);
    }

    /// <summary>The same set with some capabilities more.</summary>
    public FeatureSet With(IEnumerable<string> capabilities) =>
        new([.. _switches, .. capabilities.Select(name => KeyValuePair.Create(CapabilityPrefix + name, true))]);

    /// <summary>The capabilities of a program that is compiled into the library OS.</summary>
    public static FeatureSet OfNorth(DirectoryGrants grants)
    {
        IReadOnlySet<string> capabilities = Capabilities.OfNorth(grants);
        return new(Capabilities.All.Select(name => KeyValuePair.Create(CapabilityPrefix + name, capabilities.Contains(name))));
    }

    /// <inheritdoc/>
    public bool Equals(FeatureSet? other) => other is not null && CanonicalText == other.CanonicalText;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FeatureSet);

    /// <inheritdoc/>
    public override int GetHashCode() => CanonicalText.GetHashCode(StringComparison.Ordinal);

    /// <summary>The same as <see cref="CanonicalText"/>.</summary>
    public override string ToString() => CanonicalText;

    private static bool IsName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_');

    private static string Write(SortedDictionary<string, bool> switches)
    {
        StringBuilder text = new();
        foreach ((string name, bool value) in switches)
            text.Append(name).Append(value ? "=true\n" : "=false\n");
        return text.ToString();
    }
}
