using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>
/// The system calls of platforms/Linux/HostFiles.cs, made through the C library, with the same constants. So the tests of
/// granted directories need Linux.
/// </summary>
internal static unsafe partial class HostFiles
{
    public static nint OpenDirectory(uint directory, byte* name) => Call(257, (int)directory, (nint)name, 0xB_0000, 0);

    public static nint OpenPassage(uint directory, byte* name) => Call(257, (int)directory, (nint)name, 0x2B_0000, 0);

    public static nint OpenRead(uint directory, byte* name) => Call(257, (int)directory, (nint)name, 0xA_0900, 0);

    public static nint OpenWrite(uint directory, byte* name, uint flags) => Call(257, (int)directory, (nint)name, (nint)flags, 0);

    public static nint Create(uint directory, byte* name, uint mode) => Call(257, (int)directory, (nint)name, 0xA_09C2, (nint)mode);

    /// <summary>open(2) of a path of the host itself, O_DIRECTORY | O_CLOEXEC.</summary>
    public static nint OpenPath(byte* path) => Call(257, -100, (nint)path, 0x9_0000, 0);

    public static nint Close(uint handle) => Call(3, (int)handle);

    public static nint GetStatus(uint handle, byte* name, uint flags, ExtendedStatus* status) =>
        Call(332, (int)handle, (nint)name, (nint)flags, 0xFFF, (nint)status);

    public static nint GetSystemStatus(uint handle, FileSystemStatus* status) => Call(138, (int)handle, (nint)status);

    public static nint SeekToStart(uint directory) => Call(8, (int)directory, 0, 0);

    public static nint ReadEntries(uint directory, byte* entries, uint length) => Call(217, (int)directory, (nint)entries, (nint)length);

    public static nint ReadLink(uint directory, byte* name, byte* target, nuint length) => Call(267, (int)directory, (nint)name, (nint)target, (nint)length);

    public static nint Read(uint file, byte* buffer, nuint length, ulong offset) => Call(17, (int)file, (nint)buffer, (nint)length, (nint)offset);

    public static nint Lock(uint file, RecordLock* range) => Call(72, (int)file, 37, (nint)range);

    public static nint FindLock(uint file, RecordLock* range) => Call(72, (int)file, 36, (nint)range);

    public static nint LockWhole(uint file, uint operation) => Call(73, (int)file, (nint)operation);

    public static nint Write(uint file, byte* buffer, nuint length, ulong offset) => Call(18, (int)file, (nint)buffer, (nint)length, (nint)offset);

    public static nint Append(uint file, FileVector* vector) => Call(328, (int)file, (nint)vector, 1, 0, 0, 0x10);

    public static nint SetSize(uint file, ulong size) => Call(77, (int)file, (nint)size);

    public static nint Synchronize(uint handle) => Call(74, (int)handle);

    public static nint SynchronizeData(uint handle) => Call(75, (int)handle);

    public static nint CreateDirectory(uint directory, byte* name, uint mode) => Call(258, (int)directory, (nint)name, (nint)mode);

    public static nint CreateSymbolicLink(byte* target, uint directory, byte* name) => Call(266, (nint)target, (int)directory, (nint)name);

    public static nint Link(uint oldDirectory, byte* oldName, uint newDirectory, byte* newName) =>
        Call(265, (int)oldDirectory, (nint)oldName, (int)newDirectory, (nint)newName, 0);

    public static nint Remove(uint directory, byte* name, uint flags) => Call(263, (int)directory, (nint)name, (nint)flags);

    public static nint Rename(uint oldDirectory, byte* oldName, uint newDirectory, byte* newName, uint flags) =>
        Call(316, (int)oldDirectory, (nint)oldName, (int)newDirectory, (nint)newName, (nint)flags);

    public static nint SetMode(uint directory, byte* name, uint mode) => Call(452, (int)directory, (nint)name, (nint)mode, 0x100);

    public static nint SetModeOfFile(uint file, uint mode) => Call(91, (int)file, (nint)mode);

    public static nint SetTimes(uint directory, byte* name, FileTimes* times) => Call(280, (int)directory, (nint)name, (nint)times, 0x100);

    public static nint SetTimesOfFile(uint handle, FileTimes* times) => Call(280, (int)handle, 0, (nint)times, 0);

    /// <summary>geteuid(2) and getegid(2).</summary>
    public static (uint User, uint Group) Owner { get; } = ((uint)Call(107), (uint)Call(108));

    private static nint Call(long number, nint first = 0, nint second = 0, nint third = 0, nint fourth = 0, nint fifth = 0, nint sixth = 0)
    {
        nint result = SystemCall(number, first, second, third, fourth, fifth, sixth);
        return result == -1 ? -Marshal.GetLastPInvokeError() : result;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(long number, nint first, nint second, nint third, nint fourth, nint fifth, nint sixth);
}
