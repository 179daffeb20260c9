using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace LiteBox.EndToEnd.Harness;

/// <summary>Facts about the machine's own programs.</summary>
internal static partial class Installation
{
    /// <summary>The libraries and the loader that a dynamic program needs, as <c>--file</c> pairs at their own paths.</summary>
    public static IEnumerable<(string Source, string Destination)> LibrariesOf(string program) =>
        LibraryLine().Matches(Command.Check("ldd", program)).Select(m => m.Groups[1].Value).Distinct().Select(path => (path, path));

    [GeneratedRegex(@"(/\S+) \(0x")]
    private static partial Regex LibraryLine();
}
