namespace LiteBox.South;

/// <summary>Where the boot image lies; the packager (packager/Boot) writes it like this, and a test compares the two.</summary>
internal static class BootLayout
{
    /// <summary>Physical address of the highest page table.</summary>
    public const ulong RootTable = 0x10_0000;

    /// <summary>Physical address of the image.</summary>
    public const ulong Image = 0x20_0000;
}
