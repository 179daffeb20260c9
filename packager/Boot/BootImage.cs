namespace LiteBox.Packager.Boot;

/// <summary>
/// Where a boot image lies in the machine. platforms/Bare knows the same numbers; a test compares them. Page tables come
/// first, built here: the CPU is in long mode with the final protections after twenty instructions.
/// </summary>
public static class BootImage
{
    /// <summary>Physical address of the boot part: page tables, descriptors, 32-bit code, boot stack.</summary>
    public const ulong BootPhysical = 0x10_0000;

    /// <summary>Bytes of the stack on which the image starts. It ends where the image begins, and below it nothing is mapped.</summary>
    public const ulong BootStackSize = 64 * 1024;

    /// <summary>Physical address of the image.</summary>
    public const ulong ImagePhysical = 0x20_0000;

    /// <summary>Where the low 2 GiB of physical memory appear to code: the top of the address space.</summary>
    public const ulong KernelBase = 0xFFFF_FFFF_8000_0000;

    /// <summary>Address of the image while it runs.</summary>
    public const ulong ImageBase = KernelBase + ImagePhysical;

    /// <summary>Where all RAM is mapped, writable and not executable.</summary>
    public const ulong DirectMap = 0xFFFF_8880_0000_0000;
}
