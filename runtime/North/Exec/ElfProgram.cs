using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LiteBox.North;

/// <summary>
/// A checked ELF file (elf(5)) that can be mapped: a program or its interpreter. Reading it touches no guest memory, so
/// execve can still fail.
/// </summary>
internal sealed class ElfProgram
{
    private const int MostSegments = 65_536 / 56;

    private readonly ElfSegment[] _segments;
    private ElfHeader _header;

    private ElfProgram(MapSource file, ElfHeader header, ElfSegment[] segments)
    {
        File = file;
        _header = header;
        _segments = segments;
    }

    public MapSource File { get; }

    /// <summary>Path of the interpreter (PT_INTERP); empty: none.</summary>
    public byte[] Interpreter { get; private set; } = [];

    /// <summary>True when the stack has to be executable.</summary>
    public bool HasExecutableStack { get; private set; }

    /// <summary>True when it runs at any address.</summary>
    public bool IsPositionIndependent => _header.Type == ElfHeader.TypeShared;

    /// <summary>The largest alignment that a segment asks for, at least a page.</summary>
    public ulong Alignment { get; private set; } = Guest.PageSize;

    /// <summary>Lowest page of the segments, before relocation.</summary>
    public ulong LowestAddress { get; private set; } = ulong.MaxValue;

    /// <summary>Highest address + 1 of the segments, before relocation.</summary>
    public ulong HighestAddress { get; private set; }

    /// <summary>Number of program headers.</summary>
    public int SegmentCount => _segments.Length;

    /// <summary>Entry point, before relocation.</summary>
    public ulong Entry => _header.Entry;

    /// <summary>Address of the program headers, before relocation; 0 when no segment holds them.</summary>
    public ulong SegmentsAddress { get; private set; }

    /// <summary>Reads and checks a file. ENOEXEC when it is no ELF file for this machine; EINVAL and EIO as Linux.</summary>
    public static Errno Read(MapSource file, out ElfProgram? program)
    {
        program = null;
        Unsafe.SkipInit(out ElfHeader header);
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<ElfHeader>(ref header));
        if (ReadFully(file, bytes, 0) != Errno.None)
            return Errno.ENOEXEC;
        if ((header.Ident & 0x00FF_FFFF_FFFF_FFFF) != ElfHeader.ExpectedIdent
            || header.Type is not (ElfHeader.TypeExecutable or ElfHeader.TypeShared)
            || header.Machine != ElfHeader.MachineX64
            || header.SegmentSize != Unsafe.SizeOf<ElfSegment>()
            || header.SegmentCount is 0 or > MostSegments)
        {
            return Errno.ENOEXEC;
        }

        ElfSegment[] segments = new ElfSegment[header.SegmentCount];
        if (ReadFully(file, MemoryMarshal.AsBytes(segments.AsSpan()), header.SegmentsOffset) != Errno.None)
            return Errno.ENOEXEC;
        ElfProgram result = new(file, header, segments);
        Errno error = result.Check();
        if (error == Errno.None)
            program = result;
        return error;
    }

    /// <summary>
    /// Maps the segments, moved by <paramref name="bias"/>, into the empty range. What fails here has no way back.
    /// </summary>
    public Errno Map(Memory memory, ulong bias, ref ProgramLayout layout)
    {
        foreach (ref readonly ElfSegment segment in _segments.AsSpan())
        {
            if (segment.Type != ElfSegment.Load || segment.MemorySize == 0)
                continue;
            Errno error = MapSegment(memory, bias, segment);
            if (error != Errno.None)
                return error;
            Note(ref layout, segment, bias);
        }

        return Errno.None;
    }

    private static void Note(ref ProgramLayout layout, in ElfSegment segment, ulong bias)
    {
        ulong start = segment.Address + bias;
        ulong end = start + segment.FileSize;
        if ((segment.Flags & ElfSegment.Executable) != 0)
        {
            if (layout.CodeStart == 0 || start < layout.CodeStart)
                layout.CodeStart = start;
            layout.CodeEnd = ulong.Max(layout.CodeEnd, end);
        }

        layout.DataStart = ulong.Max(layout.DataStart, start);
        layout.DataEnd = ulong.Max(layout.DataEnd, end);
    }

    private Errno MapSegment(Memory memory, ulong bias, in ElfSegment segment)
    {
        ulong address = segment.Address + bias;
        ulong start = Guest.PageDown(address);
        ulong fileEnd = Guest.PageUp(address + segment.FileSize);
        ulong end = Guest.PageUp(address + segment.MemorySize);
        const MapFlags Flags = MapFlags.Private | MapFlags.Fixed;
        if (segment.FileSize != 0)
        {
            Result mapped = memory.Map(start, fileEnd - start, segment.Protection, Flags, File, Guest.PageDown(segment.Offset));
            if (mapped.Failed)
                return mapped.Error;
        }
        else
        {
            fileEnd = start;
        }

        if (end > fileEnd)
        {
            Result mapped = memory.Map(fileEnd, end - fileEnd, segment.Protection, Flags | MapFlags.Anonymous);
            if (mapped.Failed)
                return mapped.Error;
        }

        // The rest of the file's last page belongs to .bss. Where it cannot be written nothing relies on zeros there.
        ulong tail = address + segment.FileSize;
        if (segment.MemorySize > segment.FileSize && tail < fileEnd && (segment.Flags & ElfSegment.Writable) != 0)
            return Guest.Clear(tail, fileEnd - tail);
        return Errno.None;
    }

    private Errno Check()
    {
        foreach (ref readonly ElfSegment segment in _segments.AsSpan())
        {
            Errno error = segment.Type switch
            {
                ElfSegment.Load => CheckLoad(segment),
                ElfSegment.Interpreter when Interpreter.Length == 0 => ReadInterpreter(segment),
                _ => Errno.None,
            };
            if (error != Errno.None)
                return error;
            if (segment.Type == ElfSegment.GnuStack)
                HasExecutableStack = (segment.Flags & ElfSegment.Executable) != 0;
            if (segment.Type == ElfSegment.ProgramHeaders)
                SegmentsAddress = segment.Address;
        }

        return LowestAddress == ulong.MaxValue ? Errno.ENOEXEC : Errno.None;
    }

    private Errno CheckLoad(in ElfSegment segment)
    {
        if (segment.MemorySize == 0)
            return Errno.None;
        if (segment.FileSize > segment.MemorySize || segment.Address >= Host.GuestEnd || segment.MemorySize > Host.GuestEnd - segment.Address)
            return Errno.EINVAL;
        if (((segment.Address ^ segment.Offset) & (Guest.PageSize - 1)) != 0 && segment.FileSize != 0)
            return Errno.EINVAL;
        if (segment.Offset > long.MaxValue - segment.FileSize)
            return Errno.EINVAL;
        ulong alignment = segment.Alignment;
        if (alignment > Alignment && (alignment & (alignment - 1)) == 0 && alignment <= 1 << 30)
            Alignment = alignment;
        LowestAddress = ulong.Min(LowestAddress, Guest.PageDown(segment.Address));
        HighestAddress = ulong.Max(HighestAddress, segment.Address + segment.MemorySize);
        ulong headers = _header.SegmentsOffset;
        if (SegmentsAddress == 0 && headers >= segment.Offset && headers < segment.Offset + segment.FileSize)
            SegmentsAddress = headers - segment.Offset + segment.Address;
        if (!IsPositionIndependent && Guest.PageDown(segment.Address) < Host.GuestStart)
            return Errno.EPERM;
        return Errno.None;
    }

    private Errno ReadInterpreter(in ElfSegment segment)
    {
        if (segment.FileSize is < 2 or > Guest.PathMax)
            return Errno.ENOEXEC;
        byte[] path = new byte[(int)segment.FileSize];
        if (ReadFully(File, path, segment.Offset) != Errno.None)
            return Errno.EIO;
        if (path[^1] != 0)
            return Errno.ENOEXEC;
        Interpreter = path.AsSpan(0, path.AsSpan().IndexOf((byte)0)).ToArray();
        return Interpreter.Length == 0 ? Errno.ENOEXEC : Errno.None;
    }

    private static Errno ReadFully(MapSource file, Span<byte> destination, ulong offset)
    {
        if (offset > long.MaxValue - (ulong)destination.Length)
            return Errno.EIO;
        while (!destination.IsEmpty)
        {
            Result read = file.PRead(destination, offset);
            if (read.Failed)
                return read.Error;
            if (read.Value == 0)
                return Errno.EIO;
            destination = destination[(int)read.Value..];
            offset += (ulong)read.Value;
        }

        return Errno.None;
    }
}
