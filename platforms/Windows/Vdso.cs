using System;

namespace LiteBox.South;

/// <summary>
/// The guest's vDSO: a <see cref="ClockPage"/> and behind it the shared object that the packager wrote, at a random place above
/// the guest's addresses. The clock page is writable for moments only: nobody stores through a wild pointer what time it is.
/// </summary>
internal static unsafe class Vdso
{
    private const ulong Start = 0x5000_0000_0000;
    private const uint Places = 1 << 20;
    private const int Tries = 16;

    /// <summary>Where the shared object begins.</summary>
    public static ulong Address { get; private set; }

    /// <summary>Places it. Null when there is no memory.</summary>
    public static ClockPage* Place()
    {
        ulong length;
        byte* image = Stub.Vdso(&length);
        ulong size = HostMemory.PageSize + length;
        for (int i = 0; i < Tries; i++)
        {
            uint random = 0;
            Entropy.Fill(new Span<byte>(&random, sizeof(uint)));
            ulong clock = Start + (random % Places * (ulong)HostMemory.Granularity);
            if (!HostMemory.Reserve(clock, size))
            {
                continue;
            }

            if (!HostMemory.Commit(clock, size, Windows.PageReadWrite))
            {
                return null;
            }

            Address = clock + HostMemory.PageSize;
            new ReadOnlySpan<byte>(image, (int)length).CopyTo(new Span<byte>((byte*)Address, (int)length));
            return HostMemory.Protect(Address, length, Windows.PageExecuteRead) && SetWritable((ClockPage*)clock, false) ? (ClockPage*)clock : null;
        }

        return null;
    }

    /// <summary>Lets the clock page be changed, or not.</summary>
    public static bool SetWritable(ClockPage* page, bool writable) =>
        HostMemory.Protect((ulong)page, HostMemory.PageSize, writable ? Windows.PageReadWrite : Windows.PageReadOnly);
}
