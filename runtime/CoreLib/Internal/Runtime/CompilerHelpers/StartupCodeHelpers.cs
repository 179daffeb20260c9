using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>
/// Makes the module that ILC wrote ready to run: gives static fields that hold references their objects and runs the
/// static constructors that asked to run at start. ILC looks the class up by name.
/// </summary>
internal static unsafe class StartupCodeHelpers
{
    private const nint Uninitialized = 1;
    private const nint HasInitialData = 2;
    private const nint TagMask = 3;

    /// <summary>Does both. Nothing that has reference-typed statics may run before.</summary>
    public static void Initialize()
    {
        ModuleHeader* header = (ModuleHeader*)*Image.Modules;
        ModuleSection* statics = header->Find(ModuleSectionKind.GCStaticRegion);
        if (statics != null)
            InitializeStatics((int*)statics->Start, (int*)statics->End);
        ModuleSection* constructors = header->Find(ModuleSectionKind.EagerConstructors);
        if (constructors != null)
        {
            for (int* constructor = (int*)constructors->Start; constructor < (int*)constructors->End; constructor++)
                ((delegate*<void>)Relative(constructor))();
        }
    }

    // Each entry leads to a word in .data that leads to the type of the object that holds one class's statics, with tags
    // in its low bits, and maybe to the initial contents. The word becomes the reference to that object; the collector
    // finds it there.
    private static void InitializeStatics(int* entry, int* end)
    {
        for (; entry < end; entry++)
        {
            int* block = (int*)Relative(entry);
            nint tagged = (nint)Relative(block);
            if ((tagged & Uninitialized) == 0)
                continue;
            MethodTable* type = (MethodTable*)(tagged & ~TagMask);
            object statics = Allocator.NewObject(type);
            if ((tagged & HasInitialData) != 0)
            {
                SpanHelpers.Memmove(
                    ref Unsafe.As<RawData>(statics).Data, ref *(byte*)Relative(block + 1), type->BaseSize - (2 * (nuint)sizeof(nint)));
            }

            *(nint*)block = *(nint*)Unsafe.AsPointer(ref statics);
        }
    }

    // Addresses in tables of the module are distances from where they stand.
    private static void* Relative(int* word) => (byte*)word + *word;
}
