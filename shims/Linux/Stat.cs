using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>What is known about a file: stat(2), statx(2), statfs(2), access(2).</summary>
internal static class Stat
{
    /// <summary>struct stat of x86-64.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private struct StatBuffer
    {
        public ulong Device;
        public ulong Inode;
        public ulong Links;
        public uint Mode;
        public uint User;
        public uint Group;
        private readonly uint _padding;
        public ulong SpecialDevice;
        public ulong Size;
        public ulong BlockSize;
        public ulong Blocks;
        public Timespec AccessedAt;
        public Timespec ModifiedAt;
        public Timespec ChangedAt;
    }

    /// <summary>struct statx_timestamp.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ExtendedTime
    {
        public long Seconds;
        public uint Nanoseconds;
        private readonly int _reserved;

        public static ExtendedTime From(long nanoseconds)
        {
            Timespec time = Timespec.From(nanoseconds);
            return new ExtendedTime { Seconds = time.Seconds, Nanoseconds = (uint)time.Nanoseconds };
        }
    }

    /// <summary>struct statx.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct ExtendedBuffer
    {
        public uint Mask;
        public uint BlockSize;
        public ulong Attributes;
        public uint Links;
        public uint User;
        public uint Group;
        public ushort Mode;
        private readonly ushort _padding;
        public ulong Inode;
        public ulong Size;
        public ulong Blocks;
        public ulong AttributesMask;
        public ExtendedTime AccessedAt;
        public ExtendedTime BornAt;
        public ExtendedTime ChangedAt;
        public ExtendedTime ModifiedAt;
        public uint SpecialMajor;
        public uint SpecialMinor;
        public uint DeviceMajor;
        public uint DeviceMinor;
        public ulong MountId;
    }

    /// <summary>struct statfs.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 120)]
    private struct SystemBuffer
    {
        public ulong Type;
        public ulong BlockSize;
        public ulong Blocks;
        public ulong FreeBlocks;
        public ulong AvailableBlocks;
        public ulong Files;
        public ulong FreeFiles;
        public ulong Id;
        public ulong NameLength;
        public ulong FragmentSize;
        public ulong Flags;
    }

    /// <summary>stat(2).</summary>
    [Syscall(4, "stat")]
    public static Result Of(Thread thread, ulong path, ulong buffer) =>
        OfAt(thread, Descriptors.CurrentDirectory, path, buffer, 0);

    /// <summary>fstat(2).</summary>
    [Syscall(5, "fstat")]
    public static Result OfFile(Thread thread, int descriptor, ulong buffer)
    {
        OpenFile? file = thread.Process.Files[descriptor];
        return file is null ? Errno.EBADF : Write(file.Node, buffer);
    }

    /// <summary>lstat(2).</summary>
    [Syscall(6, "lstat")]
    public static Result OfLink(Thread thread, ulong path, ulong buffer) =>
        OfAt(thread, Descriptors.CurrentDirectory, path, buffer, Descriptors.NoFollow);

    /// <summary>newfstatat(2).</summary>
    [Syscall(262, "newfstatat")]
    public static Result OfAt(Thread thread, int directory, ulong path, ulong buffer, int flags)
    {
        if ((flags & ~(Descriptors.NoFollow | Descriptors.EmptyPath | Descriptors.NoAutomount)) != 0)
            return Errno.EINVAL;
        Errno error = Descriptors.Find(thread, directory, path, (flags & Descriptors.NoFollow) == 0, (flags & Descriptors.EmptyPath) != 0, out Inode? inode);
        return error != Errno.None ? error : Write(inode!, buffer);
    }

    /// <summary>statx(2).</summary>
    [Syscall(332, "statx")]
    public static Result Extended(Thread thread, int directory, ulong path, int flags, uint mask, ulong buffer)
    {
        const int SyncTypes = 0x6000;
        const uint Reserved = 0x8000_0000, BasicAndBirth = 0xFFF, MountIdGiven = 0x1000;
        if ((mask & Reserved) != 0 || (flags & SyncTypes) == SyncTypes
            || (flags & ~(SyncTypes | Descriptors.NoFollow | Descriptors.EmptyPath | Descriptors.NoAutomount)) != 0)
        {
            return Errno.EINVAL;
        }

        Errno error = Descriptors.Find(thread, directory, path, (flags & Descriptors.NoFollow) == 0, (flags & Descriptors.EmptyPath) != 0, out Inode? inode);
        if (error != Errno.None)
            return error;
        inode!.GetStatus(out FileStatus status);
        ExtendedBuffer result = new()
        {
            Mask = BasicAndBirth | MountIdGiven,
            BlockSize = status.BlockSize,
            Links = status.Links,
            User = status.User,
            Group = status.Group,
            Mode = (ushort)status.Mode,
            Inode = status.Inode,
            Size = status.Size,
            Blocks = status.Blocks,
            AccessedAt = ExtendedTime.From(status.AccessedAt),
            BornAt = ExtendedTime.From(status.BornAt),
            ChangedAt = ExtendedTime.From(status.ChangedAt),
            ModifiedAt = ExtendedTime.From(status.ModifiedAt),
            SpecialMajor = Major(status.SpecialDevice),
            SpecialMinor = Minor(status.SpecialDevice),
            DeviceMajor = Major(status.Device),
            DeviceMinor = Minor(status.Device),
            MountId = inode.System.MountId,
        };
        return Guest.Write(buffer, result);
    }

    /// <summary>statfs(2).</summary>
    [Syscall(137, "statfs")]
    public static Result System(Thread thread, ulong path, ulong buffer)
    {
        Errno error = Descriptors.Find(thread, Descriptors.CurrentDirectory, path, follow: true, mayBeEmpty: false, out Inode? inode);
        return error != Errno.None ? error : WriteSystem(thread, inode!, buffer);
    }

    /// <summary>fstatfs(2).</summary>
    [Syscall(138, "fstatfs")]
    public static Result SystemOfFile(Thread thread, int descriptor, ulong buffer)
    {
        OpenFile? file = thread.Process.Files[descriptor];
        return file is null ? Errno.EBADF : WriteSystem(thread, file.Node, buffer);
    }

    /// <summary>access(2).</summary>
    [Syscall(21, "access")]
    public static Result Access(Thread thread, ulong path, int mode) =>
        Access(thread, Descriptors.CurrentDirectory, path, mode, 0);

    /// <summary>faccessat(2), which has no flags in the kernel.</summary>
    [Syscall(269, "faccessat")]
    public static Result AccessAt(Thread thread, int directory, ulong path, int mode) => Access(thread, directory, path, mode, 0);

    /// <summary>faccessat2(2).</summary>
    [Syscall(439, "faccessat2")]
    public static Result Access(Thread thread, int directory, ulong path, int mode, int flags)
    {
        const int EffectiveIds = 0x200;
        if ((mode & ~7) != 0 || (flags & ~(EffectiveIds | Descriptors.NoFollow | Descriptors.EmptyPath)) != 0)
            return Errno.EINVAL;
        // The path too is walked with the rights that are asked about.
        Credentials who = thread.Process.Credentials;
        (uint user, uint group) = (who.FileUser, who.FileGroup);
        if (Capability.Users && (flags & EffectiveIds) == 0)
            (who.FileUser, who.FileGroup) = (who.RealUser, who.RealGroup);
        Errno error = Descriptors.Find(thread, directory, path, (flags & Descriptors.NoFollow) == 0, (flags & Descriptors.EmptyPath) != 0, out Inode? inode);
        if (error == Errno.None)
            error = CheckAccess(who, inode!, (uint)mode);
        (who.FileUser, who.FileGroup) = (user, group);
        return error;
    }

    private static Errno CheckAccess(Credentials who, Inode inode, uint mode)
    {
        bool writes = (mode & Permissions.Write) != 0;
        if (writes && inode.System.IsReadOnly)
            return Errno.EROFS;
        if (!Permissions.Has(inode, mode, who.FileUser, who.FileGroup, who.Groups))
            return Errno.EACCES;
        return writes && inode.System.Magic == FileSystem.SysfsMagic && !inode.IsDirectory ? Errno.EACCES : Errno.None;
    }

    private static Result Write(Inode inode, ulong address)
    {
        inode.GetStatus(out FileStatus status);
        StatBuffer buffer = new()
        {
            Device = status.Device,
            Inode = status.Inode,
            Links = status.Links,
            Mode = status.Mode,
            User = status.User,
            Group = status.Group,
            SpecialDevice = status.SpecialDevice,
            Size = status.Size,
            BlockSize = status.BlockSize,
            Blocks = status.Blocks,
            AccessedAt = Timespec.From(status.AccessedAt),
            ModifiedAt = Timespec.From(status.ModifiedAt),
            ChangedAt = Timespec.From(status.ChangedAt),
        };
        return Guest.Write(address, buffer);
    }

    private static Result WriteSystem(Thread thread, Inode inode, ulong address)
    {
        const ulong Block = 4096, Relatime = 0x1000;
        FileSystem system = inode.System;
        SystemBuffer buffer = new() { Type = system.Magic, BlockSize = Block, FragmentSize = Block, NameLength = Paths.NameMax, Flags = 0x20 | Relatime };
        if (system.IsStorage)
        {
            ulong free = Machine.FreeMemory(thread.Process) / Block;
            buffer.Blocks = (system.ImageSize + Machine.MemorySize) / Block;
            buffer.FreeBlocks = buffer.AvailableBlocks = free;
            buffer.Files = Machine.MemorySize / Block;
            buffer.FreeFiles = free;
            buffer.Id = system.Device;
        }

        if (Capability.HostDirectories && system is GrantedFileSystem granted)
        {
            Errno error = granted.GetSpace(out HostSpace space);
            if (error != Errno.None)
                return error;
            const ulong ReadOnly = 1;
            buffer.BlockSize = buffer.FragmentSize = space.BlockSize;
            buffer.Blocks = space.Blocks;
            buffer.FreeBlocks = space.FreeBlocks;
            buffer.AvailableBlocks = space.AvailableBlocks;
            buffer.Files = space.Files;
            buffer.FreeFiles = space.FreeFiles;
            buffer.Id = system.Device;
            if (system.IsReadOnly)
                buffer.Flags |= ReadOnly;
        }

        return Guest.Write(address, buffer);
    }

    private static uint Major(ulong device) => (uint)(device >> 8) & 0xFFF;

    private static uint Minor(ulong device) => (uint)(device & 0xFF) | ((uint)(device >> 12) & ~0xFFu);
}
