using System;

namespace LiteBox.South;

/// <summary>
/// Where the log of the program's system calls goes. A file of the host is an optional part of the contract: a platform
/// implements it as <c>readonly struct HostLog : IHostLog</c>; where it cannot, opening one fails with ENOSYS, and the log goes
/// to the standard error stream (<c>platforms/Reference/HostLog.cs</c>).
/// </summary>
public interface IHostLog
{
    /// <summary>
    /// Makes the file, or empties it. The path is the host's, from the directory that the sandbox was started in when it is
    /// relative. Only with <see cref="Capability.HostLog"/>, before <see cref="ISouth.Seal"/>, and once. The host's error.
    /// </summary>
    static abstract Errno Open(ReadOnlySpan<byte> path);

    /// <summary>
    /// Appends to the file, the same one for all processes of the sandbox; without <see cref="Capability.HostLog"/> to the
    /// standard error stream. What the host refuses is lost. Unlike <see cref="ISouth.WriteConsole"/> it is not given up for
    /// pending work: the line of the very call that brought the work would be missing.
    /// </summary>
    static abstract void Write(ReadOnlySpan<byte> text);
}
