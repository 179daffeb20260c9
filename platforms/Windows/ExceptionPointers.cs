using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>EXCEPTION_POINTERS: what a vectored handler is given.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ExceptionPointers
{
    public ExceptionRecord* Record;
    public ThreadContext* Context;
}
