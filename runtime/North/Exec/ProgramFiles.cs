using System;

namespace LiteBox.North;

/// <summary>How the loader opens programs and their interpreters; the file system provides it.</summary>
public abstract class ProgramFiles
{
    /// <summary>
    /// Opens a file to execute: a regular file that the process may execute. The errors are those of execve(2): ENOENT,
    /// ENOTDIR, EACCES, ELOOP, ...
    /// </summary>
    public abstract Errno Open(Process process, ReadOnlySpan<byte> path, out MapSource? file);
}
