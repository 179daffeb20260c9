using System.Collections.Generic;
using Iced.Intel;

namespace LiteBox.Packager.Linking;

/// <summary>
/// Finds the vector registers that code writes or reads, by decoding all of it. The entry stub keeps exactly these for
/// the guest, so code that would touch more than the low halves of XMM0..15 is refused.
/// </summary>
internal static class VectorRegisters
{
    /// <summary>The set as a bit mask: bit n for XMMn.</summary>
    public static int Scan(ObjectFile file)
    {
        int mask = 0;
        foreach (ObjectSection section in file.Sections)
        {
            if (section.Kind == ObjectSectionKind.Code)
            {
                mask |= Scan(file, section);
            }
        }

        return mask;
    }

    private static int Scan(ObjectFile file, ObjectSection section)
    {
        ByteSpanReader reader = new(section.Bytes);
        Decoder decoder = Decoder.Create(64, reader);
        int mask = 0;
        while (decoder.IP < (ulong)section.Bytes.Length)
        {
            ulong offset = decoder.IP;
            decoder.Decode(out Instruction instruction);
            if (instruction.IsInvalid)
            {
                throw LinkErrors.Undecodable(file.Name, FunctionAt(file, section, offset), offset);
            }

            for (int i = 0; i < instruction.OpCount; i++)
            {
                Register register = instruction.GetOpKind(i) == OpKind.Register ? instruction.GetOpRegister(i) : Register.None;
                if (register is >= Register.XMM0 and <= Register.XMM15 && instruction.Encoding == EncodingKind.Legacy)
                {
                    mask |= 1 << (register - Register.XMM0);
                }
                else if (register.IsVectorRegister() || register.IsMM() || register.IsST() || register.IsK() || register.IsTMM())
                {
                    throw LinkErrors.WideVector(file.Name, FunctionAt(file, section, offset), instruction.ToString());
                }
            }
        }

        return mask;
    }

    private static string FunctionAt(ObjectFile file, ObjectSection section, ulong offset)
    {
        ObjectSymbol? best = null;
        foreach (ObjectSymbol symbol in file.Symbols)
        {
            if (symbol.Section == section && symbol.Name.Length != 0 && symbol.Offset <= offset
                && (best is null || symbol.Offset > best.Offset))
            {
                best = symbol;
            }
        }

        return best?.Name ?? section.Name;
    }

    private sealed class ByteSpanReader(System.ReadOnlyMemory<byte> bytes) : CodeReader
    {
        private int _position;

        public override int ReadByte() => _position < bytes.Length ? bytes.Span[_position++] : -1;
    }
}
