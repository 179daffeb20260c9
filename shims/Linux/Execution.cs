using System;

namespace LiteBox.Shim.Linux;

/// <summary>execve(2) and execveat(2).</summary>
internal static class Execution
{
    /// <summary>execve(2): replaces the program in place.</summary>
    [Syscall(59, "execve")]
    public static Result Execve(Thread thread, ulong path, ulong arguments, ulong environment)
    {
        Span<byte> buffer = stackalloc byte[Guest.PathMax];
        Errno error = Guest.ReadPath(path, buffer, out ReadOnlySpan<byte> name);
        return error == Errno.None ? Execute(thread, name, arguments, environment) : error;
    }

    /// <summary>execveat(2).</summary>
    [Syscall(322, "execveat")]
    public static Result ExecuteAt(Thread thread, int directory, ulong path, ulong arguments, ulong environment, int flags)
    {
        const int CurrentDirectory = -100;
        if ((flags & ~(Descriptors.NoFollow | Descriptors.EmptyPath)) != 0)
            return Errno.EINVAL;
        Span<byte> buffer = stackalloc byte[Guest.PathMax];
        Errno error = Guest.ReadPath(path, buffer, out ReadOnlySpan<byte> name);
        if (error != Errno.None)
            return error;
        bool follows = (flags & Descriptors.NoFollow) == 0;
        error = Descriptors.Find(thread, directory, path, follows, (flags & Descriptors.EmptyPath) != 0, out Inode? inode);
        if (error != Errno.None)
            return error;
        if (!follows && (inode!.Mode & FileType.Mask) == FileType.SymbolicLink)
            return Errno.ELOOP;
        if (directory == CurrentDirectory || (name.Length > 0 && name[0] == '/'))
            return Execute(thread, name.IsEmpty ? "."u8 : name, arguments, environment);

        // By the name that an interpreter of a script could open it with.
        ByteBuilder whole = new(64 + name.Length);
        whole.Append("/proc/self/fd/"u8);
        whole.AppendDecimal((uint)directory);
        if (!name.IsEmpty)
            whole.Append((byte)'/');
        whole.Append(name);
        return Execute(thread, whole.Text, arguments, environment);
    }

    private static Result Execute(Thread thread, ReadOnlySpan<byte> name, ulong arguments, ulong environment)
    {
        if (name.IsEmpty)
            return Errno.ENOENT;
        StringList argv = new();
        StringList envp = new();
        Errno error = argv.AddVector(arguments);
        if (error == Errno.None)
            error = envp.AddVector(environment);
        if (error != Errno.None)
            return error;
        error = Loader.Prepare(thread, name, argv, envp, out Loader? loader);
        if (error != Errno.None)
            return error;

        // Another thread was first: this one ends before its call could be made again.
        error = thread.Process.Execute(thread, loader!);
        return error == Errno.None ? Outcome.RegistersSet : error;
    }
}
