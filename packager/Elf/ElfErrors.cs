using System;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Elf;

/// <summary>The failures of the ELF reader, one place for their codes and remedies.</summary>
internal static class ElfErrors
{
    public static LiteBoxException NotElf(string file) =>
        new("LB0101", file, "This is not an ELF file.", "Name a Linux x86-64 program or library, not a script or an archive.");

    public static LiteBoxException WrongClass(string file) =>
        new("LB0102", file, "This is a 32-bit or big-endian ELF file.", "Only 64-bit x86-64 programs run; use a 64-bit build.");

    public static LiteBoxException WrongMachine(string file, ushort machine) =>
        new("LB0103", file, FormattableString.Invariant($"This ELF file is for another processor (e_machine {machine})."),
            "Only x86-64 programs run; use a build for x86-64.");

    public static LiteBoxException Truncated(string file, string what) =>
        new("LB0104", file, what + " reaches beyond the end of the file.", "The file is cut short or damaged; get it again.");

    public static LiteBoxException BadSegments(string file, string what) =>
        new("LB0105", file, what, "The file is damaged, or was written by a tool that breaks the ELF rules; get it again.");

    public static LiteBoxException BadDynamic(string file, string what) =>
        new("LB0106", file, what, "The file is damaged, or was written by a tool that breaks the ELF rules; get it again.");

    public static LiteBoxException BadSections(string file, string what) =>
        new("LB0107", file, what, "The object file is damaged; compile it again.");

    public static LiteBoxException WrongType(string file, ElfType type) =>
        new("LB0108", file, FormattableString.Invariant($"This ELF file (e_type {(ushort)type}) is neither a program, a library nor an object file."),
            "Name a Linux x86-64 program or library.");
}
