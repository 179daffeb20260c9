using System;
using System.Collections.Generic;
using System.IO;
using Iced.Intel;

namespace LiteBox.Packager.Linking.Stubs;

/// <summary>
/// Iced's assembler with symbols: what is assembled comes out as an <see cref="ObjectFile"/>, linked like any other.
/// <para>
/// A symbol of another object has no address yet. It is encoded as an invented one, in reach of a 32-bit displacement;
/// afterwards the code is decoded again, and each displacement to an invented address becomes a relocation.
/// </para>
/// </summary>
internal sealed class StubAssembler
{
    private const ulong CodeBase = 0x1000_0000;
    private const ulong ExternalBase = 0x4000_0000;
    private const ulong ExternalStep = 16;

    private readonly List<string> _externals = [];
    private readonly List<(string Name, Label Label)> _definitions = [];
    private readonly List<(CodeWindowKind Kind, Label Start, Label End, Label Target)> _windows = [];

    private readonly List<string> _words = [];

    private readonly List<(string Name, byte[] Bytes)> _data = [];

    /// <summary>The instructions.</summary>
    public Assembler Code { get; } = new(64);

    /// <summary>Bit n: library-OS code uses XMMn.</summary>
    public required int VectorRegisters { get; init; }

    /// <summary>Gives the next instruction a name that other objects see. A label is an instruction's own, so a padding
    /// instruction separates two names for one place.</summary>
    public Label Define(string name)
    {
        Label label = Code.CreateLabel(name);
        Define(name, ref label);
        return label;
    }

    /// <summary>Places a label that jumps already use, and gives it a name.</summary>
    public void Define(string name, ref Label label)
    {
        Code.Label(ref label);
        _definitions.Add((name, label));
    }

    /// <summary>Reserves eight writable bytes, zero at first, under a name.</summary>
    public void DefineWord(string name) => _words.Add(name);

    /// <summary>Places read-only bytes under a name.</summary>
    public void DefineData(string name, byte[] bytes) => _data.Add((name, bytes));

    /// <summary>The invented address of a symbol, for a call, a jump or a RIP-relative operand.</summary>
    public ulong External(string name)
    {
        int index = _externals.IndexOf(name);
        if (index < 0)
        {
            index = _externals.Count;
            _externals.Add(name);
        }

        return ExternalBase + ((ulong)index * ExternalStep);
    }

    /// <summary><c>lea register, [rip + symbol]</c></summary>
    public void LoadAddress(AssemblerRegister64 register, string name) =>
        Code.AddInstruction(Instruction.Create(Iced.Intel.Code.Lea_r64_m, register, RipRelative(name)));

    /// <summary><c>mov [rip + symbol], register</c></summary>
    public void Store(string name, AssemblerRegister64 register) =>
        Code.AddInstruction(Instruction.Create(Iced.Intel.Code.Mov_rm64_r64, RipRelative(name), register));

    /// <summary><c>mov register, [rip + symbol]</c></summary>
    public void Load(AssemblerRegister64 register, string name) =>
        Code.AddInstruction(Instruction.Create(Iced.Intel.Code.Mov_r64_rm64, register, RipRelative(name)));

    /// <summary>
    /// Tells the host's signal handler about the instructions from <paramref name="start"/> up to, not including,
    /// <paramref name="end"/>.
    /// </summary>
    public void Window(CodeWindowKind kind, Label start, Label end, Label target) => _windows.Add((kind, start, end, target));

    /// <summary>Assembles all that was added.</summary>
    public ObjectFile ToObject()
    {
        using MemoryStream stream = new();
        AssemblerResult result = Code.Assemble(
            new StreamCodeWriter(stream), CodeBase, BlockEncoderOptions.ReturnNewInstructionOffsets);
        byte[] bytes = stream.ToArray();
        ObjectFile file = new("stubs");
        ObjectSection text = new("stubs", ObjectSectionKind.Code, 16, bytes, (ulong)bytes.Length);
        file.Sections.Add(text);
        foreach ((string name, Label label) in _definitions)
        {
            file.Symbols.Add(new ObjectSymbol(name, text, Offset(result, label), 0, isGlobal: true, isFunction: true));
        }

        AddRelocations(file, text);
        AddWindows(file, text, result);
        AddWords(file);
        foreach ((string name, byte[] data) in _data)
        {
            ObjectSection section = new("data", ObjectSectionKind.ReadOnly, 16, data, (ulong)data.Length);
            file.Sections.Add(section);
            file.Symbols.Add(new ObjectSymbol(name, section, 0, (ulong)data.Length, isGlobal: true, isFunction: false));
        }

        return file;
    }

    private MemoryOperand RipRelative(string name) => new(Register.RIP, (long)External(name), 8);

    private static ulong Offset(AssemblerResult result, Label label) => result.GetLabelRIP(label) - CodeBase;

    private void AddRelocations(ObjectFile file, ObjectSection text)
    {
        ObjectSymbol[] symbols = new ObjectSymbol[_externals.Count];
        for (int i = 0; i < symbols.Length; i++)
        {
            symbols[i] = new ObjectSymbol(_externals[i], null, 0, 0, isGlobal: true, isFunction: true);
            file.Symbols.Add(symbols[i]);
        }

        byte[] bytes = text.Bytes.ToArray();
        Decoder decoder = Decoder.Create(64, new ByteArrayCodeReader(bytes), CodeBase);
        while (decoder.IP < CodeBase + (ulong)bytes.Length)
        {
            ulong start = decoder.IP;
            decoder.Decode(out Instruction instruction);
            ConstantOffsets offsets = decoder.GetConstantOffsets(in instruction);
            ulong target = 0;
            int place = 0;
            if (instruction.IsIPRelativeMemoryOperand)
            {
                target = instruction.IPRelativeMemoryAddress;
                place = offsets.DisplacementOffset;
            }
            else if (instruction.IsCallNear || instruction.IsJmpNear || instruction.IsJccNear)
            {
                target = instruction.NearBranchTarget;
                place = offsets.ImmediateOffset;
            }

            if (target >= ExternalBase)
            {
                int index = (int)((target - ExternalBase) / ExternalStep);
                int offset = (int)(start - CodeBase) + place;
                long addend = (long)(target - ExternalBase) - ((long)index * (long)ExternalStep);
                text.Relocations.Add(new ObjectRelocation(
                    offset, ObjectRelocationKind.Relative32, symbols[index], addend - (instruction.Length - place)));
            }
        }
    }

    private void AddWords(ObjectFile file)
    {
        if (_words.Count != 0)
        {
            ObjectSection section = new("words", ObjectSectionKind.Bss, sizeof(ulong), default, (ulong)_words.Count * sizeof(ulong));
            file.Sections.Add(section);
            for (int i = 0; i < _words.Count; i++)
            {
                file.Symbols.Add(new ObjectSymbol(
                    _words[i], section, (ulong)i * sizeof(ulong), sizeof(ulong), isGlobal: true, isFunction: false));
            }
        }
    }

    private void AddWindows(ObjectFile file, ObjectSection text, AssemblerResult result)
    {
        const int Entry = 16;
        byte[] table = new byte[_windows.Count * Entry];
        ObjectSection section = new("windows", ObjectSectionKind.ReadOnly, 4, table, (ulong)table.Length);
        ObjectSymbol start = new(string.Empty, text, 0, 0, isGlobal: false, isFunction: false);
        for (int i = 0; i < _windows.Count; i++)
        {
            (CodeWindowKind kind, Label from, Label to, Label target) = _windows[i];
            Label[] labels = [from, to, target];
            for (int j = 0; j < labels.Length; j++)
            {
                section.Relocations.Add(new ObjectRelocation(
                    (i * Entry) + (j * 4), ObjectRelocationKind.ImageOffset32, start, (long)Offset(result, labels[j])));
            }

            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan((i * Entry) + 12), (int)kind);
        }

        file.Sections.Add(section);
        file.Symbols.Add(start);
        file.Symbols.Add(new ObjectSymbol("__windows_start", section, 0, 0, isGlobal: true, isFunction: false));
        file.Symbols.Add(new ObjectSymbol("__windows_end", section, (ulong)table.Length, 0, isGlobal: true, isFunction: false));
    }
}
