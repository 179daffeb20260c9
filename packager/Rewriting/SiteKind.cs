namespace LiteBox.Packager.Rewriting;

/// <summary>How a place in code that enters, or looks as if it entered, the host's kernel was handled.</summary>
public enum SiteKind
{
    /// <summary>A five-byte jump to a trampoline.</summary>
    Jump,

    /// <summary>A two-byte jump to padding between functions, which holds the five-byte jump.</summary>
    ShortJump,

    /// <summary>A <c>ud2</c> that the trap handler turns into the system call.</summary>
    Trap,

    /// <summary><c>int 0x80</c> or <c>sysenter</c>, made a <c>ud2</c> that the guest sees as an illegal instruction.</summary>
    Legacy,

    /// <summary>The bytes of a <c>syscall</c> inside another instruction or in data; left as they are.</summary>
    Embedded,
}
