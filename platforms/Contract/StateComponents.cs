namespace LiteBox.South;

/// <summary>State components of XSAVE that a South leaves out of a guest's extended state (Intel SDM volume 1, chapter 13).</summary>
public static class StateComponents
{
    /// <summary>AMX: a thread has its tiles only after it asked the host for them, which a guest cannot.</summary>
    public const ulong Tiles = 3ul << 17;

    /// <summary>PKRU, which is left to guest and host: the host makes memory that can only be executed by a protection key.</summary>
    public const ulong ProtectionKeys = 1ul << 9;

    /// <summary>All of them.</summary>
    public const ulong LeftOut = Tiles | ProtectionKeys;
}
