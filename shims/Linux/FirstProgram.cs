using System;

namespace LiteBox.Shim.Linux;

/// <summary>Loads the program that the policy names.</summary>
internal static class FirstProgram
{
    /// <summary>Puts the program into the memory of the first process. The errors of execve(2).</summary>
    internal static Errno Load(Thread thread, Policy policy)
    {
        StringList arguments = new();
        StringList environment = new();
        Errno error = AddAll(arguments, policy.Arguments);
        if (error == Errno.None && policy.AppendHostArguments)
            error = AddHostArguments(arguments);
        if (error == Errno.None)
            error = AddAll(environment, policy.Environment);
        if (error != Errno.None)
            return error;
        error = Loader.Prepare(thread, policy.Program, arguments, environment, out Loader? loader);
        return error == Errno.None ? loader!.Commit(thread) : error;
    }

    private static Errno AddAll(StringList list, System.Collections.Generic.List<byte[]> strings)
    {
        for (int i = 0; i < strings.Count; i++)
        {
            Errno error = list.Add(strings[i]);
            if (error != Errno.None)
                return error;
        }

        return Errno.None;
    }

    private static Errno AddHostArguments(StringList list)
    {
        ReadOnlySpan<byte> rest = Host.HostArguments;
        while (!rest.IsEmpty)
        {
            int length = rest.IndexOf((byte)0);
            if (length < 0)
                return Errno.None;
            Errno error = list.Add(rest[..length]);
            if (error != Errno.None)
                return error;
            rest = rest[(length + 1)..];
        }

        return Errno.None;
    }
}
