using System;

namespace LiteBox.South;

/// <content>What only a guest needs: there is none, so nothing can be mapped, copied or saved.</content>
public readonly unsafe partial struct South
{
    /// <inheritdoc/>
    public static ulong GuestStart => 0x1_0000;

    /// <inheritdoc/>
    public static ulong GuestEnd => 0x5000_0000_0000;

    /// <inheritdoc/>
    public static ulong Vdso => 0;

    /// <inheritdoc/>
    public static (ulong Hwcap, ulong Hwcap2) HardwareCapabilities => default;

    /// <inheritdoc/>
    public static int ExtendedStateSize => 0;

    /// <inheritdoc/>
    public static ulong ExtendedStateMask => 0;

    /// <inheritdoc/>
    public static Errno Map(ulong address, ulong length, PageProtection protection) => Errno.ENOMEM;

    /// <inheritdoc/>
    public static Errno MapImage(ulong address, ulong length, PageProtection protection, ulong offset) => Errno.ENOMEM;

    /// <inheritdoc/>
    public static Errno Unmap(ulong address, ulong length) => Errno.None;

    /// <inheritdoc/>
    public static Errno Protect(ulong address, ulong length, PageProtection protection) => Errno.ENOMEM;

    /// <inheritdoc/>
    public static Errno Move(ulong from, ulong to, ulong length) => Errno.ENOMEM;

    /// <inheritdoc/>
    public static Errno Discard(ulong address, ulong length) => Errno.ENOMEM;

    /// <inheritdoc/>
    public static Errno MapPages(ulong address, ulong length, PageProtection protection, nuint pages) => Errno.ENODEV;

    /// <inheritdoc/>
    public static int CopyFromGuest(Span<byte> destination, ulong source) => 0;

    /// <inheritdoc/>
    public static int CopyToGuest(ulong destination, ReadOnlySpan<byte> source) => 0;

    /// <inheritdoc/>
    public static bool TryLoad(ulong address, out uint value)
    {
        value = 0;
        return false;
    }

    /// <inheritdoc/>
    public static bool TryCompareExchange(ulong address, uint value, uint comparand, out uint observed)
    {
        observed = 0;
        return false;
    }

    /// <inheritdoc/>
    public static ulong ReadFsBase(ref ThreadBlock block) => 0;

    /// <inheritdoc/>
    public static void WriteFsBase(ref ThreadBlock block, ulong value)
    {
    }

    /// <inheritdoc/>
    public static void SaveExtendedState(ref ThreadBlock block)
    {
    }
}
