using System;
using System.Collections.Generic;
using System.IO;
using LiteBox.Packager.Analysis.Graph;
using LiteBox.Packager.Analysis.Images;
using LiteBox.Packager.Analysis.Managed;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Analysis;

/// <summary>
/// Finds the system calls that a program can make, from its machine code. Every call that the program can make is in the
/// result; docs/ANALYSIS.md says how, and under which assumptions.
/// </summary>
public static class SyscallAnalyzer
{
    // The kernel's vDSO answers these without entering the kernel when it can, and makes the call when it cannot.
    private static readonly (int Number, string Function)[] s_vdsoFallbacks =
        [(96, "__vdso_gettimeofday"), (201, "__vdso_time"), (228, "__vdso_clock_gettime"), (229, "__vdso_clock_getres"), (309, "__vdso_getcpu")];

    // RDI, RSI, RDX, R10, R8, R9.
    private static readonly int[] s_argumentPlaces = [7, 6, 2, 10, 8, 9];

    private const int Open = 2, RtSigaction = 13, Execve = 59, Futex = 202, Openat = 257, Execveat = 322;

    /// <summary>Analyses a program.</summary>
    /// <param name="images">
    /// The files of the process: the program first, then the libraries in the order in which ld.so loads them, the dynamic
    /// linker and the loadable ones anywhere.
    /// </param>
    /// <param name="options">What else to take into account.</param>
    /// <exception cref="ArgumentException">The first image is not the program.</exception>
    /// <exception cref="Diagnostics.LiteBoxException">LB01xx: a file is not sound.</exception>
    public static AnalysisResult Analyze(IReadOnlyList<AnalyzedImage> images, AnalysisOptions? options = null)
    {
        options ??= AnalysisOptions.Default;
        AnalysisResult result = AnalyzeProcess(images, options);
        if (options.Closed || options.OtherPrograms.Count == 0
            || !(result.Numbers.Contains(Execve) || result.Numbers.Contains(Execveat)))
            return result;
        List<AnalysisResult> results = [result];
        foreach (IReadOnlyList<AnalyzedImage> program in options.OtherPrograms)
            results.Add(AnalyzeProcess(program, options));
        return Union(results, result.Numbers.Contains(Execve) ? Execve : Execveat);
    }

    private static AnalysisResult AnalyzeProcess(IReadOnlyList<AnalyzedImage> images, AnalysisOptions options)
    {
        if (images.Count == 0 || images[0].Role != ImageRole.Program)
            throw new ArgumentException("The first image must be the program.", nameof(images));
        images = LoadOrder(images);
        ProcessGraph graph = new(images, options.PInvokes, image => options.Cache?.Get(image.File) ?? CodeImage.Read(image.File));
        NumberResolver resolver = new(images, graph);
        List<Unresolved> reasons = resolver.Unresolved;
        foreach (AnalyzedImage image in images)
            if (ManagedRuntime.Is(image.Name, image.File))
                reasons.Add(new(image.Name, "", "the .NET runtime compiles code while the program runs"));
        SortedSet<int> numbers = reasons.Count != 0 ? [.. SyscallNames.All] : [.. resolver.Origins.Keys];
        foreach ((int number, _) in s_vdsoFallbacks)
            numbers.Add(number);
        return new(numbers, reasons, Statistics(images, graph), number => WitnessOf(number, graph, resolver),
            Arguments, Texts);

        IReadOnlySet<uint>? Arguments(int number, int position)
        {
            HashSet<uint> known = [];
            bool opens = (number, position) is (Open, 1) or (Openat, 2);
            IReadOnlySet<uint>? values = reasons.Count != 0 ? null : resolver.ValuesOf(
                number, s_argumentPlaces[position], IsKnown, site => !opens || !LibraryFunctions.OpensDevices(resolver, site));
            return values is null || known.Count == 0 ? values : new HashSet<uint>([.. values, .. known]);

            bool IsKnown(NumberOrigin site)
            {
                if (opens)
                    return LibraryFunctions.AddStreamFlags(resolver, site, addresses => ConstantText.Read(images, addresses), known);
                uint? value = (number, position) switch
                {
                    (RtSigaction, 1) when LibraryFunctions.SetsDefault(resolver, site) => 0,
                    (Futex, 1) => LibraryFunctions.OperationAt(resolver, site),
                    _ => null,
                };
                return value is { } one && (known.Add(one) || true);
            }
        }

        IReadOnlySet<string>? Texts(int number, int position)
        {
            HashSet<string> patterns = [];
            IReadOnlySet<uint>? addresses = reasons.Count != 0 ? null : resolver.ValuesOf(number, s_argumentPlaces[position],
                site => LibraryFunctions.PathAt(resolver, site) is { } pattern && (patterns.Add(pattern) || true));
            return ConstantText.Read(images, addresses) is { } texts ? new HashSet<string>([.. texts, .. patterns]) : null;
        }
    }

    // Loadable libraries can only come into a process that can load them.
    private static IReadOnlyList<AnalyzedImage> LoadOrder(IReadOnlyList<AnalyzedImage> images)
    {
        bool loads = images[0].File.Interpreter is not null || images[0].File.Dynamic.Needed.Length != 0
            || HasStaticLoader(images[0].File);
        List<AnalyzedImage> ordered = [];
        // The dynamic linker comes last in its own search order.
        foreach (ImageRole role in (ReadOnlySpan<ImageRole>)
                 [ImageRole.Program, ImageRole.Needed, ImageRole.Interpreter, ImageRole.Loadable])
            foreach (AnalyzedImage image in images)
                if (image.Role == role && (loads || role != ImageRole.Loadable))
                    ordered.Add(image);
        return ordered;
    }

    // The loader inside a static glibc program honours this variable; other static programs cannot load libraries.
    private static bool HasStaticLoader(ElfFile file) => file.Data.Span.IndexOf("LD_LIBRARY_PATH\0"u8) >= 0;

    private static List<ImageStatistics> Statistics(IReadOnlyList<AnalyzedImage> images, ProcessGraph graph)
    {
        int[] functions = new int[images.Count], sites = new int[images.Count];
        foreach (int function in graph.Reached)
        {
            int image = graph.ImageOf(function);
            functions[image]++;
            foreach (CodeReference reference in graph.Code[image].ReferencesOf(graph.LocalOf(function)))
                if (reference.Kind is ReferenceKind.SystemCall or ReferenceKind.LegacySystemCall)
                    sites[image]++;
        }
        List<ImageStatistics> statistics = [];
        for (int i = 0; i < images.Count; i++)
            statistics.Add(new(
                images[i].Name, graph.Code[i].FunctionCount, functions[i], graph.Code[i].SystemCallSites, sites[i]));
        return statistics;
    }

    private static IReadOnlyList<WitnessStep> WitnessOf(int number, ProcessGraph graph, NumberResolver resolver)
    {
        if (!resolver.Origins.TryGetValue(number, out NumberOrigin? origin))
        {
            foreach ((int fallback, string function) in s_vdsoFallbacks)
                if (fallback == number)
                    return [new("vdso!" + function, "is given to every program")];
            return [];
        }
        List<WitnessStep> steps = [];
        for (int function = origin.Function; function >= 0; function = graph.ArrivalOf(function).From)
        {
            Arrival arrival = graph.ArrivalOf(function);
            int image = graph.ImageOf(function);
            ulong start = graph.Code[image].StartOf(graph.LocalOf(function));
            steps.Add(new(graph.Describe(image, start), arrival.From >= 0 || arrival.Image >= 0 ? "" : arrival.Reason));
            if (arrival.Image >= 0)
                steps.Add(new(graph.Describe(arrival.Image, arrival.Site), ""));
        }
        steps.Reverse();
        return Annotate(steps, origin, graph);
    }

    // Steps so far are places; the reasons belong to the edges between them.
    private static List<WitnessStep> Annotate(List<WitnessStep> steps, NumberOrigin origin, ProcessGraph graph)
    {
        List<Arrival> arrivals = [];
        for (int function = origin.Function; function >= 0; function = graph.ArrivalOf(function).From)
            arrivals.Add(graph.ArrivalOf(function));
        arrivals.Reverse();
        List<WitnessStep> annotated = [];
        int step = 0;
        foreach (Arrival arrival in arrivals)
        {
            if (arrival.Image >= 0)
                annotated.Add(steps[step++] with { Reason = "data at" });
            string reason = arrival.Image >= 0 ? "points to" : arrival.Reason;
            annotated.Add(steps[step++] with { Reason = reason });
        }
        for (NumberOrigin? at = origin; at is not null; at = at.Next)
            annotated.Add(new(
                graph.Describe(graph.ImageOf(at.Function), at.Site),
                at.Next is null ? "system call at" : "passes the number at"));
        return annotated;
    }

    private static AnalysisResult Union(List<AnalysisResult> results, int cause)
    {
        SortedSet<int> numbers = [];
        List<Unresolved> reasons = [];
        List<ImageStatistics> images = [];
        foreach (AnalysisResult result in results)
        {
            numbers.UnionWith(result.Numbers);
            foreach (Unresolved reason in result.Reasons)
                if (!reasons.Contains(reason))
                    reasons.Add(reason);
            foreach (ImageStatistics image in result.Images)
                if (!images.Contains(image))
                    images.Add(image);
        }
        return new(numbers, reasons, images, number =>
        {
            for (int i = 0; i < results.Count; i++)
                if (results[i].Witness(number) is { Count: not 0 } steps)
                    return i == 0
                        ? steps
                        : [.. results[0].Witness(cause), new(results[i].Images[0].Name, "may execute"), .. steps];
            return [];
        }, (number, position) => UnionOf(results, number, result => result.Arguments(number, position)),
        (number, position) => UnionOf(results, number, result => result.Texts(number, position)));
    }

    private static IReadOnlySet<T>? UnionOf<T>(List<AnalysisResult> results, int number, Func<AnalysisResult, IReadOnlySet<T>?> select)
    {
        HashSet<T> values = [];
        foreach (AnalysisResult result in results)
        {
            if (!result.Numbers.Contains(number))
                continue;
            if (select(result) is not { } some)
                return null;
            values.UnionWith(some);
        }
        return values;
    }
}
