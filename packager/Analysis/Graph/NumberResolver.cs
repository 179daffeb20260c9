using System;
using System.Collections.Generic;
using LiteBox.Packager.Analysis.Images;
using LiteBox.Packager.Analysis.Values;

namespace LiteBox.Packager.Analysis.Graph;

/// <summary>
/// Finds the numbers at every <c>syscall</c> instruction that can run: from the code around it and, where the number is an
/// argument, from all callers, and theirs.
/// </summary>
internal sealed class NumberResolver
{
    /// <summary>Beyond this many questions about callers a site counts as unresolved.</summary>
    private const int MaximumQuestions = 50_000;

    private readonly IReadOnlyList<AnalyzedImage> _images;
    private readonly ProcessGraph _graph;
    private readonly Dictionary<(int Image, int Unit), CodeUnit> _units = [];
    private readonly Dictionary<int, List<NumberOrigin>> _sites = [];
    private readonly HashSet<int> _passed = [];

    public NumberResolver(IReadOnlyList<AnalyzedImage> images, ProcessGraph graph)
    {
        _images = images;
        _graph = graph;
        foreach (int function in graph.Reached)
            ResolveFunction(function);
    }

    /// <summary>The first place found that decides for each number.</summary>
    public Dictionary<int, NumberOrigin> Origins { get; } = [];

    public List<Unresolved> Unresolved { get; } = [];

    private void ResolveFunction(int function)
    {
        int image = _graph.ImageOf(function);
        foreach (CodeReference reference in _graph.Code[image].ReferencesOf(_graph.LocalOf(function)))
        {
            if (reference.Kind == ReferenceKind.SystemCall)
                ResolveSite(new(null, function, reference.Site));
            else if (reference.Kind == ReferenceKind.LegacySystemCall)
                Widen(image, reference.Site, "a 32-bit system call");
        }
    }

    /// <summary>
    /// The values, cut to 32 bits, that an argument can have at all instructions that make one call; null when they cannot be
    /// listed.
    /// </summary>
    /// <param name="number">The call's number.</param>
    /// <param name="place">The register that holds the argument.</param>
    /// <param name="isKnown">Told each site where the code does not say the value; true when something else does.</param>
    /// <param name="counts">Whether what a site gives is of interest; all of them are when it is missing.</param>
    public IReadOnlySet<uint>? ValuesOf(int number, int place, Func<NumberOrigin, bool>? isKnown = null, Func<NumberOrigin, bool>? counts = null)
    {
        if (Unresolved.Count != 0 || _passed.Contains(number) || !_sites.TryGetValue(number, out List<NumberOrigin>? sites))
            return null;
        HashSet<uint> values = [];
        bool known = true;
        foreach (NumberOrigin site in sites)
        {
            Trace(site, place, Found, (origin, _, _) => known &= isKnown?.Invoke(origin) ?? false, (_, _, _) => known = false);
        }
        return known ? values : null;

        void Found(NumberOrigin origin, ulong value)
        {
            if (counts?.Invoke(origin) ?? true)
                values.Add((uint)value);
        }
    }

    /// <summary>The values, cut to 32 bits, with which the function around a site can be entered in a place; null when they cannot be listed.</summary>
    public IReadOnlySet<uint>? ValuesAtEntry(NumberOrigin site, int place)
    {
        Questions questions = new();
        HashSet<uint> values = [];
        bool known = true;
        void Pointed(int image, ulong entry, NumberOrigin origin) => known = false;
        AskCallers(site, _graph.ImageOf(site.Function), place, questions, Pointed);
        Answer(questions, (_, value) => values.Add((uint)value), (_, _, _) => known = false, Pointed);
        return known ? values : null;
    }

    /// <summary>Whether the function around a site only gets null in a place, or the address of memory that its caller has cleared right before.</summary>
    public bool IsClearedAtEntry(NumberOrigin site, int place)
    {
        Questions questions = new();
        bool cleared = true;
        void Pointed(int image, ulong entry, NumberOrigin origin) => cleared = false;
        AskCallers(site, _graph.ImageOf(site.Function), place, questions, Pointed);
        Answer(questions, (_, value) => cleared &= value == 0,
            (origin, _, at) => cleared &= UnitOf(_graph.ImageOf(origin.Function), origin.Function).IsCleared(origin.Site, at), Pointed);
        return cleared;
    }

    /// <summary>The name of the function around a site.</summary>
    public string NameAt(NumberOrigin site) => NameOf(site.Function);

    /// <summary>The names of the functions that call the one around a site; null when others may.</summary>
    public IReadOnlySet<string>? CallersAt(NumberOrigin site)
    {
        if (_graph.IsTaken(site.Function))
            return null;
        HashSet<string> names = [];
        foreach (Caller caller in _graph.CallersOf(site.Function))
            names.Add(NameOf(caller.Function));
        return names;
    }

    private string NameOf(int function)
    {
        CodeImage code = _graph.Code[_graph.ImageOf(function)];
        return code.Describe(code.StartOf(_graph.LocalOf(function)));
    }

    private void ResolveSite(NumberOrigin site)
    {
        const int Rax = 0;
        Trace(site, Rax, Found, Unknown, (image, entry, origin) =>
            Widen(image, entry, "called through a pointer, with a number for " + DescribeSite(origin.Root())));

        void Found(NumberOrigin origin, ulong value)
        {
            int number = (int)value;
            if (!SyscallNames.IsDefined(number))
                return;
            Origins.TryAdd(number, origin);
            // Who passes the number on passes the arguments on too, each in another place.
            if (origin.Next is not null)
                _passed.Add(number);
            else if (_sites.TryGetValue(number, out List<NumberOrigin>? sites))
                sites.Add(site);
            else
                _sites.Add(number, [site]);
        }

        void Unknown(NumberOrigin origin, ReferenceKind kind, int at)
        {
            int image = _graph.ImageOf(origin.Function);
            if (kind == ReferenceKind.SystemCall
                && SetIdCommand.Matches(UnitOf(image, origin.Function).Before(origin.Site, SetIdCommand.Window)))
            {
                foreach (int number in SetIdCommand.Numbers)
                {
                    Origins.TryAdd(number, origin);
                    _passed.Add(number);
                }
            }
            else
                Widen(image, origin.Site, origin.Next is null
                    ? "number unknown"
                    : "number passed to " + DescribeSite(origin.Root()) + " unknown");
        }
    }

    /// <summary>Finds what a place can hold at a site: in the code around it and, as far as it is an argument, in the callers.</summary>
    /// <param name="site">The instruction.</param>
    /// <param name="place">See <see cref="Place"/>.</param>
    /// <param name="found">Takes each value with where it comes from.</param>
    /// <param name="unknown">Takes each instruction where the place holds something that cannot be listed.</param>
    /// <param name="pointed">Takes each function that is called from places which cannot be listed: image, start, what it leads to.</param>
    private void Trace(
        NumberOrigin site, int place, Action<NumberOrigin, ulong> found, Action<NumberOrigin, ReferenceKind, int> unknown,
        Action<int, ulong, NumberOrigin> pointed)
    {
        Questions questions = new();
        questions.Open.Enqueue((site, place, ReferenceKind.SystemCall));
        Answer(questions, found, unknown, pointed);
    }

    private void Answer(
        Questions questions, Action<NumberOrigin, ulong> found, Action<NumberOrigin, ReferenceKind, int> unknown,
        Action<int, ulong, NumberOrigin> pointed)
    {
        int count = 0;
        while (questions.Open.TryDequeue(out (NumberOrigin Origin, int Place, ReferenceKind Kind) question))
        {
            NumberOrigin origin = question.Origin;
            int image = _graph.ImageOf(origin.Function);
            AbstractValue value = UnitOf(image, origin.Function).ValueAt(origin.Site, question.Place, question.Kind);
            if (value.IsUnknown || value.IsFrame || ++count > MaximumQuestions)
            {
                unknown(origin, question.Kind, question.Place);
                continue;
            }
            foreach (ulong constant in value.Constants)
                found(origin, constant);
            for (int p = 0; p < Place.Count; p++)
                if ((value.Places >> p & 1) != 0)
                    AskCallers(origin, image, p, questions, pointed);
        }
    }

    private void AskCallers(NumberOrigin origin, int image, int place, Questions questions, Action<int, ulong, NumberOrigin> pointed)
    {
        CodeImage code = _graph.Code[image];
        int unit = code.UnitNumber(_graph.LocalOf(origin.Function));
        foreach (int member in UnitOf(image, origin.Function).EntriesReaching(origin.Site))
        {
            int entry = _graph.GlobalOf(image, member);
            if (!_graph.IsReached(entry) || !code.IsEntered(member) || !questions.Asked.Add((entry, place)))
                continue;
            if (_graph.IsTaken(entry) && !AskPointerCalls(origin, entry, place, questions))
                pointed(image, code.StartOf(member), origin);
            foreach (Caller caller in _graph.CallersOf(entry))
            {
                bool inside = caller.Kind is ReferenceKind.Jump or ReferenceKind.FallThrough
                    && _graph.ImageOf(caller.Function) == image && code.UnitNumber(_graph.LocalOf(caller.Function)) == unit;
                if (!inside)
                    questions.Open.Enqueue((new(origin, caller.Function, caller.Site), place, caller.Kind));
            }
        }
    }

    // A compiler that calls by name more than once may load the address into a register first. As long as the code that does
    // so only ever calls what it loaded, these calls are all there are.
    private bool AskPointerCalls(NumberOrigin origin, int function, int place, Questions questions)
    {
        List<(int Function, ulong Value)> takers = [];
        if (!_graph.TryFindTakers(function, takers))
            return false;
        List<(NumberOrigin, int, ReferenceKind)> found = [];
        foreach ((int taker, ulong value) in takers)
        {
            List<(ulong Site, ReferenceKind Kind)> calls = [];
            if (!UnitOf(_graph.ImageOf(taker), taker).TryFindCallsOf(value, calls))
                return false;
            foreach ((ulong site, ReferenceKind kind) in calls)
                found.Add((new(origin, taker, site), place, kind));
        }
        foreach ((NumberOrigin, int, ReferenceKind) call in found)
            questions.Open.Enqueue(call);
        return true;
    }

    private CodeUnit UnitOf(int image, int function)
    {
        CodeImage code = _graph.Code[image];
        int local = _graph.LocalOf(function);
        (int, int) key = (image, code.UnitNumber(local));
        if (!_units.TryGetValue(key, out CodeUnit? unit))
            _units.Add(key, unit = new(code, code.UnitOf(local)));
        return unit;
    }

    private string DescribeSite(NumberOrigin origin) => _graph.Describe(_graph.ImageOf(origin.Function), origin.Site);

    private void Widen(int image, ulong address, string reason)
    {
        Unresolved unresolved = new(_images[image].Name, _graph.Code[image].Describe(address), reason);
        if (!Unresolved.Contains(unresolved))
            Unresolved.Add(unresolved);
    }

    /// <summary>What is still to be looked at, and what was asked already.</summary>
    private sealed class Questions
    {
        public Queue<(NumberOrigin Origin, int Place, ReferenceKind Kind)> Open { get; } = new();

        public HashSet<(int Function, int Place)> Asked { get; } = [];
    }
}
