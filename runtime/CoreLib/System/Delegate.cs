using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>A method together with its first argument. Names of fields and initializers are fixed by ILC.</summary>
public abstract class Delegate
{
    internal object? _firstParameter;
    internal object? _helperObject;
    internal nint _extraFunctionPointerOrData;
    internal nint _functionPointer;

    private protected Delegate()
    {
    }

    /// <summary>The object that the method is called on, if any.</summary>
    public object? Target => _firstParameter == this ? _helperObject : _firstParameter;

    /// <inheritdoc/>
    public override bool Equals(object? other) =>
        other is Delegate @delegate
        && IsOfSameType(@delegate)
        && _functionPointer == @delegate._functionPointer
        && _extraFunctionPointerOrData == @delegate._extraFunctionPointerOrData
        && _helperObject == @delegate._helperObject
        && (_firstParameter == @delegate._firstParameter || (_firstParameter == this && @delegate._firstParameter == @delegate));

    /// <inheritdoc/>
    public override int GetHashCode() => _functionPointer.GetHashCode() ^ _extraFunctionPointerOrData.GetHashCode();

    private unsafe bool IsOfSameType(Delegate other) => m_pEEType == other.m_pEEType;

    // An instance method.
    private protected void InitializeClosedInstance(object firstParameter, nint functionPointer)
    {
        if (firstParameter is null)
            Panic.Fail(PanicKind.NullReference);
        _functionPointer = functionPointer;
        _firstParameter = firstParameter;
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
        _extraFunctionPointerOrData = functionPointer;
        _helperObject = firstParameter;
        _functionPointer = functionPointerThunk;
        _firstParameter = this;
    }

    private protected void InitializeOpenStaticThunk(object firstParameter, nint functionPointer, nint functionPointerThunk) =>
        InitializeOpenInstanceThunkDynamic(functionPointer, functionPointerThunk);

    private protected void InitializeOpenInstanceThunkDynamic(nint functionPointer, nint functionPointerThunk)
    {
        _firstParameter = this;
        _functionPointer = functionPointerThunk;
        _extraFunctionPointerOrData = functionPointer;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected nint GetActualTargetFunctionPointer(object thisObject) => _extraFunctionPointerOrData;
}
