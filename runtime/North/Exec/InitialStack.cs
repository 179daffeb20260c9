using System;

namespace LiteBox.North;

/// <summary>
/// The stack that a program starts with (System V ABI for x86-64, "Process Initialization"): strings, auxiliary vector,
/// environment, arguments and their number, from the top down.
/// </summary>
internal struct InitialStack(Process process, ElfProgram program, ulong bias, ulong interpreterBase)
{
    private const int MostEntries = 24;
    private const ulong ClockTicks = 100;
    private const ulong RseqSize = 28;
    private const ulong RseqAlignment = 32;

    private ulong _top;
    private int _entries;
    private AuxiliaryEntries _auxiliary;

    /// <summary>Writes it below the top of the stack and notes where things lie. EFAULT and E2BIG when they do not fit.</summary>
    public Errno Write(ReadOnlySpan<byte> path, StringList arguments, StringList environment, ref ProgramLayout layout)
    {
        _top = process.Memory.StackTop - sizeof(ulong);
        ulong name = Push(path, terminate: true);
        layout.EnvironmentEnd = name;
        layout.EnvironmentStart = Push(environment.Bytes, terminate: false);
        layout.ArgumentsEnd = layout.EnvironmentStart;
        layout.ArgumentsStart = Push(arguments.Bytes, terminate: false);
        if (name == 0 || layout.EnvironmentStart == 0 || layout.ArgumentsStart == 0)
            return Errno.EFAULT;

        // As Linux does: no two runs have the same distance from the strings to the stack pointer.
        const int RandomSize = 16;
        Span<byte> random = stackalloc byte[RandomSize + 1];
        Host.FillRandom(random);
        _top = (_top & ~15UL) - (ulong)(random[RandomSize] & 0x7F) * 16;
        ulong platform = Push("x86_64"u8, terminate: true);
        ulong randomBytes = Push(random[..RandomSize], terminate: false);
        if (platform == 0 || randomBytes == 0)
            return Errno.EFAULT;
        FillAuxiliary(name, platform, randomBytes);

        ulong vectorSize = (ulong)_entries * 16;
        ulong words = 1 + (ulong)arguments.Count + 1 + (ulong)environment.Count + 1;
        ulong stack = (_top - vectorSize - words * sizeof(ulong)) & ~15UL;
        ulong at = stack;
        Errno error = WriteWord(ref at, (ulong)arguments.Count);
        if (error == Errno.None)
            error = WritePointers(ref at, layout.ArgumentsStart, arguments);
        if (error == Errno.None)
            error = WritePointers(ref at, layout.EnvironmentStart, environment);
        layout.AuxiliaryVector = at;
        layout.AuxiliaryVectorSize = vectorSize;
        for (int i = 0; i < _entries * 2 && error == Errno.None; i++)
            error = WriteWord(ref at, _auxiliary[i]);
        layout.StackStart = stack;
        return error;
    }

    private void FillAuxiliary(ulong name, ulong platform, ulong randomBytes)
    {
        (ulong hwcap, ulong hwcap2) = Host.HardwareCapabilities;
        Credentials who = process.Credentials;
        if (Host.Vdso != 0)
            Add(33, Host.Vdso);
        Add(51, AlternateStack.MinimumSize);
        Add(16, hwcap);
        Add(6, Guest.PageSize);
        Add(17, ClockTicks);
        Add(3, program.SegmentsAddress == 0 ? 0 : program.SegmentsAddress + bias);
        Add(4, 56);
        Add(5, (ulong)program.SegmentCount);
        Add(7, interpreterBase);
        Add(8, 0);
        Add(9, program.Entry + bias);
        Add(11, who.RealUser);
        Add(12, who.User);
        Add(13, who.RealGroup);
        Add(14, who.Group);
        Add(23, 0);
        Add(25, randomBytes);
        Add(26, hwcap2);
        Add(31, name);
        Add(15, platform);
        Add(27, RseqSize);
        Add(28, RseqAlignment);
        Add(0, 0);
    }

    private void Add(ulong kind, ulong value)
    {
        _auxiliary[_entries * 2] = kind;
        _auxiliary[_entries * 2 + 1] = value;
        _entries++;
    }

    /// <summary>Gives the address, or 0 when the stack cannot be written there.</summary>
    private ulong Push(ReadOnlySpan<byte> bytes, bool terminate)
    {
        _top -= (ulong)bytes.Length + (terminate ? 1UL : 0);
        bool written = Guest.WriteBytes(_top, bytes) == Errno.None
            && (!terminate || Guest.Write<byte>(_top + (ulong)bytes.Length, 0) == Errno.None);
        return written ? _top : 0;
    }

    private static Errno WritePointers(ref ulong at, ulong first, StringList list)
    {
        ReadOnlySpan<byte> rest = list.Bytes;
        for (int i = 0; i < list.Count; i++)
        {
            Errno error = WriteWord(ref at, first);
            if (error != Errno.None)
                return error;
            int length = rest.IndexOf((byte)0) + 1;
            rest = rest[length..];
            first += (ulong)length;
        }

        return WriteWord(ref at, 0);
    }

    private static Errno WriteWord(ref ulong at, ulong value)
    {
        Errno error = Guest.Write(at, value);
        at += sizeof(ulong);
        return error;
    }

    [System.Runtime.CompilerServices.InlineArray(MostEntries * 2)]
    private struct AuxiliaryEntries
    {
        private ulong _first;
    }
}
