namespace LiteBox.Packager.Linking.Stubs.Windows;

/// <summary>
/// Offsets in the part of the thread block that is private to the South of Windows: <c>ThreadState</c> of platforms/Windows.
/// </summary>
internal static class WindowsLayout
{
    /// <summary>FS base of the host thread.</summary>
    public const int HostFsBase = 0x248;

    /// <summary>The guest's.</summary>
    public const int GuestFsBase = 0x250;
}
