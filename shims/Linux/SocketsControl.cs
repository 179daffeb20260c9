using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>Control messages (cmsg(3)): descriptors, credentials and what is known of the way that go with the data.</summary>
internal static class SocketsControl
{
    private const int HeaderBytes = ControlMessage.HeaderBytes, CredentialBytes = 12;
    private const int SocketLevel = 1, Rights = 1, Credentials = 2;

    // net.core.optmem_max
    private const int MostBytes = 128 << 10;

    /// <summary>
    /// Reads what goes with a message into it. EINVAL for what is not known, EBADF, EPERM for credentials that are not the
    /// sender's, ENOBUFS for too much.
    /// </summary>
    internal static Errno Read(Thread thread, Socket socket, in SocketsMessages.Header header, scoped ref Message message)
    {
        if (header.ControlLength > MostBytes)
            return Errno.ENOBUFS;
        byte[] control = new byte[(int)header.ControlLength];
        if (Guest.ReadBytes(header.Control, control) != Errno.None)
            return Errno.EFAULT;
        if (socket.Family != AddressFamily.Unix)
        {
            message.Control = control;
            return Errno.None;
        }

        List<OpenFile>? files = null;
        Errno error = Parse(thread, control, ref files, ref message);
        if (files is { Count: > 0 })
        {
            OpenFile[] array = new OpenFile[files.Count];
            for (int i = 0; i < array.Length; i++)
                array[i] = files[i];
            message.Files = array;
            if (error != Errno.None)
                message.ReleaseFiles();
        }

        return error;
    }

    /// <summary>Writes what came with a message where the guest wants it; gives the bytes. What does not fit is dropped, and told.</summary>
    internal static ulong Write(Thread thread, Socket socket, in SocketsMessages.Header header, scoped ref Message message, out Errno error)
    {
        error = Errno.None;
        ulong at = header.Control, left = header.Control == 0 ? 0 : header.ControlLength;
        if (socket.PassesCredentials && socket.Family == AddressFamily.Unix)
        {
            SocketCredentials sender = message.HasSender ? message.Sender : SocketCredentials.Unknown;
            error = Put(ref at, ref left, SocketLevel, Credentials, MemoryMarshal.AsBytes(new ReadOnlySpan<SocketCredentials>(in sender)), ref message);
        }

        ReadOnlySpan<byte> described = message.Control[..message.ControlLength];
        while (error == Errno.None && described.Length >= HeaderBytes && ControlMessage.TryTake(ref described, out ControlMessage one))
            error = Put(ref at, ref left, one.Level, one.Kind, one.Data, ref message);

        if (message.Files is not null)
        {
            if (error == Errno.None)
                error = PutFiles(thread, ref at, ref left, ref message);
            message.ReleaseFiles();
        }

        return at - header.Control;
    }

    private static Errno Parse(Thread thread, ReadOnlySpan<byte> control, ref List<OpenFile>? files, scoped ref Message message)
    {
        while (control.Length >= HeaderBytes)
        {
            if (!ControlMessage.TryTake(ref control, out ControlMessage one))
                return Errno.EINVAL;
            Errno error = one.Level != SocketLevel ? Errno.None : one.Kind switch
            {
                Rights => TakeFiles(thread, one.Data, ref files),
                Credentials => TakeCredentials(thread, one.Data, ref message),
                _ => Errno.EINVAL,
            };
            if (error != Errno.None)
                return error;
        }

        return Errno.None;
    }

    private static Errno TakeFiles(Thread thread, ReadOnlySpan<byte> data, ref List<OpenFile>? files)
    {
        files ??= new List<OpenFile>();
        if (data.Length / sizeof(int) + files.Count > FilesInFlight.MostFiles)
            return Errno.EINVAL;
        for (; data.Length >= sizeof(int); data = data[sizeof(int)..])
        {
            OpenFile? file = thread.Process.Files[BinaryPrimitives.ReadInt32LittleEndian(data)];
            if (file is null)
                return Errno.EBADF;
            file.Retain();
            files.Add(file);
        }

        return Errno.None;
    }

    private static Errno TakeCredentials(Thread thread, ReadOnlySpan<byte> data, scoped ref Message message)
    {
        if (data.Length != CredentialBytes)
            return Errno.EINVAL;
        SocketCredentials given = MemoryMarshal.Read<SocketCredentials>(data);
        Credentials own = thread.Process.Credentials;
        bool isOwn = given.Process == thread.Process.Id
            && (given.User == own.RealUser || given.User == own.User || given.User == own.SavedUser)
            && (given.Group == own.RealGroup || given.Group == own.Group || given.Group == own.SavedGroup);
        if (!isOwn && !own.IsPrivileged)
            return Errno.EPERM;
        if (given.Process != thread.Process.Id && Kernel.FindProcess(given.Process) is null)
            return Errno.ESRCH;
        message.Sender = given;
        message.HasSender = true;
        return Errno.None;
    }

    // put_cmsg of the kernel: a message that does not fit is cut off, and told.
    private static Errno Put(ref ulong at, ref ulong left, int level, int kind, scoped ReadOnlySpan<byte> data, scoped ref Message message)
    {
        if (left < HeaderBytes)
        {
            message.Outcome |= MessageFlags.ControlTruncated;
            return Errno.None;
        }

        ulong length = HeaderBytes + (ulong)data.Length;
        if (length > left)
        {
            message.Outcome |= MessageFlags.ControlTruncated;
            length = left;
        }

        Errno error = PutHeader(at, length, level, kind);
        if (error == Errno.None)
            error = Guest.WriteBytes(at + HeaderBytes, data[..(int)(length - HeaderBytes)]);
        ulong space = ulong.Min((ulong)ControlMessage.SpaceFor(data.Length), left);
        at += space;
        left -= space;
        return error;
    }

    private static Errno PutFiles(Thread thread, ref ulong at, ref ulong left, scoped ref Message message)
    {
        OpenFile[] files = message.Files!;
        int most = left > HeaderBytes ? (int)ulong.Min((left - HeaderBytes) / sizeof(int), (ulong)files.Length) : 0;
        int done = 0;
        Errno error = Errno.None;
        for (; done < most; done++)
        {
            files[done].Retain();
            Result descriptor = thread.Process.AddFile(files[done], message.Asks(MessageFlags.CloseOnExec));
            if (descriptor.Failed)
                break;
            error = Guest.Write(at + HeaderBytes + (ulong)done * sizeof(int), (int)descriptor.Value);
            if (error != Errno.None)
            {
                thread.Process.CloseFile((int)descriptor.Value);
                break;
            }
        }

        if (done > 0)
        {
            ulong length = HeaderBytes + (ulong)done * sizeof(int);
            error = PutHeader(at, length, SocketLevel, Rights);
            ulong space = ulong.Min(length + 7 & ~7UL, left);
            at += space;
            left -= space;
        }

        if (done < files.Length)
            message.Outcome |= MessageFlags.ControlTruncated;
        return error;
    }

    private static Errno PutHeader(ulong at, ulong length, int level, int kind)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(header, length);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], level);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], kind);
        return Guest.WriteBytes(at, header);
    }
}
