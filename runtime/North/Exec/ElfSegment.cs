namespace LiteBox.North;

/// <summary>Elf64_Phdr.</summary>
internal struct ElfSegment
{
    public const uint Load = 1;
    public const uint Interpreter = 3;
    public const uint ProgramHeaders = 6;
    public const uint GnuStack = 0x6474_E551;

    public const uint Executable = 1;
    public const uint Writable = 2;
    public const uint Readable = 4;

    // Never assigned by name: the loader reads whole headers from the file.
#pragma warning disable CS0649
    public uint Type;
    public uint Flags;
    public ulong Offset;
    public ulong Address;
    public ulong PhysicalAddress;
    public ulong FileSize;
    public ulong MemorySize;
    public ulong Alignment;
#pragma warning restore CS0649

    public readonly PageProtection Protection =>
        ((Flags & Readable) != 0 ? PageProtection.Read : 0)
        | ((Flags & Writable) != 0 ? PageProtection.Write : 0)
        | ((Flags & Executable) != 0 ? PageProtection.Execute : 0);
}
