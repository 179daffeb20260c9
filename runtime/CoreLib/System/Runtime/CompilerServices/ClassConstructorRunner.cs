namespace System.Runtime.CompilerServices;

/// <summary>
/// Runs static constructors at first use. The library OS runs them under its one lock (or at start, in one thread), so
/// the only entry while a constructor runs is by what it calls itself; that sees the statics as they are so far, as
/// ECMA-335 says.
/// </summary>
internal static unsafe class ClassConstructorRunner
{
    private const nint Running = 1;

    private static object CheckStaticClassConstructionReturnGCStaticBase(StaticClassConstructionContext* context, object gcStaticBase)
    {
        CheckStaticClassConstruction(context);
        return gcStaticBase;
    }

    private static nint CheckStaticClassConstructionReturnNonGCStaticBase(StaticClassConstructionContext* context, nint nonGcStaticBase)
    {
        CheckStaticClassConstruction(context);
        return nonGcStaticBase;
    }

    private static void CheckStaticClassConstruction(StaticClassConstructionContext* context)
    {
        nint constructor = context->cctorMethodAddress;
        if (constructor is 0 or Running)
            return;
        context->cctorMethodAddress = Running;
        ((delegate*<void>)constructor)();
        context->cctorMethodAddress = 0;
    }
}
