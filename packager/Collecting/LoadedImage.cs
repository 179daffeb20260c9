using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Collecting;

/// <summary>An image as the dynamic linker would have it loaded.</summary>
/// <param name="File">The image.</param>
/// <param name="GuestOrigin">Directory it is in for the guest: what $ORIGIN stands for.</param>
/// <param name="HostOrigin">The same directory on the build machine.</param>
/// <param name="NeededBy">The image that asked for it; null for the program.</param>
internal sealed record LoadedImage(ElfFile File, string GuestOrigin, string HostOrigin, LoadedImage? NeededBy);
