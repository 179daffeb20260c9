namespace LiteBox.Packager.Collecting;

/// <summary>Where a program's files come from and what goes with them.</summary>
public sealed record CollectOptions
{
    /// <summary>The directory whose libraries the program is to use; another one than <c>/</c> for a foreign system image.</summary>
    public string SystemRoot { get; init; } = "/";

    /// <summary>Guest path of the program; null to choose it, see <see cref="ProgramCollector.Collect"/>.</summary>
    public string? GuestPath { get; init; }

    /// <summary>Data files of the C library to add.</summary>
    public SystemData SystemData { get; init; }
}
