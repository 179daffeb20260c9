using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>A method together with its first argument. Names of fields and initializers are fixed by ILC.</summary>
public abstract class Delegate
{
    internal object? m_firstParameter;
    internal object? m_helperObject;
    internal nint m_extraFunctionPointerOrData;
    internal nint m_functionPointer;

    private protected Delegate()
    {
    }

    /// <summary>The object that the method is called on, if any.</summary>
    public object? Target => m_firstParameter == this ? m_helperObject : m_firstParameter;

    /// <inheritdoc/>
    public override bool Equals(object? other) =>
        other is Delegate @delegate
        && m_pMethodTableEquals(@delegate)
        && m_functionPointer == @delegate.m_functionPointer
        && m_extraFunctionPointerOrData == @delegate.m_extraFunctionPointerOrData
        && m_helperObject == @delegate.m_helperObject
        && (m_firstParameter == @delegate.m_firstParameter || (m_firstParameter == this && @delegate.m_firstParameter == @delegate));

    /// <inheritdoc/>
    public override int GetHashCode() => m_functionPointer.GetHashCode() ^ m_extraFunctionPointerOrData.GetHashCode();

    private unsafe bool m_pMethodTableEquals(Delegate other) => m_pMethodTable == other.m_pMethodTable;

    // An instance method.
    private protected void InitializeClosedInstance(object firstParameter, nint functionPointer)
    {
        if (firstParameter is null)
            Panic.Fail(PanicKind.NullReference);
        m_functionPointer = functionPointer;
        m_firstParameter = firstParameter;
    }

    // The same where ILC cannot tell whether the pointer needs an instantiation argument: those come from generic virtual
    // methods only, which the library OS does without.
    private protected void InitializeClosedInstanceSlow(object firstParameter, nint functionPointer) =>
        InitializeClosedInstance(firstParameter, functionPointer);

    private protected void InitializeClosedInstanceWithGVMResolution(object firstParameter, nint dispatchCell) =>
        Panic.Fail(PanicKind.NotSupported);

    private protected void InitializeClosedInstanceToInterface(object firstParameter, nint dispatchCell) =>
        InitializeClosedInstance(firstParameter, InterfaceDispatch.Resolve(firstParameter, dispatchCell));

    // Static methods are called through a thunk that takes the delegate itself where an instance method has its object.
    private protected void InitializeClosedStaticThunk(object firstParameter, nint functionPointer, nint functionPointerThunk)
    {
        m_extraFunctionPointerOrData = functionPointer;
        m_helperObject = firstParameter;
        m_functionPointer = functionPointerThunk;
        m_firstParameter = this;
    }

    private protected void InitializeOpenStaticThunk(object firstParameter, nint functionPointer, nint functionPointerThunk) =>
        InitializeOpenInstanceThunkDynamic(functionPointer, functionPointerThunk);

    private protected void InitializeOpenInstanceThunkDynamic(nint functionPointer, nint functionPointerThunk)
    {
        m_firstParameter = this;
        m_functionPointer = functionPointerThunk;
        m_extraFunctionPointerOrData = functionPointer;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected nint GetActualTargetFunctionPointer(object thisObject) => m_extraFunctionPointerOrData;
}
