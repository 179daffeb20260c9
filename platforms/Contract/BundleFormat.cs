namespace LiteBox.South;

/// <summary>The numbers of the bundle's policy (docs/ARCHITECTURE.md, "Bundle"). The packager compiles this file too.</summary>
public static class BundleFormat
{
    /// <summary>The first eight bytes of a policy: "LBPOLICY", little endian.</summary>
    public const ulong Magic = 0x5943_494C_4F50_424C;

    /// <summary>Version of the format.</summary>
    public const uint Version = 1;

    /// <summary>Bytes of the header.</summary>
    public const int HeaderSize = 64;

    /// <summary>Offset of the version.</summary>
    public const int VersionOffset = 8;

    /// <summary>Offset of the flags.</summary>
    public const int FlagsOffset = 12;

    /// <summary>Offset of the policy's length in bytes, header and records.</summary>
    public const int LengthOffset = 16;

    /// <summary>Offset of the root image's offset in the file.</summary>
    public const int RootOffsetOffset = 24;

    /// <summary>Offset of the root image's length in bytes.</summary>
    public const int RootLengthOffset = 32;

    /// <summary>
    /// Offset of the checksum over the policy's words but this one: FNV-1a on 64-bit words. It tells a damaged file, not a forged one.
    /// </summary>
    public const int ChecksumOffset = 40;

    /// <summary>The checksum of no words.</summary>
    public const ulong ChecksumStart = 0xCBF2_9CE4_8422_2325;

    /// <summary>What each word's step of the checksum multiplies with.</summary>
    public const ulong ChecksumFactor = 0x100_0000_01B3;

    /// <summary>Bytes of a record before its contents: kind u16, flags u16, length u32.</summary>
    public const int RecordHeaderSize = 8;

    /// <summary>Records start at multiples of this.</summary>
    public const int RecordAlignment = 8;

    /// <summary>Flag: collect garbage at the end of every system call.</summary>
    public const uint CollectAlways = 1;

    /// <summary>Flag: the host's arguments are appended to the guest's.</summary>
    public const uint AppendHostArguments = 2;

    /// <summary>Flag: the bundle logs the program's system calls.</summary>
    public const uint Trace = 4;

    /// <summary>Record: the end.</summary>
    public const ushort End = 0;

    /// <summary>Record: guest path of the program.</summary>
    public const ushort Program = 1;

    /// <summary>Record: one argument; argv[0] first.</summary>
    public const ushort Argument = 2;

    /// <summary>Record: one <c>NAME=value</c>.</summary>
    public const ushort Environment = 3;

    /// <summary>Record: rw u8, host path, zero, guest path.</summary>
    public const ushort Mount = 4;

    /// <summary>Record: guest path of the working directory.</summary>
    public const ushort WorkingDirectory = 5;

    /// <summary>Record: the seccomp program, eight bytes an instruction.</summary>
    public const ushort Seccomp = 6;

    /// <summary>Record: pairs of u32: index of a filter instruction, and one of the values below.</summary>
    public const ushort SeccompPatch = 7;

    /// <summary>A filter patch: low half of the address after the gate's instruction.</summary>
    public const uint PatchGateLow = 0;

    /// <summary>A filter patch: high half of that address.</summary>
    public const uint PatchGateHigh = 1;

    /// <summary>A filter patch: the process id.</summary>
    public const uint PatchProcessId = 2;

    /// <summary>Record: u32: what a trimmed system call does: 0 ENOSYS, 1 ends the guest.</summary>
    public const ushort OnTrimmed = 8;

    /// <summary>Record: u32 numbers of the system calls kept.</summary>
    public const ushort SyscallsKept = 9;

    /// <summary>Record: the host name for uname(2).</summary>
    public const ushort HostName = 10;

    /// <summary>Record: text lines <c>number name [rule]</c> about host calls.</summary>
    public const ushort HostCalls = 11;

    /// <summary>Record: u16 port of the host that may be listened at.</summary>
    public const ushort Listen = 12;

    /// <summary>
    /// Record: where connections may go on the host's network: u16 port (0: any), u8 leading bits of the address that count (of 128;
    /// 0: any address), u8 zero, 16 bytes IPv6 address, or ::ffff:a.b.c.d for an IPv4 address.
    /// </summary>
    public const ushort Connect = 13;

    /// <summary>Bytes of such a record.</summary>
    public const int ConnectSize = 20;

    /// <summary>Record: path on the host of the file that the log of the program's system calls goes to.</summary>
    public const ushort TraceFile = 14;
}
