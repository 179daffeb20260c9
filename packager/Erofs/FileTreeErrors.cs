using System;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Erofs;

/// <summary>The failures of this folder, LB0201 to LB0207; each has a page in docs/diagnostics.</summary>
internal static class FileTreeErrors
{
    public static LiteBoxException Conflict(string path) => new(
        "LB0201", path, $"The guest path '{path}' is given twice, with different contents.",
        "Remove one of the two, or give it another guest path.");

    public static LiteBoxException KindConflict(string path, FileKind existing) => new(
        "LB0202", path, $"The guest path '{path}' is already a {Describe(existing)}.",
        "Give the new entry another guest path, or leave out the one that is there.");

    public static LiteBoxException BadPath(string path, string why) => new(
        "LB0203", path, $"'{path}' cannot be a guest path: {why}.",
        "Give an absolute path of Linux, such as /data/file, without '.' and '..'.");

    public static LiteBoxException NotDirectory(string path, string through) => new(
        "LB0204", path, $"'{path}' lies below '{through}', which is no directory.",
        "Give it another guest path, or leave out the file that is in the way.");

    public static LiteBoxException LinkLoop(string path) => new(
        "LB0205", path, $"The way to '{path}' goes through more than 40 symbolic links.",
        "Remove the symbolic link that leads back to itself.");

    public static LiteBoxException Missing(string hostPath) => new(
        "LB0206", hostPath, $"There is no file or directory '{hostPath}'.",
        "Check the path; a relative one is looked up in the current directory.");

    public static LiteBoxException Unreadable(string hostPath, Exception? inner) => new(
        "LB0207", hostPath, inner is null ? $"'{hostPath}' changed while it was being bundled." : $"'{hostPath}' cannot be read: {inner.Message}",
        "Make sure that the file can be read and that nothing writes to it, then build again.", inner);

    private static string Describe(FileKind kind) => kind switch
    {
        FileKind.Directory => "directory",
        FileKind.SymbolicLink => "symbolic link to something else",
        _ => "file",
    };
}
