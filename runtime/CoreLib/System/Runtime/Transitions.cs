namespace System.Runtime;

/// <summary>
/// What compiled code calls around methods marked UnmanagedCallersOnly. A runtime with suspended threads would note the
/// change of mode there; here the one lock does that, so they do nothing.
/// </summary>
internal static unsafe class Transitions
{
    [RuntimeExport("RhpReversePInvoke")]
    private static void EnterManaged(void* frame)
    {
    }

    [RuntimeExport("RhpReversePInvokeReturn")]
    private static void LeaveManaged(void* frame)
    {
    }
}
