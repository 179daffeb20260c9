using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>
/// The end of the sandbox when the library OS has a bug: one line that says what happened and where, a conservative
/// backtrace, exit status 134. Nothing here allocates, throws or takes a lock; a fault during a panic ends it at once.
/// </summary>
public static unsafe class Panic
{
    /// <summary>Exit status of a sandbox that panicked: that of a process which SIGABRT killed.</summary>
    public const int ExitStatus = 134;

    private const int FrameCountMax = 32;
    private const nuint StackWordCountMax = 2048;

    private static bool s_running;

    /// <summary>Ends the sandbox.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Fail(PanicKind kind)
    {
        nuint here;
        Run(kind, default, 0, (nuint*)&here);
    }

    /// <summary>Ends the sandbox where a range lies outside its whole: so many places check one that the call must be short.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FailOutOfRange() => Fail(PanicKind.ArgumentOutOfRange);

    /// <summary>Ends the sandbox with a text of the caller's.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Fail(ReadOnlySpan<byte> what)
    {
        nuint here;
        Run(PanicKind.Unspecified, what, 0, (nuint*)&here);
    }

    // The form for machine code: the South when the library OS itself faults, with the address of the instruction.
    [RuntimeExport("litebox_panic")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fail(int kind, ulong address)
    {
        nuint here;
        Run((PanicKind)kind, default, (nuint)address, (nuint*)&here);
    }

    [RuntimeExport("RhpFallbackFailFast")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FailFast() => Fail(PanicKind.Unspecified);

    [RuntimeExport("RhpThrowEx")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(object? exception) => Fail(PanicKind.Thrown);

    [RuntimeExport("RhpRethrow")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rethrow() => Fail(PanicKind.Thrown);

    [DoesNotReturn]
    private static void Run(PanicKind kind, ReadOnlySpan<byte> what, nuint address, nuint* stack)
    {
        if (s_running)
            Imports.Exit(ExitStatus);
        s_running = true;
        Write("litebox: panic: "u8);
        if (kind >= PanicKind.HostFault)
        {
            Write("signal "u8);
            WriteNumber((uint)(kind - PanicKind.HostFault));
            Write(" inside the library OS"u8);
        }
        else
        {
            Write(what.IsEmpty ? Describe(kind) : what);
        }

        WriteStack(address, stack);
        Imports.Exit(ExitStatus);
        while (true)
        {
            // Exit does not return; the compiler cannot know.
        }
    }

    // Every word of the stack that points into code is taken for a return address: generated code has no other record
    // of its frames, and one too many is better than one too few. The stack that the image started on ends within that
    // many words of its top; the others are longer, or the fault at their end ends the panic.
    private static void WriteStack(nuint address, nuint* stack)
    {
        int frames = 0;
        if (address != 0)
            WriteFrame(address, frames++);
        nuint wordsToTop = (Collector.BootStackTop - (nuint)stack) / (nuint)sizeof(nuint);
        nuint words = Math.Min(wordsToTop, StackWordCountMax);
        for (nuint i = 0; i < words && frames < FrameCountMax; i++)
        {
            if (SymbolTable.IsCode(stack[i]))
                WriteFrame(stack[i], frames++);
        }

        Write("\n"u8);
    }

    private static void WriteFrame(nuint address, int index)
    {
        Write(index == 0 ? " at "u8 : "\n    "u8);
        Span<byte> name = stackalloc byte[SymbolTable.NameLengthMax];
        int length = 0;
        uint offset = 0;
        if (SymbolTable.IsCode(address))
            length = SymbolTable.Find(address, name, out offset);
        if (length == 0)
        {
            Write("image+"u8);
            offset = (uint)(address - Image.Base);
        }
        else
        {
            Write(name.Slice(0, length));
            Write("+"u8);
        }

        WriteHexadecimal(offset);
    }

    private static void WriteHexadecimal(uint value)
    {
        Span<byte> text = stackalloc byte[10];
        int start = text.Length;
        do
        {
            uint digit = value & 15;
            text[--start] = (byte)(digit < 10 ? '0' + digit : 'a' + digit - 10);
            value >>= 4;
        }
        while (value != 0);
        text[--start] = (byte)'x';
        text[--start] = (byte)'0';
        Write(text.Slice(start));
    }

    private static void WriteNumber(uint value)
    {
        Span<byte> text = stackalloc byte[10];
        int start = text.Length;
        do
        {
            (value, uint digit) = Math.DivRem(value, 10);
            text[--start] = (byte)('0' + digit);
        }
        while (value != 0);
        Write(text.Slice(start));
    }

    private static void Write(ReadOnlySpan<byte> text)
    {
        fixed (byte* bytes = text)
            Imports.WriteConsole(bytes, (nuint)text.Length);
    }

    private static ReadOnlySpan<byte> Describe(PanicKind kind) => kind switch
    {
        PanicKind.IndexOutOfRange => "index out of range"u8,
        PanicKind.NullReference => "null reference"u8,
        PanicKind.InvalidCast => "invalid cast"u8,
        PanicKind.ArrayTypeMismatch => "array type mismatch"u8,
        PanicKind.Overflow => "arithmetic overflow"u8,
        PanicKind.DivideByZero => "division by zero"u8,
        PanicKind.ArgumentOutOfRange => "argument out of range"u8,
        PanicKind.InvalidOperation => "invalid operation"u8,
        PanicKind.NotSupported => "not supported"u8,
        PanicKind.OutOfMemory => "out of memory"u8,
        PanicKind.FeatureRemoved => "a removed feature was reached"u8,
        PanicKind.Thrown => "exception thrown"u8,
        PanicKind.KeyNotFound => "key not found"u8,
        PanicKind.HeapCorrupted => "heap corrupted"u8,
        PanicKind.AssertionFailed => "assertion failed"u8,
        _ => "failure"u8,
    };
}
