namespace System.Runtime;

/// <summary>Small pieces of memory that are never given back and that the collector does not look into.</summary>
internal static unsafe class PermanentMemory
{
    private const nuint PieceSize = 64 * 1024;

    private static nuint s_next;
    private static nuint s_end;

    /// <summary>Zeroed memory, aligned to 16 bytes. A panic when the host has no more.</summary>
    public static void* Allocate(nuint size)
    {
        size = (size + 15) & ~(nuint)15;
        if (size > s_end - s_next)
        {
            s_next = Imports.AllocatePages(PieceSize);
            if (s_next == 0)
                Panic.Fail(PanicKind.OutOfMemory);
            s_end = s_next + PieceSize;
        }

        void* piece = (void*)s_next;
        s_next += size;
        return piece;
    }
}
