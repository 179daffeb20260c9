using LiteBox.South;

namespace LiteBox.Runtime.Tests;

/// <summary>A second thread of the guest, played by a thread of the test.</summary>
internal sealed unsafe class GuestThread(ThreadBlock* block)
{
    public ref GuestRegisters Registers => ref block->Registers;

    public long Call(int number, ulong a = 0, ulong b = 0, ulong c = 0, ulong d = 0, ulong e = 0, ulong f = 0) =>
        Sandbox.Call(block, number, a, b, c, d, e, f);
}
