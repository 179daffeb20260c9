namespace System;

/// <summary>Why the library OS gave up. The numbers are those of the <c>litebox_panic</c> export.</summary>
public enum PanicKind
{
    /// <summary>No more is known.</summary>
    Unspecified = 0,

    /// <summary>An index outside an array, string or range.</summary>
    IndexOutOfRange = 1,

    /// <summary>A member of null.</summary>
    NullReference = 2,

    /// <summary>A cast to a type that the object is not of.</summary>
    InvalidCast = 3,

    /// <summary>An object stored in an array whose element type it is not of.</summary>
    ArrayTypeMismatch = 4,

    /// <summary>A checked operation whose result does not fit.</summary>
    Overflow = 5,

    /// <summary>A division by zero.</summary>
    DivideByZero = 6,

    /// <summary>An argument outside its range.</summary>
    ArgumentOutOfRange = 7,

    /// <summary>A call in a state that does not allow it.</summary>
    InvalidOperation = 8,

    /// <summary>Something that this core library does not have.</summary>
    NotSupported = 9,

    /// <summary>The host has no more memory.</summary>
    OutOfMemory = 10,

    /// <summary>Code that a feature switch removed was reached.</summary>
    FeatureRemoved = 11,

    /// <summary>A <c>throw</c> was reached.</summary>
    Thrown = 12,

    /// <summary>A key that is not in a dictionary.</summary>
    KeyNotFound = 13,

    /// <summary>The heap is damaged.</summary>
    HeapCorrupted = 14,

    /// <summary>A condition that the code relies on does not hold.</summary>
    AssertionFailed = 15,

    /// <summary>The host reported a fault inside the library OS; its signal number is added to this.</summary>
    HostFault = 256,
}
