using System;
using System.Collections.Generic;
using System.Linq;

namespace LiteBox.Packager.Linking.Stubs;

/// <summary>Chooses the stubs that an image needs and assembles them.</summary>
internal sealed class StubSet
{
    private readonly List<Stub> _chosen = [];

    private StubSet()
    {
    }

    /// <summary>Chooses from the stubs on offer those that the objects and the chosen stubs themselves ask for.</summary>
    public static StubSet Choose(ObjectFile compiled, IEnumerable<Stub> offered)
    {
        StubSet set = new();
        Dictionary<string, Stub> bySymbol = new(StringComparer.Ordinal);
        List<Stub> all = [.. offered];
        foreach (Stub stub in all)
        {
            foreach (string symbol in stub.Symbols)
            {
                bySymbol.Add(symbol, stub);
            }
        }

        HashSet<Stub> taken = [];
        Queue<Stub> queue = new();
        void Ask(ObjectFile file)
        {
            foreach (ObjectSymbol symbol in file.Symbols)
            {
                if (symbol.Section is null && bySymbol.TryGetValue(symbol.Name, out Stub? stub) && taken.Add(stub))
                {
                    queue.Enqueue(stub);
                }
            }
        }

        foreach (Stub stub in all.Where(s => s.IsRoot && taken.Add(s)))
        {
            queue.Enqueue(stub);
        }

        Ask(compiled);
        while (queue.TryDequeue(out Stub? stub))
        {
            StubAssembler assembler = new() { VectorRegisters = 0 };
            stub.Emit(assembler);
            Ask(assembler.ToObject());
        }

        // The order of the offer, not that of discovery: bytes must not depend on the order of the compiler's symbols.
        set._chosen.AddRange(all.Where(taken.Contains));
        return set;
    }

    /// <summary>Whether a stub was chosen.</summary>
    public bool Holds(Stub stub) => _chosen.Contains(stub);

    /// <summary>Assembles the chosen stubs as one object.</summary>
    /// <param name="vectorRegisters">The registers that the entry stub keeps for the guest, a bit each.</param>
    public ObjectFile Assemble(int vectorRegisters)
    {
        StubAssembler assembler = new() { VectorRegisters = vectorRegisters };
        foreach (Stub stub in _chosen)
        {
            stub.Emit(assembler);
        }

        return assembler.ToObject();
    }
}
