namespace System.Runtime.InteropServices;

/// <summary>ILC looks the type up when interfaces are cast; no class here implements it.</summary>
public unsafe interface IDynamicInterfaceCastable
{
    internal static bool IsInterfaceImplemented(IDynamicInterfaceCastable instance, Internal.Runtime.MethodTable* interfaceType, bool throwIfNotImplemented) =>
        false;

    internal static nint GetDynamicInterfaceImplementation(IDynamicInterfaceCastable instance, Internal.Runtime.MethodTable* interfaceType, ushort slot) =>
        0;
}
