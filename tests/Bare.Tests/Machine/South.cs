namespace LiteBox.South;

/// <summary>The guest's address range.</summary>
internal static class South
{
    public static ulong GuestEnd => 0x7FFF_FFFF_F000;
}
