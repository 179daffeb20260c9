using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace LiteBox.Packager.Linking;

/// <summary>A linked image and what the packer and the reports need to know about it.</summary>
public sealed class LinkedImage
{
    /// <summary>Creates the result of linking.</summary>
    public LinkedImage(
        byte[] image, IReadOnlyList<HostCall> hostCalls, SeccompProgram seccomp, IReadOnlyList<LinkedSymbol> symbols,
        int vectorRegisters)
    {
        Image = image;
        HostCalls = hostCalls;
        Seccomp = seccomp;
        Symbols = symbols;
        VectorRegisters = vectorRegisters;
    }

    /// <summary>The ELF or PE file without policy and root file system; for others than Linux a whole number of pages.</summary>
    public byte[] Image { get; }

    /// <summary>The host calls that the code can make, by number.</summary>
    public IReadOnlyList<HostCall> HostCalls { get; }

    /// <summary>The functions of Windows that the code can call; of a Windows image only.</summary>
    public IReadOnlyList<WindowsCall> WindowsCalls { get; init; } = [];

    /// <summary>The filter that lets through those calls that are needed while a guest runs.</summary>
    public SeccompProgram Seccomp { get; }

    /// <summary>All named places, by address.</summary>
    public IReadOnlyList<LinkedSymbol> Symbols { get; }

    /// <summary>Bit n: the code uses XMMn, so the entry stub keeps it for the guest.</summary>
    public int VectorRegisters { get; }

    /// <summary>The image-relative addresses of 8-byte words that hold image-relative addresses, ascending: what a loader adjusts.</summary>
    public IReadOnlyList<ulong> RelativePlaces { get; init; } = [];

    /// <summary>Offset in the image of the word for the policy's image-relative address.</summary>
    public required int PolicyWordOffset { get; init; }

    /// <summary>The host calls as policy record 11 has them: one line each, <c>number name [rule]</c> or <c>library name</c>.</summary>
    public string HostCallText()
    {
        StringBuilder text = new();
        foreach (HostCall call in HostCalls)
        {
            text.Append(call.Describe()).Append('\n');
        }

        foreach (WindowsCall call in WindowsCalls)
        {
            text.Append(call.Library).Append(' ').Append(call.Function).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Writes a symbol map: one line for each symbol, <c>address kind name</c>, by address.</summary>
    public void WriteSymbolMap(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (LinkedSymbol symbol in Symbols)
        {
            writer.Write(symbol.Address.ToString("x8", System.Globalization.CultureInfo.InvariantCulture));
            writer.Write(symbol.IsFunction ? " T " : " D ");
            writer.Write(symbol.Name);
            writer.Write('\n');
        }
    }
}
