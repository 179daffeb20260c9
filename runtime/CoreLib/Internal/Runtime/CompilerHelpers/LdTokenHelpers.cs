using System;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>
/// What <c>typeof</c> and constant data compile to where the JIT does not replace them. ILC looks the methods up by name
/// whenever it meets a token, and drops them again when the JIT did.
/// </summary>
internal static unsafe class LdTokenHelpers
{
    private static RuntimeTypeHandle GetRuntimeTypeHandle(nint type) => new((MethodTable*)type);

    private static RuntimeMethodHandle GetRuntimeMethodHandle(nint method)
    {
        Panic.Fail(PanicKind.NotSupported);
        return default;
    }

    private static RuntimeFieldHandle GetRuntimeFieldHandle(nint field)
    {
        Panic.Fail(PanicKind.NotSupported);
        return default;
    }

    private static Type GetRuntimeType(nint type) => Type.GetTypeFromHandle(new RuntimeTypeHandle((MethodTable*)type));
}
