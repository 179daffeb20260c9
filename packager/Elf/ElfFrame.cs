namespace LiteBox.Packager.Elf;

/// <summary>A function, or a part of one, as the unwind tables describe it (an FDE of .eh_frame).</summary>
/// <param name="Start">Address of its first instruction.</param>
/// <param name="Size">Bytes of code.</param>
/// <param name="LanguageData">Address of its entry in .gcc_except_table; 0 when it has none.</param>
/// <param name="IsSignalFrame">
/// Whether it is the code a signal handler returns to. By convention such a frame begins one byte before its first
/// instruction, since unwinders look a return address up less one.
/// </param>
public readonly record struct ElfFrame(ulong Start, ulong Size, ulong LanguageData, bool IsSignalFrame);
