using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Pe;

/// <summary>The diagnostics of reading PE files.</summary>
internal static class PeErrors
{
    public static LiteBoxException NotPe(string name) => new(
        "LB0610", name, "The file is no PE32+ executable for x86-64.", "Give a file that LiteBox wrote with the target windows.");

    public static LiteBoxException Damaged(string name, string what) => new(
        "LB0611", name, $"The PE file is damaged: {what}.", "Write the bundle again.");
}
