namespace LiteBox.Packager.Linking;

/// <summary>One instruction of classic BPF: struct sock_filter of linux/filter.h.</summary>
/// <param name="Code">Operation.</param>
/// <param name="JumpTrue">Instructions to skip when the test holds.</param>
/// <param name="JumpFalse">Instructions to skip when it does not.</param>
/// <param name="Value">The constant.</param>
public readonly record struct SeccompInstruction(ushort Code, byte JumpTrue, byte JumpFalse, uint Value)
{
    /// <summary>Bytes of an instruction.</summary>
    public const int ByteSize = 8;

    /// <summary>BPF_LD | BPF_W | BPF_ABS: loads a word of struct seccomp_data.</summary>
    public const ushort Load = 0x20;

    /// <summary>BPF_JMP | BPF_JA.</summary>
    public const ushort Jump = 0x05;

    /// <summary>BPF_JMP | BPF_JEQ | BPF_K.</summary>
    public const ushort JumpEqual = 0x15;

    /// <summary>BPF_JMP | BPF_JGE | BPF_K.</summary>
    public const ushort JumpGreaterOrEqual = 0x35;

    /// <summary>BPF_JMP | BPF_JSET | BPF_K.</summary>
    public const ushort JumpSet = 0x45;

    /// <summary>BPF_RET | BPF_K.</summary>
    public const ushort Return = 0x06;
}
