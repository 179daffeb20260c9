using System;

namespace LiteBox.North;

/// <content>Names of Unix sockets.</content>
public static partial class FileCalls
{
    /// <summary>Makes the file that names a socket. EEXIST; EINVAL for a socket that has a name.</summary>
    internal static Errno MakeSocket(Thread thread, ReadOnlySpan<byte> path, UnixSocket socket, out SocketName? name)
    {
        name = null;
        Errno error = WalkToFree(thread, thread.Process.WorkingDirectory, path, mayHaveSlash: false, out Walked walked);
        if (error == Errno.None)
            error = Permissions.ToChange(thread, walked.Parent);
        if (error != Errno.None)
            return error;
        if (socket.IsNamed)
            return Errno.EINVAL;
        if (OnHost(walked.Parent, out _))
            return Errno.EPERM;
        if (!walked.Parent.CanCreate)
            return Errno.EACCES;
        SocketName made = new(walked.Parent.System, 0x1FF & ~thread.Process.CreationMask, socket);
        Own(thread, walked.Parent, made);
        error = walked.Parent.Insert(walked.Name, made);
        if (error == Errno.None)
            name = made;
        return error;
    }

    /// <summary>Finds the socket that a path names; null when the file is no socket, or one whose socket is closed.</summary>
    internal static Errno FindSocket(Thread thread, ReadOnlySpan<byte> path, out UnixSocket? socket)
    {
        Errno error = Paths.Find(thread, thread.Process.WorkingDirectory, path, WalkFlags.Follow, out Inode? inode);
        socket = null;
        if (error == Errno.None && !Permissions.Has(thread, inode!, Permissions.Write))
            return Errno.EACCES;
        socket = (inode as SocketName)?.Socket;
        return error;
    }
}
