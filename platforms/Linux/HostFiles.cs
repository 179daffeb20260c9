using System.Runtime;
using System.Runtime.CompilerServices;

namespace LiteBox.South;

/// <summary>
/// The system calls on granted directories. Names are single steps, and no call follows a symbolic link at its end. One
/// open(2) for each purpose, each with its flags as constants: the filter of a bundle that only reads cannot be talked into
/// O_CREAT, O_TRUNC or writing. openat2(2) would hide the flags in memory, where no filter looks.
/// </summary>
internal static unsafe class HostFiles
{
    // O_CLOEXEC 0x80000, O_NOFOLLOW 0x20000, O_DIRECTORY 0x10000, O_NONBLOCK 0x800, O_NOCTTY 0x100
    [HostCall(257, Constant2 = 0xB_0000, Constant3 = 0)]
    [RuntimeImport("*", "host_openat_directory"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint OpenDirectory(uint directory, byte* name);

    // O_PATH 0x200000: a directory that may be passed through but not listed.
    [HostCall(257, Constant2 = 0x2B_0000, Constant3 = 0)]
    [RuntimeImport("*", "host_openat_passage"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint OpenPassage(uint directory, byte* name);

    // O_RDONLY. O_NONBLOCK: the name may have become a pipe, and nothing may wait in here.
    [HostCall(257, Constant2 = 0xA_0900, Constant3 = 0)]
    [RuntimeImport("*", "host_openat_read"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint OpenRead(uint directory, byte* name);

    // O_WRONLY, O_RDWR
    [HostCall(257, Values2 = [0xA_0901, 0xA_0902], Constant3 = 0)]
    [RuntimeImport("*", "host_openat_write"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint OpenWrite(uint directory, byte* name, uint flags);

    // O_RDWR | O_CREAT | O_EXCL; no set-user-ID, set-group-ID or sticky
    [HostCall(257, Constant2 = 0xA_09C2, Mask3 = 0x1FF)]
    [RuntimeImport("*", "host_openat_create"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Create(uint directory, byte* name, uint mode);

    [HostCall(3)]
    [RuntimeImport("*", "host_close"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Close(uint handle);

    // AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH; STATX_BASIC_STATS | STATX_BTIME
    [HostCall(332, Values2 = [0x100, 0x1000], Constant3 = 0xFFF)]
    [RuntimeImport("*", "host_statx"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint GetStatus(uint handle, byte* name, uint flags, ExtendedStatus* status);

    [HostCall(138)]
    [RuntimeImport("*", "host_fstatfs"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint GetSystemStatus(uint handle, FileSystemStatus* status);

    // SEEK_SET
    [HostCall(8, Constant1 = 0, Constant2 = 0)]
    [RuntimeImport("*", "host_lseek_start"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SeekToStart(uint directory);

    [HostCall(217)]
    [RuntimeImport("*", "host_getdents64"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint ReadEntries(uint directory, byte* entries, uint length);

    [HostCall(267)]
    [RuntimeImport("*", "host_readlinkat"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint ReadLink(uint directory, byte* name, byte* target, nuint length);

    [HostCall(17)]
    [RuntimeImport("*", "host_pread64"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Read(uint file, byte* buffer, nuint length, ulong offset);

    // MAP_PRIVATE 2, MAP_FIXED 0x10
    [HostCall(9, Mask2 = 7, Constant3 = 0x12)]
    [RuntimeImport("*", "host_mmap_file"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Map(ulong address, ulong length, uint protection, uint file, ulong offset);

    // MAP_SHARED 1, MAP_FIXED 0x10
    [HostCall(9, Mask2 = 7, Constant3 = 0x11)]
    [RuntimeImport("*", "host_mmap_file_shared"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint MapShared(ulong address, ulong length, uint protection, uint file, ulong offset);

    // F_OFD_SETLK
    [HostCall(72, Constant1 = 37)]
    [RuntimeImport("*", "host_fcntl_lock"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Lock(uint file, RecordLock* range);

    // F_OFD_GETLK
    [HostCall(72, Constant1 = 36)]
    [RuntimeImport("*", "host_fcntl_find_lock"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint FindLock(uint file, RecordLock* range);

    // LOCK_SH | LOCK_NB, LOCK_EX | LOCK_NB, LOCK_UN
    [HostCall(73, Values1 = [5, 6, 8])]
    [RuntimeImport("*", "host_flock"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint LockWhole(uint file, uint operation);

    [HostCall(18)]
    [RuntimeImport("*", "host_pwrite64"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Write(uint file, byte* buffer, nuint length, ulong offset);

    // RWF_APPEND, at the offset -1 of the file that nobody uses
    [HostCall(328, Constant2 = 1, Constant3 = 0, Constant4 = 0, Constant5 = 0x10)]
    [RuntimeImport("*", "host_pwritev2_append"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Append(uint file, FileVector* vector);

    [HostCall(77)]
    [RuntimeImport("*", "host_ftruncate"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SetSize(uint file, ulong size);

    [HostCall(74)]
    [RuntimeImport("*", "host_fsync"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Synchronize(uint handle);

    [HostCall(75)]
    [RuntimeImport("*", "host_fdatasync"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SynchronizeData(uint handle);

    [HostCall(258, Mask2 = 0x1FF)]
    [RuntimeImport("*", "host_mkdirat"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint CreateDirectory(uint directory, byte* name, uint mode);

    [HostCall(266)]
    [RuntimeImport("*", "host_symlinkat"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint CreateSymbolicLink(byte* target, uint directory, byte* name);

    [HostCall(265, Constant4 = 0)]
    [RuntimeImport("*", "host_linkat"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Link(uint oldDirectory, byte* oldName, uint newDirectory, byte* newName);

    // AT_REMOVEDIR
    [HostCall(263, Values2 = [0, 0x200])]
    [RuntimeImport("*", "host_unlinkat"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Remove(uint directory, byte* name, uint flags);

    // RENAME_NOREPLACE 1, RENAME_EXCHANGE 2
    [HostCall(316, Values4 = [0, 1, 2])]
    [RuntimeImport("*", "host_renameat2"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Rename(uint oldDirectory, byte* oldName, uint newDirectory, byte* newName, uint flags);

    // AT_SYMLINK_NOFOLLOW
    [HostCall(452, Mask2 = 0x1FF, Constant3 = 0x100)]
    [RuntimeImport("*", "host_fchmodat2"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SetMode(uint directory, byte* name, uint mode);

    [HostCall(91, Mask1 = 0x1FF)]
    [RuntimeImport("*", "host_fchmod"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SetModeOfFile(uint file, uint mode);

    // AT_SYMLINK_NOFOLLOW
    [HostCall(280, Constant3 = 0x100)]
    [RuntimeImport("*", "host_utimensat"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SetTimes(uint directory, byte* name, FileTimes* times);

    [HostCall(280, Constant1 = 0, Constant3 = 0)]
    [RuntimeImport("*", "host_futimens"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SetTimesOfFile(uint handle, FileTimes* times);
}
