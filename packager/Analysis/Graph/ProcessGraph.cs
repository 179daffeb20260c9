using System;
using System.Collections.Generic;
using LiteBox.Packager.Analysis.Images;
using LiteBox.Packager.Analysis.Managed;

namespace LiteBox.Packager.Analysis.Graph;

/// <summary>
/// The functions of all images of one process and which of them can run. Functions are numbered through: those of the first
/// image, then those of the second, and so on.
/// </summary>
internal sealed class ProcessGraph
{
    // What turns a name into an address at run time; ld.so and libc use the last for their own needs.
    private static readonly string[] s_lookupFunctions = ["dlsym", "dlvsym", "__libc_dlsym"];

    private readonly IReadOnlyList<AnalyzedImage> _images;
    private readonly CodeImage[] _code;
    private readonly int[] _bases;
    private readonly bool[] _reached;
    private readonly bool[] _taken;
    private readonly bool[] _takenOutsideCode;
    private readonly Arrival[] _arrivals;
    private readonly Queue<int> _work = new();
    private readonly Dictionary<string, int[]> _bound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> _anywhere = new(StringComparer.Ordinal);
    private readonly HashSet<int> _lookups = [];
    private NamedExports? _names;
    private int[]? _firstCaller;
    private Caller[] _callers = [];

    public ProcessGraph(
        IReadOnlyList<AnalyzedImage> images, IReadOnlyList<PInvoke> calledByName, Func<AnalyzedImage, CodeImage> read)
    {
        _images = images;
        _code = new CodeImage[images.Count];
        _bases = new int[images.Count + 1];
        for (int i = 0; i < images.Count; i++)
        {
            _code[i] = read(images[i]);
            _bases[i + 1] = _bases[i] + _code[i].FunctionCount;
        }
        _reached = new bool[_bases[^1]];
        _taken = new bool[_bases[^1]];
        _takenOutsideCode = new bool[_bases[^1]];
        _arrivals = new Arrival[_bases[^1]];
        foreach (string name in s_lookupFunctions)
            _lookups.UnionWith(Definitions(name, everywhere: true));
        for (int i = 0; i < images.Count; i++)
            AddRoots(i);
        foreach (PInvoke call in calledByName)
            foreach (int function in Definitions(call.Function, everywhere: true))
                Take(function, new(-1, 0, -1, "is called by managed code"));
        Run();
    }

    public IReadOnlyList<CodeImage> Code => _code;

    /// <summary>The functions that can run, ascending.</summary>
    public IEnumerable<int> Reached
    {
        get
        {
            for (int i = 0; i < _reached.Length; i++)
                if (_reached[i])
                    yield return i;
        }
    }

    public bool IsReached(int function) => _reached[function];

    /// <summary>Whether a function may be called from places that nobody can list, with any arguments.</summary>
    public bool IsTaken(int function) => _taken[function];

    /// <summary>
    /// The instructions that take the address of a function, each with the value that stands for the address in the analysis
    /// of its code. False when the address comes from elsewhere too: from data, the loader, or a search by name.
    /// </summary>
    public bool TryFindTakers(int function, List<(int Function, ulong Value)> takers)
    {
        if (_takenOutsideCode[function])
            return false;
        ulong start = _code[ImageOf(function)].StartOf(LocalOf(function));
        foreach (int taker in Reached)
        {
            int image = ImageOf(taker);
            CodeImage code = _code[image];
            foreach (CodeReference reference in code.ReferencesOf(taker - _bases[image]))
            {
                if (reference.Kind == ReferenceKind.Address && code.FunctionAt(reference.Target) is int local and >= 0
                    && _bases[image] + local == function)
                {
                    if (reference.Target != start)
                        return false;
                    takers.Add((taker, start));
                }
                else if (reference.Kind == ReferenceKind.SlotAddress)
                {
                    if (reference.Target == 0)
                        return false;
                    if (Array.IndexOf(Resolve(image, code.Layout.Slots[reference.Target]), function) >= 0)
                        takers.Add((taker, Values.ImageMemory.ContentOfSlot(reference.Target)));
                }
            }
        }
        return true;
    }

    public Arrival ArrivalOf(int function) => _arrivals[function];

    public int ImageOf(int function)
    {
        int index = Array.BinarySearch(_bases, function);
        if (index < 0)
            return ~index - 1;
        // Images without functions share their base with the next.
        while (_bases[index + 1] == function)
            index++;
        return index;
    }

    public int LocalOf(int function) => function - _bases[ImageOf(function)];

    public int GlobalOf(int image, int local) => _bases[image] + local;

    public string Describe(int image, ulong address) => _images[image].Name + "!" + _code[image].Describe(address);

    /// <summary>Everything reachable from where control can go directly to a function.</summary>
    public ReadOnlySpan<Caller> CallersOf(int function)
    {
        if (_firstCaller is null)
            CollectCallers();
        return _callers.AsSpan(_firstCaller![function].._firstCaller[function + 1]);
    }

    private void AddRoots(int image)
    {
        ImageLayout layout = _code[image].Layout;
        foreach (ulong address in layout.Initializers)
            Take(image, address, new(-1, 0, -1, address == layout.File.Header.Entry ? "starts at" : "is run by the loader"));
        foreach ((ulong at, LoaderTarget target) in _code[image].Pointers)
            foreach (int function in Resolve(image, target))
                Take(function, new(-1, at, image, "is pointed to by data"));
        if (_images[image].Role == ImageRole.Loadable)
            foreach ((string name, List<ulong> addresses) in layout.Exports)
                foreach (ulong address in addresses)
                    Take(image, address, new(-1, 0, -1, "is exported by a loadable library"));
        // ld.so looks functions of libc up by names of its own: malloc, __libc_early_init.
        if (_images[image].Role == ImageRole.Interpreter)
            TakeNamed(layout, image, new(-1, 0, -1, "is named in the dynamic linker"));
    }

    private void Run()
    {
        bool lookedUp = false;
        while (_work.TryDequeue(out int function))
        {
            int image = ImageOf(function);
            CodeImage code = _code[image];
            if (!lookedUp && _lookups.Contains(function))
            {
                lookedUp = true;
                for (int i = 0; i < _images.Count; i++)
                    TakeNamed(_code[i].Layout, i, new(function, 0, -1, "looks up by name"));
            }
            foreach (CodeReference reference in code.ReferencesOf(function - _bases[image]))
                Follow(image, function, reference);
        }
    }

    private void Follow(int image, int function, in CodeReference reference)
    {
        CodeImage code = _code[image];
        switch (reference.Kind)
        {
            case ReferenceKind.Call or ReferenceKind.Jump or ReferenceKind.FallThrough:
                if (code.FunctionAt(reference.Target) is int target and >= 0)
                    Reach(_bases[image] + target, new(function, reference.Site, -1, ReasonOf(reference.Kind)));
                break;
            case ReferenceKind.Address:
                Take(image, reference.Target, new(function, reference.Site, -1, "takes the address of"));
                break;
            case ReferenceKind.SlotCall or ReferenceKind.SlotJump:
                foreach (int bound in Resolve(image, code.Layout.Slots[reference.Target]))
                    Reach(bound, new(function, reference.Site, -1, ReasonOf(reference.Kind)));
                break;
            case ReferenceKind.SlotAddress when reference.Target != 0:
                foreach (int bound in Resolve(image, code.Layout.Slots[reference.Target]))
                    Take(bound, new(function, reference.Site, -1, "takes the address of"));
                break;
            case ReferenceKind.SlotAddress:
                foreach (LoaderTarget slot in code.Layout.Slots.Values)
                    foreach (int bound in Resolve(image, slot))
                        Take(bound, new(function, reference.Site, -1, "takes the whole offset table with"));
                break;
        }
    }

    private static string ReasonOf(ReferenceKind kind) => kind switch
    {
        ReferenceKind.Call => "calls",
        ReferenceKind.Jump => "jumps to",
        ReferenceKind.FallThrough => "runs on into",
        ReferenceKind.SlotCall => "calls by name",
        _ => "is a stub for",
    };

    private void Take(int image, ulong address, in Arrival arrival)
    {
        if (_code[image].FunctionAt(address) is int function and >= 0)
            Take(_bases[image] + function, arrival);
    }

    private void Take(int function, in Arrival arrival)
    {
        _taken[function] = true;
        _takenOutsideCode[function] |= arrival.From < 0 || arrival.Site == 0;
        Reach(function, arrival);
    }

    private void Reach(int function, in Arrival arrival)
    {
        if (_reached[function])
            return;
        _reached[function] = true;
        _arrivals[function] = arrival;
        _work.Enqueue(function);
    }

    private void TakeNamed(ImageLayout layout, int image, Arrival arrival)
    {
        if (_names is null)
        {
            _names = new();
            foreach (CodeImage code in _code)
                foreach (string name in code.Layout.Exports.Keys)
                    _names.Add(name);
        }
        Dictionary<string, ulong> found = new(StringComparer.Ordinal);
        _names.Find(layout, found);
        foreach ((string name, ulong at) in found)
            foreach (int function in Definitions(name, everywhere: true))
                Take(function, arrival with { Site = arrival.From < 0 ? at : 0, Image = arrival.From < 0 ? image : -1 });
    }

    private int[] Resolve(int image, LoaderTarget target)
    {
        if (target.Symbol is null)
            return _code[image].FunctionAt(target.Address) is int local and >= 0 ? [_bases[image] + local] : [];
        // Nobody knows in which order libraries are loaded later on.
        return Definitions(target.Symbol, everywhere: _images[image].Role == ImageRole.Loadable);
    }

    /// <summary>
    /// What a name stands for: the definitions of the first image in load order that has it, in all its versions. Loadable
    /// libraries come last, so they are the answer only when nothing that is loaded at start has the name.
    /// </summary>
    private int[] Definitions(string name, bool everywhere)
    {
        Dictionary<string, int[]> known = everywhere ? _anywhere : _bound;
        if (known.TryGetValue(name, out int[]? functions))
            return functions;
        List<int> found = [];
        bool bound = false;
        for (int i = 0; i < _code.Length; i++)
        {
            if (!_code[i].Layout.Exports.TryGetValue(name, out List<ulong>? addresses))
                continue;
            if (bound && !everywhere && _images[i].Role != ImageRole.Loadable)
                continue;
            if (bound && !everywhere)
                break;
            bound |= _images[i].Role != ImageRole.Loadable;
            foreach (ulong address in addresses)
                if (_code[i].FunctionAt(address) is int local and >= 0)
                    found.Add(_bases[i] + local);
        }
        return known[name] = [.. found];
    }

    private void CollectCallers()
    {
        int[] first = new int[_reached.Length + 1];
        ForEachTransfer((target, _) => first[target + 1]++);
        for (int i = 0; i < _reached.Length; i++)
            first[i + 1] += first[i];
        _callers = new Caller[first[^1]];
        int[] next = first[..^1];
        ForEachTransfer((target, caller) => _callers[next[target]++] = caller);
        _firstCaller = first;
    }

    private void ForEachTransfer(Action<int, Caller> action)
    {
        for (int image = 0; image < _code.Length; image++)
        {
            CodeImage code = _code[image];
            for (int f = 0; f < code.FunctionCount; f++)
            {
                if (!_reached[_bases[image] + f])
                    continue;
                foreach (CodeReference reference in code.ReferencesOf(f))
                {
                    Caller caller = new(_bases[image] + f, reference.Site, reference.Kind);
                    if (reference.Kind is ReferenceKind.Call or ReferenceKind.Jump or ReferenceKind.FallThrough)
                    {
                        if (code.FunctionAt(reference.Target) is int target and >= 0)
                            action(_bases[image] + target, caller);
                    }
                    else if (reference.Kind is ReferenceKind.SlotCall or ReferenceKind.SlotJump)
                    {
                        foreach (int bound in Resolve(image, code.Layout.Slots[reference.Target]))
                            action(bound, caller);
                    }
                }
            }
        }
    }
}
