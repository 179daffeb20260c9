namespace LiteBox.Packager.Linking.Stubs.Linux;

/// <summary>
/// Offsets in the thread block that the stubs use. The block itself is <c>LiteBox.South.ThreadBlock</c> of
/// platforms/Contract; build code does not reference run-time code, so a test compares the two.
/// </summary>
internal static class ThreadBlockLayout
{
    public const int Entry = 0x00;
    public const int Self = 0x08;
    public const int KernelStackTop = 0x10;
    public const int KernelStackBottom = 0x18;
    public const int PendingWork = 0x20;
    public const int BlockedStackPointer = 0x30;
    public const int FullReturn = 0x3C;
    public const int ExtendedState = 0x40;

    public const int Rax = 0x80;
    public const int Rbx = 0x88;
    public const int Rcx = 0x90;
    public const int Rdx = 0x98;
    public const int Rsi = 0xA0;
    public const int Rdi = 0xA8;
    public const int Rbp = 0xB0;
    public const int Rsp = 0xB8;
    public const int R8 = 0xC0;
    public const int R9 = 0xC8;
    public const int R10 = 0xD0;
    public const int R11 = 0xD8;
    public const int R12 = 0xE0;
    public const int R13 = 0xE8;
    public const int R14 = 0xF0;
    public const int R15 = 0xF8;
    public const int Rip = 0x100;
    public const int Rflags = 0x108;

    public const int VectorState = 0x140;

    /// <summary>First word of the part that is private to the South: the components that XSAVE and XRSTOR move.</summary>
    public const int ExtendedStateMask = 0x240;

    /// <summary>RBX, RBP, R12..R15 of a thread that blocks.</summary>
    public const int BlockedRegisters = 0x3D0;
}
