// The library OS writes to its local variables before it reads them, stackalloc included: clearing them first would be paid
// for at every call and in every function's size.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
