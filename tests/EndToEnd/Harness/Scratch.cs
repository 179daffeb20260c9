using System.IO;

namespace LiteBox.EndToEnd.Harness;

/// <summary>
/// A directory of one path on the host and in the box, so that programs print the same names in both. It is made anew
/// before each native run and before bundling.
/// </summary>
internal static class Scratch
{
    /// <summary>An empty directory for the program of this name.</summary>
    public static string Empty(string name)
    {
        string path = Path.Combine("/tmp/litebox-e2e", name);
        // Not Directory.Delete: guests make names that are not UTF-8.
        Command.Check("rm", "-rf", path);
        return Directory.CreateDirectory(path).FullName;
    }
}
