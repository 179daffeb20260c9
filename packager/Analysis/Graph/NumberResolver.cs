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

    private void ResolveSite(NumberOrigin site)
    {
        const int Rax = 0;
        Queue<(NumberOrigin Origin, int Place, ReferenceKind Kind)> questions = new();
        HashSet<(int Function, int Place)> asked = [];
        questions.Enqueue((site, Rax, ReferenceKind.SystemCall));
        int count = 0;
        while (questions.TryDequeue(out (NumberOrigin Origin, int Place, ReferenceKind Kind) question))
        {
            (NumberOrigin origin, int place, ReferenceKind kind) = question;
            int image = _graph.ImageOf(origin.Function);
            CodeUnit unit = UnitOf(image, origin.Function);
            AbstractValue value = unit.ValueAt(origin.Site, place, kind);
            if (value.IsUnknown || value.IsFrame || ++count > MaximumQuestions)
            {
                if (kind == ReferenceKind.SystemCall && SetIdCommand.Matches(unit.Before(origin.Site, SetIdCommand.Window)))
                    foreach (int number in SetIdCommand.Numbers)
                        Origins.TryAdd(number, origin);
                else
                    Widen(image, origin.Site, origin.Next is null
                        ? "number unknown"
                        : "number passed to " + DescribeSite(origin.Root()) + " unknown");
                continue;
            }
            foreach (ulong constant in value.Constants)
                if (SyscallNames.IsDefined((int)constant))
                    Origins.TryAdd((int)constant, origin);
            for (int p = 0; p < Place.Count; p++)
                if ((value.Places >> p & 1) != 0)
                    AskCallers(origin, image, p, questions, asked);
        }
    }

    private void AskCallers(
        NumberOrigin origin, int image, int place, Queue<(NumberOrigin, int, ReferenceKind)> questions,
        HashSet<(int, int)> asked)
    {
        CodeImage code = _graph.Code[image];
        int unit = code.UnitNumber(_graph.LocalOf(origin.Function));
        foreach (int member in UnitOf(image, origin.Function).EntriesReaching(origin.Site))
        {
            int entry = _graph.GlobalOf(image, member);
            if (!_graph.IsReached(entry) || !code.IsEntered(member) || !asked.Add((entry, place)))
                continue;
            if (_graph.IsTaken(entry) && !AskPointerCalls(origin, entry, place, questions))
                Widen(image, code.StartOf(member), "called through a pointer, with a number for " + DescribeSite(origin.Root()));
            foreach (Caller caller in _graph.CallersOf(entry))
            {
                bool inside = caller.Kind is ReferenceKind.Jump or ReferenceKind.FallThrough
                    && _graph.ImageOf(caller.Function) == image && code.UnitNumber(_graph.LocalOf(caller.Function)) == unit;
                if (!inside)
                    questions.Enqueue((new(origin, caller.Function, caller.Site), place, caller.Kind));
            }
        }
    }

    // A compiler that calls by name more than once may load the address into a register first. As long as the code that does
    // so only ever calls what it loaded, these calls are all there are.
    private bool AskPointerCalls(
        NumberOrigin origin, int function, int place, Queue<(NumberOrigin, int, ReferenceKind)> questions)
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
            questions.Enqueue(call);
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
}
