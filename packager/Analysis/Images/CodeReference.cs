namespace LiteBox.Packager.Analysis.Images;

/// <summary>How one instruction leads to other code.</summary>
internal enum ReferenceKind : byte
{
    /// <summary>A direct call.</summary>
    Call,

    /// <summary>A direct jump, conditional or not.</summary>
    Jump,

    /// <summary>The end of one function runs on into the next.</summary>
    FallThrough,

    /// <summary>An address of code becomes a value.</summary>
    Address,

    /// <summary>A call through a slot that the loader fills in.</summary>
    SlotCall,

    /// <summary>A jump through such a slot: what a PLT entry is.</summary>
    SlotJump,

    /// <summary>The content of such a slot becomes a value.</summary>
    SlotAddress,

    /// <summary>The <c>syscall</c> instruction.</summary>
    SystemCall,

    /// <summary><c>int 0x80</c> or <c>sysenter</c>: a system call with 32-bit numbers.</summary>
    LegacySystemCall,
}

/// <summary>One instruction that matters to the call graph.</summary>
/// <param name="Site">Its address.</param>
/// <param name="Target">The address of code, or of the slot; 0 for a system call.</param>
internal readonly record struct CodeReference(ulong Site, ulong Target, ReferenceKind Kind);
