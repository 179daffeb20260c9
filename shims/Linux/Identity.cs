using System;
using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>Who a thread and its process are (credentials(7)).</summary>
internal static class Identity
{
    private const int MostGroups = 65_536;
    private const uint Unchanged = uint.MaxValue;

    /// <summary>getpid(2).</summary>
    [Syscall(39, "getpid", Lockless = true)]
    public static Result GetPid(Thread thread) => thread.Process.Id;

    /// <summary>getppid(2).</summary>
    [Syscall(110, "getppid", Lockless = true)]
    public static Result GetParentPid(Thread thread) => thread.Process.ParentId;

    /// <summary>gettid(2).</summary>
    [Syscall(186, "gettid", Lockless = true)]
    public static Result GetTid(Thread thread) => thread.Id;

    /// <summary>getuid(2).</summary>
    [Syscall(102, "getuid", Lockless = true)]
    public static Result GetUser(Thread thread) => (long)thread.Process.Credentials.RealUser;

    /// <summary>getgid(2).</summary>
    [Syscall(104, "getgid", Lockless = true)]
    public static Result GetGroup(Thread thread) => (long)thread.Process.Credentials.RealGroup;

    /// <summary>geteuid(2).</summary>
    [Syscall(107, "geteuid", Lockless = true)]
    public static Result GetEffectiveUser(Thread thread) => (long)thread.Process.Credentials.User;

    /// <summary>getegid(2).</summary>
    [Syscall(108, "getegid", Lockless = true)]
    public static Result GetEffectiveGroup(Thread thread) => (long)thread.Process.Credentials.Group;

    /// <summary>getresuid(2).</summary>
    [Syscall(118, "getresuid")]
    public static Result GetUsers(Thread thread, ulong real, ulong effective, ulong saved)
    {
        Credentials who = thread.Process.Credentials;
        return WriteThree(real, who.RealUser, effective, who.User, saved, who.SavedUser);
    }

    /// <summary>getresgid(2).</summary>
    [Syscall(120, "getresgid")]
    public static Result GetGroups(Thread thread, ulong real, ulong effective, ulong saved)
    {
        Credentials who = thread.Process.Credentials;
        return WriteThree(real, who.RealGroup, effective, who.Group, saved, who.SavedGroup);
    }

    /// <summary>setuid(2).</summary>
    [Syscall(105, "setuid")]
    public static Result SetUser(Thread thread, uint user)
    {
        if (user == Unchanged)
            return Errno.EINVAL;
        return thread.Process.Credentials.IsPrivileged
            ? SetUsers(thread, user, user, user)
            : SetUsers(thread, Unchanged, user, Unchanged);
    }

    /// <summary>setgid(2).</summary>
    [Syscall(106, "setgid")]
    public static Result SetGroup(Thread thread, uint group)
    {
        if (group == Unchanged)
            return Errno.EINVAL;
        return thread.Process.Credentials.IsPrivileged
            ? SetGroups(thread, group, group, group)
            : SetGroups(thread, Unchanged, group, Unchanged);
    }

    /// <summary>setreuid(2).</summary>
    [Syscall(113, "setreuid")]
    public static Result SetRealAndEffectiveUser(Thread thread, uint real, uint effective)
    {
        uint realBefore = thread.Process.Credentials.RealUser;
        bool savesEffective = real != Unchanged || (effective != Unchanged && effective != realBefore);
        uint saved = !savesEffective ? Unchanged : effective != Unchanged ? effective : thread.Process.Credentials.User;
        return SetUsers(thread, real, effective, saved);
    }

    /// <summary>setregid(2).</summary>
    [Syscall(114, "setregid")]
    public static Result SetRealAndEffectiveGroup(Thread thread, uint real, uint effective)
    {
        uint realBefore = thread.Process.Credentials.RealGroup;
        bool savesEffective = real != Unchanged || (effective != Unchanged && effective != realBefore);
        uint saved = !savesEffective ? Unchanged : effective != Unchanged ? effective : thread.Process.Credentials.Group;
        return SetGroups(thread, real, effective, saved);
    }

    /// <summary>setresuid(2).</summary>
    [Syscall(117, "setresuid")]
    public static Result SetUsers(Thread thread, uint real, uint effective, uint saved)
    {
        Credentials who = thread.Process.Credentials;
        if (!who.IsPrivileged && !(MaySet(who, real) && MaySet(who, effective) && MaySet(who, saved)))
            return Errno.EPERM;
        who.RealUser = real == Unchanged ? who.RealUser : real;
        who.User = effective == Unchanged ? who.User : effective;
        who.SavedUser = saved == Unchanged ? who.SavedUser : saved;
        who.FileUser = who.User;
        return Result.Success;
    }

    /// <summary>setresgid(2).</summary>
    [Syscall(119, "setresgid")]
    public static Result SetGroups(Thread thread, uint real, uint effective, uint saved)
    {
        Credentials who = thread.Process.Credentials;
        if (!who.IsPrivileged && !(MaySetGroup(who, real) && MaySetGroup(who, effective) && MaySetGroup(who, saved)))
            return Errno.EPERM;
        who.RealGroup = real == Unchanged ? who.RealGroup : real;
        who.Group = effective == Unchanged ? who.Group : effective;
        who.SavedGroup = saved == Unchanged ? who.SavedGroup : saved;
        who.FileGroup = who.Group;
        return Result.Success;
    }

    /// <summary>setfsuid(2): gives the old one.</summary>
    [Syscall(122, "setfsuid")]
    public static Result SetFileUser(Thread thread, uint user)
    {
        Credentials who = thread.Process.Credentials;
        uint before = who.FileUser;
        if (user != Unchanged && (who.IsPrivileged || MaySet(who, user) || user == before))
            who.FileUser = user;
        return (long)before;
    }

    /// <summary>setfsgid(2): gives the old one.</summary>
    [Syscall(123, "setfsgid")]
    public static Result SetFileGroup(Thread thread, uint group)
    {
        Credentials who = thread.Process.Credentials;
        uint before = who.FileGroup;
        if (group != Unchanged && (who.IsPrivileged || MaySetGroup(who, group) || group == before))
            who.FileGroup = group;
        return (long)before;
    }

    /// <summary>getgroups(2).</summary>
    [Syscall(115, "getgroups")]
    public static Result GetSupplementary(Thread thread, int size, ulong list)
    {
        uint[] groups = thread.Process.Credentials.Groups;
        if (size < 0 || (size != 0 && size < groups.Length))
            return Errno.EINVAL;
        if (size != 0 && Guest.WriteBytes(list, MemoryMarshal.AsBytes(groups.AsSpan())) != Errno.None)
            return Errno.EFAULT;
        return groups.Length;
    }

    /// <summary>setgroups(2).</summary>
    [Syscall(116, "setgroups")]
    public static Result SetSupplementary(Thread thread, int size, ulong list)
    {
        if (!thread.Process.Credentials.IsPrivileged)
            return Errno.EPERM;
        if (size is < 0 or > MostGroups)
            return Errno.EINVAL;
        uint[] groups = new uint[size];
        if (Guest.ReadBytes(list, MemoryMarshal.AsBytes(groups.AsSpan())) != Errno.None)
            return Errno.EFAULT;
        thread.Process.Credentials.Groups = groups;
        return Result.Success;
    }

    private static bool MaySet(Credentials who, uint user) =>
        user == Unchanged || user == who.RealUser || user == who.User || user == who.SavedUser;

    private static bool MaySetGroup(Credentials who, uint group) =>
        group == Unchanged || group == who.RealGroup || group == who.Group || group == who.SavedGroup;

    private static Result WriteThree(ulong first, uint a, ulong second, uint b, ulong third, uint c)
    {
        Errno error = Guest.Write(first, a);
        if (error == Errno.None)
            error = Guest.Write(second, b);
        return error == Errno.None ? Guest.Write(third, c) : error;
    }
}
