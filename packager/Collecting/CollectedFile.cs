using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Collecting;

/// <summary>A file or a symbolic link of the guest.</summary>
/// <param name="GuestPath">Absolute path in the guest.</param>
/// <param name="HostPath">The file of the build machine; null for a link.</param>
/// <param name="LinkTarget">Where the link leads; null for a file.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="Image">The file read as ELF, when it is a program or library that was followed; else null.</param>
public sealed record CollectedFile(string GuestPath, string? HostPath, string? LinkTarget, int Mode, ElfFile? Image);
