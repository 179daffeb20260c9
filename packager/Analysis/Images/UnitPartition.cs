using System.Collections.Generic;

namespace LiteBox.Packager.Analysis.Images;

/// <summary>
/// Groups functions that run into each other's middle: compilers split a function into a hot and a cold part with an unwind
/// entry each, and only together do they make sense.
/// </summary>
internal sealed class UnitPartition
{
    private readonly int[] _parents;
    private readonly bool[] _entered;
    private readonly Dictionary<int, List<int>> _members = [];

    public UnitPartition(CodeImage image)
    {
        int count = image.FunctionCount;
        _parents = new int[count];
        _entered = new bool[count];
        for (int i = 0; i < count; i++)
            _parents[i] = i;
        for (int f = 0; f < count; f++)
            foreach (CodeReference reference in image.ReferencesOf(f))
                if (reference.Kind is ReferenceKind.Jump or ReferenceKind.FallThrough
                    && image.FunctionAt(reference.Target) is int target and >= 0
                    && (reference.Kind == ReferenceKind.FallThrough || image.StartOf(target) != reference.Target))
                    _parents[Representative(f)] = Representative(target);
        for (int f = 0; f < count; f++)
        {
            int unit = Representative(f);
            if (unit == f && !_members.ContainsKey(f))
                _members.Add(f, []);
            else if (!_members.ContainsKey(unit))
                _members.Add(unit, []);
            _members[unit].Add(f);
        }
        MarkEntered(image);
    }

    public int Representative(int function)
    {
        while (_parents[function] != function)
        {
            _parents[function] = _parents[_parents[function]];
            function = _parents[function];
        }
        return function;
    }

    public IReadOnlyList<int> Members(int function) => _members[Representative(function)];

    public bool IsEntered(int function) => _entered[function];

    private void MarkEntered(CodeImage image)
    {
        for (int f = 0; f < image.FunctionCount; f++)
            foreach (CodeReference reference in image.ReferencesOf(f))
                if (reference.Kind is ReferenceKind.Call or ReferenceKind.Address
                    || (reference.Kind == ReferenceKind.Jump && image.FunctionAt(reference.Target) is int target and >= 0
                        && Representative(target) != Representative(f)))
                    Mark(reference.Target);
        foreach ((_, LoaderTarget target) in image.Pointers)
            Mark(target.Address);
        foreach (ulong address in image.Layout.Initializers)
            Mark(address);
        foreach (LoaderTarget target in image.Layout.Slots.Values)
            Mark(target.Address);
        foreach (List<ulong> addresses in image.Layout.Exports.Values)
            foreach (ulong address in addresses)
                Mark(address);

        void Mark(ulong address)
        {
            if (image.FunctionAt(address) is int function and >= 0 && image.StartOf(function) == address)
                _entered[function] = true;
        }
    }
}
