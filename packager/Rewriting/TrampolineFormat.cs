namespace LiteBox.Packager.Rewriting;

/// <summary>
/// Layout of the segment that a rewrite appends: header, site table, trap table, trampolines. All numbers are little
/// endian; "relative" means to the address of the segment, so places in the program are negative.
/// <code>
/// header (64 bytes)  magic "LBTRAMP1" | version u32 = 1 | entry slot i32 | sites u32 | site table offset u32
///                    | traps u32 | trap table offset u32 | code offset u32 | segment bytes u32 | 0...
/// site (12 bytes)    trampoline offset u32 | window, relative i32 | gate offset in the trampoline u8
///                    | site offset in the window u8 | flags u8 | 0 u8          ascending by trampoline
/// trap (4 bytes)     address of a ud2, relative i32                             ascending
/// trampoline         displaced instructions before the site
///           gate:    lea rcx, [return address]      (7 bytes)
///                    jmp qword ptr gs:[slot]        (8 bytes)
///                    displaced instructions after the site and a jump back, only when there are any
/// </code>
/// What a library OS does with it:
/// <list type="bullet">
/// <item>#UD at an address of the trap table is a system call that returns to the address + 2. The segment of an image is
/// its last, hence the first executable mapping above the address that starts with the magic.</item>
/// <item>To restart a call that a signal interrupted: return to RCX - 2 when <see cref="ReturnsInTrampoline"/> is clear
/// and <see cref="SiteResumes"/> is set, else to the gate, which is RCX - 15 when the return is in the trampoline.</item>
/// <item>A signal that finds RIP in a trampoline shows the address where the program believes itself to be: the window
/// when RIP is the trampoline's first byte, the site when RIP is at the gate or at the jump after it and SiteResumes is
/// set. Both continue correctly. musl's cancellation and other code that compares RIP with labels around its
/// <c>syscall</c> depends on that: the labels still enclose the site, since windows stay inside straight-line code.</item>
/// </list>
/// </summary>
public static class TrampolineFormat
{
    /// <summary>The first eight bytes of the segment, "LBTRAMP1" read as a little-endian number.</summary>
    public const ulong Magic = 0x3150_4d41_5254_424c;

    /// <summary>The version of this layout.</summary>
    public const uint Version = 1;

    /// <summary>Bytes of the header.</summary>
    public const int HeaderSize = 64;

    /// <summary>Bytes of an entry of the site table.</summary>
    public const int SiteSize = 12;

    /// <summary>Bytes of an entry of the trap table.</summary>
    public const int TrapSize = 4;

    /// <summary>Bytes from the gate to the first byte after it.</summary>
    public const int GateSize = 15;

    /// <summary>Flag of a site: its own address is a <c>ud2</c> of the trap table or a jump, so execution may resume there.</summary>
    public const byte SiteResumes = 1;

    /// <summary>Flag of a site: instructions after it are displaced, so the call returns into the trampoline.</summary>
    public const byte ReturnsInTrampoline = 2;
}
