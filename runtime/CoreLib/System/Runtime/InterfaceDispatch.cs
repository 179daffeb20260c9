using Internal.Runtime;

namespace System.Runtime;

/// <summary>
/// Finds the method behind an interface call. Compiled code calls through a cell of two words: the address of the
/// dispatch stub, and at first the interface (tagged), later a <see cref="DispatchCache"/>. The stub compares the object's
/// type with the entries of that cache and comes here when none fits.
/// </summary>
internal static unsafe class InterfaceDispatch
{
    private const int TagMask = 3;

    /// <summary>The method of this object's type; remembers it in the cell.</summary>
    [RuntimeExport("litebox_resolve_interface")]
    public static nint Resolve(object target, nint cellAddress)
    {
        DispatchCell* cell = (DispatchCell*)cellAddress;
        MethodTable* type = target.m_pEEType;
        DispatchCache* cache = (cell->Cache & TagMask) == 0 ? (DispatchCache*)cell->Cache : CreateCache(cell);
        nint method = cache->Find(type);
        if (method != 0)
            return method;
        method = DispatchRecords.Find(type, cache->Interface, cache->Slot);
        if (method == 0)
        {
            method = FindImplementation(type, cache->Interface, cache->Slot);
            if (method == 0)
                Panic.Fail(PanicKind.InvalidCast);
            DispatchRecords.Add(type, cache->Interface, cache->Slot, method);
        }

        cache->Add(type, method);
        cell->Cache = (nint)cache;
        return method;
    }

    // A delegate to an interface method.
    [RuntimeExport("RhpResolveInterfaceMethod")]
    private static nint ResolveForDelegate(object? target, nint cell) => target is null ? 0 : Resolve(target, cell);

    // Cells of one interface method lie together; the run ends with a cell without a stub, whose second word is the slot.
    private static DispatchCache* CreateCache(DispatchCell* cell)
    {
        DispatchCell* last = cell;
        while (last->Stub != 0)
            last++;
        nint tagged = cell->Cache;
        MethodTable* type = (MethodTable*)(((tagged & TagMask) == 1 ? tagged : (nint)(&cell->Cache) + (int)tagged) & ~TagMask);
        if ((tagged & TagMask) == 2)
            type = *(MethodTable**)type;
        DispatchCache* cache = (DispatchCache*)PermanentMemory.Allocate((nuint)sizeof(DispatchCache));
        cache->Interface = type;
        cache->Slot = (ushort)last->Cache;
        return cache;
    }

    private static nint FindImplementation(MethodTable* type, MethodTable* @interface, ushort slot)
    {
        // Methods of classes come before those that interfaces bring, and within a class the exact interface before a variant one.
        for (int pass = 0; pass < 2; pass++)
        {
            for (MethodTable* current = type; current != null; current = current->BaseType)
            {
                nint method = FindInClass(type, current, @interface, slot, variant: false, defaults: pass == 1);
                if (method == 0 && @interface->IsVariant)
                    method = FindInClass(type, current, @interface, slot, variant: true, defaults: pass == 1);
                if (method != 0)
                    return method;
            }
        }

        return 0;
    }

    private static nint FindInClass(MethodTable* type, MethodTable* current, MethodTable* @interface, ushort slot, bool variant, bool defaults)
    {
        DispatchMap* map = current->DispatchMap;
        if (map == null)
            return 0;
        DispatchMap.Entry* entry = map->Entries + (defaults ? map->StandardCount : 0);
        DispatchMap.Entry* end = entry + (defaults ? map->DefaultCount : map->StandardCount);
        for (; entry != end; entry++)
        {
            if (entry->InterfaceSlot != slot)
                continue;
            MethodTable* candidate = current->Interfaces[entry->InterfaceIndex];
            if (candidate != @interface && !(variant && TypeCast.AreVariantsAssignable(candidate, @interface)))
                continue;

            // A virtual method is taken from the object's own type, which may override it.
            return entry->VirtualSlot < current->VirtualCount
                ? type->Virtuals[entry->VirtualSlot]
                : current->SealedVirtual(entry->VirtualSlot - current->VirtualCount);
        }

        return 0;
    }
}
