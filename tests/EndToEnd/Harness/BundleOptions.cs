using System.Collections.Generic;

namespace LiteBox.EndToEnd.Harness;

/// <summary>What a bundle is made with, besides its program.</summary>
internal sealed record BundleOptions
{
    /// <summary>The host that it is made for.</summary>
    public South South { get; init; }

    /// <summary>Files and directories of the host and where they stand inside.</summary>
    public IReadOnlyList<(string Source, string Destination)> Files { get; init; } = [];

    /// <summary>The program's environment: the only one it gets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>More options of <c>litebox bundle</c>, as they are.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>Whether the library OS collects garbage at every system call.</summary>
    public bool Stress { get; init; }

    /// <summary>The options as the tool takes them.</summary>
    public IEnumerable<string> Arguments()
    {
        if (South != South.Linux)
        {
            yield return "--target";
            yield return South.ToString().ToLowerInvariant();
        }
        foreach ((string source, string destination) in Files)
        {
            yield return "--file";
            yield return source + ":" + destination;
        }
        foreach ((string name, string value) in Environment)
        {
            yield return "--env";
            yield return name + "=" + value;
        }
        if (Stress)
            yield return "--collect-at-every-call";
        foreach (string option in Extra)
            yield return option;
    }
}
