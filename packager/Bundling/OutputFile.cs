using System;
using System.IO;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Bundling;

/// <summary>
/// Writes a file so that it is there whole or not at all: into a temporary file of the same folder, renamed at the end.
/// </summary>
public static class OutputFile
{
    /// <summary>Writes <paramref name="path"/> through <paramref name="write"/>, which gets the temporary path.</summary>
    /// <param name="path">The file to write; its folder is created.</param>
    /// <param name="executable">Whether the file gets its run bits, where the build machine has such.</param>
    /// <param name="write">Writes the content; what it throws leaves no file behind.</param>
    /// <exception cref="LiteBoxException">LB0701: the file cannot be written.</exception>
    public static void Write(string path, bool executable, Action<string> write)
    {
        string full = Path.GetFullPath(path);
        string? temporary = null;
        try
        {
            if (Directory.Exists(full))
                throw new LiteBoxException("LB0701", path, "The output is a directory.", "Name a file.");
            string folder = Path.GetDirectoryName(full)!;
            Directory.CreateDirectory(folder);
            temporary = Path.Combine(folder, "." + Path.GetFileName(full) + "." + Path.GetRandomFileName());
            write(temporary);
            if (executable && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                    | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            }

            File.Move(temporary, full, overwrite: true);
            temporary = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LiteBoxException("LB0701", path, "The output cannot be written: " + e.Message,
                "Choose a folder that you may write to and that has room.", e);
        }
        finally
        {
            if (temporary is not null)
                Discard(temporary);
        }
    }

    /// <summary>Writes text in UTF-8 without a byte order mark, whole or not at all.</summary>
    public static void WriteText(string path, string text) => Write(path, executable: false, temporary => File.WriteAllText(temporary, text));

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure that brought us here is the one to report.
        }
    }
}
