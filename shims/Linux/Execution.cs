using System;

namespace LiteBox.Shim.Linux;

/// <summary>execve(2).</summary>
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
